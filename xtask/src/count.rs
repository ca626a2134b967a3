//! Counting tests, and reading the counts that Rust's test harness prints.

use core::fmt;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Marked `#[ignore]`: not run, and said so.
    pub(crate) ignored: u64,
}

impl Count {
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0, ignored: 0 };
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, ignored: 0 };

    pub(crate) fn add(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
        self.ignored = self.ignored.saturating_add(other.ignored);
    }

    /// The sum of the `test result:` lines, one for each test program, in what `cargo test` printed.
    pub(crate) fn read(output: &str) -> Self {
        let mut sum = Self::default();
        for counts in output.lines().filter_map(|line| line.trim_start().strip_prefix(RESULT)) {
            // "ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s"
            for part in counts.split(['.', ';']) {
                let mut words = part.split_whitespace();
                let (Some(number), Some(what)) = (words.next(), words.next()) else {
                    continue;
                };
                let Ok(number) = number.parse() else { continue };
                match what {
                    "passed" => sum.add(Self { passed: number, ..Self::default() }),
                    "failed" => sum.add(Self { failed: number, ..Self::default() }),
                    "ignored" => sum.add(Self { ignored: number, ..Self::default() }),
                    _ => {}
                }
            }
        }
        sum
    }

    /// What a test command counted, held against how it ended: one that failed has a failure, and so has one that
    /// ran no test.
    pub(crate) fn of_tests(output: &str, succeeded: bool) -> Self {
        let mut count = Self::read(output);
        if count.failed == 0 && (!succeeded || count.passed == 0) {
            count.add(Self::FAILED);
        }
        count
    }
}

/// How a test program's closing line begins.
pub(crate) const RESULT: &str = "test result: ";

/// The closing line, which machines read too.
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_PROGRAMS: &str = "\
running 2 tests
test a ... ok
test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 4 filtered out; finished in 0.00s

   Doc-tests mfa_core
test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.23s
";

    #[test]
    fn programs_are_added_up() {
        assert_eq!(Count::read(TWO_PROGRAMS), Count { passed: 17, failed: 2, ignored: 3 });
    }

    #[test]
    fn words_of_a_test_are_not_counts() {
        let said = "test 3 failed; 2 passed\nthe test result: ok. 9 passed; 9 failed\n";
        assert_eq!(Count::read(said), Count::default());
    }

    #[test]
    fn command_that_ran_no_test_has_failed() {
        let none = "test result: ok. 0 passed; 0 failed; 7 ignored; 0 measured; 0 filtered out";
        assert_eq!(Count::of_tests(none, true).failed, 1);
        assert_eq!(Count::of_tests("", true).failed, 1);
    }

    #[test]
    fn command_that_failed_without_counting_has_one_failure() {
        assert_eq!(Count::of_tests("error: could not compile", false), Count::FAILED);
        let ended = "test result: ok. 3 passed; 0 failed; 0 ignored";
        assert_eq!(Count::of_tests(ended, false), Count { passed: 3, failed: 1, ignored: 0 });
    }

    #[test]
    fn counted_failures_are_not_counted_twice() {
        assert_eq!(Count::of_tests(TWO_PROGRAMS, false).failed, 2);
    }

    #[test]
    fn closing_line_is_the_one_that_machines_read() {
        assert_eq!(Count::read(TWO_PROGRAMS).to_string(), "17 passed, 2 failed");
    }
}
