//! What is done with people in a store: each a read, a decision of the engine, and a commit of what changes.
//!
//! Whoever loses a race begins anew from the winner's record, where a code that was used is a replay.

use core::error::Error;
use core::fmt;

use mfa_core::{
    Attempt, AttemptError, Code, Commit, Credential, Diagnosis, DiagnosisReach, NextStates, NotCommitted,
    ParameterError, Parameters, Person, PersonError, Policy, Position, Resynchronization, SealedState, Secret,
    UnixTime, Verdict,
};

use crate::name::{AuthenticatorName, PersonName};
use crate::record::{Amendment, Entry, ROOM, Record};
use crate::store::{Read, Store};

/// How often somebody who loses a race begins anew before they are denied.
const MOST_TRIES: u32 = 1000;

/// Why nothing was decided or changed. Nobody gets in.
#[derive(Debug)]
#[non_exhaustive]
pub enum PeopleError<E> {
    /// There is no such person in the store.
    NoSuchPerson,
    /// The person has no authenticator.
    NotEnrolled,
    /// The person has no authenticator of that name.
    NoSuchAuthenticator,
    /// The person has several authenticators, and it was not said which is meant.
    WhichAuthenticator,
    /// The person has an authenticator of that name already.
    NameTaken,
    /// The attempt could not be evaluated.
    Attempt(AttemptError),
    /// The person's record is not what it should be, or the change is not possible.
    Person(PersonError),
    /// A credential of the record is not supported.
    Credential(ParameterError),
    /// The store failed.
    Store(E),
    /// The store did not confirm the change, so it is unknown whether it was made.
    NotConfirmed,
    /// Others changed the record all the time.
    Busy,
}

impl<E: fmt::Display> fmt::Display for PeopleError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPerson => f.write_str("there is no such person in the store"),
            Self::NotEnrolled => f.write_str("the person has no authenticator"),
            Self::NoSuchAuthenticator => f.write_str("the person has no authenticator of that name"),
            Self::WhichAuthenticator => f.write_str("the person has several authenticators; say which one is meant"),
            Self::NameTaken => f.write_str("the person has an authenticator of that name already"),
            Self::Attempt(error) => error.fmt(f),
            Self::Person(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::NotConfirmed => NotCommitted::Unknown.fmt(f),
            Self::Busy => f.write_str("others changed the record all the time; try again"),
        }
    }
}

impl<E: Error> Error for PeopleError<E> {}

impl<E> From<AttemptError> for PeopleError<E> {
    fn from(error: AttemptError) -> Self {
        match error {
            AttemptError::NobodyEnrolled => Self::NotEnrolled,
            error => Self::Attempt(error),
        }
    }
}

impl<E> From<PersonError> for PeopleError<E> {
    fn from(error: PersonError) -> Self {
        Self::Person(error)
    }
}

impl<E> From<ParameterError> for PeopleError<E> {
    fn from(error: ParameterError) -> Self {
        Self::Credential(error)
    }
}

/// An authenticator that is to be added.
#[derive(Clone, Debug)]
pub struct NewAuthenticator {
    /// What its owner calls it.
    pub name: AuthenticatorName,
    /// Its secret.
    pub secret: Secret,
    /// Its parameters.
    pub parameters: Parameters,
    /// The first position that is good; `None` for the beginning.
    pub start: Option<Position>,
    /// When it is added.
    pub added: UnixTime,
}

impl NewAuthenticator {
    /// What is stored of it; its state comes with the commit.
    fn entry(&self) -> Entry {
        Entry {
            name: self.name.clone(),
            secret: Box::new(self.secret.clone()),
            parameters: self.parameters,
            added: self.added,
            state: SealedState::from_bytes([0; SealedState::LENGTH]),
        }
    }
}

/// Which of a person's authenticators is meant: the one of a name, or their only one.
pub type Which<'a> = Option<&'a AuthenticatorName>;

type Decided<V, E> = Result<(Attempt<V, NextStates<ROOM>>, Amendment), PeopleError<E>>;

/// The people of a store.
#[derive(Debug)]
pub struct People<'s, S> {
    store: &'s S,
}

impl<'s, S: Store> People<'s, S> {
    /// The people of this store.
    pub const fn of(store: &'s S) -> Self {
        Self { store }
    }

