//! Everything that compares, selects or counts with secret data.
//!
//! Keys, tags, the digits of a code and the position that matched are secret here. Nothing in this module branches on
//! them, indexes with them or divides by or into them; outside of it nobody looks at them at all. What does become
//! public passes through [`reveal`], whose first argument says why it may.
//!
//! Truncation is RFC 4226, section 5.3.

#![deny(clippy::integer_division_remainder_used)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "each cast drops bits that the arithmetic before it made zero"
)]

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeLess};

use crate::mac::Tag;
use crate::parameters::Digits;

/// Why a secret bit may become public. This list is complete: nothing else leaves this module.
#[derive(Clone, Copy)]
pub(crate) enum Because {
    /// Whether a character is a digit, a separator or neither is how long the text is, not what it says.
    ShapeIsPublic,
    /// Whether a stored state is intact is answered to the host.
    SealIsAnswered,
    /// Whether two credentials have one key is answered to the administrator.
    SharedKeyIsAnswered,
    /// The verdict, and with it which position matched, is what verification is for.
    VerdictIsAnswered,
}

/// Makes one bit public.
pub(crate) fn reveal(_because: Because, secret: Choice) -> bool {
    secret.into()
}

/// Whether two byte strings are the same. Their lengths are public.
pub(crate) fn same_bytes(left: &[u8], right: &[u8]) -> Choice {
    left.ct_eq(right)
}

/// Whether two word strings are the same. Their lengths are public.
pub(crate) fn same_words<W: ConstantTimeEq>(left: &[W], right: &[W]) -> Choice {
    left.ct_eq(right)
}

/// The value of an ASCII digit, and whether it was one.
pub(crate) fn ascii_digit(byte: u8) -> (u8, Choice) {
    let value = byte.wrapping_sub(b'0');
    (value, value.ct_lt(&10))
}

/// Whether `byte` is one of `set`, a list that is public.
pub(crate) fn is_one_of(byte: u8, set: &[u8]) -> Choice {
    set.iter()
        .fold(Choice::from(0), |found, member| found | byte.ct_eq(member))
}

/// Whether `byte` is a character of base32 in upper case.
pub(crate) fn is_base32(byte: u8) -> Choice {
    byte.wrapping_sub(b'A').ct_lt(&26) | byte.wrapping_sub(b'2').ct_lt(&6)
}

/// The upper-case form of an ASCII letter; any other byte as it is.
pub(crate) fn ascii_upper(byte: u8) -> u8 {
    let lower = byte.wrapping_sub(b'a').ct_lt(&26);
    u8::conditional_select(&byte, &(byte ^ 0x20), lower)
}

/// The 31 bits that RFC 4226 takes out of a tag, at an offset that the tag itself names.
///
/// A shifter of four stages looks at all sixteen offsets: 8 bytes, 4, 2, 1, each taken or not under a mask.
pub(crate) fn truncate(tag: &Tag) -> u32 {
    let bit = |position: u32| Choice::from((tag.last.wrapping_shr(position) & 1) as u8);
    let pick = |then: u32, otherwise: u32, bit: Choice| u32::conditional_select(&otherwise, &then, bit);
    let [w0, w1, w2, w3, w4] = tag.words;

    let eight = bit(3);
    let (w0, w1, w2) = (pick(w2, w0, eight), pick(w3, w1, eight), pick(w4, w2, eight));
    let four = bit(2);
    let (w0, w1) = (pick(w1, w0, four), pick(w2, w1, four));
    let two = bit(1);
    let (w0, w1) = (pick(w0 << 16 | w1 >> 16, w0, two), pick(w1 << 16, w1, two));
    let one = bit(0);
    pick(w0 << 8 | w1 >> 24, w0, one) & 0x7fff_ffff
}

/// `value` modulo ten to the power of `digits`, for a `value` of 31 bits.
///
/// A multiplication by a reciprocal and a correction instead of a division, whose time depends on its operands on many
/// processors. With `ceil(2^shift / divisor)` the quotient of every 31-bit value is exact where
/// `divisor <= 2^(shift - 31)`, which the compiler checks.
pub(crate) fn last_digits(value: u32, digits: Digits) -> u32 {
    match digits {
        Digits::Six => modulo::<1_000_000, 52>(value),
        Digits::Seven => modulo::<10_000_000, 55>(value),
        Digits::Eight => modulo::<100_000_000, 58>(value),
        Digits::Nine => modulo::<1_000_000_000, 61>(value),
        // 31 bits never reach ten to the power of ten.
        Digits::Ten => value,
    }
}

fn modulo<const DIVISOR: u32, const SHIFT: u32>(value: u32) -> u32 {
    const { assert!(DIVISOR as u64 <= 1 << (SHIFT - 31)) };
    let reciprocal = const { (1_u64 << SHIFT).div_ceil(DIVISOR as u64) };
    let quotient = (u64::from(value).wrapping_mul(reciprocal) >> SHIFT) as u32;
    value.wrapping_sub(quotient.wrapping_mul(DIVISOR))
}

/// `value` as ten ASCII digits. `ceil(2^35 / 10)` gives the exact tenth of every value of 32 bits.
pub(crate) fn ten_digits(value: u32) -> [u8; 10] {
    const TENTH: u64 = (1_u64 << 35).div_ceil(10);
    let mut text = [b'0'; 10];
    let mut rest = value;
    for place in text.iter_mut().rev() {
        let tenth = (u64::from(rest).wrapping_mul(TENTH) >> 35) as u32;
        *place |= rest.wrapping_sub(tenth.wrapping_mul(10)) as u8;
        rest = tenth;
    }
    text
}

/// The number that ASCII digits spell.
pub(crate) fn spelled(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number: u64, digit| {
        number.wrapping_mul(10).wrapping_add(u64::from(digit & 0x0f))
    })
}

/// Whether a code that was typed is the value that a candidate gives.
pub(crate) fn same_code(typed: u64, candidate: u32) -> Choice {
    typed.ct_eq(&u64::from(candidate))
}

/// What one scan over candidates saw: the smallest position that may still be used, and whether a used one matched.
///
/// Every candidate is offered, in ascending order; none ends the scan.
#[derive(Clone, Copy)]
pub(crate) struct Sighting {
    fresh: Choice,
    position: u64,
    just_used: Choice,
    used: Choice,
}

/// What a sighting says once it is public.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The smallest matching position that is not used up.
    Fresh(u64),
    /// Only the position used last matched.
    JustUsed,
    /// Only positions used up long before matched.
    Used,
    /// Nothing matched.
    Nothing,
}

impl Sighting {
    pub(crate) fn nothing() -> Self {
        let no = Choice::from(0);
        Self {
            fresh: no,
            position: 0,
            just_used: no,
            used: no,
        }
    }

    /// Takes one candidate into account. Its position and `next` are public; whether it matches is not.
    pub(crate) fn offer(&mut self, position: u64, next: u64, matches: Choice) {
        if position >= next {
            let first = matches & !self.fresh;
            self.position.conditional_assign(&position, first);
            self.fresh |= matches;
        } else if next.checked_sub(1) == Some(position) {
            self.just_used |= matches;
        } else {
            self.used |= matches;
        }
    }

    pub(crate) fn reveal(self) -> Seen {
        let public = |secret| reveal(Because::VerdictIsAnswered, secret);
        if public(self.fresh) {
            Seen::Fresh(self.position)
        } else if public(self.just_used) {
            Seen::JustUsed
        } else if public(self.used) {
            Seen::Used
        } else {
            Seen::Nothing
        }
    }
}
