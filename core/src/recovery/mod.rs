//! Recovery: how somebody whose phone is gone gets in, on a computer that may be offline.
//!
//! Three ways, each with a record and a ladder of failures that are not the one-time codes':
//!
//! - A **PIN** that a help desk computes from the pair's [`RecoveryKey`] and reads out ([`issue`]). It is valid for two
//!   minutes, once, and opens a **grant**: some logins in some time, by default 20 in 60 minutes.
//! - A **challenge** that the device shows and the help desk answers ([`respond`]), for devices whose clock cannot be
//!   trusted.
//! - **Recovery codes** on a sheet of paper, each good for one login ([`RecoveryCodes`]).
//!
//! PIN and response are OCRA (RFC 6287), so any OCRA server can be the issuer, and both end in a Damm check digit, so that a slip of
//! the ear costs no attempt. None replaces the first factor. Whoever issues verifies the caller first.

mod challenge;
mod clock;
mod codes;
mod device;
mod digits;
mod engine;
mod grant;
mod hmac;
mod issuer;
mod key;
mod policy;
mod record;
mod redeem;
mod redemption;

pub use challenge::RecoveryChallenge;
pub use clock::{Moment, Uptime};
pub use codes::{
    CodeRedeemed, CodeRedemption, NextCodes, RecoveryCode, RecoveryCodeLength, RecoveryCodes, StoredCodes,
};
pub use device::DeviceId;
pub use digits::RecoveryDigits;
pub use engine::{NextRecovery, Recovery};
pub use grant::OpenGrant;
pub use issuer::{IssuedPin, issue, respond};
pub use key::RecoveryKey;
pub use policy::{
    AfterRecovery, ClockTolerance, GrantLength, GrantLogins, GrantUses, RecoveryCodesPolicy, RecoveryPolicy,
};
pub use record::SealedRecovery;
pub use redemption::{Recovered, Redeemed, RedeemedBy, Redemption};

/// How long a step of issue lasts in seconds: the `T10S` of [`OcraSuite::RECOVERY_PIN`](crate::OcraSuite::RECOVERY_PIN).
const STEP: u64 = 10;
/// How many steps a PIN is valid for after its own: two minutes.
const VALID_STEPS: u64 = 12;
