//! `mfa diagnose`: how far off a phone's clock is, for administrators.

use mfa_core::{Code, Credential, DiagnosisReach, Drift, Moving, Policy, UnixTime, Window};
use mfa_host::people::PeopleError;
use mfa_host::record::Entry;
use mfa_host::store::FileError;
use serde::Serialize;

use super::Opened;
use super::standing::Standing;
use crate::args::DiagnoseArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::sentences::Counted;
use crate::when::Roughly;
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    /// How many time steps the phone is off, negative if it is slow; null if the code was not found.
    steps: Option<i64>,
    /// Whether a code that far off is good at a login; null if it was not found.
    acceptable: Option<bool>,
}

pub(crate) fn run(args: &DiagnoseArgs) -> Result<Exit, Failure> {
    let code = Input::standard()?.code(format_args!("Code on {}'s phone: ", args.person))?;
    let now = args.basics.now()?;
    let policy = args.policy.policy();
    let reach = args.reach.unwrap_or_default();
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    let entry = opened.which(&record, args.name.as_ref())?;
    let standing = opened.done(Standing::of(&args.person, &record, now, &policy))?;
    let steps = opened.done(steps_off(entry, now, &code, reach))?;
    let acceptable = steps.map(|steps| is_acceptable(steps, i64::from(standing.drift_of(entry)), &policy));
    let seconds = match entry.parameters.moving {
        Moving::Totp { period, .. } => u64::from(period.seconds()),
        Moving::Hotp => 0,
    };
    if args.basics.json {
        json::print(&Answer { person: args.person.as_str(), name: entry.name.as_str(), steps, acceptable })?;
    } else {
        let text = match (steps, acceptable) {
            (Some(steps), Some(acceptable)) => found(steps, seconds, acceptable),
            _ => {
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

fn found(steps: i64, seconds: u64, acceptable: bool) -> String {
    let way = match steps {
        0 => return "that phone's clock is right".to_owned(),
        ..0 => "slow",
        _ => "fast",
    };
    let count = steps.unsigned_abs();
    let consequence =
        if acceptable { "its codes are accepted all the same" } else { "its codes are refused until its clock is set" };
    format!(
        "that phone is {}, about {}, {way}; {consequence}",
        Counted(count, "step"),
        Roughly(count.saturating_mul(seconds))
    )
}

/// Whether a code of that step is in the window around now, or around now as the phone's learned drift has it.
fn is_acceptable(steps: i64, drift: i64, policy: &Policy) -> bool {
    let learned = policy.drift.map(|bound| clamped(drift, bound));
    [Some(0), learned].into_iter().flatten().any(|middle| reaches(policy.window, steps.saturating_sub(middle)))
}

fn clamped(drift: i64, bound: Drift) -> i64 {
    let bound = i64::from(bound.bound());
    drift.clamp(bound.saturating_neg(), bound)
}

fn reaches(window: Window, steps: i64) -> bool {
    (i64::from(window.past()).saturating_neg()..=i64::from(window.future())).contains(&steps)
}
