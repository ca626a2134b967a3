//! Leaks in computing codes and in choosing among candidates.

use std::hint::black_box;

use constant_time::valgrind::secret;

use super::Leak;
use super::comparing::accepted;

pub(super) const LEAKS: &[Leak] = &[
    ("indexed-truncation", indexed_truncation),
    ("modulo-by-subtraction", modulo_by_subtraction),
    ("leading-zeros-skipped", leading_zeros_skipped),
    ("check-digit-table", check_digit_table),
    ("branch-on-the-match", branch_on_the_match),
    ("return-at-the-match", return_at_the_match),
    ("short-circuit-and", short_circuit_and),
    ("short-circuit-or", short_circuit_or),
    ("secret-option", secret_option),
    ("replay-looked-up", replay_looked_up),
];

/// The values of a window of candidates.
fn candidates() -> [u32; 4] {
    let bytes = secret([11, 0, 0, 0, 22, 0, 0, 0, 33, 0, 0, 0, 44, 0, 0, 0]);
    let mut values = [0; 4];
    for (value, four) in values.iter_mut().zip(bytes.chunks_exact(4)) {
        *value = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
    }
    values
}

/// `ct::truncate`, as RFC 4226 writes it.
fn indexed_truncation() {
    let tag = secret(*b"a tag of 20 bytes...");
    black_box(tag[usize::from(tag[19] & 0x0f)]);
}

/// `ct::last_digits`: the time of a loop instead of a division's.
fn modulo_by_subtraction() {
    let mut value = candidates()[3];
    while value >= black_box(10) {
        value -= 10;
    }
    black_box(value);
}

/// `ct::ten_digits`, as numbers are printed.
fn leading_zeros_skipped() {
    let digits = secret(*b"0000123456");
    black_box(digits.iter().skip_while(|digit| **digit == b'0').fold(0, |sum: u32, digit| sum + u32::from(*digit)));
}

/// `ct::check_digit`, by looking up.
fn check_digit_table() {
    let row = black_box([0_u8, 3, 1, 7, 5, 9, 8, 6, 4, 2]);
    let digit = secret([b'5'])[0] & 0x0f;
    black_box(row[usize::from(digit)]);
}

/// `Sighting::reveal` left out.
fn branch_on_the_match() {
    let typed = black_box(22);
    let matches = candidates().map(|value| u8::from(value == typed));
    let position = matches.iter().fold(0, |any, matches| any | matches);
    if position == 1 {
        accepted();
    }
}

/// `Member::scan` that ends where the code is found.
fn return_at_the_match() {
    black_box(position_of(black_box(33)));
}

#[inline(never)]
fn position_of(typed: u32) -> Option<usize> {
    for (position, value) in candidates().into_iter().enumerate() {
        if value == typed {
            return Some(position);
        }
    }
    None
}

/// `Member::scan_pairs`, where the second code is only looked at if the first is right.
fn short_circuit_and() {
    let [one, two, ..] = candidates();
    black_box(matches_slowly(one, 11) && matches_slowly(two, 22));
}

/// Several authenticators, of which the next is only tried if the one before did not match.
fn short_circuit_or() {
    let [one, two, ..] = candidates();
    black_box(matches_slowly(one, 11) || matches_slowly(two, 22));
}

/// Something that the optimizer does not do without being told to.
#[inline(never)]
fn matches_slowly(value: u32, typed: u32) -> bool {
    black_box(value) == black_box(typed)
}

/// A position in an `Option` that says whether there is one: `Person::first_fresh` before anything is public.
fn secret_option() {
    let typed = black_box(22);
    let found = candidates().into_iter().enumerate().fold(None, |found, (position, value)| match found {
        None if value == typed => Some(position),
        _ => found,
    });
    if let Some(position) = found {
        black_box(position);
        accepted();
    }
}

/// A set of used codes that is asked for the code, as replay caches do.
fn replay_looked_up() {
    let used = black_box([false; 64]);
    let code = candidates()[2];
    black_box(used[(code & 63) as usize]);
}
