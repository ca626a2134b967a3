//! Everything that compares, selects or counts with secret data.
//!
//! Keys, tags, the digits of a code and the position that matched are secret here. Nothing in this module branches on
//! them, indexes with them or divides by or into them; outside of it nobody looks at them at all. What does become
//! public passes through [`reveal`], whose first argument says why it may.
//!
//! Truncation is RFC 4226, section 5.3.

#![deny(clippy::integer_division_remainder_used)]
#![allow(clippy::cast_possible_truncation, reason = "each cast drops bits that the arithmetic before it made zero")]

use core::hint::black_box;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::mac::Tag;
use crate::parameters::Digits;

/// Why something secret may become public. This list is complete: nothing else leaves this module.
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
    /// A seal is stored beside what it seals.
    SealIsStored,
    /// The digits of a code are what an authenticator app shows.
    CodeIsShown,
    /// A setup key is shown to whoever enrolls, in groups.
    SetupKeyIsShown,
    /// Whether a check digit fits is answered at once, for a slip costs no attempt.
    #[cfg(feature = "recovery")]
    CheckDigitIsAnswered,
    /// A challenge is read out to whoever listens; only the response is secret.
    #[cfg(feature = "recovery")]
    ChallengeIsPublic,
}

/// Makes a secret value public.
pub(crate) fn reveal<T>(_because: Because, secret: T) -> T {
    #[cfg(mfa_taint)]
    let secret = crate::taint::told_of(secret);
    secret
}

/// Makes the characters of secret text public.
pub(crate) fn reveal_text(_because: Because, secret: &[u8]) -> &str {
    #[cfg(mfa_taint)]
    crate::taint::told_of_bytes(secret);
    core::str::from_utf8(secret).unwrap_or_default()
}

