//! The contract that the file store keeps, kept by the store on PostgreSQL.

use std::process::{Command, Stdio};
use std::time::Duration;

use mfa_core::Commit;
use mfa_fleet::metrics::StoreCounts;
use mfa_fleet::store::{PostgresStore, Session, StoreError, Token, connected};
use mfa_host::PersonName;
use mfa_host::record::Record;
use mfa_host::store::{AwaitedStore as _, Read, Store, contract};
use tokio::runtime::Runtime;

use crate::world::{Database, PATIENCE, key, runtime, store, vault};

/// Where the process that is killed finds its database.
const DATABASE: &str = "MFA_FLEET_TEST_DATABASE";

#[test]
fn contract_is_kept() {
    let (database, runtime) = (Database::migrated(), runtime());
    let counts = StoreCounts::default();
    contract::check(&store(&runtime, &database.connection(), vault([key(1, 1)]), counts.clone()));
    assert!(counts.conflicts() > 0, "threads were in each other's way");
    assert_eq!(counts.serializations(), 0, "read committed ends nobody's statement");
}

/// The store as tasks use it.
struct ByTasks<'a> {
    store: &'a PostgresStore,
    runtime: &'a Runtime,
}

impl Store for ByTasks<'_> {
    type Token = Token;
    type Error = StoreError;

    fn read(&self, person: &PersonName) -> Result<Option<Read<Token>>, StoreError> {
        self.runtime.block_on(self.store.read_awaited(person))
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, StoreError> {
        self.store.create(person, record)
    }

    fn replace(&self, person: &PersonName, read: &Token, record: &Record) -> Result<Commit, StoreError> {
        self.runtime.block_on(self.store.replace_awaited(person, read, record))
    }

    fn delete(&self, person: &PersonName, read: &Token) -> Result<Commit, StoreError> {
        self.store.delete(person, read)
    }

    fn people(&self) -> Result<Vec<PersonName>, StoreError> {
        self.store.people()
    }
}

#[test]
fn contract_is_kept_towards_tasks() {
    let (database, runtime) = (Database::migrated(), runtime());
    let counts = StoreCounts::default();
    let store = store(&runtime, &database.connection(), vault([key(1, 1)]), counts.clone());
    contract::check(&ByTasks { store: &store, runtime: &runtime });
    assert!(counts.conflicts() > 0, "tasks were in each other's way");
}

/// The weaker of two waiting changes is ended by the database there, and tried anew.
#[test]
fn contract_is_kept_where_transactions_are_serializable() {
    let (database, runtime) = (Database::migrated(), runtime());
    database.run("ALTER DATABASE THIS SET default_transaction_isolation = 'serializable'");
    let counts = StoreCounts::default();
    contract::check(&store(&runtime, &database.connection(), vault([key(1, 1)]), counts.clone()));
    assert!(counts.serializations() > 0, "serialization failures came, and were survived");
}

/// What a process had sent when it was killed may still be committed, as long as the database has not noticed. Whoever is
/// refused by that tries the next code; here it is waited for.
struct Settled<'a> {
    store: &'a PostgresStore,
    watching: Session,
    runtime: &'a Runtime,
}

impl Settled<'_> {
    fn wait(&self) {
        const LEFT: &str = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'doomed'";
        let left = || self.runtime.block_on(self.watching.client.query_one(LEFT, &[])).unwrap().get::<_, i64>(0);
        while left() > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Store for Settled<'_> {
    type Token = Token;
    type Error = StoreError;

    fn read(&self, person: &PersonName) -> Result<Option<Read<Token>>, StoreError> {
        self.wait();
        self.store.read(person)
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, StoreError> {
        self.store.create(person, record)
    }

    fn replace(&self, person: &PersonName, read: &Token, record: &Record) -> Result<Commit, StoreError> {
        self.store.replace(person, read, record)
    }

    fn delete(&self, person: &PersonName, read: &Token) -> Result<Commit, StoreError> {
        self.store.delete(person, read)
    }

    fn people(&self) -> Result<Vec<PersonName>, StoreError> {
        self.store.people()
    }
}

#[test]
fn processes_that_are_killed_lose_nothing_and_lock_nobody_out() {
    let (database, runtime) = (Database::migrated(), runtime());
    let store = store(&runtime, &database.connection(), vault([key(1, 1)]), StoreCounts::default());
    let watching = runtime.block_on(connected(&database.config(), PATIENCE)).unwrap();
    contract::check_crashes(&Settled { store: &store, watching, runtime: &runtime }, || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "contract::log_in_until_killed", "--ignored", "--nocapture"])
            .env(DATABASE, database.connection() + " application_name=doomed")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    });
}

#[test]
#[ignore = "it is the process that is killed"]
fn log_in_until_killed() {
    let runtime = runtime();
    let connection = std::env::var(DATABASE).unwrap();
    contract::log_in_until_killed(&store(&runtime, &connection, vault([key(1, 1)]), StoreCounts::default()));
}
