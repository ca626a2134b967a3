//! Mistakes as they are made in practice. Each is a function of its own, which nothing else calls.

use mfa_core::Digits;

/// The last digits of a code by the remainder of constants: a divide where the compiler makes no multiplication of it.
#[unsafe(no_mangle)]
pub extern "C" fn planted_remainder_of_constants(value: u32, digits: u32) -> u32 {
    match digits {
        6 => value % 1_000_000,
        7 => value % 10_000_000,
        8 => value % 100_000_000,
        9 => value % 1_000_000_000,
        _ => value,
    }
}

/// The same by a divisor that is known only when it runs: a divide at every opt-level.
#[unsafe(no_mangle)]
pub extern "C" fn planted_remainder(value: u32, digits: &Digits) -> u32 {
    let divisor = (0..digits.count()).fold(1_u32, |power, _| power.wrapping_mul(10));
    value.checked_rem(divisor).unwrap_or(value)
}

/// A tag's first eight bytes by a divisor of 64 bits: a call of the compiler's library on machines of 32 bits.
#[unsafe(no_mangle)]
pub extern "C" fn planted_remainder_of_64_bits(value: u64, divisor: u64) -> u64 {
    value.checked_rem(divisor).unwrap_or(value)
}

/// An index that may be out of reach.
#[unsafe(no_mangle)]
pub extern "C" fn planted_panic(tag: &[u8; 20]) -> u8 {
    tag[usize::from(tag[19] & 0x1f)]
}
