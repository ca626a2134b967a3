//! The C ABI, with any bytes, lengths and NULLs that C's rules allow.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::c_abi(data));
