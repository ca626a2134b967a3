//! What the person who waits sees: one line a suite, and what failed in it.

use core::time::Duration;
use std::io::{self, Write as _};

use crate::count::Count;

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
