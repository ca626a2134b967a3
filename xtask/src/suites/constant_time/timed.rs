//! Times of logins compared by dudect, where there is time for it: noise on a busy machine, so it is no part of CI.

use std::collections::BTreeMap;
use std::process::Command;

use super::{build, built, expect};
use crate::failure::Result;
use crate::job::Job;

const PROGRAM: &str = "dudect";
/// What a difference comes to at the least.
const FOUND: f64 = 1000.0;
/// Below how large a `t` classes are not told apart.
const CLEAN: f64 = 5.0;
const PLANTED: &str = "planted_early_exit";
/// What is not to be told apart: the controls, in which there is no difference at all, and what must be like them. The verdict,
/// which is public, is told apart, and is only a figure.
const CLASSES: [&str; 5] = [
    "control_of_codes",
    "control_of_keys",
    "code_almost_right_or_random",
    "key_fixed_or_random",
    "response_right_or_random",
];

/// What each run comes to differs as much as a machine is noisy, so the middle of several counts.
const RUNS: usize = 5;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let mut cargo = build(job, PROGRAM, PROGRAM);
    job.runner.must(&mut cargo)?;
    let mut sizes: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for _ in 0..RUNS {
        let output = job.runner.must(Command::new(built(PROGRAM)).current_dir(job.place.root()))?.output;
        for (name, t) in output.lines().filter_map(figure) {
            sizes.entry(name.to_owned()).or_default().push(t);
        }
    }
    let all = sizes.iter().map(|(name, t)| format!("{name}: |t| = {}", range(t)));
    job.note(&all.collect::<Vec<_>>().join("\n"));
    let of = |name: &str| sizes.get(name).map_or(&[][..], Vec::as_slice);
    job.test("the planted early exit is told apart", expect(middle(of(PLANTED)) > FOUND, "it was missed"))?;
    for name in CLASSES {
        let held = middle(of(name)) < CLEAN;
        job.test(&format!("{name} is not told apart"), expect(held, &range(of(name))))?;
    }
    Ok(())
}

fn sorted(sizes: &[f64]) -> Vec<f64> {
    let mut sorted = sizes.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Not a number, which is neither more nor less than any, where a run is missing.
fn middle(sizes: &[f64]) -> f64 {
    sorted(sizes).get(RUNS / 2).copied().filter(|_| sizes.len() == RUNS).unwrap_or(f64::NAN)
}

fn most(sizes: &[f64]) -> f64 {
    sorted(sizes).last().copied().unwrap_or(f64::NAN)
}

fn range(sizes: &[f64]) -> String {
    let least = sorted(sizes).first().copied().unwrap_or(f64::NAN);
    format!("{least:.1} to {:.1}, in the middle {:.1}", most(sizes), middle(sizes))
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
