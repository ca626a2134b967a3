//! What a siege tells: a line for each thing that was shown, figures, and a closing line that is counted.

use std::time::Instant;

/// How the line of a rate begins that is below its bound; `cargo xtask test fleet` measures it once more.
const RATE: &str = "FAILED (rate)";

pub(crate) struct Report {
    passed: u64,
    failed: u64,
    begun: Instant,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self { passed: 0, failed: 0, begun: Instant::now() }
    }

    /// Something that holds, or why not.
    pub(crate) fn shown(&mut self, what: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("ok      {what}");
            }
            Err(why) => {
                self.failed += 1;
                println!("FAILED  {what}: {why}");
            }
        }
    }

    pub(crate) fn holds(&mut self, what: &str, holds: bool, otherwise: impl FnOnce() -> String) {
        self.shown(what, if holds { Ok(()) } else { Err(otherwise()) });
    }

    /// The same of a rate, which a noisy machine may spoil: a mark of its own says that nothing worse was found.
    pub(crate) fn rate(&mut self, what: &str, holds: bool, otherwise: impl FnOnce() -> String) {
        if holds {
            self.shown(what, Ok(()));
        } else {
            self.failed += 1;
            println!("{RATE}  {what}: {}", otherwise());
        }
    }

    /// The same where it is only told if it does not hold.
    pub(crate) fn quietly(&mut self, what: &str, holds: bool) {
        if holds {
            self.passed += 1;
        } else {
            self.failed += 1;
            println!("! expected: {what}");
        }
    }

    /// A figure, or what is being done.
    pub(crate) fn note(&self, text: &str) {
        println!("        {text}");
    }

    /// The closing line; true if all was shown.
    pub(crate) fn end(self) -> bool {
        let all = self.failed == 0 && self.passed > 0;
        let (word, seconds) = (if all { "ok" } else { "FAILED" }, self.begun.elapsed().as_secs_f64());
        let (passed, failed) = (self.passed, self.failed);
        println!("test result: {word}. {passed} passed; {failed} failed; 0 ignored; finished in {seconds:.1}s");
        all
    }
}