    /// Verifies a code against all of a person's authenticators. The verdict is committed.
    pub fn verify(
        &self,
        person: &PersonName,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Verdict, PeopleError<S::Error>> {
        self.change(person, |_, opened| Ok((opened.verify(now, code, policy)?, Amendment::None)))
    }

    /// Verifies a code against one of a person's authenticators. The verdict is committed.
    pub fn verify_with(
        &self,
        person: &PersonName,
        name: &AuthenticatorName,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Verdict, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, Some(name))?;
            Ok((opened.verify_with(index, now, code, policy)?, Amendment::None))
        })
    }

    /// Looks for two consecutive codes of one authenticator. Committed.
    pub fn resynchronize(
        &self,
        person: &PersonName,
        which: Which<'_>,
        now: UnixTime,
        codes: [&Code; 2],
        policy: &Policy,
    ) -> Result<Resynchronization, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            Ok((opened.resynchronize(now, index, codes, policy)?, Amendment::None))
        })
    }

    /// Asks at a login how slow a phone is. An attempt that counts. Committed.
    pub fn diagnose(
        &self,
        person: &PersonName,
        which: Which<'_>,
        now: UnixTime,
        code: &Code,
        reach: DiagnosisReach,
        policy: &Policy,
    ) -> Result<Diagnosis, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            Ok((opened.diagnose(now, index, code, reach, policy)?, Amendment::None))
        })
    }

    /// Clears a person's failures and lock. For administrators.
    pub fn unlock(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |_, opened| Ok((opened.unlock()?, Amendment::None)))
    }

    /// Adds an authenticator, to somebody new or to somebody who has others. Its name and its secret must be new.
    ///
    /// A secret that was removed and is added again starts where `start` says: at the beginning its last codes are good
    /// once more.
    pub fn add(&self, person: &PersonName, new: &NewAuthenticator) -> Result<(), PeopleError<S::Error>> {
        self.add_all(person, core::slice::from_ref(new))
    }

    /// Adds several authenticators in one commit: all of them, or none. What [`People::add`] says holds for each.
    /// Nothing to add changes nothing.
    pub fn add_all(&self, person: &PersonName, new: &[NewAuthenticator]) -> Result<(), PeopleError<S::Error>> {
        if new.is_empty() {
            return Ok(());
        }
        let credentials = prepared(new)?;
        let placed: Vec<_> = new
            .iter()
            .zip(&credentials)
            .map(|(new, credential)| (credential, new.start.unwrap_or(credential.beginning())))
            .collect();
        self.change_or_create(person, |record, opened| {
            let entries = new.iter().map(NewAuthenticator::entry).collect::<Vec<_>>();
            must_be_new(record, new)?;
            Ok((opened.add_all(&placed)?, Amendment::Add(entries)))
        })
    }

    /// Removes an authenticator and leaves the others alone. Failures and revision stay even when it was the last.
    pub fn remove(&self, person: &PersonName, which: Which<'_>) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            Ok((opened.remove(index)?, Amendment::Remove(index)))
        })
    }

    /// Removes all authenticators in one commit. Failures and revision stay.
    pub fn remove_all(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |_, opened| Ok((opened.remove_all()?, Amendment::RemoveAll)))
    }

    /// Gives an authenticator another name.
    pub fn rename(
        &self,
        person: &PersonName,
        which: Which<'_>,
        name: &AuthenticatorName,
    ) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            if record.position(name).is_some_and(|taken| taken != index) {
                return Err(PeopleError::NameTaken);
            }
            Ok((opened.reseal()?, Amendment::Rename(index, name.clone())))
        })
    }

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
        self.until_stored(|| {
            let (record, token) = self.read(person)?.ok_or(PeopleError::NoSuchPerson)?;
            commit(&record, &decide, |amended| self.store.replace(person, &token, amended))
        })
    }

    /// Changes the record of somebody who may have none yet.
    fn change_or_create<V>(
        &self,
        person: &PersonName,
        decide: impl Fn(&Record, Person<'_, ROOM>) -> Decided<V, S::Error>,
    ) -> Result<V, PeopleError<S::Error>> {
        self.until_stored(|| match self.read(person)? {
            Some((record, token)) => commit(&record, &decide, |amended| self.store.replace(person, &token, amended)),
            None => commit(&Record::default(), &decide, |amended| self.store.create(person, amended)),
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
    let credentials = record.credentials()?;
    let (attempt, amendment) = decide(record, record.person(&credentials)?)?;
    let mut failed = None;
    let committed = attempt.commit(|next| {
        let Some(amended) = record.amended(&next, amendment) else { return Commit::Unknown };
        store(&amended).unwrap_or_else(|error| {
            failed = Some(error);
            Commit::Unknown
        })
    });
    match (committed, failed) {
        (Ok(outcome), _) => Ok(Some(outcome)),
        (Err(NotCommitted::Conflict), _) => Ok(None),
        (Err(_), Some(error)) => Err(PeopleError::Store(error)),
        (Err(_), None) => Err(PeopleError::NotConfirmed),
    }
}

fn which_of<E>(record: &Record, which: Which<'_>) -> Result<usize, PeopleError<E>> {
    match (which, record.authenticators()) {
        (Some(name), _) => record.position(name).ok_or(PeopleError::NoSuchAuthenticator),
        (None, []) => Err(PeopleError::NotEnrolled),
        (None, [_]) => Ok(0),
        (None, _) => Err(PeopleError::WhichAuthenticator),
    }
}

/// The credentials of new authenticators. Room for all at once: a vector that grows leaves copies of keys behind.
fn prepared(new: &[NewAuthenticator]) -> Result<Vec<Credential>, ParameterError> {
    let mut credentials = Vec::with_capacity(new.len());
    for new in new {
        credentials.push(Credential::new(&new.secret, new.parameters)?);
    }
    Ok(credentials)
}

/// Refuses a name or a secret that the record has, or that two of the new ones share.
fn must_be_new<E>(record: &Record, new: &[NewAuthenticator]) -> Result<(), PeopleError<E>> {
    for (index, one) in new.iter().enumerate() {
        let before = new.iter().take(index);
        let entries = record.authenticators();
        if record.position(&one.name).is_some() || before.clone().any(|other| other.name == one.name) {
            return Err(PeopleError::NameTaken);
        }
        let mut secrets = entries.iter().map(|entry| &*entry.secret).chain(before.map(|other| &other.secret));
        if secrets.any(|secret| secret.same_as(&one.secret)) {
            return Err(PersonError::SameSecret.into());
        }
    }
    Ok(())
}
