//! Histories of recovery codes, beside the model.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::recovery_codes(data));
