//! Real logins with the PAM module, by Debian's sshd and others, and the story of them. The tests are in
//! `examples/pam/tests`.

use crate::failure::Result;
use crate::job::Job;
use crate::room::{Room, STORY};

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let room = Room::ready(job)?;
    job.tests(&mut room.command(&["python3", "examples/pam/tests/run.py"]))?;
    job.tests(&mut room.command(STORY))
}
