//! The codes are those that other programs compute, and what those have used up is used up here.

use core::time::Duration;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let packages = ["oathtool", "libpam-google-authenticator", "libpam-oath", "pamtester"];
    debian::install(job, &packages, Duration::from_secs(10))?;
    job.cargo_test(&["-p", "libmfa-cli", "--test", "oathtool", "--", "--ignored"])?;
    job.cargo_test(&["-p", "libmfa-cli", "--test", "migrate_peers", "--", "--ignored"])
}
