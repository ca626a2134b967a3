//! Attempts and arguments of callers who break the rules: nobody gets in by it, and nothing is used that was written over.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::undocumented_unsafe_blocks,
    reason = "a test may be blunt"
)]
#![allow(unsafe_code, reason = "it calls the C ABI")]

use core::ffi::c_void;
use core::mem::{offset_of, zeroed};
use core::ptr::{null, null_mut};

use mfa::attempt::*;
use mfa::credential::*;
use mfa::decision::*;
use mfa::person::*;
use mfa::recovery_codes::*;
use mfa::result::*;
use mfa::secret::*;
use mfa::verdict::mfa_verdict;

/// RFC 6238, appendix B: the key, a time, and the last six digits of the code then.
const KEY: &[u8; 20] = b"12345678901234567890";
const NOW: u64 = 1_111_111_109;
const CODE: &[u8] = b"081804";

struct Person {
    credential: mfa_credential,
    states: [u8; MFA_STATE_LENGTH],
}

impl Person {
    fn new() -> Box<Self> {
        unsafe {
            let mut secret: mfa_secret = zeroed();
            let mut person: Box<Self> = Box::new(Self { credential: zeroed(), states: [0; MFA_STATE_LENGTH] });
            let mut standing = [0; MFA_STANDING_LENGTH];
            let mut attempt: mfa_attempt = zeroed();
            assert_eq!(mfa_secret_import(&mut secret, KEY.as_ptr(), KEY.len()), MFA_OK);
            assert_eq!(mfa_credential_make(&mut person.credential, &secret, null()), MFA_OK);
            assert_eq!(mfa_standing_init(standing.as_mut_ptr(), standing.len()), MFA_OK);
            let added = &raw const person.credential;
            let (none, size) = (standing.as_ptr(), standing.len());
            assert_eq!(mfa_person_add(&mut attempt, null(), 0, none, size, added, 0), MFA_UNCOMMITTED);
            let next = next_of(&mut attempt);
            person.states.copy_from_slice(core::slice::from_raw_parts(next.states, next.states_size));
            assert_eq!(mfa_attempt_told(&mut attempt, MFA_COMMIT_STORED, null_mut()), MFA_CHANGED);
            person
        }
    }

    unsafe fn verify(&self, attempt: *mut mfa_attempt, code: &[u8]) -> mfa_result {
        let (states, size) = (self.states.as_ptr(), self.states.len());
        let (typed, length) = (code.as_ptr().cast(), code.len());
        unsafe { mfa_person_verify(attempt, &self.credential, 1, states, size, NOW, typed, length, null()) }
    }
}

fn next() -> mfa_next {
    mfa_next { size: size_of::<mfa_next>() as u32, ..unsafe { zeroed() } }
}

fn next_of(attempt: &mut mfa_attempt) -> mfa_next {
    let mut next = next();
    assert_eq!(unsafe { mfa_attempt_next(attempt, &mut next) }, MFA_UNCOMMITTED);
    next
}

fn verdict() -> mfa_verdict {
    mfa_verdict { size: size_of::<mfa_verdict>() as u32, ..unsafe { zeroed() } }
}

/// What becomes of an attempt that is told that it is stored, whatever of it a struct of so many bytes showed.
fn stored_with(size: usize, attempt: &mut mfa_attempt) -> (mfa_result, mfa_result) {
    let mut next = mfa_next { size: size as u32, ..next() };
    unsafe { (mfa_attempt_next(attempt, &mut next), mfa_attempt_told(attempt, MFA_COMMIT_STORED, null_mut())) }
}

