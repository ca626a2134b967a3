//! A person's shell: a scratch folder as home, and the `mfa` of this checkout on the PATH.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Doing as _, Failure, Result};
use crate::metadata::Metadata;
use crate::place::Place;
use crate::run::Runner;

/// The folder that holds nothing but `mfa`, for the PATH.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    path: OsString,
}

impl Program {
    /// Builds `mfa` as people install it.
    pub(crate) fn build(place: &Place, runner: &mut Runner) -> Result<Self> {
        runner.must(place.cargo().args(["build", "-p", "libmfa-cli"]))?;
        let built = Metadata::read(place)?.target_directory()?.join("debug/mfa");
        let folder = place.fresh_folder("bin")?;
        symlink(&built, folder.join("mfa")).doing("cannot link mfa")?;
        let before = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(core::iter::once(folder).chain(env::split_paths(&before)))
            .map_err(|error| Failure::new(format!("the checkout cannot be on the PATH: {error}")))?;
        Ok(Self { path })
    }
}

#[derive(Debug)]
pub(crate) struct Shell {
    program: Program,
    folder: PathBuf,
}

impl Shell {
    /// A shell in an empty scratch folder of that name.
    pub(crate) fn open(place: &Place, program: &Program, name: &str) -> Result<Self> {
        let folder = place.fresh_folder(&format!("scratch/{name}"))?;
        // Nobody else looks in: programs may insist on that.
        let private = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
        fs::set_permissions(&folder, private).doing(format_args!("cannot close {}", folder.display()))?;
        Ok(Self { program: program.clone(), folder })
    }

    /// A command line, to be run.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new("bash");
        command
            .args(["-c", line])
            .current_dir(&self.folder)
            .env("PATH", &self.program.path)
            .env("HOME", &self.folder)
            .env("NO_COLOR", "1")
            // Help is as wide everywhere.
            .env_remove("COLUMNS");
        command
    }
}
