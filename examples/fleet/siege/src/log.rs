//! What is read in a server's log.

/// As the server calls it, where it happens and where it ends a request.
const PANIC: &str = "a panic";

/// The first line that tells of a panic.
pub(crate) fn panic_in(log: &str) -> Option<&str> {
    log.lines().find(|line| line.contains(PANIC))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = r#"{"timestamp":"2026-11-22T17:26:01.000000Z","level":"INFO","message":"request","asked":"verify","answer":"accepted"}"#;
    const HAPPENED: &str = r#"{"timestamp":"2026-11-22T17:26:02.000000Z","level":"ERROR","message":"a panic","place":"src/service/mod.rs:1:1"}"#;
    const ENDED: &str =
        r#"{"timestamp":"2026-11-22T17:26:02.000000Z","level":"ERROR","message":"a request ended in a panic"}"#;

    #[test]
    fn a_panic_is_found_as_the_server_writes_it() {
        for line in [HAPPENED, ENDED] {
            assert_eq!(panic_in(&format!("{REQUEST}\n{line}\n{REQUEST}\n")), Some(line));
        }
        assert_eq!(panic_in(REQUEST), None);
    }
}
