//! What the person who waits sees: one line a suite, and what failed in it.

use core::time::Duration;
use std::io::{self, Write as _};
use std::path::Path;

use crate::count::Count;

/// Width of the column of names.
const NAMES: usize = 13;

/// A suite's line, from its start to its end.
#[derive(Debug)]
pub(crate) struct Line {
    name: &'static str,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    /// Nothing has been printed since the name.
    Begun,
    /// The name is to be printed once more.
    Interrupted,
    /// Others print too, so that each line says whose it is.
    BesideOthers,
}

impl Line {
    pub(crate) fn start(name: &'static str) -> Self {
        say(&format!("{name:NAMES$}..."));
        Self { name, state: State::Begun }
    }

    /// For a suite that does not run alone.
    pub(crate) fn beside_others(name: &'static str) -> Self {
        Self { name, state: State::BesideOthers }
    }

    /// Something worth knowing before the end: what is being installed, a figure.
    pub(crate) fn note(&mut self, text: &str) {
        let whose = if self.state == State::BesideOthers { format!("{}: ", self.name) } else { String::new() };
        let mut told = String::new();
        if self.state == State::Begun {
            told.push('\n');
            self.state = State::Interrupted;
        }
        text.lines().for_each(|line| told.push_str(&format!("    {whose}{line}\n")));
        say(&told);
    }

    /// How it ended, and what failed.
    pub(crate) fn end(self, count: Count, took: Duration, failures: &[String], log: &Path) {
        let Self { name, state } = self;
        let mut told = if state == State::Begun { String::new() } else { format!("{name:NAMES$}...") };
        told.push_str(&format!(" {} in {}\n", summary(count), seconds(took)));
        for shown in failures.iter().flat_map(|failure| failure.lines()) {
            told.push_str(&format!("    {shown}\n"));
        }
        if count.failed > 0 {
            told.push_str(&format!("    The whole log: {}\n", log.display()));
        }
        say(&told);
    }
}

/// Prints all of it at once, and takes no harm from a reader that has gone away.
pub(crate) fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// "142 passed", with what else there is to say.
fn summary(count: Count) -> String {
    let mut text = format!("{} passed", count.passed);
    if count.failed > 0 {
        text.push_str(&format!(", {} failed", count.failed));
    }
    if count.ignored > 0 {
        text.push_str(&format!(", {} ignored", count.ignored));
    }
    text
}

/// A time as people say it.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    match whole {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{whole} s"),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_naturally() {
        assert_eq!(seconds(Duration::from_millis(340)), "0.3 s");
        assert_eq!(seconds(Duration::from_secs(21)), "21 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 5 s");
    }

    #[test]
    fn failures_and_ignored_tests_are_told() {
        assert_eq!(summary(Count { passed: 142, failed: 0, ignored: 0 }), "142 passed");
        assert_eq!(summary(Count { passed: 1, failed: 2, ignored: 3 }), "1 passed, 2 failed, 3 ignored");
    }
}
