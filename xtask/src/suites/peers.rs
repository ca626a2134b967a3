//! The codes are those that other programs compute.

use core::time::Duration;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["oathtool"], Duration::from_secs(10))?;
    job.cargo_test(&["-p", "libmfa-cli", "--test", "oathtool", "--", "--ignored"])
}
