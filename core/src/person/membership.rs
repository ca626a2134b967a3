//! Authenticators come and go; an administrator unlocks. Each is one commit of the whole record.

use super::{Member, Person};
use crate::attempt::{Attempt, NextStates};
use crate::credential::Credential;
use crate::error::PersonError;
use crate::position::Position;

impl<'a, const N: usize> Person<'a, N> {
    /// Adds an authenticator as the last one. Failures, lock and revision stay the person's.
    ///
    /// `start` is the first position that is good: [`Credential::beginning`] for a new one, the counter in the URI or the
    /// position after the last one used for one that is taken over.
    pub fn add(
        mut self,
        credential: &'a Credential,
        start: Position,
    ) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        self.place(credential, start)?;
        self.changed()
    }

    /// Adds several authenticators, in this order and as one change: all of them, or none if one is refused.
    pub fn add_all(mut self, new: &[(&'a Credential, Position)]) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        for &(credential, start) in new {
            self.place(credential, start)?;
        }
        self.changed()
    }

    /// Removes an authenticator and leaves the others as they are. Removing the last one leaves the person's standing,
    /// which is to be stored by itself ([`NextStates::standing`](crate::NextStates::standing)).
    pub fn remove(mut self, authenticator: usize) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        let place = self.members.get_mut(authenticator).ok_or(PersonError::NoSuchAuthenticator)?;
        place.take().ok_or(PersonError::NoSuchAuthenticator)?;
        self.changed()
    }

    /// Removes all authenticators and leaves the person's standing.
    pub fn remove_all(mut self) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        self.members = [None; N];
        self.changed()
    }

    /// Clears consecutive failures and the lock, and opens what was closed; the failures in all stay. For administrators.
    pub fn unlock(mut self) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        self.standing.ladder = self.standing.ladder.cleared();
        self.changed()
    }

    /// Seals the states anew with the next revision, for a change elsewhere in the person's record.
    pub fn reseal(self) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        self.changed()
    }

    /// Puts an authenticator into the first place that is free.
    fn place(&mut self, credential: &'a Credential, start: Position) -> Result<(), PersonError> {
        if matches!(start, Position::Step(_)) != credential.is_time_based() {
            return Err(PersonError::WrongKindOfStart);
        }
        if self.has_secret_of(credential) {
            return Err(PersonError::SameSecret);
        }
        let place = self.members.iter_mut().find(|place| place.is_none()).ok_or(PersonError::TooMany)?;
        *place = Some(Member { credential, next: start.number(), drift: 0, suspended: false });
        Ok(())
    }

    pub(super) fn changed(self) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        self.sealed().map(|next| Attempt::changing((), next)).ok_or(PersonError::RevisionExhausted)
    }
}
