//! Keys change while people log in, and what is sealed is of use nowhere but in its own place.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use mfa_core::Commit;
use mfa_fleet::metrics::StoreCounts;
use mfa_fleet::store::StoreError;
use mfa_fleet::vault::VaultError;
use mfa_host::PersonName;
use mfa_host::store::Store as _;

use crate::server::{Setup, key as key_text};
use crate::stories::{HOTP, hotp_person};
use crate::world::{Until, key, runtime, store, vault};

/// The vault's key of `server::key(1, 'a')`.
const A: u8 = 0xaa;

fn person(name: &str) -> PersonName {
    PersonName::new(name).unwrap()
}

#[test]
fn rotation_under_load_keeps_everybody_and_afterwards_the_old_key_can_go() {
    let setup = Setup::new("");
    let people: Vec<String> = (0..40).map(|number| format!("p{number:03}")).collect();
    let lines: String = people.iter().map(|person| hotp_person(person)).collect();
    assert_eq!(setup.done("import", &lines), "people added: 40\n");
    setup.folder.write("keys.toml", 0o600, &(key_text(2, 'b') + &key_text(1, 'a')));
    let server = setup.serve();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let until = Until(&is_over);
        // Wrong codes change rows all the time; they are evaluated until a lock.
        let load = scope.spawn(|| {
            let mut asked = 0;
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(server.verify(&people[asked % people.len()], "000000").status, 403);
                asked += 1;
            }
            asked
        });
        let said = setup.done("rotate", "");
        assert!(said.starts_with("rows sealed with key 2 now: "), "{said}");
        drop(until);
        assert!(load.join().unwrap() > 0);
    });
    assert_eq!(setup.database.run("SELECT count(*) FROM record WHERE key_id <> 2"), "0");
    assert!(setup.done("check", "").contains("key 2: 40 rows, the newest"));
    // Without the old key everybody is still there.
    setup.folder.write("keys.toml", 0o600, &key_text(2, 'b'));
    let server = setup.serve();
    for person in &people {
        server.ask("POST", &format!("/v1/people/{person}/unlock"), crate::server::DESK, None);
        assert_eq!(server.verify(person, HOTP[0]).status, 200, "{person}");
    }
}

#[test]
fn a_key_that_rows_still_need_is_missed_before_it_is_gone() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    setup.folder.write("keys.toml", 0o600, &key_text(2, 'b'));
    let check = setup.command("check", "");
    assert!(!check.status.success());
    assert!(String::from_utf8(check.stderr).unwrap().contains("key 1 (1 rows)"));
    let denied = setup.serve().verify("alice", HOTP[0]);
    assert_eq!((denied.status, denied.called().as_str()), (503, "store"));
}

#[test]
fn a_row_is_of_use_in_its_own_place_and_version_only() {
    let setup = Setup::new("");
    setup.done("import", &(hotp_person("alice") + &hotp_person("bob")));
    let runtime = runtime();
    let open = |keys| store(&runtime, &setup.database.connection(), vault(keys), StoreCounts::default());
    let forged = |store: &mfa_fleet::store::PostgresStore, name: &str| {
        assert_eq!(store.read(&person(name)).unwrap_err(), StoreError::Sealing(VaultError::Forged));
    };
    let good = open(vec![key(1, A)]);
    let (record, token) = good.read(&person("alice")).unwrap().expect("she is there");
    assert_eq!(record.authenticators().len(), 1);

    forged(&open(vec![key(1, 0xbb)]), "alice");
    assert_eq!(
        open(vec![key(2, A)]).read(&person("alice")).unwrap_err(),
        StoreError::Sealing(VaultError::UnknownKey(1)),
        "rows name their key"
    );
    let change = |statement: &str| setup.database.run(statement);
    change("CREATE TABLE before AS SELECT * FROM record");
    // Another person's bytes, and even the whole row under another name.
    change("UPDATE record SET sealed = (SELECT sealed FROM before WHERE person = 'bob') WHERE person = 'alice'");
    forged(&good, "alice");
    change(
        "UPDATE record r SET id = b.id, version = b.version, sealed = b.sealed FROM before b WHERE b.person = 'bob' AND r.person = 'alice'",
    );
    forged(&good, "alice");
    change(
        "UPDATE record r SET id = b.id, version = b.version, sealed = b.sealed FROM before b WHERE b.person = r.person",
    );
    assert!(good.read(&person("alice")).unwrap().is_some(), "as it was");
    // Older bytes beside a newer version.
    assert_eq!(good.replace(&person("alice"), &token, &record).unwrap(), Commit::Stored);
    change("UPDATE record SET sealed = (SELECT sealed FROM before WHERE person = 'alice') WHERE person = 'alice'");
    forged(&good, "alice");
    change("UPDATE record SET id = id + 1 WHERE person = 'bob'");
    forged(&good, "bob");
    // No name and no secret is in the bytes that the database has.
    let secret = "3132333435363738393031323334353637383930";
    assert_eq!(change(&format!("SELECT count(*) FROM before WHERE encode(sealed, 'hex') LIKE '%{secret}%'")), "0");
}
