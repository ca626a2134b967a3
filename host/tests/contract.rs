//! The stores of this crate keep the store contract, and those that break a part of it are found.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may be blunt")]

mod common;

use core::convert::Infallible;
use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::panic;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use common::person;
use mfa_core::Commit;
use mfa_host::PersonName;
use mfa_host::people::People;
use mfa_host::record::Record;
use mfa_host::store::{FileStore, MemoryStore, Store, contract};

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
    contract::check_crashes(&store, || start_victim(folder.path()));
}

fn start_victim(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "victim", "--nocapture", "--include-ignored", "--quiet"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Not a test by itself: the process that the test above kills.
#[test]
#[ignore = "run by the_file_store_loses_nothing_when_processes_are_killed"]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    contract::log_in_until_killed(&FileStore::open(folder.as_ref()).unwrap());
}

/// A store that breaks one part of the contract: it is what the suite must find.
struct Broken {
    store: MemoryStore,
    how: Break,
}

#[derive(Clone, Copy, Debug)]
enum Break {
    /// Somebody is in it from the beginning.
    NotEmpty,
    /// It does not list whom it has.
    ListsNobody,
    /// A change replaces whatever is there.
    LastWriterWins,
    /// A deletion deletes whatever is there.
    DeletesAnything,
    /// Somebody new replaces somebody who is there.
    CreatesOver,
    /// Who was deleted is still there.
    KeepsTheDeleted,
    /// A change brings back who was deleted.
    Revives,
    /// It looks whether somebody's record is still what was read, and changes it a moment later.
    LooksFirst(&'static str),
}

impl Broken {
    /// A change under nothing but the hope that nobody else makes one.
    fn anyway(&self, person: &PersonName, record: Option<&Record>) -> Commit {
        loop {
            let commit = match (self.store.read(person).unwrap(), record) {
                (Some((_, token)), Some(record)) => self.store.replace(person, &token, record),
                (Some((_, token)), None) => self.store.delete(person, &token),
                (None, Some(record)) => self.store.create(person, record),
                (None, None) => Ok(Commit::Stored),
            };
            if commit == Ok(Commit::Stored) {
                return Commit::Stored;
            }
        }
    }

    fn looks_first(
        &self,
        who: &PersonName,
        is_still: impl FnOnce() -> bool,
        record: Option<&Record>,
    ) -> Option<Commit> {
        match self.how {
            Break::LooksFirst(name) if *who == person(name) => Some(if is_still() {
                thread::sleep(Duration::from_millis(20));
                self.anyway(who, record)
            } else {
                Commit::Conflict
            }),
            _ => None,
        }
    }

    fn is_still(&self, person: &PersonName, read: &<MemoryStore as Store>::Token) -> bool {
        self.store.read(person).unwrap().is_some_and(|(_, token)| token == *read)
    }
}

impl Store for Broken {
    type Token = <MemoryStore as Store>::Token;
    type Error = Infallible;

    fn read(&self, person: &PersonName) -> Result<Option<(Record, Self::Token)>, Infallible> {
        self.store.read(person)
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, Infallible> {
        if let Some(commit) = self.looks_first(person, || self.read(person).unwrap().is_none(), Some(record)) {
            return Ok(commit);
        }
        match self.how {
            Break::CreatesOver => Ok(self.anyway(person, Some(record))),
            _ => self.store.create(person, record),
        }
    }

    fn replace(&self, person: &PersonName, read: &Self::Token, record: &Record) -> Result<Commit, Infallible> {
        if let Some(commit) = self.looks_first(person, || self.is_still(person, read), Some(record)) {
            return Ok(commit);
        }
        match (self.how, self.store.read(person)?) {
            (Break::LastWriterWins, Some(_)) | (Break::Revives, None) => Ok(self.anyway(person, Some(record))),
            _ => self.store.replace(person, read, record),
        }
    }

    fn delete(&self, person: &PersonName, read: &Self::Token) -> Result<Commit, Infallible> {
        if let Some(commit) = self.looks_first(person, || self.is_still(person, read), None) {
            return Ok(commit);
        }
        match self.how {
            Break::DeletesAnything => Ok(self.anyway(person, None)),
            Break::KeepsTheDeleted if self.is_still(person, read) => Ok(Commit::Stored),
            _ => self.store.delete(person, read),
        }
    }

    fn people(&self) -> Result<Vec<PersonName>, Infallible> {
        match self.how {
            Break::NotEmpty => Ok(vec![person("mallory")]),
            Break::ListsNobody => Ok(Vec::new()),
            _ => self.store.people(),
        }
    }
}

#[track_caller]
fn said_by(check: impl FnOnce()) -> String {
    let Err(panicked) = panic::catch_unwind(AssertUnwindSafe(check)) else { panic!("the suite must find it") };
    let text = panicked.downcast_ref::<String>().cloned();
    text.or_else(|| panicked.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap()
}

/// The people of the suite that several change at once, one for each kind of race.
#[test]
fn a_store_that_breaks_any_part_of_the_contract_is_found() {
    for (how, says) in [
        (Break::NotEmpty, "the store must be empty"),
        (Break::ListsNobody, "contains(&alice)"),
        (Break::LastWriterWins, "an older state never wins"),
        (Break::DeletesAnything, "an older token does not delete"),
        (Break::CreatesOver, "left: Stored\n right: Conflict"),
        (Break::KeepsTheDeleted, "is_none()"),
        (Break::Revives, "a late writer revives nobody"),
        (Break::LooksFirst("grace"), "8 at once create somebody"),
        (Break::LooksFirst("heidi"), "changes and deletions of one record at once"),
        (Break::LooksFirst("bob"), "round 0: one code, 8 at once"),
        (Break::LooksFirst("carol"), "each evaluated code is one failure"),
    ] {
        let said = said_by(|| contract::check(&Broken { store: MemoryStore::new(), how }));
        assert!(said.contains(says), "{how:?}: {said}");
    }
}

/// Who logs in elsewhere prints logins of which this store knows nothing.
#[test]
fn a_store_that_loses_what_it_said_in_a_crash_is_found() {
    let (here, elsewhere) = (common::Folder::new("here"), common::Folder::new("elsewhere"));
    let store = FileStore::open_or_create(here.path()).unwrap();
    let other = FileStore::open_or_create(elsewhere.path()).unwrap();
    People::of(&other).add(&person("erin"), &common::phone()).unwrap();
    let said = said_by(|| contract::check_crashes(&store, || start_victim(elsewhere.path())));
    assert!(said.contains("a used code stays used after a crash"), "{said}");
}
