//! `mfa require` and `mfa exempt`: of whom a second factor is required, whatever the policy's lists say.

use mfa_core::{Allowance, Days, UnixTime};
use mfa_host::PersonName;
use mfa_host::people::PeopleError;
use mfa_host::record::Exception;
use serde::Serialize;

use super::Opened;
use crate::args::{Basics, ExemptArgs, RequireArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json::Time;
use crate::sentences::Counted;
use crate::{json, output, when};

/// What is required of somebody, as JSON shows it.
#[derive(Serialize)]
#[serde(tag = "requirement", rename_all = "kebab-case")]
pub(super) enum Told {
    /// A second factor; where they have a time of their own, so many hours and logins to enroll it.
    Required { hours_to_enroll: Option<u32>, logins_to_enroll: Option<u16> },
    /// Nothing.
    Exempt { until: Option<Time> },
    /// What the policy's lists say.
    AsPolicy,
}

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    /// Whether nobody of that name was in the store: a new person, or a slip.
    new: bool,
    #[serde(flatten)]
    told: Told,
}

pub(crate) fn require(args: &RequireArgs) -> Result<Exit, Failure> {
    let to_enroll = args.days.map(|days| own_time(days, args.logins)).transpose()?;
    let exception = if args.as_policy { None } else { Some(Exception::Required { to_enroll }) };
    all(&args.people, &args.basics, exception)
}

pub(crate) fn exempt(args: &ExemptArgs) -> Result<Exit, Failure> {
    let now = args.basics.now()?;
    let until = args.days.map(|days| Allowance::new(days.hours(), None)).transpose().map_err(too_long)?;
    let exempt_for = |time: Allowance| Exception::ExemptFor { since: now, until: time.until(now) };
    all(&args.people, &args.basics, Some(until.map_or(Exception::Exempt, exempt_for)))
}

fn own_time(days: Days, logins: Option<u16>) -> Result<Allowance, Failure> {
    Allowance::new(days.hours(), logins).map_err(too_long)
}

fn too_long(error: mfa_core::LoginPolicyError) -> Failure {
    Failure::input(error.to_string())
}

/// One commit a person. Whoever comes after one that fails is left as they were, and
/// whoever is named twice is done once.
fn all(people: &[PersonName], basics: &Basics, exception: Option<Exception>) -> Result<Exit, Failure> {
    let now = basics.now()?;
    let named_before = |number: usize, person| people.iter().take(number).any(|there| there == person);
    for (_, person) in people.iter().enumerate().filter(|(number, person)| !named_before(*number, *person)) {
        let opened = Opened::new_or_created(basics, person)?;
        let new = matches!(opened.people().record(person), Err(PeopleError::NoSuchPerson));
        opened.done(opened.people().set_exception(person, exception))?;
        let told = Told::from(exception);
        if basics.json {
            json::print(&Answer { person: person.as_str(), new, told })?;
        } else {
            let mark = if new { " (new)" } else { "" };
            output::print(format!("{person}{mark}: {}\n", told.text(now)))?;
        }
    }
    Ok(Exit::Done)
}

impl From<Option<Exception>> for Told {
    fn from(exception: Option<Exception>) -> Self {
        match exception {
            None => Self::AsPolicy,
            Some(Exception::Required { to_enroll }) => Self::Required {
                hours_to_enroll: to_enroll.map(|own| own.hours().count()),
                logins_to_enroll: to_enroll.and_then(Allowance::logins),
            },
            Some(Exception::Exempt) => Self::Exempt { until: None },
            Some(Exception::ExemptFor { until, .. }) => Self::Exempt { until: Some(Time(until)) },
        }
    }
}

impl Told {
    pub(super) fn text(&self, now: UnixTime) -> String {
        match self {
            Self::Required { hours_to_enroll: None, .. } => {
                "required; the policy's time to enroll begins with the next login".to_owned()
            }
            Self::Required { hours_to_enroll: Some(0), .. } => "required from the next login on".to_owned(),
            Self::Required { hours_to_enroll: Some(hours), logins_to_enroll } => {
                format!("required; {} to enroll, from the next login on", time(*hours, *logins_to_enroll))
            }
            Self::Exempt { until: None } => "exempt".to_owned(),
            Self::Exempt { until: Some(Time(until)) } => {
                format!("exempt {}; then as the policy's lists say", when::until(*until, now))
            }
            Self::AsPolicy => "as the policy's lists say".to_owned(),
        }
    }
}

/// A time to enroll: `7 d`, `2 d and 10 logins`.
pub(super) fn time(hours: u32, logins: Option<u16>) -> String {
    let logins = logins.map_or_else(String::new, |logins| format!(" and {}", Counted(logins.into(), "login")));
    format!("{}{logins}", when::Length(u64::from(hours).saturating_mul(3600)))
}
