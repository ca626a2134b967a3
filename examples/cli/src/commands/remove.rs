//! `mfa remove`: an authenticator goes, or all of them, or everything of a person.

use mfa_host::people::PeopleError;
use serde::Serialize;

use super::Opened;
use crate::args::RemoveArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::{Counted, Quoted, Word};
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    removed: Vec<&'a str>,
    /// Whether failures, lock and revision are gone as well.
    forgotten: bool,
}

pub(crate) fn run(args: &RemoveArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    let people = opened.people();
    let record = opened.record()?;
    let person = args.person.as_str();
    let all: Vec<&str> = record.authenticators().iter().map(|entry| entry.name.as_str()).collect();
    let (removed, text) = if args.forget {
        opened.done(people.forget(&args.person))?;
        let standing = record.standing();
        let text = format!(
            "forgot {person}: {}, {} in all and revision {} are gone",
            Counted(standing.failures().into(), "failure"),
            standing.failures_in_all(),
            standing.revision()
        );
        (all, text)
    } else if args.all {
        if all.is_empty() {
            return Err(opened.refused(PeopleError::NotEnrolled));
        }
        opened.done(people.remove_all(&args.person))?;
        let text = format!("removed {} of {person}; {REMAINS}", quoted(&all));
        (all, text)
    } else {
        if args.name.is_none() && all.len() > 1 {
            return Err(several(person, &all));
        }
        let name = &opened.which(&record, args.name.as_ref())?.name;
        opened.done(people.remove(&args.person, Some(name)))?;
        (vec![name.as_str()], format!("removed {} of {person}; {REMAINS}", Quoted(name.as_str())))
    };
    if args.basics.json {
        json::print(&Answer { person, removed, forgotten: args.forget })?;
    } else {
        output::print(text + "\n")?;
    }
    Ok(Exit::Done)
}

const REMAINS: &str = "failures, lock and revision stay";

fn several(person: &str, names: &[&str]) -> Failure {
    Failure::input(format!(
        "{person} has {}; say which with --name, for example `mfa remove {} --name {}`, or --all",
        quoted(names),
        Word(person),
        Word(names.first().copied().unwrap_or_default())
    ))
}

pub(super) fn quoted(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| Quoted(name).to_string()).collect();
    quoted.join(", ")
}
