//! Setup keys, beside another decoder.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::base32(data));
