//! What `Debug` and `Display` print of what holds a secret or stands for one: its name and what is public of it. A log that
//! a host writes with them says what was there, and nothing else.
#![cfg(all(feature = "ocra", feature = "recovery", feature = "qr"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests are as blunt as tests"
)]

use mfa_core::{
    Attempt, Credential, DeviceId, Enrollment, EnrollmentPermit, EnrollmentPolicy, NextCodes, NextRecovery, NextStates,
    OcraInputs, OcraPinHash, OcraQuestion, OcraSuite, Parameters, Person, Policy, QrSpace, Recovery, RecoveryCode,
    RecoveryCodes, RecoveryKey, Secret, Standing, TwoSteps, UnixTime,
};

fn now() -> UnixTime {
    UnixTime::new(1_700_000_000).unwrap()
}

fn secret() -> Secret {
    Secret::import(b"Sesame, open thyself").unwrap()
}

/// What would be stored.
fn next<V, X>(attempt: Attempt<V, X>) -> X {
    match attempt.in_two_steps() {
        TwoSteps::Store(next, _) => next,
        TwoSteps::Settled(_) => panic!("there is something to store"),
    }
}

#[test]
fn a_secret_its_credential_and_its_state_show_no_byte_of_it() {
    assert_eq!(format!("{:?}", secret()), "Secret(..)");
    let credential = Credential::new(&secret(), Parameters::TOTP).unwrap();
    assert_eq!(
        format!("{credential:?}"),
        format!("Credential {{ parameters: {:?}, .. }}", Parameters::TOTP),
        "parameters are public"
    );
    let code = credential.code_at(now()).unwrap().code;
    assert_eq!(format!("{code:?}"), "Code(6 digits)");

    let nobody = Person::<2>::without_authenticators(Standing::NEW);
    let stored: NextStates<2> = next(nobody.add(&credential, credential.beginning()).unwrap());
    assert_eq!(format!("{stored:?}"), "NextStates { count: 1, expected_revision: 0, .. }");
    assert_eq!(format!("{:?}", stored.states()[0]), "SealedState(..)");
}

#[test]
fn an_attempt_does_not_tell_what_it_came_to_before_it_is_committed() {
    let credential = Credential::new(&secret(), Parameters::TOTP).unwrap();
    let stored =
        next(Person::<1>::without_authenticators(Standing::NEW).add(&credential, credential.beginning()).unwrap());
    let authenticators = [mfa_core::Authenticator { credential: &credential, state: stored.state().unwrap() }];
    let person = Person::<1>::open(&authenticators).unwrap();
    assert_eq!(format!("{person:?}"), "Person { authenticators: 1, .. }");
    let attempt = person.verify(now(), &credential.code_at(now()).unwrap().code, &Policy::DEFAULT).unwrap();
    assert_eq!(format!("{attempt:?}"), "Attempt(not committed)");
    let two_steps = attempt.in_two_steps();
    assert_eq!(format!("{two_steps:?}"), "TwoSteps(not committed)");
    let TwoSteps::Store(_, uncommitted) = two_steps else { panic!("a used code is stored") };
    assert_eq!(format!("{uncommitted:?}"), "Uncommitted(..)");
}

#[test]
fn a_pending_enrollment_shows_its_parameters_only() {
    let permit = EnrollmentPermit::by_administrator();
    let pending = Enrollment::begin(permit, secret(), Parameters::TOTP, now(), &EnrollmentPolicy::DEFAULT).unwrap();
    assert_eq!(format!("{pending:?}"), format!("Enrollment {{ parameters: {:?}, .. }}", Parameters::TOTP));
}

#[test]
fn recovery_shows_the_device_and_the_revision_only() {
    let (key, device) = (RecoveryKey::from_random([7; 32]), DeviceId::new("LAPTOP-0042").unwrap());
    assert_eq!(format!("{device} {device:?}"), "LAPTOP-0042 DeviceId(\"LAPTOP-0042\")");
    assert_eq!(format!("{device:>13}"), "  LAPTOP-0042", "in a table");
    let begun: NextRecovery = next(Recovery::begin(&key, &device).unwrap());
    assert_eq!(format!("{begun:?}"), "NextRecovery { expected_revision: 0, .. }");
    assert_eq!(format!("{:?}", begun.record()), "SealedRecovery(..)");
    let opened = Recovery::open(&key, &device, begun.record()).unwrap();
    assert_eq!(format!("{opened:?}"), "Recovery { device: DeviceId(\"LAPTOP-0042\"), .. }");
}

#[test]
fn recovery_codes_show_how_many_are_left_only() {
    let codes = [RecoveryCode::from_random(&[7; 10]).unwrap(), RecoveryCode::from_random(&[8; 10]).unwrap()];
    assert_eq!(format!("{codes:?}"), "[RecoveryCode(..), RecoveryCode(..)]");
    let begun: NextCodes = next(RecoveryCodes::begin(&codes, [9; 16], None).unwrap());
    assert_eq!(format!("{begun:?}"), "NextCodes { expected_revision: 0, .. }");
    assert_eq!(format!("{:?}", begun.record()), "StoredCodes(..)");
    assert_eq!(format!("{:?}", RecoveryCodes::open(begun.record()).unwrap()), "RecoveryCodes { left: 2, .. }");
}

#[test]
fn ocra_shows_its_questions_and_suites_and_no_pin() {
    let pin_hash = OcraPinHash::import(&[7; 20]).unwrap();
    assert!(!format!("{pin_hash:?}").contains('7'), "{pin_hash:?}");
    let question = OcraQuestion::alphanumeric("SESAME").unwrap();
    assert_eq!(question.as_str(), "SESAME");
    let inputs = OcraInputs { pin_hash: Some(&pin_hash), session: Some(b"Ali Baba"), ..OcraInputs::of(question) };
    let shown = format!("{inputs:?}");
    assert!(shown.starts_with("OcraInputs { ") && shown.contains("SESAME"), "{shown}");
    assert!(!shown.contains("Ali") && !shown.contains("65, 108"), "{shown}");
    assert!(format!("{pin_hash:?}").starts_with("OcraPinHash { algorithm: "), "{pin_hash:?}");
    let suite = OcraSuite::parse("OCRA-1:HOTP-SHA1-6:QN08").unwrap();
    assert_eq!(suite.to_string(), "OCRA-1:HOTP-SHA1-6:QN08");
}

#[test]
fn a_qr_code_shows_its_size_only() {
    let mut space = QrSpace::new();
    assert_eq!(format!("{space:?}"), "QrSpace(..)");
    // Version 1 holds 14 bytes at error correction M (ISO/IEC 18004, table 7) and has 21 modules a side.
    assert_eq!(format!("{:?}", space.draw("Sesame").unwrap()), "Qr { side: 21, .. }");
}
