//! A person's record: everything that is stored of them, as bytes that the app keeps, and what is done with it.
//!
//! What is done is `mfa_host::People`'s, over a store that holds this one record and nothing else. What that store has in
//! the end is what the app stores, by one compare-and-set, before the outcome counts.

use core::cell::RefCell;
use core::fmt;
use std::sync::Arc;

use mfa_core as engine;
use mfa_host as host;
use mfa_host::people::{NewAuthenticator, People, PeopleError};
use mfa_host::record::{Exception, Record, decode, encode};
use mfa_host::store::{Read, Store};
use mfa_host::{AuthenticatorName, PersonName, random};
use zeroize::Zeroizing;

use crate::attempt::Attempt;
use crate::codes::RecoverySheet;
use crate::count::count;
use crate::credential::{Parameters, position};
use crate::decision::{Arrival, Decided, Prompt, RedeemedCode, Redemption};
use crate::enrollment::{Enrollment, Permit};
use crate::error::Refused;
use crate::person::{Failures, Progress, Status};
use crate::policies::Policies;
use crate::recovery::{RecoveryKey, Uptime, moment};
use crate::secret::{Secret, Strength};
use crate::time::{seconds, time};
use crate::verdict::{Login, Outcome, Verdict};

/// Everything that is stored of one person.
#[derive(Debug, uniffi::Object)]
pub struct PersonRecord {
    person: PersonName,
    /// `None` of somebody who has no record yet.
    record: Option<Record>,
}

/// An authenticator to be added as it is.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Addition {
    /// What its owner calls it.
    pub name: String,
    /// Its secret.
    pub secret: Arc<Secret>,
    /// Its parameters.
    pub parameters: Parameters,
    /// The first position that is good; `None` for the beginning.
    pub start: Option<u64>,
}

/// What an administrator may see of a record.
#[derive(Clone, Debug, uniffi::Record)]
pub struct RecordFacts {
    /// The authenticators, in the order in which they were added.
    pub authenticators: Vec<AuthenticatorFacts>,
    /// The authenticator that is pending.
    pub pending: Option<PendingFacts>,
    /// What is said of this person alone.
    pub exception: Option<PersonException>,
    /// The device that they have a recovery key on.
    pub recovery_device: Option<String>,
    /// How many recovery codes they have left, if there is a set.
    pub recovery_codes_left: Option<u32>,
    /// Since when a factor is required of them.
    pub required_since: Option<i64>,
    /// When their device was last online.
    pub last_online: Option<i64>,
    /// How many times the record was changed.
    pub revision: u64,
}

/// What an administrator may see of an authenticator.
#[derive(Clone, Debug, uniffi::Record)]
pub struct AuthenticatorFacts {
    /// What its owner calls it.
    pub name: String,
    /// Its parameters.
    pub parameters: Parameters,
    /// When it was added.
    pub added: i64,
    /// How strong its secret is.
    pub strength: Strength,
    /// Where it stands.
    pub progress: Progress,
}

/// How a person stands with recovery by PIN and challenge.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RecoveryStatus {
    /// The device that the key is for.
    pub device: String,
    /// Wrong PINs and responses, and what they led to.
    pub failures: Failures,
    /// When the grant ends, if one is open. It lets nobody in by itself.
    pub grant_until: Option<i64>,
    /// How many more logins it is good for.
    pub grant_uses_left: Option<u8>,
}

/// How a person stands with recovery codes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RecoveryCodesStatus {
    /// How many are not used.
    pub left: u32,
    /// Whether they have 24 characters.
    pub is_long: bool,
    /// Wrong ones, and what they led to.
    pub failures: Failures,
}

/// What may be seen of an authenticator that is pending.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PendingFacts {
    /// What it will be called.
    pub name: String,
    /// Its parameters.
    pub parameters: Parameters,
    /// When it was begun.
    pub since: i64,
    /// When it ends.
    pub until: i64,
    /// How many correct codes are still to come.
    pub codes_left: u8,
    /// How many more wrong codes there may be.
    pub wrong_codes_left: u8,
}

