//! Real logins with the PAM module, by Debian's sshd and others. The tests are in `examples/pam/tests`.

use crate::failure::Result;
use crate::job::Job;
use crate::room::Room;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let room = Room::ready(job)?;
    job.tests(&mut room.command(&["python3", "examples/pam/tests/run.py"]))
}
