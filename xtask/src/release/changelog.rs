//! What `CHANGELOG.md` says of a version: a section with its day, and nothing left that is not released.

use std::fs;

use super::Held;
use crate::failure::{Doing as _, Result};
use crate::place::Place;

const FILE: &str = "CHANGELOG.md";
const UNRELEASED: &str = "## [Unreleased]";

pub(super) fn is_ready(place: &Place, version: &str) -> Result<Held> {
    let text = fs::read_to_string(place.root().join(FILE)).doing(format_args!("cannot read {FILE}"))?;
    Ok(says(&text, version))
}

fn says(text: &str, version: &str) -> Held {
    let mut sections = text.split("\n## ").skip(1);
    let unreleased = sections.next().and_then(|section| section.strip_prefix(UNRELEASED.trim_start_matches("## ")));
    let Some(unreleased) = unreleased else { return Err(format!("the first section is not {UNRELEASED}")) };
    if !unreleased.trim().is_empty() {
        return Err(format!("there is something under {UNRELEASED}"));
    }
    let heading = format!("[{version}] - ");
    let day = sections.next().and_then(|section| section.lines().next()?.strip_prefix(&heading));
    match day {
        Some(day) if is_day(day) => Ok(()),
        Some(day) => Err(format!("{day:?} is no day, such as 2026-11-22")),
        None => Err(format!("behind {UNRELEASED} comes no \"## {heading}\" and a day")),
    }
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &&str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn released_version_has_its_day_and_nothing_is_left_over() {
        assert_eq!(says("# C\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-22\n\n- all\n", "1.2.0"), Ok(()));
    }

    #[test]
    fn what_is_not_ready_is_named() {
        for (text, why) in [
            ("# C\n\n## [1.2.0] - 2026-11-22\n", "the first section"),
            ("# C\n\n## [Unreleased]\n\n- more\n\n## [1.2.0] - 2026-11-22\n", "something under"),
            ("# C\n\n## [Unreleased]\n\n## [1.1.0] - 2026-11-22\n", "behind"),
            ("# C\n\n## [Unreleased]\n", "behind"),
            ("# C\n\n## [Unreleased]\n\n## [1.2.0] - soon\n", "no day"),
        ] {
            assert!(says(text, "1.2.0").is_err_and(|said| said.contains(why)), "{text}");
        }
    }
}
