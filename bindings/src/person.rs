//! A person's authenticators as credentials and states, for hosts with tables of their own.

use std::sync::Arc;

use mfa_core as engine;
use mfa_core::{NextStates, Person, PersonError, SealedState, Standing};

use crate::attempt::Attempt;
use crate::credential::{Credential, position};
use crate::enrollment::{Enrollment, Permit};
use crate::error::Refused;
use crate::policy::CodePolicy;
use crate::time::{seconds, time};
use crate::verdict::{Outcome, Verdict};

/// An authenticator as the host has it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Authenticator {
    /// The credential, made once and used often.
    pub credential: Arc<Credential>,
    /// The 64 bytes that are stored of it.
    pub state: Vec<u8>,
}

/// How a person stands.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Status {
    /// Wrong codes since the last acceptance.
    pub failures: u32,
    /// Wrong codes in all.
    pub failures_in_all: u32,
    /// How many more wrong codes are looked at before one locks or closes.
    pub attempts_left: u32,
    /// Until when codes are locked.
    pub locked_until: Option<i64>,
    /// Whether codes are closed.
    pub closed: bool,
    /// How many times the record was changed.
    pub revision: u64,
    /// Where each authenticator stands.
    pub progress: Vec<Progress>,
}

/// How a factor stands that has its own failures: recovery by PIN and challenge, or recovery codes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Failures {
    /// Wrong ones since the last acceptance.
    pub failures: u32,
    /// Wrong ones in all.
    pub failures_in_all: u32,
    /// How many more wrong ones are looked at before one locks or closes.
    pub attempts_left: u32,
    /// Until when the factor is locked.
    pub locked_until: Option<i64>,
    /// Whether it is closed.
    pub closed: bool,
}

/// Where an authenticator stands.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Progress {
    /// The smallest step or counter that is not used up; `None` for a counter at its end.
    pub next: Option<u64>,
    /// How many steps its clock was learned to be off.
    pub drift: i8,
    /// Whether its codes count for nothing until it is confirmed again.
    pub suspended: bool,
}

/// Somebody's authenticators, opened for calls that each consume the engine's person.
#[derive(Debug, uniffi::Object)]
pub struct Authenticators {
    credentials: Vec<Arc<Credential>>,
    states: Vec<SealedState>,
    standing: Standing,
}

/// Nobody has more, and whoever has one pays for one.
macro_rules! opened {
    ($authenticators:ident as $person:ident, $then:expr) => {{
        let members = $authenticators.members();
        if members.len() == 1 {
            let $person = Person::<1>::open(&members)?;
            $then
        } else {
            let $person = $authenticators.all(&members)?;
            $then
        }
    }};
}

#[uniffi::export]
impl Authenticators {
    /// All of a person's authenticators, in the order of the record. `standing` is what was stored by itself of somebody who
    /// has none; `None` for somebody new, and whenever there are states, for those carry it.
    #[uniffi::constructor]
    pub fn new(authenticators: Vec<Authenticator>, standing: Option<Vec<u8>>) -> Result<Arc<Self>, Refused> {
        let mut credentials = Vec::with_capacity(authenticators.len());
        let mut states = Vec::with_capacity(authenticators.len());
        for Authenticator { credential, state } in authenticators {
            states.push(SealedState::try_from(&*state)?);
            credentials.push(credential);
        }
        let standing = match standing {
            None => Standing::NEW,
            Some(bytes) => {
                let bytes = (&*bytes).try_into().map_err(|_| Refused::standing_damaged())?;
                Standing::from_bytes(bytes).map_err(|_| Refused::standing_damaged())?
            }
        };
        let opened = Self { credentials, states, standing };
        opened.all(&opened.members())?;
        Ok(Arc::new(opened))
    }

