//! A cluster that the tests of this program share, and a database in it for each.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use mfa_cluster::Cluster;
use mfa_fleet::metrics::StoreCounts;
use mfa_fleet::schema;
use mfa_fleet::store::{LanesConfig, PostgresStore, Session, connected};
use mfa_fleet::vault::{Key, Vault};
use tokio::runtime::Runtime;

/// Goes with the last test that uses it.
static CLUSTER: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
static DATABASES: AtomicU32 = AtomicU32::new(0);

pub const PATIENCE: Duration = Duration::from_secs(20);

/// A database of a test's own, without tables.
pub struct Database {
    cluster: Arc<Cluster>,
    name: String,
}

impl Database {
    pub fn new() -> Self {
        let mut shared = CLUSTER.lock().unwrap_or_else(PoisonError::into_inner);
        let cluster = shared.upgrade().unwrap_or_else(|| {
            let cluster = Arc::new(Cluster::start(&["fsync=on"]).expect("PostgreSQL starts"));
            *shared = Arc::downgrade(&cluster);
            cluster
        });
        drop(shared);
        let name = format!("d{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        cluster.run(&format!("CREATE DATABASE {name}")).expect("a database");
        Self { cluster, name }
    }

    /// With the tables in it.
    pub fn migrated() -> Self {
        let database = Self::new();
        runtime().block_on(async {
            let mut session = connected(&database.config(), PATIENCE).await.expect("a connection");
            schema::migrate(&mut session.client).await.expect("tables");
        });
        database
    }

    pub fn connection(&self) -> String {
        self.cluster.connection().replace("dbname=postgres", &format!("dbname={}", self.name))
    }

    pub fn config(&self) -> tokio_postgres::Config {
        self.connection().parse().expect("what libpq takes")
    }

    /// Runs statements, and gives what comes out.
    pub fn run(&self, statements: &str) -> String {
        let statements = statements.replace("THIS", &self.name);
        self.cluster.run_in(&self.name, &statements).expect("good statements")
    }

    /// Holds every row, so that whoever changes one waits.
    pub fn hold_rows(&self) -> HeldRows {
        let runtime = runtime();
        let session = runtime.block_on(connected(&self.config(), PATIENCE)).expect("a connection");
        runtime.block_on(session.client.batch_execute("BEGIN; SELECT * FROM record FOR UPDATE")).expect("rows");
        HeldRows { session, runtime }
    }

    /// Whether somebody waits for a row that somebody else holds.
    pub fn has_waiting(&self) -> bool {
        self.run("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'THIS'") != "0"
    }
}

/// Rows that somebody holds until this goes.
pub struct HeldRows {
    session: Session,
    runtime: Runtime,
}

impl HeldRows {
    /// Lets them go, and waits until that is so.
    pub fn let_go(self) {
        self.runtime.block_on(self.session.client.batch_execute("COMMIT")).expect("they are let go");
    }
}

/// Says that it is over when it goes, and so also when a test fails: a scope waits for its threads before it lets a panic
/// through.
pub struct Until<'a>(pub &'a AtomicBool);

impl Drop for Until<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// A key from one byte.
pub fn key(number: i32, byte: u8) -> Key {
    Key::new(number, &[byte; 32])
}

pub fn vault(keys: impl IntoIterator<Item = Key>) -> Vault {
    Vault::new(keys.into_iter().collect()).expect("good keys")
}

pub fn store(runtime: &Runtime, connection: &str, vault: Vault, counts: StoreCounts) -> PostgresStore {
    let config =
        LanesConfig { database: connection.parse().expect("what libpq takes"), connections: 4, patience: PATIENCE };
    PostgresStore::new(runtime.handle(), config, vault, counts)
}
