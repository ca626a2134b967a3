//! Recovery codes: made, printed, used once; and what was typed, told by its shape.

use core::mem::{size_of, zeroed};
use core::ptr::{null, null_mut};

use mfa::attempt::*;
use mfa::person::mfa_status;
use mfa::policy::{MFA_POLICY_DEFAULT, mfa_policy, mfa_policy_init};
use mfa::recovery::mfa_recovery_policy;
use mfa::recovery::mfa_recovery_policy_init;
use mfa::recovery_codes::*;
use mfa::result::*;
use mfa::verdict::*;

use super::desk::{Account, NOW, attempt, person, read, text};

/// The codes of the bytes 0 to 29.
const PRINTED: [&str; 3] = ["000G-40R4-0M30-E209", "185G-R38E-1W81-24GK", "2GAH-C5RR-34D1-P70X"];
const PEPPER: [u8; 32] = [5; 32];

fn random() -> Vec<u8> {
    (0..30).collect()
}

fn policy() -> mfa_recovery_codes_policy {
    let mut policy =
        mfa_recovery_codes_policy { size: size_of::<mfa_recovery_codes_policy>() as u32, ..unsafe { zeroed() } };
    assert_eq!(unsafe { mfa_recovery_codes_policy_init(&mut policy) }, MFA_OK);
    assert_eq!((policy.is_on, policy.authenticators), (1, MFA_AUTHENTICATORS_KEPT));
    policy
}

/// What there is, or NULL.
fn bytes(bytes: &[u8]) -> (*const u8, usize) {
    if bytes.is_empty() { (null(), 0) } else { (bytes.as_ptr(), bytes.len()) }
}

impl Account {
    fn with_codes(mut self, pepper: &[u8]) -> Self {
        let (mut attempt, random, (pepper, pepper_size)) = (attempt(), random(), bytes(pepper));
        let begun = person!(mfa_recovery_codes_begin(
            &mut *attempt, random.as_ptr(), 30, 3, [9; 16].as_ptr(), 16, pepper, pepper_size ; self ;
        ));
        assert_eq!(begun, MFA_UNCOMMITTED);
        assert_eq!(self.commit(&mut attempt).0, MFA_CHANGED);
        assert_eq!(self.codes.len(), MFA_RECOVERY_CODES_LENGTH);
        self
    }

    fn codes(&self, pepper: &[u8]) -> mfa_recovery_codes {
        unsafe {
            let mut codes: mfa_recovery_codes = zeroed();
            let (record, size) = (self.codes.as_ptr(), self.codes.len());
            let pepper = bytes(pepper);
            assert_eq!(mfa_recovery_codes_open(&mut codes, record, size, pepper.0, pepper.1), MFA_OK);
            codes
        }
    }

    fn use_code(
        &mut self,
        typed: &str,
        pepper: &[u8],
        policy: &mfa_recovery_codes_policy,
    ) -> (mfa_result, mfa_verdict) {
        let (mut attempt, (typed, size), codes) = (attempt(), text(typed), self.codes(pepper));
        let begun = person!(mfa_recovery_codes_redeem(&mut *attempt, &codes ; self ; NOW, typed, size, policy, null()));
        assert_eq!(begun, MFA_UNCOMMITTED);
        self.commit(&mut attempt)
    }

    fn left(&self) -> usize {
        let (mut left, mut characters) = (99, 99);
        assert_eq!(unsafe { mfa_recovery_codes_left(&self.codes(&[]), &mut left, &mut characters) }, MFA_OK);
        assert_eq!(characters, 16);
        left
    }

    fn failures_with_codes(&self) -> (u32, u32) {
        let mut status = mfa_status { size: size_of::<mfa_status>() as u32, ..unsafe { zeroed() } };
        assert_eq!(unsafe { mfa_recovery_codes_status(&self.codes(&[]), NOW, null(), &mut status) }, MFA_OK);
        (status.failures, status.failures_in_all)
    }
}

#[test]
fn codes_are_printed_as_an_independent_model_prints_them() {
    let random = random();
    let printed = |bytes: &[u8]| unsafe {
        let mut printed = [1; MFA_RECOVERY_CODE_SIZE];
        let done = mfa_recovery_code_from_random(bytes.as_ptr(), bytes.len(), printed.as_mut_ptr(), printed.len());
        (done, read(&printed))
    };
    for (bytes, text) in random.chunks(10).zip(PRINTED) {
        assert_eq!(printed(bytes), (MFA_OK, text.into()));
    }
    assert_eq!(printed(&random[..15]), (MFA_OK, "000G-40R4-0M30-E209-185G-R38E".into()));
    assert_eq!(printed(&random[..11]), (MFA_ERROR_RECOVERY_CODE_RANDOM, String::new()));
    let mut small = [1; 19];
    let done = unsafe { mfa_recovery_code_from_random(random.as_ptr(), 10, small.as_mut_ptr(), 19) };
    assert_eq!((done, small), (MFA_ARGUMENT_TOO_SMALL - 3, [0; 19]));
}

