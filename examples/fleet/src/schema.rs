//! The tables, how they come to be, and what the database must be like.

use tokio_postgres::Client;

use crate::store::StoreError;

/// The migrations, in their order. One that was applied somewhere is never changed.
const MIGRATIONS: [&str; 1] = [include_str!("../migrations/0001-record.sql")];
/// What keeps two servers from migrating at once.
const LOCK: i64 = 0x6c69_626d_6661;

/// How many migrations this program knows.
pub const VERSION: i32 = 1;

/// Brings the tables to what this program knows. Gives how many migrations were applied.
pub async fn migrate(client: &mut Client) -> Result<i32, StoreError> {
    let refused = |error: tokio_postgres::Error| crate::store::statement_failed(&error);
    let transaction = client.transaction().await.map_err(refused)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(refused)?;
    transaction
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS migration \
             (number integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())",
        )
        .await
        .map_err(refused)?;
    let row = transaction.query_one("SELECT coalesce(max(number), 0) FROM migration", &[]).await.map_err(refused)?;
    let before: i32 = row.try_get(0).map_err(refused)?;
    for (number, text) in (1..).zip(MIGRATIONS).filter(|(number, _)| *number > before) {
        transaction.batch_execute(text).await.map_err(refused)?;
        transaction.execute("INSERT INTO migration (number) VALUES ($1)", &[&number]).await.map_err(refused)?;
    }
    transaction.commit().await.map_err(refused)?;
    Ok(VERSION.saturating_sub(before).max(0))
}

/// Refuses tables that are older than this program, or newer than it knows.
pub(crate) async fn check_version(client: &Client) -> Result<(), StoreError> {
    let unfit = |what: String| Err(StoreError::Unfit(what));
    let row = match client.query_one("SELECT coalesce(max(number), 0) FROM migration", &[]).await {
        Ok(row) => row,
        Err(error) if error.code() == Some(&tokio_postgres::error::SqlState::UNDEFINED_TABLE) => {
            return unfit("it has no tables; `mfa-fleet migrate` makes them".to_owned());
        }
        Err(error) => return Err(crate::store::statement_failed(&error)),
    };
    let version: i32 = row.try_get(0).map_err(|error| crate::store::statement_failed(&error))?;
    if version < VERSION {
        unfit(format!(
            "its tables are of version {version}, and this program's are {VERSION}; `mfa-fleet migrate` helps"
        ))
    } else if version > VERSION {
        unfit(format!("its tables are of version {version}, made by a newer program; this one knows {VERSION}"))
    } else {
        Ok(())
    }
}

/// Refuses a database that says "committed" of what a power cut would take back, or that is only read from.
pub(crate) async fn check_durability(client: &Client) -> Result<(), StoreError> {
    const ASK: &str = "SELECT current_setting('fsync'), current_setting('full_page_writes'), \
                       current_setting('synchronous_commit'), pg_is_in_recovery()";
    let failed = |error: tokio_postgres::Error| crate::store::statement_failed(&error);
    let row = client.query_one(ASK, &[]).await.map_err(failed)?;
    let setting = |index| row.try_get::<_, &str>(index).map_err(failed);
    let unfit = |what: &str| Err(StoreError::Unfit(what.to_owned()));
    if setting(0)? != "on" {
        return unfit("`fsync` is off: after a power cut codes that were used would be good again");
    }
    if setting(1)? != "on" {
        return unfit("`full_page_writes` is off: after a power cut rows could be torn");
    }
    if !["on", "remote_apply"].contains(&setting(2)?) {
        return unfit("`synchronous_commit` cannot be set to `on`");
    }
    if row.try_get::<_, bool>(3).map_err(failed)? {
        return unfit("it is a standby; only the primary knows which codes were used");
    }
    Ok(())
}

/// The numbers of the keys that rows are sealed with, and how many rows each has.
pub async fn keys_in_use(client: &Client) -> Result<Vec<(i32, i64)>, StoreError> {
    let failed = |error: tokio_postgres::Error| crate::store::statement_failed(&error);
    let rows = client.query("SELECT key_id, count(*) FROM record GROUP BY key_id ORDER BY key_id", &[]).await;
    rows.map_err(failed)?
        .iter()
        .map(|row| Ok((row.try_get(0).map_err(failed)?, row.try_get(1).map_err(failed)?)))
        .collect()
}
