//! What an attempt came to. Data, not errors: a wrong code is an ordinary answer.

use crate::position::Position;
use crate::time::UnixTime;

/// What a login came to.
///
/// The person at the prompt learns whether they are in, and how long they must wait; everything else is for logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum Verdict {
    /// The code was right, and it is used up.
    Accepted(Accepted),
    /// The code was not accepted.
    Rejected(Rejected),
    /// Too many wrong codes: this one was not looked at and nothing was counted.
    Locked {
        /// From when on a code is looked at again.
        until: UnixTime,
    },
    /// One-time codes are closed until an administrator unlocks them or a recovery is redeemed.
    Closed,
    /// Every authenticator that would be tried is suspended until it is confirmed again. Nothing was looked at or counted.
    Suspended,
}

impl Verdict {
    /// Whether the person is in.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }
}

/// An accepted code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// Which of the person's authenticators, counted from 0.
    pub authenticator: usize,
    /// The time step or counter of the code.
    pub position: Position,
    /// How far it was from where it was expected: steps from now (negative: the phone is slow), or counters skipped.
    pub offset: i64,
    /// How many wrong codes went before it. Show it: "4 failed attempts since your last login".
    pub failures_before: u16,
}

/// A code that was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejected {
    /// How many more wrong codes are looked at before one locks or closes; 0 if this one did.
    pub attempts_left: u16,
    /// Until when codes are locked now, if this one led to a lock.
    pub locked_until: Option<UnixTime>,
    /// Whether this failure closed codes until an administrator unlocks them or a recovery is redeemed.
    pub closed: bool,
    /// Why, for logs only: the person at the prompt is never told.
    pub reason: Reason,
}

/// Why a code was not accepted. For logs only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It is the code of no acceptable step or counter.
    Mismatch,
    /// It is the code of a step that is used up. If it was the step used last, no failure was counted and nothing is
    /// stored, so a host that stores slowly answers it faster than a wrong code.
    Replayed,
}

/// What a resynchronization came to. Never a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum Resynchronization {
    /// Both codes were found, one after the other, and both are used up.
    Resynchronized(Resynchronized),
    /// The two codes were not found one after the other.
    Rejected(Rejected),
    /// Too many wrong codes: these were not looked at and nothing was counted.
    Locked {
        /// From when on codes are looked at again.
        until: UnixTime,
    },
    /// One-time codes are closed until an administrator unlocks them or a recovery is redeemed.
    Closed,
    /// The authenticator is suspended until it is confirmed again. Nothing was looked at or counted.
    Suspended,
}

/// Whether a suspended authenticator counts again. Never a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum Restoration {
    /// The code was right, and it is used up. The authenticator's next code is good at a login.
    Restored,
    /// The code was not accepted.
    Rejected(Rejected),
    /// Too many wrong codes: this one was not looked at and nothing was counted.
    Locked {
        /// From when on a code is looked at again.
        until: UnixTime,
    },
    /// One-time codes are closed until an administrator unlocks them or a recovery is redeemed.
    Closed,
}

/// Where an authenticator was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resynchronized {
    /// The step or counter of the second code.
    pub position: Position,
    /// How far the second code was from where it was expected: steps from now, or counters after the expected one.
    pub offset: i64,
}

/// How far a phone's clock is off, asked at a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum Diagnosis {
    /// The code is one of a past step that is no longer acceptable; the failure was counted.
    Slow {
        /// How many steps the phone's clock is behind.
        steps: u64,
        /// What else a wrong code comes with.
        rejected: Rejected,
    },
    /// The code is none of those; the failure was counted.
    Unknown(Rejected),
    /// Too many wrong codes: this one was not looked at and nothing was counted.
    Locked {
        /// From when on codes are looked at again.
        until: UnixTime,
    },
    /// One-time codes are closed until an administrator unlocks them or a recovery is redeemed.
    Closed,
    /// The authenticator is suspended until it is confirmed again. Nothing was looked at or counted.
    Suspended,
}

/// Why an attempt is not evaluated at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Barred {
    Locked { until: UnixTime },
    Closed,
}

impl Barred {
    pub(crate) fn until(self) -> Option<UnixTime> {
        match self {
            Self::Locked { until } => Some(until),
            Self::Closed => None,
        }
    }
}

macro_rules! can_be_barred {
    ($($outcome:ident),*) => {$(
        impl From<Barred> for $outcome {
            fn from(barred: Barred) -> Self {
                match barred {
                    Barred::Locked { until } => Self::Locked { until },
                    Barred::Closed => Self::Closed,
                }
            }
        }
    )*};
}
can_be_barred!(Verdict, Resynchronization, Restoration, Diagnosis);
