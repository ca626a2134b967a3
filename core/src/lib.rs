#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(any(feature = "sha1", feature = "sha256", feature = "sha512")),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        unused_variables,
        reason = "without a hash there is no credential"
    )
)]

mod attempt;
mod base32;
mod bytes;
mod code;
mod credential;
mod ct;
mod decision;
mod enrollment;
mod error;
mod hash;
mod mac;
mod numerals;
#[cfg(feature = "ocra")]
mod ocra;
mod parameters;
mod person;
mod policy;
mod position;
#[cfg(feature = "qr")]
mod qr;
#[cfg(feature = "recovery")]
mod recovery;
mod secret;
#[cfg(all(feature = "sha1", any(feature = "compact", test)))]
mod sha1_compact;
mod state;
#[cfg(mfa_taint)]
pub mod taint;
mod text;
mod time;
#[cfg(feature = "recovery")]
mod typed;
#[cfg(feature = "uri")]
mod uri;
mod verdict;

pub use attempt::{Attempt, Commit, NextStates, TwoSteps, Uncommitted};
pub use code::Code;
pub use credential::{Credential, Shown};
#[doc(hidden)] // For mfa-ffi, which makes text of C's bytes.
pub use ct::is_ascii;
pub use decision::{
    Allowance, Decision, Denial, Ended, Facts, LoginPolicy, LoginRecord, Occasion, Occasions, PastDeadline,
    Requirement, Unneeded, is_listed,
};
pub use enrollment::{
    Confirmation, ConfirmedBy, Enrollment, EnrollmentLifetime, EnrollmentPermit, EnrollmentPolicy, NextEnrollment,
    PendingStep, WrongCodes,
};
pub use error::{
    AttemptError, CodeError, EnrollmentError, EnrollmentPolicyError, EnrollmentRecordError, GenerationError,
    LoginPolicyError, LoginRecordError, NotCommitted, ParameterError, PersonError, PolicyError, SecretError,
    StateError, TimeError,
};
pub use parameters::{Algorithm, Digits, Moving, Parameters};
pub use person::{Authenticator, MOST_AUTHENTICATORS, Person, Progress, Status};
#[doc(hidden)] // For mfa-ffi, whose people are of two sizes and log in by one function.
pub use person::{NextOfSeats, Seat, Seated};
pub use policy::{AtCap, DiagnosisReach, Drift, LookAhead, Policy, ResyncRange, Throttle, Window};
pub use position::{Counter, Position};
pub use secret::{Secret, Strength};
pub use state::{SealedState, Standing};
pub use text::is_unprintable;
pub use time::{Days, Hours, Minutes, Period, Seconds, TimeStep, UnixTime};
pub use verdict::{Accepted, Diagnosis, Reason, Rejected, Restoration, Resynchronization, Resynchronized, Verdict};
#[cfg(feature = "qr")]
pub use {
    error::QrError,
    qr::{Qr, QrSpace, TerminalColors},
};
#[cfg(feature = "recovery")]
pub use {
    error::{
        DeviceIdError, RecoveryCodeError, RecoveryCodesError, RecoveryDigitsError, RecoveryError, RecoveryKeyError,
        RecoveryPolicyError, RecoveryRecordError, TypedError,
    },
    recovery::{
        AfterRecovery, ClockTolerance, CodeRedeemed, CodeRedemption, DeviceId, GrantLength, GrantLogins, GrantUses,
        IssuedPin, Moment, NextCodes, NextRecovery, OpenGrant, Recovered, Recovery, RecoveryChallenge, RecoveryCode,
        RecoveryCodeLength, RecoveryCodes, RecoveryCodesPolicy, RecoveryDigits, RecoveryKey, RecoveryPolicy, Redeemed,
        RedeemedBy, Redemption, SealedRecovery, StoredCodes, Uptime, issue, respond,
    },
    typed::Typed,
};
#[cfg(feature = "uri")]
pub use {
    error::{LabelError, UriError, UriPart},
    uri::{Label, Otpauth, SetupUri, UriText},
};
#[cfg(feature = "ocra")]
pub use {
    error::{OcraError, OcraPart, OcraResponseError, OcraSuiteError},
    ocra::{Ocra, OcraFormat, OcraInputs, OcraPinHash, OcraQuestion, OcraResponse, OcraSuite, OcraTime},
};
