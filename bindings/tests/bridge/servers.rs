//! Hosts with tables of their own: credentials, states and enrollments, each stored as bytes.

use mfa_bindings::attempt::{Commit, Next, NextEnrollment};
use mfa_bindings::credential::{Credential, Moving, Parameters, parameters_from_bytes, parameters_to_bytes};
use mfa_bindings::enrollment::{Enrollment, permit_by_administrator};
use mfa_bindings::person::{Authenticator, Authenticators};
use mfa_bindings::policy::CodePolicy;
use mfa_bindings::secret::Secret;

use crate::{
    CODE, NEXT_CODE, NOW, TOTP, WRONG, because, credential, is_accepted, policies, policy, refused, secret, states,
};

#[test]
fn enrollment_that_was_stored_goes_on_and_its_code_is_used_up() {
    let permit = permit_by_administrator().unwrap();
    let begun = Enrollment::begin(&permit, &secret(), TOTP, NOW, &policies()).unwrap().to_bytes().unwrap();
    let pending = Enrollment::from_bytes(&begun).unwrap();
    let nobody = Authenticators::new(Vec::new(), None).unwrap();

    let wrong = nobody.confirm(&pending, NOW, WRONG, &policy()).unwrap();
    let Some(NextEnrollment::Pending { bytes }) = wrong.next_enrollment().unwrap() else { panic!("one wrong code") };
    assert_eq!(Enrollment::from_bytes(&bytes).unwrap().wrong_codes_left().unwrap(), 9);

    let right = nobody.confirm(&pending, NOW, CODE, &policy()).unwrap();
    let Some(NextEnrollment::Enrolled { secret, parameters }) = right.next_enrollment().unwrap() else { panic!() };
    let (states, _) = states(&right);
    let credential = Credential::new(&secret, parameters).unwrap();
    let authenticator = Authenticator { credential, state: states.unwrap().remove(0) };
    let enrolled = Authenticators::new(vec![authenticator], None).unwrap();
    assert!(!is_accepted(&crate::states(&enrolled.verify(NOW, CODE, &policy()).unwrap()).1));
    assert!(is_accepted(&crate::states(&enrolled.verify(NOW, NEXT_CODE, &policy()).unwrap()).1));
}

#[test]
fn confirmation_counts_only_once_what_it_stores_was_taken() {
    let permit = permit_by_administrator().unwrap();
    let pending = Enrollment::begin(&permit, &secret(), TOTP, NOW, &policies()).unwrap();
    let nobody = Authenticators::new(Vec::new(), None).unwrap();
    let right = nobody.confirm(&pending, NOW, CODE, &policy()).unwrap();
    right.next_enrollment().unwrap().unwrap();
    assert_eq!(refused(right.told(Commit::Stored)), because("Commit", "NotTaken"));
}

#[test]
fn failures_stay_when_the_last_authenticator_goes() {
    let nobody = Authenticators::new(Vec::new(), None).unwrap();
    let state = states(&nobody.add(&credential(), 0).unwrap()).0.unwrap().remove(0);
    let one = |state| Authenticators::new(vec![Authenticator { credential: credential(), state }], None).unwrap();
    let state = states(&one(state).verify(NOW, WRONG, &policy()).unwrap()).0.unwrap().remove(0);
    let removed = one(state).remove_all().unwrap();
    let Some(Next::States { states, standing, .. }) = removed.next().unwrap() else { panic!() };
    assert!(states.is_empty());
    let again = Authenticators::new(Vec::new(), Some(standing)).unwrap();
    assert_eq!(again.status(NOW, &policy()).unwrap().failures, 1);
    assert_eq!(refused(Authenticators::new(Vec::new(), Some(Vec::new()))), because("Stored", "Standing"));
    assert_eq!(refused(Authenticators::new(Vec::new(), Some(vec![0xff; 30]))), because("Stored", "Standing"));
}

