//! Secrets in memory: of what a call had in its hands nothing is in an image of the process that let go of it, but on the
//! stack and in registers; and what is there is what `docs/memory.md` says. `proofs/memory` looks.
//!
//! The subjects are Rust as it ships, Rust without optimization, and C on the shared library.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::c;
use crate::debian;
use crate::failure::{Doing as _, Result};
use crate::job::Job;

const PAGE: &str = "docs/memory.md";
const TARGET: &str = "target/proofs";
/// How often all is looked at, with other secrets, where all is to be shown.
const ROUNDS: usize = 5;

/// The columns of the table, behind the calls' names.
const SETTINGS: [&str; 3] = ["Rust", "Rust, debug", IN_C];
const IN_C: &str = "C";
/// How calls are named that overwrite the stack they took.
const STORE: &str = "store-";

/// What is left of each call in each setting.
type Left = BTreeMap<(String, &'static str), BTreeSet<String>>;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["gcc", "gdb"], Duration::from_secs(30))?;
    let subjects = subjects(job)?;
    for (setting, subject) in SETTINGS.iter().zip(&subjects) {
        let planted = look(job, "planted", subject);
        job.check(&format!("{setting}: what is planted, held or freed unwiped is found"), &mut planted?)?;
    }
    let mut measured = Left::new();
    for _ in 0..if job.full() { ROUNDS } else { 1 } {
        for (setting, subject) in SETTINGS.iter().copied().zip(&subjects) {
            let mut calls = look(job, "calls", subject)?;
            let outcome = job.check(&format!("{setting}: nothing is left but on the stack"), &mut calls)?;
            let left = outcome.output.lines().filter_map(|line| line.strip_prefix("stack after ")?.split_once(": "));
            for (call, names) in left {
                measured.entry((call.to_owned(), setting)).or_default().extend(told(names));
            }
        }
    }
    for ((call, _), names) in measured.iter().filter(|((call, setting), _)| *setting == IN_C && call.starts_with(STORE))
    {
        let nothing = if names.iter().eq(["nothing"]) { Ok(()) } else { Err(format!("{names:?}")) };
        job.test(&format!("{IN_C}: {call} leaves nothing on the stack either"), nothing)?;
    }
    compare(job, &measured)
}

/// Builds the subjects, in the order of the settings.
fn subjects(job: &mut Job<'_>) -> Result<[PathBuf; 3]> {
    for profile in [&["--release"][..], &["--bin", "subject"]] {
        let mut cargo = job.place.cargo();
        cargo.args(["build", "--quiet", "--manifest-path", "proofs/Cargo.toml", "-p", "memory"]);
        job.runner.must(cargo.args(["--target-dir", TARGET]).args(profile))?;
    }
    let built = job.place.root().join(TARGET);
    Ok([built.join("release/subject"), built.join("debug/subject"), in_c(job)?])
}

fn in_c(job: &mut Job<'_>) -> Result<PathBuf> {
    let library = c::libraries(job, &["--release"])?;
    let program = job.place.folder("memory")?.join("subject");
    let mut command = Command::new(c::compiler("CC", "cc"));
    command.current_dir(job.place.root()).args(c::AS_C).args(["-O2", "-Iffi/include", "proofs/memory/subject.c"]);
    command.arg("-L").arg(&library).arg("-lmfa").arg(format!("-Wl,-rpath,{}", library.display()));
    job.check("the subject in C compiles without a warning", command.arg("-o").arg(&program))?;
    Ok(program)
}

fn look(job: &Job<'_>, what: &str, subject: &Path) -> Result<Command> {
    let built = job.place.root().join(TARGET).join("release");
    let mut command = Command::new(built.join("memory"));
    command.arg(what).arg(subject).arg(job.place.fresh_folder("memory/work")?);
    command.arg("--begin").arg(built.join("subject"));
    Ok(command)
}

/// The page says what is measured. Which copies a compiler leaves depends on the processor and on how all of it was compiled, so
/// that with `--full` alone, on a processor with instructions for hashes as the page's, other names are a failure.
fn compare(job: &mut Job<'_>, measured: &Left) -> Result<()> {
    let page = fs::read_to_string(job.place.root().join(PAGE)).doing(format_args!("cannot read {PAGE}"))?;
    let said = table(&page);
    let same = if said.keys().eq(measured.keys()) { Ok(()) } else { Err("there are others".to_owned()) };
    job.test(&format!("the calls are those of {PAGE}"), same)?;
    let differences = differences(&said, measured);
    let processor = fs::read_to_string("/proc/cpuinfo").doing("cannot read /proc/cpuinfo")?;
    if !job.full() || !processor.split_whitespace().any(|flag| flag == "sha_ni") {
        job.note(&format!("{} of {} entries of {PAGE} are otherwise here", differences.len(), said.len()));
        return job.runner.write(&differences.join("\n"));
    }
    let outcome = if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) };
    job.test(&format!("what is left on the stack is what {PAGE} says"), outcome)
}

/// The names in a cell, and in what is printed.
fn told(names: &str) -> impl Iterator<Item = String> {
    names.split(", ").map(str::to_owned)
}

/// The rows whose first cell is a call.
fn table(page: &str) -> Left {
    let mut left = Left::new();
    for row in page.lines().filter_map(|line| line.strip_prefix("| `")) {
        let Some((call, cells)) = row.split_once("` |") else { continue };
        for (setting, cell) in SETTINGS.into_iter().zip(cells.split('|').map(str::trim)) {
            if !cell.is_empty() {
                left.insert((call.to_owned(), setting), told(cell).collect());
            }
        }
    }
    left
}

fn differences(said: &Left, measured: &Left) -> Vec<String> {
    let of = |left: &Left, entry: &(String, &'static str)| match left.get(entry) {
        Some(names) => names.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
        None => "no such entry".to_owned(),
    };
    let mut entries: Vec<_> = said.keys().chain(measured.keys()).collect();
    entries.sort_unstable();
    entries.dedup();
    let differ = entries.into_iter().filter(|entry| of(said, entry) != of(measured, entry));
    differ
        .map(|entry| format!("{}, {}: said {}; is {}", entry.0, entry.1, of(said, entry), of(measured, entry)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(entries: &[(&str, &'static str, &str)]) -> Left {
        entries.iter().map(|(call, setting, names)| (((*call).to_owned(), *setting), told(names).collect())).collect()
    }

    #[test]
    fn a_table_is_read_by_its_rows() {
        let page = "| call | Rust | Rust, debug | C |\n|---|---|---|---|\n| `import` | key | nothing | key, code |\n\
                    | `store-begin`, and more | x | y | z |\n| `store` | a | b | |\n";
        let expected = [
            ("import", "Rust", "key"),
            ("import", "Rust, debug", "nothing"),
            ("import", "C", "key, code"),
            ("store", "Rust", "a"),
            ("store", "Rust, debug", "b"),
        ];
        assert_eq!(table(page), left(&expected));
    }

    #[test]
    fn more_less_and_missing_all_differ() {
        let said = left(&[("a", "C", "key"), ("b", "C", "key"), ("c", "C", "nothing")]);
        assert!(differences(&said, &said).is_empty());
        let measured = left(&[("a", "C", "key, code"), ("b", "C", "nothing"), ("d", "C", "nothing")]);
        assert_eq!(differences(&said, &measured).len(), 4);
    }
}
