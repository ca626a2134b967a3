//! What an operator may say, and what is refused by its key and by what is allowed.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use mfa_fleet::config::{self, Listen, TokenHash};
use mfa_fleet::vault::Vault;

use crate::server::{Folder, PROGRAM, Setup, key};

const CALLER: &str = "[[caller]]\nname = \"web\"\nrole = \"login\"\ntoken_sha256 = \
                      \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n";
const GOOD: &str =
    "listen = \"127.0.0.1:1\"\ndatabase = \"host=/run/x user=u\"\nkeys = \"k\"\nissuer = \"I\"\ndevice = \"FLEET\"\n";

fn refused(text: &str) -> String {
    config::parse(text, Path::new("/")).expect_err("it is refused").to_string()
}

#[test]
fn a_good_configuration_is_taken() {
    let config = config::parse(&(GOOD.to_owned() + CALLER), Path::new("/etc/fleet")).unwrap();
    assert_eq!(config.listen, Listen::Tcp("127.0.0.1:1".parse().unwrap()));
    assert_eq!((config.connections, config.limits.body), (8, 4096));
    assert_eq!(config.keys, Path::new("/etc/fleet/k"));
}

#[test]
fn what_is_refused_is_named_with_what_is_allowed() {
    let with = |old: &str, new: &str| refused(&(GOOD.replace(old, new) + CALLER));
    for (text, key, allowed) in [
        (with("127.0.0.1:1", "here"), "listen:", "unix:/path"),
        (with("127.0.0.1:1", "0.0.0.0:1"), "listen:", "behind_tls = true"),
        (with("127.0.0.1:1", "unix:x"), "listen:", "slash"),
        (with("host=/run/x user=u", "host=db.example user=u"), "database:", "behind_tls = true"),
        (with("host=/run/x user=u", "host=localhost hostaddr=192.0.2.1"), "database:", "behind_tls = true"),
        (with("host=/run/x user=u", "host=::1,::1 hostaddr=::1,2001:db8::1"), "database:", "behind_tls = true"),
        (with("host=/run/x user=u", "user=u"), "database:", "host="),
        (with("host=/run/x user=u", "host=/run/x sslmode=require"), "database:", "sslmode"),
        (with("host=/run/x user=u", "hello"), "database:", "libpq"),
        (with("FLEET", "x"), "device:", "4"),
        (with("device = \"FLEET\"\n", ""), "device:", "4 to 64 characters"),
        (with("issuer = \"I\"\n", ""), "issuer:", "name the organization"),
        (with("issuer = \"I\"", "issuer = \"a:b\""), "issuer:", "colon"),
        (with("keys = \"k\"\n", ""), "missing field `keys`", ""),
        (with("keys", "key"), "unknown field `key`", "`keys`"),
        (with("keys = \"k\"", "keys = \"k\"\nconnections = 0"), "connections:", "1 to 100"),
        (with("keys = \"k\"", "keys = \"k\"\npolicy = \"nowhere\""), "policy:", "nowhere"),
        (refused(GOOD), "caller:", "mfa-fleet token"),
        (
            refused(&(GOOD.to_owned() + &CALLER.replace("login", "root"))),
            "unknown variant `root`",
            "`login`, `desk`, `metrics`",
        ),
        (refused(&(GOOD.to_owned() + &CALLER.replace("e3b0", "x"))), "caller.token_sha256", "64 hexadecimal digits"),
        (refused(&(GOOD.to_owned() + CALLER + CALLER)), "caller.name", "twice"),
        (
            refused(&(GOOD.to_owned() + CALLER + &CALLER.replace("web", "other"))),
            "caller.token_sha256",
            "another caller",
        ),
        (refused(&(GOOD.to_owned() + CALLER + "[limits]\nbody_bytes = 1\n")), "limits.body_bytes:", "256 to 65536"),
        (
            refused(&(GOOD.to_owned() + CALLER + "[limits]\nheader_milliseconds = 0\n")),
            "limits.header_milliseconds:",
            "10 to 600000",
        ),
    ] {
        assert!(text.contains(key) && text.contains(allowed), "{key}: {text}");
    }
}

#[test]
fn others_may_be_reached_where_it_is_said_that_something_encrypts() {
    let near = GOOD.replace("host=/run/x", "host=localhost hostaddr=127.0.0.1");
    assert!(config::parse(&(near + CALLER), Path::new("/")).is_ok());
    let open = GOOD.replace("127.0.0.1", "0.0.0.0").replace("host=/run/x", "host=db.example") + "behind_tls = true\n";
    assert!(config::parse(&(open + CALLER), Path::new("/")).is_ok());
}