/// What is said of one person, whatever the policy's lists say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PersonException {
    /// A second factor is required; with hours (and logins) of their own to enroll one, or the policy's.
    Required {
        /// How many hours.
        hours: Option<u32>,
        /// How many logins.
        logins: Option<u16>,
    },
    /// None, until it is said otherwise.
    Exempt,
    /// None for a while.
    ExemptFor {
        /// When it was said.
        since: i64,
        /// When it ends.
        until: i64,
    },
}

/// A store of this one record, in which nobody is faster.
struct Held<'a> {
    person: &'a PersonName,
    record: RefCell<Option<Record>>,
    changed: RefCell<bool>,
}

/// The store of one record does not fail.
#[derive(Debug)]
enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl From<Never> for Refused {
    fn from(never: Never) -> Self {
        match never {}
    }
}

impl Store for Held<'_> {
    type Token = ();
    type Error = Never;

    fn read(&self, _: &PersonName) -> Result<Option<Read<()>>, Never> {
        Ok(self.record.borrow().clone().map(|record| (record, ())))
    }

    fn create(&self, _: &PersonName, record: &Record) -> Result<engine::Commit, Never> {
        self.put(Some(record.clone()))
    }

    fn replace(&self, _: &PersonName, (): &(), record: &Record) -> Result<engine::Commit, Never> {
        self.put(Some(record.clone()))
    }

    fn delete(&self, _: &PersonName, (): &()) -> Result<engine::Commit, Never> {
        self.put(None)
    }

    fn people(&self) -> Result<Vec<PersonName>, Never> {
        Ok(vec![self.person.clone()])
    }
}

impl Held<'_> {
    #[allow(clippy::unnecessary_wraps, reason = "what every change of the store answers")]
    fn put(&self, record: Option<Record>) -> Result<engine::Commit, Never> {
        self.record.replace(record);
        self.changed.replace(true);
        Ok(engine::Commit::Stored)
    }
}

type Done<V> = Result<V, PeopleError<Never>>;

impl PersonRecord {
    /// Does something with the record; the outcome counts once the record that comes of it is stored.
    fn attempt<V>(
        &self,
        act: impl FnOnce(&People<'_, Held<'_>>) -> Done<V>,
        outcome: impl FnOnce(V) -> Outcome,
    ) -> Result<Arc<Attempt>, Refused> {
        let held =
            Held { person: &self.person, record: RefCell::new(self.record.clone()), changed: RefCell::new(false) };
        let done = act(&People::of(&held)).map(outcome).map_err(Refused::from);
        let changed = held.record.into_inner().filter(|_| held.changed.take());
        Attempt::of_record(changed.map(|record| encode(&self.person, &record).to_vec()), done)
    }

    fn change(&self, act: impl FnOnce(&People<'_, Held<'_>>) -> Done<()>) -> Result<Arc<Attempt>, Refused> {
        self.attempt(act, |()| Outcome::Done)
    }

    fn stored(&self) -> Result<&Record, Refused> {
        self.record.as_ref().ok_or_else(|| PeopleError::<Never>::NoSuchPerson.into())
    }
}

#[uniffi::export]
impl PersonRecord {
    /// The record that was read; `None` for somebody who has none. No bytes at all are no record, and refused: a store
    /// that has lost what it held makes nobody new.
    #[uniffi::constructor]
    pub fn open(person: &str, bytes: Option<Vec<u8>>) -> Result<Arc<Self>, Refused> {
        let person = PersonName::new(person)?;
        let record = bytes.map(|bytes| decode(&person, &Zeroizing::new(bytes))).transpose()?;
        Ok(Arc::new(Self { person, record }))
    }

    /// What an administrator may see.
    pub fn facts(&self) -> Result<RecordFacts, Refused> {
        facts(self.stored()?)
    }

    /// How the person stands with one-time codes.
    pub fn status(&self, now: i64, policies: &Policies) -> Result<Status, Refused> {
        let record = self.stored()?;
        let credentials = record.credentials()?;
        let person = record.person(&credentials)?;
        Ok(Status::of(person.status(time(now)?, policies.0.codes_of(&self.person)), person.progress()))
    }

