//! What became of an attempt, as every command tells it that makes one.

use mfa_core::{Accepted, EnrollmentPermit, Reason, Rejected, Resynchronization, Resynchronized, UnixTime, Verdict};
use mfa_host::{AuthenticatorName, PersonName};
use serde::Serialize;

use super::{recovery, recovery_codes};
use crate::args::Basics;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json::Time;
use crate::sentences::{Counted, Word};
use crate::{json, output, when};

/// What became of a code; as JSON, what scripts read.
#[derive(Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub(super) enum Told {
    Accepted {
        /// Which of the person's authenticators, counted from 0 in the order of `mfa status`.
        authenticator: usize,
        /// What that one was called when this was decided.
        name: Option<String>,
        /// The time step or counter of the code.
        position: u64,
        /// How far it was from where it was expected.
        offset: i64,
        failures_before: u16,
    },
    Resynchronized {
        /// The time step or counter of the second code.
        position: u64,
        /// How far the second code was from where it was expected.
        offset: i64,
    },
    Refused {
        attempts_left: u16,
        locked_until: Option<Time>,
        /// Whether this one closed codes.
        closed: bool,
        /// For logs: the person at the prompt is never told.
        reason: &'static str,
    },
    Locked {
        locked_until: Time,
    },
    Closed,
    /// The policy does not have this at all. Nothing was looked at.
    Off {
        /// How that is changed.
        #[serde(skip)]
        switch: &'static str,
    },
    /// No authenticator that would be tried counts until it is confirmed again.
    Suspended,
}

/// What became of an attempt of whatever kind; as JSON, what scripts read.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Outcome {
    Told(Told),
    /// Somebody is in by a recovery.
    Recovered {
        #[serde(flatten)]
        by: Recovered,
        /// For the person, lines and all.
        #[serde(skip)]
        welcome: String,
        /// What they may do about the phone that is gone.
        #[serde(skip)]
        permit: EnrollmentPermit,
    },
}

/// What let somebody in, of whom scripts are told.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Recovered {
    ByGrant(recovery::redeem::Accepted),
    ByCode(recovery_codes::Accepted),
}

/// An answer, and whose it is.
#[derive(Serialize)]
struct Of<'a, A: Serialize> {
    person: &'a str,
    #[serde(flatten)]
    answer: &'a A,
}

/// Prints an answer as JSON, after the name of the person whose it is.
pub(super) fn print_of(person: &PersonName, answer: &impl Serialize) -> Result<(), Failure> {
    json::print(&Of { person: person.as_str(), answer })
}

impl Outcome {
    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::Told(told) => told.exit(),
            Self::Recovered { .. } => Exit::Done,
        }
    }

    /// Says it to whoever runs a command, and gives the status to end with.
    pub(super) fn tell(&self, basics: &Basics, person: &PersonName, now: UnixTime) -> Result<Exit, Failure> {
        if basics.json {
            print_of(person, self)?;
        } else {
            match self {
                Self::Told(told) => output::print(told.text(person, now) + "\n")?,
                Self::Recovered { welcome, .. } => output::print(welcome)?,
            }
        }
        Ok(self.exit())
    }
}

impl Told {
    /// A verdict; and the name of the authenticator that accepted, if one did.
    pub(super) fn of(verdict: Verdict, name: Option<&AuthenticatorName>) -> Result<Self, Failure> {
        Ok(match verdict {
            Verdict::Accepted(Accepted { authenticator, position, offset, failures_before, .. }) => Self::Accepted {
                authenticator,
                name: name.map(|name| name.as_str().to_owned()),
                position: position.number(),
                offset,
                failures_before,
            },
            Verdict::Rejected(rejected) => rejected.into(),
            Verdict::Locked { until } => Self::Locked { locked_until: Time(until) },
            Verdict::Closed => Self::Closed,
            Verdict::Suspended => Self::Suspended,
            _ => return Err(unknown()),
        })
    }

