//! The file store, as bytes: the same files that the PAM module, the C ABI and the `mfa` program read and write.

use std::path::Path;
use std::sync::Arc;

use mfa_core as engine;
use mfa_host::PersonName;
use mfa_host::record::decode;
use mfa_host::store::{Bytes, FileStore, Store as _};

use crate::attempt::Commit;
use crate::error::Refused;

/// A folder with a file for each person.
#[derive(Debug, uniffi::Object)]
pub struct RecordFiles(FileStore);

#[uniffi::export]
impl RecordFiles {
    /// The store in a folder, which is made if it is not there and `create` says so.
    #[uniffi::constructor]
    pub fn open(folder: &str, create: bool) -> Result<Arc<Self>, Refused> {
        let folder = Path::new(folder);
        let store = if create { FileStore::open_or_create(folder)? } else { FileStore::open(folder)? };
        Ok(Arc::new(Self(store)))
    }

    /// A person's record; `None` if there is no such person.
    pub fn read(&self, person: &str) -> Result<Option<Vec<u8>>, Refused> {
        let name = PersonName::new(person)?;
        Ok(self.0.read(&name)?.map(|(_, bytes)| bytes.to_vec()))
    }

    /// Puts a record in the place of exactly that one; `None` is no record, before or after.
    pub fn replace(&self, person: &str, expected: Option<Vec<u8>>, next: Option<Vec<u8>>) -> Result<Commit, Refused> {
        let name = PersonName::new(person)?;
        let expected = expected.map(Bytes::new);
        let next = next.map(Bytes::new);
        let record = next.map(|next| decode(&name, &next)).transpose()?;
        let committed = match (expected, record) {
            (None, Some(record)) => self.0.create(&name, &record)?,
            (Some(expected), Some(record)) => self.0.replace(&name, &expected, &record)?,
            (Some(expected), None) => self.0.delete(&name, &expected)?,
            (None, None) if self.0.read(&name)?.is_none() => engine::Commit::Stored,
            (None, None) => engine::Commit::Conflict,
        };
        Ok(match committed {
            engine::Commit::Stored => Commit::Stored,
            engine::Commit::Conflict => Commit::Conflict,
            engine::Commit::Unknown => Commit::Unknown,
        })
    }

    /// The names of everybody who has a record.
    pub fn people(&self) -> Result<Vec<String>, Refused> {
        Ok(self.0.people()?.iter().map(|name| name.as_str().to_owned()).collect())
    }
}
