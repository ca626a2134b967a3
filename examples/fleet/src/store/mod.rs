//! The store on PostgreSQL: one sealed row a person, replaced by compare-and-set.
//!
//! Callers are threads that wait, and tasks; [`lanes`] carries what they ask to the database. A replacement counts as stored only when
//! the database has said that it is committed, and of anything else that might have been stored it is said that nobody
//! knows, which denies.

mod batch;
mod connection;
mod error;
mod lanes;
mod rows;

use mfa_core::Commit;
use mfa_host::PersonName;
use mfa_host::random;
use mfa_host::record::{self, Record};
use mfa_host::store::{AwaitedStore, Read, Store};
use tokio::runtime::Handle;

use crate::metrics::StoreCounts;
use crate::vault::{Place, Sealed, Vault};

pub use connection::{Session, connected};
pub use error::StoreError;
pub(crate) use error::told as statement_failed;
pub use lanes::LanesConfig;
pub use rows::Row;

use lanes::{Asked, Lanes};

/// What identifies the exact row that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    id: i64,
    version: i64,
}

/// People's records in PostgreSQL, sealed.
#[derive(Debug)]
pub struct PostgresStore {
    vault: Vault,
    lanes: Lanes,
}

impl PostgresStore {
    /// A store whose connections live on this runtime. Nothing is connected before something is asked.
    pub fn new(runtime: &Handle, config: LanesConfig, vault: Vault, counts: StoreCounts) -> Self {
        Self { vault, lanes: Lanes::new(runtime, config, counts) }
    }

    /// What seals its rows.
    pub const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.lanes.ping().awaited().await
    }

    fn read_row(&self, person: &PersonName, row: Option<Row>) -> Result<Option<Read<Token>>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let record = self.opened(person, &row)?;
        Ok(Some((record, Token { id: row.id, version: row.version })))
    }

    fn replacing(&self, person: &PersonName, read: &Token, record: &Record) -> Result<Asked<Commit>, StoreError> {
        let next = read.version.checked_add(1).ok_or(StoreError::VersionExhausted)?;
        let sealed = self.seal(person, read.id, next, record)?;
        Ok(self.lanes.replace(person, *read, sealed))
    }

    fn seal(&self, person: &PersonName, id: i64, version: i64, record: &Record) -> Result<Sealed, StoreError> {
        Ok(self.vault.seal(Place { person, id, version }, &record::encode(person, record))?)
    }

    /// A row as a record.
    pub fn opened(&self, person: &PersonName, row: &Row) -> Result<Record, StoreError> {
        let place = Place { person, id: row.id, version: row.version };
        let text = self.vault.open(place, row.sealed.key, &row.sealed.bytes)?;
        Ok(record::decode(person, &text)?)
    }
}

impl Store for PostgresStore {
    type Token = Token;
    type Error = StoreError;

    fn read(&self, person: &PersonName) -> Result<Option<Read<Token>>, StoreError> {
        self.read_row(person, self.lanes.read(person).waited_for()?)
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, StoreError> {
        let id = new_id()?;
        let sealed = self.seal(person, id, FIRST_VERSION, record)?;
        self.lanes.create(person, Row { id, version: FIRST_VERSION, sealed }).waited_for()
    }

    fn replace(&self, person: &PersonName, read: &Token, record: &Record) -> Result<Commit, StoreError> {
        self.replacing(person, read, record)?.waited_for()
    }

    fn delete(&self, person: &PersonName, read: &Token) -> Result<Commit, StoreError> {
        self.lanes.delete(person, *read).waited_for()
    }

    /// The names of everybody, all of them in memory: for tests, not for a server.
    fn people(&self) -> Result<Vec<PersonName>, StoreError> {
        let names = self.lanes.people().waited_for()?;
        names.iter().map(|name| PersonName::new(name).map_err(|_| StoreError::Name)).collect()
    }
}

impl AwaitedStore for PostgresStore {
    type Token = Token;
    type Error = StoreError;

    async fn read_awaited(&self, person: &PersonName) -> Result<Option<Read<Token>>, StoreError> {
        self.read_row(person, self.lanes.read(person).awaited().await?)
    }

    async fn replace_awaited(&self, person: &PersonName, read: &Token, next: &Record) -> Result<Commit, StoreError> {
        self.replacing(person, read, next)?.awaited().await
    }
}

/// The version of a row that is new.
pub const FIRST_VERSION: i64 = 1;

/// The id of a row that is new: at random, so that one which comes back is told from one that was deleted.
pub fn new_id() -> Result<i64, StoreError> {
    let drawn = random::bytes::<8>().map_err(|_| StoreError::Sealing(crate::vault::VaultError::NotSealed))?;
    Ok(i64::from_le_bytes(*drawn) & i64::MAX)
}
