//! What the source of the C ABI must be, and the compiler does not see.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may be blunt"
)]
#![allow(unsafe_code, reason = "it calls the C ABI")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::CStr;
use std::fs;
use std::path::{Path, PathBuf};

const RESULTS: &str = include_str!("../src/result.rs");

/// Each result with its number and its comment.
fn results() -> BTreeMap<&'static str, (i32, String)> {
    let mut results = BTreeMap::new();
    let mut comment = Vec::new();
    for line in RESULTS.lines() {
        if let Some(text) = line.strip_prefix("/// ") {
            comment.push(text);
        } else if let Some((name, rest)) =
            line.strip_prefix("pub const MFA_").and_then(|rest| rest.split_once(": mfa_result = "))
        {
            let number = rest.trim_end_matches(';').parse().unwrap();
            assert!(results.insert(name, (number, comment.join(" "))).is_none(), "{name}");
            comment.clear();
        } else {
            comment.clear();
        }
    }
    results
}

fn message(result: i32) -> String {
    // SAFETY: the library's own text, which ends with a NUL.
    unsafe { CStr::from_ptr(mfa::result::mfa_result_message(result)) }.to_str().unwrap().to_owned()
}

#[test]
fn a_number_means_one_thing_and_its_message_says_what_the_header_says() {
    let results = results();
    let numbers: BTreeSet<i32> = results.values().map(|(number, _)| *number).collect();
    assert_eq!(numbers.len(), results.len(), "no number twice");
    for (name, (number, comment)) in &results {
        if name.starts_with("ARGUMENT_") {
            let about_the_third = message(number - 3);
            assert!(about_the_third.starts_with("Argument 3 "), "{about_the_third}");
            assert!(
                comment.starts_with(&about_the_third.replace("Argument 3", "An argument").replace('.', "")),
                "{comment}"
            );
        } else {
            assert_eq!(&message(*number), comment, "{name}");
        }
    }
}

#[test]
fn zero_is_the_only_acceptance_and_errors_are_negative() {
    for (name, (number, _)) in results() {
        let is_error = name.starts_with("ERROR_") || name.starts_with("ARGUMENT_");
        assert_eq!(number < 0, is_error, "{name}");
        assert_eq!(number == 0, name == "OK", "{name}");
    }
}

#[test]
fn a_result_about_an_argument_is_taken_apart_and_others_are_left_whole() {
    use mfa::result::{mfa_result_argument, mfa_result_kind};
    for (name, (number, _)) in results() {
        assert_eq!((mfa_result_kind(number), mfa_result_argument(number)), (number, 0), "{name}");
        if name.starts_with("ARGUMENT_") {
            for argument in 1..=12 {
                assert_eq!(
                    (mfa_result_kind(number - argument), mfa_result_argument(number - argument)),
                    (number, argument.unsigned_abs())
                );
            }
        }
    }
    for unknown in [i32::MIN, i32::MAX, -1, -99, -1300, -9999] {
        assert_eq!(mfa_result_kind(unknown), unknown);
        assert_eq!(message(unknown), "A result that this version of the library does not know.");
    }
}

/// Every error of the engine has a number of its own: those of later versions would be "unknown".
#[test]
fn every_error_of_the_engine_has_a_number() {
    let numbered = include_str!("../src/failure.rs");
    let engine = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/error.rs")).unwrap();
    let mut seen = 0;
    for block in engine.split("\nerrors! {").skip(1) {
        let block = block.split("\n}\n").next().unwrap();
        let mut lines = block.lines().filter(|line| !line.trim_start().starts_with("///"));
        let name = lines.find_map(|line| line.strip_prefix("    ").and_then(|line| line.strip_suffix(" {"))).unwrap();
        if name == "NotCommitted" {
            continue;
        }
        let ours =
            numbered.split(&format!("numbered!({name} {{")).nth(1).unwrap_or_else(|| panic!("{name} has no numbers"));
        let ours = ours.split("});").next().unwrap();
        for line in lines {
            let Some(variant) = line.strip_prefix("        ").filter(|rest| rest.starts_with(char::is_uppercase))
            else {
                continue;
            };
            let variant = variant.split([' ', '{']).next().unwrap();
            let has = ours.lines().any(|line| line.trim_start().split([' ', '{']).next() == Some(variant));
            assert!(has, "{name}::{variant} has no number");
            seen += 1;
        }
    }
    assert!(seen > 100, "the engine's errors are read: {seen}");
}

#[test]
fn pointers_are_handled_in_one_module() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut looked_at = 0;
    for file in files_of(&source) {
        let text = fs::read_to_string(&file).unwrap();
        looked_at += 1;
        let is_raw = file.strip_prefix(&source).unwrap().starts_with("raw");
        let inside = text.split("#[cfg(test)]").next().unwrap();
        let blocks = inside.matches("unsafe {").count() + inside.matches("unsafe impl").count();
        // Each of the three callbacks is called where its answer is needed.
        let calls_back = ["attempt.rs", "hosted/login.rs", "hosted/store.rs"].iter().any(|name| file.ends_with(name));
        let allowed = usize::from(calls_back);
        assert!(is_raw || blocks <= allowed, "{} has {blocks} unsafe blocks", file.display());
    }
    assert!(looked_at > 10);
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_of(&path) } else { vec![path] }).collect()
}
