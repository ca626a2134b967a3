//! What an attempt came to, as it crosses.

use std::sync::Arc;

use mfa_core as engine;
use mfa_core::EnrollmentPermit;
use mfa_host::PersonName;
use mfa_host::people::LoggedIn;

use crate::count::count;
use crate::decision::{Decided, RedeemedCode, Redemption};
use crate::enrollment::{Confirmation, Permit};
use crate::time::seconds;

/// What comes out of an attempt once it is committed. Each face gives the one that its call has.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Outcome {
    /// A change was made.
    Done,
    /// A code was tried.
    Verdict {
        /// What it came to.
        verdict: Verdict,
    },
    /// Two codes were sought.
    Resynchronization {
        /// What it came to.
        resynchronization: Resynchronization,
    },
    /// A suspended authenticator was tried.
    Restoration {
        /// What it came to.
        restoration: Restoration,
    },
    /// A clock was asked after.
    Diagnosis {
        /// What it came to.
        diagnosis: Diagnosis,
    },
    /// A pending authenticator was tried.
    Confirmation {
        /// What it came to.
        confirmation: Confirmation,
    },
    /// Somebody arrived.
    Decided {
        /// What happens to them.
        decided: Decided,
    },
    /// A PIN, a response or a grant was tried.
    Redemption {
        /// What it came to.
        redemption: Redemption,
    },
    /// A recovery code was tried.
    RedeemedCode {
        /// What it came to.
        redeemed: RedeemedCode,
    },
    /// What was typed at one prompt was tried.
    LoggedIn {
        /// What it came to.
        login: Login,
    },
    /// A challenge to show; `None` if recovery is off.
    Challenge {
        /// The digits, in groups.
        shown: Option<String>,
    },
}

/// What a code came to.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Verdict {
    /// It was right, and it is used up.
    Accepted {
        /// Which, and how.
        accepted: Accepted,
    },
    /// It was not.
    Rejected {
        /// What that leads to.
        rejected: Rejected,
    },
    /// Codes are locked; this one was not looked at.
    Locked {
        /// From when on codes are looked at again.
        until: i64,
    },
    /// Codes are closed.
    Closed,
    /// Every authenticator that would be tried is suspended.
    Suspended,
}

/// A code that was accepted.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Accepted {
    /// Which authenticator, from 0.
    pub authenticator: u32,
    /// What its owner calls it, where it has a name.
    pub name: Option<String>,
    /// The step or counter of the code.
    pub position: u64,
    /// How far it was from where it was expected.
    pub offset: i64,
    /// How many wrong codes went before it.
    pub failures_before: u32,
    /// The person may bind a further authenticator.
    pub permit: Arc<Permit>,
}

/// A code, a PIN or a recovery code that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Rejected {
    /// How many more are looked at before one locks or closes.
    pub attempts_left: u32,
    /// Until when there is a lock, if this led to one.
    pub locked_until: Option<i64>,
    /// Whether this closed them.
    pub closed: bool,
    /// For logs only: it was used before.
    pub replayed: bool,
}

/// What two consecutive codes came to.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Resynchronization {
    /// They were found, and are used up.
    Resynchronized {
        /// The step or counter of the second.
        position: u64,
        /// How far it was from where it was expected.
        offset: i64,
    },
    /// They were not found.
    Rejected {
        /// What that leads to.
        rejected: Rejected,
    },
    /// Codes are locked.
    Locked {
        /// From when on codes are looked at again.
        until: i64,
    },
    /// Codes are closed.
    Closed,
    /// The authenticator is suspended.
    Suspended,
}

/// Whether a suspended authenticator counts again.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Restoration {
    /// It does.
    Restored,
    /// The code was not accepted.
    Rejected {
        /// What that leads to.
        rejected: Rejected,
    },
    /// Codes are locked.
    Locked {
        /// From when on codes are looked at again.
        until: i64,
    },
    /// Codes are closed.
    Closed,
}

