//! Leaks in reading what was typed and what was stored as text.

use std::hint::black_box;

use constant_time::valgrind::{secret, secret_text};

use super::Leak;

pub(super) const LEAKS: &[Leak] = &[
    ("branch-on-a-digit", branch_on_a_digit),
    ("number-by-the-library", number_by_the_library),
    ("table-of-base32", table_of_base32),
    ("table-of-hexadecimal", table_of_hexadecimal),
    ("crockford-by-match", crockford_by_match),
    ("slice-of-secret-length", slice_of_secret_length),
    ("text-searched", text_searched),
];

/// `ct::digit` as a `match`.
fn branch_on_a_digit() {
    let typed = secret(*b"123456");
    let mut code = 0_u32;
    for byte in typed {
        if byte.is_ascii_digit() {
            code = code.wrapping_mul(10).wrapping_add(u32::from(black_box(byte) & 0x0f));
        } else {
            black_box(code);
        }
    }
    black_box(code);
}

/// `Numerals::parse` as `str::parse`.
fn number_by_the_library() {
    black_box(secret_text("123456").parse::<u32>().is_ok());
}

/// `ct::base32_character` by looking up.
fn table_of_base32() {
    let table = black_box([7_u8; 256]);
    black_box(table[usize::from(secret([b'Q'])[0])]);
}

/// `ct::hexadecimal` by looking up.
fn table_of_hexadecimal() {
    let digits = black_box(*b"0123456789ABCDEF");
    black_box(digits[usize::from(secret([0xc5])[0] >> 4)]);
}

/// `ct::crockford_value` as a `match`.
fn crockford_by_match() {
    let value = match black_box(secret([b'O'])[0]) {
        b'O' | b'o' => black_box(0),
        b'I' | b'i' | b'L' | b'l' => black_box(1),
        other => black_box(other),
    };
    black_box(value);
}

/// As many bytes as a secret says.
fn slice_of_secret_length() {
    let length = usize::from(secret([5_u8])[0]);
    let mut copy = [0_u8; 16];
    let source = black_box([1_u8; 16]);
    if let (Some(place), Some(part)) = (copy.get_mut(..length), source.get(..length)) {
        place.copy_from_slice(part);
    }
    black_box(copy);
}

/// `cut` with the library's own search, over a URI with a secret in it.
fn text_searched() {
    black_box(secret_text("HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ&digits=6").find('&'));
}
