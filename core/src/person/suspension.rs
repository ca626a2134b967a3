//! Authenticators whose codes count for nothing for a while: a phone that is lost may be found.
//!
//! Suspended is not removed: the authenticator keeps what it has used up, its owner is enrolled, and no password alone
//! lets them in. It counts again once a code confirms it, and only for somebody who may bind an authenticator.

use super::Person;
use crate::attempt::{Attempt, NextStates};
use crate::code::Code;
use crate::ct::{Seen, Sighting};
use crate::enrollment::EnrollmentPermit;
use crate::error::{AttemptError, PersonError};
use crate::policy::Policy;
use crate::time::UnixTime;
use crate::verdict::Restoration;

impl<const N: usize> Person<'_, N> {
    /// Suspends one authenticator. Nothing else changes.
    pub fn suspend(mut self, authenticator: usize) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        let member = self.members.get_mut(authenticator).and_then(Option::as_mut);
        member.ok_or(PersonError::NoSuchAuthenticator)?.suspended = true;
        self.changed()
    }

    /// Suspends all authenticators.
    pub fn suspend_all(mut self) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        self.suspend_members();
        self.changed()
    }

    /// Tries a code of a suspended authenticator, which counts again if it is right. The code is used up.
    ///
    /// It is an attempt like a login: refused while locked or closed, and a wrong code is a failure. It clears none, so
    /// that they are told at the next login. Refused at no cost if the authenticator is not suspended, or if the permit is
    /// only for a first authenticator: whoever has the password and a stolen phone is not to do this.
    pub fn restore(
        mut self,
        permit: EnrollmentPermit,
        authenticator: usize,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Restoration, NextStates<N>>, AttemptError> {
        let member = *self.member(authenticator)?;
        if !permit.is_for_any() {
            return Err(AttemptError::PermitIsForTheFirst);
        }
        if !member.suspended {
            return Err(AttemptError::NotSuspended);
        }
        member.must_fit(code)?;
        let candidates = member.candidates(now, policy)?;
        self.attempt(now, policy, |person, cap| {
            let mut sighting = Sighting::NOTHING;
            member.scan(&candidates, code, &mut sighting);
            let seen = sighting.reveal();
            let Seen::Fresh(position) = seen else {
                return Ok(Restoration::Rejected(person.reject(now, policy, cap, seen)));
            };
            person.standing.ladder = person.standing.ladder.without_lock();
            let member = person.member(authenticator)?;
            member.take_at(now, policy, position)?;
            member.suspended = false;
            Ok(Restoration::Restored)
        })
    }

    pub(super) fn suspend_members(&mut self) {
        for member in self.members.iter_mut().flatten() {
            member.suspended = true;
        }
    }
}
