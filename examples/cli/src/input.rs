//! What is typed or handed in: bounded, wiped, and at a terminal not shown.

use core::fmt::Display;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::os::fd::AsFd as _;
use std::path::Path;

use mfa_core::{
    Code, CodeError, RecoveryCode, RecoveryCodeError, RecoveryDigits, RecoveryDigitsError, Typed, TypedError,
};
use mfa_host::policy::Policies;
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::terminal::Terminal;

/// Text that is wiped when dropped.
pub(crate) type Text = Zeroizing<String>;

/// The longest line that is read, in bytes: an otpauth URI and its end.
const LONGEST_LINE: usize = 4098;
/// The longest line that a code is looked for in, in bytes.
const LONGEST_CODE_LINE: usize = 256;

/// Standard input, without the standard library's buffer, which nobody wipes.
pub(crate) struct Input {
    file: File,
    terminal: Option<Terminal>,
}

impl Input {
    pub(crate) fn standard() -> Result<Self, Failure> {
        let stdin = io::stdin();
        let file = stdin.as_fd().try_clone_to_owned().map(File::from).map_err(unreadable)?;
        let terminal = stdin.is_terminal().then(Terminal::new).transpose().map_err(unreadable)?;
        Ok(Self { file, terminal })
    }

    /// Reads a one-time code from a line; a terminal is asked for it and does not show it.
    pub(crate) fn code(&mut self, prompt: impl Display) -> Result<Code, Failure> {
        let read = self.line(&prompt.to_string(), LONGEST_CODE_LINE).and_then(|line| parsed_code(&line));
        read.map_err(|failure| failure.and("; nothing was counted"))
    }

    /// Reads whatever a login takes, told apart by its shape; a terminal is asked for it and does not show it.
    pub(crate) fn typed(&mut self, prompt: impl Display, policies: &Policies) -> Result<Typed, Failure> {
        let read = self.line(&prompt.to_string(), LONGEST_CODE_LINE).and_then(|line| {
            policies.typed(&line).map_err(|error| match error {
                TypedError::Code { error } => not_a_code(&line, error),
                TypedError::Pin { error } => not_recovery_digits(&line, error),
                TypedError::RecoveryCode { error } => not_a_recovery_code(&line, error),
                error => Failure::input(error.to_string()),
            })
        });
        read.map_err(|failure| failure.and("; nothing was counted"))
    }

    /// Reads a recovery PIN, where there may be none: none for an empty line, and at the end of the input. What is no PIN
    /// costs nothing; where it has not even the shape of one, the failure is that whoever is denied stays so.
    pub(crate) fn pin_if_any(
        &mut self,
        prompt: impl Display,
        policies: &Policies,
    ) -> Result<Option<Result<RecoveryDigits, Failure>>, Failure> {
        let line = self.line(&prompt.to_string(), LONGEST_CODE_LINE)?;
        if line.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(match policies.typed(&line) {
            Ok(Typed::Pin(pin)) => Ok(pin),
            Err(TypedError::Pin { error }) => Err(not_recovery_digits(&line, error).and("; nothing was counted")),
            _ => parsed_recovery_digits(&line).map_err(|slip| slip.and("; nothing was counted").ending(Exit::Barred)),
        }))
    }

    /// Asks whether something is wanted. Only `y` and `yes` are; the answer is no secret, and a terminal shows it.
    pub(crate) fn wants(&mut self, question: &str) -> Result<bool, Failure> {
        output::complain(&output::escaped(question));
        let mut line = Vec::with_capacity(LONGEST_CODE_LINE);
        read_line(&mut self.file, &mut line).map_err(unreadable)?;
        let answer = line.trim_ascii();
        Ok(answer.eq_ignore_ascii_case(b"y") || answer.eq_ignore_ascii_case(b"yes"))
    }

    /// Reads what the help desk has read out; a terminal is asked for it and does not show it.
    pub(crate) fn recovery_digits(&mut self, prompt: impl Display) -> Result<RecoveryDigits, Failure> {
        let read = self.line(&prompt.to_string(), LONGEST_CODE_LINE).and_then(|line| parsed_recovery_digits(&line));
        read.map_err(|failure| failure.and("; nothing was counted"))
    }

    /// Reads a recovery code from a line; a terminal is asked for it and does not show it.
    pub(crate) fn recovery_code(&mut self, prompt: impl Display) -> Result<RecoveryCode, Failure> {
        let read = self.line(&prompt.to_string(), LONGEST_CODE_LINE).and_then(|line| parsed_recovery_code(&line));
        read.map_err(|failure| failure.and("; nothing was counted"))
    }

    /// The same, where codes may end: none for an empty line, and at the end of the input. What is no code costs nothing.
    pub(crate) fn code_if_any(&mut self, prompt: impl Display) -> Result<Option<Result<Code, Failure>>, Failure> {
        let line = self.line(&prompt.to_string(), LONGEST_CODE_LINE)?;
        let is_empty = line.trim().is_empty();
        Ok((!is_empty).then(|| parsed_code(&line).map_err(|failure| failure.and("; nothing was counted"))))
    }

    /// Whether somebody is asked.
    pub(crate) const fn is_terminal(&self) -> bool {
        self.terminal.is_some()
    }

    /// Reads one line with a secret in it, and leaves what follows where it is.
    pub(crate) fn line_with_secret(&mut self, prompt: &str) -> Result<Text, Failure> {
        self.line(prompt, LONGEST_LINE)
    }

    /// Reads a line with a secret in it; a terminal is asked for it and does not show it.
    pub(crate) fn secret(&mut self, prompt: &str) -> Result<Text, Failure> {
        if self.terminal.is_some() {
            self.line(prompt, LONGEST_LINE)
        } else {
            all(&mut self.file, LONGEST_LINE, "standard input")
        }
    }

    /// Reads everything, up to so many bytes.
    pub(crate) fn all(&mut self, most: usize) -> Result<Text, Failure> {
        all(&mut self.file, most, "standard input")
    }

    fn line(&mut self, prompt: &str, most: usize) -> Result<Text, Failure> {
        // The whole capacity at once: a vector that grows leaves copies behind.
        let mut line = Zeroizing::new(Vec::with_capacity(most.saturating_add(1)));
        match &mut self.terminal {
            Some(terminal) => terminal.ask(&mut self.file, prompt, &mut line),
            None => read_line(&mut self.file, &mut line),
        }
        .map_err(unreadable)?;
        if line.len() > most {
            return Err(Failure::input(format!("the line on standard input is longer than {most} bytes")));
        }
        text(&line, "standard input")
    }
}

