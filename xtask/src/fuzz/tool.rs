//! cargo-fuzz, and the programs that it builds: with a nightly compiler if there is one, otherwise with what there is, which is
//! told to behave as one.

use std::path::PathBuf;
use std::process::Command;

use super::FOLDER;
use crate::failure::{Failure, Result};
use crate::place::Place;
use crate::run::Runner;
use crate::tool::Tool;

const CARGO_FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2", install: &["--debug"] };
/// Where the programs are built, under `target`.
const BUILT: &str = "fuzz";

/// Targets that were built.
#[derive(Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
}

impl Programs {
    pub(crate) fn path(&self, target: &str) -> PathBuf {
        self.folder.join(target)
    }
}

/// Builds all targets that these features allow, in one go.
pub(crate) fn build(place: &Place, runner: &mut Runner, features: &[&str]) -> Result<Programs> {
    let tool = CARGO_FUZZ.ready(place, runner)?;
    let built = place.target(BUILT);
    let features: Vec<&str> = core::iter::once("libfuzzer").chain(features.iter().copied()).collect();
    let mut command = Command::new(tool);
    command
        .current_dir(place.root())
        .args(["fuzz", "build", "--fuzz-dir", FOLDER, "--features", &features.join(",")])
        .arg("--target-dir")
        .arg(&built)
        .env("CARGO_TERM_COLOR", "never")
        // cargo of the toolchain that is chosen here, and not the one that runs us.
        .env_remove("CARGO")
        .env_remove("RUSTUP_TOOLCHAIN");
    if has_nightly() {
        command.env("RUSTUP_TOOLCHAIN", "nightly");
    } else {
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    runner.must(&mut command)?;
    Ok(Programs { folder: built.join(host(runner)?).join("release") })
}

fn has_nightly() -> bool {
    let list = Command::new("rustup").args(["toolchain", "list"]).output();
    list.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).lines().any(|line| line.starts_with("nightly-")))
}

/// What this machine is called, which cargo-fuzz builds for.
fn host(runner: &mut Runner) -> Result<String> {
    let said = runner.must(Command::new("rustc").arg("-vV"))?.output;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("rustc does not say what machine this is"))
}
