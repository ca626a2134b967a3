//! What is looked for far from where it is expected: resynchronization, learned drift, and diagnosis.

use constant_time::people::*;
use constant_time::valgrind::{secret, secret_text};
use mfa_core::*;

use crate::tally::must;

pub(super) fn follow(algorithm: Algorithm, all: bool) {
    for digits in DIGITS {
        for moving in kinds() {
            let parameters = Parameters { moving, algorithm, digits };
            resynchronized(parameters, all || digits == Digits::Six);
        }
        diagnosed(Parameters { algorithm, digits, ..Parameters::TOTP });
    }
}

fn policy() -> Policy {
    Policy { drift: Some(Drift::DEFAULT), ..Policy::DEFAULT }
}

fn resynchronized(parameters: Parameters, everywhere: bool) {
    let (followed, known) = (credential(&secret(key(0)), parameters), credential(&key(0), parameters));
    let fresh = Account::of(&[&followed]);
    let bound = i64::from(Drift::DEFAULT.bound());
    let firsts: Vec<i64> = match (is_time_based(parameters), everywhere) {
        (true, true) => (-bound..bound).collect(),
        (true, false) => vec![-bound, 0, bound - 1],
        (false, true) => (0..100).step_by(9).collect(),
        (false, false) => vec![0, 99],
    };
    for first in firsts {
        let mut account = fresh.clone();
        let pair = [shown(&known, first), shown(&known, first + 1)];
        let found = tries(&mut account, [&pair[0], &pair[1]]);
        must("resynchronized", matches!(found, Resynchronization::Resynchronized(_)));
        let again = tries(&mut account, [&pair[0], &pair[1]]);
        must("not resynchronized, used", matches!(again, Resynchronization::Rejected(_)));
        // What was learned is looked at beside what would be without it.
        let code = Code::parse(&secret_text(&shown(&known, first + 2))).expect("a code");
        let attempt = account.open().verify(now(), &code, &policy()).expect("decided");
        let verdict = account.changed(attempt).expect("stored");
        must("accepted after resynchronization", matches!(verdict, Verdict::Accepted(_)));
    }
    let (one, far) = (shown(&known, 1), shown(&known, 500));
    for pair in [[&one, &far], [&far, &one], [&far, &far]] {
        let found = tries(&mut fresh.clone(), pair.map(String::as_str));
        must("not resynchronized, wrong", matches!(found, Resynchronization::Rejected(_)));
    }
}

fn tries(account: &mut Account<'_>, pair: [&str; 2]) -> Resynchronization {
    let [one, two] = pair.map(|typed| Code::parse(&secret_text(typed)).expect("a code"));
    let attempt = account.open().resynchronize(now(), 0, [&one, &two], &policy()).expect("decided");
    account.changed(attempt).expect("stored")
}

fn diagnosed(parameters: Parameters) {
    let (followed, known) = (credential(&secret(key(0)), parameters), credential(&key(0), parameters));
    let account = Account::of(&[&followed]);
    let reach = DiagnosisReach::DEFAULT;
    let near: Vec<_> = (-150..=150).map(|offset| shown(&known, offset)).collect();
    let parse = |typed: &str| Code::parse(&secret_text(typed)).expect("a code");
    for offset in [-120, -20, -2] {
        let attempt = account.open().diagnose(now(), 0, &parse(&shown(&known, offset)), reach, &policy());
        let found = account.clone().changed(attempt.expect("decided")).expect("stored");
        must("found to be slow", matches!(found, Diagnosis::Slow { .. }));
    }
    let attempt = account.open().diagnose(now(), 0, &parse(&wrong(&near)), reach, &policy()).expect("decided");
    let found = account.clone().changed(attempt).expect("stored");
    must("not found at a login", matches!(found, Diagnosis::Unknown(_)));

    for offset in [-120, 0, 120] {
        let found = followed.diagnose_as_administrator(now(), &parse(&shown(&known, offset)), reach).expect("decided");
        must("found by an administrator", found.is_some());
    }
    let found = followed.diagnose_as_administrator(now(), &parse(&wrong(&near)), reach).expect("decided");
    must("not found by an administrator", found.is_none());
}
