//! A login with a code, from what was typed to what is stored: for each hash, number of digits and kind, with wrong codes and
//! with the one of each candidate.

use std::hint::black_box;

use constant_time::people::*;
use constant_time::random::Random;
use mfa_core::*;

use crate::{counted, group};

/// The window has three steps, the look-ahead ten counters.
const POLICY: Policy = Policy::DEFAULT;

/// `verify-HASH-DIGITS-KIND`.
pub(crate) fn series() -> impl Iterator<Item = String> {
    configurations().map(|(name, _)| name)
}

fn configurations() -> impl Iterator<Item = (String, Parameters)> {
    let of = |algorithm, digits: Digits, moving| {
        let kind = if matches!(moving, Moving::Hotp) { "hotp" } else { "totp" };
        let name = format!("verify-{algorithm:?}-{}-{kind}", digits.count()).to_lowercase();
        (name, Parameters { moving, algorithm, digits })
    };
    ALGORITHMS.into_iter().flat_map(move |algorithm| {
        DIGITS.into_iter().flat_map(move |digits| kinds().into_iter().map(move |moving| of(algorithm, digits, moving)))
    })
}

/// Counts a series; false if there is none of that name.
pub(crate) fn count(name: &str, random: &mut Random, keys: usize) -> bool {
    let Some((_, parameters)) = configurations().find(|(known, _)| known == name) else { return false };
    let offsets: Vec<i64> = if is_time_based(parameters) { (-1..=1).collect() } else { (0..10).collect() };
    group("wrong", keys);
    for _ in 0..keys {
        login(random, parameters, &offsets, None);
    }
    for offset in &offsets {
        group("accepted", keys);
        for _ in 0..keys {
            login(random, parameters, &offsets, Some(*offset));
        }
    }
    true
}

/// With a new key each time. Where by chance two candidates have one code, or a wrong one is none, there is another key.
fn login(random: &mut Random, parameters: Parameters, offsets: &[i64], right: Option<i64>) {
    let credential = credential(&random.bytes::<20>(), parameters);
    let codes: Vec<_> = offsets.iter().map(|offset| shown(&credential, *offset)).collect();
    let typed = right.map_or_else(|| random.digits(parameters.digits.count()), |offset| shown(&credential, offset));
    if codes.iter().filter(|code| **code == typed).count() != usize::from(right.is_some()) {
        return login(random, parameters, offsets, right);
    }
    let state = Account::of(&[&credential]).states[0];
    // Where it lies is no different from one call to the next.
    let mut text = [0; 10];
    text[..typed.len()].copy_from_slice(typed.as_bytes());
    let typed = black_box(str::from_utf8(&text[..typed.len()]).expect("digits"));
    let verdict = counted(|| decided(&credential, &state, typed));
    assert_eq!(verdict.is_accepted(), right.is_some());
}

#[inline(never)]
fn decided(credential: &Credential, state: &SealedState, typed: &str) -> Verdict {
    let code = Code::parse(typed).expect("a code");
    let person = Person::<1>::open(&[Authenticator { credential, state }]).expect("intact");
    let mut stored = *state;
    let attempt = person.verify(now(), &code, &POLICY).expect("decided");
    let verdict = attempt.commit(|next| {
        stored = *black_box(next.state().expect("one"));
        Commit::Stored
    });
    black_box(stored);
    verdict.expect("stored")
}