    /// Says it, and gives the status to end with.
    pub(super) fn tell(self, basics: &Basics, person: &PersonName, now: UnixTime) -> Result<Exit, Failure> {
        Outcome::Told(self).tell(basics, person, now)
    }

    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::Accepted { .. } | Self::Resynchronized { .. } => Exit::Done,
            Self::Refused { .. } => Exit::Refused,
            Self::Locked { .. } | Self::Closed | Self::Off { .. } | Self::Suspended => Exit::Barred,
        }
    }

    /// Whether no attempt is left that could be made now.
    pub(super) const fn is_barred(&self) -> bool {
        match self {
            Self::Refused { closed, locked_until, .. } => *closed || locked_until.is_some(),
            Self::Accepted { .. } | Self::Resynchronized { .. } => false,
            Self::Locked { .. } | Self::Closed | Self::Off { .. } | Self::Suspended => true,
        }
    }

    /// For whoever runs a command: whether the person is in, how long they must wait, or what lifts it; never why.
    pub(super) fn text(&self, person: &PersonName, now: UnixTime) -> String {
        let word = Word(person.as_str());
        let lifted = match self {
            Self::Closed | Self::Refused { closed: true, .. } => format!("; `mfa unlock {word}` opens it"),
            Self::Off { switch } => format!("; {switch}"),
            Self::Suspended => format!("; `mfa confirm {word}` does that"),
            _ => String::new(),
        };
        self.plainly(now) + &lifted
    }

    /// The same without what only an administrator can do.
    pub(super) fn plainly(&self, now: UnixTime) -> String {
        const CLOSED: &str = "closed after too many wrong codes";
        let locked = |until: &Time| format!("locked {}", when::until(until.0, now));
        match self {
            Self::Accepted { failures_before, .. } => {
                format!("accepted\n{}", failed_before(*failures_before)).trim_end().to_owned()
            }
            Self::Resynchronized { .. } => "resynchronized".to_owned(),
            Self::Refused { closed: true, .. } => format!("refused\n{CLOSED}"),
            Self::Refused { locked_until: Some(until), .. } => format!("refused\n{}", locked(until)),
            Self::Refused { attempts_left, .. } => {
                format!("refused\n{} left", Counted((*attempts_left).into(), "attempt"))
            }
            Self::Locked { locked_until } => locked(locked_until),
            Self::Closed => CLOSED.to_owned(),
            Self::Off { .. } => "off".to_owned(),
            Self::Suspended => "suspended until it is confirmed again".to_owned(),
        }
    }
}

impl TryFrom<Resynchronization> for Told {
    type Error = Failure;

    fn try_from(outcome: Resynchronization) -> Result<Self, Failure> {
        Ok(match outcome {
            Resynchronization::Resynchronized(Resynchronized { position, offset, .. }) => {
                Self::Resynchronized { position: position.number(), offset }
            }
            Resynchronization::Rejected(rejected) => rejected.into(),
            Resynchronization::Locked { until } => Self::Locked { locked_until: Time(until) },
            Resynchronization::Closed => Self::Closed,
            Resynchronization::Suspended => Self::Suspended,
            _ => return Err(unknown()),
        })
    }
}

impl From<Rejected> for Told {
    fn from(rejected: Rejected) -> Self {
        Self::Refused {
            attempts_left: rejected.attempts_left,
            locked_until: rejected.locked_until.map(Time),
            closed: rejected.closed,
            reason: match rejected.reason {
                Reason::Mismatch => "mismatch",
                Reason::Replayed => "replayed",
                _ => "other",
            },
        }
    }
}

/// The line that tells who is in how many wrong ones went before; none if there were none.
pub(super) fn failed_before(failures: u16) -> String {
    match failures {
        0 => String::new(),
        _ => format!("{} since the last login\n", Counted(failures.into(), "failed attempt")),
    }
}

/// An answer that this program does not know denies.
pub(super) fn unknown() -> Failure {
    Failure::new(Exit::Store, "the engine gave an answer that this program does not know; nobody gets in")
}
