//! Why a file is not used, or a key not set. Nothing of it is, then.

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a policy file or managed preferences are not used, or a key is not set: where, and what is wrong there.
#[derive(Debug)]
pub struct PolicyFileError {
    /// Which file, if it was read from one.
    pub path: Option<PathBuf>,
    /// Where in it, if it is about one place.
    pub spot: Option<Spot>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
}

/// What is wrong with a file, or with a key that a program sets.
#[derive(Debug)]
#[non_exhaustive]
pub enum Flaw {
    /// It is not there.
    NotThere,
    /// It is a link.
    Link,
    /// It is no regular file.
    NotAFile,
    /// It belongs to somebody else.
    Owner,
    /// Others can write to it.
    Mode,
    /// It is longer than [`LONGEST`](super::LONGEST).
    TooLong,
    /// The system says no.
    System(io::Error),
    /// It is not UTF-8.
    NotText,
    /// It is a property list in a binary form that is not read: without the feature `binary-preferences`, none is.
    Binary,
    /// It is a signed profile.
    Signed,
    /// It is not well-formed, or not a property list.
    Syntax(String),
    /// A program sets a key that does not exist: its name, shortened. In a file it is no error.
    NoSuchKey(Box<str>),
    /// A value that its key does not take.
    Value {
        /// The key.
        key: Box<str>,
        /// Its value, shortened.
        value: Box<str>,
        /// What it takes.
        allowed: Box<str>,
    },
    /// An entry of a list that cannot be there.
    Entry {
        /// The key.
        key: Box<str>,
        /// The entry, shortened.
        entry: Box<str>,
        /// What is wrong with it.
        why: Box<str>,
    },
    /// One preference with two values.
    Twice {
        /// The key.
        key: String,
        /// Its values.
        values: [String; 2],
    },
    /// Two keys that say the same thing in two ways.
    Both {
        /// The keys.
        keys: [String; 2],
    },
    /// Two keys that cannot stand together.
    Contradiction {
        /// The keys with their values, `key is value`.
        settings: [String; 2],
        /// What they have to keep to.
        rule: &'static str,
    },
    /// The engine refuses it.
    Refused(String),
}

impl fmt::Display for PolicyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        if let Some(Spot { line, column }) = self.spot {
            write!(f, "line {line}, column {column}: ")?;
        }
        self.flaw.fmt(f)
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere => f.write_str("there is no such file"),
            Self::Link => f.write_str("it is a link, and links are not followed"),
            Self::NotAFile => f.write_str("it is not a regular file"),
            Self::Owner => f.write_str("it must belong to root or to the user that runs this program"),
            Self::Mode => f.write_str("others can write to it: `chmod go-w` takes that away"),
            Self::TooLong => write!(f, "it is longer than {} bytes", super::LONGEST),
            Self::System(error) if error.kind() == io::ErrorKind::PermissionDenied => f.write_str("permission denied"),
            Self::System(error) => error.fmt(f),
            Self::NotText => f.write_str("it is not UTF-8 from here on"),
            Self::Binary => f.write_str(
                "it is a property list in a binary form that is not read here; `plutil -convert xml1` makes XML of it, \
                 which can be read",
            ),
            Self::Signed => f.write_str("it is a signed profile; give the profile as it was before it was signed"),
            Self::Syntax(message) => f.write_str(message),
            Self::NoSuchKey(name) => write!(f, "no key is called {name}"),
            Self::Value { key, value, allowed } => write!(f, "{key} is {value}; it must be {allowed}"),
            Self::Entry { key, entry, why } => write!(f, "{key} has the entry {entry}: {why}"),
            Self::Twice { key, values: [one, other] } => {
                write!(f, "{key} stands there twice, as {one} and as {other}; give one")
            }
            Self::Both { keys: [one, other] } => write!(f, "{one} and {other} say the same in two ways; give one"),
            Self::Contradiction { settings: [one, other], rule } => write!(f, "{one}, but {other}: {rule}"),
            Self::Refused(sentence) => f.write_str(sentence),
        }
    }
}

impl core::error::Error for PolicyFileError {}

impl PolicyFileError {
    /// The same, with the file's name.
    #[cfg_attr(not(unix), expect(dead_code, reason = "files are read on Unix"))]
    pub(super) fn of_file(self, path: &Path) -> Self {
        Self { path: Some(path.to_owned()), ..self }
    }
}

impl From<Flaw> for PolicyFileError {
    fn from(flaw: Flaw) -> Self {
        Self { path: None, spot: None, flaw }
    }
}

/// A flaw and the byte of the text where it is, if it is in one place of a text.
#[derive(Debug)]
pub(super) struct FlawAt {
    pub(super) flaw: Flaw,
    pub(super) at: Option<usize>,
}

impl FlawAt {
    pub(super) fn new(at: impl Into<Option<usize>>, flaw: Flaw) -> Self {
        Self { flaw, at: at.into() }
    }

    pub(super) fn syntax(at: usize, message: impl Into<String>) -> Self {
        Self::new(at, Flaw::Syntax(message.into()))
    }

    pub(super) fn within(self, text: &str) -> PolicyFileError {
        PolicyFileError { path: None, spot: self.at.map(|at| Spot::of(text.as_bytes(), at)), flaw: self.flaw }
    }
}

impl From<Flaw> for FlawAt {
    fn from(flaw: Flaw) -> Self {
        Self { flaw, at: None }
    }
}

impl Spot {
    /// The place of a byte. What is before it may be anything: broken bytes count as characters.
    pub(super) fn of(text: &[u8], at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line_begins = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
        let line = before.iter().filter(|byte| **byte == b'\n').count();
        let column = String::from_utf8_lossy(before.get(line_begins..).unwrap_or_default()).chars().count();
        Self { line: line.saturating_add(1), column: column.saturating_add(1) }
    }
}
