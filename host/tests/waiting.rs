//! What happens to those who wait for a lock: its holder is killed or keeps it, or the person is deleted meanwhile.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests may be blunt")]

mod common;

use core::time::Duration;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use common::{CODE, Folder, code, now, person};
use mfa_core::{Commit, Policy};
use mfa_host::people::{People, PeopleError};
use mfa_host::store::{FileError, FileStore, Store};
use rustix::fs::FlockOperation;

const HOLD: &str = "MFA_TEST_HOLD_THE_LOCK_OF";

/// Long enough for a waiter to have come to the lock.
const A_WHILE: Duration = Duration::from_millis(200);

#[test]
fn a_lock_dies_with_its_holder() {
    let folder = Folder::new("killed");
    let store = folder.with_alice();
    let this_program = std::env::current_exe().unwrap();
    let mut holder = Command::new(this_program)
        .args(["--exact", "holder", "--nocapture", "--include-ignored"])
        .env(HOLD, store.path_of(&person("alice")))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(holder.stdout.take().unwrap());
    assert!(output.lines().any(|line| line.unwrap().contains("held")));

    let verdict = thread::scope(|scope| {
        let login = scope.spawn(|| People::of(&store).verify(&person("alice"), now(), &code(CODE), &Policy::DEFAULT));
        thread::sleep(A_WHILE);
        assert!(!login.is_finished(), "the lock is held");
        holder.kill().unwrap();
        let killed = Instant::now();
        let verdict = login.join().unwrap();
        assert!(killed.elapsed() < Duration::from_secs(5), "nobody waits for the dead");
        verdict
    });
    holder.wait().unwrap();
    assert!(verdict.unwrap().is_accepted());
}

/// Not a test by itself: the process that the test above kills while it holds the lock.
#[test]
#[ignore = "run by a_lock_dies_with_its_holder"]
fn holder() {
    let Some(path) = std::env::var_os(HOLD) else { return };
    let file = File::open(path).unwrap();
    rustix::fs::flock(&file, FlockOperation::LockExclusive).unwrap();
    println!("held");
    thread::sleep(Duration::from_secs(60));
}

#[test]
fn somebody_deleted_while_others_wait_does_not_get_in() {
    let folder = Folder::new("deleted");
    let store = folder.with_alice();
    let path = store.path_of(&person("alice"));
    let held = File::open(&path).unwrap();
    rustix::fs::flock(&held, FlockOperation::LockExclusive).unwrap();
    thread::scope(|scope| {
        let logins: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| People::of(&store).verify(&person("alice"), now(), &code(CODE), &Policy::DEFAULT)))
            .collect();
        thread::sleep(A_WHILE);
        fs::remove_file(&path).unwrap();
        drop(held);
        for login in logins {
            assert!(matches!(login.join().unwrap(), Err(PeopleError::NoSuchPerson)));
        }
    });
    assert!(!path.exists(), "a late writer revives nobody");
}

/// Ten seconds, as the store waits.
#[test]
fn nobody_waits_for_ever_for_a_lock_that_is_not_given_back() {
    let folder = Folder::new("held");
    let store = folder.with_alice();
    let alice = person("alice");
    let (record, token) = store.read(&alice).unwrap().unwrap();
    let held = File::open(store.path_of(&alice)).unwrap();
    rustix::fs::flock(&held, FlockOperation::LockExclusive).unwrap();
    let refused = store.replace(&alice, &token, &record);
    assert!(matches!(refused, Err(FileError::Busy(_))), "{refused:?}");
    drop(held);
    assert_eq!(store.replace(&alice, &token, &record).unwrap(), Commit::Stored);
}

#[test]
fn waiters_lock_the_file_that_is_there_and_not_the_one_renamed_away() {
    let folder = Folder::new("renamed");
    let store = folder.with_alice();
    let alice = person("alice");
    let (record, token) = store.read(&alice).unwrap().unwrap();
    let held = File::open(store.path_of(&alice)).unwrap();
    rustix::fs::flock(&held, FlockOperation::LockExclusive).unwrap();
    thread::scope(|scope| {
        let late = scope.spawn(|| {
            let store = FileStore::open(folder.path()).unwrap();
            store.replace(&alice, &token, &record).unwrap()
        });
        thread::sleep(A_WHILE);
        // Somebody else replaces the record, as every commit does: by renaming a new file over it.
        let newer = folder.path().join("newer");
        let mut bytes = fs::read(store.path_of(&alice)).unwrap();
        bytes.reverse();
        fs::write(&newer, bytes).unwrap();
        fs::set_permissions(&newer, fs::metadata(store.path_of(&alice)).unwrap().permissions()).unwrap();
        fs::rename(&newer, store.path_of(&alice)).unwrap();
        drop(held);
        assert_eq!(late.join().unwrap(), Commit::Conflict);
    });
}
