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
const PLANTED: &str = "planted";
/// A class of random inputs. The verdict, which is public, is told apart, and is only a figure.
const RANDOM: &str = "_or_random";

/// How often it is tried. What somebody else on the machine did to one run is not there in the next; a leak is there in each.
const TRIES: usize = 3;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let mut cargo = build(job, PROGRAM, PROGRAM);
    job.runner.must(&mut cargo)?;
    let mut smallest = BTreeMap::new();
    for _ in 0..TRIES {
        let output = job.runner.must(Command::new(built(PROGRAM)).current_dir(job.place.root()))?.output;
        for (name, t) in output.lines().filter_map(figure) {
            let known = smallest.entry(name.to_owned()).or_insert(t);
            *known = known.min(t);
        }
    }
    let has = |what: &str| smallest.keys().any(|name| name.contains(what));
    job.test("dudect has figures", expect(has(PLANTED) && has(RANDOM), "it has not"))?;
    for (name, t) in &smallest {
        if name.contains(PLANTED) {
            job.test(&format!("{name}: |t| = {t}, told apart"), expect(*t > FOUND, "the planted leak was missed"))?;
        } else if name.contains(RANDOM) {
            job.test(&format!("{name}: |t| = {t}"), expect(*t < CLEAN, "told apart"))?;
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
