//! What a login costs, held against its bounds; the figures are shown.

use crate::failure::Result;
use crate::job::Job;

pub(super) fn beforehand(job: &mut Job<'_>) -> Result<()> {
    job.runner.must(&mut cargo(job, "build")).map(drop)
}

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let mut command = cargo(job, "run");
    let outcome = job.check_times("first-look", &mut command)?;
    if outcome.succeeded() {
        job.note(&outcome.output);
    }
    Ok(())
}

fn cargo(job: &Job<'_>, verb: &str) -> std::process::Command {
    let mut cargo = job.place.cargo();
    cargo.args([verb, "--quiet", "--release", "--manifest-path", "benches/Cargo.toml", "--bin", "first-look"]);
    cargo
}
