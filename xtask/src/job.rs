//! A suite at work: what it runs, what it counts, what it says.

use core::time::Duration;
use std::process::Command;

use crate::console::Line;
use crate::count::{Count, Harness};
use crate::failure::Result;
use crate::place::Place;
use crate::run::{Outcome, Runner, as_typed};

/// The longest that a suite may take: five minutes is what all the plain ones together take.
pub(crate) const LIMIT: Duration = Duration::from_secs(15 * 60);

/// The same for one that shows all it could.
pub(crate) const FULL_LIMIT: Duration = Duration::from_secs(4 * 60 * 60);

/// Lines shown of what tests of another language found wrong.
const LINES: usize = 40;

/// How often times are measured before they are believed to be too long.
const TRIES: u32 = 3;

#[derive(Debug)]
pub(crate) struct Job<'a> {
    pub(crate) place: &'a Place,
    pub(crate) runner: Runner,
    line: &'a mut Line,
    count: Count,
    failures: Vec<String>,
    full: bool,
}

impl<'a> Job<'a> {
    pub(crate) fn new(place: &'a Place, runner: Runner, line: &'a mut Line, full: bool) -> Self {
        Self { place, runner, line, count: Count::default(), failures: Vec::new(), full }
    }

    /// Whether all is to be shown, however long it takes; otherwise what has room among the other suites.
    pub(crate) fn full(&self) -> bool {
        self.full
    }

    pub(crate) fn count(&self) -> Count {
        self.count
    }

    /// What went wrong so far, for the person who waits.
    pub(crate) fn failures(&self) -> &[String] {
        &self.failures
    }

    fn add(&mut self, count: Count) {
        self.count.add(count);
    }

    /// Says something on the console.
    pub(crate) fn note(&mut self, text: &str) {
        self.line.note(text);
    }

    /// Counts what was counted elsewhere, and shows it where something failed.
    pub(crate) fn told(&mut self, what: &str, count: Count) {
        self.add(count);
        if count.failed > 0 {
            self.failures.push(what.to_owned());
        }
    }

    /// Counts one test.
    pub(crate) fn test(&mut self, name: &str, outcome: core::result::Result<(), String>) -> Result<()> {
        match outcome {
            Ok(()) => {
                self.add(Count::PASSED);
                self.runner.write(&format!("{name}: ok"))
            }
            Err(why) => {
                self.add(Count::FAILED);
                self.runner.write(&format!("{name}: FAILED\n{why}"))?;
                self.failures.push(format!("{name}: {why}"));
                Ok(())
            }
        }
    }

    /// Counts a failure whose output is in the log already.
    pub(crate) fn fail(&mut self, why: &str) -> Result<()> {
        self.add(Count::FAILED);
        self.failures.push(why.to_owned());
        self.runner.write(&format!("FAILED: {}", why.lines().next().unwrap_or_default()))
    }

    /// Runs a command that is one test: it passes if it succeeds.
    pub(crate) fn check(&mut self, name: &str, command: &mut Command) -> Result<Outcome> {
        let outcome = self.runner.run(command)?;
        if outcome.succeeded() {
            self.test(name, Ok(()))?;
        } else {
            self.fail(&format!("{name}: {}", outcome.told()))?;
        }
        Ok(outcome)
    }

    /// The same for one whose figures are times: it fails if it fails three times. What is slow once may be the machine's
    /// noise; what has become slow is so each time.
    pub(crate) fn check_times(&mut self, name: &str, command: &mut Command) -> Result<Outcome> {
        for _ in 1..TRIES {
            let outcome = self.runner.run(command)?;
            if outcome.succeeded() {
                self.test(name, Ok(()))?;
                return Ok(outcome);
            }
            self.note(&format!("{name} was over its bounds, so it is measured once more"));
        }
        self.check(name, command)
    }

    /// Runs a command whose tests are counted by Rust's harness.
    pub(crate) fn tests(&mut self, command: &mut Command) -> Result<()> {
        self.tests_of(Harness::Rust, command)
    }

    /// The same with the harness of another language.
    pub(crate) fn tests_of(&mut self, harness: Harness, command: &mut Command) -> Result<()> {
        let outcome = self.runner.run(command)?;
        let count = harness.count(&outcome.output, outcome.succeeded());
        let wrong: Vec<&str> = harness.wrong(&outcome.output).take(LINES).collect();
        let why = if outcome.succeeded() {
            "it ran no test".to_owned()
        } else if wrong.is_empty() {
            outcome.told()
        } else {
            wrong.join("\n")
        };
        self.told(&format!("{}: {why}", as_typed(command)), count);
        Ok(())
    }

    /// `cargo test ARGUMENTS`, all of it even after a failure.
    pub(crate) fn cargo_test(&mut self, arguments: &[&str]) -> Result<()> {
        self.tests(self.place.cargo().args(["test", "--no-fail-fast"]).args(arguments))
    }
}
