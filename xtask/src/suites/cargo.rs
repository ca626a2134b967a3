//! The suites that are one `cargo test`.

use crate::failure::Result;
use crate::job::Job;

pub(super) fn xtask(job: &mut Job<'_>) -> Result<()> {
    job.cargo_test(&["-p", "xtask"])
}

/// Its documentation's examples are among its tests.
pub(super) fn core(job: &mut Job<'_>) -> Result<()> {
    job.cargo_test(&["-p", "mfa-core"])
}

/// With what is read by some builds only.
pub(super) fn host(job: &mut Job<'_>) -> Result<()> {
    job.cargo_test(&["-p", "mfa-host", "--all-features"])
}

/// What is written of the C ABI in Rust.
pub(super) fn ffi(job: &mut Job<'_>) -> Result<()> {
    job.cargo_test(&["-p", "mfa-ffi"])
}

/// What is under the faces in Swift and Kotlin, without them.
pub(super) fn bridge(job: &mut Job<'_>) -> Result<()> {
    job.cargo_test(&["-p", "mfa-bindings"])
}

pub(super) fn cli(job: &mut Job<'_>) -> Result<()> {
    job.cargo_test(&["-p", "libmfa-cli"])
}

/// What takes both cores by itself is left out of the suite `cli`.
pub(super) fn race(job: &mut Job<'_>) -> Result<()> {
    job.cargo_test(&["-p", "libmfa-cli", "--test", "race", "--", "--include-ignored", "--nocapture"])
}
