//! Authenticators come and go, get other names, are suspended and confirmed again. Each is one commit.

use mfa_core::{
    Code, Credential, EnrollmentPermit, ParameterError, Parameters, PersonError, Policy, Position, RecoveryCodes,
    Restoration, SealedState, Secret, UnixTime,
};

use super::recovery::recovery_after;
use super::recovery_codes::codes_after;
use super::{People, PeopleError, Which, stored, stored_with, which_of};
use crate::name::{AuthenticatorName, PersonName};
use crate::record::{Entry, Record};
use crate::store::Store;

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

impl<S: Store> People<'_, S> {
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
        let start_of = |(new, credential): (&NewAuthenticator, _)| (credential, start(new, credential));
        let placed: Vec<_> = new.iter().zip(&credentials).map(start_of).collect();
        self.change_or_create(person, |record, opened| {
            for (index, one) in new.iter().enumerate() {
                must_be_new(record, &one.name, |entry| entry.secret.same_as(&one.secret))?;
                if record.pending().is_some_and(|pending| pending.enrollment.has_secret(&one.secret)) {
                    return Err(PersonError::SameSecret.into());
                }
                must_be_unlike(new.get(..index).unwrap_or_default(), one)?;
            }
            stored_with(record, opened.add_all(&placed)?, |next| {
                next.authenticators.extend(new.iter().map(Entry::from))
            })
        })
    }

    /// Removes an authenticator and leaves the others alone. Failures and revision stay even when it was the last.
    pub fn remove(&self, person: &PersonName, which: Which<'_>) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            stored_with(record, opened.remove(index)?, |next| {
                next.authenticators.remove(index);
            })
        })
    }

    /// Removes all authenticators, and one that is pending.
    pub fn remove_all(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            stored_with(record, opened.remove_all()?, |next| {
                next.authenticators.clear();
                next.pending = None;
            })
        })
    }

    /// Removes whatever lets the person in: all authenticators, one that is pending, what is left of the recovery codes, an
    /// open grant and a challenge that is shown. What is required of them stays, and so do failures, revisions, the time
    /// to enroll and the recovery key.
    pub fn reset(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let recovery = recovery_after(record.recovery(), |opened| opened.end_grant())?;
            let codes = codes_after(record.recovery_codes(), RecoveryCodes::burn)?;
            stored_with(record, opened.remove_all()?, |next| {
                next.authenticators.clear();
                next.pending = None;
                next.codes = codes.or(next.codes);
                next.set_recovery_state(recovery);
            })
        })
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
            stored_with(record, opened.reseal()?, |next| {
                if let Some(entry) = next.authenticators.get_mut(index) {
                    entry.name = name.clone();
                }
            })
        })
    }

    /// Suspends the authenticator of a name, or all: their codes count for nothing until each is confirmed again. What is
    /// pending is dropped with all of them.
    pub fn suspend(&self, person: &PersonName, name: Which<'_>) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| match name {
            Some(_) => stored(record, opened.suspend(which_of(record, name)?)?),
            None if record.authenticators().is_empty() => Err(PeopleError::NotEnrolled),
            None => stored_with(record, opened.suspend_all()?, |next| next.pending = None),
        })
    }

    /// Tries a code of a suspended authenticator, which counts again if it is right. `permit` says by whose leave.
    pub fn restore(
        &self,
        permit: impl Fn() -> EnrollmentPermit,
        person: &PersonName,
        which: Which<'_>,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Restoration, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            stored(record, opened.restore(permit(), index, now, code, policy)?)
        })
    }
}

/// Refuses a name or a secret that the person has already.
pub(super) fn must_be_new<E>(
    record: &Record,
    name: &AuthenticatorName,
    has_secret: impl Fn(&Entry) -> bool,
) -> Result<(), PeopleError<E>> {
    if record.position(name).is_some() {
        return Err(PeopleError::NameTaken);
    }
    if record.authenticators().iter().any(has_secret) {
        return Err(PersonError::SameSecret.into());
    }
    Ok(())
}

/// Refuses a name or a secret that two new ones share.
fn must_be_unlike<E>(others: &[NewAuthenticator], one: &NewAuthenticator) -> Result<(), PeopleError<E>> {
    if others.iter().any(|other| other.name == one.name) {
        return Err(PeopleError::NameTaken);
    }
    if others.iter().any(|other| other.secret.same_as(&one.secret)) {
        return Err(PersonError::SameSecret.into());
    }
    Ok(())
}

/// The credentials of new authenticators. Room for all at once: a vector that grows leaves copies of keys behind.
fn prepared(new: &[NewAuthenticator]) -> Result<Vec<Credential>, ParameterError> {
    let mut credentials = Vec::with_capacity(new.len());
    for new in new {
        credentials.push(Credential::new(&new.secret, new.parameters)?);
    }
    Ok(credentials)
}

/// The first position that is good.
fn start(new: &NewAuthenticator, credential: &Credential) -> Position {
    new.start.unwrap_or(credential.beginning())
}

impl From<&NewAuthenticator> for Entry {
    /// Without a state yet: it comes with the commit.
    fn from(new: &NewAuthenticator) -> Self {
        Self {
            name: new.name.clone(),
            secret: Box::new(new.secret.clone()),
            parameters: new.parameters,
            added: new.added,
            state: SealedState::from_bytes([0; SealedState::LENGTH]),
        }
    }
}
