//! The file store on disks that are full, read-only or not ours, which only root can make.

use crate::debian;
use crate::failure::Result;
use crate::job::Job;
use crate::root::in_own_namespaces;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::be_root()?;
    let mut tests = job.place.cargo();
    tests.args(["test", "-p", "mfa-host", "--test", "faults", "--", "--ignored"]);
    job.tests(&mut in_own_namespaces(&tests))
}
