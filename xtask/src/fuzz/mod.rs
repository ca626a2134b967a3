//! Fuzzing: builds the targets of `fuzz/` with libFuzzer and AddressSanitizer, runs each for a while, and tells what it found.
//!
//! `tool` is cargo-fuzz, `run` one run of one target, `corpus` what is kept of its inputs.

mod corpus;
mod run;
mod tool;

use core::time::Duration;
use std::fs;
use std::path::PathBuf;

use crate::console::say;
use crate::failure::{Doing as _, Failure, Result};
use crate::place::Place;
use crate::run::Runner;

pub(crate) use run::run;
pub(crate) use tool::{Programs, build};

const FOLDER: &str = "fuzz";
/// A target with a crash in it, which only the suite runs.
pub(crate) const PLANTED: &str = "planted";
/// The target for which liboath has to be installed.
const LIBOATH: &str = "liboath";
/// How long each target is run where nothing is said: seconds.
const USUALLY: u64 = 60;
/// What building takes at the most.
const BUILD: Duration = Duration::from_secs(30 * 60);

/// The names of all targets but the planted one, as they stand in `fuzz/fuzz_targets`.
pub(crate) fn targets(place: &Place) -> Result<Vec<String>> {
    let folder = place.root().join(FOLDER).join("fuzz_targets");
    let entries = fs::read_dir(&folder).doing(format_args!("cannot read {}", folder.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned()))
        .filter(|name| name != PLANTED)
        .collect();
    names.sort();
    Ok(names)
}

/// The chore: runs one target or all, and is true if nothing was found.
pub(crate) fn chore(place: &Place, target: Option<&str>, seconds: Option<u64>, keep: bool) -> Result<bool> {
    let all = targets(place)?;
    let chosen: Vec<&str> = match target {
        Some(name) if all.iter().any(|known| known == name) => vec![name],
        Some(name) => return Err(Failure::new(format!("no target is called {name}; there are {}", all.join(", ")))),
        // liboath is not everywhere, and then all the others are run.
        None => all.iter().map(String::as_str).filter(|name| *name != LIBOATH || has_liboath()).collect(),
    };
    let seconds = seconds.unwrap_or(USUALLY);
    let each = Duration::from_secs(seconds).saturating_mul(2).saturating_add(Duration::from_secs(60));
    let limit = BUILD.saturating_add(each.saturating_mul(u32::try_from(chosen.len()).unwrap_or(u32::MAX)));
    let mut runner = Runner::new(&place.folder("logs")?.join("fuzz-chore.log"), limit)?;
    let features: &[&str] = if chosen.contains(&LIBOATH) { &[LIBOATH] } else { &[] };
    say("building the targets\n");
    let programs = build(place, &mut runner, features)?;
    let mut sound = true;
    for name in chosen {
        let ran = run(place, &mut runner, &programs, name, seconds)?;
        say(&format!("{ran}\n"));
        sound &= ran.is_sound();
        if keep {
            let files = corpus::keep(place, &mut runner, &programs, name)?;
            say(&format!("  kept in {}: {files} files\n", place.short(&corpus::committed(place, name)).display()));
        }
    }
    Ok(sound)
}

fn has_liboath() -> bool {
    ["/usr/include/liboath/oath.h", "/usr/local/include/liboath/oath.h"].iter().any(|path| PathBuf::from(path).exists())
}