    /// How the person stands with recovery by PIN and challenge; `None` if they have no recovery key.
    pub fn recovery_status(
        &self,
        now: i64,
        uptime: Option<Uptime>,
        policies: &Policies,
    ) -> Result<Option<RecoveryStatus>, Refused> {
        let (moment, policy) = (moment(now, uptime)?, &policies.0.recovery);
        let Some(entry) = self.stored()?.recovery() else { return Ok(None) };
        let recovery = entry.open()?;
        let grant = recovery.grant(moment, policy);
        Ok(Some(RecoveryStatus {
            device: entry.device.as_str().to_owned(),
            failures: recovery.status(moment.now, policy).into(),
            grant_until: grant.map(|grant| seconds(grant.until)),
            grant_uses_left: grant.map(|grant| grant.uses_left),
        }))
    }

    /// How the person stands with recovery codes; `None` if they have no set.
    pub fn recovery_codes_status(&self, now: i64, policies: &Policies) -> Result<Option<RecoveryCodesStatus>, Refused> {
        let now = time(now)?;
        let Some(set) = self.stored()?.recovery_codes() else { return Ok(None) };
        let codes = engine::RecoveryCodes::open(set)?;
        Ok(Some(RecoveryCodesStatus {
            left: count(codes.left()),
            is_long: codes.length() == engine::RecoveryCodeLength::TwentyFour,
            failures: codes.status(now, policies.0.recovery_codes.policy.throttle).into(),
        }))
    }

    /// Stores an enrollment that was begun.
    pub fn enroll(&self, name: &str, enrollment: &Enrollment) -> Result<Arc<Attempt>, Refused> {
        let name = AuthenticatorName::new(name)?;
        let begun = enrollment.begun_for(&self.person)?;
        self.change(|people| people.enroll(&self.person, &name, begun))
    }

