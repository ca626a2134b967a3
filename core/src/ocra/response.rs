//! Responses: what an authenticator answers, and what a person typed (RFC 6287, section 5.2).

use core::fmt;

use crate::ct::{self, Because, DigitCount};
use crate::error::OcraResponseError;
use crate::numerals::Numerals;

/// A response of 4 to 10 digits, leading zeros included; wiped when dropped.
///
/// What was typed is read like a [`Code`](crate::Code): only ASCII digits are digits, white space and dashes are
/// dropped, anything else is refused. Its `Display` is the digits, for authenticator apps; its `Debug` says nothing.
///
/// ```
/// use mfa_core::OcraResponse;
///
/// let typed = OcraResponse::parse("0850 4110")?;
/// assert_eq!(typed.as_str(), "08504110");
/// assert!(!typed.matches(&OcraResponse::parse("8504110")?));
/// # Ok::<(), mfa_core::OcraResponseError>(())
/// ```
#[derive(Clone)]
pub struct OcraResponse {
    numerals: Numerals,
    digits: DigitCount,
}

impl OcraResponse {
    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, OcraResponseError> {
        let numerals = Numerals::parse(typed).map_err(|position| OcraResponseError::NotADigit { position })?;
        match (numerals.count(), DigitCount::new(numerals.count())) {
            (0, _) => Err(OcraResponseError::Empty),
            (_, Some(digits)) => Ok(Self { numerals, digits }),
            (digits, None) => Err(OcraResponseError::Length { digits }),
        }
    }

    /// The response that spells a value.
    pub(super) fn from_value(value: u32, digits: DigitCount) -> Self {
        Self { numerals: Numerals::of(value, digits.count()), digits }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        self.numerals.shown()
    }

    /// How many digits there are.
    pub const fn digits(&self) -> usize {
        self.digits.count()
    }

    /// Whether both are the same, digit for digit. Where they differ is not told, neither by the time that it takes.
    pub fn matches(&self, typed: &Self) -> bool {
        ct::reveal_choice(Because::VerdictIsAnswered, ct::same_bytes(self.numerals.secret(), typed.numerals.secret()))
    }
}

impl fmt::Display for OcraResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for OcraResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcraResponse({} digits)", self.digits.count())
    }
}
