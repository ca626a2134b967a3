//! The store without room for anybody new: a question about somebody who is not there creates nobody.

use mfa_core::Commit;
use mfa_host::PersonName;
use mfa_host::record::Record;
use mfa_host::store::{Read, Store};

use crate::store::{PostgresStore, StoreError, Token};

/// The people who are there.
#[derive(Debug)]
pub(super) struct Known<'a>(pub(super) &'a PostgresStore);

impl Store for Known<'_> {
    type Token = Token;
    type Error = StoreError;

    fn read(&self, person: &PersonName) -> Result<Option<Read<Token>>, StoreError> {
        self.0.read(person)
    }

    fn create(&self, _person: &PersonName, _record: &Record) -> Result<Commit, StoreError> {
        Err(StoreError::NotThere)
    }

    fn replace(&self, person: &PersonName, read: &Token, record: &Record) -> Result<Commit, StoreError> {
        self.0.replace(person, read, record)
    }

    fn delete(&self, person: &PersonName, read: &Token) -> Result<Commit, StoreError> {
        self.0.delete(person, read)
    }

    fn people(&self) -> Result<Vec<PersonName>, StoreError> {
        self.0.people()
    }
}
