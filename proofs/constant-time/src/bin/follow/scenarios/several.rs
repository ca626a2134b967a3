//! Somebody with as many authenticators as there can be: each of them is the one that matches.

use constant_time::people::*;
use constant_time::valgrind::{secret, secret_text};
use mfa_core::*;

use crate::tally::must;

const COUNT: u8 = MOST_AUTHENTICATORS as u8;

pub(super) fn follow(algorithm: Algorithm) {
    for digits in DIGITS {
        // Half of them time-based, one after the other.
        let parameters = |number: u8| Parameters { moving: kinds()[usize::from(number % 2)], algorithm, digits };
        let known: Vec<_> = (0..COUNT).map(|number| credential(&key(number), parameters(number))).collect();
        let followed: Vec<_> = (0..COUNT).map(|number| credential(&secret(key(number)), parameters(number))).collect();
        let account = Account::of(&followed.iter().collect::<Vec<_>>());
        for (number, known) in known.iter().enumerate() {
            each_matches(&account, number, &shown(known, 1));
        }
        none_matches(
            &account,
            &wrong(&known.iter().flat_map(|known| (-1..10).map(|at| shown(known, at))).collect::<Vec<_>>()),
        );
    }
}

fn each_matches(account: &Account<'_>, number: usize, typed: &str) {
    let code = Code::parse(&secret_text(typed)).expect("a code");
    let attempt = account.open().verify(now(), &code, &Policy::DEFAULT).expect("decided");
    let Ok(Verdict::Accepted(accepted)) = account.clone().changed(attempt) else { panic!("{number}") };
    must("accepted as one of eight", accepted.authenticator == number);

    let attempt = account.open().verify_with(number, now(), &code, &Policy::DEFAULT).expect("decided");
    let Ok(Verdict::Accepted(accepted)) = account.clone().changed(attempt) else { panic!("{number}") };
    must("accepted with the one that was named", accepted.authenticator == number);

    let another = (number + 1) % account.states.len();
    let attempt = account.open().verify_with(another, now(), &code, &Policy::DEFAULT).expect("decided");
    let verdict = account.clone().changed(attempt).expect("stored");
    must("rejected with another that was named", matches!(verdict, Verdict::Rejected(_)));
}

fn none_matches(account: &Account<'_>, typed: &str) {
    let code = Code::parse(&secret_text(typed)).expect("a code");
    let attempt = account.open().verify(now(), &code, &Policy::DEFAULT).expect("decided");
    let verdict = account.clone().changed(attempt).expect("stored");
    must("rejected by all of eight", matches!(verdict, Verdict::Rejected(_)));
}
