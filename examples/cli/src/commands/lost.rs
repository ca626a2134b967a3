//! `mfa suspend` and `mfa reset`: what is done when a phone is lost.

use mfa_core::RecoveryCodes;
use mfa_host::record::Record;
use serde::Serialize;

use super::Opened;
use super::remove::quoted;
use super::standing::Standing;
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
    pending_removed: bool,
    /// Whether recovery codes are gone.
    recovery_codes_removed: bool,
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
        let its = if suspended.len() == 1 { "its" } else { "their" };
        output::print(format!(
            "suspended {} of {person}; {its} codes count for nothing until {}\n",
            quoted(&suspended),
            confirmations(&record, person, &suspended)
        ))?;
    }
    Ok(Exit::Done)
}

/// The commands that let these count again. Where another thing is pending or suspended, each has to be named.
fn confirmations(record: &Record, person: &str, suspended: &[&str]) -> String {
    let confirm = format!("mfa confirm {}", Word(person));
    let is_alone = record.authenticators().len() == 1 && record.pending().is_none();
    if is_alone {
        return format!("`{confirm}`");
    }
    let each: Vec<String> = suspended.iter().map(|name| format!("`{confirm} --name {}`", Word(name))).collect();
    each.join(", ")
}

pub(crate) fn reset(args: &ResetArgs) -> Result<Exit, Failure> {
    let now = args.basics.now()?;
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let (person, record) = (args.person.as_str(), opened.record()?);
    let removed: Vec<&str> = record.authenticators().iter().map(|entry| entry.name.as_str()).collect();
    opened.done(opened.people().reset(&args.person))?;
    let (pending, codes) = (record.pending().is_some(), has_codes(&record));
    if args.basics.json {
        json::print(&Reset { person, removed, pending_removed: pending, recovery_codes_removed: codes })?;
    } else {
        let names = (!removed.is_empty()).then(|| quoted(&removed));
        let pending = pending.then(|| "the pending enrollment".to_owned());
        let codes = codes.then(|| "the recovery codes".to_owned());
        let gone: Vec<String> = [names, pending, codes].into_iter().flatten().collect();
        let gone = if gone.is_empty() { "no authenticator".to_owned() } else { gone.join(" and ") };
        let standing = opened.done(Standing::of(&args.person, &opened.record()?, now, &policies))?;
        let then = standing.duty.without_authenticator(&args.person, now);
        output::print(format!("removed {gone} of {person}; what is required of them stays\n{then}\n"))?;
    }
    Ok(Exit::Done)
}

/// Whether a recovery code is left that could be used.
fn has_codes(record: &Record) -> bool {
    let set = record.recovery_codes().and_then(|set| RecoveryCodes::open(set).ok());
    set.is_some_and(|set| set.left() > 0)
}
