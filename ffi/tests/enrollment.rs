//! Enrollment from C: what is pending, what a code makes of it, and what is to be stored each time.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test may be blunt"
)]
#![allow(unsafe_code, reason = "it calls the C ABI")]

use core::ffi::{CStr, c_char};
use core::mem::MaybeUninit;
use core::ptr::{null, null_mut};

use mfa::attempt::*;
use mfa::credential::*;
use mfa::enrollment::*;
use mfa::person::*;
use mfa::result::*;
use mfa::secret::*;
use mfa::verdict::mfa_verdict;

/// RFC 6238, appendix B: the key, a time, and the last six digits of the codes then and two seconds later.
const KEY: &[u8; 20] = b"12345678901234567890";
const NOW: u64 = 1_111_111_109;
const CODE: &str = "081 804";
const NEXT_CODE: &str = "050471";

fn none<T>() -> Box<T> {
    // SAFETY: what the header has is numbers and pointers alone.
    Box::new(unsafe { MaybeUninit::zeroed().assume_init() })
}

fn permit() -> Box<mfa_permit> {
    let mut permit = none();
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_permit_by_administrator(&raw mut *permit), MFA_OK) };
    permit
}

fn secret(bytes: &[u8]) -> Box<mfa_secret> {
    let mut secret = none();
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_secret_import(&raw mut *secret, bytes.as_ptr(), bytes.len()), MFA_OK) };
    secret
}

fn policy(lifetime: u32, codes: u32, wrong_codes: u32) -> mfa_enrollment_policy {
    mfa_enrollment_policy { size: 16, lifetime, codes, wrong_codes }
}

fn begun(policy: &mfa_enrollment_policy) -> Result<Box<mfa_enrollment>, mfa_result> {
    let (mut enrollment, mut permit, secret) = (none(), permit(), secret(KEY));
    // SAFETY: good pointers.
    let result = unsafe {
        mfa_enrollment_begin(&raw mut *enrollment, &raw mut *permit, &raw const *secret, null(), NOW, policy)
    };
    if result == MFA_OK { Ok(enrollment) } else { Err(result) }
}

fn pending() -> Box<mfa_enrollment> {
    begun(&policy(10, 1, 10)).unwrap()
}

fn status(enrollment: &mfa_enrollment, now: u64) -> mfa_pending {
    let mut status = none::<mfa_pending>();
    status.size = size_of::<mfa_pending>() as u32;
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_enrollment_status(enrollment, now, &raw mut *status), MFA_OK) };
    *status
}

/// A person of at most one credential, and what is stored for them.
struct Person {
    credential: Option<Box<mfa_credential>>,
    states: Vec<u8>,
}

impl Person {
    fn new() -> Self {
        let mut states = vec![0; MFA_STANDING_LENGTH];
        // SAFETY: good pointers.
        unsafe { assert_eq!(mfa_standing_init(states.as_mut_ptr(), states.len()), MFA_OK) };
        Self { credential: None, states }
    }

    fn confirm(&self, enrollment: &mfa_enrollment, now: u64, typed: &str) -> (mfa_result, Box<mfa_attempt>) {
        let mut attempt = none();
        let credentials = self.credential.as_ref().map_or(null(), |credential| &raw const **credential);
        // SAFETY: good pointers.
        let result = unsafe {
            mfa_enrollment_confirm(
                &raw mut *attempt,
                enrollment,
                credentials,
                usize::from(self.credential.is_some()),
                self.states.as_ptr(),
                self.states.len(),
                now,
                typed.as_ptr().cast(),
                typed.len(),
                null(),
            )
        };
        (result, attempt)
    }

