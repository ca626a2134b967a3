//! `mfa confirm`: a code for what is pending, or for an authenticator that is suspended.

use mfa_core::{EnrollmentPermit, Restoration};
use mfa_host::AuthenticatorName;
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::record::Record;
use serde::Serialize;
use zeroize::Zeroizing;

use super::codes::Asking;
use crate::args::ConfirmArgs;
use crate::commands::Opened;
use crate::commands::sheet::Sheet;
use crate::commands::verdict::Told;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::{json, output};

/// Room for a sheet of recovery codes and a sentence.
const FEW_LINES: usize = 4 * 1024;

/// An authenticator that counts again, as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    confirmation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_codes: Option<Vec<&'a str>>,
}

/// What a code is to confirm.
enum Meant<'r> {
    Pending,
    Suspended(&'r AuthenticatorName),
}

pub(crate) fn run(args: &ConfirmArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    let meant = meant(args, &opened, &record)?;
    let mut input = Input::standard()?;
    match meant {
        Meant::Pending => {
            let recovery = &args.recovery;
            let asking = Asking {
                opened: &opened,
                basics: &args.basics,
                policies: &policies,
                recovery,
                by_themselves: false,
                shown: None,
            };
            asking.until_confirmed(&mut input)
        }
        Meant::Suspended(name) => restore(args, &opened, &policies, name, &mut input),
    }
}

/// That of a name; else what is pending; else the only one that is suspended.
fn meant<'r>(args: &ConfirmArgs, opened: &Opened<'_>, record: &'r Record) -> Result<Meant<'r>, Failure> {
    let pending = record.pending();
    let Some(name) = &args.name else {
        if pending.is_some() {
            return Ok(Meant::Pending);
        }
        return opened.done(match suspended(opened, record)?.as_slice() {
            [] => Err(PeopleError::NothingPending),
            [only] => Ok(Meant::Suspended(only)),
            _ => Err(PeopleError::WhichAuthenticator),
        });
    };
    if pending.is_some_and(|pending| pending.name == *name) {
        return Ok(Meant::Pending);
    }
    // One that is not suspended is refused by the engine, which says so.
    opened.which(record, Some(name)).map(|entry| Meant::Suspended(&entry.name))
}

fn suspended<'r>(opened: &Opened<'_>, record: &'r Record) -> Result<Vec<&'r AuthenticatorName>, Failure> {
    let credentials = opened.done(record.credentials().map_err(PeopleError::from))?;
    let person = opened.done(record.person(&credentials).map_err(PeopleError::from))?;
    let entries = record.authenticators().iter().zip(person.progress());
    Ok(entries.filter(|(_, progress)| progress.suspended).map(|(entry, _)| &entry.name).collect())
}

/// One code, which counts like that of a login if it is wrong.
fn restore(
    args: &ConfirmArgs,
    opened: &Opened<'_>,
    policies: &Policies,
    name: &AuthenticatorName,
    input: &mut Input,
) -> Result<Exit, Failure> {
    let code = input.code(format_args!("Code of \"{name}\" on {}'s phone: ", args.person))?;
    let now = args.basics.now()?;
    let policy = policies.codes_of(&args.person);
    let permit = EnrollmentPermit::by_administrator;
    let restored = opened.people().restore(permit, &args.person, Some(name), now, &code, policy);
    match Told::of_restoration(opened.done(restored)?)? {
        None => restored_again(args, opened, policies, name),
        Some(told) => told.tell(&args.basics, &args.person, now),
    }
}

fn restored_again(
    args: &ConfirmArgs,
    opened: &Opened<'_>,
    policies: &Policies,
    name: &AuthenticatorName,
) -> Result<Exit, Failure> {
    let (person, name) = (args.person.as_str(), name.as_str());
    let sheet = Sheet::wanted(opened, &args.recovery, policies);
    let made = sheet.as_ref().ok().and_then(Option::as_ref);
    let shown = if args.basics.json {
        let recovery_codes = made.map(|sheet| sheet.codes().collect());
        json::print(&Answer { person, name, confirmation: "restored", recovery_codes })
    } else {
        let mut text = Zeroizing::new(String::with_capacity(FEW_LINES));
        *text += &format!("confirmed: \"{name}\" counts again; the code is used up, and this was no login\n");
        if let Some(sheet) = made {
            sheet.add_to(&mut text);
        }
        output::print(&*text)
    };
    Sheet::seen(made, shown, &args.person)?;
    sheet.map(|_| Exit::Done)
}

impl Told {
    /// What became of a code that was to confirm a suspended authenticator; `None` if it did.
    fn of_restoration(restoration: Restoration) -> Result<Option<Self>, Failure> {
        Ok(Some(match restoration {
            Restoration::Restored => return Ok(None),
            Restoration::Rejected(rejected) => rejected.into(),
            Restoration::Locked { until } => Self::Locked { locked_until: json::Time(until) },
            Restoration::Closed => Self::Closed,
            _ => return Err(Failure::new(Exit::Store, "the engine gave an answer that this program does not know")),
        }))
    }
}