    /// Tries a code of the authenticator that is pending.
    pub fn confirm(&self, now: i64, code: &str, policies: &Policies) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::Code::parse(code)?);
        self.attempt(
            |people| people.confirm(&self.person, now, &code, policies.0.codes_of(&self.person)),
            |confirmation| Outcome::Confirmation { confirmation: confirmation.into() },
        )
    }

    /// Drops what is pending.
    pub fn abandon(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(|people| people.abandon(&self.person))
    }

    /// How many steps the clock of a phone is off whose authenticator is pending.
    pub fn diagnose_pending(&self, now: i64, code: &str, reach: u16) -> Result<Option<i64>, Refused> {
        let (now, code, reach) = (time(now)?, engine::Code::parse(code)?, engine::DiagnosisReach::new(reach)?);
        let pending = self.stored()?.pending().ok_or(PeopleError::<Never>::NothingPending)?;
        Ok(pending.enrollment.diagnose(now, &code, reach)?)
    }

    /// Adds an authenticator as it is, for administrators and migrations; `start` is the first position that is good.
    pub fn add(
        &self,
        name: &str,
        secret: &Secret,
        parameters: Parameters,
        start: Option<u64>,
        now: i64,
    ) -> Result<Arc<Attempt>, Refused> {
        let secret = Arc::new(Secret(secret.0.clone()));
        self.add_all(vec![Addition { name: name.to_owned(), secret, parameters, start }], now)
    }

    /// Adds several authenticators as they are: all of them, or none.
    pub fn add_all(&self, additions: Vec<Addition>, now: i64) -> Result<Arc<Attempt>, Refused> {
        let added = time(now)?;
        let new: Result<Vec<_>, _> = additions.into_iter().map(|addition| addition.checked(added)).collect();
        let new = new?;
        self.change(|people| people.add_all(&self.person, &new))
    }

    /// Removes the authenticator of a name, or the only one.
    pub fn remove(&self, name: Option<String>) -> Result<Arc<Attempt>, Refused> {
        let name = which(name)?;
        self.change(|people| people.remove(&self.person, name.as_ref()))
    }

    /// Removes all authenticators, and what is pending.
    pub fn remove_all(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(|people| people.remove_all(&self.person))
    }

    /// Gives an authenticator another name.
    pub fn rename(&self, name: Option<String>, new: &str) -> Result<Arc<Attempt>, Refused> {
        let (name, new) = (which(name)?, AuthenticatorName::new(new)?);
        self.change(|people| people.rename(&self.person, name.as_ref(), &new))
    }

    /// Removes whatever lets the person in.
    pub fn reset(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(|people| people.reset(&self.person))
    }

    /// Suspends the authenticator of a name, or all.
    pub fn suspend(&self, name: Option<String>) -> Result<Arc<Attempt>, Refused> {
        let name = which(name)?;
        self.change(|people| people.suspend(&self.person, name.as_ref()))
    }

    /// Tries a code of a suspended authenticator.
    pub fn restore(
        &self,
        permit: &Permit,
        name: Option<String>,
        now: i64,
        code: &str,
        policies: &Policies,
    ) -> Result<Arc<Attempt>, Refused> {
        let (name, now, code) = (which(name)?, time(now)?, engine::Code::parse(code)?);
        let (codes, permit) = (policies.0.codes_of(&self.person), permit.given_for(&self.person)?);
        self.attempt(
            |people| people.restore(|| permit.clone(), &self.person, name.as_ref(), now, &code, codes),
            |restoration| Outcome::Restoration { restoration: restoration.into() },
        )
    }

    /// Tries a code against all authenticators.
    pub fn verify(&self, now: i64, code: &str, policies: &Policies) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::Code::parse(code)?);
        self.attempt(
            |people| people.verify_and_name(&self.person, now, &code, policies.0.codes_of(&self.person)),
            |(verdict, name)| Outcome::Verdict {
                verdict: Verdict::of(verdict, name.map(|name| name.as_str().to_owned()), Some(&self.person)),
            },
        )
    }

    /// Tries a code against the authenticator of a name.
    pub fn verify_with(&self, name: &str, now: i64, code: &str, policies: &Policies) -> Result<Arc<Attempt>, Refused> {
        let (name, now, code) = (AuthenticatorName::new(name)?, time(now)?, engine::Code::parse(code)?);
        self.attempt(
            |people| people.verify_with(&self.person, &name, now, &code, policies.0.codes_of(&self.person)),
            |verdict| Outcome::Verdict {
                verdict: Verdict::of(verdict, Some(name.as_str().to_owned()), Some(&self.person)),
            },
        )
    }

    /// Looks for two consecutive codes of one authenticator.
    pub fn resynchronize(
        &self,
        name: Option<String>,
        now: i64,
        first: &str,
        second: &str,
        policies: &Policies,
    ) -> Result<Arc<Attempt>, Refused> {
        let (name, now) = (which(name)?, time(now)?);
        let (first, second) = (engine::Code::parse(first)?, engine::Code::parse(second)?);
        let codes = policies.0.codes_of(&self.person);
        self.attempt(
            |people| people.resynchronize(&self.person, name.as_ref(), now, [&first, &second], codes),
            |found| Outcome::Resynchronization { resynchronization: found.into() },
        )
    }

    /// Asks at a login how slow a phone is. An attempt that counts.
    pub fn diagnose(
        &self,
        name: Option<String>,
        now: i64,
        code: &str,
        reach: u16,
        policies: &Policies,
    ) -> Result<Arc<Attempt>, Refused> {
        let (name, now, code) = (which(name)?, time(now)?, engine::Code::parse(code)?);
        let (reach, codes) = (engine::DiagnosisReach::new(reach)?, policies.0.codes_of(&self.person));
        self.attempt(
            |people| people.diagnose(&self.person, name.as_ref(), now, &code, reach, codes),
            |diagnosis| Outcome::Diagnosis { diagnosis: diagnosis.into() },
        )
    }

    /// Clears failures and locks of codes, recovery and recovery codes.
    pub fn unlock(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(|people| people.unlock(&self.person))
    }

    /// Says what is required of this person alone; `None` leaves it to the policy's lists again.
    pub fn set_exception(&self, exception: Option<PersonException>) -> Result<Arc<Attempt>, Refused> {
        let exception = exception.map(PersonException::checked).transpose()?;
        self.change(|people| people.set_exception(&self.person, exception))
    }

    /// Decides what happens to somebody who arrives.
    pub fn decide(
        &self,
        arrival: Arrival,
        now: i64,
        uptime: Option<Uptime>,
        policies: &Policies,
    ) -> Result<Arc<Attempt>, Refused> {
        let moment = moment(now, uptime)?;
        self.attempt(
            |people| people.decide(&self.person, &arrival.into(), moment, &policies.0),
            |decision| Outcome::Decided { decided: Decided::about(&self.person, decision) },
        )
    }

    /// Tries what was typed where the decision, which is about this person, asks for it.
    pub fn log_in(
        &self,
        prompt: &Prompt,
        now: i64,
        uptime: Option<Uptime>,
        typed: &str,
        policies: &Policies,
    ) -> Result<Arc<Attempt>, Refused> {
        let decision = prompt.about(&self.person)?;
        let (moment, typed) = (moment(now, uptime)?, policies.0.typed(typed)?);
        self.attempt(
            |people| people.log_in(decision, &self.person, moment, &typed, &policies.0),
            |login| Outcome::LoggedIn { login: Login::about(&self.person, login) },
        )
    }

    /// Gives the person, who has none, a recovery key on a device.
    pub fn add_recovery_key(&self, device: &str, key: &RecoveryKey) -> Result<Arc<Attempt>, Refused> {
        let device = engine::DeviceId::new(device)?;
        self.change(|people| people.add_recovery_key(&self.person, &device, &key.0))
    }

    /// Gives the person a recovery key on a device, in place of any other.
    pub fn set_recovery_key(&self, device: &str, key: &RecoveryKey) -> Result<Arc<Attempt>, Refused> {
        let device = engine::DeviceId::new(device)?;
        self.change(|people| people.set_recovery_key(&self.person, &device, &key.0))
    }

    /// Takes recovery by PIN and challenge from the person.
    pub fn remove_recovery_key(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(|people| people.remove_recovery_key(&self.person))
    }

    /// Tries a PIN.
    pub fn redeem(
        &self,
        now: i64,
        uptime: Option<Uptime>,
        pin: &str,
        policies: &Policies,
    ) -> Result<Arc<Attempt>, Refused> {
        let (moment, pin) = (moment(now, uptime)?, engine::RecoveryDigits::parse(pin)?);
        let codes = policies.0.codes_of(&self.person);
        self.attempt(
            |people| people.redeem(&self.person, moment, &pin, &policies.0.recovery, codes),
            redemption(&self.person),
        )
    }

    /// The challenge to show.
    pub fn challenge(&self, policies: &Policies) -> Result<Arc<Attempt>, Refused> {
        let random = *random::bytes::<8>()?;
        self.attempt(
            |people| people.challenge(&self.person, random, &policies.0.recovery),
            |challenge| Outcome::Challenge {
                shown: match challenge {
                    engine::RecoveryChallenge::Shown(digits) => Some(digits.as_str().to_owned()),
                    _ => None,
                },
            },
        )
    }

    /// Tries the response to the challenge that is shown.
    pub fn answer(
        &self,
        now: i64,
        uptime: Option<Uptime>,
        response: &str,
        policies: &Policies,
    ) -> Result<Arc<Attempt>, Refused> {
        let (moment, response) = (moment(now, uptime)?, engine::RecoveryDigits::parse(response)?);
        let codes = policies.0.codes_of(&self.person);
        self.attempt(
            |people| people.answer(&self.person, moment, &response, &policies.0.recovery, codes),
            redemption(&self.person),
        )
    }

    /// A login under the open grant, where the policy asks for no PIN.
    pub fn pass(&self, now: i64, uptime: Option<Uptime>, policies: &Policies) -> Result<Arc<Attempt>, Refused> {
        let (moment, codes) = (moment(now, uptime)?, policies.0.codes_of(&self.person));
        self.attempt(|people| people.pass(&self.person, moment, &policies.0.recovery, codes), redemption(&self.person))
    }

    /// Ends the grant.
    pub fn end_grant(&self) -> Result<Arc<Attempt>, Refused> {
        self.change(|people| people.end_grant(&self.person))
    }

    /// Gives the person a set of recovery codes, in place of any other.
    pub fn set_recovery_codes(&self, sheet: &RecoverySheet) -> Result<Arc<Attempt>, Refused> {
        let salt = *random::bytes::<16>()?;
        self.change(|people| people.set_recovery_codes(&self.person, &sheet.0, salt))
    }

    /// Tries a recovery code.
    pub fn use_recovery_code(&self, now: i64, code: &str, policies: &Policies) -> Result<Arc<Attempt>, Refused> {
        let (now, code) = (time(now)?, engine::RecoveryCode::parse(code)?);
        let (recovery, codes) = (&policies.0.recovery_codes.policy, policies.0.codes_of(&self.person));
        self.attempt(
            |people| people.use_recovery_code(&self.person, now, &code, recovery, codes),
            |redeemed| Outcome::RedeemedCode { redeemed: RedeemedCode::about(&self.person, redeemed) },
        )
    }
}

