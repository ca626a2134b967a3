//! Nothing the engine executes depends on a secret, as far as valgrind's memcheck sees: at every opt-level, after each
//! of the leaks that are planted was found. `proofs/constant-time` says how, and what it cannot see.

use core::time::Duration;
use std::process::Command;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;

const OPT_LEVELS: [&str; 6] = ["0", "1", "2", "3", "s", "z"];
const FOUND: i32 = 9;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["valgrind"], Duration::from_secs(10))?;
    for level in OPT_LEVELS {
        build(job, level)?;
        planted_leaks_are_found(job, level)?;
        let clean = job.runner.run(&mut memcheck(job, &["clean"]))?;
        job.test(&format!("opt-level {level}: no finding"), expect(clean.succeeded(), &clean.output))?;
        nothing_is_found_but_in_base32ct(job, level)?;
    }
    Ok(())
}

fn build(job: &mut Job<'_>, level: &str) -> Result<()> {
    let mut cargo = job.place.cargo();
    cargo
        .args(["build", "--quiet", "--release", "--manifest-path", "proofs/Cargo.toml", "-p", "constant-time"])
        .args(["--target-dir", "target/taint"])
        .env("RUSTFLAGS", "--cfg mfa_taint")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
        .env("CARGO_PROFILE_RELEASE_DEBUG", "1");
    job.runner.must(&mut cargo)?;
    Ok(())
}

fn planted_leaks_are_found(job: &mut Job<'_>, level: &str) -> Result<()> {
    let mut list = Command::new("target/taint/release/constant-time");
    let names = job.runner.must(list.arg("list").current_dir(job.place.root()))?.output;
    for name in names.lines() {
        let leak = job.runner.run(&mut memcheck(job, &["planted", name]))?;
        let found = leak.status == Some(FOUND);
        job.test(&format!("opt-level {level}: {name} is found"), expect(found, "the planted leak was missed"))?;
    }
    Ok(())
}

/// `base32ct` tells whether all of a text was base32, which was public before.
fn nothing_is_found_but_in_base32ct(job: &mut Job<'_>, level: &str) -> Result<()> {
    let base32 = job.runner.run(&mut memcheck(job, &["base32"]))?;
    let places: Vec<_> = base32.output.lines().filter(|line| line.contains("   at 0x")).collect();
    let known = places.iter().all(|place| place.contains("encoding.rs"));
    let ran = matches!((base32.status, places.len()), (Some(0), 0) | (Some(FOUND), 1..));
    job.test(&format!("opt-level {level}: no finding in reading base32"), expect(known && ran, &base32.output))
}

fn memcheck(job: &Job<'_>, arguments: &[&str]) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args(["-q", "--error-exitcode=9", "target/taint/release/constant-time"])
        .args(arguments)
        .current_dir(job.place.root());
    command
}

fn expect(held: bool, otherwise: &str) -> core::result::Result<(), String> {
    if held { Ok(()) } else { Err(otherwise.to_owned()) }
}
