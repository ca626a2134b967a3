//! The crate `totp-rfc`.

use mfa_core::{Algorithm, Digits};
use totp_rfc::{Hotp, Secret, Totp, ValidationWindow};

use super::Peer;
use crate::case::{Case, Limits, Moving};

pub struct TotpRfc;

const LIMITS: Limits = Limits {
    about: "keys of 16 bytes or more; 6 to 8 digits; SHA-1 for counters",
    shortest_key: 16,
    digits: &[Digits::Six, Digits::Seven, Digits::Eight],
    hotp: &[Algorithm::Sha1],
    t0: true,
    window_of_two: true,
    below_zero: true,
};

impl Peer for TotpRfc {
    fn name(&self) -> String {
        "totp-rfc 0.1".to_owned()
    }

    fn limits(&self) -> &'static Limits {
        &LIMITS
    }

    fn code(&self, case: &Case) -> String {
        match case.moving {
            Moving::Counter { counter, .. } => hotp(case).generate(&secret(case), counter).to_string(),
            Moving::Time { now, .. } => totp(case).generate(&secret(case), now).expect("not before T0").to_string(),
        }
    }

    fn found(&self, case: &Case, typed: &str) -> Option<u64> {
        match case.moving {
            Moving::Counter { counter, further } => hotp(case)
                .verify_window(&secret(case), counter, further.into(), typed)
                .expect("digits")
                .map(|found| found.counter()),
            Moving::Time { now, past, future, .. } => {
                let window = ValidationWindow::new(past.into(), future.into());
                let found = totp(case).verify_window(&secret(case), now, window, typed);
                found.expect("digits").map(|found| found.counter())
            }
        }
    }
}

fn secret(case: &Case) -> Secret<'_> {
    Secret::new(&case.key).expect("16 bytes or more")
}

fn digits(case: &Case) -> totp_rfc::Digits {
    totp_rfc::Digits::new(u8::try_from(case.digits.count()).expect("few")).expect("6 to 8")
}

fn hotp(case: &Case) -> Hotp {
    Hotp::new(digits(case))
}

fn totp(case: &Case) -> Totp {
    let Moving::Time { period, t0, .. } = case.moving else { unreachable!("a counter") };
    let algorithm = match case.algorithm {
        Algorithm::Sha1 => totp_rfc::Algorithm::Sha1,
        Algorithm::Sha256 => totp_rfc::Algorithm::Sha256,
        _ => totp_rfc::Algorithm::Sha512,
    };
    Totp::new(algorithm, digits(case), period.into(), t0).expect("a period")
}
