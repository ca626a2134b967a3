//! The login decision, row by row of the table in docs/login-decision.md, and the record that it is counted in.

use core::mem::{size_of, zeroed};
use core::ptr::{null, null_mut};

use mfa::attempt::*;
use mfa::decision::*;
use mfa::result::*;
use mfa::verdict::*;

use super::desk::{Account, NOW, attempt, person, text};

const HOUR: u64 = 3600;

fn policy() -> mfa_login_policy {
    let mut policy = mfa_login_policy { size: size_of::<mfa_login_policy>() as u32, ..unsafe { zeroed() } };
    assert_eq!(unsafe { mfa_login_policy_init(&mut policy) }, MFA_OK);
    assert_eq!((policy.enabled, policy.occasions, policy.other_factor_suffices), (1, 7, 1));
    assert_eq!((policy.hours_without_factor, policy.logins_without_factor), (48, 10));
    assert_eq!((policy.hours_offline, policy.logins_offline), (168, MFA_NO_LIMIT));
    assert_eq!(policy.past_deadline, MFA_PAST_DEADLINE_DENY);
    policy
}

/// Somebody required, enrolled and online who logs in.
const FACTS: mfa_facts = mfa_facts {
    size: size_of::<mfa_facts>() as u32,
    occasion: MFA_OCCASION_LOGIN,
    requirement: MFA_REQUIREMENT_REQUIRED,
    enrolled: 1,
    online: 1,
    other_factor: 0,
    grant_until: 0,
};
const UNENROLLED: mfa_facts = mfa_facts { enrolled: 0, ..FACTS };
const OFFLINE: mfa_facts = mfa_facts { online: 0, ..FACTS };

impl Account {
    fn with_logins(mut self) -> Self {
        self.logins = vec![1; MFA_LOGIN_RECORD_LENGTH];
        assert_eq!(unsafe { mfa_login_record_init(self.logins.as_mut_ptr(), self.logins.len()) }, MFA_OK);
        self
    }

    fn decide(&mut self, now: u64, facts: &mfa_facts, policy: &mfa_login_policy) -> (mfa_result, u32) {
        let (result, verdict) = self.decided(now, facts, policy);
        assert_eq!(verdict.accepted, u32::from(result == MFA_OK));
        (result, verdict.reason)
    }

    fn decided(&mut self, now: u64, facts: &mfa_facts, policy: &mfa_login_policy) -> (mfa_result, mfa_verdict) {
        let (mut attempt, record) = (attempt(), self.logins.clone());
        let begun = person!(mfa_login_decide(&mut *attempt, record.as_ptr(), record.len() ; self ; now, facts, policy));
        assert_eq!(begun, MFA_UNCOMMITTED);
        self.commit(&mut attempt)
    }

    fn read_logins(&self) -> mfa_logins {
        let mut logins = mfa_logins { size: size_of::<mfa_logins>() as u32, ..unsafe { zeroed() } };
        assert_eq!(unsafe { mfa_login_record_read(self.logins.as_ptr(), self.logins.len(), &mut logins) }, MFA_OK);
        logins
    }
}

fn fresh(facts: mfa_facts, policy: mfa_login_policy) -> (mfa_result, u32) {
    Account::new().with_logins().decide(NOW, &facts, &policy)
}

