//! The engine builds without a warning with each of its features alone, and with none.

use crate::failure::Result;
use crate::job::Job;
use crate::metadata::Metadata;

const PACKAGE: &str = "mfa-core";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let features = Metadata::read(job.place)?.features(PACKAGE)?;
    // Other flags than everybody else's: in a folder of its own it unsettles nobody's build.
    let target = job.place.folder("features")?;
    for feature in core::iter::once("").chain(features.iter().map(String::as_str)) {
        let mut command = job.place.cargo();
        command.args(["check", "--lib", "-p", PACKAGE, "--no-default-features"]);
        if !feature.is_empty() {
            command.args(["--features", feature]);
        }
        command.env("RUSTFLAGS", "-D warnings").env("CARGO_TARGET_DIR", &target);
        job.check(if feature.is_empty() { "no feature" } else { feature }, &mut command)?;
    }
    Ok(())
}
