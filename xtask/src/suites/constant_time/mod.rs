//! Nothing the engine executes depends on a secret, as far as valgrind sees: memcheck follows secrets at several opt-levels,
//! through Rust and through the C ABI, after each of the leaks that are planted was found; callgrind counts the instructions of
//! logins with random keys and codes. `proofs/constant-time` has what is run, `docs/constant-time.md` what it cannot see.
//!
//! With `--full` every opt-level, every candidate of the widest windows, ten times as many keys, and times (dudect).

mod counted;
mod followed;
mod lanes;
mod timed;

use core::time::Duration;
use std::process::Command;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["gcc", "valgrind"], Duration::from_secs(20))?;
    followed::run(job)?;
    counted::run(job)?;
    if job.full() { timed::run(job) } else { Ok(()) }
}

/// A program of `proofs/`, built as what ships, but for what is said.
fn build(job: &Job<'_>, package: &str, program: &str) -> Command {
    let mut cargo = job.place.cargo();
    cargo
        .args([
            "build",
            "--quiet",
            "--release",
            "--manifest-path",
            "proofs/Cargo.toml",
            "-p",
            package,
            "--bin",
            program,
        ])
        .args(["--target-dir", "target/constant-time"]);
    cargo
}

/// Where cargo leaves it.
fn built(program: &str) -> String {
    format!("target/constant-time/release/{program}")
}

fn expect(held: bool, otherwise: &str) -> core::result::Result<(), String> {
    if held { Ok(()) } else { Err(otherwise.to_owned()) }
}
