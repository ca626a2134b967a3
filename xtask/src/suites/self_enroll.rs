//! `mfa enroll --self` as root called by sudo, on a made-up /etc and /var/lib.

use crate::failure::Result;
use crate::job::Job;
use crate::root::in_own_namespaces;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let mut tests = job.place.cargo();
    tests.args(["test", "-p", "libmfa-cli", "--test", "enroll_self", "--", "--ignored"]);
    job.tests(&mut in_own_namespaces(&tests))
}
