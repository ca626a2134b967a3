//! `mfa-fleet rotate`: every row sealed with the newest key, while servers go on.
//!
//! Each row is replaced as any change is, by compare-and-set: one that a login changes meanwhile is tried anew.

use std::path::Path;
use std::thread;

use mfa_core::Commit;
use mfa_host::PersonName;
use mfa_host::store::Store as _;
use tokio_postgres::Client;

use super::{Done, Failure, Opened, PATIENCE, print};
use crate::metrics::Metrics;
use crate::schema;
use crate::store::{PostgresStore, StoreError, connected};

/// How many names are read at once.
const TOGETHER: i64 = 1024;
/// How many of them one thread takes.
const PART: usize = 16;
/// How often a row that others change all the time is tried.
const MOST_TRIES: u32 = 1000;

/// What a rotation came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// How many rows were sealed anew.
    pub rows: u64,
    /// How many of them others had changed meanwhile, so that they were tried anew.
    pub again: u64,
}

pub(super) fn run(file: &Path) -> Done {
    let opened = Opened::of(file)?;
    let store = opened.store(&Metrics::default())?;
    let session = opened.runtime.block_on(async {
        let session = connected(&opened.config.database, PATIENCE).await?;
        schema::check_version(&session.client).await?;
        Ok::<_, StoreError>(session)
    })?;
    let names = |after: &str| opened.runtime.block_on(others(&session.client, store.vault().newest_number(), after));
    let rotated = rotate(&store, names)?;
    let newest = store.vault().newest_number();
    print(&format!("rows sealed with key {newest} now: {} (tried anew: {})\n", rotated.rows, rotated.again))
}

/// Seals anew whomever `names` gives: those after a name, until there are none.
pub fn rotate(
    store: &PostgresStore,
    names: impl Fn(&str) -> Result<Vec<String>, StoreError>,
) -> Result<Rotated, Failure> {
    let (mut rotated, mut after) = (Rotated::default(), String::new());
    loop {
        let people = names(&after)?;
        let Some(last) = people.last() else { return Ok(rotated) };
        after.clone_from(last);
        // Together, so that the store commits them together.
        let parts: Vec<Result<Rotated, Failure>> = thread::scope(|scope| {
            let part = |people| scope.spawn(move || part_resealed(store, people));
            let threads: Vec<_> = people.chunks(PART).map(part).collect();
            let broken = || Err(Failure("a thread ended in a panic".to_owned()));
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| broken())).collect()
        });
        for part in parts {
            let part = part?;
            rotated.rows = rotated.rows.saturating_add(part.rows);
            rotated.again = rotated.again.saturating_add(part.again);
        }
    }
}

/// Whose rows are sealed with another key, after a name.
pub async fn others(client: &Client, newest: i32, after: &str) -> Result<Vec<String>, StoreError> {
    const OTHERS: &str = "SELECT person FROM record WHERE key_id <> $1 AND person > $2 ORDER BY person LIMIT $3";
    let failed = |error: tokio_postgres::Error| crate::store::statement_failed(&error);
    let rows = client.query(OTHERS, &[&newest, &after, &TOGETHER]).await.map_err(failed)?;
    rows.iter().map(|row| row.try_get(0).map_err(failed)).collect()
}

fn part_resealed(store: &PostgresStore, people: &[String]) -> Result<Rotated, Failure> {
    let mut rotated = Rotated::default();
    for person in people {
        let person = PersonName::new(person).map_err(|_| StoreError::Name)?;
        resealed(store, &person, &mut rotated)?;
    }
    Ok(rotated)
}

fn resealed(store: &PostgresStore, person: &PersonName, rotated: &mut Rotated) -> Result<(), Failure> {
    for _ in 0..MOST_TRIES {
        // Somebody who was deleted needs no key.
        let Some((record, token)) = store.read(person)? else { return Ok(()) };
        match store.replace(person, &token, &record)? {
            Commit::Stored => {
                rotated.rows = rotated.rows.saturating_add(1);
                return Ok(());
            }
            Commit::Conflict => rotated.again = rotated.again.saturating_add(1),
            Commit::Unknown => return Err(StoreError::Lost.into()),
        }
    }
    Err(Failure(format!("{person}: others change the row all the time; run it again")))
}
