//! Why the store cannot answer. Nobody gets in then.

use core::error::Error;
use core::fmt;

use mfa_host::record::Damage;
use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::vault::VaultError;

/// Why the store cannot answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The database is not reached.
    NotReached(String),
    /// The connection was lost, or nothing came in time. Where something was to be stored, it is unknown whether it was.
    Lost,
    /// The database refused the statement, by this code, and nothing was stored.
    Refused(String),
    /// The database is not as it must be: what is missing is said.
    Unfit(String),
    /// The row is not what was sealed for it, or its key is not there.
    Sealing(VaultError),
    /// The row was opened, and what was sealed is no record.
    Damaged(Damage),
    /// The row has a name that none of ours has.
    Name,
    /// The row was changed as often as it can be.
    VersionExhausted,
    /// The person is not there, and is not to be created.
    NotThere,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReached(why) => write!(f, "the database is not reached: {why}"),
            Self::Lost => f.write_str("the connection to the database was lost, or it took too long"),
            Self::Refused(code) => write!(f, "the database refused, with code {code}"),
            Self::Unfit(what) => write!(f, "the database is not as it must be: {what}"),
            Self::Sealing(error) => error.fmt(f),
            Self::Damaged(damage) => damage.fmt(f),
            Self::Name => f.write_str("a row's name is no person's"),
            Self::VersionExhausted => f.write_str("the row has been changed as often as it can be"),
            Self::NotThere => f.write_str("there is no such person"),
        }
    }
}

impl Error for StoreError {}

impl From<VaultError> for StoreError {
    fn from(error: VaultError) -> Self {
        Self::Sealing(error)
    }
}

impl From<Damage> for StoreError {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// What became of a statement that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// Nothing was stored, for others were in the way: tried anew.
    Conflict,
    /// Nothing was stored, and trying anew would not help.
    Refused,
    /// It is not known what was stored, and the connection is good for nothing more.
    Lost,
}

impl Failed {
    pub(crate) fn of(error: &tokio_postgres::Error) -> Self {
        error.as_db_error().map_or(Self::Lost, Self::of_answer)
    }

    /// An answer of severity ERROR ends a transaction without storing. FATAL and PANIC end a session, of which somebody may
    /// have committed before.
    fn of_answer(error: &DbError) -> Self {
        let in_the_way = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        match error.parsed_severity() {
            Some(Severity::Error) if in_the_way.contains(error.code()) => Self::Conflict,
            Some(Severity::Error) => Self::Refused,
            _ => Self::Lost,
        }
    }
}

/// What a failed statement is called, without what it was about: the database's own words may quote a row.
pub(crate) fn told(error: &tokio_postgres::Error) -> StoreError {
    match (Failed::of(error), error.code()) {
        (Failed::Lost, _) | (_, None) => StoreError::Lost,
        (_, Some(code)) => StoreError::Refused(code.code().to_owned()),
    }
}
