//! Instructions counted by callgrind: one number for all keys and codes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::lanes::{self, Ended, valgrind};
use super::{build, built, expect};
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

const PROGRAM: &str = "count";
const PLANTED: &str = "planted";
/// How many random keys each group of a series has, and how many where all is shown.
const KEYS: &str = "100";
const ALL_KEYS: &str = "1000";

/// A series, and where callgrind writes its parts.
struct Run {
    series: String,
    parts: PathBuf,
}

/// The counts of calls, by the name of their group: calls of one name are to have one count, wherever a code matched.
type Groups<'a> = BTreeMap<&'a str, BTreeSet<u64>>;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let folder = job.place.fresh_folder("constant-time/counted")?;
    let root = job.place.root().to_path_buf();
    let keys = if job.full() { ALL_KEYS } else { KEYS };
    let mut cargo = build(job, "constant-time", PROGRAM);
    let ended = lanes::run(job, |runner, ready| {
        runner.must(&mut cargo)?;
        let program = root.join(built(PROGRAM)).to_string_lossy().into_owned();
        let series = runner.must(Command::new(&program).arg("series"))?.output;
        for series in core::iter::once(PLANTED).chain(series.lines()) {
            let run = Run { series: series.to_owned(), parts: folder.join(format!("{series}.out")) };
            let out = format!("--callgrind-out-file={}", run.parts.display());
            let arguments = ["--tool=callgrind", "--combine-dumps=yes", &out];
            let log = folder.join(format!("{series}.log"));
            ready.run(run, valgrind(&root, &arguments, &log, &program, &[series, keys]))?;
        }
        Ok(())
    })?;
    let mut table = Vec::new();
    for Ended { what, outcome } in &ended {
        if !outcome.succeeded() {
            return Err(Failure::new(format!("{}: {}", what.series, outcome.told())));
        }
        let parts = fs::read_to_string(&what.parts).doing(format_args!("cannot read {}", what.parts.display()))?;
        let groups = groups(&outcome.output, &parts)?;
        if what.series == PLANTED {
            job.test("two leaks are planted", expect(groups.len() == 2, &outcome.output))?;
        }
        for (name, counts) in groups {
            let counts: Vec<_> = counts.iter().map(u64::to_string).collect();
            let one = counts.len() == 1;
            if what.series == PLANTED {
                job.test(&format!("{name}: counts differ"), expect(!one, "it was missed"))?;
            } else {
                let name = format!("{}, {name}", what.series);
                job.test(&format!("{name}: one count for {keys} keys"), expect(one, &counts.join(" ")))?;
                table.push(format!("{name}: {}", counts.join(" ")));
            }
        }
        // A part for each call.
        fs::remove_file(&what.parts).doing("cannot remove what was counted")?;
    }
    table.sort();
    job.runner.write(&table.join("\n"))
}

/// The groups that a program said it would count, with the counts that callgrind wrote down.
fn groups<'a>(said: &'a str, parts: &str) -> Result<Groups<'a>> {
    let mut counts = parts.lines().filter_map(|line| line.strip_prefix("summary: ")?.trim().parse::<u64>().ok());
    let mut groups = Groups::new();
    for line in said.lines().filter_map(|line| line.strip_prefix("group ")) {
        let unreadable = || Failure::new(format!("{line}: no group"));
        let (calls, name) = line.split_once(' ').ok_or_else(unreadable)?;
        let calls: usize = calls.parse().map_err(|_| unreadable())?;
        let of_group: Vec<_> = counts.by_ref().take(calls).collect();
        if of_group.len() < calls || calls == 0 {
            return Err(Failure::new(format!("{name}: {} of {calls} calls were counted", of_group.len())));
        }
        groups.entry(name).or_default().extend(of_group);
    }
    // What is behind the last call is a part, too.
    match (groups.is_empty(), counts.count()) {
        (false, 0 | 1) => Ok(groups),
        (_, left) => Err(Failure::new(format!("{left} calls were counted that belong to no group"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_to_their_groups() {
        let parts = "part: 1\nsummary: 7\npart: 2\nsummary: 7\nsummary: 9\nsummary: 8\nsummary: 99999\n";
        let found = groups("group 2 wrong\ngroup 1 accepted\ngroup 1 accepted\n", parts).unwrap();
        assert_eq!(found["wrong"], BTreeSet::from([7]));
        assert_eq!(found["accepted"], BTreeSet::from([8, 9]));
    }

    #[test]
    fn calls_that_are_missing_or_too_many_are_refused() {
        assert!(groups("group 2 wrong\n", "summary: 7\n").is_err());
        assert!(groups("group 1 wrong\n", "summary: 7\nsummary: 7\nsummary: 7\n").is_err());
        assert!(groups("", "summary: 7\n").is_err());
        assert!(groups("group 0 wrong\n", "summary: 7\n").is_err());
    }
}
