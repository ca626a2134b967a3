//! What the fuzzer found, played again without it: each corpus, and each input that a target once failed at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mfa_fuzz::TARGETS;

/// What a corpus may have at the most: it is committed.
const MOST_FILES: usize = 60;
const MOST_BYTES: usize = 400 * 1024;

#[test]
fn every_input_of_every_corpus_is_answered() {
    let mut bytes = 0;
    for (name, target) in TARGETS {
        let inputs = inputs(&folder("corpus").join(name));
        assert!(!inputs.is_empty(), "{name} has no corpus");
        assert!(inputs.len() <= MOST_FILES, "{name} has {} files", inputs.len());
        bytes += inputs.iter().map(|(_, input)| input.len()).sum::<usize>();
        replay(name, *target, &inputs);
    }
    assert!(bytes <= MOST_BYTES, "the corpora have {bytes} bytes");
}

#[test]
fn what_a_target_once_failed_at_it_does_no_more() {
    for (name, target) in TARGETS {
        let inputs = inputs(&folder("regressions").join(name));
        assert!(!inputs.is_empty(), "{name} has what was planted for it");
        replay(name, *target, &inputs);
    }
}

#[test]
fn no_target_fails_at_the_shortest_inputs() {
    let inputs = |length: usize| [0, 1, 0x7f, 0x80, 0xff].map(|byte| (PathBuf::from("none"), vec![byte; length]));
    for (name, target) in TARGETS {
        for length in [0, 1, 2, 3, 4, 8, 63, 64, 65, 300] {
            replay(name, *target, &inputs(length));
        }
    }
}

#[test]
fn each_target_has_its_program_and_each_folder_its_target() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    // One that is there with a feature only is not known to every build.
    let known = |name: &str| names.contains(name) || ["liboath", "planted"].contains(&name);
    for name in &names {
        assert!(folder("fuzz_targets").join(format!("{name}.rs")).is_file(), "{name} has no program");
    }
    for part in ["corpus", "regressions", "fuzz_targets", "dictionaries"] {
        for path in entries(&folder(part)) {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            assert!(known(name), "{} is of no target", path.display());
        }
    }
}

fn replay(name: &str, target: fn(&[u8]), inputs: &[(PathBuf, Vec<u8>)]) {
    for (path, input) in inputs {
        let answered = std::panic::catch_unwind(|| target(input));
        assert!(answered.is_ok(), "{name} fails at {}: {input:?}", path.display());
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn inputs(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    entries(folder).into_iter().map(|path| (path.clone(), fs::read(&path).expect("it can be read"))).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    paths.sort();
    paths
}
