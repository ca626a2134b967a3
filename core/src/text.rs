//! Which characters separate, and which do not show what they are.

#[cfg(feature = "uri")]
use crate::ct;

/// Whether a character would not be shown as it is: a control character, or one that changes the direction of writing or
/// the breaking of lines. A name that has one can rewrite an administrator's terminal, so none is let into a name.
pub const fn is_unprintable(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Whether a byte of typed text only separates: ASCII white space, and the dash.
pub(crate) const fn is_separator(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'-'
}

/// What is before and behind the first such ASCII character of text that may hold a secret. As bytes, for where a `str` is cut
/// it is looked at; and the compiler sees that it cannot panic, which it does not of `str::split_once`.
#[cfg(feature = "uri")]
pub(crate) fn cut(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let (before, rest) = text.split_at_checked(text.iter().position(|byte| ct::is_mark(*byte, at))?)?;
    Some((before, rest.get(1..)?))
}

/// Text without the ASCII white space around it.
#[cfg(feature = "uri")]
pub(crate) fn without_blanks(mut text: &[u8]) -> &[u8] {
    while let Some(rest) = text.split_first().filter(|(first, _)| ct::is_blank(**first)).map(|(_, rest)| rest) {
        text = rest;
    }
    while let Some(rest) = text.split_last().filter(|(last, _)| ct::is_blank(**last)).map(|(_, rest)| rest) {
        text = rest;
    }
    text
}
