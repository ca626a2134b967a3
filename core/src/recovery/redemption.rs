//! What a recovery came to. Data, not errors: a wrong PIN is an ordinary answer.

use super::grant::OpenGrant;
use super::policy::AfterRecovery;
use crate::time::UnixTime;
use crate::verdict::{Barred, Rejected};

/// What a recovery came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum Redemption {
    /// The person is in, for this login, behind the first factor. Offer enrollment.
    Accepted(Redeemed),
    /// The PIN or response was not accepted: wrong, expired, used, or of another device. Which it was is for logs only.
    Rejected(Rejected),
    /// Too many wrong ones: this one was not looked at and nothing was counted.
    Locked {
        /// From when on a PIN is looked at again.
        until: UnixTime,
    },
    /// Recovery is closed until an administrator unlocks it.
    Closed,
    /// No challenge was shown that this could be the response to. Nothing was counted.
    NoChallenge,
    /// No grant is open that lets this login pass: ask for the PIN. Nothing was counted.
    PinNeeded,
    /// The policy has recovery off. Nothing was looked at.
    Off,
}

/// An accepted recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redeemed {
    /// What let the person in.
    pub by: RedeemedBy,
    /// What is left of the grant; `None` if this was the only login.
    pub grant: Option<OpenGrant>,
    /// What became of the person's authenticators. Something only when something new was redeemed.
    pub authenticators: AfterRecovery,
    /// How many wrong PINs and responses went before it. Show it.
    pub failures_before: u16,
}

/// What let a person in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RedeemedBy {
    /// A PIN that was not used before. It is used up, and with it every older one; a grant begins.
    NewPin,
    /// The response to the challenge that was shown, which is used up. A grant begins if the device's uptime is known.
    Response,
    /// The PIN or the response that the open grant began with.
    SamePin,
    /// The open grant itself; the policy asks for no PIN.
    Grant,
}

impl Redemption {
    /// Whether the person is in.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }
}

/// That something new was redeemed, and what this does to the person's one-time codes:
/// [`Person::recovered`](crate::Person::recovered) carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "codes that were closed stay closed, and a lost phone's stay good, until the person's states are changed"]
pub struct Recovered(AfterRecovery);

impl Recovered {
    pub(super) const fn by(authenticators: AfterRecovery) -> Self {
        Self(authenticators)
    }

    /// What becomes of the authenticators.
    pub const fn authenticators(self) -> AfterRecovery {
        self.0
    }
}

impl RedeemedBy {
    /// Whether something new was redeemed, which the person's authenticators feel ([`Recovered`]).
    pub const fn is_new(self) -> bool {
        matches!(self, Self::NewPin | Self::Response)
    }
}

impl From<Barred> for Redemption {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::Locked { until } => Self::Locked { until },
            Barred::Closed => Self::Closed,
        }
    }
}
