//! Every error of the host has a number of its own: those of later versions would be "unknown".

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of an enumeration's variants, as its source has them.
fn variants(file: &str, name: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/src").join(file);
    let source = fs::read_to_string(path).unwrap();
    let body = source.split(&format!("pub enum {name}")).nth(1).unwrap();
    let body = body.split_once("{\n").unwrap().1.split("\n}\n").next().unwrap();
    let of_its_own = body.lines().filter_map(|line| line.strip_prefix("    "));
    let named = of_its_own.filter(|line| line.starts_with(char::is_uppercase));
    named.map(|line| line.split(['(', ',', ' ', '{']).next().unwrap().to_owned()).collect()
}

#[test]
fn every_error_of_the_host_has_a_number() {
    let ours = include_str!("../../src/failure/hosted.rs");
    let mut numbers = BTreeSet::new();
    for (file, name) in [
        ("name.rs", "NameError"),
        ("store/file/error.rs", "FileError"),
        ("store/file/error.rs", "Unsafe"),
        ("record/format.rs", "Damage"),
        ("policy/error.rs", "Flaw"),
        ("people/error.rs", "PeopleError"),
    ] {
        let variants = variants(file, name);
        assert!(variants.len() > 4, "{name} is read: {variants:?}");
        for variant in variants {
            let called = format!("{name}::{variant}");
            let line = ours.lines().find(|line| {
                line.trim_start().strip_prefix(&called).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            });
            let line = line.unwrap_or_else(|| panic!("{called} has no number"));
            if let Some(number) = line.split_once("=> ").and_then(|(_, to)| to.strip_suffix(',')) {
                let is_of_its_own = number.starts_with("MFA_") && numbers.insert(number.to_owned());
                assert!(is_of_its_own || number.contains("(") || number.starts_with("return"), "{called}: {number}");
            }
        }
    }
    assert!(numbers.len() > 45, "{}", numbers.len());
}
