//! OCRA suites and their responses, beside the model.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mfa_fuzz::ocra_suite(data));
