//! Eight digits and a check digit, as they are read out over a telephone: a PIN, a challenge or a response.

use core::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::ct::{self, Because};
use crate::error::RecoveryDigitsError;
use crate::numerals::Numerals;

/// How many digits there are, the check digit included.
const COUNT: usize = 9;
/// How many characters are shown: three groups of three, a dash between.
const SHOWN: usize = 11;

/// A recovery PIN, a challenge or a response: eight digits and the Damm check digit of the eight, shown `123-456-786`;
/// wiped when dropped.
///
/// The check digit finds every single wrong digit and every two neighbours that were swapped. Then what was typed is an
/// error, which costs no attempt. White space and dashes are dropped, only ASCII digits are digits. Its `Display` is
/// what is read out; its `Debug` says nothing.
///
/// ```
/// use mfa_core::{RecoveryDigits, RecoveryDigitsError};
///
/// assert_eq!(RecoveryDigits::parse("123 456 786")?.as_str(), "123-456-786");
/// assert_eq!(RecoveryDigits::parse("132 456 786").err(), Some(RecoveryDigitsError::CheckDigit));
/// # Ok::<(), RecoveryDigitsError>(())
/// ```
#[derive(Clone, ZeroizeOnDrop)]
pub struct RecoveryDigits {
    /// ASCII digits and dashes, as shown.
    shown: [u8; SHOWN],
}

impl RecoveryDigits {
    /// How many digits there are, the check digit included. What a prompt tells a recovery PIN from a code by.
    pub const COUNT: usize = COUNT;

    /// Reads what a person typed. Whether the check digit fits takes the same time whatever was typed.
    pub fn parse(typed: &str) -> Result<Self, RecoveryDigitsError> {
        let numerals = Numerals::parse(typed).map_err(|position| RecoveryDigitsError::NotADigit { position })?;
        let Ok(digits): Result<&[u8; COUNT], _> = numerals.secret().try_into() else {
            return Err(match numerals.count() {
                0 => RecoveryDigitsError::Empty,
                digits => RecoveryDigitsError::Length { digits },
            });
        };
        if ct::reveal_choice(Because::CheckDigitIsAnswered, ct::check_digit_fits(digits)) {
            Ok(Self::shown(digits))
        } else {
            Err(RecoveryDigitsError::CheckDigit)
        }
    }

    /// What spells a value of eight digits, with its check digit.
    pub(super) fn from_value(value: u32) -> Self {
        let ten = Zeroizing::new(ct::ten_digits(value));
        let [_, _, a, b, c, d, e, f, g, h] = *ten;
        let check = ct::check_digit(&[a, b, c, d, e, f, g, h]);
        let digits = Zeroizing::new([a, b, c, d, e, f, g, h, check]);
        Self::shown(&digits)
    }

    /// In groups of three, as it is read out: `123-456-786`.
    pub fn as_str(&self) -> &str {
        ct::reveal_text(Because::CodeIsShown, &self.shown)
    }

    /// The number that the eight digits spell.
    pub(super) fn value(&self) -> u64 {
        ct::spelled(&*Zeroizing::new(self.eight()))
    }

    /// The eight digits in ASCII, without the check digit.
    pub(super) const fn eight(&self) -> [u8; 8] {
        let [a, b, c, _, d, e, f, _, g, h, _] = self.shown;
        [a, b, c, d, e, f, g, h]
    }

    const fn shown(digits: &[u8; COUNT]) -> Self {
        let [a, b, c, d, e, f, g, h, check] = *digits;
        Self { shown: [a, b, c, b'-', d, e, f, b'-', g, h, check] }
    }
}

impl fmt::Display for RecoveryDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RecoveryDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryDigits(..)")
    }
}
