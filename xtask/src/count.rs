//! Counting tests, and reading the counts that Rust's test harness prints, and those of Swift and Java.

use core::fmt;

/// Whose tests are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Harness {
    Rust,
    Xctest,
    Surefire,
}

impl Harness {
    /// What a test command counted, held against how it ended.
    pub(crate) fn count(self, output: &str, succeeded: bool) -> Count {
        match self {
            Self::Rust => Count::of_tests(output, succeeded),
            Self::Xctest => Count::of_xctest(output, succeeded),
            Self::Surefire => Count::of_surefire(output, succeeded),
        }
    }

    /// The lines that say what is wrong, where they can be told from others.
    pub(crate) fn wrong(self, output: &str) -> impl Iterator<Item = &str> {
        let mark = match self {
            Self::Rust => None,
            Self::Xctest => Some(" error: "),
            Self::Surefire => Some("[ERROR] "),
        };
        output.lines().filter(move |line| mark.is_some_and(|mark| line.contains(mark)))
    }
}

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
        Self::read(output).held_against(succeeded)
    }

    /// The same for `swift test`, whose outermost suite of XCTest is told last, and of all the others' tests.
    fn of_xctest(output: &str, succeeded: bool) -> Self {
        let mut lines = output.lines().skip_while(|line| !line.starts_with("Test Suite 'All tests' "));
        let begun_and_ended = lines.by_ref().filter_map(|line| line.trim().strip_prefix("Executed "));
        // "12 tests, with 2 tests skipped and 1 failure (0 unexpected) in 0.1 (0.2) seconds"
        let counts = begun_and_ended.last().unwrap_or_default();
        let number =
            |before: &str| counts.split_once(before).and_then(|(text, _)| text.rsplit(' ').next()?.parse().ok());
        let [all, failed, ignored] = [" test", " failure", " test skipped"].map(|word| number(word).unwrap_or(0_u64));
        let ignored = ignored.max(number(" tests skipped").unwrap_or(0));
        let passed = all.saturating_sub(failed).saturating_sub(ignored);
        Self { passed, failed, ignored }.held_against(succeeded)
    }

    /// The same for Maven, whose Surefire tells of each class, and then of all.
    fn of_surefire(output: &str, succeeded: bool) -> Self {
        let mut sum = Self::default();
        let all = output.lines().filter_map(|line| line.split_once("] Tests run: ")).map(|(_, counts)| counts);
        // "[INFO] Tests run: 12, Failures: 1, Errors: 0, Skipped: 2"; a class's line goes on.
        for counts in all.filter(|counts| !counts.contains("Time elapsed")) {
            let mut numbers = counts.split(", ").map(|part| part.rsplit(' ').next().and_then(|word| word.parse().ok()));
            let mut next = || numbers.next().flatten().unwrap_or(0_u64);
            let (run, failures, errors, ignored) = (next(), next(), next(), next());
            let failed = failures.saturating_add(errors);
            sum.add(Self { passed: run.saturating_sub(failed).saturating_sub(ignored), failed, ignored });
        }
        sum.held_against(succeeded)
    }

    fn held_against(self, succeeded: bool) -> Self {
        let mut count = self;
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

    const XCTEST: &str = "\
Test Suite 'All tests' started at 2026-11-22 10:00:00.000
Test Suite 'debug.xctest' started at 2026-11-22 10:00:00.001
Test Suite 'CredentialTests' started at 2026-11-22 10:00:00.002
Test Suite 'CredentialTests' passed at 2026-11-22 10:00:00.003
\t Executed 2 tests, with 0 failures (0 unexpected) in 0.005 (0.005) seconds
Test Suite 'PeopleTests' failed at 2026-11-22 10:00:00.004
\t Executed 3 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.005 (0.005) seconds
Test Suite 'debug.xctest' failed at 2026-11-22 10:00:00.005
\t Executed 5 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.005 (0.005) seconds
Test Suite 'All tests' failed at 2026-11-22 10:00:00.006
\t Executed 5 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.005 (0.005) seconds
\u{25c7} Test run started.
\u{2714} Test run with 0 tests passed after 0.001 seconds.
";

    #[test]
    fn tests_of_swift_are_those_of_the_outermost_suite() {
        assert_eq!(Count::of_xctest(XCTEST, false), Count { passed: 3, failed: 1, ignored: 1 });
        let two = XCTEST.replace("with 1 test skipped and 1 failure", "with 2 tests skipped and 2 failures");
        assert_eq!(Count::of_xctest(&two, false), Count { passed: 1, failed: 2, ignored: 2 });
        let none = XCTEST.replace("with 1 test skipped and 1 failure", "with 0 failures");
        assert_eq!(Count::of_xctest(&none, true), Count { passed: 5, failed: 0, ignored: 0 });
        // A test that ends the process leaves no count of all.
        let (broken_off, _) = XCTEST.split_once("Test Suite 'PeopleTests'").unwrap();
        assert_eq!(Count::of_xctest(broken_off, false).failed, 1);
        assert_eq!(Count::of_xctest("Test run with 0 tests passed", true).failed, 1);
    }

    const SUREFIRE: &str = "\
[INFO] Running io.libmfa.CredentialTest
[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in io.libmfa.CredentialTest
[ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1, Time elapsed: 0.1 s <<< FAILURE! -- in io.libmfa.PeopleTest
[INFO] Results:
[ERROR] Tests run: 6, Failures: 1, Errors: 1, Skipped: 1
[INFO] BUILD FAILURE
";

    #[test]
    fn tests_of_maven_are_those_of_all_classes() {
        assert_eq!(Count::of_surefire(SUREFIRE, false), Count { passed: 3, failed: 2, ignored: 1 });
        assert_eq!(Count::of_surefire("[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0\n", true).passed, 7);
        assert_eq!(Count::of_surefire("[INFO] BUILD SUCCESS", true).failed, 1);
        assert_eq!(Count::of_surefire("[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0\n", false).failed, 1);
    }

    #[test]
    fn closing_line_is_the_one_that_machines_read() {
        assert_eq!(Count::read(TWO_PROGRAMS).to_string(), "17 passed, 2 failed");
    }
}
