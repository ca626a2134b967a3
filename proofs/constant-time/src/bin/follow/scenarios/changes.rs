//! States that are opened and sealed, authenticators that are added, removed, suspended and restored, and codes that are
//! shown.

use constant_time::people::*;
use constant_time::valgrind::{secret, secret_text};
use mfa_core::*;

use crate::tally::must;

pub(super) fn follow(algorithm: Algorithm) {
    for moving in kinds() {
        let parameters = Parameters { moving, algorithm, ..Parameters::TOTP };
        let one = credential(&secret(key(0)), parameters);
        let two = credential(&secret(key(1)), parameters);
        opened_and_not(&one, &two);
        changed(&one, &two);
        suspended(&one, &credential(&key(0), parameters));
    }
    for digits in DIGITS {
        for moving in kinds() {
            let parameters = Parameters { moving, algorithm, digits };
            let (followed, known) = (credential(&secret(key(0)), parameters), credential(&key(0), parameters));
            must("a code that is shown", shown(&followed, 3) == shown(&known, 3));
        }
    }
}

fn opened_and_not(one: &Credential, two: &Credential) {
    let (account, other) = (Account::of(&[one]), Account::of(&[two]));
    let opens = |credential, state| Person::<1>::open(&[Authenticator { credential, state }]).map(|_| ());
    must("a state that is intact", opens(one, &account.states[0]).is_ok());
    must("a state of another", opens(one, &other.states[0]).is_err());
    for bit in 0..8 * SealedState::LENGTH {
        let mut bytes = *account.states[0].as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let damaged = SealedState::from_bytes(bytes);
        must(
            "a state that is damaged",
            Person::<1>::open(&[Authenticator { credential: one, state: &damaged }]).is_err(),
        );
    }
    let mut pair = account.clone();
    let attempt = pair.open().add(two, two.beginning()).expect("another secret");
    pair.changed(attempt).expect("stored");
    let mixed = [
        Authenticator { credential: one, state: &account.states[0] },
        Authenticator { credential: two, state: &pair.states[1] },
    ];
    must("states that were not stored together", Person::<2>::open(&mixed).is_err());
}

fn changed(one: &Credential, two: &Credential) {
    let account = Account::of(&[one]);
    must("added", account.open().add(two, two.beginning()).is_ok());
    let again = account.open().add(one, one.beginning());
    must("not added, the secret is there", matches!(again, Err(PersonError::SameSecret)));
    for attempt in [account.open().remove(0), account.open().unlock(), account.open().reseal()] {
        let mut account = account.clone();
        must("removed, unlocked, sealed again", account.changed(attempt.expect("possible")).is_ok());
    }
}

fn suspended(followed: &Credential, known: &Credential) {
    let mut account = Account::of(&[followed]);
    let attempt = account.open().suspend(0).expect("there is one");
    account.changed(attempt).expect("stored");
    let (right, wrong) = (shown(known, 1), shown(known, 500));
    let code = Code::parse(&secret_text(&right)).expect("a code");
    let attempt = account.open().verify(now(), &code, &Policy::DEFAULT).expect("decided");
    must("suspended", matches!(account.changed(attempt), Ok(Verdict::Suspended)));
    for (typed, is_restored) in [(&wrong, false), (&right, true)] {
        let code = Code::parse(&secret_text(typed)).expect("a code");
        let permit = EnrollmentPermit::by_administrator();
        let attempt = account.open().restore(permit, 0, now(), &code, &Policy::DEFAULT).expect("decided");
        let came_to = account.changed(attempt).expect("stored");
        let outcome = if is_restored { "restored" } else { "not restored" };
        must(outcome, matches!(came_to, Restoration::Restored) == is_restored);
    }
}
