//! Secrets followed by memcheck, at each opt-level.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::lanes::{self, Ended, valgrind};
use super::{build, built, expect};
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

/// At which opt-levels, where all is to be shown: the one that takes longest last.
const OPT_LEVELS: &[&str] = &["3", "2", "1", "s", "z", "0"];
/// At which otherwise: those that ship, and one where little is optimized.
const SAMPLE: &[&str] = &["3", "s", "1"];
/// SHA-1 by our own small compression, as for machines that are built for size: followed where it differs.
const COMPACT: &str = "s-compact";
const PROGRAM: &str = "follow";
/// memcheck's exit status where it found something.
const FOUND: i32 = 9;
/// What is made on purpose.
const PLANTED: &str = "planted";
/// The one finding that may be, by its kind, its function and its line: `base32ct` 0.3.1 branches once on whether all of a text was base32,
/// which was public before.
const KNOWN: [&str; 3] = [
    "Conditional jump or move depends on uninitialised value(s)",
    "base32ct::encoding::Encoding>::decode",
    "encoding.rs:126)",
];
/// How many leaks there are and how many parts; fewer are not what docs/constant-time.md lists.
const LEAKS: usize = 33;
const PARTS: usize = 5;

/// A part of the program at an opt-level, and where memcheck's findings go.
struct Run {
    level: &'static str,
    part: String,
    findings: PathBuf,
}

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let folder = job.place.fresh_folder("constant-time/followed")?;
    let root = job.place.root().to_path_buf();
    let all = job.full();
    let levels = if all { OPT_LEVELS } else { SAMPLE };
    let mut builds: Vec<_> = levels.iter().map(|level| (*level, building(job, level))).collect();
    let mut compact = building(job, "s");
    compact.args(["--features", "compact"]);
    builds.push((COMPACT, compact));
    let ended = lanes::run(job, |runner, ready| {
        for (level, mut cargo) in builds {
            runner.must(&mut cargo)?;
            let program = folder.join(format!("{PROGRAM}-{level}"));
            fs::copy(root.join(built(PROGRAM)), &program).doing("cannot copy what was built")?;
            let parts = runner.must(Command::new(&program).arg("parts"))?.output;
            if parts.lines().count() < PARTS {
                return Err(Failure::new(format!("these are not all parts: {parts}")));
            }
            // Nothing but SHA-1 differs.
            let some = if level == COMPACT { 1 } else { usize::MAX };
            for part in core::iter::once(PLANTED).chain(parts.lines().take(some)) {
                let run = Run { level, part: part.to_owned(), findings: folder.join(format!("{level}-{part}.log")) };
                let words: &[&str] = if all && part != PLANTED { &[part, "all"] } else { &[part] };
                let program = program.to_string_lossy().into_owned();
                let command = valgrind(&root, &["--error-exitcode=9"], &run.findings, &program, words);
                ready.run(run, command)?;
            }
        }
        Ok(())
    })?;
    let leaks = job.runner.must(Command::new(folder.join(format!("{PROGRAM}-3"))).arg("leaks"))?.output;
    job.test("all leaks are planted", expect(leaks.lines().count() >= LEAKS, &leaks))?;
    let mut outcomes: u64 = 0;
    for Ended { what, outcome } in &ended {
        if what.part == PLANTED {
            let ran = outcome.status == Some(FOUND);
            planted_leaks_are_found(job, what.level, &leaks, if ran { &outcome.output } else { "" })?;
        } else {
            let findings = read(&what.findings)?;
            let seen = outcomes_seen(&outcome.output);
            outcomes = outcomes.saturating_add(seen);
            let found = if findings.is_empty() { 0 } else { FOUND };
            let ran = seen > 0 && outcome.status == Some(found);
            let held = expect(ran, &outcome.output).and_then(|()| nothing_but_known(&findings));
            job.test(&format!("opt-level {}: no finding in {}", what.level, what.part), held)?;
        }
    }
    job.note(&format!("{outcomes} outcomes followed, at {} opt-levels", levels.len()));
    Ok(())
}

fn building(job: &Job<'_>, level: &str) -> Command {
    let mut cargo = build(job, "constant-time", PROGRAM);
    cargo
        .env("RUSTFLAGS", "--cfg mfa_taint")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
        .env("CARGO_PROFILE_RELEASE_DEBUG", "1");
    cargo
}

fn planted_leaks_are_found(job: &mut Job<'_>, level: &str, leaks: &str, output: &str) -> Result<()> {
    for leak in leaks.lines() {
        let found = output.lines().any(|line| line.strip_prefix("found ") == Some(leak));
        job.test(&format!("opt-level {level}: {leak} is found"), expect(found, "the planted leak was missed"))?;
    }
    Ok(())
}

/// How many outcomes a part saw, of all kinds.
fn outcomes_seen(output: &str) -> u64 {
    let counts = output.lines().filter_map(|line| line.strip_prefix("saw ")?.split(' ').next()?.parse::<u64>().ok());
    counts.sum()
}

/// Each finding is the one that may be. A finding's kind stands before its innermost place.
fn nothing_but_known(findings: &str) -> core::result::Result<(), String> {
    let lines: Vec<&str> = findings.lines().collect();
    let mut places = lines.windows(2).filter_map(|two| match two {
        [kind, place] if place.contains("   at 0x") => Some((kind, place)),
        _ => None,
    });
    let [branch, function, line] = KNOWN;
    let known = places.all(|(kind, place)| kind.contains(branch) && place.contains(function) && place.contains(line));
    let understood = findings.is_empty() || findings.contains("   at 0x");
    expect(known && understood, findings)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).doing(format_args!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_refused_but_where_they_may_be() {
        let [branch, function, _] = KNOWN;
        let finding = |kind: &str, function: &str, place: &str| {
            format!("==7== {kind}\n==7==    at 0x1: <T as {function} ({place})\n==7==    by 0x2: g (a.rs:1)\n")
        };
        let known = finding(branch, function, "src/encoding.rs:126");
        let other = finding(branch, function, "ct.rs:9");
        assert!(nothing_but_known("").is_ok());
        assert!(nothing_but_known(&known).is_ok());
        assert!(nothing_but_known(&other).is_err());
        assert!(nothing_but_known(&finding(branch, function, "encoding.rs:83")).is_err());
        assert!(nothing_but_known(&finding(branch, "f", "encoding.rs:126")).is_err());
        let address = "Use of uninitialised value of size 8";
        assert!(nothing_but_known(&finding(address, function, "encoding.rs:126")).is_err());
        assert!(nothing_but_known(&format!("{known}{other}")).is_err());
        assert!(nothing_but_known("==7== something else\n").is_err());
    }

    #[test]
    fn outcomes_are_counted() {
        assert_eq!(outcomes_seen("saw 12 accepted\nsaw 3 rejected\nand more\n"), 15);
        assert_eq!(outcomes_seen("saw nothing\n"), 0);
    }
}
