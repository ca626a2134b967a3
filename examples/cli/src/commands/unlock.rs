//! `mfa unlock`: failures and lock cleared by an administrator.

use serde::Serialize;

use super::Opened;
use crate::args::UnlockArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    failures_in_all: u32,
}

pub(crate) fn run(args: &UnlockArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    opened.done(opened.people().unlock(&args.person))?;
    let person = args.person.as_str();
    let failures_in_all = opened.record()?.standing().failures_in_all();
    if args.basics.json {
        json::print(&Answer { person, failures_in_all })?;
    } else {
        output::print(format!("unlocked {person}; failures in all stay on record: {failures_in_all}\n"))?;
    }
    Ok(Exit::Done)
}
