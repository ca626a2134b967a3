//! A decision that does not count until what comes next is stored: in two steps, for no closure crosses the bridge.

use std::sync::{Mutex, PoisonError};

use mfa_core as engine;
use mfa_core::{NextStates, TwoSteps};

use crate::error::Refused;
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
#[derive(Debug, uniffi::Object)]
pub struct Attempt {
    next: Option<Next>,
    outcome: Mutex<Option<Result<Outcome, Refused>>>,
}

/// What to store.
#[derive(Clone, Debug, uniffi::Enum)]
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

#[uniffi::export]
impl Attempt {
    /// What to store first; `None` if nothing changes, which is told as stored.
    pub fn next(&self) -> Result<Option<Next>, Refused> {
        Ok(self.next.clone())
    }

    /// Gives the outcome if what comes next is stored, and denies otherwise. Once.
    pub fn told(&self, commit: Commit) -> Result<Outcome, Refused> {
        let mut place = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = place.take().ok_or_else(Refused::told_before)?;
        match commit {
            Commit::Stored => outcome,
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
    ) -> Result<std::sync::Arc<Self>, Refused> {
        let (next, decided) = match attempt.in_two_steps() {
            TwoSteps::Settled(decided) => (None, decided),
            // It is kept in here until the commit is told.
            TwoSteps::Store(next, uncommitted) => (Some(states(&next)), uncommitted.told(engine::Commit::Stored)?),
        };
        Ok(Self::holding(next, Ok(outcome(decided))))
    }

    /// Of a change of a record: its bytes, if they changed, and what came of it.
    pub(crate) fn of_record(
        next: Option<Vec<u8>>,
        outcome: Result<Outcome, Refused>,
    ) -> Result<std::sync::Arc<Self>, Refused> {
        match (next, outcome) {
            (None, Err(refused)) => Err(refused),
            (next, outcome) => Ok(Self::holding(next.map(|bytes| Next::Record { bytes }), outcome)),
        }
    }

    fn holding(next: Option<Next>, outcome: Result<Outcome, Refused>) -> std::sync::Arc<Self> {
        std::sync::Arc::new(Self { next, outcome: Mutex::new(Some(outcome)) })
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
