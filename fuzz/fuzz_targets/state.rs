//! Stored states: forged, damaged, and sealed with anything in them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::state(data));
