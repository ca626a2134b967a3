//! A secret prepared for use, and the codes that an app shows.

use std::sync::Arc;

use mfa_core as engine;

use crate::error::Refused;
use crate::secret::Secret;
use crate::time::{seconds, time};

/// The hash that codes are computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Algorithm {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// What moves a credential from one code to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Moving {
    /// Time (TOTP).
    Totp {
        /// How long a step lasts, in seconds.
        period: u32,
        /// When step 0 begins.
        t0: i64,
    },
    /// A counter (HOTP).
    Hotp,
}

/// What is public about a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Parameters {
    /// What moves it.
    pub moving: Moving,
    /// The hash.
    pub algorithm: Algorithm,
    /// How many digits a code has.
    pub digits: u8,
}

/// A secret and its parameters, prepared once and used often.
#[derive(Debug, uniffi::Object)]
pub struct Credential(pub(crate) engine::Credential);

/// What an app shows.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Shown {
    /// The code.
    pub code: String,
    /// The time step it is the code of.
    pub step: u64,
    /// How many seconds it is still the current one.
    pub seconds_left: u32,
}

/// Refuses parameters that no credential can have.
#[uniffi::export]
pub fn check_parameters(parameters: Parameters) -> Result<(), Refused> {
    parameters.checked().map(|_| ())
}

#[uniffi::export]
impl Credential {
    /// Prepares a secret.
    #[uniffi::constructor]
    pub fn new(secret: &Secret, parameters: Parameters) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::Credential::new(&secret.0, parameters.checked()?)?)))
    }

    /// Its parameters.
    pub fn parameters(&self) -> Result<Parameters, Refused> {
        Ok(self.0.parameters().into())
    }

    /// The code at a time.
    pub fn code_at(&self, now: i64) -> Result<Shown, Refused> {
        let shown = self.0.code_at(time(now)?)?;
        Ok(Shown {
            code: shown.code.as_str().to_owned(),
            step: shown.step.number(),
            seconds_left: shown.seconds_left.count(),
        })
    }

    /// The code of a time step.
    pub fn code_in(&self, step: u64) -> Result<String, Refused> {
        Ok(self.0.code_in(engine::TimeStep::new(step)?)?.as_str().to_owned())
    }

    /// The code of a counter.
    pub fn code_for(&self, counter: u64) -> Result<String, Refused> {
        Ok(self.0.code_for(engine::Counter::new(counter)?)?.as_str().to_owned())
    }
}

/// Parameters as the 11 bytes that are stored beside a state: the same in every language.
#[uniffi::export]
pub fn parameters_to_bytes(parameters: Parameters) -> Result<Vec<u8>, Refused> {
    Ok(parameters.checked()?.to_bytes().to_vec())
}

/// Parameters that were stored.
#[uniffi::export]
pub fn parameters_from_bytes(bytes: &[u8]) -> Result<Parameters, Refused> {
    let bytes = bytes.try_into().map_err(|_| Refused::parameters_length())?;
    Ok((&engine::Parameters::from_bytes(bytes)?).into())
}

impl Parameters {
    pub(crate) fn checked(self) -> Result<engine::Parameters, Refused> {
        let moving = match self.moving {
            Moving::Totp { period, t0 } => engine::Moving::Totp {
                period: engine::Period::new(period)?,
                t0: time(t0).map_err(|_| engine::ParameterError::T0)?,
            },
            Moving::Hotp => engine::Moving::Hotp,
        };
        let digits = engine::Digits::new(self.digits)?;
        Ok(engine::Parameters { moving, algorithm: self.algorithm.into(), digits })
    }
}

impl From<&engine::Parameters> for Parameters {
    fn from(parameters: &engine::Parameters) -> Self {
        let moving = match parameters.moving {
            engine::Moving::Totp { period, t0 } => {
                Moving::Totp { period: u32::from(period.seconds()), t0: seconds(t0) }
            }
            engine::Moving::Hotp => Moving::Hotp,
        };
        Self { moving, algorithm: parameters.algorithm.into(), digits: parameters.digits as u8 }
    }
}

impl From<Algorithm> for engine::Algorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::Sha1,
            Algorithm::Sha256 => Self::Sha256,
            Algorithm::Sha512 => Self::Sha512,
        }
    }
}

impl From<engine::Algorithm> for Algorithm {
    fn from(algorithm: engine::Algorithm) -> Self {
        match algorithm {
            engine::Algorithm::Sha1 => Self::Sha1,
            engine::Algorithm::Sha256 => Self::Sha256,
            engine::Algorithm::Sha512 => Self::Sha512,
        }
    }
}

/// A position that is good first: a step of a time-based credential, a counter of a counter-based one.
pub(crate) fn position(parameters: &engine::Parameters, number: u64) -> Result<engine::Position, Refused> {
    Ok(match parameters.moving {
        engine::Moving::Totp { .. } => engine::Position::Step(engine::TimeStep::new(number)?),
        engine::Moving::Hotp => engine::Position::Counter(engine::Counter::new(number)?),
    })
}
