//! A login through the file store beside liboath's users file, on one disk: what each has the disk do, how long that takes,
//! and how many processes get in at once with one code.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::c;
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

const SOURCES: &str = "benches/beside-oath";
/// How many people there are, in one timing and in another: liboath writes all of them at each login.
const PEOPLE: [&str; 2] = ["1", "1000"];
const LOGINS: &str = "300";
const PROCESSES: &str = "8";
const ROUNDS: &str = "300";
/// What makes a replacement durable, and how many of them libmfa may make at a login: before the prompt and after it.
const REPLACEMENT: [&str; 3] = ["sync file", "rename", "sync folder"];
const REPLACEMENTS: usize = 2;
/// What the program has a trace show before each login.
const MARK: &str = "\"step: ";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["gcc", "liboath-dev", "strace"], Duration::from_secs(10))?;
    let program = compile(job)?;
    steps(job, &program)?;
    for people in PEOPLE {
        let name = format!("a login costs what its disk does, people: {people}");
        measured(job, &name, &program, "timing", &[people, LOGINS])?;
    }
    measured(job, "of 8 with one code one gets in", &program, "race", &[PROCESSES, ROUNDS])
}

fn compile(job: &mut Job<'_>) -> Result<PathBuf> {
    let library = c::libraries(job, &["--release"])?;
    let program = job.place.folder("beside-oath")?.join("beside-oath");
    let entries = fs::read_dir(job.place.root().join(SOURCES)).doing(format_args!("cannot read {SOURCES}"))?;
    let sources =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "c"));
    let mut command = Command::new(c::compiler("CC", "cc"));
    command
        .args(c::AS_C)
        .args(["-O2", "-I"])
        .arg(job.place.root().join("ffi/include"))
        .args(sources)
        .arg(library.join("libmfa.a"))
        .arg("-loath")
        .args(c::SYSTEM)
        .arg("-o")
        .arg(&program);
    job.runner.must(&mut command)?;
    Ok(program)
}

/// Runs one task of the program in a folder of its own, and shows what it measured.
fn measured(job: &mut Job<'_>, name: &str, program: &Path, task: &str, numbers: &[&str]) -> Result<()> {
    let folder = job.place.fresh_folder("beside-oath/disk")?;
    let outcome = job.check(name, Command::new(program).arg(task).arg(&folder).args(numbers))?;
    if outcome.succeeded() {
        job.note(&outcome.output);
    }
    Ok(())
}

/// What either has the disk do at a login, as the kernel is told.
fn steps(job: &mut Job<'_>, program: &Path) -> Result<()> {
    let folder = job.place.fresh_folder("beside-oath/disk")?;
    let trace = job.place.folder("beside-oath")?.join("trace");
    let mut command = Command::new("strace");
    command.args(["-qq", "-y", "-e", "signal=none", "-e", "trace=fsync,fdatasync,/^rename", "-o"]).arg(&trace);
    job.runner.must(command.arg(program).arg("steps").arg(&folder))?;
    let trace = fs::read_to_string(&trace).doing("cannot read the trace")?;
    let logins = logins(&trace);
    for (name, steps) in &logins {
        job.note(&format!("{name}: {}", if steps.is_empty() { "nothing stored".to_owned() } else { steps.join(", ") }));
    }
    let ours: Vec<_> = logins.iter().filter(|(name, _)| name.starts_with("libmfa")).collect();
    if ours.is_empty() {
        return Err(Failure::new("the trace has no login"));
    }
    for (name, steps) in ours {
        let outcome = if is_durable(steps) { Ok(()) } else { Err(steps.join(", ")) };
        job.test(&format!("{name}: each replacement is synced, and there are no more than {REPLACEMENTS}"), outcome)?;
    }
    Ok(())
}

fn is_durable(steps: &[&str]) -> bool {
    let replacements = steps.chunks(REPLACEMENT.len());
    (1..=REPLACEMENTS).contains(&replacements.len()) && replacements.into_iter().all(|one| one == REPLACEMENT)
}

/// The logins of a trace, each with its steps.
fn logins(trace: &str) -> Vec<(&str, Vec<&'static str>)> {
    let mut logins: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for line in trace.lines() {
        if let Some((_, rest)) = line.split_once(MARK) {
            logins.push((rest.split('"').next().unwrap_or(rest), Vec::new()));
        } else if let Some((_, steps)) = logins.last_mut() {
            steps.push(step(line));
        }
    }
    logins
}

/// A file is synced under its new name, so whatever else is synced is the folder.
fn step(line: &str) -> &'static str {
    if line.starts_with("rename") {
        "rename"
    } else if line.contains(".new>") {
        "sync file"
    } else {
        "sync folder"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_read_out_of_a_trace() {
        let trace = "fsync(3</x/people>) = 0\n\
                     rename(\"step: one\", \"step: one\") = -1 ENOENT (No such file or directory)\n\
                     fsync(5</x/people/.person.new>) = 0\n\
                     renameat(3</x/people>, \".person.new\", 3</x/people>, \"person.mfa\") = 0\n\
                     fsync(3</x/people>) = 0\n\
                     renameat(AT_FDCWD</x>, \"step: two\", AT_FDCWD</x>, \"step: two\") = -1 ENOENT\n";
        assert_eq!(logins(trace), [("one", REPLACEMENT.to_vec()), ("two", vec![])]);
    }

    #[test]
    fn a_replacement_without_each_of_its_syncs_is_not_durable() {
        assert!(is_durable(&REPLACEMENT));
        assert!(is_durable(&REPLACEMENT.repeat(2)));
        assert!(!is_durable(&REPLACEMENT.repeat(3)));
        assert!(!is_durable(&["sync file", "rename"]));
        assert!(!is_durable(&["rename", "sync file", "sync folder"]));
        assert!(!is_durable(&[]));
    }
}
