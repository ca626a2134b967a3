//! The model of the commit holds, with a database and with the file store: spin looks at every state. Before that it finds
//! each bug that `proofs/commit.pml` plants, by each claim that the bug is said there to break.

use core::time::Duration;
use std::process::Command;

use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

const MODEL: &str = "proofs/commit.pml";
/// With the file store; without, a database.
const FILE: &str = "FILE";
/// Where the second half of the table of bugs begins.
const FILE_BUGS: &str = " * and with FILE:";
/// As many as the planted bugs need.
const FEW: &str = "SERVERS=2";
/// The claim that spin finds broken by itself, where somebody waits for ever.
const NOBODY_LOCKED_OUT: char = '5';
/// What the search has not gone through when it is complete: the end of a process that never ends.
const NEVER_ENDS: &str = "\"-end-\"";
const CLAIMS: [char; 5] = ['1', '2', '3', '4', '5'];

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["spin", "gcc"], Duration::from_secs(10))?;
    let text = std::fs::read_to_string(job.place.root().join(MODEL)).doing(format_args!("cannot read {MODEL}"))?;
    let bugs = bugs(&text);
    if let Some(claim) = CLAIMS.iter().find(|claim| !bugs.iter().any(|bug| bug.breaks.contains(claim))) {
        return Err(Failure::new(format!("{MODEL}: no planted bug breaks claim {claim}")));
    }
    for bug in &bugs {
        for claim in &bug.breaks {
            is_found(job, bug, *claim)?;
        }
    }
    holds(job, "a database", &[])?;
    holds(job, "the file store", &[FILE])
}

/// A bug of the model's table.
#[derive(Debug, PartialEq, Eq)]
struct Bug<'a> {
    name: &'a str,
    breaks: Vec<char>,
    in_file_store: bool,
}

/// The table on top of the model.
fn bugs(model: &str) -> Vec<Bug<'_>> {
    let mut in_file_store = false;
    let mut found = Vec::new();
    for line in model.lines().take_while(|line| *line != " */") {
        in_file_store |= line == FILE_BUGS;
        let Some(row) = line.strip_prefix(" *   ") else { continue };
        let mut words = row.split_whitespace();
        let name = words.next().unwrap_or_default();
        let is_name = name.len() > 1 && name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
        let breaks: Vec<_> = words.map_while(|word| word.parse().ok().filter(|claim| CLAIMS.contains(claim))).collect();
        if is_name {
            found.push(Bug { name, breaks, in_file_store });
        }
    }
    found
}

fn is_found(job: &mut Job<'_>, bug: &Bug<'_>, claim: char) -> Result<()> {
    let only = format!("CLAIM={claim}");
    let mut defined = vec![bug.name, FEW, &only];
    defined.extend(bug.in_file_store.then_some(FILE));
    let mut search = search(job, &defined, "-O0")?;
    let report = job.runner.must(&mut search)?.output;
    let outcome = if broken(&report, claim) { Ok(()) } else { Err("the planted bug was missed".to_owned()) };
    job.test(&format!("{} is found by claim {claim}", bug.name), outcome)
}

fn broken(report: &str, claim: char) -> bool {
    report.contains("assertion violated (")
        || (claim == NOBODY_LOCKED_OUT && report.contains("pan:1: invalid end state"))
}

fn holds(job: &mut Job<'_>, name: &str, defined: &[&str]) -> Result<()> {
    let mut search = search(job, defined, "-O2")?;
    let report = job.runner.must(&mut search)?.output;
    match states(&report) {
        Ok(states) => {
            job.note(&format!("{name}: {states} states, all that there are"));
            job.test(&format!("with {name} every claim holds"), Ok(()))
        }
        Err(why) => job.test(&format!("with {name} every claim holds"), Err(why)),
    }
}

/// The number of states of a search that found nothing, was complete, and took every step of the model.
fn states(report: &str) -> core::result::Result<&str, String> {
    let not_taken = report.lines().find(|line| line.contains(", state ") && !line.contains(NEVER_ENDS));
    if !report.contains("errors: 0") {
        Err(report.lines().find(|line| line.starts_with("pan:1: ")).unwrap_or("the search did not end").to_owned())
    } else if ["Search not completed", "too small", "truncated"].iter().any(|mark| report.contains(mark)) {
        Err("the search was not complete".to_owned())
    } else if let Some(step) = not_taken {
        Err(format!("a step that is never taken: {}", step.trim()))
    } else {
        let line = report.lines().find(|line| line.ends_with("states, stored")).unwrap_or_default();
        line.split_whitespace().next().ok_or_else(|| "the search counted no states".to_owned())
    }
}

/// Makes the program that searches. Without reduction, so that nothing rests on which steps spin takes for independent.
fn search(job: &mut Job<'_>, defined: &[&str], optimized: &str) -> Result<Command> {
    let folder = job.place.fresh_folder("model")?;
    let mut spin = Command::new("spin");
    spin.arg("-a").args(defined.iter().map(|name| format!("-D{name}"))).arg(job.place.root().join(MODEL));
    job.runner.must(spin.current_dir(&folder))?;
    let mut cc = Command::new("gcc");
    cc.args([optimized, "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"]);
    job.runner.must(cc.current_dir(&folder))?;
    // It leaves a trail of what it found where it runs.
    let mut pan = Command::new(folder.join("pan"));
    pan.current_dir(folder);
    Ok(pan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bugs_are_read_out_of_the_model() {
        let model = "/*\n * Claims:\n *   1  no code\n *\n *   BLIND_WRITE  1 2   replaced\n\
                     \x20* and with FILE:\n *   LOCK_FILE  5   the lock\n */\n *   NOT_ONE  1\n";
        let blind = Bug { name: "BLIND_WRITE", breaks: vec!['1', '2'], in_file_store: false };
        let lock = Bug { name: "LOCK_FILE", breaks: vec!['5'], in_file_store: true };
        assert_eq!(bugs(model), [blind, lock]);
    }

    const COMPLETE: &str = "Full statespace search for:\nState-vector 100 byte, depth reached 312, errors: 0\n  \
                            5134 states, stored\nunreached in proctype Fate\n\tcommit.pml:391, state 56, \"-end-\"\n";

    #[test]
    fn only_a_complete_search_that_found_nothing_counts() {
        assert_eq!(states(COMPLETE), Ok("5134"));
        assert!(states(&COMPLETE.replace("errors: 0", "errors: 1")).is_err());
        assert!(states(&format!("{COMPLETE}Warning: Search not completed\n")).is_err());
        assert!(states(&format!("error: max search depth too small\n{COMPLETE}")).is_err());
        assert!(states(&format!("{COMPLETE}\tcommit.pml:99, state 7, \"told = (told+1)\"\n")).is_err());
        assert!(states("").is_err());
    }

    #[test]
    fn a_wait_without_end_breaks_only_the_claim_that_it_is_about() {
        let waits = "pan:1: invalid end state (at depth 258)";
        assert!(broken(waits, '5') && !broken(waits, '1'));
        assert!(broken("pan:1: assertion violated (1) (at depth 9)", '1'));
    }
}
