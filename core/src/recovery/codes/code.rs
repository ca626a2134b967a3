//! One recovery code, as it is printed and as it is typed (Crockford's base32).

use core::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::ct::{self, Because, Shape};
use crate::error::RecoveryCodeError;
use crate::text::is_separator;

/// How many characters the longest code has, and with dashes between groups of four.
const MOST: usize = 24;
const MOST_SHOWN: usize = MOST + MOST / GROUP - 1;
const GROUP: usize = 4;

/// How long recovery codes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RecoveryCodeLength {
    /// 16 characters: 80 bits, of 10 random bytes.
    #[default]
    Sixteen,
    /// 24 characters: 120 bits, of 15 random bytes; NIST SP 800-63B asks for 112 where guesses are not limited.
    TwentyFour,
}

/// A recovery code of 16 or 24 characters, shown in groups of four with dashes between; wiped when dropped.
///
/// It is read without care for case, dashes and white space, and for O and 0, or I, L and 1. Its `Display` is what is
/// printed; its `Debug` says nothing.
///
/// ```
/// use mfa_core::RecoveryCode;
///
/// let code = RecoveryCode::from_random(&[7; 10])?; // drawn from the system's random source
/// assert_eq!(code.as_str(), "0W3G-E1R7-0W3G-E1R7");
/// assert_eq!(RecoveryCode::parse("ow3ge1r7 ow3geir7")?.as_str(), code.as_str());
/// # Ok::<(), mfa_core::RecoveryCodeError>(())
/// ```
#[derive(Clone, ZeroizeOnDrop)]
pub struct RecoveryCode {
    /// The characters in ASCII and the dashes between them, then dashes.
    shown: [u8; MOST_SHOWN],
    #[zeroize(skip)]
    length: RecoveryCodeLength,
}

impl RecoveryCodeLength {
    /// How many characters, without dashes.
    pub const fn characters(self) -> usize {
        match self {
            Self::Sixteen => 16,
            Self::TwentyFour => 24,
        }
    }

    /// How many random bytes a code is made of.
    pub const fn random_bytes(self) -> usize {
        match self {
            Self::Sixteen => 10,
            Self::TwentyFour => 15,
        }
    }

    /// Of how many characters, if codes have as many.
    pub(crate) const fn of(characters: usize) -> Option<Self> {
        match characters {
            16 => Some(Self::Sixteen),
            24 => Some(Self::TwentyFour),
            _ => None,
        }
    }
}

impl RecoveryCode {
    /// A new code, of 10 or 15 bytes that the caller drew from the system's random source.
    pub fn from_random(random: &[u8]) -> Result<Self, RecoveryCodeError> {
        let refused = RecoveryCodeError::RandomBytes { length: random.len() };
        let lengths = [RecoveryCodeLength::Sixteen, RecoveryCodeLength::TwentyFour];
        let length = lengths.into_iter().find(|length| length.random_bytes() == random.len()).ok_or(refused)?;
        let mut values = Zeroizing::new([0; MOST]);
        for (eight, five) in values.chunks_exact_mut(8).zip(random.chunks_exact(5)) {
            let bits = Zeroizing::new(five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)));
            for (value, shift) in eight.iter_mut().zip((0..40).step_by(5).rev()) {
                *value = (*bits >> shift & 0x1f) as u8;
            }
        }
        Ok(Self::spelling(&values, length))
    }

    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeError> {
        let mut values = Zeroizing::new([0; MOST]);
        let mut count: usize = 0;
        for (position, &byte) in typed.as_bytes().iter().enumerate() {
            let value = match ct::crockford_value(byte) {
                Shape::Secret(value) => value,
                Shape::Public(byte) if is_separator(byte) => continue,
                Shape::Public(_) => return Err(RecoveryCodeError::Character { position }),
            };
            if let Some(place) = values.get_mut(count) {
                *place = value;
            }
            count = count.saturating_add(1);
        }
        match RecoveryCodeLength::of(count) {
            Some(length) => Ok(Self::spelling(&values, length)),
            None if count == 0 => Err(RecoveryCodeError::Empty),
            None => Err(RecoveryCodeError::Length { characters: count }),
        }
    }

    /// In groups of four, as it is printed.
    pub fn as_str(&self) -> &str {
        ct::reveal_text(Because::CodeIsShown, self.secret())
    }

    /// How long it is.
    pub const fn length(&self) -> RecoveryCodeLength {
        self.length
    }

    /// The characters and the dashes between them.
    pub(super) fn secret(&self) -> &[u8] {
        let characters = self.length.characters();
        let dashes = (characters / GROUP).saturating_sub(1);
        self.shown.get(..characters.saturating_add(dashes)).unwrap_or_default()
    }

    fn spelling(values: &[u8; MOST], length: RecoveryCodeLength) -> Self {
        let mut shown = [b'-'; MOST_SHOWN];
        for (place, group) in shown.chunks_mut(GROUP + 1).zip(values.chunks_exact(GROUP)) {
            place.iter_mut().zip(group).for_each(|(place, value)| *place = ct::crockford_character(*value));
        }
        Self { shown, length }
    }
}

impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}
