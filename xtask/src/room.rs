//! A computer to log in to: our packages on a Debian with sshd and others, which is thrown away after a command.
//! `examples/pam/tests/room.sh` is what makes it.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Result;
use crate::job::Job;
use crate::package::{self, PACKAGES};
use crate::root::{self, Root};

const SCRIPT: &str = "examples/pam/tests/room.sh";

/// The command that tells the story of a login.
pub(crate) const STORY: &[&str] = &["python3", "examples/pam/tests/story.py"];

#[derive(Debug)]
pub(crate) struct Room {
    script: PathBuf,
    root: PathBuf,
    checkout: PathBuf,
    packages: PathBuf,
}

impl Room {
    /// What a room needs, built if it is not there; the packages are built anew.
    pub(crate) fn ready(job: &mut Job<'_>) -> Result<Self> {
        let workshop = Root::ready(job)?;
        package::debian_packages(job, &workshop)?;
        let root = root::to_log_in_to(job)?;
        let checkout = job.place.root().to_path_buf();
        Ok(Self { script: checkout.join(SCRIPT), root, packages: job.place.target(PACKAGES), checkout })
    }

    /// A command in a room of its own, at the top of the checkout.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.args([&self.script, &self.root, &self.checkout, &self.packages]).args(words);
        command
    }
}
