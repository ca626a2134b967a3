//! Responses: what an authenticator answers, and what a person typed (RFC 6287, section 5.2).

use core::fmt;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::ct::{self, Because, DigitCount, Shape};
use crate::error::OcraResponseError;
use crate::text::is_separator;

/// The most digits a response has.
const MOST: usize = DigitCount::Ten.count();

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
#[derive(Clone, ZeroizeOnDrop)]
pub struct OcraResponse {
    /// The digits in ASCII, then zeros in ASCII.
    text: [u8; MOST],
    #[zeroize(skip)]
    digits: DigitCount,
}

impl OcraResponse {
    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, OcraResponseError> {
        let mut text = Zeroizing::new([b'0'; MOST]);
        let mut count: usize = 0;
        for (position, &byte) in typed.as_bytes().iter().enumerate() {
            let value = match ct::digit(byte) {
                Shape::Secret(value) => value,
                Shape::Public(byte) if is_separator(byte) => continue,
                Shape::Public(_) => return Err(OcraResponseError::NotADigit { position }),
            };
            if let Some(place) = text.get_mut(count) {
                *place |= value;
            }
            count = count.saturating_add(1);
        }
        match DigitCount::new(count) {
            Some(digits) => Ok(Self { text: *text, digits }),
            None if count == 0 => Err(OcraResponseError::Empty),
            None => Err(OcraResponseError::Length { digits: count }),
        }
    }

    /// The response that spells a value.
    pub(super) fn from_value(value: u32, digits: DigitCount) -> Self {
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
    pub const fn digits(&self) -> usize {
        self.digits.count()
    }

    /// Whether both are the same, digit for digit. Where they differ is not told, neither by the time that it takes.
    pub fn matches(&self, typed: &Self) -> bool {
        ct::reveal_choice(Because::VerdictIsAnswered, ct::same_bytes(self.significant(), typed.significant()))
    }

    fn significant(&self) -> &[u8] {
        self.text.get(..self.digits.count()).unwrap_or_default()
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
