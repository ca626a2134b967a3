//! Questions, and the 128 bytes that they are hashed as (RFC 6287, section 5.1).

use super::suite::{OcraFormat, OcraSuite};
use crate::error::OcraError;

/// How many bytes the question, or both questions together, are hashed as.
pub(super) const BLOCK: usize = 128;
/// The fewest and the most characters of a question (RFC 6287, section 6.3).
const SHORTEST: usize = 4;
const LONGEST: usize = 64;
/// How many hexadecimal digits two of the longest numeric questions need: 10^128 is less than 16^107.
const LONGEST_NUMBER: usize = 107;

/// A question of 4 to 64 characters, in a format that has to be the suite's. It is public: whoever asks shows it.
///
/// ```
/// use mfa_core::{OcraError, OcraQuestion};
///
/// assert_eq!(OcraQuestion::numeric("00000000")?.as_str(), "00000000");
/// let refused = OcraQuestion::hexadecimal("c0ffee-1");
/// assert_eq!(refused, Err(OcraError::QuestionCharacter { position: 6 }));
/// # Ok::<(), OcraError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OcraQuestion<'a> {
    format: OcraFormat,
    text: &'a str,
}

impl<'a> OcraQuestion<'a> {
    /// Decimal digits.
    ///
    /// Draw them with care: they are hashed as numbers in hexadecimal with zeros behind, so that 00000001, 00000016 and
    /// 00000256 all have one response. Among questions of one length none collides if none is divisible by 16.
    pub fn numeric(text: &'a str) -> Result<Self, OcraError> {
        Self::new(OcraFormat::Numeric, text)
    }

    /// Printable ASCII characters other than space, 0x21 to 0x7e; upper and lower case are different.
    pub fn alphanumeric(text: &'a str) -> Result<Self, OcraError> {
        Self::new(OcraFormat::Alphanumeric, text)
    }

    /// Hexadecimal digits; upper and lower case are the same.
    ///
    /// Zeros at the end are not told from the zeros that every question is filled up with.
    pub fn hexadecimal(text: &'a str) -> Result<Self, OcraError> {
        Self::new(OcraFormat::Hexadecimal, text)
    }

    /// A question in a format that a suite names ([`OcraSuite::question_format`]).
    pub fn new(format: OcraFormat, text: &'a str) -> Result<Self, OcraError> {
        let flaw = text.bytes().position(|character| !format.has(character));
        if let Some(position) = flaw {
            return Err(OcraError::QuestionCharacter { position });
        }
        match text.len() {
            SHORTEST..=LONGEST => Ok(Self { format, text }),
            length => Err(OcraError::QuestionLength { length, most: LONGEST }),
        }
    }

    /// The question as it was written.
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    /// What it is written with.
    pub const fn format(&self) -> OcraFormat {
        self.format
    }

    /// Refused unless of the suite's format and no longer than it allows.
    pub(super) fn under(&self, suite: &OcraSuite) -> Result<&'a str, OcraError> {
        let (length, most) = (self.text.len(), suite.longest_question());
        if self.format != suite.question_format() {
            Err(OcraError::QuestionFormat)
        } else if length > most {
            Err(OcraError::QuestionLength { length, most })
        } else {
            Ok(self.text)
        }
    }
}

impl OcraFormat {
    const fn has(self, character: u8) -> bool {
        match self {
            Self::Alphanumeric => character.is_ascii_graphic(),
            Self::Numeric => character.is_ascii_digit(),
            Self::Hexadecimal => character.is_ascii_hexdigit(),
        }
    }

    /// The bytes that characters of this format are hashed as, zeros behind them.
    ///
    /// The RFC's reference implementation (appendix A) takes a question as hexadecimal text and writes zeros behind it;
    /// a numeric one it has converted before, without leading zeros. An odd number of hexadecimal digits therefore ends
    /// in the middle of a byte.
    pub(super) fn block(self, characters: impl Iterator<Item = u8>) -> [u8; BLOCK] {
        match self {
            Self::Alphanumeric => bytes(characters),
            Self::Numeric => bytes(pairs(hexadecimal(characters))),
            Self::Hexadecimal => bytes(pairs(characters.map(value))),
        }
    }
}

fn bytes(bytes: impl Iterator<Item = u8>) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    for (place, byte) in block.iter_mut().zip(bytes) {
        *place = byte;
    }
    block
}

/// Hexadecimal digits as bytes, with a zero behind if their number is odd.
fn pairs(mut digits: impl Iterator<Item = u8>) -> impl Iterator<Item = u8> {
    core::iter::from_fn(move || {
        let high = digits.next()?;
        Some(high << 4 | digits.next().unwrap_or(0))
    })
}

/// A decimal number as hexadecimal digits, without leading zeros.
fn hexadecimal(decimal: impl Iterator<Item = u8>) -> impl Iterator<Item = u8> {
    let mut number = [0_u8; LONGEST_NUMBER];
    for character in decimal {
        let mut carry = value(character);
        for digit in number.iter_mut().rev() {
            let next = digit.wrapping_mul(10).wrapping_add(carry);
            (*digit, carry) = (next & 0x0f, next >> 4);
        }
    }
    number.into_iter().skip_while(|digit| *digit == 0)
}

/// The value of a decimal or hexadecimal digit.
const fn value(character: u8) -> u8 {
    match character {
        b'0'..=b'9' => character & 0x0f,
        _ => (character & 0x0f).wrapping_add(9),
    }
}
