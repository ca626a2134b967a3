//! What is worth seeing of what a failed command printed.

use crate::count::RESULT;

/// Lines shown.
const LINES: usize = 40;

/// What comes before the first test program's bad end, or, without one, the last lines.
pub(crate) fn tail(output: &str) -> Vec<&str> {
    let lines: Vec<&str> = output.lines().collect();
    let bad = lines.iter().position(|line| line.strip_prefix(RESULT).is_some_and(|rest| rest.starts_with("FAILED")));
    let end = bad.map_or(lines.len(), |at| at.saturating_add(1));
    lines.get(end.saturating_sub(LINES)..end).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_ends_at_the_first_failed_program() {
        let log = "panicked here\ntest result: FAILED. 0 passed; 1 failed\nmore\ntest result: ok. 1 passed\n";
        assert_eq!(tail(log), ["panicked here", "test result: FAILED. 0 passed; 1 failed"]);
    }

    #[test]
    fn tail_without_a_failed_program_is_the_last_lines() {
        let log: String = (0..100).map(|n| format!("{n}\n")).collect();
        let shown = tail(&log);
        assert_eq!((shown.len(), shown.first(), shown.last()), (LINES, Some(&"60"), Some(&"99")));
        assert_eq!(tail("one\ntwo"), ["one", "two"]);
        assert!(tail("").is_empty());
    }
}
