//! How far a phone's clock may be learned to be off (RFC 6238, section 6).

use crate::error::PolicyError;

/// The bound on learned drift: at most so many steps to either side in all, however long somebody nudges it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Drift {
    bound: u8,
}

impl Drift {
    /// The largest bound in steps.
    pub const MOST: u8 = 20;
    /// Ten steps, five minutes at 30 seconds.
    pub const DEFAULT: Self = Self { bound: 10 };

    /// A bound of 1 to 20 steps.
    pub const fn within(steps: u8) -> Result<Self, PolicyError> {
        match steps {
            1..=Self::MOST => Ok(Self { bound: steps }),
            _ => Err(PolicyError::Drift),
        }
    }

    /// The bound in steps.
    pub const fn bound(self) -> u8 {
        self.bound
    }

    /// An offset cut to the bound.
    pub(crate) fn clamp(self, offset: i64) -> i8 {
        let furthest = if offset < 0 { i8::MIN } else { i8::MAX };
        self.clamp_learned(i8::try_from(offset).unwrap_or(furthest))
    }

    /// What was learned under a policy that may have been milder, cut to the bound.
    pub(crate) fn clamp_learned(self, learned: i8) -> i8 {
        let bound = i8::try_from(self.bound).unwrap_or(0);
        learned.max(bound.saturating_neg()).min(bound)
    }
}
