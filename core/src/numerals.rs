//! Digits as people type them and programs show them: what codes and responses are made of.

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::ct::{self, Because, Shape};
use crate::text::is_separator;

/// Up to ten ASCII digits, leading zeros included; wiped when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub(crate) struct Numerals {
    /// The digits, then zeros in ASCII.
    text: [u8; Self::MOST],
    /// How many were there, which may be more than there is room for; then there is no text at all.
    #[zeroize(skip)]
    count: usize,
}

impl Numerals {
    /// The most digits there is room for.
    pub(crate) const MOST: usize = 10;

    /// Reads what a person typed: ASCII digits, with white space and dashes dropped. An error is the position of the
    /// first byte that is something else.
    pub(crate) fn parse(typed: &str) -> Result<Self, usize> {
        let mut text = Zeroizing::new([b'0'; Self::MOST]);
        let mut count: usize = 0;
        for (position, &byte) in typed.as_bytes().iter().enumerate() {
            let value = match ct::digit(byte) {
                Shape::Secret(value) => value,
                Shape::Public(byte) if is_separator(byte) => continue,
                Shape::Public(_) => return Err(position),
            };
            if let Some(place) = text.get_mut(count) {
                *place |= value;
            }
            count = count.saturating_add(1);
        }
        Ok(Self { text: *text, count })
    }

    /// The last so many digits of a value.
    pub(crate) fn of(value: u32, count: usize) -> Self {
        let ten = Zeroizing::new(ct::ten_digits(value));
        let mut text = [b'0'; Self::MOST];
        let last_of_ten = ten.iter().skip(Self::MOST.saturating_sub(count));
        text.iter_mut().zip(last_of_ten).for_each(|(place, digit)| *place = *digit);
        Self { text, count }
    }

    /// How many digits were there.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The digits, none if there were more than there is room for.
    pub(crate) fn secret(&self) -> &[u8] {
        self.text.get(..self.count).unwrap_or_default()
    }

    /// The digits, to be shown.
    pub(crate) fn shown(&self) -> &str {
        ct::reveal_text(Because::CodeIsShown, self.secret())
    }

    /// The number that they spell.
    pub(crate) fn value(&self) -> u64 {
        ct::spelled(self.secret())
    }
}
