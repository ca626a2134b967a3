//! An outcome that is reached only by way of the commit.
//!
//! Whatever the engine decides changes what is stored: a code is used up, a failure is counted. A verdict that is acted
//! upon before that is durable lets two logins in with one code. So the engine hands out an [`Attempt`], and the verdict
//! inside comes out only for a commit that was [`Commit::Stored`].

use core::fmt;
use core::future::Future;

use crate::error::NotCommitted;
use crate::state::{SealedState, Standing};

/// What became of a compare-and-set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Commit {
    /// The change is durable, and it replaced exactly the states that were read, in exactly one record.
    Stored,
    /// Somebody else changed the record first; nothing was written.
    Conflict,
    /// The connection was lost, the store failed, or anything else went wrong: whether it was written is not known.
    /// Denies. Reading back does not help, for two servers with one code write the same bytes.
    Unknown,
}

impl Commit {
    /// What a store's count of changed rows means: one is stored, none is a conflict, anything else is unknown.
    ///
    /// Inside a transaction say so only after COMMIT.
    pub fn of_rows<E>(changed: Result<u64, E>) -> Self {
        match changed {
            Ok(1) => Self::Stored,
            Ok(0) => Self::Conflict,
            Ok(_) | Err(_) => Self::Unknown,
        }
    }
}

/// The states to store, one for each authenticator and in the order in which they were opened.
///
/// Replace the person's record as a whole, and only if it is still what was read: compare all old bytes, or the record's
/// id and [`expected_revision`](NextStates::expected_revision).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NextStates<const N: usize> {
    states: [SealedState; N],
    count: usize,
    expected_revision: u64,
    standing: Standing,
}

impl<const N: usize> NextStates<N> {
    /// States that `seal` writes; it says how many there are.
    pub(crate) fn new(
        seal: impl FnOnce(&mut [SealedState; N]) -> usize,
        expected_revision: u64,
        standing: Standing,
    ) -> Self {
        let mut next = Self { states: [SealedState::EMPTY; N], count: 0, expected_revision, standing };
        next.count = seal(&mut next.states);
        next
    }

    /// The states.
    pub fn states(&self) -> &[SealedState] {
        self.states.get(..self.count).unwrap_or_default()
    }

    /// The revision that the stored record must still have.
    pub const fn expected_revision(&self) -> u64 {
        self.expected_revision
    }

    /// The revision that these states carry: one more.
    pub const fn revision(&self) -> u64 {
        self.standing.revision()
    }

    /// What every one of these states carries of the person. Store it by itself only where there is no state left.
    pub const fn standing(&self) -> Standing {
        self.standing
    }
}

impl NextStates<1> {
    /// The state of a person's only authenticator; `None` when it was removed.
    pub fn state(&self) -> Option<&SealedState> {
        self.states().first()
    }
}

impl<const N: usize> fmt::Debug for NextStates<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextStates")
            .field("count", &self.count)
            .field("expected_revision", &self.expected_revision)
            .finish_non_exhaustive()
    }
}

/// A decision `V` that does not count until what comes next, `X`, is committed.
///
/// It owns its data and can be sent to another thread. Dropping it denies: the verdict is never seen.
#[must_use = "nobody gets in, and nothing is counted, until the attempt is committed"]
pub struct Attempt<V, X> {
    outcome: V,
    next: Option<X>,
}

/// An attempt in two steps: either there is something to store first, or the outcome is already there.
#[must_use]
pub enum TwoSteps<V, X> {
    /// Nothing changes, so nothing need be stored. Never the acceptance of a code: that is always stored first.
    Settled(V),
    /// Store these states, then say what became of it.
    Store(X, Uncommitted<V>),
}

/// The outcome of an attempt whose states are being stored.
#[must_use = "nobody gets in until the commit is told"]
pub struct Uncommitted<V> {
    outcome: V,
}

impl<V, X> Attempt<V, X> {
    pub(crate) fn settled(outcome: V) -> Self {
        Self { outcome, next: None }
    }

    pub(crate) fn changing(outcome: V, next: X) -> Self {
        Self { outcome, next: Some(next) }
    }

    /// Stores the next states and gives the outcome. The closure is not called when nothing changes.
    pub fn commit(self, store: impl FnOnce(X) -> Commit) -> Result<V, NotCommitted> {
        match self.in_two_steps() {
            TwoSteps::Settled(outcome) => Ok(outcome),
            TwoSteps::Store(next, uncommitted) => uncommitted.told(store(next)),
        }
    }

    /// As [`Attempt::commit`], for a store that is awaited. A future that is dropped denies.
    pub async fn commit_async<F: Future<Output = Commit>>(self, store: impl FnOnce(X) -> F) -> Result<V, NotCommitted> {
        match self.in_two_steps() {
            TwoSteps::Settled(outcome) => Ok(outcome),
            TwoSteps::Store(next, uncommitted) => uncommitted.told(store(next).await),
        }
    }

    /// The same outcome, with something else to store: what comes next together with what is stored beside it. Not called
    /// when nothing changes.
    pub fn storing<Y, E>(self, with: impl FnOnce(X) -> Result<Y, E>) -> Result<Attempt<V, Y>, E> {
        let next = self.next.map(with).transpose()?;
        Ok(Attempt { outcome: self.outcome, next })
    }

    /// For callers to whom no closure can be passed: take the next states, store them, say what became of it.
    pub fn in_two_steps(self) -> TwoSteps<V, X> {
        match self.next {
            None => TwoSteps::Settled(self.outcome),
            Some(next) => TwoSteps::Store(next, Uncommitted { outcome: self.outcome }),
        }
    }
}

impl<V> Uncommitted<V> {
    /// Gives the outcome if the states are stored, and denies otherwise.
    pub fn told(self, commit: Commit) -> Result<V, NotCommitted> {
        match commit {
            Commit::Stored => Ok(self.outcome),
            Commit::Conflict => Err(NotCommitted::Conflict),
            Commit::Unknown => Err(NotCommitted::Unknown),
        }
    }
}

impl<V, X> fmt::Debug for Attempt<V, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt(not committed)")
    }
}

impl<V, X> fmt::Debug for TwoSteps<V, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TwoSteps(not committed)")
    }
}

impl<V> fmt::Debug for Uncommitted<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Uncommitted(..)")
    }
}
