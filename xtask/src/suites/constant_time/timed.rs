//! Times of logins compared by dudect, where there is time for it: noise on a busy machine, so it is no part of CI.

use std::process::Command;

use super::{build, built, expect};
use crate::failure::Result;
use crate::job::Job;

const PROGRAM: &str = "dudect";
/// From how large a `t` on classes are told apart.
const FOUND: f64 = 10.0;
/// Below how large a one they are not.
const CLEAN: f64 = 5.0;
const PLANTED: &str = "planted";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let mut cargo = build(job, PROGRAM, PROGRAM);
    job.runner.must(&mut cargo)?;
    let output = job.runner.must(Command::new(built(PROGRAM)).current_dir(job.place.root()))?.output;
    let mut any = false;
    for (name, t) in output.lines().filter_map(figure) {
        any = true;
        let held = if name.contains(PLANTED) { t.abs() > FOUND } else { t.abs() < CLEAN };
        job.test(&format!("{name}: t = {t}"), expect(held, "not as it should be"))?;
    }
    job.test("dudect has figures", expect(any, &output))
}

/// `bench NAME ... : n == +1.234M, max t = -1.5, max tau = ..`.
fn figure(line: &str) -> Option<(&str, f64)> {
    let name = line.strip_prefix("bench ")?.split_whitespace().next()?;
    let t = line.split_once("max t = ")?.1.split(',').next()?;
    Some((name, t.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read() {
        let line =
            "bench wrong_codes seeded with 0x1 ... : n == +0.998M, max t = -1.89, max tau = -0.0019, (5/tau)^2 = 1";
        assert_eq!(figure(line), Some(("wrong_codes", -1.89)));
        assert_eq!(figure("running 3 benches"), None);
    }
}
