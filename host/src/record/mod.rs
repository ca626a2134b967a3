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
    /// Its secret.
    pub secret: Secret,
    /// Its public parameters.
    pub parameters: Parameters,
    /// When it was added.
    pub added: UnixTime,
    /// Its state.
    pub state: SealedState,
}

/// A change to a record besides the states that come with it.
#[derive(Clone, Debug)]
pub enum Amendment {
    /// None: only the states change.
    None,
    /// An authenticator is added; its state is the last of the new ones.
    Add {
        /// What its owner calls it.
        name: AuthenticatorName,
        /// Its secret.
        secret: Secret,
        /// Its parameters.
        parameters: Parameters,
        /// When.
        added: UnixTime,
    },
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
        self.authenticators
            .iter()
            .map(|entry| Credential::new(&entry.secret, entry.parameters))
            .collect()
    }

    /// The person, opened. `credentials` are this record's ([`Record::credentials`]).
    pub fn person<'a>(&'a self, credentials: &'a [Credential]) -> Result<Person<'a, ROOM>, PersonError> {
        if self.authenticators.is_empty() {
            return Ok(Person::without_authenticators(self.standing));
        }
        let pairs = self.authenticators.iter().zip(credentials);
        let authenticators: Vec<_> = pairs
            .map(|(entry, credential)| Authenticator {
                credential,
                state: &entry.state,
            })
            .collect();
        let person = Person::open_all(&authenticators)?;
        if *person.standing() == self.standing {
            Ok(person)
        } else {
            Err(PersonError::StatesDisagree)
        }
    }

    /// The record with new states and an amendment.
    pub fn amended(&self, next: &NextStates<ROOM>, amendment: Amendment) -> Self {
        let mut record = self.clone();
        match amendment {
            Amendment::None => {}
            Amendment::Add {
                name,
                secret,
                parameters,
                added,
            } => {
                let state = SealedState::from_bytes([0; SealedState::LENGTH]);
                record.authenticators.push(Entry {
                    name,
                    secret,
                    parameters,
                    added,
                    state,
                });
            }
            Amendment::Remove(index) if index < record.authenticators.len() => {
                record.authenticators.remove(index);
            }
            Amendment::Remove(_) => {}
            Amendment::RemoveAll => record.authenticators.clear(),
            Amendment::Rename(index, name) => {
                if let Some(entry) = record.authenticators.get_mut(index) {
                    entry.name = name;
                }
            }
        }
        for (entry, state) in record.authenticators.iter_mut().zip(next.states()) {
            entry.state = *state;
        }
        record.standing = next.standing();
        record
    }
}
