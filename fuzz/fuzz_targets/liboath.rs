//! HOTP and TOTP beside liboath.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::liboath(data));
