//! Leaks in comparing.

use std::hint::black_box;

use constant_time::valgrind::secret;

use super::Leak;

pub(super) const LEAKS: &[Leak] = &[
    ("early-exit", early_exit),
    ("plain-equality", plain_equality),
    ("length-of-a-secret", length_of_a_secret),
    ("seal-by-memcmp", seal_by_memcmp),
    ("plain-order", plain_order),
];

/// `ct::same_code`, digit by digit until two differ.
fn early_exit() {
    let (one, other) = (secret(*b"123456"), black_box(*b"123457"));
    black_box((0..black_box(6)).all(|index| one[index] == other[index]));
}

/// `ct::same_bytes` as `==`.
fn plain_equality() {
    let (one, other) = (secret(*b"123456"), black_box(*b"123457"));
    let length = black_box(6);
    if one[..length] == other[..length] {
        accepted();
    }
}

/// Codes of unlike length: how many digits there are before the first blank is looked for in the secret.
fn length_of_a_secret() {
    let (one, other) = (secret(*b"1234567   "), black_box(*b"1234567   "));
    let length = one.iter().position(|digit| *digit == b' ').unwrap_or(one.len());
    black_box((0..length).fold(0, |differs, index| differs | (one[index] ^ other[index])));
}

/// `ct::same_seal`, as `memcmp` does it: the first byte that differs ends it.
fn seal_by_memcmp() {
    let (stored, computed) = (black_box([7_u8; 16]), secret([7_u8; 16]));
    let length = black_box(16);
    // SAFETY: both have so many bytes.
    let differs = unsafe { memcmp(stored.as_ptr(), computed.as_ptr(), length) };
    if differs == 0 {
        accepted();
    }
}

unsafe extern "C" {
    fn memcmp(one: *const u8, other: *const u8, length: usize) -> i32;
}

/// `ct::below` as `<`.
fn plain_order() {
    let digit = secret([b'7'])[0];
    if digit < black_box(b'8') {
        accepted();
    }
}

#[inline(never)]
pub(super) fn accepted() {
    black_box(());
}
