//! Percent-encoding (RFC 3986, section 2.1), both ways.
//!
//! Secrets are decoded here as well: where a `%` or a `+` stands is public, what the digits after a `%` are is not.

use core::fmt::{self, Write};
use core::iter::Copied;
use core::{slice, str};

use crate::ct::{self, Shape};
use crate::error::{UriError, UriPart};

/// A space, as it may be written: raw, as HTML forms do, and percent-encoded.
const SPACES: [&[u8]; 3] = [b" ", b"+", b"%20"];

/// What is wrong with encoded text.
#[derive(Clone, Copy)]
pub(super) enum Flaw {
    /// A `%` without two hexadecimal digits.
    PercentEncoding,
    /// The bytes are not UTF-8.
    Utf8,
}

impl Flaw {
    /// The error that it is in a part of the URI.
    pub(super) fn within(self, part: UriPart) -> UriError {
        match self {
            Self::PercentEncoding => UriError::PercentEncoding { part },
            Self::Utf8 => UriError::Utf8 { part },
        }
    }
}

/// Encoded text without the spaces around it.
pub(super) fn trimmed(mut encoded: &[u8]) -> &[u8] {
    while let Some(rest) = SPACES.iter().find_map(|space| encoded.strip_prefix(*space)) {
        encoded = rest;
    }
    while let Some(rest) = SPACES.iter().find_map(|space| encoded.strip_suffix(*space)) {
        encoded = rest;
    }
    encoded
}

/// The bytes that encoded text stands for.
pub(super) fn bytes(encoded: &[u8]) -> Bytes<'_> {
    Bytes(encoded.iter().copied())
}

/// The characters that encoded text stands for.
pub(super) fn characters(encoded: &[u8]) -> Characters<'_> {
    Characters(bytes(encoded))
}

/// Writes text with everything encoded but RFC 3986's unreserved characters (section 2.3).
pub(super) fn write(out: &mut dyn Write, text: &str) -> fmt::Result {
    text.bytes().try_for_each(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.write_char(char::from(byte)),
        _ => write!(out, "%{byte:02X}"),
    })
}

#[derive(Clone)]
pub(super) struct Bytes<'a>(Copied<slice::Iter<'a, u8>>);

impl Iterator for Bytes<'_> {
    type Item = Result<u8, Flaw>;

    fn next(&mut self) -> Option<Self::Item> {
        let byte = self.0.next()?;
        Some(if ct::is_mark(byte, b'%') {
            self.escaped().ok_or(Flaw::PercentEncoding)
        } else if ct::is_mark(byte, b'+') {
            Ok(b' ')
        } else {
            Ok(byte)
        })
    }
}

impl Bytes<'_> {
    /// The byte whose hexadecimal digits follow.
    fn escaped(&mut self) -> Option<u8> {
        let (high, low) = (hexadecimal(self.0.next()?)?, hexadecimal(self.0.next()?)?);
        Some(high << 4 | low)
    }
}

/// The value of a hexadecimal digit.
fn hexadecimal(byte: u8) -> Option<u8> {
    match ct::hexadecimal(byte) {
        Shape::Secret(value) => Some(value),
        Shape::Public(_) => None,
    }
}

#[derive(Clone)]
pub(super) struct Characters<'a>(Bytes<'a>);

impl Iterator for Characters<'_> {
    type Item = Result<char, Flaw>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.0.next()?;
        Some(first.and_then(|first| self.begun_by(first)))
    }
}

impl Characters<'_> {
    /// The character that begins with a byte, which says how many follow it.
    fn begun_by(&mut self, first: u8) -> Result<char, Flaw> {
        let following = match first.leading_ones() {
            0 => 0,
            2 => 1,
            3 => 2,
            4 => 3,
            _ => return Err(Flaw::Utf8),
        };
        let mut encoded = [first, 0, 0, 0];
        for place in encoded.iter_mut().skip(1).take(following) {
            *place = self.0.next().ok_or(Flaw::Utf8)??;
        }
        str::from_utf8(encoded.get(..=following).unwrap_or_default())
            .ok()
            .and_then(|text| text.chars().next())
            .ok_or(Flaw::Utf8)
    }
}
