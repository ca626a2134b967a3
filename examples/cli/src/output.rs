//! Writing answers and complaints: no panic, whatever becomes of the reader.
//!
//! A reader who goes away (`mfa list | head -1`) has read enough, so a broken pipe changes nothing. Any other failure
//! to write is one.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::AsFd as _;

use crate::failure::{Failure, unwritable};

/// Writes an answer to standard output.
pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    stream(|out| out.write_all(text.as_ref()))
}

/// Writes an answer to standard output as it comes.
pub(crate) fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let written = unbuffered(io::stdout()).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out).and_then(|()| out.flush())
    });
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unwritable(&error)),
        _ => Ok(()),
    }
}

/// Standard output without the standard library's buffer, which nobody wipes.
fn unbuffered(stdout: io::Stdout) -> io::Result<File> {
    Ok(stdout.as_fd().try_clone_to_owned()?.into())
}

/// Writes to standard error. If that fails there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// A warning on standard error.
pub(crate) fn warn(sentence: &str) {
    complain(&format!("warning: {}\n", escaped(sentence)));
}

/// Text in which nothing rewrites a terminal: control and bidirectional characters are shown by their number.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if mfa_core::is_unprintable(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The same for text of several lines.
pub(crate) fn escaped_lines(text: &str) -> String {
    text.lines().map(|line| escaped(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_rewrites_a_terminal_is_shown_by_its_number() {
        assert_eq!(escaped("a\u{1b}[2Jb\u{202e}c\r"), "a\\u{1b}[2Jb\\u{202e}c\\u{d}");
        assert_eq!(escaped("Grüße, 日本"), "Grüße, 日本");
    }
}
