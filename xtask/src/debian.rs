//! Installing Debian packages, for the suites that may.

use core::time::Duration;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use std::{env, fs};

use crate::console::seconds;
use crate::failure::{Failure, Result};
use crate::job::Job;

/// Held by the suite that installs: apt-get does one thing at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Set to 1 by whoever allows this machine to be changed.
pub(crate) const ALLOWED: &str = "MFA_ALLOW_SYSTEM_CHANGES";

/// Fails unless whoever runs `what` allows this machine to be changed.
pub(crate) fn be_allowed(what: &str) -> Result<()> {
    if env::var_os(ALLOWED).is_some_and(|value| value == "1") {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{what} installs packages and works as root, which nobody wants on a laptop unasked; \
         to allow it on this machine, run with {ALLOWED}=1"
    )))
}

/// Fails unless we are root.
pub(crate) fn be_root() -> Result<()> {
    match fs::metadata("/proc/self") {
        Ok(own) if own.uid() == 0 => Ok(()),
        _ => Err(Failure::new("this suite needs root on Debian")),
    }
}

/// As [`install`], for what anybody may run where nothing is missing.
pub(crate) fn install_if_missing(job: &mut Job<'_>, packages: &[&str], usually: Duration) -> Result<()> {
    if packages.iter().all(|package| is_installed(package)) {
        return Ok(());
    }
    be_allowed(&format!("without {} this", packages.join(", ")))?;
    install(job, packages, usually)
}

/// Sees to it that the packages are installed; `usually` is how long that takes where none of them is.
pub(crate) fn install(job: &mut Job<'_>, packages: &[&str], usually: Duration) -> Result<()> {
    be_root()?;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(Failure::new("this suite needs Debian: there is no apt-get"));
    }
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    job.note(&format!("installing {} from Debian, usually {}", missing.join(", "), seconds(usually)));
    let begun = Instant::now();
    if !job.runner.run(&mut apt_get(&["install"], &missing))?.succeeded() {
        // The lists may be old or not there. A source that cannot be reached makes this fail, though the others
        // are then fresh: what counts is whether the packages come in.
        job.runner.run(&mut apt_get(&["update"], &[]))?;
        job.runner.must(&mut apt_get(&["install"], &missing))?;
    }
    job.note(&format!("installed in {}", seconds(begun.elapsed())));
    Ok(())
}

fn apt_get(verb: &[&str], packages: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command
        // Another apt-get at work is waited for.
        .args(["--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"])
        .args(verb)
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Status}", package])
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|out| out.stdout == b"installed")
}
