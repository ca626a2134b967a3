//! What the database says of a commit, and what is made of it: nobody is in before it is durable, and no doubt lets in.

use std::time::{Duration, Instant};

use mfa_cluster::Cluster;
use mfa_fleet::store::{StoreError, connected};

use crate::server::{LOGIN, Setup};
use crate::stories::{HOTP, hotp_person};
use crate::world::{Database, PATIENCE, runtime};

/// A trigger on every change of a row that does this.
fn trigger(kind: &str, does: &str) -> String {
    format!(
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does}; RETURN NEW; END $$; \
         CREATE {kind} FOR EACH ROW EXECUTE FUNCTION meddle()"
    )
}

/// The rows that a statement changed are told before it is committed. Only what comes after that counts.
#[test]
fn a_commit_that_fails_after_the_row_was_changed_lets_nobody_in() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let deferred = "CONSTRAINT TRIGGER meddle AFTER UPDATE ON record DEFERRABLE INITIALLY DEFERRED";
    setup.database.run(&trigger(deferred, "RAISE EXCEPTION 'not committed'"));
    let denied = server.verify("alice", HOTP[0]);
    assert_eq!((denied.status, denied.called().as_str()), (503, "store"));
    setup.database.run("DROP TRIGGER meddle ON record");
    assert_eq!(server.verify("alice", HOTP[0]).status, 200, "nothing was stored, so the code is good");
}

/// So the database speaks of a commit that is not on the standby it was to be on.
#[test]
fn a_commit_of_which_the_database_warns_lets_nobody_in() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    setup.database.run(&trigger("TRIGGER meddle BEFORE UPDATE ON record", "RAISE WARNING 'it may not be there'"));
    let denied = server.verify("alice", HOTP[0]);
    assert_eq!((denied.status, denied.called().as_str()), (503, "not-confirmed"));
    setup.database.run("DROP TRIGGER meddle ON record");
    assert_eq!(
        server.verify("alice", HOTP[0]).called(),
        "rejected",
        "it was stored all the same, so the code is used up"
    );
    assert_eq!(server.verify("alice", HOTP[1]).status, 200);
}

#[test]
fn a_connection_that_ends_within_a_commit_lets_nobody_in() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let end = "PERFORM pg_terminate_backend(pg_backend_pid())";
    setup.database.run(&trigger("TRIGGER meddle BEFORE UPDATE ON record", end));
    let denied = server.verify("alice", HOTP[0]);
    assert_eq!((denied.status, denied.called().as_str()), (503, "not-confirmed"));
    setup.database.run("DROP TRIGGER meddle ON record");
    assert_eq!(server.verify("alice", HOTP[0]).status, 200, "that one was not stored");
    assert_eq!(server.ask("GET", "/v1/people/alice", LOGIN, None).json()["failures_in_all"], 0);
}

#[test]
fn a_database_that_forgets_is_not_worked_with() {
    let cluster = Cluster::start(&["fsync=off"]).unwrap();
    let config: tokio_postgres::Config = cluster.connection().parse().unwrap();
    let refused = runtime().block_on(connected(&config, PATIENCE)).expect_err("it is refused");
    assert!(matches!(&refused, StoreError::Unfit(what) if what.contains("`fsync` is off")), "{refused}");
}

#[test]
fn commits_are_waited_for_when_the_database_is_told_otherwise_under_an_open_session() {
    let (cluster, runtime) = (Cluster::start(&["fsync=on"]).unwrap(), runtime());
    let config: tokio_postgres::Config = cluster.connection().parse().unwrap();
    let session = runtime.block_on(connected(&config, PATIENCE)).unwrap();
    let settings = || {
        let ask = "SELECT current_setting('work_mem'), current_setting('synchronous_commit')";
        let row = runtime.block_on(session.client.query_one(ask, &[])).unwrap();
        (row.get::<_, String>(0), row.get::<_, String>(1))
    };
    cluster.run("ALTER SYSTEM SET synchronous_commit = off").unwrap();
    cluster.run("ALTER SYSTEM SET work_mem = '5MB'").unwrap();
    cluster.run("SELECT pg_reload_conf()").unwrap();
    // The session has read the configuration anew once it has the other setting.
    let began = Instant::now();
    while settings().0 != "5MB" {
        assert!(began.elapsed() < PATIENCE, "the configuration is read anew");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(settings().1, "on");
    assert_eq!(cluster.run("SHOW synchronous_commit").unwrap(), "off", "others do not wait");
}

#[test]
fn a_database_that_answers_before_it_has_stored_is_made_to_wait() {
    let (database, runtime) = (Database::new(), runtime());
    database.run("ALTER DATABASE THIS SET synchronous_commit = off");
    let session = runtime.block_on(connected(&database.config(), PATIENCE)).expect("it is put right");
    let row = runtime.block_on(session.client.query_one("SHOW synchronous_commit", &[])).unwrap();
    assert_eq!(row.get::<_, String>(0), "on");
}
