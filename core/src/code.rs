//! A one-time code: what a person typed, or what an authenticator shows (RFC 4226, section 5.3).

use core::fmt;

use crate::error::CodeError;
use crate::numerals::Numerals;
use crate::parameters::Digits;

/// A code of 6 to 10 digits, leading zeros included; wiped when dropped.
///
/// Typed codes are parsed once, and only ASCII digits are digits: white space and dashes are dropped, anything else is
/// refused. Its `Display` is the digits, for authenticator apps; its `Debug` says nothing.
///
/// ```
/// use mfa_core::Code;
///
/// assert_eq!(Code::parse("012 345")?.as_str(), "012345");
/// assert!(Code::parse("012 34a").is_err());
/// # Ok::<(), mfa_core::CodeError>(())
/// ```
#[derive(Clone)]
pub struct Code {
    numerals: Numerals,
    digits: Digits,
}

impl Code {
    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let numerals = Numerals::parse(typed).map_err(|position| CodeError::NotADigit { position })?;
        match (numerals.count(), u8::try_from(numerals.count()).map(Digits::new)) {
            (0, _) => Err(CodeError::Empty),
            (_, Ok(Ok(digits))) => Ok(Self { numerals, digits }),
            (digits, _) => Err(CodeError::Length { digits }),
        }
    }

    /// The code that spells a value.
    pub(crate) fn from_value(value: u32, digits: Digits) -> Self {
        Self { numerals: Numerals::of(value, digits.count()), digits }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        self.numerals.shown()
    }

    /// How many digits there are.
    pub const fn digits(&self) -> Digits {
        self.digits
    }

    /// The number that the digits spell.
    pub(crate) fn value(&self) -> u64 {
        self.numerals.value()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({} digits)", self.digits.count())
    }
}
