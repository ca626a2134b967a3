//! What a store promises, and the stores there are.

#[cfg(feature = "contract")]
pub mod contract;
#[cfg(unix)]
mod file;
mod memory;

#[cfg(unix)]
pub use file::{Bytes, FileError, FileStore, Unsafe};
pub use memory::MemoryStore;

use core::error::Error;
use core::future::Future;

use mfa_core::Commit;

use crate::name::PersonName;
use crate::record::Record;

/// A record as it was read, and what identifies it exactly.
pub type Read<Token> = (Record, Token);

/// Records of people, each replaced as a whole by compare-and-set.
///
/// An implementation answers [`Commit::Stored`] only when the change is durable and replaced exactly what the token
/// stands for; [`Commit::Conflict`] when the record is no longer that; and an error whenever it cannot tell. The suite
/// in [`contract`] (feature `contract`) checks an implementation.
pub trait Store {
    /// What identifies the exact record that was read: all of its bytes, or its id and revision.
    type Token;
    /// Why the store cannot answer. Nobody gets in then.
    type Error: Error + 'static;

    /// Reads a person's record; `None` if there is no such person.
    fn read(&self, person: &PersonName) -> Result<Option<Read<Self::Token>>, Self::Error>;

    /// Stores the record of somebody who has none; a conflict if there is one already.
    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, Self::Error>;

    /// Replaces the record that was read; a conflict if it is no longer that one.
    fn replace(&self, person: &PersonName, read: &Self::Token, record: &Record) -> Result<Commit, Self::Error>;

    /// Deletes the record that was read; a conflict if it is no longer that one.
    fn delete(&self, person: &PersonName, read: &Self::Token) -> Result<Commit, Self::Error>;

    /// The names of everybody who has a record, in order.
    fn people(&self) -> Result<Vec<PersonName>, Self::Error>;
}

/// A [`Store`] as tasks use it, for what is asked most: a login with a code reads and replaces. What it promises is the same.
///
/// ```
/// use mfa_core::{Code, Commit, Policy, UnixTime};
/// use mfa_host::PersonName;
/// use mfa_host::people::People;
/// use mfa_host::record::Record;
/// use mfa_host::store::{AwaitedStore, MemoryStore, Read, Store};
///
/// /// In the place of a database, whose driver would be awaited here.
/// struct Database(MemoryStore);
///
/// impl AwaitedStore for Database {
///     type Token = <MemoryStore as Store>::Token;
///     type Error = <MemoryStore as Store>::Error;
///
///     async fn read_awaited(&self, person: &PersonName) -> Result<Option<Read<Self::Token>>, Self::Error> {
///         self.0.read(person)
///     }
///
///     async fn replace_awaited(
///         &self,
///         person: &PersonName,
///         read: &Self::Token,
///         record: &Record,
///     ) -> Result<Commit, Self::Error> {
///         self.0.replace(person, read, record)
///     }
/// }
///
/// /// Whether the person is in. Any error is a no.
/// async fn log_in(database: &Database, person: &str, typed: &str, now: UnixTime) -> bool {
///     let (Ok(person), Ok(code)) = (PersonName::new(person), Code::parse(typed)) else { return false };
///     let verified = People::of(database).verify_awaited(&person, now, &code, &Policy::DEFAULT).await;
///     verified.is_ok_and(|(verdict, _)| verdict.is_accepted())
/// }
/// ```
pub trait AwaitedStore {
    /// What identifies the exact record that was read: all of its bytes, or its id and revision.
    type Token: Send + Sync;
    /// Why the store cannot answer. Nobody gets in then.
    type Error: Error + Send + 'static;

    /// Reads a person's record; `None` if there is no such person.
    fn read_awaited(
        &self,
        person: &PersonName,
    ) -> impl Future<Output = Result<Option<Read<Self::Token>>, Self::Error>> + Send;

    /// Replaces the record that was read; a conflict if it is no longer that one.
    fn replace_awaited(
        &self,
        person: &PersonName,
        read: &Self::Token,
        record: &Record,
    ) -> impl Future<Output = Result<Commit, Self::Error>> + Send;
}
