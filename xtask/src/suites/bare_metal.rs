//! The engine builds for machines without an operating system, whose `core` comes from the root's own source.

use crate::failure::Result;
use crate::job::Job;
use crate::root::Root;

/// A microcontroller with a floating-point unit, the smallest of its family (which has no atomic exchange), and one
/// of another make.
const TARGETS: [&str; 3] = ["thumbv7em-none-eabihf", "thumbv6m-none-eabi", "riscv32imac-unknown-none-elf"];

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let root = Root::ready(job)?;
    for target in TARGETS {
        let build = ["-p", "mfa-core", "--release", "-Zbuild-std=core", "--target", target];
        job.check(target, &mut root.nightly_cargo("build", &build))?;
    }
    Ok(())
}