#[test]
fn keys_are_for_their_owner_alone_and_are_never_repeated() {
    let folder = Folder::new();
    let (one, two) = (key(1, 'a'), key(2, 'b'));
    assert_eq!(Vault::open_file(&folder.write("good", 0o600, &(two.clone() + &one))).unwrap().newest_number(), 2);
    let open = |path: &Path| Vault::open_file(path).expect_err("it is refused").to_string();
    for mode in [0o640, 0o604, 0o660, 0o644] {
        assert!(open(&folder.write("open", mode, &one)).contains("chmod 600"), "{mode:o}");
    }
    for (name, text, why) in [
        ("empty", String::new(), "there is none"),
        ("twice", one.clone() + &key(1, 'b'), "1 is there twice"),
        ("same", one.clone() + &key(2, 'a'), "1 and 2 are the same key"),
        ("zero", key(1, '0'), "all zeros"),
        ("number", key(0, 'a'), "within 1"),
        ("short", one.replace("aa", "a"), "64 hexadecimal digits"),
        ("text", one.replace("aa", "xx"), "64 hexadecimal digits"),
        ("syntax", one.replace("key = ", "key : "), "line 3: allowed are tables [[key]]"),
        ("unknown", one.replace("id", "number"), "allowed are tables [[key]]"),
    ] {
        let said = open(&folder.write(name, 0o600, &text));
        assert!(said.contains(why), "{name}: {said}");
        assert!(!said.contains("aaaa") && !said.contains("xxxx"), "{name}: {said}");
    }
    assert!(open(&folder.path().join("nowhere")).contains("nowhere"));
    assert!(open(folder.path()).contains("not a regular file"));
    let link = folder.path().join("link");
    symlink(folder.path().join("good"), &link).unwrap();
    assert!(Vault::open_file(&link).is_ok(), "as secrets are mounted");
}

#[test]
fn tokens_are_drawn_and_known_by_their_hash() {
    let drawn = || String::from_utf8(Command::new(PROGRAM).arg("token").output().unwrap().stdout).unwrap();
    let (one, two) = (drawn(), drawn());
    assert_ne!(one, two);
    let token = one.lines().next().unwrap().split(' ').next_back().unwrap();
    assert!(token.starts_with("mfa_") && token.len() == 68, "{one}");
    assert!(one.contains(&TokenHash::of(token).to_hex()));
    // FIPS 180-4's "abc".
    assert_eq!(TokenHash::of("abc").to_hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn a_database_that_is_not_ready_is_not_served_from() {
    let setup = Setup::new("");
    let refused = |what: &str| {
        let output = setup.command("serve", "");
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(what), "{said}");
    };
    setup.database.run("INSERT INTO migration (number) VALUES (999)");
    refused("made by a newer program");
    setup.database.run("DROP TABLE migration");
    refused("`mfa-fleet migrate`");
    let done = setup.command("migrate", "");
    assert!(!done.status.success(), "tables without their mark are nobody's");
    setup.database.run("DROP TABLE record");
    setup.done("migrate", "");
    assert!(setup.done("migrate", "").starts_with("migrations applied: 0"));
    setup.done("check", "");
}

#[test]
fn lines_to_import_are_refused_by_number_without_a_secret() {
    let setup = Setup::new("");
    let good = crate::stories::hotp_person("alice");
    let output = setup.command("import", &(good.clone() + "bob phone otpauth://totp/x?secret=SECRETSECRET0\n"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("line 2:") && !said.contains("SECRETSECRET"), "{said}");
    assert_eq!(setup.done("import", &good), "people added: 1\n");
    let again = setup.command("import", &(good + &crate::stories::hotp_person("bob")));
    assert!(!again.status.success());
    assert!(String::from_utf8(again.stdout).unwrap().contains("people added: 1"));
    assert!(String::from_utf8(again.stderr).unwrap().contains("\"alice\""), "who is there is left as they are");
    assert_eq!(
        setup.done("import", "carol\tmy phone\totpauth://totp/x?secret=GEZDGNBVGY3TQOJQ\n"),
        "people added: 1\n"
    );
}

/// A person's lines further down would be left out, and nobody would be told.
#[test]
fn lines_of_one_person_that_do_not_stand_together_are_refused() {
    let setup = Setup::new("");
    let line = |person: &str, name: &str| {
        let line = crate::stories::hotp_person(person).replace("token", name);
        if name == "tablet" { line.replace("GEZDGNBV", "GEZDGNBW") } else { line }
    };
    let apart = line("alice", "phone") + &line("bob", "phone") + &line("alice", "tablet");
    let output = setup.command("import", &apart);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("line 3:") && said.contains("\"alice\""), "{said}");
    let together = line("alice", "phone") + &line("alice", "tablet") + &line("bob", "phone");
    assert_eq!(setup.done("import", &together), "people added: 2\n");
}
