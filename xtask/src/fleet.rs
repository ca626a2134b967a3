//! The fleet's programs, built from `examples/fleet`, and what they stand on: PostgreSQL, and schemathesis from PyPI.

use core::time::Duration;
use std::path::PathBuf;
use std::process::Command;

use crate::debian;
use crate::failure::{Failure, Result};
use crate::job::Job;
use crate::place::Place;

const MANIFEST: &str = "examples/fleet/Cargo.toml";
const TARGET: &str = "target/fleet";
const SERVER: &str = "target/fleet/release/mfa-fleet";
const SIEGE: &str = "target/fleet/release/siege";
/// A virtual environment of Python's.
const TOOL: &str = "tools/schemathesis";
const SCHEMATHESIS: &str = "4.32.5";

/// Builds server and siege.
pub(crate) fn build(job: &mut Job<'_>) -> Result<()> {
    job.runner.must(cargo(job.place, "build").args(["--quiet", "--bins"])).map(drop)
}

/// Builds them and their tests, in one go: tests want more of a crate that all of them use, and it would be built twice.
pub(crate) fn build_with_tests(job: &mut Job<'_>) -> Result<()> {
    job.runner.must(cargo(job.place, "build").args(["--quiet", "--bins", "--tests"])).map(drop)
}

/// `cargo VERB` with the fleet's workspace, all of it in release, so that it is built once.
pub(crate) fn cargo(place: &Place, verb: &str) -> Command {
    let mut command = place.cargo();
    command.args([verb, "--release", "--workspace", "--locked", "--manifest-path", MANIFEST, "--target-dir", TARGET]);
    command
}

/// PostgreSQL, and what shows the clusters' processes to the siege.
pub(crate) fn install_database(job: &mut Job<'_>) -> Result<()> {
    debian::install_if_missing(job, &["postgresql"], Duration::from_secs(20))
}

/// A siege of the server that was built. Its last line counts what it shows.
pub(crate) fn siege(place: &Place, name: &str, full: bool) -> Command {
    let root = place.root();
    let mut command = Command::new(root.join(SIEGE));
    command.current_dir(root).arg(name).arg("--server").arg(root.join(SERVER));
    if full {
        command.arg("--full");
    }
    command
}

/// Schemathesis, installed if it is not there in the version that is wanted.
pub(crate) fn schemathesis(job: &mut Job<'_>) -> Result<PathBuf> {
    let folder = job.place.target(TOOL);
    let program = folder.join("bin/schemathesis");
    let is_there = Command::new(&program)
        .arg("--version")
        .output()
        .is_ok_and(|out| String::from_utf8_lossy(&out.stdout).split_whitespace().any(|word| word == SCHEMATHESIS));
    if !is_there {
        debian::install_if_missing(job, &["python3-venv"], Duration::from_secs(10))?;
        job.note("installing schemathesis from PyPI, usually 20 s");
        job.runner.must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let wanted = format!("schemathesis=={SCHEMATHESIS}");
        job.runner.must(Command::new(folder.join("bin/pip")).args(["install", "--quiet", &wanted]))?;
    }
    if program.exists() { Ok(program) } else { Err(Failure::new("schemathesis is not where it was installed")) }
}
