//! The same login through the C ABI, as a program in C makes it: parse, open the state, verify, seal, store through the
//! callback, answer. And beside it the same in Rust, which copies the state as often.
//!
//! The functions are called through pointers that the compiler cannot see through, as across a library's boundary.

use core::ffi::{c_char, c_void};
use core::mem::zeroed;
use core::ptr::{null, null_mut};
use std::hint::black_box;

use mfa::attempt::*;
use mfa::credential::*;
use mfa::person::*;
use mfa::policy::mfa_policy;
use mfa::result::*;
use mfa::secret::*;
use mfa_core::{Authenticator, Code, Commit, Credential, Parameters, Person, Policy, SealedState, Secret, UnixTime};

use crate::{KEY, NOW, Operation, WRONG, kept};

type State = [u8; MFA_STATE_LENGTH];
type Verify = unsafe extern "C" fn(
    *mut mfa_attempt,
    *const mfa_credential,
    usize,
    *const u8,
    usize,
    u64,
    *const c_char,
    usize,
    *const mfa_policy,
) -> mfa_result;
type Decide = unsafe extern "C" fn(*mut mfa_attempt, mfa_commit_callback, *mut c_void, *mut mfa_verdict) -> mfa_result;

/// A login through C and the same through Rust, each with a wrong code and a right one.
pub fn operations() -> Vec<Operation> {
    let (credential, state, right) = enrolled();
    let secret = Secret::import(KEY).expect("20 bytes");
    let in_rust = kept(Credential::new(&secret, Parameters::TOTP).expect("supported"));
    let mut all = Vec::new();
    for (name, typed, expected) in
        [("wrong code", WRONG.to_owned(), MFA_REJECTED), ("right code", right.clone(), MFA_OK)]
    {
        let through_rust = typed.clone();
        all.push(Operation::new("c", format!("C ABI, {name}"), move || {
            assert_eq!(through_c(credential, state, &typed), expected);
        }));
        all.push(Operation::new("c", format!("Rust, {name}"), move || {
            assert_eq!(login(in_rust, state, &through_rust), expected == MFA_OK);
        }));
    }
    all
}

unsafe extern "C" fn store(context: *mut c_void, next: *const mfa_next) -> u32 {
    // SAFETY: both are what `through_c` and the library handed over.
    unsafe {
        let next = &*next;
        core::ptr::copy_nonoverlapping(next.states, context.cast::<u8>(), next.states_size);
    }
    MFA_COMMIT_STORED
}

#[inline(never)]
fn through_c(credential: &mfa_credential, fresh: &State, typed: &str) -> mfa_result {
    let verify: Verify = black_box(mfa_person_verify);
    let commit: Decide = black_box(mfa_attempt_commit);
    let mut stored = *black_box(fresh);
    let mut attempt = core::mem::MaybeUninit::<mfa_attempt>::uninit();
    let (states, size) = (stored.as_ptr(), stored.len());
    let (text, length) = (typed.as_ptr().cast(), typed.len());
    // SAFETY: each pointer is good for what its function says.
    let result = unsafe {
        verify(attempt.as_mut_ptr(), credential, 1, states, size, NOW, text, length, null());
        commit(attempt.as_mut_ptr(), Some(store), stored.as_mut_ptr().cast(), null_mut())
    };
    black_box(&stored);
    result
}

#[inline(never)]
fn login(credential: &Credential, fresh: &State, typed: &str) -> bool {
    let mut stored = *black_box(fresh);
    let code = Code::parse(black_box(typed)).expect("digits");
    let state = SealedState::from_bytes(stored);
    let person = Person::<1>::open(&[Authenticator { credential, state: &state }]).expect("intact");
    let now = UnixTime::new(black_box(NOW)).expect("in range");
    let attempt = person.verify(now, &code, &Policy::DEFAULT).expect("decided");
    let verdict = attempt.commit(|next| {
        stored = next.state().map_or(stored, |state| *state.as_bytes());
        Commit::Stored
    });
    black_box(&stored);
    verdict.expect("stored").is_accepted()
}

/// A credential, its first state, and the code of the time.
fn enrolled() -> (&'static mfa_credential, &'static State, String) {
    // SAFETY: zeros are what each of them may be before it is made, and each pointer is good for what its function says.
    unsafe {
        let (mut secret, mut attempt): (mfa_secret, mfa_attempt) = (zeroed(), zeroed());
        let credential: &mut mfa_credential = Box::leak(Box::new(zeroed()));
        let (mut standing, mut state) = ([0; MFA_STANDING_LENGTH], [0; MFA_STATE_LENGTH]);
        let mut code = [0_u8; MFA_CODE_SIZE];
        assert_eq!(mfa_secret_import(&mut secret, KEY.as_ptr(), KEY.len()), MFA_OK);
        assert_eq!(mfa_credential_make(credential, &secret, null()), MFA_OK);
        let place = code.as_mut_ptr().cast();
        assert_eq!(mfa_credential_code_at(credential, NOW, place, code.len(), null_mut(), null_mut()), MFA_OK);
        assert_eq!(mfa_standing_init(standing.as_mut_ptr(), standing.len()), MFA_OK);
        let (nothing, size) = (standing.as_ptr(), standing.len());
        assert_eq!(mfa_person_add(&mut attempt, null(), 0, nothing, size, credential, 0), MFA_UNCOMMITTED);
        let stored = mfa_attempt_commit(&mut attempt, Some(store), state.as_mut_ptr().cast(), null_mut());
        assert_eq!(stored, MFA_CHANGED);
        let code = code.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
        (credential, kept(state), code)
    }
}
