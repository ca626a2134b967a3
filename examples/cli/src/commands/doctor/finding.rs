//! What a check found: how bad it is, where, what, and what to do about it.

use core::fmt;

use serde::Serialize;

use crate::output;

/// How bad it is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// Somebody is kept out, or nobody is asked.
    Broken,
    /// Somebody gets in, or at secrets, who should not.
    Unsafe,
    /// It works, and could be better.
    Advice,
    /// It could not be looked at.
    Unknown,
}

impl Severity {
    /// Whether it makes the program end with "something is wrong".
    pub(super) const fn is_wrong(self) -> bool {
        matches!(self, Self::Broken | Self::Unsafe)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Unsafe => "unsafe",
            Self::Advice => "advice",
            Self::Unknown => "unknown",
        }
    }
}

/// One finding, in text that a terminal can show.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    /// The file or person that it is about.
    pub(super) about: String,
    pub(super) what: String,
    /// What to do.
    pub(super) advice: String,
}

impl Finding {
    pub(super) fn broken(about: impl fmt::Display, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(Severity::Broken, about, what, advice)
    }

    pub(super) fn not_safe(about: impl fmt::Display, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(Severity::Unsafe, about, what, advice)
    }

    pub(super) fn advice(about: impl fmt::Display, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(Severity::Advice, about, what, advice)
    }

    pub(super) fn unknown(about: impl fmt::Display, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(Severity::Unknown, about, what, advice)
    }

    fn new(severity: Severity, about: impl fmt::Display, what: impl Into<String>, advice: impl Into<String>) -> Self {
        let shown = |text: &str| output::escaped(text);
        Self { severity, about: shown(&about.to_string()), what: shown(&what.into()), advice: shown(&advice.into()) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}; {}", self.severity.word(), self.about, self.what, self.advice)
    }
}
