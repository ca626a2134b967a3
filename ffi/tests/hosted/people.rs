//! Authenticators come and go, and an administrator helps.

use core::ffi::c_char;
use core::ptr::{null, null_mut};

use mfa::credential::*;
use mfa::decision::*;
use mfa::hosted::people::*;
use mfa::person::*;
use mfa::result::*;

use crate::site::*;

/// The names of somebody's authenticators, and whether each is suspended.
fn names(site: &Site, person: &str) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    loop {
        let (mut name, mut added) = ([0 as c_char; 65], 0);
        let mut parameters = unsafe { zeroed::<mfa_parameters>() };
        parameters.size = size_of::<mfa_parameters>() as u32;
        let mut progress = unsafe { zeroed::<mfa_progress>() };
        progress.size = size_of::<mfa_progress>() as u32;
        let seen = unsafe {
            mfa_people_authenticator(
                site.store,
                person.as_ptr().cast(),
                person.len(),
                names.len(),
                name.as_mut_ptr(),
                name.len(),
                &raw mut added,
                &raw mut parameters,
                &raw mut progress,
            )
        };
        if seen == MFA_ERROR_NO_SUCH_AUTHENTICATOR {
            return names;
        }
        assert_eq!(seen, MFA_OK);
        assert!(now() - added < 120);
        assert_eq!((parameters.kind, parameters.digits, parameters.period), (MFA_TOTP, 6, 30));
        assert!((now() / 30).abs_diff(progress.next) <= 4);
        names.push((text(&name).to_owned(), progress.suspended == 1));
    }
}

/// A function that takes a person alone.
type OfPerson = unsafe extern "C" fn(*const mfa::hosted::store::mfa_store, *const c_char, usize) -> mfa_result;
/// One that takes a person and a name.
type OfName = unsafe extern "C" fn(
    *const mfa::hosted::store::mfa_store,
    *const c_char,
    usize,
    *const c_char,
    usize,
) -> mfa_result;

fn call(function: OfPerson, site: &Site, person: &str) -> mfa_result {
    unsafe { function(site.store, person.as_ptr().cast(), person.len()) }
}

fn call_named(function: OfName, site: &Site, person: &str, name: Option<&str>) -> mfa_result {
    let (name, size) = name.map_or((null(), 0), |name| (name.as_ptr().cast(), name.len()));
    unsafe { function(site.store, person.as_ptr().cast(), person.len(), name, size) }
}

fn rename(site: &Site, person: &str, name: &str, new_name: &str) -> mfa_result {
    unsafe {
        mfa_people_rename(
            site.store,
            person.as_ptr().cast(),
            person.len(),
            name.as_ptr().cast(),
            name.len(),
            new_name.as_ptr().cast(),
            new_name.len(),
        )
    }
}

fn require(site: &Site, person: &str, requirement: u32, seconds: u64) -> mfa_result {
    unsafe { mfa_people_require(site.store, person.as_ptr().cast(), person.len(), requirement, seconds) }
}

#[test]
fn authenticators_are_listed_renamed_and_removed_by_name() {
    let site = Site::new("");
    site.enroll("alice", "phone");
    assert_eq!(call_named(mfa_people_remove, &site, "alice", Some("tablet")), MFA_ERROR_NO_SUCH_NAME);
    let mut permit = permit_by_administrator();
    assert_eq!(site.enrolled_by(&raw mut *permit, "alice", "phone").0, MFA_ERROR_NAME_TAKEN);
    let tablet = site.enroll("alice", "tablet");
    assert_eq!(names(&site, "alice"), [("phone".to_owned(), false), ("tablet".to_owned(), false)]);
    assert_eq!(call_named(mfa_people_remove, &site, "alice", None), MFA_ERROR_WHICH_AUTHENTICATOR);
    assert_eq!(rename(&site, "alice", "tablet", "phone"), MFA_ERROR_NAME_TAKEN);
    assert_eq!(rename(&site, "alice", "tablet", "\u{7}"), MFA_ERROR_NAME_UNPRINTABLE);
    assert_eq!(rename(&site, "alice", "tablet", "Tafel"), MFA_OK);
    assert_eq!(call_named(mfa_people_remove, &site, "alice", Some("phone")), MFA_OK);
    assert_eq!(names(&site, "alice"), [("Tafel".to_owned(), false)]);
    assert_eq!(site.log_in("alice", &tablet.code(0)).result, MFA_OK, "the other one is as it was");
    assert_eq!(call_named(mfa_people_remove, &site, "alice", None), MFA_OK);
    assert_eq!(call_named(mfa_people_remove, &site, "alice", None), MFA_ERROR_NOBODY_ENROLLED);
}

