//! How a secret and its parameters are given.

use std::ffi::OsString;

use clap::{Args, ValueEnum};
use mfa_core::{Algorithm, Counter, Digits, ParameterError, Period, UnixTime};

use crate::when;

#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    #[command(flatten)]
    pub(crate) given: Given,

    /// The hash of HMAC [default: sha1]
    #[arg(long, value_enum, value_name = "HASH", ignore_case = true, help_heading = "Parameters")]
    pub(crate) algorithm: Option<HashArg>,

    /// How many digits a code has, 6 to 10 [default: 6]
    #[arg(long, value_name = "N", value_parser = digits, allow_negative_numbers = true, help_heading = "Parameters")]
    pub(crate) digits: Option<Digits>,

    /// How long a time step lasts, 1 to 3600 seconds [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = period, allow_negative_numbers = true, help_heading = "Parameters")]
    pub(crate) period: Option<Period>,

    /// When time step 0 began; a time as for --at [default: 1970-01-01]
    #[arg(long, value_name = "TIME", value_parser = when::parse, allow_negative_numbers = true, help_heading = "Parameters")]
    pub(crate) t0: Option<UnixTime>,

    /// Counter-based (HOTP) instead of time-based (TOTP)
    #[arg(long, help_heading = "Parameters")]
    pub(crate) hotp: bool,

    /// The counter to begin at (HOTP) [default: 0, or what the URI says]
    #[arg(long, value_name = "N", value_parser = counter, allow_negative_numbers = true, help_heading = "Parameters")]
    pub(crate) counter: Option<Counter>,
}

/// The ways to give a secret, of which one is taken.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Given {
    /// The secret in base32: any case, spaces and dashes between, padded or not
    ///
    /// @FILE reads it from a file, and a dash from standard input. Given as it is, it shows in the process list and in
    /// the shell's history.
    #[arg(long, value_name = "BASE32|@FILE|-", help_heading = "Secret")]
    pub(crate) secret: Option<OsString>,

    /// The secret in hexadecimal: any case, spaces, dashes and colons between
    ///
    /// @FILE reads it from a file, and a dash from standard input.
    #[arg(long, value_name = "HEX|@FILE|-", help_heading = "Secret")]
    pub(crate) hex: Option<OsString>,

    /// The secret and its parameters as an otpauth URI
    ///
    /// @FILE reads it from a file, and a dash from standard input.
    #[arg(long, value_name = "URI|@FILE|-", help_heading = "Secret")]
    pub(crate) uri: Option<OsString>,

    /// A dash reads the secret in base32, or an otpauth URI, from standard input
    #[arg(value_name = "-", help_heading = "Secret")]
    pub(crate) dash: Option<OsString>,
}

/// The hashes as they are spelled on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum HashArg {
    Sha1,
    Sha256,
    Sha512,
}

impl From<HashArg> for Algorithm {
    fn from(hash: HashArg) -> Self {
        match hash {
            HashArg::Sha1 => Self::Sha1,
            HashArg::Sha256 => Self::Sha256,
            HashArg::Sha512 => Self::Sha512,
        }
    }
}

pub(super) fn digits(text: &str) -> Result<Digits, ParameterError> {
    text.parse().map_err(|_| ParameterError::Digits).and_then(Digits::new)
}

pub(super) fn period(text: &str) -> Result<Period, ParameterError> {
    text.parse().map_err(|_| ParameterError::Period).and_then(Period::new)
}

fn counter(text: &str) -> Result<Counter, ParameterError> {
    text.parse().map_err(|_| ParameterError::Counter).and_then(Counter::new)
}
