//! What a login costs, held against its bounds, beside peers and through the C ABI; the figures are shown.

use core::time::Duration;

use crate::bench;
use crate::debian;
use crate::failure::Result;
use crate::job::Job;

pub(super) fn beforehand(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["gcc", "liboath-dev"], Duration::from_secs(10))?;
    let mut build = bench::cargo(job.place)?;
    job.runner.must(build.args(["build", "--quiet", "--release", "--bin", "speed"])).map(drop)
}

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    beforehand(job)?;
    let mut speed = bench::cargo(job.place)?;
    speed.args(["run", "--quiet", "--release", "--bin", "speed"]);
    let outcome = job.check_times("what is measured is within its bounds", &mut speed)?;
    job.note(&outcome.output);
    Ok(())
}