#[test]
fn enrollment_is_shown_confirmed_by_two_codes_and_abandoned() {
    let site = Site::new("[enrollment]\nconfirming_codes = 2\nwrong_codes = 2\n");
    let phone = site.pending("alice", "phone");
    let (_, _, has) = site.status("alice");
    assert_eq!((has.authenticators, has.pending_codes), (0, 2));
    assert!((has.pending_until - now()).abs_diff(600) <= 5);
    assert_eq!(site.confirm("alice", &phone.code(-1)), MFA_ONE_MORE_CODE);
    assert_eq!(site.status("alice").2.pending_codes, 1);
    assert_eq!(site.confirm("alice", &phone.code(0)), MFA_ENROLLED);
    assert_eq!(site.confirm("alice", &phone.code(1)), MFA_ERROR_NOTHING_PENDING);

    let tablet = site.pending("alice", "tablet");
    assert_eq!(call(mfa_people_abandon, &site, "alice"), MFA_OK);
    assert_eq!(call(mfa_people_abandon, &site, "alice"), MFA_ERROR_NOTHING_PENDING);
    assert_eq!(site.confirm("alice", &tablet.code(0)), MFA_ERROR_NOTHING_PENDING);

    let tablet = site.pending("alice", "tablet");
    assert_eq!(site.confirm("alice", &tablet.wrong_code()), MFA_REJECTED);
    assert_eq!(site.confirm("alice", &tablet.wrong_code()), MFA_ENROLLMENT_OVER);
    assert_eq!(site.status("alice").2.authenticators, 1);
}

#[test]
fn enrollment_that_cannot_be_shown_is_not_begun() {
    let site = Site::new("[recovery]\nenabled = true\n");
    let mut permit = permit_by_administrator();
    let begin = |permit, parameters: *const mfa_parameters, key_size: usize, uri_size: usize| {
        let (mut key, mut uri) = ([1 as c_char; 40], [1 as c_char; 400]);
        let begun = unsafe {
            mfa_people_enroll(
                site.store,
                site.policies,
                "alice".as_ptr().cast(),
                5,
                "phone".as_ptr().cast(),
                5,
                parameters,
                permit,
                if key_size == 0 { null_mut() } else { key.as_mut_ptr() },
                key_size,
                if uri_size == 0 { null_mut() } else { uri.as_mut_ptr() },
                uri_size,
            )
        };
        (begun, key[0] == 0, uri[0] == 0)
    };
    let nine = mfa_parameters {
        size: size_of::<mfa_parameters>() as u32,
        kind: MFA_TOTP,
        algorithm: MFA_SHA1,
        digits: 9,
        period: 30,
        reserved: 0,
        t0: 0,
    };
    assert_eq!(begin(&raw mut *permit, &raw const nine, 40, 400), (MFA_ERROR_NINE_DIGITS, true, true));
    assert_eq!(begin(&raw mut *permit, null(), 39, 400), (MFA_ARGUMENT_TOO_SMALL - 9, true, true));
    assert_eq!(site.status("alice").0, MFA_ERROR_NO_SUCH_PERSON);
    let mut permit = permit_by_administrator();
    assert_eq!(begin(&raw mut *permit, null(), 40, 60), (MFA_ARGUMENT_TOO_SMALL - 11, true, true));
    assert_eq!(begin(null_mut(), null(), 40, 400), (MFA_ARGUMENT_NULL - 8, true, true));
    // A name that no label can have.
    let mut permit = permit_by_administrator();
    assert_eq!(site.enrolled_by(&raw mut *permit, "alice ", "phone").0, MFA_ERROR_LABEL_SPACE);
    assert_eq!(site.status("alice ").0, MFA_ERROR_NO_SUCH_PERSON);
    assert_eq!(site.status("alice").0, MFA_ERROR_NO_SUCH_PERSON);
    let mut permit = permit_by_administrator();
    assert_eq!(begin(&raw mut *permit, null(), 40, 0), (MFA_OK, false, false), "one of the texts is enough");
}

#[test]
fn suspended_authenticator_counts_again_once_its_code_was_right() {
    let site = Site::new("");
    let phone = site.enroll("alice", "phone");
    assert_eq!(call_named(mfa_people_suspend, &site, "alice", None), MFA_OK);
    assert_eq!(names(&site, "alice"), [("phone".to_owned(), true)]);
    assert_eq!(site.log_in("alice", &phone.code(0)).result, MFA_SUSPENDED);
    let restore = |permit, typed: &str| unsafe {
        mfa_people_restore(
            site.store,
            site.policies,
            "alice".as_ptr().cast(),
            5,
            null(),
            0,
            permit,
            typed.as_ptr().cast(),
            typed.len(),
            null_mut(),
        )
    };
    // Somebody without an authenticator is free to enroll a first one: that is no leave to restore another's.
    let mut login = site.log_in("bob", "");
    assert!(login.permits());
    assert_eq!(restore(&raw mut *login.permit, &phone.code(0)), MFA_ERROR_PERMIT);
    let mut permit = permit_by_administrator();
    assert_eq!(restore(&raw mut *permit, &phone.wrong_code()), MFA_REJECTED);
    assert_eq!(restore(&raw mut *permit, &phone.code(0)), MFA_ARGUMENT_UNSET - 7, "a permit is used up");
    let mut permit = permit_by_administrator();
    assert_eq!(restore(&raw mut *permit, &phone.code(0)), MFA_RESTORED);
    assert_eq!(site.log_in("alice", &phone.code(0)).result, MFA_REJECTED, "the code is used up");
    assert_eq!(site.log_in("alice", &phone.code(1)).result, MFA_OK);
}

