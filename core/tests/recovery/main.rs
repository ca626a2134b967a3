//! Recovery: PINs and responses against a model over somebody else's HMAC, every slip on a thousand PINs, both edges of
//! every window, what clocks, grants, records and failures promise, who wins a race, and 10,000 random histories of PINs
//! and challenges, and as many of recovery codes, against a naive model.
#![cfg(feature = "recovery")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "helpers of tests are as blunt as tests"
)]

mod challenges;
pub(crate) mod code_histories;
mod codes;
mod grants;
pub(crate) mod histories;
mod ladder;
mod laptop;
pub(crate) mod model;
mod pins;
mod promises;
mod races;
mod records;
#[path = "../common/server.rs"]
mod server;
mod windows;

use mfa_core::{ClockTolerance, DeviceId, RecoveryDigits, RecoveryKey, RecoveryPolicy, Seconds, UnixTime, issue};

const KEY: [u8; 32] = *b"a key of one person, one device.";
const DEVICE: &str = "LAPTOP-0042";
/// The first second of a step of issue.
const NOW: u64 = 1_700_000_000;
const YEAR_2040: u64 = 2_208_988_800;

const ON: RecoveryPolicy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };

fn key() -> RecoveryKey {
    RecoveryKey::from_random(KEY)
}

fn device() -> DeviceId {
    DeviceId::new(DEVICE).unwrap()
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

fn digits(text: &str) -> RecoveryDigits {
    RecoveryDigits::parse(text).unwrap()
}

/// The PIN that the help desk reads out at a time.
fn pin_at(seconds: u64) -> RecoveryDigits {
    issue(&key(), &device(), at(seconds)).unwrap().pin
}

/// A PIN that is none of this device's.
fn wrong() -> RecoveryDigits {
    issue(&key(), &DeviceId::new("ANOTHER-ONE").unwrap(), at(NOW)).unwrap().pin
}

fn tolerating(seconds: u32) -> RecoveryPolicy {
    RecoveryPolicy { clock_tolerance: ClockTolerance::new(Seconds::new(seconds)).unwrap(), ..ON }
}
