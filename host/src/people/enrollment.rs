//! Enrollment: an authenticator is shown, waits in the person's record, and is theirs once a code confirms it.

use mfa_core::{
    Code, Confirmation, DiagnosisReach, Enrollment, NextEnrollment, Parameters, PendingStep, PersonError, Policy,
    Secret, UnixTime,
};

use super::authenticators::must_be_new;
use super::recovery::recovery_after;
use super::{NewAuthenticator, People, PeopleError, stored_with};
use crate::name::{AuthenticatorName, PersonName};
use crate::record::{Entry, Pending, ROOM, Record};
use crate::store::Store;

impl<S: Store> People<'_, S> {
    /// Stores an enrollment that was begun, in place of any that is pending. Show its secret once this is stored.
    ///
    /// The person may be new. Refused if they have as many authenticators as there is room for, or one of that name or
    /// secret.
    pub fn enroll(
        &self,
        person: &PersonName,
        name: &AuthenticatorName,
        enrollment: &Enrollment,
    ) -> Result<(), PeopleError<S::Error>> {
        self.change_or_create(person, |record, opened| {
            must_be_new(record, name, |entry| enrollment.has_secret(&entry.secret))?;
            if record.authenticators().len() >= ROOM {
                return Err(PersonError::TooMany.into());
            }
            stored_with(record, opened.reseal()?, |next| {
                next.pending = Some(Pending { name: name.clone(), enrollment: Box::new(enrollment.clone()) });
            })
        })
    }

    /// Tries a code of the authenticator that is pending. The confirmation is committed; it is never a login. Once it is
    /// confirmed, a grant that is open ends.
    pub fn confirm(
        &self,
        person: &PersonName,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Confirmation, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let pending = pending_of(record)?;
            if record.position(&pending.name).is_some() && pending.enrollment.is_open(now) {
                return Err(PeopleError::NameTaken);
            }
            let attempt = pending.enrollment.confirm(opened, now, code, policy)?;
            attempt.storing(|NextEnrollment { states, step, .. }| {
                // Whoever has an authenticator again needs the grant no more.
                let enrolled = matches!(step, PendingStep::Enrolled { .. });
                let recovery = recovery_after(record.recovery().filter(|_| enrolled), |opened| opened.end_grant())?;
                Ok(record.with(&states, |next| {
                    next.set_recovery_state(recovery);
                    step_on(next, &pending.name, now, step);
                })?)
            })
        })
    }

    /// Drops what is pending.
    pub fn abandon(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            pending_of(record)?;
            stored_with(record, opened.reseal()?, |next| next.pending = None)
        })
    }

    /// How many steps the clock of a phone is off whose authenticator is pending (negative: slow), if the code is found.
    /// Counts nothing and uses up nothing.
    pub fn diagnose_pending(
        &self,
        person: &PersonName,
        now: UnixTime,
        code: &Code,
        reach: DiagnosisReach,
    ) -> Result<Option<i64>, PeopleError<S::Error>> {
        Ok(pending_of(&self.record(person)?)?.enrollment.diagnose(now, code, reach)?)
    }
}

fn pending_of<E>(record: &Record) -> Result<&Pending, PeopleError<E>> {
    record.pending().ok_or(PeopleError::NothingPending)
}

/// What becomes of the authenticator that is pending.
fn step_on(next: &mut Record, name: &AuthenticatorName, now: UnixTime, step: PendingStep) {
    match step {
        PendingStep::Enrolled { secret, parameters } => {
            next.authenticators.push(enrolled(name, secret, parameters, now));
            next.pending = None;
        }
        PendingStep::Pending(enrollment) => {
            next.pending = Some(Pending { name: name.clone(), enrollment: Box::new(enrollment) });
        }
        PendingStep::Gone => next.pending = None,
    }
}

fn enrolled(name: &AuthenticatorName, secret: Secret, parameters: Parameters, added: UnixTime) -> Entry {
    Entry::from(&NewAuthenticator { name: name.clone(), secret, parameters, start: None, added })
}
