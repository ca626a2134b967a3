//! Calls of what stands on the file store: a person's enrollment, whole logins, recovery.

use std::env;
use std::path::PathBuf;

use memory::inputs::{DEVICE, Inputs, text};
use mfa_core::*;
use mfa_host::people::{Arrival, NewAuthenticator, People};
use mfa_host::policy::Policies;
use mfa_host::store::FileStore;
use mfa_host::{AuthenticatorName, PersonName};
use zeroize::Zeroizing;

use crate::Call;
use crate::engine::{code, now, parameters, recovery_key, secret};

pub const CALLS: &[(&str, Call)] = &[
    ("store-begin", begin),
    ("store-enrollment", enrollment),
    ("store-login", |inputs| logged_in(inputs, &inputs.code, true)),
    ("store-rejected", |inputs| logged_in(inputs, &inputs.wrong_code, false)),
    ("store-recovery", |inputs| logged_in(inputs, &inputs.pin, true)),
    ("store-recovery-code", |inputs| logged_in(inputs, &inputs.recovery_code, true)),
];

fn folder() -> PathBuf {
    env::args().nth(2).expect("a folder").into()
}

fn alice() -> PersonName {
    PersonName::new("alice").expect("allowed")
}

fn policies() -> Policies {
    Policies { recovery: RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT }, ..Policies::default() }
}

/// Somebody who has one of everything, for the processes that come after this one.
fn begin(inputs: &Inputs) {
    let store = FileStore::open_or_create(&folder()).expect("a folder");
    let people = People::of(&store);
    let phone = NewAuthenticator {
        name: AuthenticatorName::new("phone").expect("allowed"),
        secret: secret(inputs),
        parameters: parameters(inputs),
        start: None,
        added: now(inputs),
    };
    people.add(&alice(), &phone).expect("stored");
    let device = DeviceId::new(DEVICE).expect("allowed");
    people.set_recovery_key(&alice(), &device, &recovery_key(inputs)).expect("stored");
    let sheet = [RecoveryCode::from_random(&inputs.code_random).expect("ten bytes")];
    people.set_recovery_codes(&alice(), &sheet, [3; 16]).expect("stored");
}

fn enrollment(inputs: &Inputs) {
    let store = FileStore::open_or_create(&folder()).expect("a folder");
    let (people, bob) = (People::of(&store), PersonName::new("bob").expect("allowed"));
    let permit = EnrollmentPermit::by_administrator();
    let begun = Enrollment::begin(permit, secret(inputs), parameters(inputs), now(inputs), &EnrollmentPolicy::DEFAULT);
    let begun = Box::new(begun.expect("supported"));
    let mut place = Zeroizing::new(String::with_capacity(SetupUri::LONGEST));
    begun.write_setup_key(&mut *place).expect("room");
    people.enroll(&bob, &AuthenticatorName::new("phone").expect("allowed"), &begun).expect("stored");
    drop(begun);
    let confirmed = people.confirm(&bob, now(inputs), &code(&inputs.code), &Policy::DEFAULT);
    assert!(matches!(confirmed, Ok(Confirmation::Confirmed { .. })));
}

fn logged_in(inputs: &Inputs, typed: &[u8], is_in: bool) {
    let store = FileStore::open(&folder()).expect("a folder");
    let (people, policies) = (People::of(&store), policies());
    let decision = people.decide(&alice(), &Arrival::LOGIN, now(inputs), &policies).expect("decided");
    let typed = Box::new(policies.typed(text(typed)).expect("a factor"));
    let login = people.log_in(&decision, &alice(), now(inputs), &typed, &policies).expect("tried");
    assert_eq!(login.is_accepted(), is_in);
}
