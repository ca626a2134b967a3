//! Setup keys are read exactly if another decoder reads them too, as the same bytes, and are written so that they are read
//! again.

use data_encoding::{Encoding, Specification};
use mfa_core::Secret;

pub fn base32(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else { return };
    let read = Secret::from_base32(text);
    let expected = expected(text);
    match (&read, &expected) {
        (Ok(secret), Some(bytes)) => assert_eq!(secret.expose(), bytes),
        (Err(_), None) => {}
        _ => panic!("{text:?}: read {:?}, and it is {expected:?}", read.map(|secret| secret.expose().to_vec())),
    }
    let Ok(secret) = read else { return };
    let written = secret.to_base32(str::to_owned);
    assert_eq!(written, decoder().encode(secret.expose()));
    assert!(Secret::from_base32(&written).expect("it was written").same_as(&secret));
}

/// The bytes of a text of any case, with separators anywhere, and with as much padding as its group wants or none.
fn expected(text: &str) -> Option<Vec<u8>> {
    let is_separator = |letter: &char| letter.is_ascii_whitespace() || *letter == '-';
    let kept: String = text.chars().filter(|letter| !is_separator(letter)).collect();
    let characters = kept.trim_end_matches('=');
    let padding = kept.len() - characters.len();
    if padding > 0 && (padding > 7 || kept.len() % 8 != 0) {
        return None;
    }
    let bytes = decoder().decode(characters.to_ascii_uppercase().as_bytes()).ok()?;
    (10..=128).contains(&bytes.len()).then_some(bytes)
}

/// RFC 4648, section 6, where bits behind the last byte may be anything: real services leave some.
fn decoder() -> Encoding {
    let mut rules = Specification::new();
    rules.symbols.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    rules.check_trailing_bits = false;
    rules.encoding().expect("these are the rules of base32")
}
