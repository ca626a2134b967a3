//! Everything that is stored of one person, in one record that is replaced as a whole.

mod fields;
mod format;
mod sections;

pub use format::{Damage, LONGEST, decode, encode};

use mfa_core::{
    Allowance, Authenticator, Credential, DeviceId, Enrollment, LoginRecord, NextStates, ParameterError, Parameters,
    Person, PersonError, RecoveryKey, SealedRecovery, SealedState, Secret, Standing, StoredCodes, UnixTime,
};

use crate::name::AuthenticatorName;

/// How many authenticators there is room for.
pub const ROOM: usize = mfa_core::MOST_AUTHENTICATORS;

/// One person's record. Its secrets are wiped when it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The authenticators, in the order in which they were added.
    pub(crate) authenticators: Vec<Entry>,
    /// Failures and revision: what the states carry under seal, and all there is where no authenticator is left.
    pub(crate) standing: Standing,
    /// What an administrator said of this person alone, against the policy for everybody.
    pub(crate) exception: Option<Exception>,
    /// What is remembered of their logins.
    pub(crate) logins: LoginRecord,
    /// The authenticator that is shown and not confirmed.
    pub(crate) pending: Option<Pending>,
    /// Recovery by PIN or challenge on this device.
    pub(crate) recovery: Option<RecoveryEntry>,
    /// Recovery codes.
    pub(crate) codes: Option<StoredCodes>,
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

/// What is required of one person, whatever the policy's lists say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exception {
    /// A second factor; with a time (and a number of logins) of their own to enroll one, or the policy's.
    Required {
        /// How long they get in without an authenticator, from the first login that requires one.
        to_enroll: Option<Allowance>,
    },
    /// No second factor, until it is said otherwise.
    Exempt,
    /// No second factor for a while. A clock that was set back before the beginning brings it back no more than one that
    /// has reached the end.
    ExemptFor {
        /// When it was said.
        since: UnixTime,
        /// When it ends.
        until: UnixTime,
    },
}

/// An authenticator that is pending: nobody logs in with it.
#[derive(Clone, Debug)]
pub struct Pending {
    /// What it will be called.
    pub name: AuthenticatorName,
    /// What was shown, and how far its confirmation is.
    pub enrollment: Box<Enrollment>,
}

/// A person's recovery on this device.
#[derive(Clone, Debug)]
pub struct RecoveryEntry {
    /// What the device is called when a PIN is issued for it.
    pub device: DeviceId,
    /// What the help desk has too.
    pub key: Box<RecoveryKey>,
    /// Used PINs, failures, the grant, the challenge.
    pub state: SealedRecovery,
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

    /// What an administrator said of this person alone.
    pub const fn exception(&self) -> Option<Exception> {
        self.exception
    }

    /// What is remembered of their logins.
    pub const fn logins(&self) -> &LoginRecord {
        &self.logins
    }

    /// The authenticator that is shown and not confirmed.
    pub const fn pending(&self) -> Option<&Pending> {
        self.pending.as_ref()
    }

    /// Recovery by PIN or challenge.
    pub const fn recovery(&self) -> Option<&RecoveryEntry> {
        self.recovery.as_ref()
    }

    /// The recovery codes.
    pub const fn recovery_codes(&self) -> Option<&StoredCodes> {
        self.codes.as_ref()
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

    /// The record with a change and the states that come with it. Refused if there are more of them than authenticators, or
    /// fewer.
    pub(crate) fn with(&self, next: &NextStates<ROOM>, change: impl FnOnce(&mut Self)) -> Result<Self, PersonError> {
        let mut record = self.clone();
        change(&mut record);
        if record.authenticators.len() != next.states().len() {
            return Err(PersonError::StatesDisagree);
        }
        record.standing = next.standing();
        for (entry, state) in record.authenticators.iter_mut().zip(next.states()) {
            entry.state = *state;
        }
        Ok(record)
    }
}
