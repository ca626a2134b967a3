//! One run of one target, and what libFuzzer says of it.

use core::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{FOLDER, Programs, corpus};
use crate::failure::{Doing as _, Result};
use crate::place::Place;
use crate::run::Runner;

/// How libFuzzer says where it wrote an input that a target failed at.
const WRITTEN: &str = "Test unit written to ";
const EXECUTIONS: &str = "stat::number_of_executed_units:";

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    target: String,
    seed: u64,
    seconds: u64,
    pub(crate) executions: u64,
    /// How many inputs the corpus had before and after it.
    inputs: (usize, usize),
    /// The inputs that the target failed at.
    pub(crate) findings: Vec<PathBuf>,
    /// The target's program, to be run again.
    pub(crate) program: PathBuf,
}

impl Ran {
    /// Whether it found nothing in something.
    pub(crate) fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.executions > 0
    }
}

/// Runs a target for some seconds, or until it fails.
pub(crate) fn run(place: &Place, runner: &mut Runner, programs: &Programs, target: &str, seconds: u64) -> Result<Ran> {
    let (committed, added) = (corpus::committed(place, target), corpus::added(place, target)?);
    let found = place.target("fuzz-findings").join(target);
    std::fs::create_dir_all(&found).doing(format_args!("cannot make {}", found.display()))?;
    let before = corpus::size(place, target)?;
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs() & 0x7fff_ffff);
    let program = programs.path(target);
    let mut command = Command::new(&program);
    command.current_dir(place.root()).arg(&added);
    // The planted target has neither, and what a target once failed at is a good place to begin.
    let regressions = place.root().join(FOLDER).join("regressions").join(target);
    command.args([&committed, &regressions].into_iter().filter(|folder| folder.is_dir()));
    let dictionary = place.root().join(FOLDER).join("dictionaries").join(format!("{target}.dict"));
    if dictionary.is_file() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    command.args([
        format!("-seed={seed}"),
        format!("-max_total_time={seconds}"),
        format!("-artifact_prefix={}/", found.display()),
        "-timeout=25".to_owned(),
        "-print_final_stats=1".to_owned(),
    ]);
    let outcome = runner.run(&mut command)?;
    let mut findings: Vec<PathBuf> = written(&outcome.output).map(PathBuf::from).collect();
    if findings.is_empty() && !outcome.succeeded() {
        // Something ended it that wrote no input, such as a signal: that is a finding too, and the log has more.
        findings.push(found.join("(no input was written)"));
    }
    let inputs = (before, corpus::size(place, target)?);
    let executions = executions(&outcome.output);
    Ok(Ran { target: target.to_owned(), seed, seconds, executions, inputs, findings, program })
}

fn written(output: &str) -> impl Iterator<Item = &str> {
    output.lines().filter_map(|line| line.split_once(WRITTEN)).map(|(_, path)| path.trim())
}

fn executions(output: &str) -> u64 {
    let stated = output.lines().filter_map(|line| line.trim().strip_prefix(EXECUTIONS));
    stated.filter_map(|number| number.trim().parse().ok()).next_back().unwrap_or(0_u64)
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, seed, executions, inputs: (before, after), .. } = self;
        let each_second = executions.checked_div(self.seconds).unwrap_or(0);
        write!(f, "{target}: seed {seed}, {executions} executions, {each_second}/s, ")?;
        write!(f, "corpus {before} -> {after}, {} new findings", self.findings.len())?;
        for finding in &self.findings {
            write!(f, "\n  {}", finding.display())?;
            write!(f, "\n  again: {} {}", self.program.display(), finding.display())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "\
INFO: Seed: 7
#1024\tpulse  cov: 12 ft: 13
artifact_prefix='x/'; Test unit written to x/crash-0a
stat::number_of_executed_units: 4711
stat::average_exec_per_sec:     4711
";

    #[test]
    fn executions_and_findings_are_read_out_of_what_is_printed() {
        assert_eq!(executions(PRINTED), 4711);
        assert_eq!(written(PRINTED).collect::<Vec<_>>(), ["x/crash-0a"]);
        assert_eq!((executions(""), written("").count()), (0, 0));
    }

    #[test]
    fn a_finding_is_told_with_the_command_that_shows_it_again() {
        let ran = Ran {
            target: "uri".to_owned(),
            seed: 7,
            seconds: 10,
            executions: 4711,
            inputs: (3, 5),
            findings: vec![PathBuf::from("x/crash-0a")],
            program: PathBuf::from("built/uri"),
        };
        assert_eq!(
            ran.to_string(),
            "uri: seed 7, 4711 executions, 471/s, corpus 3 -> 5, 1 new findings\n  x/crash-0a\n  again: built/uri x/crash-0a"
        );
    }
}
