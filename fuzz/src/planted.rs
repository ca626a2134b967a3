//! A crash that is there on purpose, for the suite that looks whether one is found and reported.

pub fn planted(data: &[u8]) {
    assert!(!data.starts_with(b"mfa"), "this was planted");
}