/// Makes a secret choice public.
pub(crate) fn reveal_choice(because: Because, secret: Choice) -> bool {
    reveal(because, secret.unwrap_u8()) == 1
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

/// The value of a character of Crockford's base32 in either case, O read as 0 and I and L as 1, or a byte that is none.
#[cfg(feature = "recovery")]
pub(crate) fn crockford_value(byte: u8) -> Shape<u8> {
    let digit = byte.wrapping_sub(b'0');
    let letter = (byte & !0x20).wrapping_sub(b'A');
    let (is_digit, is_letter) = (below(digit, 10), below(letter, 26) & !letter.ct_eq(&(b'U' - b'A')));
    // The letters I, L, O and U are left out of the count.
    let left_out = [b'I', b'L', b'O', b'U'].map(|skipped| !below(letter, skipped.wrapping_sub(b'A')));
    let mut value =
        left_out.iter().fold(letter.wrapping_add(10), |value, is_behind| value.wrapping_sub(is_behind.unwrap_u8()));
    value.conditional_assign(&0, letter.ct_eq(&(b'O' - b'A')));
    value.conditional_assign(&1, letter.ct_eq(&(b'I' - b'A')) | letter.ct_eq(&(b'L' - b'A')));
    value.conditional_assign(&digit, is_digit);
    shape(is_digit | is_letter, value, byte)
}

/// The character of Crockford's base32 that has a value of five bits.
#[cfg(feature = "recovery")]
pub(crate) fn crockford_character(value: u8) -> u8 {
    // The values of J, M, P and V: the first behind a letter that is left out.
    let letter = [18, 20, 22, 27].iter().fold(value.wrapping_sub(10).wrapping_add(b'A'), |letter, first| {
        letter.wrapping_add((!below(value, *first)).unwrap_u8())
    });
    u8::conditional_select(&letter, &value.wrapping_add(b'0'), below(value, 10))
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
    reveal_choice(Because::ShapeIsPublic, byte.ct_eq(&mark))
}

/// Whether a byte of text is ASCII white space.
#[cfg(feature = "uri")]
pub(crate) fn is_blank(byte: u8) -> bool {
    let blanks = [b' ', b'\t', b'\n', b'\x0c', b'\r'];
    reveal_choice(Because::ShapeIsPublic, blanks.iter().fold(Choice::from(0), |any, blank| any | byte.ct_eq(blank)))
}

/// Whether bytes that may be secret are ASCII, all of them. It is how text is written, not what it says, and it is told of
/// all bytes together: `<[u8]>::is_ascii` stops at the first that is not.
///
/// ```
/// assert!(mfa_core::is_ascii(b"123 456"));
/// assert!(!mfa_core::is_ascii("12\u{0663}456".as_bytes()));
/// ```
#[inline]
pub fn is_ascii(text: &[u8]) -> bool {
    let high_bits = text.iter().fold(0, |bits, byte| bits | byte) & 0x80;
    reveal(Because::ShapeIsPublic, high_bits) == 0
}

/// How long a text is, and where something else than its characters stands, is public; what they are is not.
fn shape<S>(is_secret: Choice, secret: S, public: u8) -> Shape<S> {
    if reveal_choice(Because::ShapeIsPublic, is_secret) {
        Shape::Secret(secret)
    } else {
        Shape::Public(reveal(Because::ShapeIsPublic, public))
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
/// is kept from knowing that a mask has only two values: knowing it, it makes a jump of the last stage.
pub(crate) fn truncate(tag: &Tag) -> u32 {
    let mask = |bit: u32| black_box((tag.last >> bit & 1).wrapping_neg());
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

/// How many decimal digits are kept of a truncated value: those of a code, or of an OCRA response, which may have fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum DigitCount {
    #[cfg(feature = "ocra")]
    Four = 4,
    #[cfg(feature = "ocra")]
    Five = 5,
    Six = 6,
    Seven = 7,
    Eight = 8,
    Nine = 9,
    Ten = 10,
}

#[cfg(feature = "ocra")]
impl DigitCount {
    pub(crate) const fn new(count: usize) -> Option<Self> {
        match count {
            4 => Some(Self::Four),
            5 => Some(Self::Five),
            6 => Some(Self::Six),
            7 => Some(Self::Seven),
            8 => Some(Self::Eight),
            9 => Some(Self::Nine),
            10 => Some(Self::Ten),
            _ => None,
        }
    }

    pub(crate) const fn count(self) -> usize {
        self as usize
    }
}

impl From<Digits> for DigitCount {
    fn from(digits: Digits) -> Self {
        match digits {
            Digits::Six => Self::Six,
            Digits::Seven => Self::Seven,
            Digits::Eight => Self::Eight,
            Digits::Nine => Self::Nine,
            Digits::Ten => Self::Ten,
        }
    }
}

/// `value` modulo ten to the power of `digits`, for a `value` of 31 bits.
///
/// A multiplication by a reciprocal and a correction instead of a division, whose time depends on its operands on many
/// processors. With `ceil(2^shift / divisor)` the quotient of every 31-bit value is exact where
/// `divisor <= 2^(shift - 31)`, which the compiler checks.
pub(crate) fn last_digits(value: u32, digits: impl Into<DigitCount>) -> u32 {
    match digits.into() {
        #[cfg(feature = "ocra")]
        DigitCount::Four => modulo::<10_000, 45>(value),
        #[cfg(feature = "ocra")]
        DigitCount::Five => modulo::<100_000, 48>(value),
        DigitCount::Six => modulo::<1_000_000, 52>(value),
        DigitCount::Seven => modulo::<10_000_000, 55>(value),
        DigitCount::Eight => modulo::<100_000_000, 58>(value),
        DigitCount::Nine => modulo::<1_000_000_000, 61>(value),
        // 31 bits never reach ten to the power of ten.
        DigitCount::Ten => value,
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
    digits.iter().fold(0, |number: u64, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit & 0x0f)))
}

/// The quasigroup of order 10 that Damm's check digits are computed in (H. M. Damm, 2004).
#[cfg(feature = "recovery")]
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The check digit of ASCII digits, in ASCII. Every row and every column is looked at for each.
#[cfg(feature = "recovery")]
pub(crate) fn check_digit(digits: &[u8]) -> u8 {
    b'0' | digits.iter().fold(0, |interim, digit| {
        let mut row = [0; 10];
        for (number, candidate) in (0_u8..).zip(&DAMM) {
            let is_row = number.ct_eq(&interim);
            row.iter_mut().zip(candidate).for_each(|(place, entry)| place.conditional_assign(entry, is_row));
        }
        (0_u8..).zip(&row).fold(0, |entry, (column, candidate)| {
            u8::conditional_select(&entry, candidate, column.ct_eq(&(digit & 0x0f)))
        })
    })
}

/// Whether the last of some ASCII digits is the check digit of those before it.
#[cfg(feature = "recovery")]
pub(crate) fn check_digit_fits(digits: &[u8]) -> Choice {
    check_digit(digits).ct_eq(&b'0')
}

/// Whether a code that was typed is the value that a candidate gives.
pub(crate) fn same_code(typed: u64, candidate: u32) -> Choice {
    typed.ct_eq(&u64::from(candidate))
}

/// What one scan over candidates saw: the first position that may still be used, and whether a used one matched.
///
/// Every candidate is offered, in the order of preference; none ends the scan. `fresh` is all ones for yes and zero for no, the
/// others are 1 and 0.
#[derive(Clone, Copy)]
pub(crate) struct Sighting {
    fresh: u64,
    position: u64,
    just_used: u8,
    used: u8,
}

/// Whether a candidate's position may still be used. Public: it follows from the position and the state.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Fresh,
    /// Used by the last acceptance.
    JustUsed,
    Used,
}

/// What a sighting says once it is public.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The first matching position that is not used up.
    Fresh(u64),
    /// Only the position used last matched.
    JustUsed,
    /// Only positions used up long before matched.
    Used,
    /// Nothing matched.
    Nothing,
}

impl Sighting {
    pub(crate) const NOTHING: Self = Self { fresh: 0, position: 0, just_used: 0, used: 0 };

    /// Takes one candidate into account. Whether it matches is secret, all else is public.
    pub(crate) fn offer(&mut self, position: u64, usage: Use, matches: Choice) {
        let mask = u64::from(matches.unwrap_u8()).wrapping_neg();
        match usage {
            Use::Fresh => {
                self.position |= position & mask & !self.fresh;
                self.fresh |= mask;
            }
            Use::JustUsed => self.just_used |= matches.unwrap_u8(),
            Use::Used => self.used |= matches.unwrap_u8(),
        }
    }

    pub(crate) fn reveal(self) -> Seen {
        let Self { fresh, position, just_used, used } = reveal(Because::VerdictIsAnswered, self);
        if fresh != 0 {
            Seen::Fresh(position)
        } else if just_used != 0 {
            Seen::JustUsed
        } else if used != 0 {
            Seen::Used
        } else {
            Seen::Nothing
        }
    }
}