    fn verify(&self, now: u64, typed: &str) -> mfa_result {
        let mut attempt = none();
        // SAFETY: good pointers.
        unsafe {
            let credential = &raw const **self.credential.as_ref().unwrap();
            let (states, size) = (self.states.as_ptr(), self.states.len());
            let (code, length) = (typed.as_ptr().cast(), typed.len());
            let place = &raw mut *attempt;
            assert_eq!(
                mfa_person_verify(place, credential, 1, states, size, now, code, length, null()),
                MFA_UNCOMMITTED
            );
            told(&mut attempt, MFA_COMMIT_STORED).0
        }
    }
}

/// What was to be stored.
#[derive(Debug, PartialEq)]
struct Stored {
    parts: u32,
    states: Vec<u8>,
    standing: Vec<u8>,
    pending: Vec<u8>,
    secret: Vec<u8>,
    parameters: Vec<u8>,
}

fn next(attempt: &mut mfa_attempt) -> Stored {
    let mut next = none::<mfa_next>();
    next.size = size_of::<mfa_next>() as u32;
    // SAFETY: good pointers, and those that the library gives.
    unsafe {
        assert_eq!(mfa_attempt_next(attempt, &raw mut *next), MFA_UNCOMMITTED);
        assert!(next.parts == 0 || next.revision == next.expected_revision + 1);
        let bytes = |start: *const u8, size| match size {
            0 => Vec::new(),
            size => core::slice::from_raw_parts(start, size).to_vec(),
        };
        Stored {
            parts: next.parts,
            states: bytes(next.states, next.states_size),
            standing: bytes(next.standing, next.standing_size),
            pending: bytes(next.pending, next.pending_size),
            secret: bytes(next.secret, next.secret_size),
            parameters: bytes(next.parameters, next.parameters_size),
        }
    }
}

fn told(attempt: &mut mfa_attempt, commit: u32) -> (mfa_result, mfa_verdict) {
    let mut verdict = none::<mfa_verdict>();
    verdict.size = size_of::<mfa_verdict>() as u32;
    let place = &raw mut *attempt;
    let mut next = none::<mfa_next>();
    next.size = size_of::<mfa_next>() as u32;
    // SAFETY: good pointers.
    unsafe {
        assert_eq!(mfa_attempt_next(place, &raw mut *next), MFA_UNCOMMITTED);
        let result = mfa_attempt_told(place, commit, &raw mut *verdict);
        (result, *verdict)
    }
}

fn from_bytes(bytes: &[u8]) -> Result<Box<mfa_enrollment>, mfa_result> {
    let mut enrollment = none();
    // SAFETY: good pointers.
    match unsafe { mfa_enrollment_from_bytes(&raw mut *enrollment, bytes.as_ptr(), bytes.len()) } {
        MFA_OK => Ok(enrollment),
        error => Err(error),
    }
}

fn to_bytes(enrollment: &mfa_enrollment) -> Vec<u8> {
    let mut bytes = vec![0; MFA_ENROLLMENT_LENGTH];
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_enrollment_to_bytes(enrollment, bytes.as_mut_ptr(), bytes.len()), MFA_OK) };
    bytes
}

