//! Whole logins in one call.

use core::ptr::null;

use mfa::decision::*;
use mfa::hosted::login::*;
use mfa::hosted::people::*;
use mfa::result::*;
use mfa::verdict::*;

use crate::site::*;

const REQUIRED: &str = "[login]\nrequired = [\"*\"]\n";
const DENYING: &str = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n";
const ENROLLING: &str = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\npast_deadline = \"enroll-now\"\n";
const STRICT: &str = "[codes]\nfree_failures = 1\nfirst_lock_seconds = 3600\nlongest_lock_seconds = 3600\n";

fn arriving(occasion: u32, online: u32, other_factor: u32) -> mfa_arrival {
    mfa_arrival { size: size_of::<mfa_arrival>() as u32, occasion, online, other_factor }
}

#[test]
fn code_that_confirmed_and_code_that_logged_in_are_used_up() {
    let site = Site::new("");
    let phone = site.pending("alice", "phone");
    let (confirming, first) = (phone.code(-1), phone.code(0));
    assert_eq!(site.confirm("alice", &confirming), MFA_ENROLLED);
    assert_eq!(site.log_in("alice", &confirming).result, MFA_REJECTED, "the code that confirmed is no login");
    let login = site.log_in("alice", &first);
    assert_eq!((login.result, login.verdict.factor), (MFA_OK, MFA_FACTOR_CODE));
    assert_eq!(login.asked, [MFA_ASK_FOR_CODE]);
    let again = site.log_in("alice", &first);
    assert_eq!((again.result, again.verdict.reason), (MFA_REJECTED, MFA_REASON_REPLAYED));
    assert_eq!(again.verdict.position, 0, "what is denied is told nothing of the code");
    let spelled = format!(" {}-{} ", &first[..3], &first[3..]);
    assert_eq!(site.log_in("alice", &spelled).result, MFA_REJECTED, "spelled otherwise");
    assert_eq!(site.log_in("alice", &phone.code(1)).result, MFA_OK, "the next one is good");
}

#[test]
fn pending_authenticator_lets_nobody_in() {
    let site = Site::new(DENYING);
    let phone = site.pending("alice", "phone");
    let login = site.log_in("alice", &phone.code(0));
    assert_eq!((login.result, login.asked.len()), (MFA_DENIED, 0));
    assert_eq!(login.verdict.reason, MFA_REASON_DENIED_NOT_ENROLLED + MFA_ENDED_NEVER_ALLOWED);
}

#[test]
fn who_is_not_in_the_store_is_decided_by_the_policies() {
    for (policy, expected, reason, permits) in [
        ("", MFA_OK, MFA_REASON_NOT_ENROLLED, true),
        (REQUIRED, MFA_OK, MFA_REASON_TIME_TO_ENROLL, true),
        (DENYING, MFA_DENIED, MFA_REASON_DENIED_NOT_ENROLLED + MFA_ENDED_NEVER_ALLOWED, false),
        (ENROLLING, MFA_ENROLL_NOW, 0, true),
        ("[login]\nenabled = false\n", MFA_OK, MFA_REASON_DISABLED, false),
        ("[login]\nexempt = [\"nobody\"]\n", MFA_OK, MFA_REASON_EXEMPT, false),
    ] {
        let site = Site::new(policy);
        let login = site.log_in("nobody", "123456");
        assert_eq!((login.result, login.verdict.reason), (expected, reason), "{policy}");
        assert_eq!((login.permits(), login.asked.len()), (permits, 0), "{policy}");
        assert_eq!(login.verdict.factor, 0, "by nothing");
    }
}

#[test]
fn what_the_decision_permits_is_a_first_authenticator_and_once() {
    let site = Site::new(REQUIRED);
    let mut login = site.log_in("alice", "");
    // 48 hours by default, and ten logins of which this was the first.
    assert!((login.verdict.until - now()).abs_diff(48 * 3600) <= 5 && login.verdict.logins_left == 9);
    let (begun, phone) = site.enrolled_by(&raw mut *login.permit, "alice", "phone");
    assert_eq!(begun, MFA_OK);
    assert_eq!(site.enrolled_by(&raw mut *login.permit, "alice", "tablet").0, MFA_ARGUMENT_UNSET - 8);
    assert_eq!(site.confirm("alice", &phone.unwrap().code(-1)), MFA_ENROLLED);
    // The same kind of permit, kept by somebody for whom it was decided before they had one.
    let other = Site::new(REQUIRED);
    let mut early = other.log_in("bob", "");
    other.enroll("bob", "phone");
    let (begun, tablet) = other.enrolled_by(&raw mut *early.permit, "bob", "tablet");
    assert_eq!(begun, MFA_OK, "it is refused where it would bind");
    assert_eq!(other.confirm("bob", &tablet.unwrap().code(-1)), MFA_ERROR_PERMIT);
}

#[test]
fn code_permits_a_further_authenticator() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    let mut login = site.log_in("alice", &phone.code(0));
    let tablet = site.enrolled_by(&raw mut *login.permit, "alice", "tablet").1.unwrap();
    assert_eq!(site.confirm("alice", &tablet.code(-1)), MFA_ENROLLED);
    assert_eq!(site.status("alice").2.authenticators, 2);
    let login = site.log_in("alice", &tablet.code(0));
    assert_eq!((login.result, login.verdict.authenticator), (MFA_OK, 1));
    assert_eq!(site.log_in("alice", &phone.code(1)).result, MFA_OK);
}

