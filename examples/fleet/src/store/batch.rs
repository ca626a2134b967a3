//! One statement for what waited together, and an answer to each.
//!
//! Whether a replacement was stored is known from the statement's own answer and nothing else: the rows that it returns,
//! once the database is ready for the next statement, which it says after the commit. A row that is not returned was no
//! longer what had been read. If the statement failed as a whole, none was stored; if its answer did not come, nobody knows.

use core::time::Duration;
use std::collections::{HashMap, HashSet};

use mfa_core::Commit;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;

use super::connection::{Prepared, Session};
use super::error::{Failed, StoreError, told};
use super::lanes::{Lookup, Replacement, Single, Waiter, Work};
use super::rows::Row;
use crate::metrics::StoreCounts;
use crate::vault::Sealed;

/// How often what is only read is asked for again where others are in the way.
const MOST_READINGS: u32 = 100;

/// Carries work out and answers it. Says whether the connection is good for more.
pub(super) async fn carry(
    session: &Session,
    prepared: &Prepared,
    work: Work,
    limit: Duration,
    counts: &StoreCounts,
) -> bool {
    match work {
        Work::Lookups(all) => carry_lookups(session, prepared, all, limit, counts).await,
        Work::Replacements(all) => carry_replacements(session, prepared, all, limit, counts).await,
        Work::Single(Single::Create { person, row, to }) => {
            let Row { id, version, sealed } = row;
            let values: [&(dyn ToSql + Sync); 5] = [&person, &id, &version, &sealed.key, &sealed.bytes];
            let statement = session.client.execute(&prepared.create, &values);
            carry_change(session, statement, to, limit, counts).await
        }
        Work::Single(Single::Delete { person, read, to }) => {
            let values: [&(dyn ToSql + Sync); 3] = [&person, &read.id, &read.version];
            let statement = session.client.execute(&prepared.delete, &values);
            carry_change(session, statement, to, limit, counts).await
        }
        Work::Single(Single::People { to }) => {
            let rows = timeout(limit, session.client.query(&prepared.people, &[])).await;
            let names = rows.map(|rows| rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect()));
            answer(to, names)
        }
        Work::Single(Single::Ping { to }) => answer(to, timeout(limit, session.client.batch_execute("")).await),
    }
}

type Timed<T> = Result<Result<T, tokio_postgres::Error>, tokio::time::error::Elapsed>;

/// Answers what changes nothing.
fn answer<T>(to: Waiter<T>, result: Timed<T>) -> bool {
    let (result, is_good) = settled(result);
    // Whoever does not wait any more needs no answer.
    let _ = to.send(result);
    is_good
}

fn settled<T>(result: Timed<T>) -> (Result<T, StoreError>, bool) {
    match result {
        Err(_) => (Err(StoreError::Lost), false),
        Ok(Ok(value)) => (Ok(value), true),
        Ok(Err(error)) => (Err(told(&error)), Failed::of(&error) != Failed::Lost),
    }
}

async fn carry_lookups(
    session: &Session,
    prepared: &Prepared,
    all: Vec<Lookup>,
    limit: Duration,
    counts: &StoreCounts,
) -> bool {
    let people: Vec<&str> = all.iter().map(|one| one.person.as_str()).collect();
    let mut result = timeout(limit, session.client.query(&prepared.read, &[&people])).await;
    // Where transactions are serializable, the database may end those that only read, too.
    for _ in 0..MOST_READINGS {
        if !matches!(&result, Ok(Err(error)) if Failed::of(error) == Failed::Conflict) {
            break;
        }
        counts.serialization();
        result = timeout(limit, session.client.query(&prepared.read, &[&people])).await;
    }
    let rows = result.map(|rows| rows.and_then(|rows| rows.iter().map(row_of).collect::<Result<HashMap<_, _>, _>>()));
    let (rows, is_good) = settled(rows);
    for Lookup { person, to } in all {
        let _ = to.send(rows.as_ref().map(|rows| rows.get(&person).cloned()).map_err(Clone::clone));
    }
    is_good
}

