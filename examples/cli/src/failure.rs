//! Why a command was not carried out: an exit status, and a sentence that says what to do.

use core::fmt::Display;
use std::io;

use crate::exit::Exit;
use crate::output;

/// A command that was not carried out.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    sentence: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Self { exit, sentence: sentence.into() }
    }

    /// Something about what was typed or handed in.
    pub(crate) fn input(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Input, sentence)
    }

    /// The same, for a sentence that something goes before.
    pub(crate) fn after(self, before: impl Display) -> Self {
        Self { sentence: format!("{before}{}", self.sentence), ..self }
    }

    /// The same, for a sentence that something follows.
    pub(crate) fn and(self, then: impl Display) -> Self {
        Self { sentence: format!("{}{then}", self.sentence), ..self }
    }

    /// The same, with another status to end with.
    pub(crate) fn ending(self, exit: Exit) -> Self {
        Self { exit, ..self }
    }

    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }

    pub(crate) fn sentence(&self) -> &str {
        &self.sentence
    }

    /// Says it on standard error, and gives the status to end with.
    pub(crate) fn tell(&self) -> Exit {
        output::complain(&format!("error: {}\n", output::escaped(&self.sentence)));
        self.exit
    }
}

/// The answer could not be written.
pub(crate) fn unwritable(error: &io::Error) -> Failure {
    Failure::new(Exit::Store, format!("the output cannot be written: {error}"))
}
