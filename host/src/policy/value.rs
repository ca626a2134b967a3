//! What a file says, before and after it is looked at by the table of keys.

use core::fmt;

/// The most characters of a text that a sentence repeats.
const MOST_SHOWN: usize = 60;

/// The value of a setting that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A number.
    Whole(u32),
    /// A switch.
    Switch(bool),
    /// A text or a word.
    Text(String),
    /// A list of people.
    List(Vec<String>),
}

/// As the policy file writes it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Switch(on) => on.fmt(f),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::List(entries) => {
                let entries: Vec<_> = entries.iter().map(|entry| quoted(entry)).collect();
                write!(f, "[{}]", entries.join(", "))
            }
        }
    }
}

/// A text without control characters, in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A value as a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    Whole(i128),
    /// A number that is not whole, or beyond all bounds.
    Fraction(String),
    Switch(bool),
    Text(String),
    List(Vec<Raw>),
    /// Something that no key takes: what it is.
    Other(&'static str),
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Fraction(number) => f.write_str(&shortened(number)),
            Self::Switch(on) => on.fmt(f),
            Self::Text(text) => write!(f, "{:?}", shortened(text)),
            Self::List(_) => f.write_str("a list"),
            Self::Other(what) => f.write_str(what),
        }
    }
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(MOST_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// A key with its value, as a file has it, and the byte where it stands if the file is a text.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) value: Raw,
    pub(super) at: Option<usize>,
}
