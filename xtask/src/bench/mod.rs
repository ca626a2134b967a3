//! Benchmarks: all of them with criterion, beside peers, in one table; or instructions counted and held against a baseline.

pub(crate) mod counts;

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::console::{Line, say};
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::{FULL_LIMIT, Job};
use crate::place::Place;
use crate::run::Runner;
use counts::Counts;

/// What was counted when somebody last said that it is as it should be.
pub(crate) const BASELINE: &str = "benches/baseline.txt";
/// What is installed where it is missing, besides Rust and a C compiler.
pub(crate) const TO_COUNT: [&str; 3] = ["gcc", "liboath-dev", "valgrind"];

/// Counts, where there is a file to compare with or to write to; otherwise measures everything.
pub(crate) fn run(place: &Place, baseline: Option<&Path>, write: Option<&Path>) -> Result<bool> {
    if baseline.is_some() || write.is_some() { count(place, baseline, write) } else { Err(Failure::new("soon")) }
}

/// Counts instructions and compares them with a file, or writes them to one; true if nothing takes longer.
pub(crate) fn count(place: &Place, baseline: Option<&Path>, write: Option<&Path>) -> Result<bool> {
    let mut line = Line::start("bench");
    let runner = Runner::new(&place.folder("logs")?.join("bench.log"), FULL_LIMIT)?;
    let mut job = Job::new(place, runner, &mut line, true);
    debian::install_if_missing(&mut job, &TO_COUNT, Duration::from_secs(20))?;
    let now = Counts::count(place, &mut job.runner, false)?;
    if let Some(path) = write {
        fs::write(path, now.text()).doing(format_args!("cannot write {}", path.display()))?;
    }
    let Some(path) = baseline else {
        say(&format!("\n{}", now.text()));
        return Ok(true);
    };
    let text = fs::read_to_string(path).doing(format_args!("cannot read {}", path.display()))?;
    let compared = Counts::read(&text)?.compare(&now);
    say(&format!("\n{}", compared.table));
    for worse in &compared.worse {
        say(&format!("worse: {worse}\n"));
    }
    Ok(compared.worse.is_empty())
}

/// Where the benchmarks are built.
pub(crate) fn target(place: &Place) -> Result<PathBuf> {
    place.folder("bench/build")
}

/// The cargo that builds them.
pub(crate) fn cargo(place: &Place) -> Result<Command> {
    let mut command = place.cargo();
    command.current_dir(place.root().join("benches")).env("CARGO_TARGET_DIR", target(place)?);
    Ok(command)
}
