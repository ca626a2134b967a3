//! The login that beside.c times through the C ABI, as a Rust program makes it.

use std::slice;

use mfa_core::{Authenticator, Code, Commit, Credential, Parameters, Person, Policy, SealedState, Secret, UnixTime};

// The C ABI is in the library too.
use mfa as _;

/// A credential of a key; never freed.
///
/// # Safety
///
/// `key` has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rust_credential(key: *const u8, size: usize) -> *const Credential {
    // SAFETY: as promised.
    let key = unsafe { slice::from_raw_parts(key, size) };
    let secret = Secret::import(key).expect("a key that is long enough");
    Box::leak(Box::new(Credential::new(&secret, Parameters::TOTP).expect("SHA-1")))
}

/// Parses a code, opens the state, verifies, and copies the next state: 1 if accepted.
///
/// # Safety
///
/// `credential` is of `rust_credential`, `state` has 64 bytes, `typed` has `size`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rust_login(
    credential: *const Credential,
    state: *mut u8,
    now: u64,
    typed: *const u8,
    size: usize,
) -> i32 {
    // SAFETY: as promised.
    let (credential, state, typed) =
        unsafe { (&*credential, &mut *state.cast::<[u8; 64]>(), slice::from_raw_parts(typed, size)) };
    login(credential, state, now, typed).map_or(-1, i32::from)
}

fn login(credential: &Credential, stored: &mut [u8; 64], now: u64, typed: &[u8]) -> Option<bool> {
    let code = Code::parse(std::str::from_utf8(typed).ok()?).ok()?;
    let state = SealedState::from_bytes(*stored);
    let person = Person::<1>::open(&[Authenticator { credential, state: &state }]).ok()?;
    let attempt = person.verify(UnixTime::new(now).ok()?, &code, &Policy::DEFAULT).ok()?;
    let verdict = attempt.commit(|next| match next.state() {
        Some(state) => {
            *stored = *state.as_bytes();
            Commit::Stored
        }
        None => Commit::Unknown,
    });
    verdict.ok().map(|verdict| verdict.is_accepted())
}
