//! Everything that is stored of one person, in one record that is replaced as a whole.

mod format;

pub use format::{Damage, LONGEST, decode, encode};

use mfa_core::{
    Authenticator, Credential, NextStates, ParameterError, Parameters, Person, PersonError, SealedState, Secret,
    Standing, UnixTime,
};

use crate::name::AuthenticatorName;

/// How many authenticators there is room for.
pub const ROOM: usize = mfa_core::MOST_AUTHENTICATORS;

/// One person's record. Its secrets are wiped when it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The authenticators, in the order in which they were added.
    authenticators: Vec<Entry>,
    /// Failures and revision: what the states carry under seal, and all there is where no authenticator is left.
    standing: Standing,
}

/// One authenticator in a record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What its owner calls it.
    pub name: AuthenticatorName,
    /// Its secret, in a place of its own: what moves leaves copies behind.
    pub secret: Box<Secret>,
    /// Its public parameters.
    pub parameters: Parameters,
    /// When it was added.
    pub added: UnixTime,
    /// Its state.
    pub state: SealedState,
}

/// A change to a record besides the states that come with it.
#[derive(Clone, Debug)]
pub(crate) enum Amendment {
    /// Only the states change.
    None,
    /// Authenticators are added as the last ones; their states are the last of the new ones.
    Add(Vec<Entry>),
    /// An authenticator is removed.
    Remove(usize),
    /// All authenticators are removed.
    RemoveAll,
    /// An authenticator gets another name.
    Rename(usize, AuthenticatorName),
}

impl Record {
    /// The authenticators, in the order in which they were added.
    pub fn authenticators(&self) -> &[Entry] {
        &self.authenticators
    }

    /// Failures and revision.
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Where the authenticator of a name stands.
    pub fn position(&self, name: &AuthenticatorName) -> Option<usize> {
        self.authenticators.iter().position(|entry| entry.name == *name)
    }

    /// The credentials, prepared; [`Record::person`] borrows them.
    pub fn credentials(&self) -> Result<Vec<Credential>, ParameterError> {
        // Room for all at once: a vector that grows leaves copies of keys behind.
        let mut credentials = Vec::with_capacity(ROOM);
        for entry in &self.authenticators {
            credentials.push(Credential::new(&entry.secret, entry.parameters)?);
        }
        Ok(credentials)
    }

    /// The person, opened. `credentials` are this record's ([`Record::credentials`]).
    pub fn person<'a>(&'a self, credentials: &'a [Credential]) -> Result<Person<'a, ROOM>, PersonError> {
        if credentials.len() != self.authenticators.len() {
            return Err(PersonError::StatesDisagree);
        }
        if credentials.is_empty() {
            return Ok(Person::without_authenticators(self.standing));
        }
        let pairs = self.authenticators.iter().zip(credentials);
        let authenticators: Vec<_> =
            pairs.map(|(entry, credential)| Authenticator { credential, state: &entry.state }).collect();
        let person = Person::open(&authenticators)?;
        if *person.standing() == self.standing { Ok(person) } else { Err(PersonError::StatesDisagree) }
    }

    /// The record with an amendment and the states that come with it; `None` if the two do not fit.
    pub(crate) fn amended(&self, next: &NextStates<ROOM>, amendment: Amendment) -> Option<Self> {
        let mut record = Self { authenticators: self.authenticators.clone(), standing: next.standing() };
        record.amend(amendment)?;
        if record.authenticators.len() != next.states().len() {
            return None;
        }
        for (entry, state) in record.authenticators.iter_mut().zip(next.states()) {
            entry.state = *state;
        }
        Some(record)
    }

    fn amend(&mut self, amendment: Amendment) -> Option<()> {
        match amendment {
            Amendment::None => {}
            Amendment::Add(entries) => self.authenticators.extend(entries),
            Amendment::Remove(index) if index < self.authenticators.len() => {
                self.authenticators.remove(index);
            }
            Amendment::Remove(_) => return None,
            Amendment::RemoveAll => self.authenticators.clear(),
            Amendment::Rename(index, name) => self.authenticators.get_mut(index)?.name = name,
        }
        Some(())
    }
}
