//! Times of logins compared by dudect, where there is time for it: noise on a busy machine, so it is no part of CI.

use std::collections::BTreeMap;
use std::process::Command;

use super::{build, built, expect};
use crate::failure::Result;
use crate::job::Job;

const PROGRAM: &str = "dudect";
/// From how large a `t` on classes are told apart.
const FOUND: f64 = 10.0;
/// Below how large a one they are not.
const CLEAN: f64 = 5.0;
const PLANTED: &str = "planted_early_exit";
/// Classes without any difference: what the machine's noise comes to.
const CONTROL: &str = "control_random_or_random";
/// What is not to be told apart. The verdict, which is public, is, and is only a figure.
const CLASSES: [&str; 3] = ["code_almost_right_or_random", "key_fixed_or_random", "response_right_or_random"];

/// How many runs count, and how often it is tried: a run in which even the control is told apart says nothing.
const RUNS: usize = 3;
const TRIES: usize = 9;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let mut cargo = build(job, PROGRAM, PROGRAM);
    job.runner.must(&mut cargo)?;
    let mut quiet = Vec::new();
    for _ in 0..TRIES {
        let output = job.runner.must(Command::new(built(PROGRAM)).current_dir(job.place.root()))?.output;
        let run: BTreeMap<_, _> = output.lines().filter_map(figure).map(|(name, t)| (name.to_owned(), t)).collect();
        if run.get(CONTROL).is_some_and(|t| *t < CLEAN) {
            quiet.push(run);
        }
        if quiet.len() == RUNS {
            break;
        }
    }
    let enough = expect(quiet.len() == RUNS, "a control without a difference is told apart, so nothing can be said");
    job.test(&format!("{RUNS} of at most {TRIES} runs are quiet"), enough)?;
    for run in &quiet {
        let t = |name: &str| run.get(name).copied().unwrap_or(f64::NAN);
        let planted = t(PLANTED);
        job.test(&format!("{PLANTED}: |t| = {planted}, told apart"), expect(planted > FOUND, "it was missed"))?;
        for name in CLASSES {
            job.test(&format!("{name}: |t| = {}", t(name)), expect(t(name) < CLEAN, "told apart"))?;
        }
    }
    Ok(())
}

/// The name and the size of `t`: `bench NAME ... : n == +1.234M, max t = -1.5, max tau = ..`.
fn figure(line: &str) -> Option<(&str, f64)> {
    let name = line.strip_prefix("bench ")?.split_whitespace().next()?;
    let t = line.split_once("max t = ")?.1.split(',').next()?;
    Some((name, t.trim().parse::<f64>().ok()?.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read() {
        let line =
            "bench wrong_codes seeded with 0x1 ... : n == +0.998M, max t = -1.89, max tau = -0.0019, (5/tau)^2 = 1";
        assert_eq!(figure(line), Some(("wrong_codes", 1.89)));
        assert_eq!(figure("running 3 benches"), None);
    }
}
