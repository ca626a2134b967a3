//! Enrollment: a pending secret is stored, shown, diagnosed and confirmed.

use constant_time::people::*;
use constant_time::valgrind::{mark, secret, secret_text};
use mfa_core::*;

use crate::tally::must;

pub(super) fn follow() {
    for algorithm in ALGORITHMS {
        for moving in kinds() {
            let parameters = Parameters { moving, algorithm, ..Parameters::TOTP };
            for confirmed_by in [ConfirmedBy::OneCode, ConfirmedBy::TwoCodes] {
                let policy = EnrollmentPolicy { confirmed_by, ..EnrollmentPolicy::DEFAULT };
                confirmed(&pending(parameters, &policy), &credential(&key(0), parameters));
            }
            shown_and_stored(&pending(parameters, &EnrollmentPolicy::DEFAULT));
        }
    }
    diagnosed(&pending(Parameters::TOTP, &EnrollmentPolicy::DEFAULT));
}

fn pending(parameters: Parameters, policy: &EnrollmentPolicy) -> Enrollment {
    let brought = Secret::import(&secret(key(0))).expect("32 bytes");
    Enrollment::begin(EnrollmentPermit::by_administrator(), brought, parameters, now(), policy).expect("supported")
}

fn confirmed(begun: &Enrollment, known: &Credential) {
    let mut pending = Some(begun.clone());
    let codes = [shown(known, 500), shown(known, 0), shown(known, 1)];
    for typed in &codes {
        let Some(before) = &pending else { break };
        let code = Code::parse(&secret_text(typed)).expect("six digits");
        let person = Person::<1>::without_authenticators(Standing::NEW);
        let attempt = before.confirm(person, now(), &code, &Policy::DEFAULT).expect("decided");
        let mut after = None;
        let confirmation = attempt.commit(|next| {
            if let PendingStep::Pending(enrollment) = next.step {
                after = Some(enrollment);
            }
            Commit::Stored
        });
        match confirmation.expect("stored") {
            Confirmation::Confirmed { .. } => must("confirmed", after.is_none()),
            Confirmation::OneMore => must("one of two codes", after.is_some()),
            Confirmation::Wrong { .. } => must("not confirmed", after.is_some()),
            _ => unreachable!("it is open"),
        }
        pending = after;
    }
    assert!(pending.is_none(), "confirmed in the end");
}

fn shown_and_stored(pending: &Enrollment) {
    let mut text = String::with_capacity(SetupUri::LONGEST);
    must("a setup key that is shown", pending.write_setup_key(&mut text).is_ok());
    text.clear();
    let label = Label::new(Some("ACME"), "alice").expect("allowed");
    must("a setup URI that is shown", pending.setup_uri(label).expect("from 1970").write_to(&mut text).is_ok());

    let stored = pending.to_bytes(|bytes| *bytes);
    mark(stored[35..].as_ptr(), key(0).len());
    let read = Enrollment::from_bytes(&stored).expect("as it was stored");
    let (same, other) = (secret(key(0)), secret(key(1)));
    must("the secret that is pending", read.has_secret(&Secret::import(&same).expect("32 bytes")));
    must("another secret", !read.has_secret(&Secret::import(&other).expect("32 bytes")));
}

fn diagnosed(pending: &Enrollment) {
    let known = credential(&key(0), Parameters::TOTP);
    for (offset, is_found) in [(0, true), (-100, true), (500, false)] {
        let code = Code::parse(&secret_text(&shown(&known, offset))).expect("six digits");
        let found = pending.diagnose(now(), &code, DiagnosisReach::DEFAULT).expect("it is open");
        must("diagnosed while pending", found.is_some() == is_found);
    }
}
