//! Published codes: RFC 4226, appendix D, RFC 6238, appendix B, and what peers' test suites say (`vectors/*.txt` names
//! each). The engine shows them, and it accepts them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests are as blunt as tests"
)]

#[path = "common/account.rs"]
mod account;
#[path = "common/prepared.rs"]
mod prepared;
#[path = "common/vectors.rs"]
mod vectors;

use account::Account;
use mfa_core::{Code, Counter, Credential, Moving, Parameters, Period, Policy, Position, Secret, UnixTime};
use prepared::credential;
use vectors::{Vector, vectors};

const HOTP: &str = include_str!("vectors/hotp.txt");
const TOTP: &str = include_str!("vectors/totp.txt");

#[test]
fn every_published_hotp_code_is_shown() {
    for vector in vectors(HOTP) {
        let credential = credential(&vector, Moving::Hotp);
        for (counter, published) in counters(&vector) {
            let shown = credential.code_for(Counter::new(counter).unwrap()).unwrap();
            assert_eq!(shown.as_str(), published, "line {}, counter {counter}", vector.line());
        }
    }
}

#[test]
fn every_published_hotp_code_is_accepted_in_its_turn() {
    for vector in vectors(HOTP) {
        let start = Position::Counter(Counter::new(vector.number("counter")).unwrap());
        let mut account = Account::new(credential(&vector, Moving::Hotp), start);
        for (counter, published) in counters(&vector) {
            let verdict = account.types(0, published, &Policy::DEFAULT);
            assert!(verdict.is_accepted(), "line {}, counter {counter}", vector.line());
        }
    }
}

#[test]
fn every_published_totp_code_is_shown() {
    for vector in vectors(TOTP) {
        let credential = credential(&vector, totp(&vector));
        for (time, published) in times(&vector) {
            let shown = credential.code_at(UnixTime::new(time).unwrap()).unwrap();
            assert_eq!(shown.code.as_str(), published, "line {}, time {time}", vector.line());
        }
    }
}

#[test]
fn every_published_totp_code_is_accepted_at_its_time() {
    for vector in vectors(TOTP) {
        let credential = credential(&vector, totp(&vector));
        let beginning = credential.beginning();
        let mut account = Account::new(credential, beginning);
        for (time, published) in times(&vector) {
            let verdict = account.types(time, published, &Policy::DEFAULT);
            assert!(verdict.is_accepted(), "line {}, time {time}", vector.line());
        }
    }
}

#[test]
fn the_rfcs_are_there_in_full() {
    let codes_from = |text, source: &str| {
        let of_source = vectors(text).into_iter().filter(|vector| vector.text("from").starts_with(source));
        of_source.map(|vector| codes(&vector).count()).sum::<usize>()
    };
    // Ten counters, with six digits and with what the table says of nine and ten.
    assert_eq!(codes_from(HOTP, "RFC 4226, appendix D"), 10 * 3);
    // Six times, three hashes.
    assert_eq!(codes_from(TOTP, "RFC 6238, appendix B"), 6 * 3);
}

/// RFC 6238's appendix says T as well: the step that each of its times falls into.
#[test]
fn times_fall_into_the_steps_that_the_rfc_says() {
    let steps = [
        (59, 0x0000_0000_0000_0001),
        (1_111_111_109, 0x0000_0000_0235_23EC),
        (1_111_111_111, 0x0000_0000_0235_23ED),
        (1_234_567_890, 0x0000_0000_0273_EF07),
        (2_000_000_000, 0x0000_0000_03F9_40AA),
        (20_000_000_000, 0x0000_0000_27BC_86AA),
    ];
    let secret = Secret::import(b"12345678901234567890").unwrap();
    let credential = Credential::new(&secret, Parameters::TOTP).unwrap();
    for (time, step) in steps {
        let shown = credential.code_at(UnixTime::new(time).unwrap()).unwrap();
        assert_eq!(shown.step.number(), step, "time {time}");
    }
}

/// "The code of RFC 4226 at counter 1 is the one of RFC 6238 at time 59", cut to six digits.
#[test]
fn totp_is_hotp_over_steps() {
    let secret = Secret::import(b"12345678901234567890").unwrap();
    let totp = Credential::new(&secret, Parameters::TOTP).unwrap();
    let hotp = Credential::new(&secret, Parameters::HOTP).unwrap();
    for step in 0..1000 {
        let by_time = totp.code_at(UnixTime::new(step * 30).unwrap()).unwrap();
        let by_counter = hotp.code_for(Counter::new(step).unwrap()).unwrap();
        assert_eq!(by_time.code.as_str(), by_counter.as_str());
    }
}

/// Trap 32: a code that begins with zero keeps it, however it is shown, typed or compared.
#[test]
fn published_codes_that_begin_with_zero_keep_it() {
    let zeros = vectors(TOTP).into_iter().chain(vectors(HOTP));
    let zeros: Vec<_> =
        zeros.flat_map(|vector| codes(&vector).collect::<Vec<_>>()).filter(|code| code.starts_with('0')).collect();
    assert!(zeros.len() > 10);
    for code in zeros {
        assert_eq!(Code::parse(code).unwrap().as_str(), code);
    }
}

fn totp(vector: &Vector) -> Moving {
    Moving::Totp { period: Period::new(vector.number("period")).unwrap(), t0: UnixTime::EPOCH }
}

fn counters(vector: &Vector) -> impl Iterator<Item = (u64, &'static str)> {
    (vector.number("counter")..).zip(codes(vector))
}

fn times(vector: &Vector) -> impl Iterator<Item = (u64, &'static str)> {
    (vector.number("time")..).step_by(vector.number("period")).zip(codes(vector))
}

fn codes(vector: &Vector) -> impl Iterator<Item = &'static str> {
    vector.text("codes").split_whitespace()
}
