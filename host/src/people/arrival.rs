//! Who is asked for a code: what is required of a person, and what is decided when they arrive.

use mfa_core::{
    Decision, Facts, LoginPolicy, LoginRecord, Moment, Occasion, OpenGrant, RecoveryPolicy, Requirement, UnixTime,
};

use super::recovery::recovery_after;
use super::{People, PeopleError};
use crate::name::PersonName;
use crate::policy::Policies;
use crate::record::{Exception, Record, RecoveryEntry};
use crate::store::Store;

/// Somebody who wants in, after the first factor was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// What they want.
    pub occasion: Occasion,
    /// Whether the device reaches its directory or server now. A device that has none is always online.
    pub online: bool,
    /// Whether another strong factor, such as a smartcard, was accepted already.
    pub other_factor: bool,
}

impl Arrival {
    /// Somebody who begins a session on a device that has no directory, or reaches it.
    pub const LOGIN: Self = Self { occasion: Occasion::Login, online: true, other_factor: false };
}

impl<S: Store> People<'_, S> {
    /// Says what is required of a person, whatever the policy's lists say; `None` leaves it to them again. They may be
    /// new. With `Required` the time to enroll is given once more, from their next login on.
    pub fn set_exception(
        &self,
        person: &PersonName,
        exception: Option<Exception>,
    ) -> Result<(), PeopleError<S::Error>> {
        self.change_or_create(person, |record, opened| {
            super::stored_with(record, opened.reseal()?, |next| {
                next.exception = exception;
                if let Some(Exception::Required { .. }) = exception {
                    next.logins = next.logins.with_time_to_enroll_again();
                }
            })
        })
    }

    /// Decides what happens to somebody who arrives. Committed: a login that is let in without an authenticator is
    /// counted, and an end of the grant that is seen stays the end.
    ///
    /// Somebody who is not in the store gets a record once something has to be remembered of them.
    pub fn decide(
        &self,
        person: &PersonName,
        arrival: &Arrival,
        moment: impl Into<Moment>,
        policies: &Policies,
    ) -> Result<Decision, PeopleError<S::Error>> {
        let moment = moment.into();
        self.note_ends(person, moment, &policies.recovery)?;
        self.change_or_create(person, |record, opened| {
            let listed = policies.requirement_of(person);
            let recovery = record.recovery().map(RecoveryEntry::open).transpose()?;
            let grant = recovery.and_then(|recovery| recovery.grant(moment, &policies.recovery));
            let facts = record.facts(arrival, listed, grant, moment.now);
            let attempt = record.login_policy(&policies.login).decide(&facts, record.logins(), moment.now);
            attempt.storing(|logins: LoginRecord| {
                let states = super::states_of(opened.reseal()?)?;
                Ok(record.with(&states, |next| next.logins = logins)?)
            })
        })
    }

    /// An end that was seen stays the end, whatever the clock does afterwards: of an exemption, and of a grant.
    fn note_ends(
        &self,
        person: &PersonName,
        moment: Moment,
        policy: &RecoveryPolicy,
    ) -> Result<(), PeopleError<S::Error>> {
        let ended_grant = |record: &Record| recovery_after(record.recovery(), |opened| opened.look(moment, policy));
        let exemption_ended = |record: &Record| match record.exception {
            Some(Exception::ExemptFor { until, .. }) => until <= moment.now,
            _ => false,
        };
        match self.read(person)? {
            Some((record, _)) if exemption_ended(&record) || ended_grant(&record)?.is_some() => {
                self.change(person, |record, opened| {
                    let recovery = ended_grant(record)?;
                    super::stored_with(record, opened.reseal()?, |next| {
                        next.exception = next.exception.filter(|_| !exemption_ended(record));
                        next.set_recovery_state(recovery);
                    })
                })
            }
            _ => Ok(()),
        }
    }
}

impl Record {
    /// What is required of the person: what an administrator said of them alone, else what the lists say.
    pub fn requirement(&self, listed: Requirement, now: UnixTime) -> Requirement {
        match self.exception {
            Some(Exception::Required { .. }) => Requirement::Required,
            Some(Exception::Exempt) => Requirement::Exempt,
            Some(Exception::ExemptFor { since, until }) if since <= now && now < until => Requirement::Exempt,
            Some(Exception::ExemptFor { .. }) | None => listed,
        }
    }

    /// The policy with this person's own time to enroll, if they have one.
    pub fn login_policy(&self, policy: &LoginPolicy) -> LoginPolicy {
        let own = match self.exception {
            Some(Exception::Required { to_enroll }) => to_enroll,
            _ => None,
        };
        LoginPolicy { without_factor: own.unwrap_or(policy.without_factor), ..*policy }
    }

    fn facts(&self, arrival: &Arrival, listed: Requirement, grant: Option<OpenGrant>, now: UnixTime) -> Facts {
        Facts {
            occasion: arrival.occasion,
            requirement: self.requirement(listed, now),
            enrolled: !self.authenticators().is_empty(),
            online: arrival.online,
            other_factor: arrival.other_factor,
            grant_until: grant.map(|grant| grant.until),
        }
    }
}
