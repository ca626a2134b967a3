//! Calls of the engine, each with what a program does around it: objects in boxes, dropped when they are done with.

use std::hint::black_box;

use memory::inputs::{DEVICE, Inputs, text};
use mfa_core::*;
use zeroize::Zeroizing;

use crate::Call;

pub const CALLS: &[(&str, Call)] = &[
    ("import", import),
    ("setup-key", setup_key),
    ("uri", uri),
    ("credential", credential_is_made),
    ("code", code_is_shown),
    ("accepted", accepted),
    ("rejected", rejected),
    ("enrollment", enrollment),
    ("issue", issued),
    ("redeem", redeemed),
    ("challenge", answered),
    ("recovery-code", recovery_code),
];

const ON: RecoveryPolicy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };

pub fn parameters(inputs: &Inputs) -> Parameters {
    Parameters { algorithm: inputs.algorithm(), digits: Digits::Eight, ..Parameters::TOTP }
}

pub fn now(inputs: &Inputs) -> UnixTime {
    UnixTime::new(inputs.now).expect("in range")
}

pub fn secret(inputs: &Inputs) -> Secret {
    Secret::import(&inputs.key).expect("32 bytes")
}

pub fn credential(inputs: &Inputs) -> Credential {
    Credential::new(&secret(inputs), parameters(inputs)).expect("supported")
}

pub fn code(typed: &[u8]) -> Code {
    Code::parse(text(typed)).expect("a code")
}

pub fn recovery_key(inputs: &Inputs) -> RecoveryKey {
    RecoveryKey::import(&inputs.recovery_key).expect("32 bytes")
}

pub fn digits(typed: &[u8]) -> RecoveryDigits {
    RecoveryDigits::parse(text(typed)).expect("nine digits")
}

fn import(inputs: &Inputs) {
    drop(black_box(Box::new(secret(inputs))));
}

fn setup_key(inputs: &Inputs) {
    let secret = Box::new(Secret::from_base32(text(&inputs.setup_key)).expect("base32"));
    assert!(secret.to_base32(|shown| black_box(shown).len()) > 50);
}

fn uri(inputs: &Inputs) {
    let read = Box::new(Otpauth::parse(text(&inputs.uri)).expect("a URI"));
    let label = Label::new(Some("Example"), "alice").expect("allowed");
    let written = SetupUri::new(label, read.secret(), read.parameters(), read.start()).expect("one");
    // What is written goes into a place that the caller wipes.
    let mut place = Zeroizing::new(String::with_capacity(SetupUri::LONGEST));
    written.write_to(&mut *place).expect("room");
    assert_eq!(place.as_str(), text(&inputs.uri));
}

fn credential_is_made(inputs: &Inputs) {
    drop(black_box(Box::new(credential(inputs))));
}

fn code_is_shown(inputs: &Inputs) {
    let shown = Box::new(credential(inputs).code_at(now(inputs)).expect("time-based"));
    assert_eq!(black_box(&shown).code.as_str(), text(&inputs.code));
}

fn accepted(inputs: &Inputs) {
    assert!(verified(inputs, &inputs.code).is_accepted());
}

fn rejected(inputs: &Inputs) {
    assert!(!verified(inputs, &inputs.wrong_code).is_accepted());
}

fn verified(inputs: &Inputs, typed: &[u8]) -> Verdict {
    let (credential, code) = (Box::new(credential(inputs)), Box::new(code(typed)));
    let state = SealedState::from_bytes(inputs.state);
    let person: Person<'_, 1> =
        Person::open(&[Authenticator { credential: &credential, state: &state }]).expect("intact");
    let attempt = person.verify(now(inputs), &code, &Policy::DEFAULT).expect("decided");
    attempt.commit(stored).expect("stored")
}

fn stored<X>(next: X) -> Commit {
    black_box(next);
    Commit::Stored
}

fn enrollment(inputs: &Inputs) {
    let permit = EnrollmentPermit::by_administrator();
    let begun = Enrollment::begin(permit, secret(inputs), parameters(inputs), now(inputs), &EnrollmentPolicy::DEFAULT);
    let begun = Box::new(begun.expect("supported"));
    let mut place = Zeroizing::new(String::with_capacity(SetupUri::LONGEST));
    begun.write_setup_key(&mut *place).expect("room");
    let label = Label::new(Some("Example"), "alice").expect("allowed");
    begun.setup_uri(label).expect("a URI").write_to(&mut *place).expect("room");
    let kept = begun.to_bytes(|bytes| Box::new(Zeroizing::new(*bytes)));
    drop(begun);
    let pending = Box::new(Enrollment::from_bytes(&kept).expect("intact"));
    let nobody = Person::<1>::without_authenticators(Standing::NEW);
    let attempt = pending.confirm(nobody, now(inputs), &code(&inputs.code), &Policy::DEFAULT).expect("decided");
    assert!(matches!(attempt.commit(stored), Ok(Confirmation::Confirmed { .. })));
}

fn device() -> DeviceId {
    DeviceId::new(DEVICE).expect("allowed")
}

fn issued(inputs: &Inputs) {
    let issued = Box::new(issue(&recovery_key(inputs), &device(), now(inputs)).expect("issued"));
    assert_eq!(black_box(&issued).pin.as_str(), text(&inputs.pin));
}

fn redeemed(inputs: &Inputs) {
    let (key, device, pin) = (Box::new(recovery_key(inputs)), device(), Box::new(digits(&inputs.pin)));
    let record = SealedRecovery::from_bytes(inputs.recovery_record);
    let opened = Recovery::open(&key, &device, &record).expect("intact");
    let attempt = opened.redeem(now(inputs), &pin, &ON).expect("decided");
    assert!(attempt.commit(stored).expect("stored").is_accepted());
}

fn answered(inputs: &Inputs) {
    let (key, device, response) = (Box::new(recovery_key(inputs)), device(), Box::new(digits(&inputs.response)));
    let record = SealedRecovery::from_bytes(inputs.challenged_record);
    let opened = Recovery::open(&key, &device, &record).expect("intact");
    let attempt = opened.answer(now(inputs), &response, &ON).expect("decided");
    assert!(attempt.commit(stored).expect("stored").is_accepted());
}

fn recovery_code(inputs: &Inputs) {
    let made = Box::new(RecoveryCode::from_random(&inputs.code_random).expect("ten bytes"));
    let typed = Box::new(RecoveryCode::parse(text(&inputs.recovery_code)).expect("one"));
    assert_eq!(black_box(&made).as_str(), typed.as_str());
    let set = RecoveryCodes::open(&StoredCodes::from_bytes(inputs.codes_record)).expect("intact");
    let attempt = set.redeem(now(inputs), &typed, None, &RecoveryCodesPolicy::DEFAULT).expect("decided");
    assert!(attempt.commit(stored).expect("stored").is_accepted());
}
