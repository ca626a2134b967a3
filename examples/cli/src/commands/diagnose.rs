//! `mfa diagnose`: how far off a phone's clock is, for administrators.

use mfa_core::{Code, Credential, DiagnosisReach, Moving, Policy, TimeStep, UnixTime};
use mfa_host::people::PeopleError;
use mfa_host::record::Entry;
use mfa_host::store::FileError;
use serde::Serialize;

use super::Opened;
use super::standing::{Shown, Standing, is_soon};
use crate::args::DiagnoseArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::sentences::{Counted, PhoneClock};
use crate::when::{self, Roughly};
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    /// How many time steps the phone is off, negative if it is slow; null if the code was not found.
    steps: Option<i64>,
    /// Whether that code is good at a login: not too far off, and not used up; null if it was not found.
    acceptable: Option<bool>,
}

pub(crate) fn run(args: &DiagnoseArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let code = Input::standard()?.code(format_args!("Code on {}'s phone: ", args.person))?;
    let now = args.basics.now()?;
    let policy = policies.codes_of(&args.person);
    let reach = args.reach.unwrap_or_default();
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    let entry = opened.which(&record, args.name.as_ref())?;
    let standing = opened.done(Standing::of(&args.person, &record, now, &policies))?;
    let steps = opened.done(steps_off(entry, now, &code, reach))?;
    let findings = match (steps, standing.of_entry(entry)) {
        (Some(steps), Some(shown)) => Some(Findings::of(steps, entry, shown, now, policy)),
        _ => None,
    };
    let acceptable = findings.as_ref().map(Findings::is_acceptable);
    let seconds = match entry.parameters.moving {
        Moving::Totp { period, .. } => u64::from(period.seconds()),
        Moving::Hotp => 0,
    };
    if args.basics.json {
        json::print(&Answer { person: args.person.as_str(), name: entry.name.as_str(), steps, acceptable })?;
    } else {
        let text = match findings {
            Some(findings) => findings.text(seconds, now),
            None => {
                let count = u64::from(reach.count());
                format!(
                    "not found: no code within {} ({}) of now; is it another authenticator's, or was it misread?",
                    Counted(count, "step"),
                    Roughly(count.saturating_mul(seconds))
                )
            }
        };
        output::print(text + "\n")?;
    }
    Ok(if steps.is_some() { Exit::Done } else { Exit::Refused })
}

fn steps_off(
    entry: &Entry,
    now: UnixTime,
    code: &Code,
    reach: DiagnosisReach,
) -> Result<Option<i64>, PeopleError<FileError>> {
    let credential = Credential::new(&entry.secret, entry.parameters)?;
    Ok(credential.diagnose_as_administrator(now, code, reach)?)
}

/// What a code that was found tells of the phone.
struct Findings {
    /// How many time steps the phone is off, negative if it is slow.
    steps: i64,
    /// Whether a login looks at codes that far off.
    in_window: bool,
    /// Whether the code is used up.
    used: bool,
    /// Until when all codes are used up, if that is far ahead.
    used_up_until: Option<UnixTime>,
    /// Whether that is so near that it is best to wait.
    is_soon: bool,
}

impl Findings {
    fn of(steps: i64, entry: &Entry, shown: &Shown, now: UnixTime, policy: &Policy) -> Self {
        let here = match entry.parameters.moving {
            Moving::Totp { period, t0 } => TimeStep::at(now, period, t0).map_or(0, TimeStep::number),
            Moving::Hotp => 0,
        };
        let used_up_until = shown.used_up_until();
        Self {
            steps,
            in_window: shown.windows(policy).any(|window| window.contains(&steps)),
            used: shown.has_used(here.saturating_add_signed(steps)),
            used_up_until,
            is_soon: used_up_until.is_some_and(|until| is_soon(entry, until, now)),
        }
    }

    const fn is_acceptable(&self) -> bool {
        self.in_window && !self.used
    }

    /// How far off the phone is, in steps of so many seconds, and what comes of it.
    fn text(&self, seconds: u64, now: UnixTime) -> String {
        let clock = match self.steps {
            0 => "that phone's clock is right".to_owned(),
            steps => PhoneClock { steps, seconds }.to_string(),
        };
        let consequence = match self {
            Self { used_up_until: Some(until), in_window, .. } => {
                let first = if *in_window { "" } else { "set its clock, " };
                let then = if self.is_soon { "wait" } else { "remove the authenticator and enroll it anew" };
                format!("; its codes are used up {}; {first}{then}", when::until(*until, now))
            }
            Self { in_window: false, .. } => "; its codes are refused until its clock is set".to_owned(),
            Self { used: true, .. } => "; this code is used up".to_owned(),
            Self { steps: 0, .. } => String::new(),
            _ => "; its codes are accepted all the same".to_owned(),
        };
        clock + &consequence
    }
}
