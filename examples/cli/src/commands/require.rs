//! `mfa require` and `mfa exempt`: of whom a second factor is required, whatever the policy's lists say.

use mfa_core::{Allowance, Days, UnixTime};
use mfa_host::PersonName;
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

/// One commit a person. Whoever comes after one that fails is left as they were.
fn all(people: &[PersonName], basics: &Basics, exception: Option<Exception>) -> Result<Exit, Failure> {
    let now = basics.now()?;
    for person in people {
        let opened = Opened::new_or_created(basics, person)?;
        opened.done(opened.people().set_exception(person, exception))?;
        let told = Told::from(exception);
        if basics.json {
            json::print(&Answer { person: person.as_str(), told })?;
        } else {
            output::print(format!("{person}: {}\n", told.text(now)))?;
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
                let time = when::Length(u64::from(*hours).saturating_mul(3600));
                let logins = logins_to_enroll
                    .map_or_else(String::new, |logins| format!(" and {}", Counted(logins.into(), "login")));
                format!("required; {time}{logins} to enroll, from the next login on")
            }
            Self::Exempt { until: None } => "exempt".to_owned(),
            Self::Exempt { until: Some(Time(until)) } => {
                format!("exempt {}; then as the policy's lists say", when::until(*until, now))
            }
            Self::AsPolicy => "as the policy's lists say".to_owned(),
        }
    }
}