fn redemption(person: &PersonName) -> impl FnOnce(engine::Redemption) -> Outcome {
    |redemption| Outcome::Redemption { redemption: Redemption::about(person, redemption) }
}

fn which(name: Option<String>) -> Result<Option<AuthenticatorName>, host::NameError> {
    name.map(|name| AuthenticatorName::new(&name)).transpose()
}

fn facts(record: &Record) -> Result<RecordFacts, Refused> {
    let credentials = record.credentials()?;
    let person = record.person(&credentials)?;
    let authenticator = |(entry, progress): (&host::record::Entry, engine::Progress)| AuthenticatorFacts {
        name: entry.name.as_str().to_owned(),
        parameters: (&entry.parameters).into(),
        added: seconds(entry.added),
        strength: entry.secret.strength().into(),
        progress: progress.into(),
    };
    let codes = record.recovery_codes().map(engine::RecoveryCodes::open).transpose()?;
    Ok(RecordFacts {
        authenticators: record.authenticators().iter().zip(person.progress()).map(authenticator).collect(),
        pending: record.pending().map(PendingFacts::from),
        exception: record.exception().map(PersonException::from),
        recovery_device: record.recovery().map(|entry| entry.device.as_str().to_owned()),
        recovery_codes_left: codes.map(|codes| count(codes.left())),
        required_since: record.logins().required_since().map(seconds),
        last_online: record.logins().last_online().map(seconds),
        revision: record.standing().revision(),
    })
}

