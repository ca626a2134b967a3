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
    skipped: Vec<Skipped>,
}

/// An authenticator that was not added.
#[derive(Serialize)]
struct Skipped {
    name: String,
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
    let warning = news.iter().find_map(|(_, new)| weakness(new.secret.strength()));
    let (added, skipped) = add_new(&opened, news.into_iter().map(|(_, new)| new).collect())?;
    let added = added.iter().map(|new| new.name.as_str()).collect();
    let answer = Answer { person: args.person.as_str(), added, skipped };
    if let Some(warning) = warning {
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

/// Adds what the person does not have, in one commit: all of it, or nothing. Gives what was added, and what was not.
fn add_new(
    opened: &Opened<'_>,
    mut news: Vec<NewAuthenticator>,
) -> Result<(Vec<NewAuthenticator>, Vec<Skipped>), Failure> {
    let mut skipped = Vec::new();
    let mut refused = PeopleError::Busy;
    // Each time somebody else may have added one of them since the look, which the next look finds.
    for _ in 0..=ROOM {
        let record = match opened.people().record(opened.person) {
            Err(PeopleError::NoSuchPerson) => Record::default(),
            other => opened.done(other)?,
        };
        news.retain(|new| match what_is_there(&record, new) {
            Some(has) => {
                skipped.push(Skipped { name: new.name.as_str().to_owned(), has });
                false
            }
            None => true,
        });
        match opened.people().add_all(opened.person, &news) {
            Ok(()) => return Ok((news, skipped)),
            Err(error @ (PeopleError::NameTaken | PeopleError::Person(PersonError::SameSecret))) => refused = error,
            Err(error) => return Err(opened.refused(error)),
        }
    }
    Err(opened.refused(refused))
}

/// What the person has already of a new authenticator: `name` or `secret`.
fn what_is_there(record: &Record, new: &NewAuthenticator) -> Option<&'static str> {
    if record.position(&new.name).is_some() {
        return Some("name");
    }
    record.authenticators().iter().any(|entry| entry.secret.same_as(&new.secret)).then_some("secret")
}
