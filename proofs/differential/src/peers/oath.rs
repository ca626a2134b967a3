//! liboath of the OATH Toolkit, the system's library.

use core::ffi::{CStr, c_char, c_int, c_uint};
use core::ptr::null;
use std::ffi::CString;

use mfa_core::{Algorithm, Digits};

use super::Peer;
use crate::case::{Case, Limits, Moving};

pub struct Oath;

const LIMITS: Limits = Limits {
    about: "keys of 10 to 128 bytes, as libmfa takes them; 6 to 8 digits; SHA-1 for counters; windows of one reach to both \
            sides, and none below step 0, where liboath goes on at 2^64 - 1",
    shortest_key: 0,
    digits: &[Digits::Six, Digits::Seven, Digits::Eight],
    hotp: &[Algorithm::Sha1],
    t0: true,
    window_of_two: false,
    below_zero: false,
};

/// What liboath answers where no code matched.
const INVALID: c_int = -6;

#[link(name = "oath")]
unsafe extern "C" {
    fn oath_check_version(version: *const c_char) -> *const c_char;
    fn oath_hotp_generate(
        secret: *const u8,
        secret_length: usize,
        counter: u64,
        digits: c_uint,
        checksum: bool,
        truncation: usize,
        code: *mut c_char,
    ) -> c_int;
    fn oath_totp_generate2(
        secret: *const u8,
        secret_length: usize,
        now: i64,
        period: c_uint,
        t0: i64,
        digits: c_uint,
        flags: c_int,
        code: *mut c_char,
    ) -> c_int;
    fn oath_hotp_validate(
        secret: *const u8,
        secret_length: usize,
        counter: u64,
        window: usize,
        code: *const c_char,
    ) -> c_int;
    fn oath_totp_validate4(
        secret: *const u8,
        secret_length: usize,
        now: i64,
        period: c_uint,
        t0: i64,
        window: usize,
        position: *mut c_int,
        counter: *mut u64,
        flags: c_int,
        code: *const c_char,
    ) -> c_int;
}

impl Peer for Oath {
    fn name(&self) -> String {
        // SAFETY: with NULL it gives its version, a constant.
        let version = unsafe { CStr::from_ptr(oath_check_version(null())) };
        format!("liboath {}", version.to_string_lossy())
    }

    fn limits(&self) -> &'static Limits {
        &LIMITS
    }

    fn code(&self, case: &Case) -> String {
        let mut code: [c_char; 16] = [0; 16];
        let (key, length, digits) = (case.key.as_ptr(), case.key.len(), digits(case));
        // SAFETY: the key is as long as is said, and the code has at most nine bytes.
        let result = unsafe {
            match case.moving {
                Moving::Counter { counter, .. } => {
                    oath_hotp_generate(key, length, counter, digits, false, usize::MAX, code.as_mut_ptr())
                }
                Moving::Time { now, period, t0, .. } => oath_totp_generate2(
                    key,
                    length,
                    seconds(now),
                    period.into(),
                    seconds(t0),
                    digits,
                    flags(case),
                    code.as_mut_ptr(),
                ),
            }
        };
        assert_eq!(result, 0, "liboath makes a code");
        // SAFETY: it ends with a zero.
        unsafe { CStr::from_ptr(code.as_ptr()) }.to_string_lossy().into_owned()
    }

    fn found(&self, case: &Case, typed: &str) -> Option<u64> {
        let typed = CString::new(typed).expect("digits");
        let (key, length) = (case.key.as_ptr(), case.key.len());
        let mut found = 0;
        let result = match case.moving {
            Moving::Counter { counter, further } => {
                // SAFETY: as above; the code ends with a zero.
                let result = unsafe { oath_hotp_validate(key, length, counter, further.into(), typed.as_ptr()) };
                found = counter.wrapping_add(u64::try_from(result).unwrap_or(0));
                result
            }
            // SAFETY: the same, and the place for the position is there.
            Moving::Time { now, period, t0, past, .. } => unsafe {
                oath_totp_validate4(
                    key,
                    length,
                    seconds(now),
                    period.into(),
                    seconds(t0),
                    past.into(),
                    &mut 0,
                    &mut found,
                    flags(case),
                    typed.as_ptr(),
                )
            },
        };
        assert!(result >= 0 || result == INVALID, "liboath decides: {result}");
        (result >= 0).then_some(found)
    }
}

fn digits(case: &Case) -> c_uint {
    c_uint::try_from(case.digits.count()).expect("few")
}

fn seconds(time: u64) -> i64 {
    i64::try_from(time).expect("in range")
}

fn flags(case: &Case) -> c_int {
    match case.algorithm {
        Algorithm::Sha1 => 0,
        Algorithm::Sha256 => 1,
        _ => 2,
    }
}
