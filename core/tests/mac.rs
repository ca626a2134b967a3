//! Every code the engine shows is the one that RustCrypto's `hmac` and plain arithmetic give, for all hashes, numbers of
//! digits and lengths of keys.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "helpers of tests are as blunt as tests"
)]

use hmac::{Hmac, KeyInit, Mac};
use mfa_core::{Algorithm, Code, Counter, Credential, Digits, Moving, Parameters, Period, Secret, UnixTime};
use proptest::prelude::*;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

const ALGORITHMS: [Algorithm; 3] = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
const DIGITS: [Digits; 5] = [Digits::Six, Digits::Seven, Digits::Eight, Digits::Nine, Digits::Ten];
/// Where a counter that is kept in too few bits, signed, or counted past its end goes wrong.
const COUNTERS: [u64; 14] = [
    0,
    1,
    255,
    256,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    (1 << 53) + 1,
    (1 << 63) - 1,
    1 << 63,
    0x0102_0304_0506_0708,
    u64::MAX - 2,
    u64::MAX - 1,
];

#[test]
fn codes_are_right_for_every_length_of_key() {
    for length in 10..=128_usize {
        let key: Vec<u8> = (0..length).map(|index| (index * 37 + length) as u8).collect();
        for algorithm in ALGORITHMS {
            for digits in DIGITS {
                for counter in COUNTERS {
                    assert_eq!(
                        shown(&key, algorithm, digits, counter),
                        expected(&key, algorithm, digits, counter),
                        "{length} bytes, {algorithm:?}, {digits:?}, counter {counter}"
                    );
                }
            }
        }
    }
}

/// Trap 38: a key is bytes, not text.
#[test]
fn keys_of_zeros_and_of_high_bytes_are_keys_like_others() {
    for byte in [0x00, 0x7f, 0x80, 0xff, 0x36, 0x5c] {
        for length in [10, 20, 32, 63, 64, 65, 127, 128] {
            let key = vec![byte; length];
            for algorithm in ALGORITHMS {
                let (shown, expected) =
                    (shown(&key, algorithm, Digits::Ten, 7), expected(&key, algorithm, Digits::Ten, 7));
                assert_eq!(shown, expected, "{length} times {byte:#04x}, {algorithm:?}");
            }
        }
    }
}

/// Trap 32, and every offset of the dynamic truncation: enough counters that each offset and each first digit comes up.
#[test]
fn every_offset_of_the_truncation_is_right() {
    for algorithm in ALGORITHMS {
        let mut offsets = [0; 16];
        let mut leading_zeros = 0;
        for counter in 0..2000 {
            offsets[usize::from(tag(b"12345678901234567890", algorithm, counter).last().unwrap() % 16)] += 1;
            for digits in DIGITS {
                let expected = expected(b"12345678901234567890", algorithm, digits, counter);
                assert_eq!(shown(b"12345678901234567890", algorithm, digits, counter), expected);
                leading_zeros += u32::from(expected.starts_with('0'));
            }
        }
        assert!(offsets.iter().all(|&seen| seen > 50), "{algorithm:?}: {offsets:?}");
        assert!(leading_zeros > 500, "{algorithm:?}: {leading_zeros}");
    }
}

/// RFC 4226 takes 31 bits: with ten digits the first is 0, 1 or 2.
#[test]
fn ten_digits_are_the_31_bits_as_they_are() {
    for counter in 0..2000 {
        let code = shown(b"12345678901234567890", Algorithm::Sha1, Digits::Ten, counter);
        assert_eq!(code.len(), 10);
        assert!(code.parse::<u64>().unwrap() < 1 << 31, "{code}");
    }
}

/// RFC 2104: a key longer than the hash's block stands for its hash, and is not cut.
#[test]
fn keys_beyond_the_block_count_to_their_last_byte() {
    for algorithm in ALGORITHMS {
        let key = [0x42; 128];
        let mut other = key;
        other[127] ^= 1;
        let differ = (0..10).any(|counter| {
            shown(&key, algorithm, Digits::Ten, counter) != shown(&other, algorithm, Digits::Ten, counter)
        });
        assert!(differ, "{algorithm:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 6000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn codes_are_right_for_random_keys_and_counters(
        key in proptest::collection::vec(any::<u8>(), 10..=128),
        algorithm in proptest::sample::select(&ALGORITHMS[..]),
        digits in proptest::sample::select(&DIGITS[..]),
        counter in 0..u64::MAX,
    ) {
        prop_assert_eq!(shown(&key, algorithm, digits, counter), expected(&key, algorithm, digits, counter));
    }

    #[test]
    fn a_code_at_a_time_is_the_code_of_its_step(
        key in proptest::collection::vec(any::<u8>(), 10..=128),
        algorithm in proptest::sample::select(&ALGORITHMS[..]),
        digits in proptest::sample::select(&DIGITS[..]),
        period in 1..=3600_u32,
        (t0, now) in (0..=1_u64 << 40).prop_flat_map(|now| (0..=now, Just(now))),
    ) {
        let moving = Moving::Totp { period: Period::new(period).unwrap(), t0: UnixTime::new(t0).unwrap() };
        let credential = credential(&key, Parameters { moving, algorithm, digits });
        let shown = credential.code_at(UnixTime::new(now).unwrap()).unwrap();
        let (step, gone) = ((now - t0) / u64::from(period), (now - t0) % u64::from(period));
        let expected = expected(&key, algorithm, digits, step);
        prop_assert_eq!(shown.code.as_str(), expected.as_str());
        prop_assert_eq!(shown.step.number(), step);
        prop_assert_eq!(u64::from(shown.seconds_left.count()), u64::from(period) - gone);
        let in_step = credential.code_in(shown.step).unwrap();
        prop_assert_eq!(in_step.as_str(), expected.as_str());
    }
}

fn shown(key: &[u8], algorithm: Algorithm, digits: Digits, counter: u64) -> String {
    let parameters = Parameters { moving: Moving::Hotp, algorithm, digits };
    let code: Code = credential(key, parameters).code_for(Counter::new(counter).unwrap()).unwrap();
    assert_eq!(code.digits(), digits);
    code.to_string()
}

fn credential(key: &[u8], parameters: Parameters) -> Credential {
    Credential::new(&Secret::import(key).unwrap(), parameters).unwrap()
}

/// RFC 4226, section 5.3, word for word.
fn expected(key: &[u8], algorithm: Algorithm, digits: Digits, counter: u64) -> String {
    let hs = tag(key, algorithm, counter);
    let offset = usize::from(hs.last().unwrap() & 0xf);
    let bin_code = (u32::from(hs[offset]) & 0x7f) << 24
        | u32::from(hs[offset + 1]) << 16
        | u32::from(hs[offset + 2]) << 8
        | u32::from(hs[offset + 3]);
    let count = digits.count();
    format!("{:0count$}", u64::from(bin_code) % 10_u64.pow(count as u32))
}

fn tag(key: &[u8], algorithm: Algorithm, counter: u64) -> Vec<u8> {
    let message = counter.to_be_bytes();
    match algorithm {
        Algorithm::Sha1 => hmac::<Hmac<Sha1>>(key, &message),
        Algorithm::Sha256 => hmac::<Hmac<Sha256>>(key, &message),
        Algorithm::Sha512 => hmac::<Hmac<Sha512>>(key, &message),
    }
}

fn hmac<H: KeyInit + Mac>(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut hmac = <H as KeyInit>::new_from_slice(key).unwrap();
    hmac.update(message);
    hmac.finalize().into_bytes().to_vec()
}
