//! Phones, tokens and the help desk: a program in Python that has nothing of libmfa.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::FOLDER;
use crate::failure::{Doing as _, Failure, Result};
use crate::place::Place;

#[derive(Debug)]
pub(super) struct Phone {
    python: Child,
    asked: ChildStdin,
    shown: BufReader<ChildStdout>,
}

impl Phone {
    pub(super) fn new(place: &Place) -> Result<Self> {
        let mut command = Command::new("python3");
        command.arg(place.root().join(FOLDER).join("tests/phone.py"));
        let mut python = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().doing("cannot run python3")?;
        let (Some(asked), Some(shown)) = (python.stdin.take(), python.stdout.take()) else {
            return Err(Failure::new("Python has no standard input"));
        };
        Ok(Self { python, asked, shown: BufReader::new(shown) })
    }

    /// The code of a phone, by its own clock.
    pub(super) fn totp(&mut self, hash: &str, key: &str, time: u64) -> Result<String> {
        self.ask(&format!("totp {hash} {key} {time}"))
    }

    /// The code of a token that counts.
    pub(super) fn hotp(&mut self, key: &str, counter: u64) -> Result<String> {
        self.ask(&format!("hotp {key} {counter}"))
    }

    /// What the help desk reads out for a challenge.
    pub(super) fn response(&mut self, key: &str, challenge: &str) -> Result<String> {
        self.ask(&format!("response {key} {challenge}"))
    }

    fn ask(&mut self, question: &str) -> Result<String> {
        writeln!(self.asked, "{question}").and_then(|()| self.asked.flush()).doing("cannot ask Python")?;
        let mut line = String::new();
        self.shown.read_line(&mut line).doing("cannot read what Python says")?;
        let line = line.trim().to_owned();
        if line.is_empty() { Err(Failure::new("Python has no code")) } else { Ok(line) }
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.python.kill();
        let _ = self.python.wait();
    }
}
