//! A store in memory, for tests and for hosts that keep nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use core::convert::Infallible;

use mfa_core::Commit;
use zeroize::Zeroizing;

use super::Store;
use crate::name::PersonName;
use crate::record::{self, Record};

type Bytes = Zeroizing<Vec<u8>>;

/// Records in memory, shared between threads.
#[derive(Debug, Default)]
pub struct MemoryStore {
    records: Mutex<BTreeMap<PersonName, Bytes>>,
}

impl MemoryStore {
    /// A store with nobody in it.
    pub fn new() -> Self {
        Self::default()
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<PersonName, Bytes>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is stored if it is still what was read.
    fn swap(&self, person: &PersonName, read: Option<&Bytes>, record: Option<&Record>) -> Commit {
        let mut records = self.records();
        if records.get(person) != read {
            return Commit::Conflict;
        }
        match record {
            Some(record) => records.insert(person.clone(), record::encode(person, record)),
            None => records.remove(person),
        };
        Commit::Stored
    }
}

impl Store for MemoryStore {
    type Token = Bytes;
    type Error = Infallible;

    fn read(&self, person: &PersonName) -> Result<Option<(Record, Bytes)>, Infallible> {
        let bytes = self.records().get(person).cloned();
        Ok(bytes.and_then(|bytes| Some((record::decode(person, &bytes).ok()?, bytes))))
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, Infallible> {
        Ok(self.swap(person, None, Some(record)))
    }

    fn replace(&self, person: &PersonName, read: &Bytes, record: &Record) -> Result<Commit, Infallible> {
        Ok(self.swap(person, Some(read), Some(record)))
    }

    fn delete(&self, person: &PersonName, read: &Bytes) -> Result<Commit, Infallible> {
        Ok(self.swap(person, Some(read), None))
    }

    fn people(&self) -> Result<Vec<PersonName>, Infallible> {
        Ok(self.records().keys().cloned().collect())
    }
}