#[test]
fn phone_whose_clock_is_slow_is_diagnosed_and_resynchronized() {
    let site = Site::new("[codes]\ndrift_steps = 10\n");
    let phone = site.enroll("alice", "phone");
    let diagnose = |typed: &str, reach| {
        let mut verdict = new_verdict();
        let found = unsafe {
            mfa_people_diagnose(
                site.store,
                site.policies,
                "alice".as_ptr().cast(),
                5,
                null(),
                0,
                typed.as_ptr().cast(),
                typed.len(),
                reach,
                &raw mut verdict,
            )
        };
        (found, verdict.offset)
    };
    assert_eq!(diagnose(&phone.code(-100), 120), (MFA_DIAGNOSED, -100));
    assert_eq!(diagnose(&phone.code(-100), 0).0, MFA_ERROR_POLICY_REACH);
    assert_eq!(site.status("alice").1.failures, 1, "it costs an attempt");
    let resynchronize = |first: &str, second: &str| unsafe {
        mfa_people_resynchronize(
            site.store,
            site.policies,
            "alice".as_ptr().cast(),
            5,
            null(),
            0,
            first.as_ptr().cast(),
            first.len(),
            second.as_ptr().cast(),
            second.len(),
            null_mut(),
        )
    };
    let (first, second) = (phone.code(5), phone.code(6));
    assert_eq!(site.log_in("alice", &second).result, MFA_REJECTED, "too far in the future for a login");
    assert_eq!(resynchronize(&first, &first), MFA_REJECTED);
    assert_eq!(resynchronize(&first, &second), MFA_RESYNCHRONIZED);
    assert_eq!(site.log_in("alice", &second).result, MFA_REJECTED, "both are used up");
    assert_eq!(site.log_in("alice", &phone.code(7)).result, MFA_OK);
}

#[test]
fn reset_leaves_nothing_to_get_in_by_and_forgetting_leaves_nothing() {
    let site = Site::new("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n");
    let phone = site.enroll("alice", "phone");
    assert_eq!(site.log_in("alice", &phone.wrong_code()).result, MFA_REJECTED);
    let before = site.status("alice").1.revision;
    assert_eq!(call(mfa_people_reset, &site, "alice"), MFA_OK);
    let (result, status, has) = site.status("alice");
    assert_eq!((result, has.authenticators, status.failures_in_all), (MFA_OK, 0, 1));
    assert!(status.revision > before, "a revision never restarts");
    assert_eq!(site.log_in("alice", &phone.code(0)).result, MFA_DENIED);
    assert_eq!(call(mfa_people_forget, &site, "alice"), MFA_OK);
    assert_eq!(site.status("alice").0, MFA_ERROR_NO_SUCH_PERSON);
    assert_eq!(call(mfa_people_forget, &site, "alice"), MFA_ERROR_NO_SUCH_PERSON);
    assert!(!site.file_of("alice").exists());
}

#[test]
fn what_an_administrator_requires_of_one_person_wins_over_the_lists() {
    let site = Site::new("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n");
    assert_eq!(site.log_in("alice", "").result, MFA_DENIED);
    assert_eq!(require(&site, "alice", MFA_REQUIREMENT_EXEMPT, 3600), MFA_OK);
    assert_eq!(site.log_in("alice", "").result, MFA_OK);
    assert_eq!(site.status("alice").2.requirement, MFA_REQUIREMENT_EXEMPT);
    assert_eq!(require(&site, "alice", MFA_REQUIREMENT_REQUIRED, 0), MFA_OK);
    assert_eq!(site.log_in("alice", "").result, MFA_DENIED);
    assert_eq!(require(&site, "alice", MFA_REQUIREMENT_EXEMPT, 0), MFA_OK);
    assert_eq!(site.log_in("alice", "").result, MFA_OK);
    assert_eq!(require(&site, "alice", 0, 0), MFA_OK);
    assert_eq!(site.log_in("alice", "").result, MFA_DENIED);
    assert_eq!(site.status("alice").2.requirement, 0);
    assert_eq!(require(&site, "alice", MFA_REQUIREMENT_IF_ENROLLED, 0), MFA_ARGUMENT_VALUE - 4);
    assert_eq!(require(&site, "alice", MFA_REQUIREMENT_REQUIRED, 1), MFA_ARGUMENT_VALUE - 5);
    assert_eq!(require(&site, "alice", MFA_REQUIREMENT_EXEMPT, u64::MAX), MFA_ERROR_TIME_TOO_LARGE);
}
