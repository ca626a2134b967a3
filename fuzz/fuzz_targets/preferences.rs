//! Managed preferences, as XML and in binary form.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::preferences(data));
