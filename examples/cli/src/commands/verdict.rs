//! What became of an attempt, as every command tells it that makes one.

use mfa_core::{Accepted, Reason, Rejected, Resynchronization, Resynchronized, UnixTime, Verdict};
use mfa_host::{AuthenticatorName, PersonName};
use serde::Serialize;
use serde_json::Value;

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

/// What became of an attempt of whatever kind, ready to be told.
pub(super) struct Outcome {
    pub(super) exit: Exit,
    /// For the person, lines and all.
    pub(super) text: String,
    /// For scripts.
    pub(super) json: Value,
}

impl Outcome {
    /// Somebody is in.
    pub(super) fn accepted(text: String, answer: impl Serialize) -> Self {
        Self { exit: Exit::Done, text, json: value(answer) }
    }

    /// Says it, and gives the status to end with.
    pub(super) fn tell(&self, basics: &Basics) -> Result<Exit, Failure> {
        if basics.json {
            json::print(&self.json)?;
        } else {
            output::print(&self.text)?;
        }
        Ok(self.exit)
    }
}

/// An answer as JSON. Those here have nothing in them that JSON does not have.
fn value(answer: impl Serialize) -> Value {
    serde_json::to_value(answer).unwrap_or_default()
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

    pub(super) fn outcome(&self, person: &PersonName, now: UnixTime) -> Outcome {
        Outcome { exit: self.exit(), text: self.text(person, now) + "\n", json: value(self) }
    }

    /// Says it, and gives the status to end with.
    pub(super) fn tell(&self, basics: &Basics, person: &PersonName, now: UnixTime) -> Result<Exit, Failure> {
        self.outcome(person, now).tell(basics)
    }

    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::Accepted { .. } | Self::Resynchronized { .. } => Exit::Done,
            Self::Refused { .. } => Exit::Refused,
            Self::Locked { .. } | Self::Closed | Self::Off { .. } | Self::Suspended => Exit::Barred,
        }
    }

    /// For the person: whether they are in, and how long they must wait; never why.
    pub(super) fn text(&self, person: &PersonName, now: UnixTime) -> String {
        let closed = || format!("closed after too many wrong codes; `mfa unlock {}` opens it", Word(person.as_str()));
        let locked = |until: &Time| format!("locked {}", when::until(until.0, now));
        match self {
            Self::Accepted { failures_before, .. } => {
                format!("accepted\n{}", failed_before(*failures_before)).trim_end().to_owned()
            }
            Self::Resynchronized { .. } => "resynchronized".to_owned(),
            Self::Refused { closed: true, .. } => format!("refused\n{}", closed()),
            Self::Refused { locked_until: Some(until), .. } => format!("refused\n{}", locked(until)),
            Self::Refused { attempts_left, .. } => {
                format!("refused\n{} left", Counted((*attempts_left).into(), "attempt"))
            }
            Self::Locked { locked_until } => locked(locked_until),
            Self::Closed => closed(),
            Self::Off { switch } => format!("off; {switch}"),
            Self::Suspended => {
                format!("suspended until it is confirmed again; `mfa confirm {}` does that", Word(person.as_str()))
            }
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
