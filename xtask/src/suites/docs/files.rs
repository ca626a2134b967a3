//! The files of the checkout: those in git and those that could be.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Doing as _, Result};
use crate::place::Place;

/// All files, relative to the top, in the order of their names. Where there is no git, all but what builds make.
pub(super) fn list(place: &Place) -> Result<Vec<PathBuf>> {
    let asked = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(place.root())
        .stdin(Stdio::null())
        .output();
    let mut files = match asked {
        Ok(out) if out.status.success() => {
            let names = String::from_utf8_lossy(&out.stdout).into_owned();
            names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect()
        }
        _ => {
            let mut files = Vec::new();
            walk(place.root(), Path::new(""), &mut files)?;
            files
        }
    };
    // A file may be in git and deleted here.
    files.retain(|file| place.root().join(file).is_file());
    files.sort();
    Ok(files)
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let cannot = || format!("cannot read {}", root.join(folder).display());
    for entry in fs::read_dir(root.join(folder)).doing(cannot())? {
        let entry = entry.doing(cannot())?;
        let path = folder.join(entry.file_name());
        let kind = entry.file_type().doing(cannot())?;
        if kind.is_dir() && path.file_name().is_some_and(|name| name != "target" && name != ".git") {
            walk(root, &path, files)?;
        } else if kind.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walk_finds_all_that_git_does() {
        let place = Place::new();
        let mut walked = Vec::new();
        walk(place.root(), Path::new("xtask"), &mut walked).unwrap();
        let listed: Vec<_> = list(&place).unwrap().into_iter().filter(|file| file.starts_with("xtask")).collect();
        assert!(listed.contains(&PathBuf::from("xtask/src/main.rs")));
        assert!(listed.iter().all(|file| walked.contains(file)));
    }
}
