//! How a person stands, and what a desk does for them.

use mfa_core::{RecoveryCodes, UnixTime};
use mfa_host::people::PeopleError;
use mfa_host::record::Record;
use mfa_host::{AuthenticatorName, PersonName};
use serde::Serialize;

use super::answer::Answer;
use super::error::refused;
use super::{Answered, Service, seconds};
use crate::store::StoreError;

#[derive(Serialize)]
struct Status<'a> {
    person: &'a str,
    enrolled: bool,
    authenticators: Vec<Authenticator<'a>>,
    failures: u16,
    failures_in_all: u32,
    attempts_left: u16,
    locked_until: Option<u64>,
    closed: bool,
    pending: Option<Pending<'a>>,
    recovery: Option<Recovery>,
    recovery_codes_left: Option<usize>,
    revision: u64,
}

#[derive(Serialize)]
struct Authenticator<'a> {
    name: &'a str,
    added: u64,
    suspended: bool,
}

#[derive(Serialize)]
struct Pending<'a> {
    name: &'a str,
    until: u64,
    open: bool,
}

#[derive(Serialize)]
struct Recovery {
    on: bool,
    failures: u16,
    locked_until: Option<u64>,
    closed: bool,
    grant: Option<Grant>,
}

#[derive(Serialize)]
struct Grant {
    until: u64,
    logins_left: u8,
}

#[derive(Serialize)]
struct Done {
    answer: &'static str,
}

impl Service {
    /// How a person stands. No secret.
    pub(super) fn status(&self, person: &PersonName, now: UnixTime) -> Answered {
        let record = self.people().record(person).map_err(|error| refused(&error))?;
        self.standing(person, &record, now).map_err(|error| refused(&error))
    }

    fn standing(&self, person: &PersonName, record: &Record, now: UnixTime) -> Result<Answer, PeopleError<StoreError>> {
        let credentials = record.credentials()?;
        let opened = record.person(&credentials)?;
        let status = opened.status(now, self.policies.codes_of(person));
        let entries = record.authenticators().iter().zip(opened.progress());
        let authenticators = entries.map(|(entry, progress)| Authenticator {
            name: entry.name.as_str(),
            added: seconds(entry.added),
            suspended: progress.suspended,
        });
        let pending = record.pending().map(|pending| Pending {
            name: pending.name.as_str(),
            until: seconds(pending.enrollment.until()),
            open: pending.enrollment.is_open(now),
        });
        let codes = record.recovery_codes().map(RecoveryCodes::open).transpose()?;
        let standing = Status {
            person: person.as_str(),
            enrolled: !record.authenticators().is_empty(),
            authenticators: authenticators.collect(),
            failures: status.failures,
            failures_in_all: status.failures_in_all,
            attempts_left: status.attempts_left,
            locked_until: status.locked_until.map(seconds),
            closed: status.closed,
            pending,
            recovery: self.recovery(record, now)?,
            recovery_codes_left: codes.map(|codes| codes.left()),
            revision: status.revision,
        };
        Ok(Answer::of(200, "status", &standing))
    }

    fn recovery(&self, record: &Record, now: UnixTime) -> Result<Option<Recovery>, PeopleError<StoreError>> {
        let Some(entry) = record.recovery() else { return Ok(None) };
        let (opened, policy) = (entry.open()?, &self.policies.recovery);
        let status = opened.status(now, policy);
        let grant = opened.grant(now, policy);
        Ok(Some(Recovery {
            on: policy.is_on,
            failures: status.failures,
            locked_until: status.locked_until.map(seconds),
            closed: status.closed,
            grant: grant.map(|grant| Grant { until: seconds(grant.until), logins_left: grant.uses_left }),
        }))
    }

    pub(super) fn remove(&self, person: &PersonName, name: Option<&AuthenticatorName>) -> Answered {
        let name = name.ok_or_else(|| refused(&PeopleError::NoSuchAuthenticator))?;
        done("removed", self.people().remove(person, Some(name)))
    }

    pub(super) fn unlock(&self, person: &PersonName) -> Answered {
        done("unlocked", self.people().unlock(person))
    }

    pub(super) fn delete(&self, person: &PersonName) -> Answered {
        done("deleted", self.people().forget(person))
    }
}

pub(super) fn done(answer: &'static str, result: Result<(), PeopleError<StoreError>>) -> Answered {
    result.map(|()| Answer::of(200, answer, &Done { answer })).map_err(|error| refused(&error))
}
