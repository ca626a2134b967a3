//! A decision that does not count until what comes next is stored: in two steps, for no closure crosses the bridge.

use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mfa_core as engine;
use mfa_core::{NextStates, TwoSteps};

use crate::credential::Parameters;
use crate::error::Refused;
use crate::secret::Secret;
use crate::verdict::Outcome;

/// What became of a compare-and-set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Commit {
    /// It is durable, and it replaced exactly what was read.
    Stored,
    /// Somebody else was faster; nothing was written.
    Conflict,
    /// Whether it was written is not known.
    Unknown,
}

/// What is decided of stored bytes: the bytes to store, and what comes out once they are.
#[derive(uniffi::Object)]
pub struct Attempt(Mutex<Option<Held>>);

/// What an attempt holds until it is told, and then no more: a record holds secrets.
struct Held {
    next: Option<Next>,
    /// Whether what comes next was handed out: what nobody has, nobody has stored.
    is_taken: bool,
    /// What becomes of an enrollment with it, where the attempt confirms one of the host's own tables.
    enrollment: Option<NextEnrollment>,
    outcome: Result<Outcome, Refused>,
}

/// What to store.
#[derive(Clone, uniffi::Enum)]
pub enum Next {
    /// The states of all of a person's authenticators, in their order, in place of those that were given.
    States {
        /// 64 bytes each.
        states: Vec<Vec<u8>>,
        /// What the states carry of the person, to be stored by itself where there is no state left.
        standing: Vec<u8>,
        /// The revision that is stored now.
        expected_revision: u64,
        /// The revision of these.
        revision: u64,
    },
    /// A person's record, in place of the one that was given.
    Record {
        /// Its bytes, which hold secrets.
        bytes: Vec<u8>,
    },
}

/// What to store of an enrollment that was tried, in the same transaction as the states that come next.
#[derive(Clone, uniffi::Enum)]
pub enum NextEnrollment {
    /// It is confirmed: store its secret and parameters beside its state, which is the last one, and delete it.
    Enrolled {
        /// The secret.
        secret: Arc<Secret>,
        /// Its parameters.
        parameters: Parameters,
    },
    /// Store this in its place.
    Pending {
        /// As `Enrollment::to_bytes` gives it. It holds the secret.
        bytes: Vec<u8>,
    },
    /// Delete it.
    Gone,
}

#[uniffi::export]
impl Attempt {
    /// What to store first; `None` if nothing changes, which is told as stored. Not once the attempt was told.
    pub fn next(&self) -> Result<Option<Next>, Refused> {
        let mut place = self.held();
        let held = place.as_mut().ok_or_else(Refused::told_before)?;
        held.is_taken = true;
        Ok(held.next.clone())
    }

    /// What becomes of the enrollment that `Authenticators::confirm` has tried, to be stored with what comes next. `None`
    /// of any other attempt, and if nothing changes.
    pub fn next_enrollment(&self) -> Result<Option<NextEnrollment>, Refused> {
        let place = self.held();
        Ok(place.as_ref().ok_or_else(Refused::told_before)?.enrollment.clone())
    }

    /// Gives the outcome if what comes next is stored, and denies otherwise. Once, and where there is something
    /// to store, only after that was asked for.
    pub fn told(&self, commit: Commit) -> Result<Outcome, Refused> {
        let mut place = self.held();
        if place.as_ref().is_some_and(|held| held.next.is_some() && !held.is_taken) {
            return Err(Refused::not_taken());
        }
        let held = place.take().ok_or_else(Refused::told_before)?;
        match commit {
            Commit::Stored => held.outcome,
            Commit::Conflict => Err(engine::NotCommitted::Conflict.into()),
            Commit::Unknown => Err(engine::NotCommitted::Unknown.into()),
        }
    }
}

impl Attempt {
    /// Of an attempt at the states themselves.
    pub(crate) fn of_states<V, const N: usize>(
        attempt: engine::Attempt<V, NextStates<N>>,
        outcome: impl FnOnce(V) -> Outcome,
    ) -> Result<Arc<Self>, Refused> {
        let (next, decided) = kept(attempt)?;
        Ok(Self::holding(next.as_ref().map(states), None, Ok(outcome(decided))))
    }

    /// Of an attempt at an enrollment of the host's own tables.
    pub(crate) fn of_enrollment<const N: usize>(
        attempt: engine::Attempt<engine::Confirmation, engine::NextEnrollment<N>>,
    ) -> Result<Arc<Self>, Refused> {
        let (next, confirmation) = kept(attempt)?;
        let outcome = Ok(Outcome::Confirmation { confirmation: confirmation.into() });
        let (states, step) = next.map(|next| (states(&next.states), next.step)).unzip();
        Ok(Self::holding(states, step.map(NextEnrollment::from), outcome))
    }

    /// Of a change of a record: its bytes, if they changed, and what came of it.
    pub(crate) fn of_record(next: Option<Vec<u8>>, outcome: Result<Outcome, Refused>) -> Result<Arc<Self>, Refused> {
        match (next, outcome) {
            (None, Err(refused)) => Err(refused),
            (next, outcome) => Ok(Self::holding(next.map(|bytes| Next::Record { bytes }), None, outcome)),
        }
    }

    fn holding(next: Option<Next>, enrollment: Option<NextEnrollment>, outcome: Result<Outcome, Refused>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(Held { next, is_taken: false, enrollment, outcome }))))
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An attempt's parts, to be kept in here until the commit is told.
fn kept<V, X>(attempt: engine::Attempt<V, X>) -> Result<(Option<X>, V), engine::NotCommitted> {
    Ok(match attempt.in_two_steps() {
        TwoSteps::Settled(outcome) => (None, outcome),
        TwoSteps::Store(next, uncommitted) => (Some(next), uncommitted.told(engine::Commit::Stored)?),
    })
}

impl From<engine::PendingStep> for NextEnrollment {
    fn from(step: engine::PendingStep) -> Self {
        match step {
            engine::PendingStep::Enrolled { secret, parameters } => {
                Self::Enrolled { secret: Arc::new(Secret(secret)), parameters: (&parameters).into() }
            }
            engine::PendingStep::Pending(enrollment) => Self::Pending { bytes: enrollment.to_bytes(|it| it.to_vec()) },
            engine::PendingStep::Gone => Self::Gone,
        }
    }
}

/// Shows nothing of what was decided.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt(not told)")
    }
}

/// Does not show the bytes.
impl fmt::Debug for NextEnrollment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Enrolled { .. } => "Enrolled(..)",
            Self::Pending { .. } => "Pending(..)",
            Self::Gone => "Gone",
        })
    }
}

/// Does not show the bytes.
impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::States { .. } => "States(..)",
            Self::Record { .. } => "Record(..)",
        })
    }
}

fn states<const N: usize>(next: &NextStates<N>) -> Next {
    Next::States {
        states: next.states().iter().map(|state| state.as_bytes().to_vec()).collect(),
        standing: next.standing().to_bytes().to_vec(),
        expected_revision: next.expected_revision(),
        revision: next.revision(),
    }
}
