//! Where in its sequence of codes a credential stands.

use crate::error::ParameterError;
use crate::time::TimeStep;

/// A moving factor of HOTP (RFC 4226, section 5.1), at most 2^64 - 2: each has a successor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter(u64);

impl Counter {
    /// Where counters begin.
    pub const ZERO: Self = Self(0);

    /// A counter, refused if it has no successor.
    pub const fn new(counter: u64) -> Result<Self, ParameterError> {
        if counter < u64::MAX { Ok(Self(counter)) } else { Err(ParameterError::Counter) }
    }

    pub(crate) const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The counter's value.
    pub const fn value(self) -> u64 {
        self.0
    }
}

/// One code's place: a time step of a time-based credential, a counter of a counter-based one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// A time step (TOTP).
    Step(TimeStep),
    /// A counter (HOTP).
    Counter(Counter),
}

impl Position {
    /// The position after this one: where somebody starts whose last code was this one's. `None` after the last counter.
    pub fn following(self) -> Option<Self> {
        let next = self.number().checked_add(1)?;
        match self {
            Self::Step(_) => TimeStep::new(next).ok().map(Self::Step),
            Self::Counter(_) => Counter::new(next).ok().map(Self::Counter),
        }
    }

    /// The step's or the counter's number.
    pub const fn number(self) -> u64 {
        match self {
            Self::Step(step) => step.number(),
            Self::Counter(counter) => counter.value(),
        }
    }
}
