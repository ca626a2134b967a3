//! How a policy is given until there is a policy file.

use core::str::FromStr;

use clap::{Args, ValueEnum};
use mfa_core::{Drift, LookAhead, Policy, PolicyError, Window};

#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// The policy to begin with
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Preset::Default, help_heading = "Policy")]
    policy: Preset,

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

/// The policies there are.
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

impl PolicyArgs {
    pub(crate) fn policies(&self) -> Result<mfa_host::policy::Policies, crate::failure::Failure> {
        Ok(mfa_host::policy::Policies { codes: self.policy(), ..Default::default() })
    }

    pub(crate) fn policy(&self) -> Policy {
        let preset = match self.policy {
            Preset::Default => Policy::DEFAULT,
            Preset::Rfc6238 => Policy::RFC_6238,
            Preset::Nist => Policy::NIST_SP_800_63B,
            Preset::Asvs => Policy::ASVS_5,
            Preset::Administrator => Policy::ADMINISTRATOR,
        };
        Policy {
            window: self.window.unwrap_or(preset.window),
            look_ahead: self.look_ahead.unwrap_or(preset.look_ahead),
            drift: self.drift.map_or(preset.drift, |DriftArg(drift)| drift),
            ..preset
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
