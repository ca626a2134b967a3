//! The committed header is what the source says.

use std::fs;

use crate::failure::{Doing as _, Result};
use crate::header::{HEADER, generate};
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let committed = fs::read_to_string(job.place.root().join(HEADER)).doing(format_args!("cannot read {HEADER}"))?;
    let generated = generate(job.place, &mut job.runner)?;
    let differs = generated.lines().zip(committed.lines()).position(|(new, old)| new != old);
    let outcome = match differs {
        _ if generated == committed => Ok(()),
        Some(line) => Err(format!("it differs from line {} on; run `cargo xtask header`", line.saturating_add(1))),
        None => Err("it is longer or shorter than it should be; run `cargo xtask header`".to_owned()),
    };
    job.test(&format!("{HEADER} is what cbindgen makes of ffi/src"), outcome)
}
