//! The page for administrators says what the table of keys says, and its example is a policy file.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may be blunt")]

use mfa_host::policy::{KEYS, Key, Kind, PREFERENCES, Policies, read};

const DOCUMENT: &str = include_str!("../../docs/policy.md");

/// The rows of the tables whose first cell is a name in code type: the cells, without that type's marks.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let (_, section) = DOCUMENT.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// A row as the table of keys has it.
fn row(key: &Key) -> Vec<String> {
    let default = key.default().map_or_else(|| "none".to_owned(), |value| format!("`{value}`"));
    vec![format!("`{}`", key.name()), key.meaning().to_owned(), default, key.allowed()]
}

#[test]
fn the_page_and_the_program_have_the_same_keys() {
    let (written, there) = (rows("The keys"), KEYS.iter().map(row).collect::<Vec<_>>());
    for row in &there {
        assert!(written.contains(row), "the page lacks\n| {} |", row.join(" | "));
    }
    for row in &written {
        assert!(there.contains(row), "no key is\n| {} |", row.join(" | "));
    }
    assert_eq!(written, there);
}

#[test]
fn the_page_and_the_program_have_the_same_preferences() {
    let written: Vec<_> = rows("Managed preferences").into_iter().map(|cells| cells[..4].to_vec()).collect();
    let there: Vec<_> = PREFERENCES
        .iter()
        .map(|preference| {
            let mut row = row(Key::named(preference.key).unwrap());
            row[1] = row[0].clone();
            row[0] = format!("`{}`", preference.name);
            row
        })
        .collect();
    assert_eq!(written, there);
}

#[test]
fn the_example_is_a_policy_file() {
    let (_, example) = DOCUMENT.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let reading = read(example.as_bytes(), Kind::PolicyFile, &Policies::default()).unwrap();
    assert_eq!(reading.unknown, []);
    let keys = example.lines().filter(|line| line.contains(" = ")).count();
    assert_eq!(reading.settings.len(), keys);
    assert_eq!(reading.policies.login.without_factor.hours().count(), 7 * 24);
    assert_eq!((reading.policies.codes.window.past(), reading.policies.codes.window.future()), (1, 0));
}

#[test]
fn every_default_is_what_the_key_takes_and_changes_nothing() {
    for key in KEYS {
        let Some(default) = key.default() else { continue };
        let text = format!("{} = {default}\n", key.name());
        let reading = read(text.as_bytes(), Kind::PolicyFile, &Policies::default()).unwrap();
        assert_eq!((reading.settings.len(), &reading.policies), (1, &Policies::default()), "{text}");
    }
}
