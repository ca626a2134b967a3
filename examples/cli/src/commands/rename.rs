//! `mfa rename`: another name for an authenticator.

use serde::Serialize;

use super::Opened;
use crate::args::RenameArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::Quoted;
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    name: &'a str,
    formerly: &'a str,
}

pub(crate) fn run(args: &RenameArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    let entry = opened.which(&record, args.name.as_ref())?;
    opened.done(opened.people().rename(&args.person, Some(&entry.name), &args.to))?;
    let (person, name, formerly) = (args.person.as_str(), args.to.as_str(), entry.name.as_str());
    if args.basics.json {
        json::print(&Answer { person, name, formerly })?;
    } else {
        output::print(format!("renamed {} of {person} to {}\n", Quoted(formerly), Quoted(name)))?;
    }
    Ok(Exit::Done)
}
