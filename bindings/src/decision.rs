//! Who is asked for a code, and what a recovery came to.

use std::sync::Arc;

use mfa_core as engine;
use mfa_core::EnrollmentPermit;
use mfa_host::PersonName;
use mfa_host::people::Arrival as HostArrival;

use crate::count::count;
use crate::enrollment::Permit;
use crate::error::Refused;
use crate::time::seconds;
use crate::verdict::Rejected;

/// What somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Occasion {
    /// To begin a session.
    Login,
    /// To go on with a session that is locked.
    Unlock,
    /// To do something with more rights.
    Elevate,
}

/// Somebody who wants in, after the first factor was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Arrival {
    /// What they want.
    pub occasion: Occasion,
    /// Whether the device reaches its directory or server now.
    pub online: bool,
    /// Whether another strong factor was accepted already.
    pub other_factor: bool,
}

/// A decision about a person, as their login goes on with it.
#[derive(Debug, uniffi::Object)]
pub struct Prompt {
    person: PersonName,
    decision: engine::Decision,
}

/// What happens to somebody who arrives.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Decided {
    /// It.
    pub decision: Decision,
    /// To log in with.
    pub prompt: Arc<Prompt>,
    /// Leave to bind an authenticator, where the decision gives it.
    pub permit: Option<Arc<Permit>>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Decision {
    /// Ask for a code.
    AskForCode,
    /// Let in without an authenticator.
    LetInUnenrolled {
        /// The deadline.
        until: i64,
        /// How many more logins there are, where they are limited.
        logins_left: Option<u16>,
    },
    /// Let in only once an authenticator was enrolled.
    EnrollNow,
    /// A recovery was redeemed and its grant is open.
    AskUnderGrant {
        /// When the grant ends.
        until: i64,
        /// Whether a one-time code counts beside it.
        codes_count: bool,
    },
    /// Let in without a code.
    NoCodeNeeded {
        /// Why none is needed.
        because: Unneeded,
    },
    /// Do not let in.
    Deny {
        /// Why.
        reason: Denial,
    },
}

/// Why no code is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Unneeded {
    /// Second factors are turned off.
    Disabled,
    /// The person is exempt.
    Exempt,
    /// Policy asks for none on this occasion.
    Occasion,
    /// Another strong factor was accepted already.
    OtherFactor,
    /// Nobody requires it, and they have not enrolled.
    NotEnrolled,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Denial {
    /// There is no authenticator, and the time to enroll one is over.
    NotEnrolled {
        /// How that came.
        ended: Ended,
    },
    /// The device was offline for longer than codes count without a network.
    Offline {
        /// How that came.
        ended: Ended,
    },
    /// A reason that this version does not know.
    Other,
}

/// Why a period is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Ended {
    /// Policy allows no time at all.
    NeverAllowed,
    /// It never began.
    NeverBegun,
    /// The clock was set back.
    ClockSetBack,
    /// The hours have passed.
    TimeIsUp,
    /// The logins are used up.
    LoginsUsedUp,
}

/// What a PIN, a response or a grant came to.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Redemption {
    /// The person is in.
    Accepted {
        /// How.
        redeemed: Redeemed,
    },
    /// It was not accepted.
    Rejected {
        /// What that leads to.
        rejected: Rejected,
    },
    /// Recovery is locked.
    Locked {
        /// From when on a PIN is looked at again.
        until: i64,
    },
    /// Recovery is closed.
    Closed,
    /// No challenge was shown.
    NoChallenge,
    /// No grant lets this login pass.
    PinNeeded,
    /// Recovery is off.
    Off,
}

/// A recovery that was accepted.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Redeemed {
    /// By what.
    pub by: RedeemedBy,
    /// When the grant ends, if one is open.
    pub grant_until: Option<i64>,
    /// How many more logins the grant is good for.
    pub grant_uses_left: Option<u8>,
    /// What became of the authenticators.
    pub authenticators: AfterRecovery,
    /// How many wrong ones went before it.
    pub failures_before: u32,
    /// The person may bind an authenticator in place of the lost one.
    pub permit: Arc<Permit>,
}

/// By what a person is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RedeemedBy {
    /// A PIN that was not used before.
    NewPin,
    /// The response to the challenge.
    Response,
    /// The PIN or response that the open grant began with.
    SamePin,
    /// The open grant itself.
    Grant,
}

/// What a recovery does to a person's authenticators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum AfterRecovery {
    /// Nothing.
    Keep,
    /// The codes that would be good now are used up.
    BurnCodes,
    /// They are suspended until each is confirmed again.
    Suspend,
}

/// What a recovery code came to.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum RedeemedCode {
    /// The person is in.
    Accepted {
        /// Which of the set it was, from 0.
        index: u32,
        /// How many are left.
        left: u32,
        /// What became of the authenticators.
        authenticators: AfterRecovery,
        /// How many wrong ones went before it.
        failures_before: u32,
        /// The person may bind an authenticator in place of the lost one.
        permit: Arc<Permit>,
    },
    /// It was not accepted.
    Rejected {
        /// What that leads to.
        rejected: Rejected,
    },
    /// Recovery codes are locked.
    Locked {
        /// From when on one is looked at again.
        until: i64,
    },
    /// Recovery codes are closed.
    Closed,
    /// Recovery codes are off.
    Off,
}

impl From<Occasion> for engine::Occasion {
    fn from(occasion: Occasion) -> Self {
        match occasion {
            Occasion::Login => Self::Login,
            Occasion::Unlock => Self::Unlock,
            Occasion::Elevate => Self::Elevate,
        }
    }
}

impl From<Arrival> for HostArrival {
    fn from(Arrival { occasion, online, other_factor }: Arrival) -> Self {
        Self { occasion: occasion.into(), online, other_factor }
    }
}

