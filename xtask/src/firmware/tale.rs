//! Telling what is done to a lock: each line is typed, shown, and its answer held to what it should be.

use std::io::Write;

use super::Lock;
use super::phone::Phone;
use crate::count::Count;
use crate::failure::{Doing as _, Failure, Result};
use crate::place::Place;

pub(crate) struct Tale<'a> {
    pub(super) lock: Lock,
    pub(super) phone: Phone,
    /// What time it is for everybody but the lock.
    pub(super) now: u64,
    out: &'a mut dyn Write,
    count: Count,
    /// The most of the stack that was used in any time of power.
    stack: u64,
}

impl<'a> Tale<'a> {
    pub(crate) fn new(place: &Place, lock: Lock, out: &'a mut dyn Write) -> Result<Self> {
        Ok(Self { lock, phone: Phone::new(place)?, now: 1_790_000_010, out, count: Count::default(), stack: 0 })
    }

    pub(crate) fn count(&self) -> Count {
        self.count
    }

    /// How many bytes of the stack the lock used at the most.
    pub(crate) fn stack(&self) -> u64 {
        self.stack
    }

    /// Draws the plug, and before that remembers how much of the stack was used.
    pub(super) fn kill(&mut self) -> Result<()> {
        self.look_at_the_stack()?;
        self.lock.kill()
    }

    /// Remembers how much of the stack was used.
    pub(super) fn look_at_the_stack(&mut self) -> Result<()> {
        let answer = self.lock.types("stack")?;
        let bytes = answer.strip_prefix("trial: bytes of stack ").and_then(|bytes| bytes.parse().ok());
        self.stack = self.stack.max(bytes.ok_or_else(|| Failure::new(format!("no stack in {answer:?}")))?);
        Ok(())
    }

    /// Tells what is about to happen.
    pub(super) fn say(&mut self, text: &str) -> Result<()> {
        self.print(&format!("\n{text}\n\n"))
    }

    /// Types a line, whose answer has to be that.
    pub(super) fn types(&mut self, line: &str, expected: &str) -> Result<()> {
        let answer = self.shows(line)?;
        self.holds(answer == expected, &format!("the answer {expected:?} and not {answer:?}"))
    }

    /// Types a line, whose answer has to begin with that; gives the rest.
    pub(super) fn types_for(&mut self, line: &str, beginning: &str) -> Result<String> {
        let answer = self.shows(line)?;
        self.holds(answer.starts_with(beginning), &format!("an answer that begins {beginning:?} and not {answer:?}"))?;
        Ok(answer.strip_prefix(beginning).unwrap_or_default().to_owned())
    }

    /// Switches the lock on, which has to say that.
    pub(super) fn power_on(&mut self, expected: &str) -> Result<()> {
        let answer = self.lock.power_on()?;
        self.print(&format!("  {answer}\n"))?;
        self.holds(answer == expected, &format!("{expected:?} and not {answer:?}"))
    }

    /// Lets time pass, for everybody.
    pub(super) fn pass(&mut self, seconds: u64) -> Result<()> {
        self.now = self.now.saturating_add(seconds);
        if seconds < 3600 {
            self.print(&format!("  ({seconds} s pass)\n"))?;
        }
        self.lock_only(&format!("pass {seconds}"))
    }

    /// A command of the trial's, which is not part of the story.
    pub(super) fn lock_only(&mut self, line: &str) -> Result<()> {
        let answer = self.lock.types(line)?;
        self.holds(answer == "trial: done", &format!("{line} to be done, and not {answer:?}"))
    }

    /// Counts a promise; one that does not hold ends the story.
    pub(super) fn holds(&mut self, held: bool, expected: &str) -> Result<()> {
        if held {
            self.count.add(Count::PASSED);
            return Ok(());
        }
        self.print(&format!("! expected {expected}\n"))?;
        self.count.add(Count::FAILED);
        Err(Failure::new(format!("{}: expected {expected}", self.lock.board().name)))
    }

    fn shows(&mut self, line: &str) -> Result<String> {
        let answer = self.lock.types(line)?;
        self.print(&format!("> {line}\n  {answer}\n"))?;
        Ok(answer)
    }

    pub(super) fn print(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).doing("cannot print the story")
    }
}
