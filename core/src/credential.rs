//! A secret prepared for use: what codes are computed with and states are sealed by.

use core::fmt;

use zeroize::{Zeroizing, optimization_barrier};

use crate::code::Code;
use crate::ct::{self, Because};
use crate::error::{GenerationError, ParameterError};
use crate::mac::{AHEAD, Keyed, Tag};
use crate::parameters::{Moving, Parameters};
use crate::position::{Counter, Position};
use crate::secret::Secret;
use crate::time::{Seconds, TimeStep, UnixTime};

/// A secret and its parameters, immutable, prepared so that a code costs two compressions of the hash. Made once, used
/// often, wiped when dropped.
///
/// ```
/// use mfa_core::{Credential, Parameters, Secret, UnixTime};
///
/// let secret = Secret::import(b"12345678901234567890")?;
/// let credential = Credential::new(&secret, Parameters::TOTP)?;
/// let shown = credential.code_at(UnixTime::new(59)?)?;
/// assert_eq!(shown.code.as_str(), "287082"); // RFC 6238, appendix B
/// assert_eq!(shown.seconds_left.count(), 1);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Credential {
    keyed: Keyed,
    parameters: Parameters,
}

/// What an authenticator app shows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Shown {
    /// The code.
    pub code: Code,
    /// The time step it is the code of.
    pub step: TimeStep,
    /// How long it is still the current one: 1 second to the whole period.
    pub seconds_left: Seconds,
}

impl Credential {
    /// Prepares a secret. Refused only if this build is without the hash.
    pub fn new(secret: &Secret, parameters: Parameters) -> Result<Self, ParameterError> {
        let keyed = Keyed::new(parameters.algorithm, secret.expose())?;
        Ok(Self { keyed, parameters })
    }

    /// The public parameters.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The code of a time-based credential at a time (RFC 6238), and how long it is still shown.
    pub fn code_at(&self, now: UnixTime) -> Result<Shown, GenerationError> {
        let Moving::Totp { period, t0 } = self.parameters.moving else {
            return Err(ParameterError::NotTimeBased.into());
        };
        let step = TimeStep::at(now, period, t0)?;
        Ok(Shown { code: self.code(step.number()), step, seconds_left: TimeStep::left(now, period, t0) })
    }

    /// The code of a time-based credential in a time step.
    pub fn code_in(&self, step: TimeStep) -> Result<Code, GenerationError> {
        match self.parameters.moving {
            Moving::Totp { .. } => Ok(self.code(step.number())),
            Moving::Hotp => Err(ParameterError::NotTimeBased.into()),
        }
    }

    /// The code of a counter-based credential (RFC 4226). An app stores the next counter before it shows the code.
    pub fn code_for(&self, counter: Counter) -> Result<Code, GenerationError> {
        match self.parameters.moving {
            Moving::Hotp => Ok(self.code(counter.value())),
            Moving::Totp { .. } => Err(ParameterError::NotCounterBased.into()),
        }
    }

    /// Where a new state begins: at step 0 or at counter 0, nothing used up.
    pub const fn beginning(&self) -> Position {
        self.position(0)
    }

    pub(crate) const fn position(&self, number: u64) -> Position {
        match self.parameters.moving {
            Moving::Totp { .. } => Position::Step(TimeStep::from_number(number)),
            Moving::Hotp => Position::Counter(Counter::from_number(number)),
        }
    }

    pub(crate) const fn is_time_based(&self) -> bool {
        matches!(self.parameters.moving, Moving::Totp { .. })
    }

    /// Hands each position and its code's value to `see`.
    pub(crate) fn each_value(&self, mut positions: impl Iterator<Item = u64>, mut see: impl FnMut(u64, u32)) {
        let mut tags = [Tag::default(); AHEAD];
        loop {
            let mut some = [0; AHEAD];
            let mut count: usize = 0;
            for (place, position) in some.iter_mut().zip(&mut positions) {
                *place = position;
                count = count.saturating_add(1);
            }
            if count == 0 {
                break;
            }
            let some = some.get(..count).unwrap_or_default();
            self.keyed.tags(some, &mut tags);
            for (position, tag) in some.iter().zip(&tags) {
                see(*position, ct::last_digits(ct::truncate(tag), self.parameters.digits));
            }
            if count < AHEAD {
                break;
            }
        }
        tags = [Tag::default(); AHEAD];
        optimization_barrier(&tags);
    }

    /// The first sixteen bytes of the tag of a message, which is all zeros but for what is written.
    pub(crate) fn seal<const N: usize>(&self, write: impl FnOnce(&mut [u8; N])) -> [u8; 16] {
        let mut tag = Tag::default();
        self.keyed.tag(write, &mut tag);
        let seal = tag.prefix();
        tag = Tag::default();
        optimization_barrier(&tag);
        seal
    }

    /// Whether both have one secret under one hash, whatever else differs.
    pub(crate) fn same_key(&self, other: &Self) -> bool {
        ct::reveal_choice(Because::SharedKeyIsAnswered, self.keyed.same_key(&other.keyed))
    }

    fn code(&self, position: u64) -> Code {
        let mut value = Zeroizing::new(0);
        self.each_value(core::iter::once(position), |_, of_position| *value = of_position);
        Code::from_value(*value, self.parameters.digits)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("parameters", &self.parameters).finish_non_exhaustive()
    }
}
