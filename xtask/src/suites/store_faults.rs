//! The file store on disks that are full, read-only or not ours, which only root can make.

use core::time::Duration;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;
use crate::root::in_own_namespaces;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["bindfs"], Duration::from_secs(5))?;
    let mut tests = job.place.cargo();
    tests.args(["test", "-p", "mfa-host", "--test", "faults", "--", "--ignored", "--skip", "as_somebody_else"]);
    job.tests(&mut in_own_namespaces(&tests))?;
    let mut doctor = job.place.cargo();
    doctor.args(["test", "-p", "libmfa-cli", "--test", "doctor", "--", "--ignored"]);
    job.tests(&mut in_own_namespaces(&doctor))
}