#[test]
fn part_that_the_caller_cannot_see_lets_nobody_in() {
    let person = Person::new();
    let refused = (MFA_ARGUMENT_TOO_SMALL - 2, MFA_ERROR_ORDER);
    unsafe {
        let mut attempt: mfa_attempt = zeroed();
        for size in [4, 8, 24, offset_of!(mfa_next, states_size)] {
            assert_eq!(person.verify(&mut attempt, CODE), MFA_UNCOMMITTED);
            assert_eq!(stored_with(size, &mut attempt), refused, "{size}");
        }
        assert_eq!(person.verify(&mut attempt, CODE), MFA_UNCOMMITTED);
        assert_eq!(stored_with(offset_of!(mfa_next, standing), &mut attempt), (MFA_UNCOMMITTED, MFA_OK));

        // With recovery codes there are two parts to store; with the first alone the set would be as it was.
        let (random, salt) = ([7; MFA_RECOVERY_CODE_RANDOM_LENGTH], [1; MFA_RECOVERY_CODES_SALT_LENGTH]);
        for (size, expected) in [
            (offset_of!(mfa_next, standing), refused),
            (offset_of!(mfa_next, recovery_codes_size), refused),
            (offset_of!(mfa_next, pending), (MFA_UNCOMMITTED, MFA_CHANGED)),
        ] {
            let begun = mfa_recovery_codes_begin(
                &mut attempt,
                random.as_ptr(),
                random.len(),
                1,
                salt.as_ptr(),
                salt.len(),
                null(),
                0,
                &person.credential,
                1,
                person.states.as_ptr(),
                person.states.len(),
            );
            assert_eq!(begun, MFA_UNCOMMITTED);
            assert_eq!(stored_with(size, &mut attempt), expected, "{size}");
        }
    }
}

/// A callback's context: whose attempt is begun anew, and where.
struct Again {
    person: Box<Person>,
    attempt: mfa_attempt,
    code: &'static [u8],
}

/// Stores nothing, but begins another attempt in the place of its own, takes what that wants stored, and says stored.
unsafe extern "C" fn begins_another(context: *mut c_void, _: *const mfa_next) -> u32 {
    unsafe {
        let again = context.cast::<Again>();
        let (attempt, code) = (&raw mut (*again).attempt, (*again).code);
        let begun = (*again).person.verify(attempt, code);
        assert!(begun == MFA_UNCOMMITTED || begun == MFA_ERROR_CODE_LENGTH);
        let _ = mfa_attempt_next(attempt, &mut next());
        MFA_COMMIT_STORED
    }
}

#[test]
fn another_attempt_begun_by_a_callback_in_the_place_of_its_own_lets_nobody_in() {
    for (code, expected) in [(CODE, MFA_ERROR_ORDER), (b"1", MFA_ERROR_CODE_LENGTH)] {
        let mut again = Box::new(Again { person: Person::new(), attempt: unsafe { zeroed() }, code });
        let (mut verdict, context) = (verdict(), &raw mut *again);
        unsafe {
            let attempt = &raw mut (*context).attempt;
            assert_eq!((*context).person.verify(attempt, b"000000"), MFA_UNCOMMITTED);
            assert_eq!(mfa_attempt_commit(attempt, Some(begins_another), context.cast(), &mut verdict), expected);
        }
        assert_eq!(verdict.accepted, 0);
    }
}

/// Looks at its own attempt in two steps too, which changes nothing.
unsafe extern "C" fn looks_again(context: *mut c_void, _: *const mfa_next) -> u32 {
    assert_eq!(unsafe { mfa_attempt_next(context.cast(), &mut next()) }, MFA_UNCOMMITTED);
    MFA_COMMIT_STORED
}

#[test]
fn callback_may_look_at_its_attempt_again() {
    let person = Person::new();
    unsafe {
        let mut attempt: mfa_attempt = zeroed();
        let place = &raw mut attempt;
        assert_eq!(person.verify(place, CODE), MFA_UNCOMMITTED);
        assert_eq!(mfa_attempt_commit(place, Some(looks_again), place.cast(), null_mut()), MFA_OK);
    }
}

