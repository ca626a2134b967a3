//! Comparing what a document shows with what a command printed: literally, but for `...` as a whole line, which
//! stands for any lines, and `[..]` inside a line, which stands for anything.

pub(super) fn matches(shown: &str, printed: &str) -> bool {
    let shown: Vec<&str> = shown.trim().lines().map(str::trim_end).collect();
    let printed: Vec<&str> = printed.trim().lines().map(str::trim_end).collect();
    lines_match(&shown, &printed)
}

fn lines_match(shown: &[&str], printed: &[&str]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (None, Some(_)) => false,
        // Any lines: none, or one more.
        (Some((&ANY_LINES, rest)), None) => lines_match(rest, printed),
        (Some((&ANY_LINES, rest)), Some((_, others))) => lines_match(rest, printed) || lines_match(shown, others),
        (Some(_), None) => false,
        (Some((line, rest)), Some((other, others))) => line_matches(line, other) && lines_match(rest, others),
    }
}

const ANY_LINES: &str = "...";
const ANYTHING: &str = "[..]";

fn line_matches(shown: &str, printed: &str) -> bool {
    let mut parts = shown.split(ANYTHING);
    let Some(mut rest) = parts.next().and_then(|first| printed.strip_prefix(first)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    // The first place a part fits leaves the most to those after it.
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn text_is_compared_literally_but_for_its_ends() {
        assert!(matches("accepted\n", "\naccepted  \n\n"));
        assert!(!matches("accepted", "rejected"));
        assert!(!matches("accepted", "accepted\nmore"));
        assert!(!matches("accepted\nmore", "accepted"));
    }

    #[test]
    fn three_dots_stand_for_any_lines() {
        assert!(matches("a\n...\nd", "a\nb\nc\nd"));
        assert!(matches("a\n...\nd", "a\nd"));
        assert!(matches("...", ""));
        assert!(matches("a\n...", "a\nb"));
        assert!(!matches("a\n...\nd", "a\nb\nc"));
        assert!(!matches("a ...", "a b"));
    }

    #[test]
    fn brackets_stand_for_anything_in_a_line() {
        assert!(matches("code [..] until [..] UTC", "code 123456 until 12:00 UTC"));
        assert!(matches("[..]", "anything"));
        assert!(matches("a[..]b", "ab"));
        assert!(matches("[..]b", "a b b"));
        assert!(!matches("a[..]b", "axc"));
        assert!(!matches("ab[..]b", "ab"));
        assert!(!matches("a[..]b", "a\nb"));
    }
}
