//! `mfa add`: an authenticator for a person.

use mfa_core::{PersonError, Strength};
use mfa_host::people::{NewAuthenticator, PeopleError};
use mfa_host::record::{Entry, ROOM, Record};
use mfa_host::{AuthenticatorName, NameError};
use serde::Serialize;

use super::Opened;
use super::standing::strength;
use crate::args::AddArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::{Described, Quoted, refused_digits, weakness};
use crate::{json, output, secret_input};

/// What an authenticator is called that nobody gave a name.
pub(super) const NAMELESS: &str = "authenticator";

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    /// False if `--if-absent` found it there.
    added: bool,
    /// What the person has already: `name` or `secret`; null if it was added.
    has: Option<&'static str>,
    strength: &'static str,
}

pub(crate) fn run(args: &AddArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let described = secret_input::read(&args.secret)?;
    if let Some(refused) = refused_digits(&policies, described.parameters.digits) {
        return Err(Failure::input(refused));
    }
    let now = args.basics.now()?;
    let strength_of_secret = described.secret.strength();
    if let Some(warning) = weakness(strength_of_secret) {
        output::warn(warning);
    }
    let opened = Opened::new_or_created(&args.basics, &args.person)?;
    let stem = args.name.as_ref().or(described.name.as_ref()).map_or(NAMELESS, AuthenticatorName::as_str);
    let may_count_on = args.name.is_none() && !args.if_absent;
    for number in 1..=ROOM.saturating_add(1) {
        let new = NewAuthenticator {
            name: numbered(stem, number)?,
            secret: described.secret.clone(),
            parameters: described.parameters,
            start: Some(described.start),
            added: now,
        };
        match opened.people().add(&args.person, &new) {
            Ok(()) => return told(args, new.name.as_str(), strength_of_secret, Outcome::Added(&new)),
            Err(PeopleError::NameTaken | PeopleError::Person(PersonError::SameSecret)) if args.if_absent => {
                let record = opened.record()?;
                let (there, has) = already(&record, &new)
                    .ok_or_else(|| Failure::new(Exit::Store, "it was removed meanwhile; try again"))?;
                return told(args, there.name.as_str(), there.secret.strength(), Outcome::Has(has));
            }
            Err(PeopleError::NameTaken) if may_count_on => {}
            Err(error) => return Err(opened.refused(error)),
        }
    }
    Err(opened.refused(PeopleError::NameTaken))
}

/// The first name is the stem itself; the others are counted.
pub(super) fn numbered(stem: &str, number: usize) -> Result<AuthenticatorName, Failure> {
    let name = match number {
        1 => AuthenticatorName::new(stem),
        _ => AuthenticatorName::new(&format!("{stem} {number}"))
            // A stem so long that the number does not fit.
            .or_else(|_| AuthenticatorName::new(&format!("{NAMELESS} {number}"))),
    };
    name.map_err(|error: NameError| Failure::input(error.to_string()))
}

/// What became of the authenticator that was asked for.
#[derive(Clone, Copy)]
enum Outcome<'a> {
    Added(&'a NewAuthenticator),
    /// It is not new: the person has its name or its secret.
    Has(&'static str),
}

/// The authenticator that is there already, and what it has in common with the new one.
fn already<'r>(record: &'r Record, new: &NewAuthenticator) -> Option<(&'r Entry, &'static str)> {
    let entries = record.authenticators();
    let of_name = entries.iter().find(|entry| entry.name == new.name).map(|entry| (entry, "name"));
    let of_secret = || entries.iter().find(|entry| entry.secret.same_as(&new.secret)).map(|entry| (entry, "secret"));
    of_name.or_else(of_secret)
}

fn told(args: &AddArgs, name: &str, of_secret: Strength, outcome: Outcome<'_>) -> Result<Exit, Failure> {
    let person = args.person.as_str();
    if args.basics.json {
        let has = match outcome {
            Outcome::Added(_) => None,
            Outcome::Has(what) => Some(what),
        };
        json::print(&Answer { person, name, added: has.is_none(), has, strength: strength(of_secret) })?;
    } else {
        output::print(match outcome {
            Outcome::Added(new) => format!("added {} to {person}: {}\n", Quoted(name), Described(&new.parameters)),
            Outcome::Has("secret") => {
                format!("{person} has that secret already, as {}; nothing was changed\n", Quoted(name))
            }
            Outcome::Has(_) => format!("{person} has {} already; nothing was changed\n", Quoted(name)),
        })?;
    }
    Ok(Exit::Done)
}