#[test]
fn object_in_which_an_output_lies_is_none_any_more() {
    unsafe {
        let mut secret: mfa_secret = zeroed();
        assert_eq!(mfa_secret_import(&mut secret, KEY.as_ptr(), KEY.len()), MFA_OK);
        let place = &raw mut secret;
        let inside = place.cast::<u8>().add(16);
        assert_eq!(mfa_secret_to_base32(place, inside.cast(), 64, null_mut()), MFA_ARGUMENT_OVERLAP - 1);
        let mut strength = 0;
        assert_eq!(mfa_secret_strength(place, &mut strength), MFA_ARGUMENT_UNSET - 1);

        let person = Person::new();
        let mut attempt: mfa_attempt = zeroed();
        let place = &raw mut attempt;
        assert_eq!(person.verify(place, CODE), MFA_UNCOMMITTED);
        let inside = place.cast::<mfa_next>().byte_add(16);
        (*inside).size = size_of::<mfa_next>() as u32;
        assert_eq!(mfa_attempt_next(place, inside), MFA_ARGUMENT_OVERLAP - 1);
        assert_eq!(mfa_attempt_told(place, MFA_COMMIT_STORED, null_mut()), MFA_ARGUMENT_UNSET - 1);

        // Of several, only what is hit. Two that are only read may overlap as they like.
        let mut secrets: [mfa_secret; 2] = zeroed();
        for secret in &mut secrets {
            assert_eq!(mfa_secret_import(secret, KEY.as_ptr(), KEY.len()), MFA_OK);
        }
        let first = secrets.as_mut_ptr();
        let mut same = 0;
        assert_eq!(mfa_secret_same(first, first, &mut same), MFA_OK);
        let inside = first.cast::<u32>().add(4);
        assert_eq!(mfa_secret_same(first, first.add(1), inside), MFA_ARGUMENT_OVERLAP - 1);
        assert_eq!(mfa_secret_strength(first, &mut strength), MFA_ARGUMENT_UNSET - 1);
        assert_eq!(mfa_secret_strength(first.add(1), &mut strength), MFA_OK);
    }
}

#[test]
fn who_is_passed_with_credentials_is_enrolled_whatever_the_facts_say() {
    let person = Person::new();
    unsafe {
        let mut record = [0; MFA_LOGIN_RECORD_LENGTH];
        assert_eq!(mfa_login_record_init(record.as_mut_ptr(), record.len()), MFA_OK);
        let mut attempt: mfa_attempt = zeroed();
        for requirement in [MFA_REQUIREMENT_REQUIRED, MFA_REQUIREMENT_IF_ENROLLED, MFA_REQUIREMENT_EXEMPT] {
            let facts = mfa_facts {
                size: size_of::<mfa_facts>() as u32,
                occasion: MFA_OCCASION_LOGIN,
                requirement,
                enrolled: 0,
                online: 1,
                other_factor: 0,
                grant_until: 0,
            };
            let (record, record_size) = (record.as_ptr(), record.len());
            let (states, size) = (person.states.as_ptr(), person.states.len());
            let credential = &raw const person.credential;
            let policy = null();
            let result =
                mfa_login_decide(&mut attempt, record, record_size, credential, 1, states, size, NOW, &facts, policy);
            assert_eq!(result, MFA_ARGUMENT_VALUE - 9);
            assert_eq!(mfa_attempt_told(&mut attempt, MFA_COMMIT_STORED, null_mut()), MFA_ARGUMENT_VALUE - 9);
        }
    }
}

#[test]
fn a_reserved_field_has_no_meaning_yet_and_so_is_refused() {
    let bytes = [7_u8; 20];
    let mut secret: mfa_secret = unsafe { zeroed() };
    let mut credential: mfa_credential = unsafe { zeroed() };
    let mut parameters: mfa_parameters = unsafe { zeroed() };
    parameters.size = size_of::<mfa_parameters>() as u32;
    assert_eq!(unsafe { mfa_parameters_init(&raw mut parameters) }, MFA_OK);
    assert_eq!(unsafe { mfa_secret_import(&raw mut secret, bytes.as_ptr(), bytes.len()) }, MFA_OK);
    let make = |credential, parameters| unsafe { mfa_credential_make(credential, &raw const secret, parameters) };
    assert_eq!(make(&raw mut credential, &raw const parameters), MFA_OK);
    parameters.reserved = 1;
    assert_eq!(make(&raw mut credential, &raw const parameters), MFA_ERROR_RESERVED);
}