#[test]
fn each_row_of_the_table_decides_as_it_says() {
    let (on, default) = (FACTS, policy());
    assert_eq!(fresh(on, mfa_login_policy { enabled: 0, ..default }), (MFA_OK, MFA_REASON_DISABLED));
    let exempt = mfa_facts { requirement: MFA_REQUIREMENT_EXEMPT, ..on };
    assert_eq!(fresh(exempt, default), (MFA_OK, MFA_REASON_EXEMPT));
    let unlock = mfa_facts { occasion: MFA_OCCASION_UNLOCK, ..on };
    let login_only = mfa_login_policy { occasions: MFA_OCCASION_LOGIN | MFA_OCCASION_ELEVATE, ..default };
    assert_eq!(fresh(unlock, login_only), (MFA_OK, MFA_REASON_OCCASION));
    assert_eq!(fresh(on, login_only), (MFA_ASK_FOR_CODE, 0));
    let smartcard = mfa_facts { other_factor: 1, ..on };
    assert_eq!(fresh(smartcard, default), (MFA_OK, MFA_REASON_OTHER_FACTOR));
    assert_eq!(fresh(smartcard, mfa_login_policy { other_factor_suffices: 0, ..default }), (MFA_ASK_FOR_CODE, 0));
    let if_enrolled = mfa_facts { requirement: MFA_REQUIREMENT_IF_ENROLLED, ..UNENROLLED };
    assert_eq!(fresh(if_enrolled, default), (MFA_OK, MFA_REASON_NOT_ENROLLED));
    assert_eq!(fresh(mfa_facts { enrolled: 1, ..if_enrolled }, default), (MFA_ASK_FOR_CODE, 0));
    assert_eq!(fresh(mfa_facts { grant_until: NOW + 1, ..UNENROLLED }, default), (MFA_ASK_UNDER_GRANT, 0));
    assert_eq!(fresh(mfa_facts { grant_until: NOW, ..on }, default), (MFA_ASK_FOR_CODE, 0));
    assert_eq!(fresh(on, default), (MFA_ASK_FOR_CODE, 0));
    let never_online = MFA_REASON_DENIED_OFFLINE + MFA_ENDED_NEVER_BEGUN;
    assert_eq!(fresh(OFFLINE, default), (MFA_DENIED, never_online));
    assert_eq!(fresh(UNENROLLED, default), (MFA_OK, MFA_REASON_TIME_TO_ENROLL));
    let never = mfa_login_policy { hours_without_factor: 0, ..default };
    let denied = MFA_REASON_DENIED_NOT_ENROLLED + MFA_ENDED_NEVER_ALLOWED;
    assert_eq!(fresh(UNENROLLED, never), (MFA_DENIED, denied));
    let now = mfa_login_policy { past_deadline: MFA_PAST_DEADLINE_ENROLL_NOW, ..never };
    assert_eq!(fresh(UNENROLLED, now), (MFA_ENROLL_NOW, 0));
}

#[test]
fn the_time_to_enroll_is_counted_in_the_persons_record_and_no_clock_brings_it_back() {
    let mut account = Account::new().with_logins();
    let (result, verdict) = account.decided(NOW, &UNENROLLED, &policy());
    assert_eq!((result, verdict.until, verdict.logins_left), (MFA_OK, NOW + 48 * HOUR, 9));
    assert_eq!(account.parts, MFA_PART_LOGINS | MFA_PART_STANDING);
    let logins = account.read_logins();
    assert_eq!((logins.was_required, logins.required_since, logins.without_factor), (1, NOW, 1));
    assert_eq!((logins.was_online, logins.last_online, logins.since_online), (1, NOW, 0));
    let over = |ended| (MFA_DENIED, MFA_REASON_DENIED_NOT_ENROLLED + ended);
    assert_eq!(account.decide(NOW + 48 * HOUR, &UNENROLLED, &policy()), over(MFA_ENDED_TIME_IS_UP));
    assert_eq!(account.decide(NOW + 1, &UNENROLLED, &policy()), over(MFA_ENDED_CLOCK_SET_BACK));
    let (mut attempt, record) = (attempt(), account.logins.clone());
    assert_eq!(
        person!(mfa_login_give_time_again(&mut *attempt, record.as_ptr(), record.len() ; account ;)),
        MFA_UNCOMMITTED
    );
    assert_eq!(account.commit(&mut attempt).0, MFA_CHANGED);
    assert_eq!(account.read_logins().was_required, 0);
    assert_eq!(account.decide(NOW + 1, &UNENROLLED, &policy()), (MFA_OK, MFA_REASON_TIME_TO_ENROLL));
}

