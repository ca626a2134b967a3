//! The file store on disks that are full, read-only or not ours, which only root can make.

use crate::debian;
use crate::failure::Result;
use crate::job::Job;
use crate::root::in_own_namespaces;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::be_root()?;
    let test = job.place.cargo();
    let mut command = in_own_namespaces();
    command.arg(test.get_program()).args(["test", "-p", "mfa-host", "--test", "faults", "--", "--ignored"]);
    command.current_dir(job.place.root());
    job.tests(&mut command)
}