/// Reads a code that was given as it is.
pub(crate) fn parsed_code(typed: &str) -> Result<Code, Failure> {
    Code::parse(typed).map_err(|error| not_a_code(typed, error))
}

fn not_a_code(typed: &str, error: CodeError) -> Failure {
    Failure::input(match error {
        CodeError::NotADigit { position } => {
            format!("character {} of the code is not a digit 0 to 9", character(typed, position))
        }
        error => error.to_string(),
    })
}

/// Reads nine digits: a PIN, a challenge or a response.
pub(crate) fn parsed_recovery_digits(typed: &str) -> Result<RecoveryDigits, Failure> {
    RecoveryDigits::parse(typed).map_err(|error| not_recovery_digits(typed, error))
}

fn not_recovery_digits(typed: &str, error: RecoveryDigitsError) -> Failure {
    Failure::input(match error {
        RecoveryDigitsError::NotADigit { position } => {
            format!("character {} of what was entered is not a digit 0 to 9", character(typed, position))
        }
        error => error.to_string(),
    })
}

fn parsed_recovery_code(typed: &str) -> Result<RecoveryCode, Failure> {
    RecoveryCode::parse(typed).map_err(|error| not_a_recovery_code(typed, error))
}

fn not_a_recovery_code(typed: &str, error: RecoveryCodeError) -> Failure {
    Failure::input(match error {
        RecoveryCodeError::Character { position } => {
            let number = character(typed, position);
            format!("character {number} of the recovery code is none of 0 to 9 and A to Z without U")
        }
        error => error.to_string(),
    })
}

/// Which character begins at a byte, counted from 1.
fn character(typed: &str, position: usize) -> usize {
    typed.get(..position).map_or(0, |before| before.chars().count()).saturating_add(1)
}

/// Reads a whole file, up to so many bytes.
pub(crate) fn file(path: &OsStr, most: usize) -> Result<Text, Failure> {
    if path.is_empty() {
        return Err(Failure::input("there is no file name after the @"));
    }
    let path = Path::new(path);
    let mut file =
        File::open(path).map_err(|error| Failure::input(format!("{} cannot be read: {error}", path.display())))?;
    all(&mut file, most, &path.display().to_string())
}

/// Reads everything that an opened file has, up to so many bytes.
pub(crate) fn all(file: &mut File, most: usize, place: &str) -> Result<Text, Failure> {
    let bound = most.saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::with_capacity(bound));
    file.take(u64::try_from(bound).unwrap_or(u64::MAX))
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::input(format!("{place} cannot be read: {error}")))?;
    if bytes.len() > most {
        return Err(Failure::input(format!("{place} has more than {most} bytes")));
    }
    text(&bytes, place)
}

fn text(bytes: &[u8], place: &str) -> Result<Text, Failure> {
    let text = core::str::from_utf8(bytes).map_err(|_| Failure::input(format!("{place}: this is not UTF-8 text")))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Reads up to the end of the line and no further, or until `line` is full. Byte by byte, so that what follows stays
/// where it is.
pub(crate) fn read_line(from: &mut impl Read, line: &mut Vec<u8>) -> io::Result<()> {
    let mut byte = Zeroizing::new([0]);
    while line.len() < line.capacity() {
        match from.read(&mut *byte) {
            Ok(0) => break,
            Ok(_) if *byte == *b"\n" => break,
            Ok(_) => line.extend_from_slice(&*byte),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn unreadable(error: io::Error) -> Failure {
    Failure::input(format!("standard input cannot be read: {error}"))
}