#[test]
fn of_ten_logins_two_at_once_count_two() {
    let mut account = Account::new().with_logins();
    let (mut first, mut second, record) = (attempt(), attempt(), account.logins.clone());
    for attempt in [&mut first, &mut second] {
        let begun = person!(mfa_login_decide(
            &mut **attempt, record.as_ptr(), record.len() ; account ; NOW, &UNENROLLED, null()
        ));
        assert_eq!(begun, MFA_UNCOMMITTED);
    }
    assert_eq!(account.commit(&mut first).0, MFA_OK);
    assert_eq!(account.commit(&mut second).0, MFA_CONFLICT);
    for _ in 0..9 {
        assert_eq!(account.decide(NOW, &UNENROLLED, &policy()), (MFA_OK, MFA_REASON_TIME_TO_ENROLL));
    }
    let used_up = MFA_REASON_DENIED_NOT_ENROLLED + MFA_ENDED_LOGINS_USED_UP;
    assert_eq!(account.decide(NOW, &UNENROLLED, &policy()), (MFA_DENIED, used_up));
}

#[test]
fn codes_count_offline_for_a_week_and_under_a_grant_only_so_long() {
    let mut account = Account::with_authenticators(8).with_logins();
    assert_eq!(account.decide(NOW, &FACTS, &policy()), (MFA_ASK_FOR_CODE, 0));
    assert_eq!(account.parts, MFA_PART_LOGINS | MFA_PART_STATES);
    assert_eq!(account.decide(NOW + 168 * HOUR - 1, &OFFLINE, &policy()), (MFA_ASK_FOR_CODE, 0));
    assert_eq!(account.read_logins().since_online, 1);
    let under_grant = mfa_facts { grant_until: NOW + 999 * HOUR, ..OFFLINE };
    let (result, verdict) = account.decided(NOW + 168 * HOUR - 1, &under_grant, &policy());
    assert_eq!((result, verdict.until, verdict.codes_count), (MFA_ASK_UNDER_GRANT, NOW + 999 * HOUR, 1));
    let over = MFA_REASON_DENIED_OFFLINE + MFA_ENDED_TIME_IS_UP;
    assert_eq!(account.decide(NOW + 168 * HOUR, &OFFLINE, &policy()), (MFA_DENIED, over));
    let (result, verdict) = account.decided(NOW + 168 * HOUR, &under_grant, &policy());
    assert_eq!((result, verdict.codes_count), (MFA_ASK_UNDER_GRANT, 0));
    // RFC 6238's key: what is decided leaves the authenticators as they are.
    assert_eq!(account.verify(NOW, "921300").0, MFA_OK);
}

#[test]
fn where_no_code_is_needed_nothing_is_stored() {
    let mut account = Account::new().with_logins();
    let exempt = mfa_facts { requirement: MFA_REQUIREMENT_EXEMPT, ..UNENROLLED };
    assert_eq!(account.decide(NOW, &exempt, &policy()), (MFA_OK, MFA_REASON_EXEMPT));
    assert_eq!(account.commits, 0);
}

#[test]
fn who_is_let_in_may_enroll_a_first_authenticator_and_who_is_denied_nothing() {
    let permitted = |facts: mfa_facts, policy: mfa_login_policy| {
        let mut account = Account::new().with_logins();
        let (mut attempt, record) = (attempt(), account.logins.clone());
        let begun =
            person!(mfa_login_decide(&mut *attempt, record.as_ptr(), record.len() ; account ; NOW, &facts, &policy));
        assert_eq!(begun, MFA_UNCOMMITTED);
        let mut permit: mfa_permit = unsafe { zeroed() };
        assert_eq!(unsafe { mfa_attempt_permit(&mut *attempt, &mut permit) }, MFA_ERROR_ORDER);
        let _ = account.commit(&mut attempt);
        unsafe { mfa_attempt_permit(&mut *attempt, &mut permit) }
    };
    assert_eq!(permitted(UNENROLLED, policy()), MFA_OK);
    assert_eq!(permitted(OFFLINE, policy()), MFA_ERROR_NOTHING_PERMITTED);
    assert_eq!(permitted(FACTS, policy()), MFA_ERROR_NOTHING_PERMITTED);
}

