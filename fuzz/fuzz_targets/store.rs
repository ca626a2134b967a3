//! A person's record as bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::store(data));
