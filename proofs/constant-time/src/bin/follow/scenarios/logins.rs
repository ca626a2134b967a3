//! Logins with one authenticator: each hash, number of digits, kind and window, accepted at each candidate, and not.

use constant_time::people::*;
use constant_time::valgrind::{secret, secret_text};
use mfa_core::*;

use crate::tally::{must, saw};

/// Steps to both sides. What is counter-based looks at as many counters, at most a hundred.
const WINDOWS: [u8; 4] = [0, 1, 2, Window::MOST];

pub(super) fn follow(algorithm: Algorithm, all: bool) {
    for digits in DIGITS {
        for moving in kinds() {
            for window in WINDOWS {
                of(Parameters { moving, algorithm, digits }, window, all);
            }
        }
    }
}

fn of(parameters: Parameters, window: u8, all: bool) {
    let credential = credential(&secret(key(0)), parameters);
    let policy = Policy {
        window: Window::new(window, window).expect("at most 50"),
        look_ahead: LookAhead::new((2 * window + 1).min(LookAhead::MOST)).expect("1 to 100"),
        ..Policy::DEFAULT
    };
    let positions: Vec<i64> = match is_time_based(parameters) {
        true => (-i64::from(window)..=i64::from(window)).collect(),
        false => (0..i64::from(policy.look_ahead.count())).collect(),
    };
    let known = constant_time::people::credential(&key(0), parameters);
    let codes: Vec<_> = positions.iter().map(|position| shown(&known, *position)).collect();
    let fresh = Account::of(&[&credential]);
    let sampled = |index| window < Window::MOST || [0, codes.len() / 2, codes.len() - 1].contains(&index);
    for index in (0..codes.len()).filter(|index| all || sampled(*index)) {
        let mut account = fresh.clone();
        let first = accepted(&mut account, &codes, &positions, index, &policy);
        if sampled(index) {
            replayed(&mut account, &codes, &positions, first, &policy);
        }
    }
    rejected_locked_and_closed(&fresh, &codes, policy);
}

/// Types a code, and stores what comes of it.
fn types(account: &mut Account<'_>, typed: &str, policy: &Policy) -> Verdict {
    let code = Code::parse(&secret_text(typed)).expect("a code");
    let attempt = account.open().verify(now(), &code, policy).expect("decided");
    account.changed(attempt).expect("stored")
}

/// Gives the first candidate that has the code, which is the one that is accepted.
fn accepted(account: &mut Account<'_>, codes: &[String], positions: &[i64], index: usize, policy: &Policy) -> usize {
    let first = codes.iter().position(|code| *code == codes[index]).expect("it is one of them");
    let Verdict::Accepted(accepted) = types(account, &codes[index], policy) else { panic!("{index}") };
    must("accepted at a candidate", accepted.offset == positions[first]);
    first
}

fn replayed(account: &mut Account<'_>, codes: &[String], positions: &[i64], first: usize, policy: &Policy) {
    let Verdict::Rejected(rejected) = types(account, &codes[first], policy) else { return };
    match rejected.reason {
        Reason::Replayed => saw("rejected, used last"),
        _ => saw("rejected, behind the counter"),
    }
    if positions[0] < 0 && first > 1 && codes[0] != codes[first] {
        let Verdict::Rejected(rejected) = types(account, &codes[0], policy) else { panic!("used up") };
        must("rejected, used long ago", rejected.reason == Reason::Replayed);
    }
}

fn rejected_locked_and_closed(fresh: &Account<'_>, codes: &[String], policy: Policy) {
    let wrong = wrong(codes);
    let throttle = |free, cap| Throttle::new(free, Seconds::new(30), Seconds::new(60), cap, AtCap::Close);
    let mut account = fresh.clone();
    let locking = Policy { throttle: throttle(0, 100).expect("in range"), ..policy };
    must("rejected, wrong", matches!(types(&mut account, &wrong, &locking), Verdict::Rejected(_)));
    let verdict = types(&mut account, &codes[0], &locking);
    must("locked or closed", matches!(verdict, Verdict::Locked { .. } | Verdict::Closed));

    let mut account = fresh.clone();
    let closing = Policy { throttle: throttle(1, 1).expect("in range"), ..policy };
    must("rejected, wrong", matches!(types(&mut account, &wrong, &closing), Verdict::Rejected(_)));
    must("closed", matches!(types(&mut account, &codes[0], &closing), Verdict::Closed));
}
