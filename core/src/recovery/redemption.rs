//! What a recovery came to. Data, not errors: a wrong PIN is an ordinary answer.

use super::grant::OpenGrant;
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
    /// Whether the person's authenticators are to be suspended until they are confirmed again, as the policy says. Only
    /// said when something new was redeemed.
    pub suspends_authenticators: bool,
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

impl RedeemedBy {
    /// Whether something new was redeemed, which opens one-time codes that were closed at the cap of failures.
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
