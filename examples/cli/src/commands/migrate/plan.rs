//! Who gets which authenticators, and what is there already: decided for everybody before anybody is changed.

use std::path::Path;

use mfa_core::{PersonError, UnixTime};
use mfa_host::people::{NewAuthenticator, People, PeopleError};
use mfa_host::record::{ROOM, Record};
use mfa_host::store::{FileError, FileStore};
use mfa_host::{AuthenticatorName, PersonName};

use super::super::add::{NAMELESS, numbered};
use super::{Carried, refused};
use crate::failure::Failure;
use crate::sentences;

/// What is done for one person, in one commit.
pub(super) struct Plan {
    pub(super) person: PersonName,
    pub(super) news: Vec<NewAuthenticator>,
    pub(super) skipped: Vec<Skipped>,
    /// Who has what already.
    record: Record,
    /// The lines of the new ones.
    lines: Vec<usize>,
}

/// An authenticator that is not added, for the person has it.
pub(super) struct Skipped {
    /// What the one is called that is there.
    pub(super) name: AuthenticatorName,
    /// What it has in common: `name` or `secret`.
    pub(super) has: &'static str,
}

/// Plans for everybody, in the order in which they come.
pub(super) fn of(
    carried: Vec<Carried>,
    store: Option<&FileStore>,
    folder: &Path,
    now: UnixTime,
) -> Result<Vec<Plan>, Failure> {
    let mut plans: Vec<Plan> = Vec::new();
    for carried in carried {
        let not_done = |error| sentences::not_done(error, &carried.person, folder);
        let index = match plans.iter().position(|plan| plan.person == carried.person) {
            Some(index) => index,
            None => {
                let record = record(store, &carried.person).map_err(not_done)?;
                plans.push(Plan::new(carried.person.clone(), record));
                plans.len().saturating_sub(1)
            }
        };
        let Some(plan) = plans.get_mut(index) else { continue };
        plan.take(carried, now)?;
        if plan.record.authenticators().len().saturating_add(plan.news.len()) > ROOM {
            return Err(sentences::not_done(PersonError::TooMany.into(), &plan.person, folder));
        }
    }
    Ok(plans)
}

fn record(store: Option<&FileStore>, person: &PersonName) -> Result<Record, PeopleError<FileError>> {
    match store.map(|store| People::of(store).record(person)) {
        None | Some(Err(PeopleError::NoSuchPerson)) => Ok(Record::default()),
        Some(record) => record,
    }
}

impl Plan {
    const fn new(person: PersonName, record: Record) -> Self {
        Self { person, news: Vec::new(), skipped: Vec::new(), record, lines: Vec::new() }
    }

    fn take(&mut self, carried: Carried, now: UnixTime) -> Result<(), Failure> {
        let twice = self.news.iter().zip(&self.lines).find(|(new, _)| new.secret.same_as(&carried.secret));
        if let Some((_, line)) = twice {
            return Err(refused(carried.line, format_args!("{} has its secret in line {line} too", self.person)));
        }
        let of_secret = self.record.authenticators().iter().find(|entry| entry.secret.same_as(&carried.secret));
        if let Some(entry) = of_secret {
            self.skipped.push(Skipped { name: entry.name.clone(), has: "secret" });
            return Ok(());
        }
        let name = match carried.name {
            Some(name) if self.has(&name) => {
                self.skipped.push(Skipped { name, has: "name" });
                return Ok(());
            }
            Some(name) => name,
            None => self.free_name()?,
        };
        let Carried { secret, parameters, start, line, .. } = carried;
        self.news.push(NewAuthenticator { name, secret, parameters, start: Some(start), added: now });
        self.lines.push(line);
        Ok(())
    }

    fn has(&self, name: &AuthenticatorName) -> bool {
        self.record.position(name).is_some() || self.news.iter().any(|new| new.name == *name)
    }

    /// The first free one of `authenticator`, `authenticator 2` and so on.
    fn free_name(&self) -> Result<AuthenticatorName, Failure> {
        let mut number: usize = 1;
        loop {
            let name = numbered(NAMELESS, number)?;
            if !self.has(&name) {
                return Ok(name);
            }
            number = number.saturating_add(1);
        }
    }
}
