//! The stores of this crate keep the store contract.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests may be blunt")]

mod common;

use std::process::{Command, Stdio};

use mfa_host::store::{FileStore, MemoryStore, contract};

const FOLDER: &str = "MFA_TEST_LOG_IN_UNTIL_KILLED";

#[test]
fn the_store_in_memory_keeps_the_contract() {
    contract::check(&MemoryStore::new());
}

#[test]
fn the_file_store_keeps_the_contract() {
    let folder = common::Folder::new("contract");
    contract::check(&FileStore::open_or_create(folder.path()).unwrap());
}

#[test]
fn the_file_store_loses_nothing_when_processes_are_killed() {
    let folder = common::Folder::new("crashes");
    let store = FileStore::open_or_create(folder.path()).unwrap();
    contract::check_crashes(&store, || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "victim", "--nocapture", "--include-ignored", "--quiet"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    });
}

/// Not a test by itself: the process that the test above kills.
#[test]
#[ignore = "run by the_file_store_loses_nothing_when_processes_are_killed"]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    contract::log_in_until_killed(&FileStore::open(folder.as_ref()).unwrap());
}
