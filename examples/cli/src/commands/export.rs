//! `mfa export`: secrets as otpauth URIs.

use core::fmt::Display;

use mfa_core::{Label, LabelError, Position, SetupUri};
use mfa_host::people::PeopleError;
use mfa_host::record::Entry;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Opened;
use crate::args::ExportArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Text;
use crate::sentences::{Quoted, Word};
use crate::{json, output};

/// The longest URI that the engine writes, in bytes.
const LONGEST: usize = 2700;

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    authenticators: Vec<Exported<'a>>,
}

#[derive(Serialize)]
struct Exported<'a> {
    name: &'a str,
    uri: &'a str,
}

pub(crate) fn run(args: &ExportArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    let credentials = opened.done(record.credentials().map_err(PeopleError::from))?;
    let person = opened.done(record.person(&credentials).map_err(PeopleError::from))?;
    if record.authenticators().is_empty() {
        return Err(opened.refused(PeopleError::NotEnrolled));
    }
    if let Some(name) = &args.name {
        opened.which(&record, Some(name))?;
    }
    let mut uris: Vec<(&Entry, Text)> = Vec::with_capacity(record.authenticators().len());
    for (entry, progress) in record.authenticators().iter().zip(person.progress()) {
        if args.name.as_ref().is_none_or(|name| *name == entry.name) {
            uris.push((entry, uri(args, entry, progress.next)?));
        }
    }
    output::warn(&format!("these are secrets: whoever reads them has the codes of {}", args.person));
    if args.basics.json {
        let authenticators = uris.iter().map(|(entry, uri)| Exported { name: entry.name.as_str(), uri });
        json::print(&Answer { person: args.person.as_str(), authenticators: authenticators.collect() })?;
    } else {
        output::stream(|out| uris.iter().try_for_each(|(_, uri)| writeln!(out, "{}", &**uri)))?;
    }
    Ok(Exit::Done)
}

/// The URI of an authenticator: its name as the issuer, the person as the account.
fn uri(args: &ExportArgs, entry: &Entry, next: Option<Position>) -> Result<Text, Failure> {
    let refused = |why: &dyn Display, advice: &str| {
        Failure::input(format!(
            "{} cannot be exported: {why}; {advice}. Nothing was exported",
            Quoted(entry.name.as_str())
        ))
    };
    let unnameable = |error: LabelError| {
        let advice = format!(
            "rename it with `mfa rename {} --name {} --to NEW`",
            Word(args.person.as_str()),
            Word(entry.name.as_str())
        );
        refused(&error, &advice)
    };
    let next = next.ok_or_else(|| refused(&"its counter is at its end", "enroll another"))?;
    let others = "name the others one by one with --name";
    let label = Label::new(Some(entry.name.as_str()), args.person.as_str()).map_err(unnameable)?;
    let setup =
        SetupUri::new(label, &entry.secret, &entry.parameters, next).map_err(|error| refused(&error, others))?;
    let mut text = Zeroizing::new(String::with_capacity(LONGEST));
    setup.write_to(&mut *text).map_err(|error| refused(&error, others))?;
    Ok(text)
}
