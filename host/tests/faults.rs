//! Disks that are full or read-only, folders that are not ours, file systems on a network: nobody gets in, it is said
//! why, and when the fault is gone the next login works and nothing was lost.
//!
//! These tests mount file systems, so they run as root in a mount namespace of their own:
//! `cargo xtask test store-faults`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may be blunt")]

mod common;

use core::time::Duration;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;
use std::thread;

use common::{CODE, Folder, code, now, person};
use mfa_core::{Policy, Verdict};
use mfa_host::people::{People, PeopleError};
use mfa_host::store::{FileError, FileStore, Unsafe};

/// A mount that is undone when the test ends.
struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    fn tmpfs(at: &'a Path) -> Self {
        fs::create_dir_all(at).unwrap();
        run("mount", &["-t", "tmpfs", "-o", "size=64k,mode=0700", "none", at.to_str().unwrap()]);
        Self(at)
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0).status();
    }
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}");
}

/// Writes until the disk is full, and stays so: the kernel gives back what was deleted a moment ago only by and by.
fn fill(file: &mut File) {
    for _ in 0..20 {
        while file.write_all(&[0x55; 512]).is_ok() {}
        thread::sleep(Duration::from_millis(10));
    }
}

/// What alice's login with a code comes to.
fn login(store: &FileStore, typed: &str) -> Result<Verdict, PeopleError<FileError>> {
    People::of(store).verify(&person("alice"), now(), &code(typed), &Policy::DEFAULT)
}

#[test]
#[ignore = "needs root and mounts"]
fn a_full_disk_denies_and_nothing_is_lost() {
    let folder = Folder::new("full");
    let mount = Mount::tmpfs(folder.path());
    let store = folder.with_alice();
    assert!(matches!(login(&store, "000000").unwrap(), Verdict::Rejected(_)));

    let ballast = folder.path().join("ballast");
    let mut file = File::create(&ballast).unwrap();
    fill(&mut file);
    for typed in [CODE, "000000"] {
        let denied = login(&store, typed);
        assert!(matches!(denied, Err(PeopleError::Store(FileError::Full(_)))), "{denied:?}");
    }
    assert!(!folder.path().join(".alice.new").exists());

    drop(file);
    fs::remove_file(&ballast).unwrap();
    let Verdict::Accepted(accepted) = login(&store, CODE).unwrap() else { panic!("the disk has room again") };
    assert_eq!(accepted.failures_before, 1, "the failure before the disk was full still counts");
    drop(mount);
}

#[test]
#[ignore = "needs root and mounts"]
fn a_read_only_disk_denies_and_nothing_is_lost() {
    let folder = Folder::new("read-only");
    let mount = Mount::tmpfs(folder.path());
    let store = folder.with_alice();
    let before = fs::read(store.path_of(&person("alice"))).unwrap();
    run("mount", &["-o", "remount,ro", folder.path().to_str().unwrap()]);
    let denied = login(&store, CODE);
    assert!(matches!(denied, Err(PeopleError::Store(FileError::ReadOnly(_)))), "{denied:?}");
    assert_eq!(fs::read(store.path_of(&person("alice"))).unwrap(), before);
    run("mount", &["-o", "remount,rw", folder.path().to_str().unwrap()]);
    assert!(login(&store, CODE).unwrap().is_accepted());
    drop(mount);
}

#[test]
#[ignore = "needs root and mounts"]
fn a_folder_of_somebody_else_is_refused() {
    let folder = Folder::new("owner");
    let store = folder.with_alice();
    chown(store.path_of(&person("alice")), Some(65534), None).unwrap();
    let denied = login(&store, CODE);
    assert!(matches!(denied, Err(PeopleError::Store(FileError::Unsafe(_, Unsafe::Owner)))), "{denied:?}");
    chown(folder.path(), Some(65534), None).unwrap();
    let opened = FileStore::open(folder.path());
    assert!(matches!(opened, Err(FileError::Unsafe(_, Unsafe::Owner))), "{opened:?}");
}

#[test]
#[ignore = "needs root and mounts"]
fn a_folder_that_may_not_be_entered_is_refused_and_said_so() {
    // The files are only readable by root, so another user is tried in a process of its own.
    let folder = Folder::new("denied");
    folder.with_alice();
    let output = Command::new("setpriv")
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "as_somebody_else", "--include-ignored"])
        .env("MFA_TEST_DENIED_FOLDER", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// Not a test by itself: what the test above does as another user.
#[test]
#[ignore = "run by a_folder_that_may_not_be_entered_is_refused_and_said_so"]
fn as_somebody_else() {
    let Some(folder) = std::env::var_os("MFA_TEST_DENIED_FOLDER") else {
        return;
    };
    let opened = FileStore::open(Path::new(&folder));
    assert!(matches!(opened, Err(FileError::NotPermitted(_))), "{opened:?}");
}

#[test]
#[ignore = "needs root and mounts, and bindfs"]
fn a_file_system_that_is_not_local_is_refused_by_name() {
    let (folder, mounted) = (Folder::new("local"), Folder::new("fuse"));
    folder.with_alice();
    fs::create_dir(mounted.path()).unwrap();
    run("bindfs", &[folder.path().to_str().unwrap(), mounted.path().to_str().unwrap()]);
    let mount = Mount(mounted.path());
    let opened = FileStore::open(mounted.path());
    assert!(matches!(opened, Err(FileError::Network(_, "FUSE"))), "{opened:?}");
    drop(mount);
}
