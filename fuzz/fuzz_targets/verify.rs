//! Histories of logins, beside the model.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::verify(data));
