//! The fleet of login servers on PostgreSQL: its own tests, and then it is besieged. What each siege shows is in
//! `examples/fleet/siege`.

use std::process::Command;

use crate::count::Count;
use crate::failure::Result;
use crate::fleet;
use crate::job::Job;

/// How a figure's line begins in what a siege prints.
const NOTE: &str = "        ";
/// The ones whose figures are times, which a noisy machine may spoil, and how often they are measured then.
const TIMES: &str = "load";
const TRIES: usize = 3;

pub(super) fn beforehand(job: &mut Job<'_>) -> Result<()> {
    fleet::install_database(job)?;
    fleet::schemathesis(job)?;
    fleet::build_with_tests(job)
}

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    beforehand(job)?;
    job.tests(fleet::cargo(job.place, "test").arg("--no-fail-fast"))?;
    for name in ["story", "race", "kill", "attack", "badly"] {
        let mut command = fleet::siege(job.place, name, job.full());
        besiege(job, name, &mut command, 1)?;
    }
    let mut describe = fleet::siege(job.place, "describe", job.full());
    describe.arg("--schemathesis").arg(fleet::schemathesis(job)?);
    besiege(job, "describe", &mut describe, 1)?;
    let mut load = fleet::siege(job.place, TIMES, job.full());
    besiege(job, TIMES, &mut load, TRIES)
}

/// Counts what a siege shows, and tells its figures.
fn besiege(job: &mut Job<'_>, name: &str, command: &mut Command, tries: usize) -> Result<()> {
    let mut outcome = job.runner.run(command)?;
    for _ in 1..tries {
        if outcome.succeeded() {
            break;
        }
        job.note(&format!("{name} was over its bounds, so it is measured once more"));
        outcome = job.runner.run(command)?;
    }
    for line in outcome.output.lines().filter_map(|line| line.strip_prefix(NOTE)) {
        job.note(&format!("{name}: {line}"));
    }
    let is_wrong = |line: &&str| line.starts_with("FAILED") || line.starts_with("! ");
    let failed: Vec<&str> = outcome.output.lines().filter(is_wrong).collect();
    let why = if failed.is_empty() { outcome.told() } else { failed.join("\n") };
    job.told(&format!("{name}: {why}"), Count::of_tests(&outcome.output, outcome.succeeded()));
    Ok(())
}
