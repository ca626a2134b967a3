//! The program killed before and after each of its system calls and at random moments, and each call failing in turn.

use core::time::Duration;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["strace"], Duration::from_secs(5))?;
    job.cargo_test(&["-p", "libmfa-cli", "--test", "crash", "--", "--include-ignored", "--nocapture"])
}
