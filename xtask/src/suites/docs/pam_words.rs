//! The PAM module's words: each of its options stands in its manual, each key and word of its log line there and in
//! `docs/pam.md`, and neither has one that the module does not know.

use std::collections::BTreeSet;
use std::path::Path;

use super::{none, read};
use crate::failure::Result;
use crate::job::Job;

const OPTIONS: &str = "examples/pam/options.c";
const RECORD: &str = "examples/pam/record.c";
const MANUAL: &str = "examples/pam/pam_libmfa.8";
const PAGE: &str = "docs/pam.md";

/// Where the words of the log line come from.
const WORDS: [&str; 6] = [
    RECORD,
    "examples/pam/reasons.c",
    "examples/pam/login.c",
    "examples/pam/enroll.c",
    "examples/pam/setup.c",
    "examples/pam/module.c",
];

type Words = BTreeSet<String>;

pub(super) fn compare(job: &mut Job<'_>) -> Result<()> {
    let manual = read(job.place, Path::new(MANUAL))?;
    let known = options(&read(job.place, Path::new(OPTIONS))?);
    job.test("the manual of pam_libmfa has its options", same(&known, &described(section(&manual, "OPTIONS"))))?;

    let page = read(job.place, Path::new(PAGE))?;
    let mut words = Words::new();
    for file in WORDS {
        words.extend(spelled(&read(job.place, Path::new(file))?));
    }
    job.test("docs/pam.md has the words of the log line", same(&words, &tabled(&page)))?;
    let log = section(&manual, "LOG");
    let log = same(&words, &words_of(log)).and_then(|()| keys_are_in_order(&keys(log), &page));
    job.test("the manual of pam_libmfa has them too", log)?;
    let keys = keys(&read(job.place, Path::new(RECORD))?);
    job.test("both have its keys, in their order", keys_are_in_order(&keys, &page))
}

/// What is in one and not in the other.
fn same(known: &Words, told: &Words) -> core::result::Result<(), String> {
    let missing = known.difference(told).map(|word| format!("{word} is not there"));
    let unknown = told.difference(known).map(|word| format!("{word} is not the module's"));
    none(&missing.chain(unknown).collect::<Vec<_>>())
}

fn keys_are_in_order(keys: &[String], page: &str) -> core::result::Result<(), String> {
    let line = page.lines().find(|line| line.contains("result=")).unwrap_or_default();
    let shown = self::keys(line);
    if shown == keys { Ok(()) } else { Err(format!("{PAGE} shows\n{shown:?}\nand it is\n{keys:?}")) }
}

/// What stands between `before` and the quotation mark behind it, each time.
fn quoted<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    text.split(before).skip(1).filter_map(|rest| rest.split_once('"'))
}

/// The options in the tables and comparisons of `options.c`. The words of `occasion` stand in a table too, as values.
fn options(source: &str) -> Words {
    let in_tables = quoted(source, "{\"").filter(|(_, rest)| !rest.starts_with(", MFA_"));
    let compared = quoted(source, "(word, \"");
    in_tables.chain(compared).map(|(name, _)| name.to_owned()).collect()
}

/// The options that a section of a manual describes: each behind `.TP`, bold. What begins slanted is a pattern.
fn described(section: &str) -> Words {
    let lines: Vec<&str> = section.lines().collect();
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let heads = pairs.filter(|(line, _)| **line == ".TP").map(|(_, head)| *head);
    let bold = heads.filter_map(|head| head.strip_prefix(".BI ").or_else(|| head.strip_prefix(".B ")));
    bold.filter_map(|head| head.split(['=', ' ']).next()).map(str::to_owned).collect()
}

/// The words that stand in quotation marks: small letters, and dashes between them.
fn spelled(source: &str) -> Words {
    let inside =
        source.lines().filter(|line| !line.starts_with("#include")).flat_map(|line| line.split('"').skip(1).step_by(2));
    inside.filter(|text| is_word(text)).map(str::to_owned).collect()
}

fn is_word(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// The words in the first cells of the tables about the log line.
fn tabled(page: &str) -> Words {
    let section = page.split("\n## ").find(|section| section.starts_with("The log line")).unwrap_or_default();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| line.split_once("` |"));
    cells.map(|(word, _)| word).filter(|word| is_word(word)).map(str::to_owned).collect()
}

/// The bold words in a section of a manual, but for those that head a paragraph.
fn words_of(section: &str) -> Words {
    let lines: Vec<&str> = section.lines().collect();
    let above = core::iter::once("").chain(lines.iter().copied());
    let inside = lines.iter().zip(above).filter(|(_, above)| *above != ".TP").map(|(line, _)| *line);
    let bold = inside.filter_map(|line| line.strip_prefix(".BR ").or_else(|| line.strip_prefix(".B ")));
    let words = bold.filter_map(|rest| rest.split(' ').next()).map(|word| word.replace("\\-", "-"));
    words.filter(|word| is_word(word)).collect()
}

/// The keys of a log line or of what prints one, in their order.
fn keys(text: &str) -> Vec<String> {
    let ends: Vec<&str> = text.split('=').collect();
    let names =
        ends.iter().take(ends.len().saturating_sub(1)).filter_map(|before| before.rsplit([' ', '"', '\n']).next());
    names.filter(|name| is_word(name)).map(str::to_owned).collect()
}

/// A section of a manual.
fn section<'t>(manual: &'t str, name: &str) -> &'t str {
    let begin = manual.split_once(&format!("\n.SH {name}\n")).map_or("", |(_, rest)| rest);
    begin.split("\n.SH ").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> Words {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn options_are_found_in_tables_and_comparisons() {
        let source = "{\"store\", offsetof(struct options, store)},\n{\"login\", MFA_OCCASION_LOGIN}\n\
                      strcmp(word, \"use_first_pass\") == 0\nvalue_of(word, \"digits\")\nstrcmp(value, \"login\")";
        assert_eq!(options(source), set(&["digits", "store", "use_first_pass"]));
    }

    #[test]
    fn options_are_described_by_the_heads_of_paragraphs() {
        let manual = "\n.SH OPTIONS\n.TP\n.B echo\nShows\n.B what\n.TP\n.BI store= PATH\n.TP\n.IB SECTION . KEY\n.SH LOG\n.TP\n.B x";
        assert_eq!(described(section(manual, "OPTIONS")), set(&["echo", "store"]));
    }

    #[test]
    fn words_of_the_log_are_small_letters_and_dashes() {
        assert_eq!(
            spelled("return \"not-a-code\"; set(\"a.b\", \"0\", \"\"); \"x_y\"\n#include \"x\""),
            set(&["not-a-code"])
        );
        assert_eq!(tabled("\n## A\n| `a` | x |\n## The log line\n| `b-c` | x |\n| `d=` | x |\n"), set(&["b-c"]));
        assert_eq!(
            words_of(".TP\n.B reason\n.BR not\\-a\\-code ,\n.BR LOG_ERR .\n.B off\n"),
            set(&["not-a-code", "off"])
        );
    }

    #[test]
    fn keys_are_found_in_formats_and_lines() {
        let expected = ["result", "person"];
        assert_eq!(keys("\"result=%s person=%s\", size = 3"), expected);
        assert_eq!(keys("pam: result=refused person=\"alice\""), expected);
    }

    #[test]
    fn what_is_missing_and_what_is_unknown_is_told() {
        let told = same(&set(&["a", "b"]), &set(&["b", "c"]));
        assert_eq!(told, Err("a is not there\nc is not the module's".to_owned()));
        assert_eq!(same(&set(&["a"]), &set(&["a"])), Ok(()));
    }
}