impl Prompt {
    /// The decision, if it is about this person.
    pub(crate) fn about(&self, person: &PersonName) -> Result<&engine::Decision, Refused> {
        if self.person == *person { Ok(&self.decision) } else { Err(Refused::not_theirs()) }
    }
}

impl Decided {
    pub(crate) fn about(person: &PersonName, decision: engine::Decision) -> Self {
        Self {
            decision: decision.into(),
            prompt: Arc::new(Prompt { person: person.clone(), decision }),
            permit: EnrollmentPermit::by_decision(&decision).map(|permit| Permit::of(permit, Some(person))),
        }
    }
}

impl From<engine::Decision> for Decision {
    fn from(decision: engine::Decision) -> Self {
        match decision {
            engine::Decision::AskForCode => Self::AskForCode,
            engine::Decision::LetInUnenrolled { until, logins_left, .. } => {
                Self::LetInUnenrolled { until: seconds(until), logins_left }
            }
            engine::Decision::EnrollNow { .. } => Self::EnrollNow,
            engine::Decision::AskUnderGrant { until, codes_count, .. } => {
                Self::AskUnderGrant { until: seconds(until), codes_count }
            }
            engine::Decision::NoCodeNeeded { because, .. } => match because {
                engine::Unneeded::Disabled => Self::NoCodeNeeded { because: Unneeded::Disabled },
                engine::Unneeded::Exempt => Self::NoCodeNeeded { because: Unneeded::Exempt },
                engine::Unneeded::Occasion => Self::NoCodeNeeded { because: Unneeded::Occasion },
                engine::Unneeded::OtherFactor => Self::NoCodeNeeded { because: Unneeded::OtherFactor },
                engine::Unneeded::NotEnrolled => Self::NoCodeNeeded { because: Unneeded::NotEnrolled },
                _ => Self::Deny { reason: Denial::Other },
            },
            engine::Decision::Deny { reason, .. } => Self::Deny { reason: reason.into() },
            _ => Self::Deny { reason: Denial::Other },
        }
    }
}

impl From<engine::Denial> for Denial {
    fn from(denial: engine::Denial) -> Self {
        match denial {
            engine::Denial::NotEnrolled(ended) => ended_as(ended).map(|ended| Self::NotEnrolled { ended }),
            engine::Denial::Offline(ended) => ended_as(ended).map(|ended| Self::Offline { ended }),
            _ => None,
        }
        .unwrap_or(Self::Other)
    }
}

fn ended_as(ended: engine::Ended) -> Option<Ended> {
    Some(match ended {
        engine::Ended::NeverAllowed => Ended::NeverAllowed,
        engine::Ended::NeverBegun => Ended::NeverBegun,
        engine::Ended::ClockSetBack => Ended::ClockSetBack,
        engine::Ended::TimeIsUp => Ended::TimeIsUp,
        engine::Ended::LoginsUsedUp => Ended::LoginsUsedUp,
        _ => return None,
    })
}

impl Redemption {
    pub(crate) fn about(person: &PersonName, redemption: engine::Redemption) -> Self {
        match redemption {
            engine::Redemption::Accepted(redeemed) => Self::Accepted { redeemed: Redeemed::about(person, redeemed) },
            engine::Redemption::Rejected(rejected) => Self::Rejected { rejected: rejected.into() },
            engine::Redemption::Locked { until } => Self::Locked { until: seconds(until) },
            engine::Redemption::NoChallenge => Self::NoChallenge,
            engine::Redemption::PinNeeded => Self::PinNeeded,
            engine::Redemption::Off => Self::Off,
            // What this version does not know lets nobody in.
            _ => Self::Closed,
        }
    }
}

impl Redeemed {
    fn about(person: &PersonName, redeemed: engine::Redeemed) -> Self {
        Self {
            by: match redeemed.by {
                engine::RedeemedBy::NewPin => RedeemedBy::NewPin,
                engine::RedeemedBy::Response => RedeemedBy::Response,
                engine::RedeemedBy::SamePin => RedeemedBy::SamePin,
                _ => RedeemedBy::Grant,
            },
            grant_until: redeemed.grant.map(|grant| seconds(grant.until)),
            grant_uses_left: redeemed.grant.map(|grant| grant.uses_left),
            authenticators: redeemed.authenticators.into(),
            failures_before: redeemed.failures_before.into(),
            permit: Permit::of(EnrollmentPermit::by_recovery(&redeemed), Some(person)),
        }
    }
}

impl From<engine::AfterRecovery> for AfterRecovery {
    fn from(after: engine::AfterRecovery) -> Self {
        match after {
            engine::AfterRecovery::Keep => Self::Keep,
            engine::AfterRecovery::BurnCodes => Self::BurnCodes,
            engine::AfterRecovery::Suspend => Self::Suspend,
        }
    }
}

impl RedeemedCode {
    pub(crate) fn about(person: &PersonName, redemption: engine::CodeRedemption) -> Self {
        match redemption {
            engine::CodeRedemption::Accepted(redeemed) => Self::Accepted {
                index: count(redeemed.index),
                left: count(redeemed.left),
                authenticators: redeemed.authenticators.into(),
                failures_before: redeemed.failures_before.into(),
                permit: Permit::of(EnrollmentPermit::by_recovery_code(&redeemed), Some(person)),
            },
            engine::CodeRedemption::Rejected(rejected) => Self::Rejected { rejected: rejected.into() },
            engine::CodeRedemption::Locked { until } => Self::Locked { until: seconds(until) },
            engine::CodeRedemption::Off => Self::Off,
            _ => Self::Closed,
        }
    }
}
