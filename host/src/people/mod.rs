//! What is done with people in a store: each a read, a decision of the engine, and a commit of what changes.
//!
//! Whoever loses a race begins anew from the winner's record, where a code that was used is a replay. Everything of a
//! person is one record, so whatever belongs together is one commit.

mod arrival;
mod authenticators;
mod awaited;
mod codes;
mod enrollment;
mod error;
mod login;
mod recovery;
mod recovery_codes;

pub use arrival::Arrival;
pub use authenticators::NewAuthenticator;
pub use error::PeopleError;
pub use login::LoggedIn;

use mfa_core::{Attempt, Commit, NextStates, NotCommitted, Person, PersonError, TwoSteps};

use crate::name::{AuthenticatorName, PersonName};
use crate::record::{ROOM, Record};
use crate::store::{Read, Store};

/// How often somebody who loses a race begins anew before they are denied.
const MOST_TRIES: u32 = 1000;

/// Which of a person's authenticators is meant: the one of a name, or their only one.
pub type Which<'a> = Option<&'a AuthenticatorName>;

/// An outcome, and the record to store before it counts.
type Decided<V, E> = Result<Attempt<V, Record>, PeopleError<E>>;

/// The people of a store.
#[derive(Debug)]
pub struct People<'s, S> {
    store: &'s S,
}

impl<'s, S> People<'s, S> {
    /// The people of this store.
    pub const fn of(store: &'s S) -> Self {
        Self { store }
    }
}

impl<S: Store> People<'_, S> {
    /// Deletes everything of a person, their failures and revision too: nobody remembers then which codes were used.
    pub fn forget(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        for _ in 0..MOST_TRIES {
            let (_, token) = self.read(person)?.ok_or(PeopleError::NoSuchPerson)?;
            match self.store.delete(person, &token).map_err(PeopleError::Store)? {
                Commit::Stored => return Ok(()),
                Commit::Conflict => {}
                Commit::Unknown => return Err(PeopleError::NotConfirmed),
            }
        }
        Err(PeopleError::Busy)
    }

    /// A person's record as it is stored.
    pub fn record(&self, person: &PersonName) -> Result<Record, PeopleError<S::Error>> {
        self.read(person)?.map(|(record, _)| record).ok_or(PeopleError::NoSuchPerson)
    }

    fn read(&self, person: &PersonName) -> Result<Option<Read<S::Token>>, PeopleError<S::Error>> {
        self.store.read(person).map_err(PeopleError::Store)
    }

    /// Changes the record of somebody who has one.
    fn change<V>(
        &self,
        person: &PersonName,
        decide: impl Fn(&Record, Person<'_, ROOM>) -> Decided<V, S::Error>,
    ) -> Result<V, PeopleError<S::Error>> {
        self.change_and_see(person, decide).map(|(outcome, _)| outcome)
    }

    /// Changes the record of somebody who has one, and gives the one that was decided upon too.
    fn change_and_see<V>(
        &self,
        person: &PersonName,
        decide: impl Fn(&Record, Person<'_, ROOM>) -> Decided<V, S::Error>,
    ) -> Result<(V, Record), PeopleError<S::Error>> {
        self.until_stored(|| {
            let (record, token) = self.read(person)?.ok_or(PeopleError::NoSuchPerson)?;
            let outcome = commit(&record, &decide, |next| self.store.replace(person, &token, next))?;
            Ok(outcome.map(|outcome| (outcome, record)))
        })
    }

    /// Changes the record of somebody who may have none yet.
    fn change_or_create<V>(
        &self,
        person: &PersonName,
        decide: impl Fn(&Record, Person<'_, ROOM>) -> Decided<V, S::Error>,
    ) -> Result<V, PeopleError<S::Error>> {
        self.until_stored(|| match self.read(person)? {
            Some((record, token)) => commit(&record, &decide, |next| self.store.replace(person, &token, next)),
            None => commit(&Record::default(), &decide, |next| self.store.create(person, next)),
        })
    }

    /// Begins anew as long as somebody else is faster.
    fn until_stored<V>(
        &self,
        attempt: impl Fn() -> Result<Option<V>, PeopleError<S::Error>>,
    ) -> Result<V, PeopleError<S::Error>> {
        (0..MOST_TRIES).find_map(|_| attempt().transpose()).unwrap_or(Err(PeopleError::Busy))
    }
}

/// Decides upon a record and stores what comes of it; `None` if somebody else was faster.
fn commit<V, E>(
    record: &Record,
    decide: impl Fn(&Record, Person<'_, ROOM>) -> Decided<V, E>,
    store: impl FnOnce(&Record) -> Result<Commit, E>,
) -> Result<Option<V>, PeopleError<E>> {
    let mut failed = None;
    let committed = decided(record, decide)?.commit(|next| of_store(store(&next), &mut failed));
    settled(committed, failed)
}

fn decided<V, E>(record: &Record, decide: impl Fn(&Record, Person<'_, ROOM>) -> Decided<V, E>) -> Decided<V, E> {
    let credentials = record.credentials()?;
    decide(record, record.person(&credentials)?)
}

/// What became of a commit by what the store says. Why it failed is kept beside it.
fn of_store<E>(said: Result<Commit, E>, failed: &mut Option<E>) -> Commit {
    said.unwrap_or_else(|error| {
        *failed = Some(error);
        Commit::Unknown
    })
}

/// The outcome of a commit; `None` if somebody else was faster.
fn settled<V, E>(committed: Result<V, NotCommitted>, failed: Option<E>) -> Result<Option<V>, PeopleError<E>> {
    match (committed, failed) {
        (Ok(outcome), _) => Ok(Some(outcome)),
        (Err(NotCommitted::Conflict), _) => Ok(None),
        (Err(_), Some(error)) => Err(PeopleError::Store(error)),
        (Err(_), None) => Err(PeopleError::NotConfirmed),
    }
}

/// What the engine decided of the states, and what else of the record changes with it.
fn stored_with<V, E>(
    record: &Record,
    attempt: Attempt<V, NextStates<ROOM>>,
    change: impl FnOnce(&mut Record),
) -> Decided<V, E> {
    Ok(attempt.storing(|next| record.with(&next, change))?)
}

/// What the engine decided of the states, where nothing else changes.
fn stored<V, E>(record: &Record, attempt: Attempt<V, NextStates<ROOM>>) -> Decided<V, E> {
    stored_with(record, attempt, |_| {})
}

/// What a change stores, for a commit of several together. `None` if it changes nothing.
fn next_of<V, X>(change: Attempt<V, X>) -> Option<X> {
    match change.in_two_steps() {
        TwoSteps::Store(next, _) => Some(next),
        TwoSteps::Settled(_) => None,
    }
}

/// The states of a change that always changes something: each moves the revision.
fn states_of(change: Attempt<(), NextStates<ROOM>>) -> Result<NextStates<ROOM>, PersonError> {
    next_of(change).ok_or(PersonError::RevisionExhausted)
}

fn which_of<E>(record: &Record, which: Which<'_>) -> Result<usize, PeopleError<E>> {
    match (which, record.authenticators()) {
        (Some(name), _) => record.position(name).ok_or(PeopleError::NoSuchAuthenticator),
        (None, []) => Err(PeopleError::NotEnrolled),
        (None, [_]) => Ok(0),
        (None, _) => Err(PeopleError::WhichAuthenticator),
    }
}