    /// Tries a code.
    pub fn verify(&self, now: i64, code: &str, policy: &CodePolicy) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::Code::parse(code)?);
        opened!(self as person, Attempt::of_states(person.verify(now, &code, &policy.0)?, verdict))
    }

    /// Tries a code against one authenticator.
    pub fn verify_with(
        &self,
        authenticator: u32,
        now: i64,
        code: &str,
        policy: &CodePolicy,
    ) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::Code::parse(code)?);
        let index = index(authenticator);
        opened!(self as person, Attempt::of_states(person.verify_with(index, now, &code, &policy.0)?, verdict))
    }

    /// Looks for two consecutive codes of one authenticator.
    pub fn resynchronize(
        &self,
        authenticator: u32,
        now: i64,
        first: &str,
        second: &str,
        policy: &CodePolicy,
    ) -> Result<Arc<Attempt>, Refused> {
        let (now, first, second) = (time(now)?, engine::Code::parse(first)?, engine::Code::parse(second)?);
        let index = index(authenticator);
        let outcome = |found: engine::Resynchronization| Outcome::Resynchronization { resynchronization: found.into() };
        opened!(
            self as person,
            Attempt::of_states(person.resynchronize(now, index, [&first, &second], &policy.0)?, outcome)
        )
    }

    /// Asks at a login how slow a phone is. An attempt that counts.
    pub fn diagnose(
        &self,
        authenticator: u32,
        now: i64,
        code: &str,
        reach: u16,
        policy: &CodePolicy,
    ) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::Code::parse(code)?);
        let (index, reach) = (index(authenticator), engine::DiagnosisReach::new(reach)?);
        let outcome = |diagnosis: engine::Diagnosis| Outcome::Diagnosis { diagnosis: diagnosis.into() };
        opened!(self as person, Attempt::of_states(person.diagnose(now, index, &code, reach, &policy.0)?, outcome))
    }

    /// Tries a code of a suspended authenticator.
    pub fn restore(
        &self,
        permit: &Permit,
        authenticator: u32,
        now: i64,
        code: &str,
        policy: &CodePolicy,
    ) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::Code::parse(code)?);
        let index = index(authenticator);
        let outcome = |restoration: engine::Restoration| Outcome::Restoration { restoration: restoration.into() };
        opened!(
            self as person,
            Attempt::of_states(person.restore(permit.given(), index, now, &code, &policy.0)?, outcome)
        )
    }

    /// Tries a code of an enrollment that is kept in the host's own tables. What to store is `Attempt::next` and
    /// `Attempt::next_enrollment`, in one transaction.
    pub fn confirm(
        &self,
        enrollment: &Enrollment,
        now: i64,
        code: &str,
        policy: &CodePolicy,
    ) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::Code::parse(code)?);
        let person = self.all(&self.members())?;
        Attempt::of_enrollment(enrollment.begun.confirm(person, now, &code, &policy.0)?)
    }

    /// Adds a credential whose positions are good from `start` on.
    pub fn add(&self, credential: &Credential, start: u64) -> Result<Arc<Attempt>, Refused> {
        let start = position(credential.0.parameters(), start)?;
        self.change(|person| person.add(&credential.0, start))
    }

    /// Removes an authenticator.
    pub fn remove(&self, authenticator: u32) -> Result<Arc<Attempt>, Refused> {
        self.change(|person| person.remove(index(authenticator)))
    }

    /// Removes all authenticators. What is to be stored then is the standing.
    pub fn remove_all(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(Person::remove_all)
    }

    /// Suspends an authenticator.
    pub fn suspend(&self, authenticator: u32) -> Result<Arc<Attempt>, Refused> {
        self.change(|person| person.suspend(index(authenticator)))
    }

    /// Suspends all authenticators.
    pub fn suspend_all(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(Person::suspend_all)
    }

    /// Seals the states anew, one revision further, for a change of something else in the same record.
    pub fn reseal(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(Person::reseal)
    }

    /// Clears failures and lock.
    pub fn unlock(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(Person::unlock)
    }

    /// How the person stands. Changes nothing.
    pub fn status(&self, now: i64, policy: &CodePolicy) -> Result<Status, Refused> {
        let now = time(now)?;
        opened!(self as person, Ok(Status::of(person.status(now, &policy.0), person.progress())))
    }
}

type Changed = Result<engine::Attempt<(), NextStates<ROOM>>, PersonError>;

const ROOM: usize = engine::MOST_AUTHENTICATORS;

impl Authenticators {
    fn members(&self) -> Vec<engine::Authenticator<'_>> {
        let pairs = self.credentials.iter().zip(&self.states);
        pairs.map(|(credential, state)| engine::Authenticator { credential: &credential.0, state }).collect()
    }

    fn all<'a>(&'a self, members: &[engine::Authenticator<'a>]) -> Result<Person<'a, ROOM>, PersonError> {
        match members {
            [] => Ok(Person::without_authenticators(self.standing)),
            members => Person::open(members),
        }
    }

    fn change<'a>(&'a self, change: impl FnOnce(Person<'a, ROOM>) -> Changed) -> Result<Arc<Attempt>, Refused> {
        Attempt::of_states(change(self.all(&self.members())?)?, |()| Outcome::Done)
    }
}

/// How many steps a clock is off, freely both ways: for administrators.
#[uniffi::export]
pub fn diagnose_as_administrator(
    credential: &Credential,
    now: i64,
    code: &str,
    reach: u16,
) -> Result<Option<i64>, Refused> {
    let (now, code) = (time(now)?, engine::Code::parse(code)?);
    let found = credential.0.diagnose_as_administrator(now, &code, engine::DiagnosisReach::new(reach)?);
    Ok(found?)
}

impl Status {
    pub(crate) fn of(status: engine::Status, progress: impl Iterator<Item = engine::Progress>) -> Self {
        Self {
            failures: status.failures.into(),
            failures_in_all: status.failures_in_all,
            attempts_left: status.attempts_left.into(),
            locked_until: status.locked_until.map(seconds),
            closed: status.closed,
            revision: status.revision,
            progress: progress.map(Progress::from).collect(),
        }
    }
}

impl From<engine::Status> for Failures {
    fn from(status: engine::Status) -> Self {
        Self {
            failures: status.failures.into(),
            failures_in_all: status.failures_in_all,
            attempts_left: status.attempts_left.into(),
            locked_until: status.locked_until.map(seconds),
            closed: status.closed,
        }
    }
}

impl From<engine::Progress> for Progress {
    fn from(progress: engine::Progress) -> Self {
        Self { next: progress.next.map(engine::Position::number), drift: progress.drift, suspended: progress.suspended }
    }
}

fn verdict(verdict: engine::Verdict) -> Outcome {
    Outcome::Verdict { verdict: Verdict::of(verdict, None, None) }
}

fn index(authenticator: u32) -> usize {
    usize::try_from(authenticator).unwrap_or(usize::MAX)
}