#[test]
fn codes_are_read_without_care_for_spelling() {
    let parsed = |typed: &[u8]| unsafe {
        let mut shown = [1; MFA_RECOVERY_CODE_SIZE];
        let done = mfa_recovery_code_parse(typed.as_ptr().cast(), typed.len(), shown.as_mut_ptr(), shown.len());
        (done, read(&shown))
    };
    assert_eq!(parsed(b"l85g r38e iw81 24gk"), (MFA_OK, PRINTED[1].into()));
    assert_eq!(parsed(b"185G-R38E-1W81-24G"), (MFA_ERROR_RECOVERY_CODE_LENGTH, String::new()));
    assert_eq!(parsed(b"185G-R38E-1W81-24GU"), (MFA_ERROR_RECOVERY_CODE_CHARACTER, String::new()));
    assert_eq!(parsed(b"185G-R38E-1W81-24G\xff"), (MFA_ERROR_RECOVERY_CODE_CHARACTER, String::new()));
    assert_eq!(parsed(b""), (MFA_ERROR_RECOVERY_CODE_EMPTY, String::new()));
    let (typed, size) = text(PRINTED[1]);
    assert_eq!(unsafe { mfa_recovery_code_parse(typed, size, null_mut(), 0) }, MFA_OK);
}

#[test]
fn a_used_recovery_code_is_refused_and_counts_no_failure() {
    let mut account = Account::with_authenticators(1).with_codes(&[]);
    let (result, verdict) = account.use_code("185gr38e1w8124gk", &[], &policy());
    assert_eq!((result, verdict.accepted, verdict.factor), (MFA_OK, 1, MFA_FACTOR_RECOVERY_CODE));
    assert_eq!((verdict.recovery_code, verdict.recovery_codes_left), (1, 2));
    assert_eq!(account.parts, MFA_PART_RECOVERY_CODES | MFA_PART_STATES);
    let (result, verdict) = account.use_code(PRINTED[1], &[], &policy());
    assert_eq!((result, verdict.accepted, verdict.reason), (MFA_REJECTED, 0, MFA_REASON_REPLAYED));
    assert_eq!((account.failures_with_codes(), account.left()), ((0, 0), 2));
    assert_eq!(account.use_code("0000-0000-0000-0000", &[], &policy()).0, MFA_REJECTED);
    assert_eq!(account.failures_with_codes(), (1, 1));
    assert_eq!(account.use_code(PRINTED[0], &[], &policy()).0, MFA_OK);
}

#[test]
fn a_recovery_code_suspends_the_authenticators_in_the_same_commit() {
    let mut account = Account::with_authenticators(8).with_codes(&[]);
    let commits = account.commits;
    let policy = mfa_recovery_codes_policy { authenticators: MFA_AUTHENTICATORS_SUSPENDED, ..policy() };
    let (result, verdict) = account.use_code(PRINTED[0], &[], &policy);
    assert_eq!((result, verdict.authenticators), (MFA_OK, MFA_AUTHENTICATORS_SUSPENDED));
    assert_eq!(
        (account.commits, account.parts),
        (commits + 1, MFA_PART_RECOVERY_CODES | MFA_PART_STATES | MFA_PART_PENDING)
    );
    assert!((0..8).all(|index| account.is_suspended(index)));
    assert_eq!(account.verify(NOW, "921300").0, MFA_SUSPENDED);
}

#[test]
fn a_recovery_code_opens_codes_that_were_closed_at_the_cap() {
    let mut codes = mfa_policy { size: size_of::<mfa_policy>() as u32, ..unsafe { zeroed() } };
    assert_eq!(unsafe { mfa_policy_init(&mut codes, MFA_POLICY_DEFAULT) }, MFA_OK);
    (codes.cap, codes.free_failures) = (1, 1);
    let mut account = Account::with_authenticators(1).with_codes(&[]);
    assert_eq!(account.verify_under(NOW, "000000", &codes).0, MFA_REJECTED);
    assert_eq!(account.verify_under(NOW, "921300", &codes).0, MFA_CLOSED);
    let (mut attempt, (typed, size), set) = (attempt(), text(PRINTED[0]), account.codes(&[]));
    let begun = person!(mfa_recovery_codes_redeem(&mut *attempt, &set ; account ; NOW, typed, size, null(), &codes));
    assert_eq!((begun, account.commit(&mut attempt).0), (MFA_UNCOMMITTED, MFA_OK));
    assert_eq!(account.verify_under(NOW, "921300", &codes).0, MFA_OK);
}

