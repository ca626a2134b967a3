//! The stories that every language tells, told here in Rust; and that the teller finds what is wrong.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may be blunt"
)]

mod story;

use std::fs;
use std::path::Path;

use story::{Telling, VERBS, tell};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories");

/// All files, each with its name in the repository.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(FOLDER).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "txt") {
            let name = Path::new("host/tests/stories").join(path.file_name().unwrap());
            files.push((name.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// What is wrong with the only story of a text; nothing if it comes out as it says.
fn wrong(text: &str) -> String {
    let telling = tell("file.txt", text);
    telling.wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_story_comes_out_as_it_says() {
    let mut all = Telling::default();
    for (name, text) in files() {
        let telling = tell(&name, &text);
        assert!(telling.stories > 0, "{name} has no story");
        all.stories += telling.stories;
        all.steps += telling.steps;
        all.wrong.extend(telling.wrong);
    }
    let wrong: Vec<String> = all.wrong.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    println!("{} stories, {} steps", all.stories, all.steps);
    assert!(all.stories >= 60 && all.steps >= 600, "{} stories, {} steps", all.stories, all.steps);
}

#[test]
fn every_verb_is_used_in_a_story_and_stands_in_the_readme() {
    let readme = fs::read_to_string(Path::new(FOLDER).join("README.md")).unwrap();
    let used: Vec<String> = files().iter().flat_map(|(name, text)| tell(name, text).verbs).collect();
    for verb in VERBS {
        assert!(used.iter().any(|there| there == verb), "no story has `{verb}`");
        let stands = [format!("`P {verb}"), format!("`{verb} ")].iter().any(|cell| readme.contains(cell));
        assert!(stands, "the README says nothing of `{verb}`");
    }
}

const BEGINNING: &str = "story Alice\nsecret phone = GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\nat 1111111109\n";

/// What is wrong with a story that goes on like this.
fn wrong_with(lines: &str) -> String {
    wrong(&format!("{BEGINNING}{lines}"))
}

#[test]
fn a_story_that_comes_out_as_it_says_is_not_wrong() {
    assert_eq!(wrong_with("alice adds phone -> done\nalice verifies 081804 -> accepted by=phone"), "");
}

#[test]
fn what_comes_out_otherwise_is_told_with_its_file_and_line() {
    let other_word = wrong_with("alice adds phone -> done\n\nalice verifies 081805 -> accepted");
    assert!(other_word.starts_with("file.txt:6: it came to `rejected left=5 "), "{other_word}");
    let other_detail = wrong_with("alice adds phone -> done\nalice verifies 081804 -> accepted by=tablet");
    assert!(other_detail.starts_with("file.txt:5: it came to `accepted factor=code by=phone "), "{other_detail}");
    let error_for_outcome = wrong_with("alice verifies 081804 -> accepted");
    assert!(error_for_outcome.contains("refused reason=Person.NoSuchPerson"), "{error_for_outcome}");
    let other_reason = wrong_with("alice verifies 081804 -> refused reason=Person.NotEnrolled");
    assert!(other_reason.contains("file.txt:4: it came to `refused reason=Person.NoSuchPerson`"), "{other_reason}");
}

#[test]
fn a_detail_that_the_outcome_does_not_have_is_wrong() {
    let told = wrong_with("alice adds phone -> done\nalice verifies 081804 -> accepted grace=1");
    assert!(told.contains("no detail `grace`"), "{told}");
    assert!(wrong_with("alice adds phone -> done left").contains("is no detail"));
}

#[test]
fn what_no_runner_knows_is_wrong() {
    for (lines, what) in [
        ("alice flies -> done", "there is no verb `flies`"),
        ("alice adds phone", "neither sets the scene nor says"),
        ("alice adds phone -> ", "neither sets the scene nor says"),
        ("alice adds tablet -> done", "there is no secret tablet"),
        ("alice adds phone twice thrice -> done", "after the secret"),
        ("alice -> done", "a step is a person"),
        ("alice removes-all phone -> done", "1 words follow the verb"),
        ("alice verifies -> accepted", "`verifies` takes something else"),
        ("alice types 081804 -> accepted", "`arrives` comes first"),
        ("alice arrives home -> ask-code", "no occasion"),
        ("alice arrives login late -> ask-code", "nobody arrives"),
        ("alice enrolls phone by login -> pending", "has not logged in"),
        ("alice enrolls phone by magic -> pending", "nobody permits"),
        ("policy codes.past_stebs = 1", "no key is called"),
        ("policy codes.past_steps = 51", "codes.past_steps"),
        ("secret tablet = GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ sha3", "a secret has no `sha3`"),
        ("at noon", "no such number"),
        ("at -1", "no such number"),
        ("needs magic", "is none of"),
        ("fault thunder", "no fault"),
        ("copy alice to laptop", "alice is not there"),
    ] {
        let told = wrong_with(lines);
        assert!(told.starts_with("file.txt:4: ") && told.contains(what), "{lines}: {told}");
    }
}

#[test]
fn a_fault_that_is_not_met_is_wrong() {
    let quiet = wrong_with("alice adds phone -> done\nfault write-fails\nalice status -> stands");
    assert!(quiet.contains("file.txt:6: the fault was not met"), "{quiet}");
    let idle = wrong_with("alice adds phone -> done\nmeanwhile alice status -> stands\nalice removes-all -> done");
    assert!(idle.contains("nobody was faster"), "{idle}");
    let apart = wrong_with("alice adds phone -> done\nmeanwhile alice is-unlocked -> done\nbob is-exempt -> done");
    assert!(apart.contains("file.txt:6: the fault was not met"), "{apart}");
    for end in ["", "story Bob\nat 1"] {
        let open = wrong_with(&format!("alice adds phone -> done\nfault write-fails\n{end}"));
        assert!(open.contains("no step follows"), "{open}");
    }
}

#[test]
fn a_file_without_a_step_or_a_story_is_wrong() {
    assert!(wrong("").contains("no step"));
    assert!(wrong("# nothing\nstory Nothing\nat 1\n").contains("file.txt:3: there is no step"));
    assert!(wrong("at 1\nstory Late\n").contains("file.txt:1: a file begins with a story"));
}

#[test]
fn a_story_begins_anew_and_one_that_is_wrong_leaves_the_next_alone() {
    let text =
        format!("{BEGINNING}alice adds phone -> rejected\nalice flies -> done\n{BEGINNING}alice adds phone -> done");
    let told = wrong(&text);
    assert!(told.starts_with("file.txt:4: it came to `done`") && told.matches("file.txt").count() == 1, "{told}");
    let forgotten = wrong(&format!("{BEGINNING}alice adds phone -> done\nstory Bob\nat 1\nbob adds phone -> done"));
    assert!(forgotten.contains("there is no secret phone"), "{forgotten}");
}
