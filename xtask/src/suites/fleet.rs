//! The fleet of login servers on PostgreSQL: its own tests, and then it is besieged. What each siege shows is in
//! `examples/fleet/siege`.

use std::process::Command;

use crate::count::Count;
use crate::failure::Result;
use crate::fleet;
use crate::job::Job;

/// How a figure's line begins in what a siege prints.
const NOTE: &str = "        ";
/// How the line of a rate begins that is below its bound.
const RATE: &str = "FAILED (rate)";
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
        if outcome.succeeded() || !is_spoiled(&outcome.output) {
            break;
        }
        job.note(&format!("{name} was below its rate, so it is measured once more"));
        outcome = job.runner.run(command)?;
    }
    for line in outcome.output.lines().filter_map(|line| line.strip_prefix(NOTE)) {
        job.note(&format!("{name}: {line}"));
    }
    let failed: Vec<&str> = wrong(&outcome.output).collect();
    let why = if failed.is_empty() { outcome.told() } else { failed.join("\n") };
    job.told(&format!("{name}: {why}"), Count::of_tests(&outcome.output, outcome.succeeded()));
    Ok(())
}

/// The lines that say what was not shown.
fn wrong(output: &str) -> impl Iterator<Item = &str> {
    output.lines().filter(|line| line.starts_with("FAILED") || line.starts_with("! "))
}

/// Whether all that was not shown is rates: a closing line counts them, and no other is among them.
fn is_spoiled(output: &str) -> bool {
    let rates = wrong(output).filter(|line| line.starts_with(RATE)).count();
    rates > 0 && wrong(output).count() == rates && u64::try_from(rates) == Ok(Count::read(output).failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BELOW: &str = "FAILED (rate)  2 servers: 0.41 of the bare compare-and-set's rate: it is to be 0.6 at least\n";
    const REFUSED: &str = "FAILED  2 servers: every right code is accepted: 1 were not\n";

    fn ended(failed: u64) -> String {
        format!("test result: FAILED. 2 passed; {failed} failed; 0 ignored; finished in 40.0s\n")
    }

    #[test]
    fn only_a_rate_is_measured_once_more() {
        assert!(is_spoiled(&format!("{BELOW}{}", ended(1))));
        assert!(is_spoiled(&format!("{BELOW}{BELOW}{}", ended(2))));
        assert!(!is_spoiled(&format!("{REFUSED}{}", ended(1))));
        assert!(!is_spoiled(&format!("{BELOW}{REFUSED}{}", ended(2))));
    }

    #[test]
    fn a_siege_that_did_not_end_is_not_tried_again() {
        assert!(!is_spoiled(BELOW));
        assert!(!is_spoiled(""));
        assert!(!is_spoiled(&ended(1)));
    }
}