/// How far a phone's clock is off.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Diagnosis {
    /// It is slow.
    Slow {
        /// By so many steps.
        steps: u64,
        /// What the attempt leads to.
        rejected: Rejected,
    },
    /// The code is none of the past steps'.
    Unknown {
        /// What the attempt leads to.
        rejected: Rejected,
    },
    /// Codes are locked.
    Locked {
        /// From when on codes are looked at again.
        until: i64,
    },
    /// Codes are closed.
    Closed,
    /// The authenticator is suspended.
    Suspended,
}

/// What was typed at one prompt, by the factor that it was for.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Login {
    /// A one-time code.
    Code {
        /// What it came to.
        verdict: Verdict,
    },
    /// A recovery PIN.
    Recovery {
        /// What it came to.
        redemption: Redemption,
    },
    /// A recovery code.
    RecoveryCode {
        /// What it came to.
        redeemed: RedeemedCode,
    },
}

impl Verdict {
    /// With the name of the authenticator that accepted, where it has one.
    pub(crate) fn of(verdict: engine::Verdict, name: Option<String>, whose: Option<&PersonName>) -> Self {
        match verdict {
            engine::Verdict::Accepted(accepted) => Self::Accepted {
                accepted: Accepted {
                    authenticator: count(accepted.authenticator),
                    name,
                    position: accepted.position.number(),
                    offset: accepted.offset,
                    failures_before: accepted.failures_before.into(),
                    permit: Permit::of(EnrollmentPermit::by_code(&accepted), whose),
                },
            },
            engine::Verdict::Rejected(rejected) => Self::Rejected { rejected: rejected.into() },
            engine::Verdict::Locked { until } => Self::Locked { until: seconds(until) },
            engine::Verdict::Closed => Self::Closed,
            engine::Verdict::Suspended => Self::Suspended,
            // What this version does not know lets nobody in.
            _ => Self::Closed,
        }
    }
}

impl From<engine::Rejected> for Rejected {
    fn from(rejected: engine::Rejected) -> Self {
        Self {
            attempts_left: rejected.attempts_left.into(),
            locked_until: rejected.locked_until.map(seconds),
            closed: rejected.closed,
            replayed: rejected.reason == engine::Reason::Replayed,
        }
    }
}

impl From<engine::Resynchronization> for Resynchronization {
    fn from(outcome: engine::Resynchronization) -> Self {
        match outcome {
            engine::Resynchronization::Resynchronized(found) => {
                Self::Resynchronized { position: found.position.number(), offset: found.offset }
            }
            engine::Resynchronization::Rejected(rejected) => Self::Rejected { rejected: rejected.into() },
            engine::Resynchronization::Locked { until } => Self::Locked { until: seconds(until) },
            engine::Resynchronization::Suspended => Self::Suspended,
            _ => Self::Closed,
        }
    }
}

impl From<engine::Restoration> for Restoration {
    fn from(outcome: engine::Restoration) -> Self {
        match outcome {
            engine::Restoration::Restored => Self::Restored,
            engine::Restoration::Rejected(rejected) => Self::Rejected { rejected: rejected.into() },
            engine::Restoration::Locked { until } => Self::Locked { until: seconds(until) },
            _ => Self::Closed,
        }
    }
}

impl From<engine::Diagnosis> for Diagnosis {
    fn from(outcome: engine::Diagnosis) -> Self {
        match outcome {
            engine::Diagnosis::Slow { steps, rejected } => Self::Slow { steps, rejected: rejected.into() },
            engine::Diagnosis::Unknown(rejected) => Self::Unknown { rejected: rejected.into() },
            engine::Diagnosis::Locked { until } => Self::Locked { until: seconds(until) },
            engine::Diagnosis::Suspended => Self::Suspended,
            _ => Self::Closed,
        }
    }
}

impl Login {
    pub(crate) fn about(person: &PersonName, login: LoggedIn) -> Self {
        match login {
            LoggedIn::ByCode(verdict, name) => {
                let name = name.map(|name| name.as_str().to_owned());
                Self::Code { verdict: Verdict::of(verdict, name, Some(person)) }
            }
            LoggedIn::ByRecovery(redemption) => Self::Recovery { redemption: Redemption::about(person, redemption) },
            LoggedIn::ByRecoveryCode(redeemed) => {
                Self::RecoveryCode { redeemed: RedeemedCode::about(person, redeemed) }
            }
        }
    }
}
