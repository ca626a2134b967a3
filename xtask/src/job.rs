//! A suite at work: what it runs, what it counts, what it says.

use core::time::Duration;
use std::process::Command;

use crate::console::Line;
use crate::count::Count;
use crate::failure::{Failure, Result};
use crate::place::Place;
use crate::run::{Outcome, Runner};

/// The longest that a suite may take: five minutes is what all the plain ones together take.
pub(crate) const LIMIT: Duration = Duration::from_secs(15 * 60);

#[derive(Debug)]
pub(crate) struct Job<'a> {
    pub(crate) place: &'a Place,
    pub(crate) runner: Runner,
    line: &'a mut Line,
    count: Count,
}

impl<'a> Job<'a> {
    pub(crate) fn new(place: &'a Place, runner: Runner, line: &'a mut Line) -> Self {
        Self { place, runner, line, count: Count::default() }
    }

    pub(crate) fn count(&self) -> Count {
        self.count
    }

    pub(crate) fn add(&mut self, count: Count) {
        self.count += count;
    }

    /// Says something on the console.
    pub(crate) fn note(&mut self, text: &str) {
        self.line.note(text);
    }

    /// Counts one test; why it failed goes to the log.
    pub(crate) fn test(&mut self, name: &str, outcome: core::result::Result<(), String>) -> Result<()> {
        match outcome {
            Ok(()) => {
                self.add(Count::PASSED);
                self.runner.write(&format!("{name}: ok"))
            }
            Err(why) => {
                self.add(Count::FAILED);
                self.runner.write(&format!("{name}: FAILED\n{why}"))
            }
        }
    }

    /// Runs a command that is one test: it passes if it succeeds.
    pub(crate) fn check(&mut self, name: &str, command: &mut Command) -> Result<Outcome> {
        let outcome = self.runner.run(command)?;
        let passed = if outcome.succeeded() { Ok(()) } else { Err(ended(&outcome)) };
        self.test(name, passed)?;
        Ok(outcome)
    }

    /// Runs a command whose tests are counted by Rust's harness.
    pub(crate) fn tests(&mut self, command: &mut Command) -> Result<()> {
        let outcome = self.runner.run(command)?;
        self.add(Count::of_tests(&outcome.output, outcome.succeeded()));
        Ok(())
    }

    /// Runs a command without which there is no point in going on.
    pub(crate) fn must(&mut self, name: &str, command: &mut Command) -> Result<Outcome> {
        let outcome = self.runner.run(command)?;
        if outcome.succeeded() {
            return Ok(outcome);
        }
        Err(Failure::new(format!("{name}: {}", ended(&outcome))))
    }

    /// `cargo test ARGUMENTS`, all of it even after a failure.
    pub(crate) fn cargo_test(&mut self, arguments: &[&str]) -> Result<()> {
        self.tests(self.place.cargo().args(["test", "--no-fail-fast"]).args(arguments))
    }
}

fn ended(outcome: &Outcome) -> String {
    outcome.status.map_or_else(|| "ended by a signal".to_owned(), |status| format!("exit status {status}"))
}
