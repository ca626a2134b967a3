//! The crate `totp-rs`.

use mfa_core::{Algorithm, Digits};
use totp_rs::{Builder, Totp};

use super::Peer;
use crate::case::{Case, Limits, Moving};

pub struct TotpRs;

const LIMITS: Limits = Limits {
    about: "time-based codes only; 6 to 9 digits, for with 10 it panics; no T0; windows of one reach to both sides",
    shortest_key: 0,
    digits: &[Digits::Six, Digits::Seven, Digits::Eight, Digits::Nine],
    hotp: &[],
    t0: false,
    window_of_two: false,
    below_zero: true,
};

impl Peer for TotpRs {
    fn name(&self) -> String {
        "totp-rs 6".to_owned()
    }

    fn limits(&self) -> &'static Limits {
        &LIMITS
    }

    fn code(&self, case: &Case) -> String {
        let (totp, now) = totp(case);
        totp.generate(now).to_string()
    }

    fn found(&self, case: &Case, typed: &str) -> Option<u64> {
        let (totp, now) = totp(case);
        totp.check(typed, now)
    }
}

/// Not checked, for it would refuse keys under 128 bits and nine digits.
fn totp(case: &Case) -> (Totp, u64) {
    let Moving::Time { now, period, past, .. } = case.moving else { unreachable!("no counters") };
    let algorithm = match case.algorithm {
        Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
        Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
        _ => totp_rs::Algorithm::SHA512,
    };
    let totp = Builder::new()
        .with_algorithm(algorithm)
        .with_digits(u8::try_from(case.digits.count()).expect("few"))
        .with_secret(case.key.clone())
        .with_skew(past.into())
        .with_step_duration(period.into());
    (totp.build_noncompliant(), now)
}