#[test]
fn a_code_in_a_race_lets_one_in() {
    let mut account = Account::new().with_codes(&[]);
    let (mut first, mut second, codes) = (attempt(), attempt(), account.codes(&[]));
    let (typed, size) = text(PRINTED[2]);
    for attempt in [&mut first, &mut second] {
        let begun =
            person!(mfa_recovery_codes_redeem(&mut **attempt, &codes ; account ; NOW, typed, size, null(), null()));
        assert_eq!(begun, MFA_UNCOMMITTED);
    }
    assert_eq!(account.commit(&mut second).0, MFA_OK);
    assert_eq!(account.commit(&mut first).0, MFA_CONFLICT);
}

#[test]
fn a_set_with_a_pepper_is_good_with_that_pepper_only() {
    let mut account = Account::new().with_codes(&PEPPER);
    assert_eq!(account.use_code(PRINTED[0], &[], &policy()).0, MFA_REJECTED);
    assert_eq!(account.use_code(PRINTED[0], &[6; 32], &policy()).0, MFA_REJECTED);
    let (result, verdict) = account.use_code(PRINTED[0], &PEPPER, &policy());
    assert_eq!((result, verdict.failures_before), (MFA_OK, 2));
}

#[test]
fn a_new_set_burns_the_old_and_keeps_the_failures() {
    let mut account = Account::new().with_codes(&[]);
    assert_eq!(account.use_code("0000-0000-0000-0000", &[], &policy()).0, MFA_REJECTED);
    let (mut attempt, codes) = (attempt(), account.codes(&[]));
    let fresh: Vec<u8> = (100..120).collect();
    let begun = person!(mfa_recovery_codes_renew(
        &mut *attempt, &codes, fresh.as_ptr(), 20, 2, [8; 16].as_ptr(), 16 ; account ;
    ));
    assert_eq!(begun, MFA_UNCOMMITTED);
    assert_eq!(account.commit(&mut attempt).0, MFA_CHANGED);
    assert_eq!((account.left(), account.failures_with_codes()), (2, (1, 1)));
    assert_eq!(account.use_code(PRINTED[0], &[], &policy()).0, MFA_REJECTED);
    assert_eq!(account.failures_with_codes(), (2, 2));
}

#[test]
fn burning_unlocking_and_resealing_do_what_they_say() {
    let mut account = Account::new().with_codes(&[]);
    assert_eq!(account.use_code("0000-0000-0000-0000", &[], &policy()).0, MFA_REJECTED);
    let changes = [mfa_recovery_codes_reseal, mfa_recovery_codes_unlock, mfa_recovery_codes_burn];
    let afterwards = [(3, (1, 1)), (3, (0, 1)), (0, (0, 1))];
    for (change, after) in changes.into_iter().zip(afterwards) {
        let (mut attempt, codes) = (attempt(), account.codes(&[]));
        assert_eq!(person!(change(&mut *attempt, &codes ; account ;)), MFA_UNCOMMITTED);
        assert_eq!(account.commit(&mut attempt).0, MFA_CHANGED);
        assert_eq!((account.left(), account.failures_with_codes()), after);
    }
    let (result, verdict) = account.use_code(PRINTED[0], &[], &policy());
    assert_eq!((result, verdict.reason), (MFA_REJECTED, MFA_REASON_REPLAYED));
}

#[test]
fn codes_that_are_off_let_nobody_in() {
    let mut account = Account::new().with_codes(&[]);
    let off = mfa_recovery_codes_policy { is_on: 0, ..policy() };
    assert_eq!(account.use_code(PRINTED[0], &[], &off).0, MFA_OFF);
    assert_eq!(account.left(), 3);
}