#[test]
fn what_is_no_code_costs_nothing() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    for (typist, expected) in [
        (Typist::typing(""), MFA_ERROR_CODE_EMPTY),
        (Typist::typing("12345"), MFA_ERROR_CODE_LENGTH),
        (Typist::typing("12345x"), MFA_ERROR_CODE_NOT_A_DIGIT),
        (Typist::typing("1234567890123456"), MFA_ERROR_NO_RECOVERY_CODES),
        (Typist::bytes(b"12345\xff"), MFA_ERROR_CODE_NOT_A_DIGIT),
        (Typist::giving_up(), MFA_GIVEN_UP),
        (Typist::claiming(257), MFA_ERROR_ASKING),
        (Typist::claiming(i32::MAX), MFA_ERROR_ASKING),
        (Typist::claiming(i32::MIN), MFA_GIVEN_UP),
    ] {
        let login = site.log_in_as("alice", null(), typist);
        assert_eq!((login.result, login.permits()), (expected, false));
        assert_eq!(login.asked, [MFA_ASK_FOR_CODE]);
    }
    assert_eq!(site.status("alice").1.failures_in_all, 0);
    assert_eq!(site.log_in("alice", &phone.code(0)).result, MFA_OK);
}

#[test]
fn wrong_codes_lock_until_an_administrator_unlocks() {
    let site = Site::new(STRICT);
    let phone = site.enroll("alice", "phone");
    let wrong = phone.wrong_code();
    let first = site.log_in("alice", &wrong);
    assert_eq!((first.result, first.verdict.attempts_left), (MFA_REJECTED, 1));
    let second = site.log_in("alice", &wrong);
    assert_eq!(second.result, MFA_REJECTED);
    assert!((second.verdict.locked_until - now()).abs_diff(3600) <= 5);
    let right = phone.code(0);
    let locked = site.log_in("alice", &right);
    assert_eq!((locked.result, locked.verdict.locked_until), (MFA_LOCKED, second.verdict.locked_until));
    let (_, status, _) = site.status("alice");
    assert_eq!((status.failures, status.attempts_left), (2, 0), "a locked login counts nothing");
    assert_eq!(unsafe { mfa_people_unlock(site.store, "alice".as_ptr().cast(), 5) }, MFA_OK);
    assert_eq!(site.log_in("alice", &right).result, MFA_OK);
    assert_eq!(site.status("alice").1.failures_in_all, 2, "a total is never cleared");
}

#[test]
fn occasion_and_other_factor_count_as_the_policies_say() {
    let site = Site::new("[login]\nask_at_unlock = false\nother_factor_suffices = true\n");
    let phone = site.enroll("alice", "phone");
    let as_ = |arrival: mfa_arrival| site.log_in_as("alice", &raw const arrival, Typist::giving_up());
    let unlock = as_(arriving(MFA_OCCASION_UNLOCK, 1, 0));
    assert_eq!((unlock.result, unlock.verdict.reason, unlock.permits()), (MFA_OK, MFA_REASON_OCCASION, false));
    let card = as_(arriving(MFA_OCCASION_LOGIN, 1, 1));
    assert_eq!((card.result, card.verdict.reason, card.permits()), (MFA_OK, MFA_REASON_OTHER_FACTOR, true));
    assert_eq!(as_(arriving(MFA_OCCASION_ELEVATE, 1, 0)).result, MFA_GIVEN_UP);
    for wrong in [arriving(0, 1, 0), arriving(3, 1, 0), arriving(1, 2, 0), arriving(1, 1, 2)] {
        assert_eq!(as_(wrong).result, MFA_ARGUMENT_VALUE - 5);
    }
    let mut filled = arriving(9, 9, 9);
    assert_eq!(unsafe { mfa_arrival_init(&raw mut filled) }, MFA_OK);
    assert_eq!((filled.occasion, filled.online, filled.other_factor), (MFA_OCCASION_LOGIN, 1, 0));
    let login = site.log_in_as("alice", &raw const filled, Typist::typing(&phone.code(0)));
    assert_eq!(login.result, MFA_OK);
}

#[test]
fn codes_count_offline_only_once_the_device_was_online() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    let arrival = arriving(MFA_OCCASION_LOGIN, 0, 0);
    let offline = |typed: &str| site.log_in_as("alice", &raw const arrival, Typist::typing(typed));
    let denied = offline(&phone.code(0));
    assert_eq!((denied.result, denied.asked.len()), (MFA_DENIED, 0));
    assert_eq!(denied.verdict.reason, MFA_REASON_DENIED_OFFLINE + MFA_ENDED_NEVER_BEGUN);
    assert_eq!(site.log_in("alice", &phone.code(0)).result, MFA_OK);
    assert_eq!(offline(&phone.code(1)).result, MFA_OK);
}

#[test]
fn of_many_threads_with_one_code_exactly_one_is_in() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    let code = phone.code(0);
    let (store, policies) = (site.store.addr(), site.policies.addr());
    let results: Vec<mfa_result> = std::thread::scope(|scope| {
        let code = &code;
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(move || {
                    let site = core::mem::ManuallyDrop::new(Site::of(store, policies));
                    site.log_in("alice", code).result
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(results.iter().filter(|result| **result == MFA_OK).count(), 1, "{results:?}");
    assert!(results.iter().all(|result| [MFA_OK, MFA_REJECTED].contains(result)), "{results:?}");
}

#[test]
fn without_anybody_to_ask_nothing_is_decided() {
    let site = Site::new(REQUIRED);
    let result = unsafe {
        mfa_log_in(
            site.store,
            site.policies,
            "alice".as_ptr().cast(),
            5,
            null(),
            None,
            core::ptr::null_mut(),
            core::ptr::null_mut(),
            core::ptr::null_mut(),
        )
    };
    assert_eq!(result, MFA_ARGUMENT_NULL - 6);
    assert_eq!(site.status("alice").0, MFA_ERROR_NO_SUCH_PERSON, "and nothing is stored");
}
