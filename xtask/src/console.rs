//! What the person who waits sees: one line a suite, and the end of the log where it failed.

use core::time::Duration;
use std::io::{self, Write as _};

use crate::count::{Count, RESULT};

/// Lines of a log shown after a failure.
const TAIL: usize = 40;

/// Width of the column of names.
const NAMES: usize = 13;

/// A suite's line, from its start to its end.
#[derive(Debug)]
pub(crate) struct Line {
    name: &'static str,
    /// Whether nothing has been printed since the name.
    open: bool,
}

impl Line {
    pub(crate) fn start(name: &'static str) -> Self {
        say(&format!("{name:NAMES$}..."));
        Self { name, open: true }
    }

    /// Something worth knowing before the end: what is being installed, a figure.
    pub(crate) fn note(&mut self, text: &str) {
        if self.open {
            say("\n");
            self.open = false;
        }
        for line in text.lines() {
            say(&format!("    {line}\n"));
        }
    }

    pub(crate) fn end(self, count: Count, took: Duration) {
        let Self { name, open } = self;
        if !open {
            say(&format!("{name:NAMES$}..."));
        }
        say(&format!(" {} in {}\n", summary(count), seconds(took)));
    }
}

/// Prints, and takes no harm from a reader that has gone away.
pub(crate) fn say(text: &str) {
    let mut out = io::stdout();
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

/// The part of a failed suite's log that is worth seeing: what comes before the first test program's bad end, or,
/// without one, the last lines.
pub(crate) fn tail(log: &str) -> Vec<&str> {
    let lines: Vec<&str> = log.lines().collect();
    let bad = lines.iter().position(|line| line.strip_prefix(RESULT).is_some_and(|rest| rest.starts_with("FAILED")));
    let end = bad.map_or(lines.len(), |at| at.saturating_add(1));
    lines.get(end.saturating_sub(TAIL)..end).unwrap_or_default().to_vec()
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

    #[test]
    fn tail_ends_at_the_first_failed_program() {
        let log = "panicked here\ntest result: FAILED. 0 passed; 1 failed\nmore\ntest result: ok. 1 passed\n";
        assert_eq!(tail(log), ["panicked here", "test result: FAILED. 0 passed; 1 failed"]);
    }

    #[test]
    fn tail_without_a_failed_program_is_the_last_lines() {
        let log: String = (0..100).map(|n| format!("{n}\n")).collect();
        let shown = tail(&log);
        assert_eq!((shown.len(), shown.first(), shown.last()), (TAIL, Some(&"60"), Some(&"99")));
        assert_eq!(tail("one\ntwo"), ["one", "two"]);
        assert!(tail("").is_empty());
    }
}
