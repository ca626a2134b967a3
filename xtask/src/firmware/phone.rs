//! Phones, tokens and the help desk: a program in Python that has nothing of libmfa.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::FOLDER;
use super::qemu::PATIENCE;
use crate::failure::{Doing as _, Failure, Result};
use crate::place::Place;

#[derive(Debug)]
pub(super) struct Phone {
    python: Child,
    /// Questions and answers of a thread, for Python may take nothing in or say nothing.
    questions: Sender<String>,
    answers: Receiver<io::Result<String>>,
}

impl Phone {
    pub(super) fn new(place: &Place) -> Result<Self> {
        let mut command = Command::new("python3");
        command.arg(place.root().join(FOLDER).join("tests/phone.py"));
        let mut python = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().doing("cannot run python3")?;
        let (Some(mut asked), Some(shown)) = (python.stdin.take(), python.stdout.take()) else {
            return Err(Failure::new("Python has no standard input"));
        };
        let (questions, to_ask) = channel::<String>();
        let (told, answers) = channel();
        thread::spawn(move || {
            let mut shown = BufReader::new(shown);
            for question in to_ask {
                let mut line = String::new();
                let asked = writeln!(asked, "{question}").and_then(|()| asked.flush());
                if told.send(asked.and_then(|()| shown.read_line(&mut line)).map(|_| line)).is_err() {
                    break;
                }
            }
        });
        Ok(Self { python, questions, answers })
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
        self.questions.send(question.to_owned()).map_err(|_| Failure::new("Python is gone"))?;
        let answer = self.answers.recv_timeout(PATIENCE).map_err(|_| Failure::new("Python does not answer"))?;
        let line = answer.doing("cannot ask Python")?.trim().to_owned();
        if line.is_empty() { Err(Failure::new("Python has no code")) } else { Ok(line) }
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.python.kill();
        let _ = self.python.wait();
    }
}
