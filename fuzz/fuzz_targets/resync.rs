//! Histories of resynchronization, beside the model.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::resync(data));
