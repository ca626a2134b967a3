//! The fuzz targets: their corpora and what they once failed at are replayed by ordinary tests; a crash that is planted is found
//! and told; then each target is run for a few seconds, or for five minutes with `--full`.

use core::time::Duration;
use std::process::Command;

use crate::debian;
use crate::failure::Result;
use crate::fuzz::{self, PLANTED, Programs};
use crate::job::Job;

const SECONDS: u64 = 3;
const SECONDS_IN_FULL: u64 = 300;
/// The planted crash takes less.
const SECONDS_FOR_PLANTED: u64 = 60;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["g++", "liboath-dev"], Duration::from_secs(20))?;
    let replay = ["--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz", "--features", "liboath"];
    job.cargo_test(&replay)?;
    let programs = fuzz::build(job.place, &mut job.runner, &["liboath", PLANTED])?;
    the_planted_crash_is_found(job, &programs)?;
    let seconds = if job.full() { SECONDS_IN_FULL } else { SECONDS };
    for target in fuzz::targets(job.place)? {
        let ran = fuzz::run(job.place, &mut job.runner, &programs, &target, seconds)?;
        job.note(&ran.to_string());
        let outcome = if ran.is_sound() { Ok(()) } else { Err(ran.to_string()) };
        job.test(&format!("{target} finds nothing"), outcome)?;
    }
    Ok(())
}

/// And the input that is written for it leads there again.
fn the_planted_crash_is_found(job: &mut Job<'_>, programs: &Programs) -> Result<()> {
    let ran = fuzz::run(job.place, &mut job.runner, programs, PLANTED, SECONDS_FOR_PLANTED)?;
    let Some(finding) = ran.findings.first() else {
        return job.test("a planted crash is found", Err(ran.to_string()));
    };
    job.test("a planted crash is found", Ok(()))?;
    let again = job.runner.run(Command::new(&ran.program).arg(finding))?;
    let is_there = !again.succeeded() && again.output.contains("this was planted");
    job.test("what was written leads there again", is_there.then_some(()).ok_or(again.output))
}