#[test]
fn state_of_another_credential_or_altered_is_refused() {
    let nobody = Authenticators::new(Vec::new(), None).unwrap();
    let state = states(&nobody.add(&credential(), 0).unwrap()).0.unwrap().remove(0);
    let open = |credential, state| Authenticators::new(vec![Authenticator { credential, state }], None);
    let other = Credential::new(&Secret::import(&[7; 20]).unwrap(), TOTP).unwrap();
    assert_eq!(refused(open(other, state.clone())), because("Stored", "Seal"));
    for at in 0..state.len() {
        let mut altered = state.clone();
        altered[at] ^= 1;
        assert_eq!(refused(open(credential(), altered)).0, "Stored", "byte {at}");
    }
    assert_eq!(refused(open(credential(), Vec::new())), because("Stored", "Length"));
}

#[test]
fn parameters_are_the_same_bytes_in_every_language() {
    let hotp = Parameters { moving: Moving::Hotp, digits: 10, ..TOTP };
    let late = Parameters { moving: Moving::Totp { period: 3600, t0: 1 << 40 }, ..TOTP };
    for parameters in [TOTP, hotp, late] {
        let bytes = parameters_to_bytes(parameters).unwrap();
        assert_eq!((bytes.len(), parameters_from_bytes(&bytes).unwrap()), (11, parameters));
    }
    // docs/store.md: kind, hash, digits, period, T0.
    assert_eq!(parameters_to_bytes(TOTP).unwrap(), [1, 1, 6, 30, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(refused(parameters_from_bytes(&[1; 12])), because("Stored", "ParametersLength"));
    assert_eq!(refused(parameters_from_bytes(&[])), because("Stored", "ParametersLength"));
    assert_eq!(refused(parameters_from_bytes(&[9; 11])).0, "Parameters");
}

#[test]
fn numbers_out_of_range_are_refused_and_none_is_cut() {
    for now in [-1, i64::MIN] {
        assert_eq!(refused(credential().code_at(now)), because("Time", "Negative"));
    }
    for now in [NOW * 1000, i64::MAX] {
        assert_eq!(refused(credential().code_at(now)), because("Time", "TooLarge"));
    }
    let with = |parameters| refused(Credential::new(&secret(), parameters));
    for period in [0, 3601, u32::MAX, 65_536 + 30] {
        let moving = Moving::Totp { period, t0: 0 };
        assert_eq!(with(Parameters { moving, ..TOTP }), because("Parameters", "Period"), "{period}");
    }
    for t0 in [-1, (1 << 40) + 1, i64::MAX] {
        let moving = Moving::Totp { period: 30, t0 };
        assert_eq!(with(Parameters { moving, ..TOTP }), because("Parameters", "T0"), "{t0}");
    }
    for digits in [0, 5, 11, 255] {
        assert_eq!(with(Parameters { digits, ..TOTP }), because("Parameters", "Digits"), "{digits}");
    }
    let hotp = Credential::new(&secret(), Parameters { moving: Moving::Hotp, ..TOTP }).unwrap();
    assert_eq!(refused(hotp.code_for(u64::MAX)), because("Parameters", "Counter"));
    assert_eq!(refused(hotp.code_at(NOW)), because("Parameters", "NotTimeBased"));
    assert_eq!(refused(credential().code_for(0)), because("Parameters", "NotCounterBased"));

    let rules = mfa_bindings::policy::preset_rules(mfa_bindings::policy::Preset::Default).unwrap();
    for wrong in [
        mfa_bindings::policy::CodeRules { past: 51, ..rules },
        mfa_bindings::policy::CodeRules { look_ahead: 0, ..rules },
        mfa_bindings::policy::CodeRules { drift: Some(21), ..rules },
        mfa_bindings::policy::CodeRules { resync_range: 0, ..rules },
    ] {
        assert_eq!(refused(CodePolicy::new(wrong)).0, "Policy");
    }
}

#[test]
fn authenticator_that_is_not_there_is_refused() {
    let nobody = Authenticators::new(Vec::new(), None).unwrap();
    let state = states(&nobody.add(&credential(), 0).unwrap()).0.unwrap().remove(0);
    let one = Authenticators::new(vec![Authenticator { credential: credential(), state }], None).unwrap();
    for index in [1, 7, 8, u32::MAX] {
        assert_eq!(
            refused(one.verify_with(index, NOW, CODE, &policy())),
            because("Person", "NoSuchAuthenticator"),
            "{index}"
        );
        assert_eq!(refused(one.remove(index)).0, "Person");
    }
    assert_eq!(refused(nobody.verify(NOW, CODE, &policy())), because("Person", "NobodyEnrolled"));
}
