//! The inputs of a target that lead somewhere: those that are committed, and those that runs add under `target`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{FOLDER, Programs};
use crate::failure::{Doing as _, Result};
use crate::place::Place;
use crate::run::Runner;

/// The most files that are committed for a target, and how long each may be; `fuzz/tests/replay.rs` holds them to it.
const MOST: usize = 60;
const LONGEST: u64 = 2048;

pub(crate) fn committed(place: &Place, target: &str) -> PathBuf {
    place.root().join(FOLDER).join("corpus").join(target)
}

/// What runs added, made if it is not there.
pub(super) fn added(place: &Place, target: &str) -> Result<PathBuf> {
    let folder = place.target("fuzz-corpus").join(target);
    fs::create_dir_all(&folder).doing(format_args!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// How many inputs there are of both kinds.
pub(super) fn size(place: &Place, target: &str) -> Result<usize> {
    let both = [committed(place, target), added(place, target)?];
    Ok(both.iter().map(|folder| files(folder).len()).sum())
}

/// Commits what leads somewhere: as few inputs as lead to all places; where those are too many, some of each length. Gives
/// how many there are.
pub(super) fn keep(place: &Place, runner: &mut Runner, programs: &Programs, target: &str) -> Result<usize> {
    let (committed, added) = (committed(place, target), added(place, target)?);
    let least = place.fresh_folder(&format!("fuzz/{target}"))?;
    let mut merge = Command::new(programs.path(target));
    merge.args(["-set_cover_merge=1", "-timeout=25"]).arg(&least).arg(&committed).arg(&added);
    runner.must(merge.current_dir(place.root()))?;
    let mut kept: Vec<(u64, PathBuf)> = files(&least)
        .into_iter()
        .filter_map(|path| Some((fs::metadata(&path).ok()?.len(), path)))
        .filter(|(length, _)| *length <= LONGEST)
        .collect();
    kept.sort();
    let all = kept.len();
    let mut number = 0_usize;
    kept.retain(|_| {
        // Those at which the part that is kept grows by a whole one.
        let part = |number: usize| number.saturating_mul(MOST.min(all)).checked_div(all).unwrap_or(0);
        let before = part(number);
        number = number.saturating_add(1);
        part(number) > before
    });
    for old in files(&committed) {
        fs::remove_file(&old).doing(format_args!("cannot remove {}", old.display()))?;
    }
    fs::create_dir_all(&committed).doing("cannot make a folder for the corpus")?;
    for (_, path) in &kept {
        let name = path.file_name().unwrap_or_default();
        fs::copy(path, committed.join(name)).doing(format_args!("cannot copy {}", path.display()))?;
    }
    Ok(kept.len())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect()
}
