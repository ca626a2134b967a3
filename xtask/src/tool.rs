//! A program from crates.io that a chore needs: installed under `target/tools`, in the one version that is wanted, if it is not
//! there.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::failure::{Failure, Result};
use crate::place::Place;
use crate::run::Runner;

#[derive(Debug)]
pub(crate) struct Tool {
    /// The crate, and its program.
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// What cargo is told besides, such as not to optimize.
    pub(crate) install: &'static [&'static str],
}

/// Held by whoever installs.
static TURN: Mutex<()> = Mutex::new(());

impl Tool {
    /// The program's path.
    pub(crate) fn ready(&self, place: &Place, runner: &mut Runner) -> Result<PathBuf> {
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let tools = place.target("tools");
        let path = tools.join("bin").join(self.name);
        if !self.is_at(&path) {
            let mut install = place.cargo();
            install
                .args(["install", "--quiet", "--locked", "--force", "--version", self.version, self.name, "--root"])
                .arg(&tools)
                .args(self.install);
            runner.must(&mut install)?;
        }
        if path.exists() { Ok(path) } else { Err(Failure::new(format!("{} is not where it was installed", self.name))) }
    }

    fn is_at(&self, path: &PathBuf) -> bool {
        let out = Command::new(path).arg("--version").output();
        out.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).trim() == format!("{} {}", self.name, self.version))
    }
}
