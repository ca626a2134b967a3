//! `mfa status`: one person.

use core::fmt::Write as _;

use super::Opened;
use super::standing::{Standing, line};
use crate::args::StatusArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{json, output};

pub(crate) fn run(args: &StatusArgs) -> Result<Exit, Failure> {
    let now = args.basics.now()?;
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    let standing = opened.done(Standing::of(&args.person, &record, now, &policies))?;
    if args.basics.json {
        json::print(&standing)?;
    } else {
        let mut text = format!(
            "Person:          {}\nRequired:        {}\nCodes:           {}\nFailures:        {} in a row, {} in all\n\
             Revision:        {}\n",
            args.person,
            standing.duty.required(now),
            standing.codes(now),
            standing.failures,
            standing.failures_in_all,
            standing.revision
        );
        let mut heading = "Authenticators:  ";
        for (entry, shown) in record.authenticators().iter().zip(&standing.authenticators) {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{heading}{}", line(entry, shown, now));
            heading = "                 ";
        }
        if let Some(offline) = standing.duty.offline(now) {
            text += &format!("Offline:         {offline}\n");
        }
        text += &standing.ways.lines(now);
        output::print(output::escaped_lines(&text))?;
    }
    Ok(if standing.enrolled { Exit::Done } else { Exit::Nobody })
}