fn holds(haystack: &mfa_attempt, needle: &[u8]) -> bool {
    // SAFETY: the bytes of an object that was zeroed before it was made.
    let bytes = unsafe { core::slice::from_raw_parts((&raw const *haystack).cast::<u8>(), mfa_attempt_size()) };
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn correct_code_enrolls_once_it_is_stored_and_is_used_up() {
    let (mut person, enrollment) = (Person::new(), pending());
    let (result, mut attempt) = person.confirm(&enrollment, NOW, CODE);
    assert_eq!(result, MFA_UNCOMMITTED);
    let stored = next(&mut attempt);
    assert_eq!(stored.parts, MFA_PART_STATES | MFA_PART_PENDING | MFA_PART_ENROLLED);
    assert_eq!((stored.states.len(), stored.pending.len()), (MFA_STATE_LENGTH, 0), "nothing is pending any more");
    assert_eq!((stored.secret.as_slice(), stored.parameters.len()), (KEY.as_slice(), MFA_PARAMETERS_LENGTH));
    assert!(holds(&attempt, KEY));
    let (result, verdict) = told(&mut attempt, MFA_COMMIT_STORED);
    assert_eq!(result, MFA_ENROLLED);
    assert_eq!((verdict.accepted, verdict.position, verdict.offset), (0, NOW / 30, 0));
    assert!(!holds(&attempt, KEY), "told, it holds no secret");

    let mut credential = none();
    // SAFETY: good pointers.
    unsafe {
        let mut permit = none();
        let mut parameters = none::<mfa_parameters>();
        parameters.size = size_of::<mfa_parameters>() as u32;
        assert_eq!(mfa_attempt_permit(&raw mut *attempt, &raw mut *permit), MFA_ERROR_NOTHING_PERMITTED);
        let (bytes, size) = (stored.parameters.as_ptr(), stored.parameters.len());
        assert_eq!(mfa_parameters_from_bytes(&raw mut *parameters, bytes, size), MFA_OK);
        let secret = secret(&stored.secret);
        assert_eq!(mfa_credential_make(&raw mut *credential, &raw const *secret, &raw const *parameters), MFA_OK);
    }
    person = Person { credential: Some(credential), states: stored.states };
    assert_eq!(person.verify(NOW, CODE), MFA_REJECTED, "it cannot be the first login");
    assert_eq!(person.verify(NOW + 2, NEXT_CODE), MFA_OK, "the next one can");
}

#[test]
fn nothing_is_enrolled_unless_it_is_stored() {
    let (person, enrollment) = (Person::new(), pending());
    for (commit, answer) in [(MFA_COMMIT_CONFLICT, MFA_CONFLICT), (MFA_COMMIT_UNKNOWN, MFA_NOT_CONFIRMED)] {
        let (_, mut attempt) = person.confirm(&enrollment, NOW, CODE);
        assert_eq!(told(&mut attempt, commit).0, answer);
        assert!(!holds(&attempt, KEY));
    }
    let (_, mut attempt) = person.confirm(&enrollment, NOW, CODE);
    assert!(holds(&attempt, KEY));
    // SAFETY: good pointers.
    unsafe { mfa_attempt_wipe(&raw mut *attempt) };
    assert!(!holds(&attempt, KEY));
}

#[test]
fn wrong_codes_are_counted_in_what_is_stored_and_the_last_one_ends_it() {
    let (mut person, mut enrollment) = (Person::new(), begun(&policy(10, 1, 2)).unwrap());
    let (_, mut attempt) = person.confirm(&enrollment, NOW, "000000");
    let stored = next(&mut attempt);
    assert_eq!(stored.parts, MFA_PART_STANDING | MFA_PART_PENDING);
    assert_eq!((stored.standing.len(), stored.pending.len()), (MFA_STANDING_LENGTH, MFA_ENROLLMENT_LENGTH));
    let (result, verdict) = told(&mut attempt, MFA_COMMIT_STORED);
    assert_eq!((result, verdict.wrong_codes_left), (MFA_REJECTED, 1));

    enrollment = from_bytes(&stored.pending).unwrap();
    person.states = stored.standing;
    assert_eq!(status(&enrollment, NOW).wrong_codes_left, 1);
    let (_, mut attempt) = person.confirm(&enrollment, NOW, "000000");
    let stored = next(&mut attempt);
    assert_eq!((stored.parts, stored.pending.len()), (MFA_PART_STANDING | MFA_PART_PENDING, 0));
    assert_eq!(told(&mut attempt, MFA_COMMIT_STORED).0, MFA_ENROLLMENT_OVER);
}

#[test]
fn two_codes_are_asked_for_one_after_the_other() {
    let (mut person, enrollment) = (Person::new(), begun(&policy(10, 2, 10)).unwrap());
    assert_eq!(status(&enrollment, NOW).codes_left, 2);
    let (_, mut attempt) = person.confirm(&enrollment, NOW, CODE);
    let stored = next(&mut attempt);
    assert_eq!(told(&mut attempt, MFA_COMMIT_STORED).0, MFA_ONE_MORE_CODE);

    let enrollment = from_bytes(&stored.pending).unwrap();
    person.states = stored.standing;
    assert_eq!(status(&enrollment, NOW).codes_left, 1);
    let (_, mut attempt) = person.confirm(&enrollment, NOW, CODE);
    assert_eq!(next(&mut attempt).parts, 0, "the same code again: nothing need be stored");
    assert_eq!(told(&mut attempt, MFA_COMMIT_UNKNOWN).0, MFA_ONE_MORE_CODE);
    let (_, mut attempt) = person.confirm(&enrollment, NOW + 2, NEXT_CODE);
    assert_eq!(next(&mut attempt).secret, KEY);
    assert_eq!(told(&mut attempt, MFA_COMMIT_STORED).0, MFA_ENROLLED);
}

#[test]
fn enrollment_is_open_from_its_start_until_its_end() {
    let enrollment = pending();
    let until = NOW + 600;
    for (now, is_open) in [(NOW - 1, 0), (NOW, 1), (until - 1, 1), (until, 0)] {
        let status = status(&enrollment, now);
        assert_eq!((status.is_open, status.start, status.until), (is_open, NOW, until), "{now}");
        assert_eq!((status.codes_left, status.wrong_codes_left), (1, 10));
    }
    let (result, mut attempt) = Person::new().confirm(&enrollment, until, CODE);
    assert_eq!(result, MFA_UNCOMMITTED);
    assert_eq!(next(&mut attempt).parts, MFA_PART_STANDING | MFA_PART_PENDING);
    assert_eq!(told(&mut attempt, MFA_COMMIT_STORED).0, MFA_ENROLLMENT_OVER);
}

#[test]
fn stored_enrollment_is_read_back_and_a_damaged_one_is_not() {
    let enrollment = begun(&policy(1440, 2, 100)).unwrap();
    let bytes = to_bytes(&enrollment);
    let read = from_bytes(&bytes).unwrap();
    assert_eq!(to_bytes(&read), bytes);
    assert_eq!(status(&read, NOW).until, NOW + 24 * 60 * 60);
    assert_eq!(from_bytes(&bytes[1..]).err(), Some(MFA_ARGUMENT_SIZE - 3));
    let mut other = bytes.clone();
    other[3] += 1;
    assert_eq!(from_bytes(&other).err(), Some(MFA_ERROR_ENROLLMENT_VERSION));
    let mut other = bytes;
    other[32] = 3;
    assert_eq!(from_bytes(&other).err(), Some(MFA_ERROR_ENROLLMENT_DAMAGED));
}

#[test]
fn permit_is_good_once_and_stays_good_when_another_argument_is_refused() {
    let (mut enrollment, mut permit, secret) = (none(), permit(), secret(KEY));
    let (place, permit, secret) = (&raw mut *enrollment, &raw mut *permit, &raw const *secret);
    // SAFETY: good pointers, or such as the library refuses.
    unsafe {
        for (policy, error) in [
            (policy(0, 1, 10), MFA_ERROR_ENROLLMENT_LIFETIME),
            (policy(1441, 1, 10), MFA_ERROR_ENROLLMENT_LIFETIME),
            (policy(10, 0, 10), MFA_ERROR_ENROLLMENT_CODES),
            (policy(10, 3, 10), MFA_ERROR_ENROLLMENT_CODES),
            (policy(10, 1, 0), MFA_ERROR_ENROLLMENT_WRONG_CODES),
            (policy(10, 1, 256), MFA_ERROR_ENROLLMENT_WRONG_CODES),
        ] {
            assert_eq!(mfa_enrollment_begin(place, permit, secret, null(), NOW, &raw const policy), error);
        }
        let too_late = u64::MAX;
        assert_eq!(mfa_enrollment_begin(place, permit, secret, null(), too_late, null()), MFA_ERROR_TIME_TOO_LARGE);
        assert_eq!(mfa_enrollment_begin(place, permit, null(), null(), NOW, null()), MFA_ARGUMENT_NULL - 3);
        assert_eq!(mfa_enrollment_begin(place, null_mut(), secret, null(), NOW, null()), MFA_ARGUMENT_NULL - 2);
        assert_eq!(mfa_enrollment_begin(place, permit, secret, null(), NOW, null()), MFA_OK);
        assert_eq!(mfa_enrollment_begin(place, permit, secret, null(), NOW, null()), MFA_ARGUMENT_UNSET - 2);
    }
}

#[test]
fn default_policy_is_the_engines() {
    let mut policy = policy(0, 0, 0);
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_enrollment_policy_init(&raw mut policy), MFA_OK) };
    let engine = mfa_core::EnrollmentPolicy::DEFAULT;
    assert_eq!(policy.lifetime, engine.lifetime.minutes().count());
    assert_eq!((policy.codes, policy.wrong_codes), (1, u32::from(engine.wrong_codes.count())));
    assert_eq!(engine.confirmed_by, mfa_core::ConfirmedBy::OneCode);
}

