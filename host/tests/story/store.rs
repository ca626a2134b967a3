//! A store in memory whose answers can be made to go wrong, once.

use core::cell::{Cell, RefCell};
use core::fmt;
use std::collections::BTreeMap;

use mfa_core::Commit;
use mfa_host::PersonName;
use mfa_host::record::{Record, decode, encode};
use mfa_host::store::{Read, Store};

type Bytes = Vec<u8>;

/// What goes wrong during one step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is written, and the answer is lost.
    ReplyLost,
    /// It is not written, and the answer is lost.
    WriteLost,
    /// It is not written, and the store says so with an error.
    WriteFails,
    /// The store cannot be read.
    ReadFails,
    /// Somebody else is faster, each time.
    AlwaysConflicts,
}

impl Fault {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "reply-lost" => Self::ReplyLost,
            "write-lost" => Self::WriteLost,
            "write-fails" => Self::WriteFails,
            "read-fails" => Self::ReadFails,
            "always-conflicts" => Self::AlwaysConflicts,
            _ => return None,
        })
    }
}

/// The store itself failed.
#[derive(Debug)]
pub(super) struct Failed;

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store failed, as the story wants it")
    }
}

impl core::error::Error for Failed {}

/// Records as bytes, by the person's name.
#[derive(Default)]
pub(super) struct Shelf {
    records: RefCell<BTreeMap<PersonName, Bytes>>,
    fault: Cell<Option<Fault>>,
    /// What is read of somebody until the first write: what was there before somebody else was faster.
    before: RefCell<Option<(PersonName, Option<Bytes>)>>,
    /// Whether the fault, or the conflict with somebody else, took place.
    met: Cell<bool>,
}

impl Shelf {
    pub(super) fn bytes(&self, person: &PersonName) -> Option<Bytes> {
        self.records.borrow().get(person).cloned()
    }

    pub(super) fn put(&self, person: &PersonName, bytes: Bytes) {
        self.records.borrow_mut().insert(person.clone(), bytes);
    }

    /// Until the next write, what is read of a person is this.
    pub(super) fn show_before(&self, person: &PersonName, bytes: Option<Bytes>) {
        self.before.replace(Some((person.clone(), bytes)));
    }

    pub(super) fn fails(&self, fault: Option<Fault>) {
        self.fault.set(fault);
    }

    /// Ends whatever was to go wrong; whether it did.
    pub(super) fn calm(&self) -> bool {
        self.fault.set(None);
        self.before.replace(None);
        self.met.replace(false)
    }

    fn swap(&self, person: &PersonName, read: Option<&Bytes>, next: Option<&Record>) -> Result<Commit, Failed> {
        let raced = self.before.replace(None).is_some();
        match self.fault.get() {
            Some(Fault::WriteFails) => {
                self.met.set(true);
                return Err(Failed);
            }
            Some(Fault::WriteLost) => {
                self.met.set(true);
                return Ok(Commit::Unknown);
            }
            Some(Fault::AlwaysConflicts) => {
                self.met.set(true);
                return Ok(Commit::Conflict);
            }
            Some(Fault::ReplyLost | Fault::ReadFails) | None => {}
        }
        let mut records = self.records.borrow_mut();
        if records.get(person) != read {
            self.met.set(self.met.get() || raced);
            return Ok(Commit::Conflict);
        }
        match next {
            Some(record) => records.insert(person.clone(), encode(person, record).to_vec()),
            None => records.remove(person),
        };
        if self.fault.get() == Some(Fault::ReplyLost) {
            self.met.set(true);
            return Ok(Commit::Unknown);
        }
        Ok(Commit::Stored)
    }
}

impl Store for Shelf {
    type Token = Bytes;
    type Error = Failed;

    fn read(&self, person: &PersonName) -> Result<Option<Read<Bytes>>, Failed> {
        if self.fault.get() == Some(Fault::ReadFails) {
            self.met.set(true);
            return Err(Failed);
        }
        let bytes = match &*self.before.borrow() {
            Some((shown, bytes)) if shown == person => bytes.clone(),
            _ => self.bytes(person),
        };
        bytes.map(|bytes| Ok((decode(person, &bytes).map_err(|_| Failed)?, bytes))).transpose()
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, Failed> {
        self.swap(person, None, Some(record))
    }

    fn replace(&self, person: &PersonName, read: &Bytes, record: &Record) -> Result<Commit, Failed> {
        self.swap(person, Some(read), Some(record))
    }

    fn delete(&self, person: &PersonName, read: &Bytes) -> Result<Commit, Failed> {
        self.swap(person, Some(read), None)
    }

    fn people(&self) -> Result<Vec<PersonName>, Failed> {
        Ok(self.records.borrow().keys().cloned().collect())
    }
}
