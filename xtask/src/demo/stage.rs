//! Where a story is told: command lines are shown as typed, run, and held to what the story says of them.

use std::io::Write;

use crate::count::Count;
use crate::failure::{Doing as _, Failure, Result};
use crate::run::{Outcome, Runner};
use crate::shell::Shell;

pub(crate) struct Stage<'a> {
    shell: Shell,
    runner: &'a mut Runner,
    out: &'a mut dyn Write,
    count: Count,
}

/// A command line, what is typed into it, and what is expected of it.
pub(crate) struct Step {
    line: String,
    typed: String,
    status: i32,
    expected: Vec<String>,
    unwanted: Vec<String>,
}

impl Step {
    /// A line for the shell, expected to succeed.
    pub(crate) fn new(line: impl Into<String>) -> Self {
        Self { line: line.into(), typed: String::new(), status: 0, expected: Vec::new(), unwanted: Vec::new() }
    }

    /// A line on its standard input, such as a code.
    pub(crate) fn types(mut self, line: &str) -> Self {
        self.typed.push_str(line);
        self.typed.push('\n');
        self
    }

    /// The exit status it must end with, where that is not 0.
    pub(crate) fn exits(mut self, status: i32) -> Self {
        self.status = status;
        self
    }

    /// Something it must print.
    pub(crate) fn prints(mut self, text: impl Into<String>) -> Self {
        self.expected.push(text.into());
        self
    }

    /// Something it must not print.
    pub(crate) fn lacks(mut self, text: impl Into<String>) -> Self {
        self.unwanted.push(text.into());
        self
    }

    /// What is wrong with how it went.
    fn faults(&self, outcome: &Outcome) -> Vec<String> {
        let mut faults = Vec::new();
        if outcome.status != Some(self.status) {
            let status = outcome.status.map_or_else(|| "a signal".to_owned(), |status| status.to_string());
            faults.push(format!("ended with {status}, expected {}", self.status));
        }
        let missing = self.expected.iter().filter(|text| !outcome.output.contains(*text));
        faults.extend(missing.map(|text| format!("expected to read: {text}")));
        let there = self.unwanted.iter().filter(|text| outcome.output.contains(*text));
        faults.extend(there.map(|text| format!("expected not to read: {text}")));
        faults
    }
}

impl<'a> Stage<'a> {
    pub(crate) fn new(shell: Shell, runner: &'a mut Runner, out: &'a mut dyn Write) -> Self {
        Self { shell, runner, out, count: Count::default() }
    }

    pub(crate) fn count(&self) -> Count {
        self.count
    }

    /// Tells what is about to happen.
    pub(crate) fn say(&mut self, text: &str) -> Result<()> {
        let text = if self.count == Count::default() { format!("{text}\n") } else { format!("\n{text}\n") };
        self.print(&text)
    }

    /// Shows a step, runs it and checks it; gives what it printed. An error ends the story: pass it on.
    pub(crate) fn run(&mut self, step: Step) -> Result<String> {
        self.print(&format!("\n$ {}\n", step.line))?;
        for typed in step.typed.lines() {
            self.print(&format!("> {typed}\n"))?;
        }
        let outcome = self.runner.run_typing(&mut self.shell.command(&step.line), &step.typed)?;
        for line in outcome.output.lines() {
            self.print(&format!("  {line}\n"))?;
        }
        let faults = step.faults(&outcome);
        for fault in &faults {
            self.print(&format!("! {fault}\n"))?;
        }
        if faults.is_empty() {
            self.count.add(Count::PASSED);
            Ok(outcome.output)
        } else {
            self.count.add(Count::FAILED);
            Err(Failure::new(format!("`{}` was not as expected", step.line)))
        }
    }

    /// Holds what was printed to something more; says what it is, if it does not hold.
    pub(crate) fn check(&mut self, what: &str, holds: bool) -> Result<()> {
        if holds {
            self.count.add(Count::PASSED);
            return Ok(());
        }
        self.print(&format!("! expected: {what}\n"))?;
        self.count.add(Count::FAILED);
        Err(Failure::new(format!("{what}: not so")))
    }

    fn print(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).doing("cannot print the story")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(status: i32, output: &str) -> Outcome {
        Outcome { status: Some(status), output: output.to_owned() }
    }

    #[test]
    fn step_as_expected_has_no_fault() {
        let step = Step::new("mfa verify alice").types("123456").exits(1).prints("rejected").prints("4 left");
        assert_eq!(step.typed, "123456\n");
        assert!(step.faults(&ended(1, "rejected, 4 left\n")).is_empty());
    }

    #[test]
    fn wrong_status_and_missing_text_are_both_told() {
        let step = Step::new("mfa verify alice").prints("accepted");
        let faults = step.faults(&ended(1, "rejected\n"));
        assert_eq!(faults, ["ended with 1, expected 0", "expected to read: accepted"]);
        assert_eq!(step.faults(&Outcome { status: None, output: "accepted".into() }).len(), 1);
    }

    #[test]
    fn what_must_not_be_printed_is_told() {
        let step = Step::new("mfa status alice").prints("tablet").lacks("phone");
        assert!(step.faults(&ended(0, "tablet\n")).is_empty());
        assert_eq!(step.faults(&ended(0, "phone, tablet\n")), ["expected not to read: phone"]);
    }
}