#[test]
fn setup_key_is_written_in_groups_of_four_and_the_longest_one_fits() {
    let shown = |enrollment: &mfa_enrollment| {
        let (mut text, mut length) = ([0xff_u8; MFA_SETUP_KEY_SIZE], 0);
        // SAFETY: good pointers.
        let result =
            unsafe { mfa_enrollment_setup_key(enrollment, text.as_mut_ptr().cast(), text.len(), &raw mut length) };
        assert_eq!(result, MFA_OK);
        let text = CStr::from_bytes_until_nul(&text).unwrap().to_str().unwrap().to_owned();
        assert_eq!(text.len(), length);
        text
    };
    assert_eq!(shown(&pending()), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");

    let (mut enrollment, mut permit, longest) = (none(), permit(), secret(&[0xff; 128]));
    // SAFETY: good pointers.
    unsafe {
        let (place, permit, secret) = (&raw mut *enrollment, &raw mut *permit, &raw const *longest);
        assert_eq!(mfa_enrollment_begin(place, permit, secret, null(), NOW, null()), MFA_OK);
        assert_eq!(shown(&enrollment).len(), MFA_SETUP_KEY_SIZE - 1);
        let (mut text, mut length): ([c_char; 256], usize) = ([7; 256], 0);
        let result = mfa_enrollment_setup_key(place, text.as_mut_ptr(), 256, &raw mut length);
        assert_eq!((result, length, text), (MFA_ARGUMENT_TOO_SMALL - 2, 256, [0; 256]));
    }
}

#[cfg(feature = "uri")]
#[test]
fn setup_uri_has_what_was_begun() {
    let enrollment = pending();
    let (mut text, mut length) = ([0xff_u8; mfa::uri::MFA_URI_SIZE], 0);
    let (issuer, account) = ("ACME Co", "alice@example.com");
    // SAFETY: good pointers.
    let result = unsafe {
        mfa_enrollment_setup_uri(
            &raw const *enrollment,
            issuer.as_ptr().cast(),
            issuer.len(),
            account.as_ptr().cast(),
            account.len(),
            text.as_mut_ptr().cast(),
            text.len(),
            &raw mut length,
        )
    };
    assert_eq!(result, MFA_OK);
    let uri = CStr::from_bytes_until_nul(&text).unwrap().to_str().unwrap();
    assert_eq!(
        uri,
        "otpauth://totp/ACME%20Co:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME%20Co\
         &algorithm=SHA1&digits=6&period=30"
    );
    assert_eq!(length, uri.len());
}

#[test]
fn pending_secret_is_recognized_its_parameters_are_told_and_a_wrong_clock_is_diagnosed() {
    let (enrollment, other) = (pending(), secret(&[7; 20]));
    let (mut same, mut found, mut offset) = (7, 7, 7);
    let mut parameters = none::<mfa_parameters>();
    parameters.size = size_of::<mfa_parameters>() as u32;
    let diagnosed = |now, typed: &CStr, found: &mut u32, offset: &mut i64| {
        // SAFETY: good pointers.
        unsafe { mfa_enrollment_diagnose(&raw const *enrollment, now, typed.as_ptr(), 6, 2880, found, offset) }
    };
    // SAFETY: good pointers.
    unsafe {
        let own = secret(KEY);
        assert_eq!(mfa_enrollment_has_secret(&raw const *enrollment, &raw const *own, &raw mut same), MFA_OK);
        assert_eq!(same, 1);
        assert_eq!(mfa_enrollment_has_secret(&raw const *enrollment, &raw const *other, &raw mut same), MFA_OK);
        assert_eq!(same, 0);
        assert_eq!(mfa_enrollment_parameters(&raw const *enrollment, &raw mut *parameters), MFA_OK);
    }
    assert_eq!((parameters.kind, parameters.digits, parameters.period), (MFA_TOTP, 6, 30));
    assert_eq!(diagnosed(NOW + 300, c"081804", &mut found, &mut offset), MFA_OK);
    assert_eq!((found, offset), (1, -10));
    assert_eq!(diagnosed(NOW + 300, c"279037", &mut found, &mut offset), MFA_OK);
    assert_eq!((found, offset), (0, 0), "a code of another day");
    assert_eq!(diagnosed(NOW + 600, c"081804", &mut found, &mut offset), MFA_ERROR_ENROLLMENT_OVER);
}

#[test]
fn wrong_arguments_begin_no_attempt_and_the_attempt_remembers_why() {
    let (person, enrollment) = (Person::new(), pending());
    for (typed, error) in
        [("", MFA_ERROR_CODE_EMPTY), ("08180x", MFA_ERROR_CODE_NOT_A_DIGIT), ("0818040", MFA_ERROR_CODE_LENGTH)]
    {
        let (result, mut attempt) = person.confirm(&enrollment, NOW, typed);
        let mut verdict = none::<mfa_verdict>();
        verdict.size = size_of::<mfa_verdict>() as u32;
        assert_eq!(result, error);
        // SAFETY: good pointers.
        let told = unsafe { mfa_attempt_told(&raw mut *attempt, MFA_COMMIT_STORED, &raw mut *verdict) };
        assert_eq!((told, verdict.accepted), (error, 0));
    }
    let short = Person { credential: None, states: person.states[1..].to_vec() };
    assert_eq!(short.confirm(&enrollment, NOW, CODE).0, MFA_ARGUMENT_SIZE - 6);
    assert_eq!(person.confirm(&none(), NOW, CODE).0, MFA_ARGUMENT_UNSET - 2);
    assert_eq!(person.confirm(&enrollment, u64::MAX, CODE).0, MFA_ERROR_TIME_TOO_LARGE);
}

#[test]
fn wiped_enrollment_leaves_nothing() {
    let mut enrollment = pending();
    // SAFETY: good pointers.
    unsafe {
        mfa_enrollment_wipe(&raw mut *enrollment);
        mfa_enrollment_wipe(null_mut());
        let bytes = core::slice::from_raw_parts((&raw const *enrollment).cast::<u8>(), mfa_enrollment_size());
        assert!(bytes.iter().all(|byte| *byte == 0));
        let mut place = [0; MFA_ENROLLMENT_LENGTH];
        let result = mfa_enrollment_to_bytes(&raw const *enrollment, place.as_mut_ptr(), place.len());
        assert_eq!(result, MFA_ARGUMENT_UNSET - 1);
    }
}
