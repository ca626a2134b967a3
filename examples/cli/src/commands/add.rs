//! `mfa add`: an authenticator for a person.

use mfa_core::{PersonError, Strength};
use mfa_host::people::{NewAuthenticator, PeopleError};
use mfa_host::record::ROOM;
use mfa_host::{AuthenticatorName, NameError};
use serde::Serialize;

use super::Opened;
use super::standing::strength;
use crate::args::AddArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::{Described, weakness};
use crate::{json, output, secret_input};

/// What an authenticator is called that nobody gave a name.
const NAMELESS: &str = "authenticator";

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    /// False if `--if-absent` found it there.
    added: bool,
    strength: &'static str,
}

pub(crate) fn run(args: &AddArgs) -> Result<Exit, Failure> {
    let described = secret_input::read(&args.secret)?;
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
            Ok(()) => return told(args, &new, strength_of_secret, true),
            Err(PeopleError::NameTaken | PeopleError::Person(PersonError::SameSecret)) if args.if_absent => {
                return told(args, &new, strength_of_secret, false);
            }
            Err(PeopleError::NameTaken) if may_count_on => {}
            Err(error) => return Err(opened.refused(error)),
        }
    }
    Err(opened.refused(PeopleError::NameTaken))
}

/// The first name is the stem itself; the others are counted.
fn numbered(stem: &str, number: usize) -> Result<AuthenticatorName, Failure> {
    let name = match number {
        1 => AuthenticatorName::new(stem),
        _ => AuthenticatorName::new(&format!("{stem} {number}"))
            // A stem so long that the number does not fit.
            .or_else(|_| AuthenticatorName::new(&format!("{NAMELESS} {number}"))),
    };
    name.map_err(|error: NameError| Failure::input(error.to_string()))
}

fn told(args: &AddArgs, new: &NewAuthenticator, strength_of_secret: Strength, added: bool) -> Result<Exit, Failure> {
    let (person, name) = (args.person.as_str(), new.name.as_str());
    if args.basics.json {
        json::print(&Answer { person, name, added, strength: strength(strength_of_secret) })?;
    } else if added {
        output::print(format!("added \"{name}\" to {person}: {}\n", Described(&new.parameters)))?;
    } else {
        output::print(format!("{person} has \"{name}\" or its secret already; nothing was changed\n"))?;
    }
    Ok(Exit::Done)
}
