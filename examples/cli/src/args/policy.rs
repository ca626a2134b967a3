//! The policies that a command decides by: those of files, and what is said beside them.

use core::str::FromStr;

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use mfa_core::{Drift, LookAhead, Policy, PolicyError, Window};
use mfa_host::policy::{self, Policies};

use crate::failure::Failure;

/// The files alone, for what verifies no code.
#[derive(Clone, Debug, Args)]
pub(crate) struct PolicyFiles {
    /// The policy file, or managed preferences [default: /etc/libmfa/policy.toml, if it is there]
    ///
    /// Given several times, each is laid over those before it. What belongs to somebody else, or can be written by others, is
    /// refused.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Policy")]
    policy: Vec<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct PolicyArgs {
    #[command(flatten)]
    files: PolicyFiles,

    /// How codes are verified, administrators' too, instead of as the policy file says
    #[arg(long, value_enum, value_name = "NAME", help_heading = "Policy")]
    preset: Option<Preset>,

    /// How many time steps before and after the current one are good, at most 50 each (TOTP)
    ///
    /// One number stands for both sides.
    #[arg(long, value_name = "PAST[,FUTURE]", value_parser = window, allow_hyphen_values = true, help_heading = "Policy")]
    window: Option<Window>,

    /// How many counters are good from the expected one on, 1 to 100 (HOTP)
    #[arg(long, value_name = "N", value_parser = look_ahead, allow_negative_numbers = true, help_heading = "Policy")]
    look_ahead: Option<LookAhead>,

    /// How many time steps a phone's clock may be learned to be off, 1 to 20; 0 is off (TOTP)
    #[arg(long, value_name = "N", value_parser = drift, allow_negative_numbers = true, help_heading = "Policy")]
    drift: Option<DriftArg>,
}

/// The presets there are.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Preset {
    /// One step to each side, ten counters ahead; five free failures, then locks of 30 seconds to an hour, closed after
    /// 100
    Default,
    /// As default, with one past step and none ahead (RFC 6238, section 5.2)
    Rfc6238,
    /// As default: at most 100 consecutive failures (NIST SP 800-63B)
    Nist,
    /// As default, with the current step only, and time lifts every lock (OWASP ASVS 5.0)
    Asvs,
    /// As default, but from the sixth failure on each locks for an hour; time lifts it
    Administrator,
}

/// The bound on learned drift; `None` is off.
#[derive(Clone, Copy, Debug)]
struct DriftArg(Option<Drift>);

impl PolicyFiles {
    /// What the files say.
    pub(crate) fn policies(&self) -> Result<Policies, Failure> {
        self.of_files().map_err(|failure| failure.and("; nothing was decided"))
    }

    /// The files that were named.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.policy
    }

    fn of_files(&self) -> Result<Policies, Failure> {
        let refused = |error: policy::PolicyFileError| Failure::input(error.to_string());
        if self.policy.is_empty() {
            let reading = policy::open_default().map_err(refused)?;
            return Ok(reading.map(|reading| reading.policies).unwrap_or_default());
        }
        self.policy.iter().try_fold(Policies::default(), |under, path| {
            policy::open(path, &under).map(|reading| reading.policies).map_err(refused)
        })
    }
}

impl PolicyArgs {
    /// Whether nothing is said.
    pub(crate) fn is_silent(&self) -> bool {
        let Self { files, preset, window, look_ahead, drift } = self;
        let codes = preset.is_none() && window.is_none() && look_ahead.is_none() && drift.is_none();
        codes && files.files().is_empty()
    }

    /// The files that were named.
    pub(crate) fn files(&self) -> &[PathBuf] {
        self.files.files()
    }

    /// What the files say, and over it what the command line says.
    pub(crate) fn policies(&self) -> Result<Policies, Failure> {
        let mut policies = self.files.policies()?;
        for codes in [&mut policies.codes, &mut policies.administrators.codes] {
            *codes = self.over(codes);
        }
        Ok(policies)
    }

    fn over(&self, codes: &Policy) -> Policy {
        let preset = self.preset.map_or(*codes, Preset::policy);
        Policy {
            window: self.window.unwrap_or(preset.window),
            look_ahead: self.look_ahead.unwrap_or(preset.look_ahead),
            drift: self.drift.map_or(preset.drift, |DriftArg(drift)| drift),
            ..preset
        }
    }
}

impl Preset {
    const fn policy(self) -> Policy {
        match self {
            Self::Default => Policy::DEFAULT,
            Self::Rfc6238 => Policy::RFC_6238,
            Self::Nist => Policy::NIST_SP_800_63B,
            Self::Asvs => Policy::ASVS_5,
            Self::Administrator => Policy::ADMINISTRATOR,
        }
    }
}

fn window(text: &str) -> Result<Window, PolicyError> {
    let (past, future) = text.split_once(',').unwrap_or((text, text));
    Window::new(number(past, PolicyError::Window)?, number(future, PolicyError::Window)?)
}

fn look_ahead(text: &str) -> Result<LookAhead, PolicyError> {
    LookAhead::new(number(text, PolicyError::LookAhead)?)
}

fn drift(text: &str) -> Result<DriftArg, PolicyError> {
    Ok(DriftArg(match number(text, PolicyError::Drift)? {
        0 => None,
        steps => Some(Drift::within(steps)?),
    }))
}

/// A number, or the sentence that says which there are.
pub(super) fn number<N: FromStr>(text: &str, refused: PolicyError) -> Result<N, PolicyError> {
    text.trim().parse().map_err(|_| refused)
}
