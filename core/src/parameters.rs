//! What is public about a credential: kind, hash, number of digits, period and T0.

use crate::bytes::{Reader, Writer};
use crate::error::{ParameterError, TimeError};
use crate::time::{Period, TimeStep, UnixTime};

/// The hash that HMAC is computed with (RFC 6238, section 1.2).
///
/// Authenticator apps that ignore this parameter compute with SHA-1, whatever the URI says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// SHA-1, RFC 4226's and what nearly every app uses.
    #[default]
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How many digits a code has: 6 to 10, by default 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Digits {
    /// 6 digits, what people are used to.
    #[default]
    Six = 6,
    /// 7 digits.
    Seven = 7,
    /// 8 digits.
    Eight = 8,
    /// 9 digits.
    Nine = 9,
    /// 10 digits, of which the first is never more than 2: RFC 4226 takes 31 bits.
    Ten = 10,
}

impl Digits {
    /// The number of digits, refused unless 6 to 10.
    pub const fn new(digits: u8) -> Result<Self, ParameterError> {
        match digits {
            6 => Ok(Self::Six),
            7 => Ok(Self::Seven),
            8 => Ok(Self::Eight),
            9 => Ok(Self::Nine),
            10 => Ok(Self::Ten),
            _ => Err(ParameterError::Digits),
        }
    }

    /// The number of digits.
    pub const fn count(self) -> usize {
        self as usize
    }
}

/// What moves a credential from one code to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moving {
    /// Time (TOTP, RFC 6238).
    Totp {
        /// How long a step lasts.
        period: Period,
        /// When step 0 begins; 1970 unless somebody chose otherwise.
        t0: UnixTime,
    },
    /// A counter that each code moves on (HOTP, RFC 4226).
    Hotp,
}

/// The public parameters of a credential. The default is what every authenticator app understands: time-based, SHA-1,
/// 6 digits, 30 seconds.
///
/// ```
/// use mfa_core::{Algorithm, Digits, Parameters};
///
/// let parameters = Parameters { algorithm: Algorithm::Sha256, digits: Digits::Eight, ..Parameters::TOTP };
/// assert_eq!(parameters.digits.count(), 8);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parameters {
    /// What moves it from one code to the next.
    pub moving: Moving,
    /// The hash.
    pub algorithm: Algorithm,
    /// How many digits a code has.
    pub digits: Digits,
}

impl Parameters {
    /// Time-based, SHA-1, 6 digits, 30 seconds from 1970: what every authenticator app understands.
    pub const TOTP: Self = Self {
        moving: Moving::Totp { period: Period::DEFAULT, t0: UnixTime::EPOCH },
        algorithm: Algorithm::Sha1,
        digits: Digits::Six,
    };

    /// Counter-based, SHA-1, 6 digits.
    pub const HOTP: Self = Self { moving: Moving::Hotp, ..Self::TOTP };

    /// How many bytes [`Parameters::to_bytes`] gives.
    pub const LENGTH: usize = 11;

    /// The parameters as bytes, little-endian: kind (1 time-based, 2 counter-based), hash (1 SHA-1, 2 SHA-256, 3
    /// SHA-512), digits, period in two bytes and T0 in six, both 0 if counter-based.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let (kind, period, t0) = match self.moving {
            Moving::Totp { period, t0 } => (1, period.seconds(), t0.seconds()),
            Moving::Hotp => (2, 0, 0),
        };
        let hash = match self.algorithm {
            Algorithm::Sha1 => 1,
            Algorithm::Sha256 => 2,
            Algorithm::Sha512 => 3,
        };
        let mut bytes = [0; Self::LENGTH];
        let mut writer = Writer::new(&mut bytes);
        writer.put(&[kind, hash, self.digits as u8]);
        writer.put(&period.to_le_bytes());
        writer.put_u48(t0);
        bytes
    }

    /// Parameters that were stored; refused by the name of what is out of range.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, ParameterError> {
        let mut reader = Reader::new(bytes);
        let [kind, hash, digits] = reader.take();
        let (period, t0) = (reader.u16(), reader.u48());
        let moving = match (kind, period, t0) {
            (1, ..) => Moving::Totp {
                period: Period::new(u32::from(period))?,
                t0: UnixTime::new(t0).map_err(|_| ParameterError::T0)?,
            },
            (2, 0, 0) => Moving::Hotp,
            _ => return Err(ParameterError::Kind),
        };
        let algorithm = match hash {
            1 => Algorithm::Sha1,
            2 => Algorithm::Sha256,
            3 => Algorithm::Sha512,
            _ => return Err(ParameterError::UnsupportedAlgorithm),
        };
        Ok(Self { moving, algorithm, digits: Digits::new(digits)? })
    }

    /// The step that a time falls into; refused for a counter-based credential and before T0.
    pub(crate) fn step_at<E: From<ParameterError> + From<TimeError>>(&self, now: UnixTime) -> Result<TimeStep, E> {
        match self.moving {
            Moving::Totp { period, t0 } => Ok(TimeStep::at(now, period, t0)?),
            Moving::Hotp => Err(ParameterError::NotTimeBased.into()),
        }
    }
}

impl Default for Parameters {
    fn default() -> Self {
        Self::TOTP
    }
}
