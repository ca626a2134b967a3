//! The same login in two calls: a decision that cannot be forged, copied or used again.

use core::ptr::{null, null_mut};

use mfa::hosted::login::*;
use mfa::hosted::people::*;
use mfa::result::*;
use mfa::verdict::*;

use crate::site::*;

/// A decision in its place.
struct Decision(Box<mfa_decision>);

impl Decision {
    fn of(site: &Site, person: &str) -> (mfa_result, Self) {
        let mut decision = Self(Box::new(unsafe { zeroed() }));
        let begun = unsafe {
            mfa_log_in_begin(
                &raw mut *decision.0,
                site.store,
                site.policies,
                person.as_ptr().cast(),
                person.len(),
                null(),
                null_mut(),
                null_mut(),
            )
        };
        (begun, decision)
    }

    fn answer(&mut self, site: &Site, typed: &str) -> (mfa_result, mfa_verdict) {
        let mut verdict = new_verdict();
        verdict.accepted = 1;
        let answered = unsafe {
            mfa_log_in_answer(
                &raw mut *self.0,
                site.store,
                site.policies,
                typed.as_ptr().cast(),
                typed.len(),
                &raw mut verdict,
                null_mut(),
            )
        };
        assert_eq!(answered == MFA_OK, verdict.accepted == 1);
        (answered, verdict)
    }
}

#[test]
fn decision_takes_codes_until_its_person_is_in_and_then_no_more() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    let (begun, mut decision) = Decision::of(&site, "alice");
    assert_eq!(begun, MFA_ASK_FOR_CODE);
    assert_eq!(decision.answer(&site, &phone.wrong_code()).0, MFA_REJECTED);
    assert_eq!(decision.answer(&site, "12").0, MFA_ERROR_CODE_LENGTH);
    let (answered, verdict) = decision.answer(&site, &phone.code(0));
    assert_eq!((answered, verdict.factor, verdict.failures_before), (MFA_OK, MFA_FACTOR_CODE, 1));
    assert_eq!(decision.answer(&site, &phone.code(1)).0, MFA_ERROR_ORDER, "it was good for one login");
    assert_eq!(site.log_in("alice", &phone.code(1)).result, MFA_OK, "and the code was not looked at");
}

#[test]
fn decision_is_good_for_its_person_only() {
    let site = Site::new("");
    let (alice, bob) = (site.enroll("alice", "phone"), site.enroll("bob", "phone"));
    let (_, mut decision) = Decision::of(&site, "alice");
    assert_eq!(decision.answer(&site, &bob.code(0)).0, MFA_REJECTED);
    assert_eq!(site.status("alice").1.failures, 1);
    assert_eq!(site.status("bob").1.failures_in_all, 0);
    assert_eq!(decision.answer(&site, &alice.code(0)).0, MFA_OK);
}

#[test]
fn decision_that_nobody_made_is_refused() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    let code = phone.code(0);
    let mut zeroed_one = Decision(Box::new(unsafe { zeroed() }));
    assert_eq!(zeroed_one.answer(&site, &code).0, MFA_ARGUMENT_UNSET - 1);
    let (_, decision) = Decision::of(&site, "alice");
    let mut copied = Decision(Box::new(unsafe { core::ptr::read(&raw const *decision.0) }));
    assert_eq!(copied.answer(&site, &code).0, MFA_ARGUMENT_DAMAGED - 1);
    let mut permit = permit_by_administrator();
    let other = unsafe {
        mfa_log_in_answer(
            (&raw mut *permit).cast::<mfa_decision>(),
            site.store,
            site.policies,
            code.as_ptr().cast(),
            code.len(),
            null_mut(),
            null_mut(),
        )
    };
    // An mfa_permit is smaller: only its first word is looked at, which says that it is something else.
    assert_eq!(other, MFA_ARGUMENT_FOREIGN - 1);
    let mut wiped = decision;
    unsafe { mfa_decision_wipe(&raw mut *wiped.0) };
    assert_eq!(wiped.answer(&site, &code).0, MFA_ARGUMENT_UNSET - 1);
    assert_eq!(site.status("alice").1.failures_in_all, 0);
    assert_eq!(mfa_decision_size(), size_of::<mfa_decision>());
}

#[test]
fn who_is_in_at_once_leaves_no_decision_to_answer() {
    let site = Site::new("");
    let (begun, mut decision) = Decision::of(&site, "nobody");
    assert_eq!(begun, MFA_OK);
    assert_eq!(decision.answer(&site, "123456").0, MFA_ARGUMENT_UNSET - 1);
}

#[test]
fn who_is_denied_may_answer_with_a_pin_only() {
    let site = Site::new("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n[recovery]\nenabled = true\n");
    let (begun, mut decision) = Decision::of(&site, "alice");
    assert_eq!(begun, MFA_DENIED);
    assert_eq!(decision.answer(&site, "123456").0, MFA_ERROR_NOT_ASKED);
}

#[test]
fn failed_begin_leaves_no_decision() {
    let mut site = Site::new("");
    site.enroll("alice", "phone");
    let (begun, mut decision) = Decision::of(&site, "a/b");
    assert_eq!(begun, MFA_ERROR_NAME_SLASH);
    assert_eq!(decision.answer(&site, "123456").0, MFA_ARGUMENT_UNSET - 1);
    let (_, mut decision) = Decision::of(&site, "alice");
    let store = core::mem::replace(&mut site.store, null_mut());
    assert_eq!(decision.answer(&site, "123456").0, MFA_ARGUMENT_NULL - 2);
    site.store = store;
    unsafe { mfa_people_forget(site.store, "alice".as_ptr().cast(), 5) };
    assert_eq!(decision.answer(&site, "123456").0, MFA_ERROR_NO_SUCH_PERSON);
}
