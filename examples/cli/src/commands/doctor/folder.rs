//! The store's folder: what the store itself demands of it, those above it, and what lies in it besides records.

use core::time::Duration;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::SystemTime;

use mfa_host::PersonName;
use mfa_host::store::{FileError, FileStore};
use rustix::fs::StatVfsMountFlags;

use super::finding::Finding;
use super::system::System;
use crate::sentences;

/// The mode bits by which others than the owner write.
const OTHERS_WRITE: u32 = 0o022;
/// With it, only their owners move or delete what is in a folder.
const STICKY: u32 = 0o1000;
/// How old a file is that nobody is writing any more.
const LEFT_BEHIND: Duration = Duration::from_secs(60);

pub(super) fn check(system: &System) -> Vec<Finding> {
    let mut findings = parents(system);
    match FileStore::open(&system.store) {
        Ok(_) => {
            findings.extend(unwritable(system));
            findings.extend(contents(&system.store));
        }
        Err(error) => findings.push(refused(&error)),
    }
    findings
}

/// A file system to which no used code can be written. Of an image, which is looked at from outside, that says nothing.
fn unwritable(system: &System) -> Option<Finding> {
    if system.root().folder() != Path::new("/") {
        return None;
    }
    let about = rustix::fs::statvfs(&system.store).ok()?;
    let (what, advice) = if about.f_flag.contains(StatVfsMountFlags::RDONLY) {
        ("its file system is read-only", "mount it for writing")
    } else if about.f_blocks > 0 && about.f_bfree == 0 {
        ("its file system is full", "make room")
    } else if about.f_files > 0 && about.f_ffree == 0 {
        ("its file system has no room for another file", "delete some")
    } else {
        return None;
    };
    let advice = format!("{advice}: where a used code cannot be written down, nobody gets in");
    Some(Finding::broken(system.store.display(), what, advice))
}

/// Why the store cannot be opened, or a record not be read.
pub(super) fn refused(error: &FileError) -> Finding {
    let failure = sentences::store_failed(error);
    // The sentence begins with the path, and what to do is behind its last semicolon.
    let (about, rest) = failure.sentence().split_once(": ").unwrap_or(("the store", failure.sentence()));
    let (what, advice) = rest.split_once("; ").unwrap_or((rest, "nobody gets in"));
    match error {
        FileError::Unsafe(..) => Finding::not_safe(about, what, advice),
        _ => Finding::broken(about, what, advice),
    }
}

/// Whoever can write a folder above the store's can put another store in its place.
fn parents(system: &System) -> Vec<Finding> {
    let Some(parent) = system.store.parent().and_then(|parent| fs::canonicalize(parent).ok()) else {
        return Vec::new();
    };
    let root = fs::canonicalize(system.root().folder()).unwrap_or_default();
    let within = |folder: &&Path| *folder != root || root == Path::new("/");
    parent.ancestors().take_while(within).filter_map(unsafe_parent).collect()
}

fn unsafe_parent(folder: &Path) -> Option<Finding> {
    let about = fs::metadata(folder).ok()?;
    let (mode, owner) = (about.mode(), about.uid());
    let what = if mode & OTHERS_WRITE != 0 && mode & STICKY == 0 {
        format!("others than its owner can write it (mode {:04o})", mode & 0o7777)
    } else if owner != 0 && owner != rustix::process::geteuid().as_raw() {
        format!("it belongs to another user (number {owner})")
    } else {
        return None;
    };
    let advice =
        "take that away, or move the store: whoever writes it can put another store there, with a phone of theirs";
    Some(Finding::not_safe(folder.display(), what, advice))
}

fn contents(store: &Path) -> Vec<Finding> {
    let Ok(entries) = fs::read_dir(store) else { return Vec::new() };
    let mut names: Vec<_> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names.iter().filter_map(|name| stray(store, name)).collect()
}

/// A file that is no record.
fn stray(store: &Path, name: &str) -> Option<Finding> {
    let path = store.join(name);
    let is_person = |name: Option<&str>| name.is_some_and(|name| PersonName::new(name).is_ok());
    if is_person(name.strip_suffix(".mfa")) {
        return None;
    }
    if is_person(name.strip_prefix('.').and_then(|name| name.strip_suffix(".new"))) {
        let written = fs::symlink_metadata(&path).and_then(|about| about.modified()).ok()?;
        let age = SystemTime::now().duration_since(written).unwrap_or_default();
        return (age >= LEFT_BEHIND).then(|| {
            Finding::advice(
                path.display(),
                "a crash left it while a record was written, and it holds the same secrets",
                "delete it; the record itself is whole",
            )
        });
    }
    Some(Finding::advice(
        path.display(),
        "it is no record of the store's, and nothing here reads it",
        "move it away; if it is a copy of a record, it holds secrets",
    ))
}
