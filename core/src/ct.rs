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

use core::hint::black_box;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

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

/// Whether two seals are the same.
pub(crate) fn same_seal(left: [u8; 16], right: [u8; 16]) -> Choice {
    u128::from_ne_bytes(left).ct_eq(&u128::from_ne_bytes(right))
}

/// A byte of text, told apart: one that carries a secret, or one whose place and value are public.
pub(crate) enum Shape<S> {
    Secret(S),
    Public(u8),
}

/// The value of an ASCII digit, or a byte that is none.
pub(crate) fn digit(byte: u8) -> Shape<u8> {
    let value = byte.wrapping_sub(b'0');
    shape(below(value, 10), value, byte)
}

/// A character of base32 in upper case, or a byte that is none.
pub(crate) fn base32_character(byte: u8) -> Shape<u8> {
    let is_lower = below(byte.wrapping_sub(b'a'), 26);
    let upper = u8::conditional_select(&byte, &(byte ^ 0x20), is_lower);
    let is_base32 = below(upper.wrapping_sub(b'A'), 26) | below(upper.wrapping_sub(b'2'), 6);
    shape(is_base32, upper, byte)
}

/// The value of a hexadecimal digit, or a byte that is none.
#[cfg(feature = "uri")]
pub(crate) fn hexadecimal(byte: u8) -> Shape<u8> {
    let digit = byte.wrapping_sub(b'0');
    let letter = (byte & !0x20).wrapping_sub(b'A');
    let (is_digit, is_letter) = (below(digit, 10), below(letter, 6));
    let value = u8::conditional_select(&digit, &letter.wrapping_add(10), is_letter);
    shape(is_digit | is_letter, value, byte)
}

/// Whether a byte of text is a certain one that stands there in public.
#[cfg(feature = "uri")]
pub(crate) fn is_mark(byte: u8, mark: u8) -> bool {
    reveal(Because::ShapeIsPublic, byte.ct_eq(&mark))
}

/// How long a text is, and where something else than its characters stands, is public; what they are is not.
fn shape<S>(is_secret: Choice, secret: S, public: u8) -> Shape<S> {
    if reveal(Because::ShapeIsPublic, is_secret) {
        Shape::Secret(secret)
    } else {
        Shape::Public(public)
    }
}

/// Whether `value` is less than `bound`: the borrow of a subtraction.
fn below(value: u8, bound: u8) -> Choice {
    let borrow = u16::from(value).wrapping_sub(u16::from(bound)) >> 15;
    Choice::from(borrow as u8)
}

/// The 31 bits that RFC 4226 takes out of a tag, at an offset that the tag itself names.
///
/// A shifter of four stages looks at all sixteen offsets: 8 bytes, 4, 2, 1, each taken or not under a mask. The optimizer
/// is kept from knowing that the offset has four bits, so that it makes no jump table of them.
pub(crate) fn truncate(tag: &Tag) -> u32 {
    let offset = black_box(tag.last);
    let mask = |bit: u32| (offset >> bit & 1).wrapping_neg();
    let pick = |mask: u32, then: u32, otherwise: u32| otherwise ^ (mask & (then ^ otherwise));
    let [w0, w1, w2, w3, w4] = tag.words;

    let eight = mask(3);
    let (w0, w1, w2) = (pick(eight, w2, w0), pick(eight, w3, w1), pick(eight, w4, w2));
    let four = mask(2);
    let (w0, w1) = (pick(four, w1, w0), pick(four, w2, w1));
    let two = mask(1);
    let (w0, w1) = (pick(two, w0 << 16 | w1 >> 16, w0), pick(two, w1 << 16, w1));
    let one = mask(0);
    pick(one, w0 << 8 | w1 >> 24, w0) & 0x7fff_ffff
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
///
/// Masks are all ones for yes and zero for no.
#[derive(Clone, Copy)]
pub(crate) struct Sighting {
    fresh: u64,
    position: u64,
    just_used: u64,
    used: u64,
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
    pub(crate) const NOTHING: Self = Self {
        fresh: 0,
        position: 0,
        just_used: 0,
        used: 0,
    };

    /// Takes one candidate into account. Its position and `next` are public; whether it matches is not.
    pub(crate) fn offer(&mut self, position: u64, next: u64, matches: Choice) {
        let mask = u64::from(matches.unwrap_u8()).wrapping_neg();
        if position >= next {
            self.position |= position & mask & !self.fresh;
            self.fresh |= mask;
        } else if next.checked_sub(1) == Some(position) {
            self.just_used |= mask;
        } else {
            self.used |= mask;
        }
    }

    pub(crate) fn reveal(self) -> Seen {
        let public = |mask: u64| reveal(Because::VerdictIsAnswered, Choice::from((mask & 1) as u8));
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
