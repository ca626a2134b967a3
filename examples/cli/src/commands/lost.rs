//! `mfa suspend` and `mfa reset`: what is done when a phone is lost.

use mfa_core::RecoveryCodes;
use mfa_host::record::Record;
use serde::Serialize;

use super::Opened;
use super::remove::quoted;
use crate::args::{ResetArgs, SuspendArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::Word;
use crate::{json, output};

#[derive(Serialize)]
struct Suspended<'a> {
    person: &'a str,
    suspended: Vec<&'a str>,
}

#[derive(Serialize)]
struct Reset<'a> {
    person: &'a str,
    removed: Vec<&'a str>,
    /// Whether an enrollment that was pending is gone.
    pending: bool,
    /// Whether recovery codes are gone.
    recovery_codes: bool,
}

pub(crate) fn suspend(args: &SuspendArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    opened.done(opened.people().suspend(&args.person, args.name.as_ref()))?;
    let (person, record) = (args.person.as_str(), opened.record()?);
    let suspended: Vec<&str> = match &args.name {
        Some(name) => vec![name.as_str()],
        None => record.authenticators().iter().map(|entry| entry.name.as_str()).collect(),
    };
    if args.basics.json {
        json::print(&Suspended { person, suspended })?;
    } else {
        output::print(format!(
            "suspended {} of {person}; its codes count for nothing until `mfa confirm {}`\n",
            quoted(&suspended),
            Word(person)
        ))?;
    }
    Ok(Exit::Done)
}

pub(crate) fn reset(args: &ResetArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    let (person, record) = (args.person.as_str(), opened.record()?);
    let removed: Vec<&str> = record.authenticators().iter().map(|entry| entry.name.as_str()).collect();
    opened.done(opened.people().reset(&args.person))?;
    let (pending, recovery_codes) = (record.pending().is_some(), has_codes(&record));
    if args.basics.json {
        json::print(&Reset { person, removed, pending, recovery_codes })?;
    } else {
        let names = (!removed.is_empty()).then(|| quoted(&removed));
        let pending = pending.then(|| "the pending enrollment".to_owned());
        let codes = recovery_codes.then(|| "the recovery codes".to_owned());
        let gone: Vec<String> = [names, pending, codes].into_iter().flatten().collect();
        let gone = if gone.is_empty() { "no authenticator".to_owned() } else { gone.join(" and ") };
        output::print(format!(
            "removed {gone} of {person}; what is required of them stays, and so does the time to enroll: \
             `mfa require {} --days N` gives it once more\n",
            Word(person)
        ))?;
    }
    Ok(Exit::Done)
}

/// Whether a recovery code is left that could be used.
fn has_codes(record: &Record) -> bool {
    let set = record.recovery_codes().and_then(|set| RecoveryCodes::open(set).ok());
    set.is_some_and(|set| set.left() > 0)
}
