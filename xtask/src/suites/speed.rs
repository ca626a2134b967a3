//! What a login costs, held against its bounds; the figures are shown.

use crate::failure::Result;
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let mut command = job.place.cargo();
    command.args(["run", "--quiet", "--release", "--manifest-path", "benches/Cargo.toml", "--bin", "first-look"]);
    let outcome = job.check_times("first-look", &mut command)?;
    if outcome.succeeded() {
        job.note(&outcome.output);
    }
    Ok(())
}
