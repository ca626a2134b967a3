//! A one-time code: what a person typed, or what an authenticator shows (RFC 4226, section 5.3).

use core::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::ct::{self, Because, Shape};
use crate::error::CodeError;
use crate::parameters::Digits;
use crate::text::is_separator;

/// The most digits a code has.
const MOST: usize = Digits::Ten.count();

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
#[derive(Clone, ZeroizeOnDrop)]
pub struct Code {
    /// The digits in ASCII, then zeros in ASCII.
    text: [u8; MOST],
    #[zeroize(skip)]
    digits: Digits,
}

impl Code {
    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let mut text = Zeroizing::new([b'0'; MOST]);
        let mut count: usize = 0;
        for (position, &byte) in typed.as_bytes().iter().enumerate() {
            let value = match ct::digit(byte) {
                Shape::Secret(value) => value,
                Shape::Public(byte) if is_separator(byte) => continue,
                Shape::Public(_) => return Err(CodeError::NotADigit { position }),
            };
            if let Some(place) = text.get_mut(count) {
                *place |= value;
            }
            count = count.saturating_add(1);
        }
        match u8::try_from(count).ok().and_then(|count| Digits::new(count).ok()) {
            Some(digits) => Ok(Self { text: *text, digits }),
            None if count == 0 => Err(CodeError::Empty),
            None => Err(CodeError::Length { digits: count }),
        }
    }

    /// The code that spells a value.
    pub(crate) fn from_value(value: u32, digits: Digits) -> Self {
        let ten = Zeroizing::new(ct::ten_digits(value));
        let mut text = [b'0'; MOST];
        let last_of_ten = ten.iter().skip(MOST.saturating_sub(digits.count()));
        text.iter_mut().zip(last_of_ten).for_each(|(place, digit)| *place = *digit);
        Self { text, digits }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        let shown = ct::reveal(Because::CodeIsShown, self.significant());
        core::str::from_utf8(shown).unwrap_or_default()
    }

    /// How many digits there are.
    pub const fn digits(&self) -> Digits {
        self.digits
    }

    /// The number that the digits spell.
    pub(crate) fn value(&self) -> u64 {
        ct::spelled(self.significant())
    }

    fn significant(&self) -> &[u8] {
        self.text.get(..self.digits.count()).unwrap_or_default()
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
