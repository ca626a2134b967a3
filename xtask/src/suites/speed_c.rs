//! What a login costs from C: beside the same login in Rust, and beside liboath's stateless check, in one process.

use core::time::Duration;
use std::process::Command;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["gcc", "liboath-dev"], Duration::from_secs(10))?;
    let target = job.place.folder("beside-c")?;
    let mut build = job.place.cargo();
    build.args(["build", "--quiet", "--release", "--manifest-path", "benches/Cargo.toml", "-p", "beside-c"]);
    job.runner.must(build.env("CARGO_TARGET_DIR", &target))?;

    let program = target.join("beside");
    let mut link = Command::new("cc");
    link.current_dir(job.place.root())
        .args(["-O2", "-Wall", "-Wextra", "-Werror", "-Iffi/include", "benches/beside-c/beside.c"])
        .arg(target.join("release/libbeside_c.a"))
        .args(["-loath", "-o"])
        .arg(&program);
    job.runner.must(&mut link)?;
    let outcome = job.check_times("a login from C is within its bounds", &mut Command::new(&program))?;
    job.note(&outcome.output);
    Ok(())
}
