//! The gate against regressions: instructions of each operation beside `benches/baseline.txt`, after a planted slowdown was
//! found.

use core::time::Duration;
use std::fs;

use crate::bench::counts::Counts;
use crate::bench::{BASELINE, TO_COUNT};
use crate::debian;
use crate::failure::{Doing as _, Result};
use crate::job::Job;

/// What the program does more of than it says when it is asked to.
const PLANTED: &str = "window/1 ";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &TO_COUNT, Duration::from_secs(20))?;
    let text = fs::read_to_string(job.place.root().join(BASELINE)).doing(format_args!("cannot read {BASELINE}"))?;
    let baseline = Counts::read(&text)?;

    let now = Counts::count(job.place, &mut job.runner, false)?;
    let compared = baseline.compare(&now);
    job.runner.write(&compared.table)?;
    let outcome = if compared.worse.is_empty() { Ok(()) } else { Err(compared.worse.join("\n")) };
    job.test(&format!("nothing takes 5 % more instructions than in {BASELINE}"), outcome)?;

    let slowed = now.compare(&Counts::count(job.place, &mut job.runner, true)?).worse;
    let found = matches!(slowed.as_slice(), [one] if one.starts_with(PLANTED));
    let outcome = found.then_some(()).ok_or_else(|| format!("found: {slowed:?}"));
    job.test("two candidates more than there should be are found, and nothing else", outcome)
}