impl From<&host::record::Pending> for PendingFacts {
    fn from(pending: &host::record::Pending) -> Self {
        Self {
            name: pending.name.as_str().to_owned(),
            parameters: pending.enrollment.parameters().into(),
            since: seconds(pending.enrollment.start()),
            until: seconds(pending.enrollment.until()),
            codes_left: pending.enrollment.codes_left(),
            wrong_codes_left: pending.enrollment.wrong_codes_left(),
        }
    }
}

impl Addition {
    fn checked(self, added: engine::UnixTime) -> Result<NewAuthenticator, Refused> {
        let parameters = self.parameters.checked()?;
        let start = self.start.map(|start| position(&parameters, start)).transpose()?;
        let (name, secret) = (AuthenticatorName::new(&self.name)?, self.secret.0.clone());
        Ok(NewAuthenticator { name, secret, parameters, start, added })
    }
}

impl PersonException {
    fn checked(self) -> Result<Exception, Refused> {
        Ok(match self {
            Self::Required { hours: None, logins: None } => Exception::Required { to_enroll: None },
            Self::Required { hours: None, logins: Some(_) } => return Err(Refused::logins_without_hours()),
            Self::Required { hours: Some(hours), logins } => {
                Exception::Required { to_enroll: Some(engine::Allowance::new(engine::Hours::new(hours), logins)?) }
            }
            Self::Exempt => Exception::Exempt,
            Self::ExemptFor { since, until } => Exception::ExemptFor { since: time(since)?, until: time(until)? },
        })
    }
}

impl From<Exception> for PersonException {
    fn from(exception: Exception) -> Self {
        match exception {
            Exception::Required { to_enroll } => Self::Required {
                hours: to_enroll.map(|allowance| allowance.hours().count()),
                logins: to_enroll.and_then(engine::Allowance::logins),
            },
            Exception::Exempt => Self::Exempt,
            Exception::ExemptFor { since, until } => Self::ExemptFor { since: seconds(since), until: seconds(until) },
        }
    }
}