#[test]
fn sets_that_cannot_be_are_refused() {
    let account = Account::new();
    let refused = |random: &[u8], count: usize, salt: usize, pepper: usize| {
        let (mut attempt, salt_bytes, pepper_bytes) = (attempt(), [9_u8; 32], [5_u8; 64]);
        person!(mfa_recovery_codes_begin(
            &mut *attempt, random.as_ptr(), random.len(), count, salt_bytes.as_ptr(), salt, pepper_bytes.as_ptr(), pepper
            ; account ;
        ))
    };
    let many: Vec<u8> = (0..170).collect();
    assert_eq!(refused(&many[..160], 16, 16, 32), MFA_UNCOMMITTED);
    assert_eq!(refused(&many, 17, 16, 32), MFA_ERROR_RECOVERY_CODES_COUNT);
    assert_eq!(refused(&[], 0, 16, 32), MFA_ERROR_RECOVERY_CODES_COUNT);
    assert_eq!(refused(&many[..20], 0, 16, 32), MFA_ERROR_RECOVERY_CODES_COUNT);
    assert_eq!(refused(&many[..31], 3, 16, 32), MFA_ARGUMENT_SIZE - 3);
    assert_eq!(refused(&many[..33], 3, 16, 32), MFA_ERROR_RECOVERY_CODE_RANDOM);
    assert_eq!(refused(&[], 3, 16, 32), MFA_ERROR_RECOVERY_CODE_RANDOM);
    assert_eq!(refused(&[7; 20], 2, 16, 32), MFA_ERROR_RECOVERY_CODES_SAME);
    assert_eq!(refused(&many[..30], 3, 15, 32), MFA_ARGUMENT_SIZE - 6);
    assert_eq!(refused(&many[..30], 3, 16, 31), MFA_ARGUMENT_SIZE - 8);
    assert_eq!(refused(&many[..30], 3, 16, 0), MFA_ARGUMENT_SIZE - 8, "a pepper that was not read is no pepper at all");
}

#[test]
fn records_and_codes_that_cannot_be_are_refused() {
    let account = Account::new().with_codes(&[]);
    let opened = |record: &[u8]| unsafe {
        let mut codes: mfa_recovery_codes = zeroed();
        mfa_recovery_codes_open(&mut codes, record.as_ptr(), record.len(), null(), 0)
    };
    assert_eq!(opened(&account.codes[1..]), MFA_ERROR_RECOVERY_CODES_RECORD_LENGTH);
    assert_eq!(opened(&[0; 312]), MFA_ERROR_RECOVERY_CODES_VERSION);
    let mut damaged = account.codes.clone();
    damaged[34] = 17;
    assert_eq!(opened(&damaged), MFA_ERROR_RECOVERY_CODES_DAMAGED);
    let (mut attempt, codes) = (attempt(), account.codes(&[]));
    let mut refused = |codes: *const mfa_recovery_codes, typed: &str, policy: *const mfa_recovery_codes_policy| {
        let (typed, size) = text(typed);
        person!(mfa_recovery_codes_redeem(&mut *attempt, codes ; account ; NOW, typed, size, policy, null()))
    };
    assert_eq!(refused(&codes, "000G-40R4-0M30-E209-185G-R38E", null()), MFA_ERROR_RECOVERY_CODE_LENGTH);
    assert_eq!(refused(null(), PRINTED[0], null()), MFA_ARGUMENT_NULL - 2);
    let no = mfa_recovery_codes_policy { authenticators: 0, ..policy() };
    assert_eq!(refused(&codes, PRINTED[0], &no), MFA_ARGUMENT_VALUE - 10);
    let no = mfa_recovery_codes_policy { cap: 101, ..policy() };
    assert_eq!(refused(&codes, PRINTED[0], &no), MFA_ERROR_POLICY_CAP);
}

#[test]
fn the_shape_of_what_was_typed_says_which_factor_it_is_for() {
    let mut on = mfa_recovery_policy { size: size_of::<mfa_recovery_policy>() as u32, ..unsafe { zeroed() } };
    assert_eq!(unsafe { mfa_recovery_policy_init(&mut on) }, MFA_OK);
    on.is_on = 1;
    let off = mfa_recovery_codes_policy { is_on: 0, ..policy() };
    let factor = |typed: &str, recovery: *const mfa_recovery_policy, codes: *const mfa_recovery_codes_policy| {
        let ((typed, size), mut factor) = (text(typed), 99);
        (unsafe { mfa_typed_factor(typed, size, recovery, codes, &mut factor) }, factor)
    };
    assert_eq!(factor("921 300", &on, null()), (MFA_OK, MFA_FACTOR_CODE));
    assert_eq!(factor("123-456-786", &on, null()), (MFA_OK, MFA_FACTOR_PIN));
    assert_eq!(factor("123-456-786", null(), null()), (MFA_OK, MFA_FACTOR_CODE), "recovery is off");
    assert_eq!(factor("123-456-787", &on, null()), (MFA_ERROR_RECOVERY_DIGITS_CHECK, 0));
    assert_eq!(factor(PRINTED[0], &on, null()), (MFA_OK, MFA_FACTOR_RECOVERY_CODE));
    assert_eq!(factor(PRINTED[0], &on, &off).1, 0);
    assert_eq!(factor("185G-R38E-1W81-24GU", &on, null()), (MFA_ERROR_RECOVERY_CODE_CHARACTER, 0));
    assert_eq!(factor("", &on, null()), (MFA_ERROR_CODE_EMPTY, 0));
}