#[test]
fn deadlines_and_lists_are_told() {
    let (mut without, mut offline) = (0, 0);
    assert_eq!(unsafe { mfa_login_policy_until(null(), NOW, &mut without, &mut offline) }, MFA_OK);
    assert_eq!((without, offline), (NOW + 48 * HOUR, NOW + 168 * HOUR));
    assert_eq!(unsafe { mfa_login_policy_until(null(), NOW, null_mut(), null_mut()) }, MFA_OK);
    let listed = |entry: &str, person: &str| {
        let ((entry, entry_size), (person, person_size), mut listed) = (text(entry), text(person), 9);
        assert_eq!(unsafe { mfa_is_listed(entry, entry_size, person, person_size, &mut listed) }, MFA_OK);
        listed
    };
    assert_eq!(
        [listed("*", "carol"), listed("bob", "bob"), listed("al*", "alice"), listed("Bob", "bob")],
        [1, 1, 0, 0]
    );
}

#[test]
fn facts_policies_and_records_that_cannot_be_are_refused_and_let_nobody_in() {
    let account = Account::new().with_logins();
    let refused = |record: &[u8], facts: *const mfa_facts, policy: *const mfa_login_policy| {
        let mut attempt = attempt();
        let refused =
            person!(mfa_login_decide(&mut *attempt, record.as_ptr(), record.len() ; account ; NOW, facts, policy));
        assert_eq!(unsafe { mfa_attempt_told(&mut *attempt, MFA_COMMIT_STORED, null_mut()) }, refused);
        refused
    };
    let of_facts = |facts: mfa_facts| refused(&account.logins, &facts, null());
    let of_policy = |policy: mfa_login_policy| refused(&account.logins, &FACTS, &policy);
    assert_eq!(of_facts(mfa_facts { occasion: 0, ..FACTS }), MFA_ARGUMENT_VALUE - 9);
    assert_eq!(of_facts(mfa_facts { occasion: 3, ..FACTS }), MFA_ARGUMENT_VALUE - 9);
    assert_eq!(of_facts(mfa_facts { requirement: 0, ..FACTS }), MFA_ARGUMENT_VALUE - 9);
    assert_eq!(of_facts(mfa_facts { enrolled: 2, ..FACTS }), MFA_ARGUMENT_VALUE - 9);
    assert_eq!(of_facts(mfa_facts { grant_until: u64::MAX, ..FACTS }), MFA_ERROR_TIME_TOO_LARGE);
    assert_eq!(of_facts(mfa_facts { size: 0, ..FACTS }), MFA_ARGUMENT_SIZE - 9);
    assert_eq!(refused(&account.logins, null(), null()), MFA_ARGUMENT_NULL - 9);
    assert_eq!(of_policy(mfa_login_policy { occasions: 8, ..policy() }), MFA_ARGUMENT_VALUE - 10);
    assert_eq!(of_policy(mfa_login_policy { past_deadline: 0, ..policy() }), MFA_ARGUMENT_VALUE - 10);
    assert_eq!(of_policy(mfa_login_policy { hours_offline: 8785, ..policy() }), MFA_ERROR_LOGIN_HOURS);
    assert_eq!(of_policy(mfa_login_policy { logins_without_factor: 65_536, ..policy() }), MFA_ERROR_LOGIN_LOGINS);
    assert_eq!(of_policy(mfa_login_policy { logins_offline: 0, ..policy() }), MFA_ERROR_LOGIN_LOGINS);
    assert_eq!(refused(&account.logins[1..], &FACTS, null()), MFA_ARGUMENT_SIZE - 3);
    assert_eq!(refused(&[0; 30], &FACTS, null()), MFA_ERROR_LOGIN_RECORD_VERSION);
    let mut damaged = account.logins.clone();
    damaged[5] = 1;
    assert_eq!(refused(&damaged, &FACTS, null()), MFA_ERROR_LOGIN_RECORD_DAMAGED);
}
