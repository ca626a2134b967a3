//! `mfa import`: authenticators from otpauth URIs.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use mfa_core::{Otpauth, PersonError};
use mfa_host::AuthenticatorName;
use mfa_host::people::{NewAuthenticator, PeopleError};
use mfa_host::record::{ROOM, Record};
use serde::Serialize;

use super::Opened;
use crate::args::ImportArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::{self, Input, Text};
use crate::sentences::{Quoted, refused_digits, refused_line, weakness};
use crate::{json, output, secret_input};

/// The longest text that is read, in bytes: more lines than a person can have authenticators.
const LONGEST: usize = 64 * 1024;

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    added: Vec<&'a str>,
    skipped: Vec<Skipped<'a>>,
}

/// An authenticator that was not added.
#[derive(Serialize)]
struct Skipped<'a> {
    name: &'a str,
    /// What the person has already: `name` or `secret`.
    has: &'static str,
}

pub(crate) fn run(args: &ImportArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let text = text(&args.from)?;
    let now = args.basics.now()?;
    let mut news: Vec<(usize, NewAuthenticator)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let uri = Otpauth::parse(line).map_err(|error| refused_line(number, error))?;
        let described = secret_input::of_uri(&uri);
        if let Some(refused) = refused_digits(&policies, described.parameters.digits) {
            return Err(refused_line(number, refused));
        }
        let name = described.name.ok_or_else(|| {
            refused_line(
                number,
                "neither its issuer nor its account can be the name of an authenticator (1 to 64 bytes)",
            )
        })?;
        must_be_new(number, &name, &described.secret, &news)?;
        let new = NewAuthenticator {
            name,
            secret: described.secret,
            parameters: described.parameters,
            start: Some(described.start),
            added: now,
        };
        news.push((number, new));
    }
    if news.is_empty() {
        return Err(Failure::input("there is no otpauth URI to import"));
    }
    let opened = Opened::new_or_created(&args.basics, &args.person)?;
    must_fit(&opened, &news)?;
    let mut answer = Answer { person: args.person.as_str(), added: Vec::new(), skipped: Vec::new() };
    for (_, new) in &news {
        let name = new.name.as_str();
        match opened.people().add(&args.person, new) {
            Ok(()) => answer.added.push(name),
            Err(PeopleError::NameTaken) => answer.skipped.push(Skipped { name, has: "name" }),
            Err(PeopleError::Person(PersonError::SameSecret)) => answer.skipped.push(Skipped { name, has: "secret" }),
            Err(error) => return Err(opened.refused(error).after(so_far(&answer.added))),
        }
    }
    if let Some(warning) = news.iter().find_map(|(_, new)| weakness(new.secret.strength())) {
        output::warn(warning);
    }
    if args.basics.json {
        json::print(&answer)?;
    } else {
        let added = answer.added.iter().map(|name| format!("added {}\n", Quoted(name)));
        let skipped = answer
            .skipped
            .iter()
            .map(|Skipped { name, has }| format!("skipped {}: {} has that {has} already\n", Quoted(name), args.person));
        output::print(added.chain(skipped).collect::<String>())?;
    }
    Ok(Exit::Done)
}

fn text(from: &OsStr) -> Result<Text, Failure> {
    match from.as_bytes().split_first() {
        Some((b'@', path)) => input::file(OsStr::from_bytes(path), LONGEST),
        _ if from == "-" => Input::standard()?.all(LONGEST),
        // What stands there may be a URI, so it is not repeated.
        _ => Err(Failure::input("give the otpauth URIs as @FILE, or as - on standard input")),
    }
}

/// Refuses a line whose name or secret an earlier line has.
fn must_be_new(
    number: usize,
    name: &AuthenticatorName,
    secret: &mfa_core::Secret,
    before: &[(usize, NewAuthenticator)],
) -> Result<(), Failure> {
    for (other, new) in before {
        if new.secret.same_as(secret) {
            return Err(refused_line(number, format_args!("it has the secret of line {other}")));
        }
        if new.name == *name {
            return Err(refused_line(
                number,
                format_args!("it would be called {}, as line {other}; give it another issuer", Quoted(name.as_str())),
            ));
        }
    }
    Ok(())
}

/// Refuses more than there is room for, before any is added.
fn must_fit(opened: &Opened<'_>, news: &[(usize, NewAuthenticator)]) -> Result<(), Failure> {
    let record = match opened.people().record(opened.person) {
        Err(PeopleError::NoSuchPerson) => Record::default(),
        other => opened.done(other)?,
    };
    let is_there = |new: &NewAuthenticator| {
        record.position(&new.name).is_some()
            || record.authenticators().iter().any(|entry| entry.secret.same_as(&new.secret))
    };
    let wanted = news.iter().filter(|(_, new)| !is_there(new)).count();
    if record.authenticators().len().saturating_add(wanted) > ROOM {
        return Err(opened.refused(PersonError::TooMany.into()));
    }
    Ok(())
}

fn so_far(added: &[&str]) -> String {
    match added {
        [] => String::new(),
        added => format!("added {} before this: ", added.join(", ")),
    }
}
