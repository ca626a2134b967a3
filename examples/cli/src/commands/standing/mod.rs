//! How a person stands, as status and list show it.

mod duty;
mod shown;
mod ways;

pub(super) use shown::{Shown, is_soon, line, off, strength};

use mfa_core::{Moment, Status, UnixTime};
use mfa_host::PersonName;
use mfa_host::clock;
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::record::{Entry, Record};
use mfa_host::store::FileError;
use serde::Serialize;

use crate::json::Time;
use crate::sentences::Counted;
use crate::when;
use duty::Duty;
use ways::Ways;

/// A person as JSON shows them.
#[derive(Serialize)]
pub(super) struct Standing {
    pub(super) person: String,
    pub(super) enrolled: bool,
    /// Wrong codes since the last acceptance.
    pub(super) failures: u16,
    /// Wrong codes in all.
    pub(super) failures_in_all: u32,
    /// How many more wrong codes are looked at before one locks or closes; 0 while locked, closed or not enrolled.
    pub(super) attempts_left: u16,
    pub(super) locked_until: Option<Time>,
    pub(super) closed: bool,
    /// How many times the record was changed.
    pub(super) revision: u64,
    pub(super) authenticators: Vec<Shown>,
    #[serde(flatten)]
    pub(super) duty: Duty,
    #[serde(flatten)]
    pub(super) ways: Ways,
}

impl Standing {
    pub(super) fn of(
        person: &PersonName,
        record: &Record,
        now: UnixTime,
        policies: &Policies,
    ) -> Result<Self, PeopleError<FileError>> {
        let credentials = record.credentials()?;
        let opened = record.person(&credentials)?;
        let enrolled = !record.authenticators().is_empty();
        let policy = policies.codes_of(person);
        let Status { failures, failures_in_all, attempts_left, locked_until, closed, revision, .. } =
            opened.status(now, policy);
        let entries = record.authenticators().iter().zip(opened.progress());
        Ok(Self {
            person: person.as_str().to_owned(),
            enrolled,
            failures,
            failures_in_all,
            // Without an authenticator there is nothing to try, to lock or to close.
            attempts_left: if enrolled { attempts_left } else { 0 },
            locked_until: locked_until.filter(|_| enrolled).map(Time),
            closed: enrolled && closed,
            revision,
            authenticators: entries.map(|(entry, progress)| Shown::of(entry, progress, now, policy)).collect(),
            duty: Duty::of(person, record, now, policies),
            ways: Ways::of(record, Moment { now, uptime: clock::uptime() }, policies)?,
        })
    }

    /// An authenticator as it is shown.
    pub(super) fn of_entry(&self, entry: &Entry) -> Option<&Shown> {
        self.authenticators.iter().find(|shown| shown.name == entry.name.as_str())
    }

    /// Whether there are authenticators, and all of them are suspended.
    pub(super) fn is_suspended(&self) -> bool {
        self.enrolled && self.authenticators.iter().all(Shown::is_suspended)
    }

    /// The same, and what else there is for the list.
    pub(super) fn listed(&self, now: UnixTime) -> String {
        self.codes(now) + &self.ways.marks(now)
    }

    /// Whether codes are looked at: `open`, `locked until ..`, `closed`.
    pub(super) fn codes(&self, now: UnixTime) -> String {
        match self.locked_until {
            _ if !self.enrolled => match self.duty.deadline() {
                Some(deadline) if self.duty.lets_in(now) => {
                    format!("not enrolled, let in {}", when::until(deadline, now))
                }
                Some(_) => "not enrolled, and let in no more".to_owned(),
                None => match self.duty.time_to_come() {
                    Some(time) => format!("not enrolled, let in for {time} from the next login on"),
                    None => "not enrolled".to_owned(),
                },
            },
            _ if self.is_suspended() => "suspended".to_owned(),
            _ if self.closed => "closed".to_owned(),
            Some(Time(until)) => format!("locked {}", when::until(until, now)),
            None => format!("open, {} left", Counted(self.attempts_left.into(), "attempt")),
        }
    }
}
