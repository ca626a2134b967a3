//! `mfa recovery end`: a grant is over before its time.

use serde::Serialize;

use crate::args::EndArgs;
use crate::commands::Opened;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    /// False if there was no grant.
    ended: bool,
}

pub(super) fn run(args: &EndArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    if record.recovery().is_none() {
        let sentence =
            format!("{} has no recovery key on this computer, and so no grant; nothing was changed", args.person);
        return Err(Failure::new(Exit::Nobody, sentence));
    }
    let before = record.standing().revision();
    opened.done(opened.people().end_grant(&args.person))?;
    // Only a grant that was there changes the record.
    let ended = opened.record()?.standing().revision() != before;
    let person = args.person.as_str();
    if args.basics.json {
        json::print(&Answer { person, ended })?;
    } else if ended {
        output::print(format!("ended the grant of {person}\n"))?;
    } else {
        output::print(format!("{person} has no grant; nothing was changed\n"))?;
    }
    Ok(Exit::Done)
}