fn row_of(row: &tokio_postgres::Row) -> Result<(String, Row), tokio_postgres::Error> {
    let sealed = Sealed { key: row.try_get(3)?, bytes: row.try_get(4)? };
    Ok((row.try_get(0)?, Row { id: row.try_get(1)?, version: row.try_get(2)?, sealed }))
}

async fn carry_replacements(
    session: &Session,
    prepared: &Prepared,
    mut all: Vec<Replacement>,
    limit: Duration,
    counts: &StoreCounts,
) -> bool {
    // Every server takes rows in one order, so that no two wait for each other.
    all.sort_unstable_by(|one, other| one.person.cmp(&other.person));
    let people: Vec<&str> = all.iter().map(|one| one.person.as_str()).collect();
    let ids: Vec<i64> = all.iter().map(|one| one.read.id).collect();
    let versions: Vec<i64> = all.iter().map(|one| one.read.version).collect();
    let keys: Vec<i32> = all.iter().map(|one| one.sealed.key).collect();
    let sealed: Vec<&[u8]> = all.iter().map(|one| one.sealed.bytes.as_slice()).collect();
    let values: [&(dyn ToSql + Sync); 5] = [&people, &ids, &versions, &keys, &sealed];
    let result = timeout(limit, session.client.query(&prepared.replace, &values)).await;
    let stored = result.map(|rows| {
        rows.and_then(|rows| rows.iter().map(|row| row.try_get(0)).collect::<Result<HashSet<String>, _>>())
    });
    let (outcome, is_good) = outcome(session, stored, counts);
    for Replacement { person, to, .. } in all {
        let commit = outcome.as_ref().map_err(Clone::clone).map(|outcome| match outcome {
            Outcome::Rows(stored) if stored.contains(&person) => Commit::Stored,
            Outcome::Rows(_) | Outcome::None => {
                counts.conflict();
                Commit::Conflict
            }
            Outcome::Unknown => Commit::Unknown,
        });
        let _ = to.send(commit);
    }
    is_good
}

async fn carry_change(
    session: &Session,
    statement: impl Future<Output = Result<u64, tokio_postgres::Error>>,
    to: Waiter<Commit>,
    limit: Duration,
    counts: &StoreCounts,
) -> bool {
    let (outcome, is_good) = outcome(session, timeout(limit, statement).await, counts);
    let commit = outcome.map(|outcome| match outcome {
        Outcome::Rows(rows) => Commit::of_rows::<StoreError>(Ok(rows)),
        Outcome::None => Commit::Conflict,
        Outcome::Unknown => Commit::Unknown,
    });
    if commit == Ok(Commit::Conflict) {
        counts.conflict();
    }
    let _ = to.send(commit);
    is_good
}

/// What became of a statement that changes something.
enum Outcome<T> {
    /// It is committed, and did this.
    Rows(T),
    /// Others were in the way, and nothing was stored.
    None,
    /// Nobody knows.
    Unknown,
}

fn outcome<T>(session: &Session, result: Timed<T>, counts: &StoreCounts) -> (Result<Outcome<T>, StoreError>, bool) {
    match result {
        // A commit with a warning is one that is not where it should be, as on a standby.
        Ok(Ok(_)) if session.has_warned() => (Ok(Outcome::Unknown), false),
        Ok(Ok(done)) => (Ok(Outcome::Rows(done)), true),
        Err(_) => (Ok(Outcome::Unknown), false),
        Ok(Err(error)) => match Failed::of(&error) {
            Failed::Conflict => {
                counts.serialization();
                (Ok(Outcome::None), true)
            }
            Failed::Refused => (Err(told(&error)), true),
            Failed::Lost => (Ok(Outcome::Unknown), false),
        },
    }
}
