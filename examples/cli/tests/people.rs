//! Adding, listing, renaming and removing: what each changes, what it leaves alone, and what it refuses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

#[path = "common/desk.rs"]
mod desk;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{CODES, KEY_BASE32, KEY_HEX, OTHER_BASE32, OTHER_CODES, OTHER_HEX, Place, WRONG, mfa};
use serde_json::{Value, json};

/// The names of alice's authenticators.
fn names(place: &Place) -> Vec<String> {
    let status = place.status(59);
    let all = status["authenticators"].as_array().unwrap();
    all.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

fn uri(label: &str, secret: &str, rest: &str) -> String {
    format!("otpauth://totp/{label}?secret={secret}{rest}")
}

#[test]
fn add_and_import_make_the_folder_for_its_owner_alone_and_nobody_else_does() {
    let place = Place::new("folder");
    for line in [
        &["list"][..],
        &["status", "alice"],
        &["rename", "alice", "--to", "x"],
        &["remove", "alice"],
        &["unlock", "alice"],
        &["export", "alice"],
    ] {
        place.mfa(line).ends(4).prints("").says("`mfa add` makes it");
    }
    for line in [&["verify", "alice"][..], &["diagnose", "alice"]] {
        place.typing(line, CODES[0]).ends(4).says("there is no such folder");
    }
    place.typing(&["resync", "alice"], "755224\n287082\n").ends(4);
    assert!(!place.store().exists());
    place.typing(&["add", "alice", "-"], KEY_BASE32).ends(0);
    assert_eq!(fs::metadata(place.store()).unwrap().permissions().mode() & 0o7777, 0o700);
    let record = place.store().join("alice.mfa");
    assert_eq!(fs::metadata(record).unwrap().permissions().mode() & 0o7777, 0o600);

    let elsewhere = Place::new("folder-of-import");
    elsewhere.typing(&["import", "alice"], uri("a", KEY_BASE32, "")).ends(0);
    assert_eq!(fs::metadata(elsewhere.store()).unwrap().permissions().mode() & 0o7777, 0o700);
}

#[test]
fn the_store_can_be_named_before_and_after_the_command() {
    let place = Place::with_alice("store");
    let store = place.store();
    let store = store.to_str().unwrap();
    mfa(&["--store", store, "status", "alice"]).ends(0);
    mfa(&["status", "alice", "--store", store]).ends(0);
    mfa(&["--store", store, "status", "alice", "--store", store]).ends(0);
}

#[test]
fn two_stores_that_differ_are_refused() {
    let place = Place::with_alice("stores");
    let store = place.store();
    let store = store.to_str().unwrap();
    for line in [["--store", "/nowhere", "list", "--store", store], ["--store", store, "list", "--store", "/nowhere"]] {
        mfa(&line).ends(2).prints("").says("--store is given twice");
    }
}

#[test]
fn add_says_what_it_added() {
    let place = Place::new("says");
    place
        .typing(&["add", "alice", "-", "--name", "phone"], KEY_BASE32)
        .ends(0)
        .prints("added \"phone\" to alice: TOTP, SHA-1, 6 digits, 30 s\n")
        .quietly();
    let other = place.file("other", OTHER_HEX);
    let line = ["add", "alice", "--hex", &other, "--name", "token", "--algorithm", "sha512", "--digits", "8", "--hotp"];
    place.mfa(&line).ends(0).prints("added \"token\" to alice: HOTP, SHA-512, 8 digits\n");
    let ran = place.typing(&["add", "bob", "-", "--json", "--period", "60", "--t0", "2020-01-01"], KEY_BASE32);
    assert_eq!(
        ran.ends(0).quietly().json(),
        json!({"person": "bob", "name": "authenticator", "added": true, "has": null, "strength": "recommended"})
    );
}

#[test]
fn add_takes_every_way_to_give_a_secret_that_code_takes() {
    for (number, (way, content)) in
        [("--hex", KEY_HEX.to_owned()), ("--secret", KEY_BASE32.to_owned()), ("--uri", uri("a", KEY_BASE32, ""))]
            .into_iter()
            .enumerate()
    {
        let place = Place::new(&format!("ways-{number}"));
        let file = place.file("secret", content);
        place.mfa(&["add", "alice", way, &file]).ends(0).quietly();
        place.verify(59, CODES[1]).ends(0);
    }
    let place = Place::new("ways-stdin");
    place.typing(&["add", "alice", "-"], uri("a", KEY_BASE32, "")).ends(0).quietly();
    place.verify(59, CODES[1]).ends(0);
    place.mfa(&["add", "bob", "--secret", KEY_BASE32]).ends(0).says("warning: the secret is on the command line");
    place.mfa(&["add", "bob"]).ends(2);
    place.typing(&["add", "carol", "-"], "").ends(2).says("the secret is empty");
    let ran = place.mfa(&["add", "carol", KEY_BASE32]).ends(2);
    assert!(!ran.err.contains(KEY_BASE32));
}

#[test]
fn a_counter_begins_where_it_is_said() {
    let place = Place::new("counter");
    place.typing(&["add", "alice", "-", "--hotp", "--counter", "5"], KEY_BASE32).ends(0);
    place.verify(0, CODES[4]).ends(1);
    place.verify(0, CODES[5]).ends(0);
    let hotp = format!("otpauth://hotp/x?secret={KEY_BASE32}&counter=7");
    place.typing(&["add", "bob", "-"], hotp).ends(0);
    place.typing(&["verify", "bob"], CODES[6]).ends(1);
    place.typing(&["verify", "bob"], CODES[7]).ends(0);
}

#[test]
fn an_authenticator_without_a_name_is_named_after_its_issuer_then_its_account_then_counted() {
    let place = Place::new("default");
    let secrets = ["AAAAAAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBBBBBA", "CCCCCCCCCCCCCCCCCCCCCCCCCA"];
    let long = "x".repeat(100);
    let rest = format!("&issuer={long}");
    for (text, name) in [
        (KEY_BASE32.to_owned(), "authenticator"),
        (uri("ACME%20Co:alice", secrets[0], ""), "ACME Co"),
        (uri("alice%40example.com", secrets[1], ""), "alice@example.com"),
        (uri("alice", secrets[2], "&issuer=Caf%C3%A9"), "Café"),
        (uri("ACME%20Co:bob", "DDDDDDDDDDDDDDDDDDDDDDDDDA", ""), "ACME Co 2"),
        (uri("carol", "EEEEEEEEEEEEEEEEEEEEEEEEEA", &rest), "carol"),
        (uri("", "FFFFFFFFFFFFFFFFFFFFFFFFFA", ""), "authenticator 2"),
        ("GGGGGGGGGGGGGGGGGGGGGGGGGA".to_owned(), "authenticator 3"),
    ] {
        let ran = place.typing(&["add", "alice", "-", "--json"], text).ends(0).quietly();
        assert_eq!(ran.json()["name"], name);
    }
    // There is no room for a ninth, and what is there stays.
    place.typing(&["add", "alice", "-"], "HHHHHHHHHHHHHHHHHHHHHHHHHA").ends(2).says("a person has at most 8");
    assert_eq!(names(&place).len(), 8);
}

#[test]
fn one_secret_under_two_names_is_refused() {
    let place = Place::with_alice("same");
    for line in [
        &["add", "alice", "-"][..],
        &["add", "alice", "-", "--name", "tablet"],
        &["add", "alice", "-", "--name", "tablet", "--digits", "8", "--algorithm", "sha256"],
        &["add", "alice", "-", "--name", "tablet", "--hotp"],
    ] {
        place.typing(line, KEY_BASE32).ends(2).prints("").says("has that secret already");
    }
    assert_eq!(names(&place), ["phone"]);
}

#[test]
fn a_taken_name_is_refused_and_if_absent_is_content_with_it() {
    let place = Place::with_alice("absent");
    let other = place.file("other", OTHER_HEX);
    let before = fs::read(place.store().join("alice.mfa")).unwrap();
    place.mfa(&["add", "alice", "--hex", &other, "--name", "phone"]).ends(2).says("of that name already");
    for line in [
        ["add", "alice", "--if-absent", "--name", "phone", "--hex", &other],
        ["add", "alice", "--if-absent", "--name", "tablet", "--secret", &place.file("key", KEY_BASE32)],
    ] {
        place.mfa(&line).ends(0).says("").quietly();
        let ran = place.mfa(&[&line[..], &["--json"]].concat()).ends(0);
        assert_eq!(ran.json()["added"], false);
    }
    assert_eq!(fs::read(place.store().join("alice.mfa")).unwrap(), before);
    let line = ["add", "alice", "--if-absent", "--name", "token", "--hex", &other];
    assert_eq!(place.mfa(&[&line[..], &["--json"]].concat()).json()["added"], true);
    place.mfa(&line).ends(0);
    assert_eq!(names(&place), ["phone", "token"]);
}

#[test]
fn if_absent_tells_which_authenticator_is_there_and_what_matched() {
    let place = Place::with_alice("there");
    let short = place.file("short", "JBSWY3DPEHPK3PXP");
    let same = place.file("same", KEY_BASE32);
    for (name, secret, has, says) in [
        ("phone", &short, "name", "alice has \"phone\" already; nothing was changed\n"),
        ("tablet", &same, "secret", "alice has that secret already, as \"phone\"; nothing was changed\n"),
        ("phone", &same, "name", "alice has \"phone\" already; nothing was changed\n"),
    ] {
        let line = ["add", "alice", "--if-absent", "--name", name, "--secret", secret];
        place.mfa(&line).ends(0).prints(says);
        let told = place.mfa(&[&line[..], &["--json"]].concat()).ends(0).json();
        assert_eq!(
            told,
            json!({"person": "alice", "name": "phone", "added": false, "has": has, "strength": "recommended"})
        );
    }
}

#[test]
fn a_short_secret_is_added_with_a_warning() {
    let place = Place::new("legacy");
    let ran = place.typing(&["add", "alice", "-", "--json"], "JBSWY3DPEHPK3PXP").ends(0).says("128 bits");
    assert_eq!(ran.json()["strength"], "legacy");
    assert_eq!(place.status(0)["authenticators"][0]["strength"], "legacy");
    assert!(place.mfa(&["status", "alice"]).out.contains("short secret"));
    let ran = place.typing(&["add", "bob", "-", "--json"], "AAAAAAAAAAAAAAAAAAAAAAAAAA").ends(0).quietly();
    assert_eq!(ran.json()["strength"], "required");
}

#[test]
fn names_that_rewrite_a_terminal_are_refused_and_never_printed() {
    let place = Place::with_alice("terminal");
    let ran = |line: &[&str], typed: &str| {
        let ran = place.typing(line, typed).ends(2).prints("");
        let harmless = |c: char| c == '\n' || !(c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        assert!(ran.err.chars().all(harmless), "{ran:?}");
    };
    for name in ["a\u{1b}]0;x\u{7}", "a\u{202e}b", "a\nb", ""] {
        ran(&["add", "alice", "-", "--name", name], OTHER_BASE32);
        ran(&["rename", "alice", "--to", name], "");
        ran(&["remove", "alice", "--name", name], "");
    }
    for label in ["a%1B%5B2J", "a%E2%80%AEb", "a\u{202e}b", "a%0Ab"] {
        ran(&["add", "alice", "-"], &uri(label, OTHER_BASE32, ""));
        ran(&["import", "alice"], &uri(label, OTHER_BASE32, ""));
    }
    // An unknown option is repeated, and must be harmless.
    ran(&["status", "alice", "--\u{1b}[2J"], "");
}

#[test]
fn status_tells_everything_about_a_person() {
    let place = Place::new("status");
    let add = ["add", "alice", "-", "--name", "phone", "--at", "2026-01-01", "--period", "60", "--t0", "1000"];
    place.typing(&add, KEY_BASE32).ends(0);
    let hotp = ["add", "alice", "-", "--name", "token", "--hotp", "--counter", "3", "--digits", "8", "--at", "0"];
    place.typing(&hotp, OTHER_BASE32).ends(0);
    let at = |seconds: u64| place.status(seconds);
    let time = |unix: u64, rfc3339: &str| json!({"unix": unix, "rfc3339": rfc3339});
    assert_eq!(
        at(2000),
        json!({
            "person": "alice",
            "enrolled": true,
            "failures": 0,
            "failures_in_all": 0,
            "attempts_left": 6,
            "locked_until": null,
            "closed": false,
            "revision": 2,
            "authenticators": [
                {
                    "name": "phone", "kind": "totp", "algorithm": "sha1", "digits": 6, "period": 60,
                    "t0": time(1000, "1970-01-01T00:16:40Z"), "strength": "recommended",
                    "added": time(1_767_225_600, "2026-01-01T00:00:00Z"), "next": 0, "drift": 0,
                    "used_up_until": null, "suspended": false
                },
                {
                    "name": "token", "kind": "hotp", "algorithm": "sha1", "digits": 8, "period": null,
                    "t0": null, "strength": "recommended",
                    "added": time(0, "1970-01-01T00:00:00Z"), "next": 3, "drift": 0,
                    "used_up_until": null, "suspended": false
                },
            ],
            "requirement": "if-enrolled",
            "exception": null,
            "enroll_until": null,
            "enroll_logins_left": null,
            "last_online": null,
            "pending": null,
            "recovery": null,
            "recovery_codes": null,
        })
    );
    place.mfa(&["status", "alice", "--at", "2000"]).ends(0).quietly().prints(
        "Person:          alice\n\
         Required:        second factor, since they have enrolled one\n\
         Codes:           open, 6 attempts left\n\
         Failures:        0 in a row, 0 in all\n\
         Revision:        2\n\
         Authenticators:  \"phone\": TOTP, SHA-1, 6 digits, 60 s from 1970-01-01T00:16:40Z; \
         added 2026-01-01T00:00:00Z\n                 \
         \"token\": HOTP, SHA-1, 8 digits; added 1970-01-01T00:00:00Z; next counter 3\n\
         Offline:         codes count once there was a login online\n",
    );
}

#[test]
fn status_tells_what_is_required_pending_and_open_beside_the_authenticators() {
    let place = Place::with_alice("beside");
    let policy = place.file("policy.toml", "recovery.enabled = true\nlogin.required = [\"carol\"]\n");
    let policy = policy.trim_start_matches('@');
    let key =
        place.mfa(&["recovery", "key", "alice", "--device", "lap-1", "--policy", policy, "--json"]).ends(0).json();
    let pin = ["recovery", "issue", "--device", "lap-1", "--at", "1000", "--json", "-"];
    let pin = place.typing(&pin, key["key"].as_str().unwrap()).ends(0).json();
    let redeem = ["recovery", "redeem", "alice", "--policy", policy, "--at", "1000"];
    place.typing(&redeem, format!("{}\n", pin["pin"].as_str().unwrap())).ends(0);
    place.mfa(&["recovery-codes", "new", "alice", "--count", "8"]).ends(0);
    place.mfa(&["enroll", "alice", "--name", "tablet", "--pending", "--at", "1000"]).ends(0);
    place.mfa(&["suspend", "alice", "--name", "phone"]).ends(0);
    place.mfa(&["exempt", "alice", "--days", "1", "--at", "0"]).ends(0);
    let text = place.mfa(&["status", "alice", "--policy", policy, "--at", "1060"]).ends(0).out;
    for line in [
        "Required:        nothing, exempt until 1970-01-02T00:00:00Z, in 23 h 42 min\n",
        "Codes:           suspended\n",
        "; suspended\n",
        "Pending:         \"tablet\", until 1970-01-01T00:26:40Z, in 9 min\n",
        "Recovery:        LAP-1; let in until 1970-01-01T01:16:40Z, in 59 min, for 19 more logins\n",
        "Recovery codes:  8 left\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    let json = place.mfa(&["status", "alice", "--policy", policy, "--at", "1060", "--json"]).ends(0).json();
    assert_eq!(json["requirement"], "exempt");
    assert_eq!(json["exception"]["until"]["unix"], 86_400);
    assert_eq!(json["pending"]["name"], "tablet");
    assert_eq!(json["pending"]["open"], true);
    assert_eq!(json["recovery"]["grant"]["logins_left"], 19);
    assert_eq!(json["recovery_codes"]["left"], 8);
    assert_eq!(json["authenticators"][0]["suspended"], true);

    place.mfa(&["login", "carol", "--policy", policy, "--at", "1000"]).ends(0);
    let text = place.mfa(&["status", "carol", "--policy", policy, "--at", "1000"]).ends(5).out;
    let until = "let in without one until 1970-01-03T00:16:40Z, in 2 d, for 9 more logins";
    assert!(text.contains(&format!("Required:        second factor; {until}\n")), "{text}");
    let text = place.mfa(&["status", "carol", "--policy", policy, "--at", "173800"]).ends(5).out;
    assert!(text.contains("the time to enroll ended 1970-01-03T00:16:40Z, just now"), "{text}");
}

/// A policy file that only its owner can write.
fn policy(place: &Place, text: &str) -> String {
    let path = place.file("policy.toml", text).trim_start_matches('@').to_owned();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

#[test]
fn list_tells_how_far_a_rollout_is() {
    let place = Place::with_alice("rollout");
    let text = "recovery.enabled = true\nlogin.required = [\"*\"]\nlogin.exempt = [\"kiosk\"]\n";
    let policy = policy(&place, text);
    let at = |line: &[&str]| place.mfa(&[line, &["--policy", &policy, "--at", "1000"]].concat());
    place.mfa(&["require", "dave", "--days", "3", "--logins", "5"]).ends(0);
    place.mfa(&["require", "erin", "--as-policy"]).ends(0);
    place.mfa(&["exempt", "kiosk"]).ends(0);
    at(&["login", "erin"]).ends(0);
    place.mfa(&["enroll", "dave", "--pending", "--qr", "none", "--at", "1000"]).ends(0);
    let key = at(&["recovery", "key", "alice", "--device", "lap-1", "--json"]).ends(0).json();
    let pin = ["recovery", "issue", "--device", "lap-1", "--at", "1000", "--json", "-"];
    let pin = place.typing(&pin, key["key"].as_str().unwrap()).ends(0).json();
    let redeem = ["recovery", "redeem", "alice", "--policy", &policy, "--at", "1000"];
    place.typing(&redeem, format!("{}\n", pin["pin"].as_str().unwrap())).ends(0);
    at(&["list"]).ends(0).quietly().prints(
        "PERSON  ENROLLED  REQUIRED     FAILURES  CODES\n\
         alice   1         yes          0         open, 6 attempts left; recovery until 1970-01-01T01:16:40Z, in 1 h\n\
         dave    0         yes          0         not enrolled, let in for 3 d and 5 logins from the next login on; pending\n\
         erin    0         yes          0         not enrolled, let in until 1970-01-03T00:16:40Z, in 2 d\n\
         kiosk   0         exempt       0         not enrolled\n",
    );
    let status = at(&["status", "dave"]).ends(5).out;
    let time = "Required:        second factor; 3 d and 5 logins to enroll, from the next login on\n";
    assert!(status.contains(time), "{status}");
}

#[test]
fn status_tells_how_long_codes_count_offline() {
    let place = Place::with_alice("offline");
    let short = policy(&place, "login.hours_offline = 24\nlogin.logins_offline = 2\n");
    let offline = |at: &str, more: &[&str]| {
        let status = place.mfa(&[&["status", "alice", "--at", at], more].concat()).ends(0).out;
        status.lines().find_map(|line| line.strip_prefix("Offline:         ")).map(str::to_owned)
    };
    place.typing(&["login", "alice", "--at", "45"], format!("{}\n", CODES[1])).ends(0);
    let told = |at: &str, more: &[&str]| offline(at, more).unwrap();
    assert_eq!(told("45", &[]), "codes count until 1970-01-08T00:00:45Z, in 7 d");
    let policy = ["--policy", &short];
    assert_eq!(told("45", &policy), "codes count until 1970-01-02T00:00:45Z, in 1 d, for 2 more logins");
    assert_eq!(told("90045", &policy), "codes count no more since 1970-01-02T00:00:45Z, 1 h ago");
    for (at, code) in [("75", CODES[2]), ("105", CODES[3])] {
        let login = ["login", "alice", "--offline", "--at", at, "--policy", &short];
        place.typing(&login, format!("{code}\n")).ends(0);
    }
    assert_eq!(told("105", &policy), "codes count no more: the logins are used up");
    place.mfa(&["exempt", "alice"]).ends(0);
    assert_eq!(offline("105", &[]), None);
}

#[test]
fn a_lock_is_told_and_not_the_grant_that_it_keeps_from_counting_and_so_is_a_policy_that_has_recovery_off() {
    let place = Place::with_alice("lock-before-grant");
    let policy = policy(&place, "recovery.enabled = true\nrecovery.free_failures = 0\nrecovery.most_failures = 2\n");
    let key =
        place.mfa(&["recovery", "key", "alice", "--device", "max-1", "--policy", &policy, "--json"]).ends(0).json();
    let pin = ["recovery", "issue", "--device", "max-1", "--at", "1000", "--json", "-"];
    let pin = place.typing(&pin, key["key"].as_str().unwrap()).ends(0).json();
    let redeem = |at: &str, pin: &str| {
        place.typing(&["recovery", "redeem", "alice", "--policy", &policy, "--at", at], format!("{pin}\n"))
    };
    let recovery = |at: &str, more: &[&str]| {
        let status = place.mfa(&[&["status", "alice", "--at", at], more].concat()).ends(0).out;
        status.lines().find_map(|line| line.strip_prefix("Recovery:        ")).unwrap().to_owned()
    };
    let policy = ["--policy", &policy];
    let wrong = desk::with_check_digit("00000000");
    redeem("1000", pin["pin"].as_str().unwrap()).ends(0);
    assert!(recovery("1000", &policy).starts_with("MAX-1; let in until 1970-01-01T01:16:40Z, in 1 h, for 19 more"));
    assert_eq!(recovery("1000", &[]), "MAX-1; off by policy");
    redeem("1010", &wrong).ends(1);
    let locked = recovery("1010", &policy);
    assert!(locked.starts_with("MAX-1; locked until ") && !locked.contains("let in"), "{locked}");
    let list = place.mfa(&["list", "--at", "1010", policy[0], policy[1]]).ends(0).out;
    assert!(list.contains("; recovery locked until "), "{list}");
    redeem("2000", &wrong).ends(1);
    assert_eq!(recovery("2000", &policy), "MAX-1; closed");
}

#[test]
fn status_shows_no_secret() {
    let place = Place::with_alice("secret");
    for line in [&["status", "alice"][..], &["status", "alice", "--json"], &["list", "--json"]] {
        let ran = place.mfa(line).ends(0);
        assert!(!ran.out.contains(KEY_BASE32) && !ran.out.contains(KEY_HEX));
    }
}

#[test]
fn status_of_somebody_who_is_not_there_or_not_enrolled_ends_with_5() {
    let place = Place::with_alice("absent");
    place.mfa(&["status", "bob"]).ends(5).prints("").says("there is no bob");
    place.verify(59, WRONG).ends(1);
    place.mfa(&["remove", "alice"]).ends(0);
    let ran = place.mfa(&["status", "alice", "--json"]).ends(5).quietly();
    let status = ran.json();
    assert_eq!(
        (&status["enrolled"], &status["closed"], &status["failures"]),
        (&json!(false), &json!(false), &json!(1))
    );
    assert!(place.mfa(&["status", "alice"]).ends(5).out.contains("not enrolled"));
}

#[test]
fn list_shows_everybody_and_goes_on_past_a_damaged_record() {
    let place = Place::with_alice("list");
    place.typing(&["add", "bob", "-"], OTHER_BASE32).ends(0);
    for _ in 0..6 {
        place.typing(&["verify", "bob", "--at", "59"], WRONG).ends(1);
    }
    place.typing(&["add", "carol", "-"], OTHER_BASE32).ends(0);
    place.mfa(&["remove", "carol"]).ends(0);
    place.mfa(&["list", "--at", "60"]).ends(0).quietly().prints(
        "PERSON  ENROLLED  REQUIRED     FAILURES  CODES\n\
         alice   1         if enrolled  0         open, 6 attempts left\n\
         bob     1         if enrolled  6         locked until 1970-01-01T00:01:29Z, in 29 s\n\
         carol   0         if enrolled  0         not enrolled\n",
    );
    let all = place.mfa(&["list", "--json", "--at", "60"]).ends(0).json();
    assert_eq!(all[0], place.status(60));
    assert_eq!(all[1]["locked_until"]["unix"], 89);

    fs::write(place.store().join("bob.mfa"), "nonsense").unwrap();
    let ran = place.mfa(&["list", "--json", "--at", "60"]).ends(4).says("bob.mfa");
    let all = ran.json();
    assert_eq!(all.as_array().map(Vec::len), Some(3));
    assert!(all[1]["error"].as_str().is_some_and(|error| error.contains("not a libmfa record")));
    let ran = place.mfa(&["list"]).ends(4);
    assert!(ran.out.contains("bob     ?         ?            ?         unreadable\n"), "{ran:?}");
}

#[test]
fn list_of_nobody_is_empty() {
    let place = Place::with_alice("empty");
    place.mfa(&["remove", "alice", "--forget"]).ends(0);
    place.mfa(&["list"]).ends(0).prints("").says("nobody is in");
    place.mfa(&["list", "--json"]).ends(0).prints("[]\n").quietly();
}

#[test]
fn rename_changes_a_name_and_nothing_else() {
    let place = Place::with_alice("rename");
    place.verify(59, CODES[1]).ends(0);
    place
        .mfa(&["rename", "alice", "--to", "old phone"])
        .ends(0)
        .prints("renamed \"phone\" of alice to \"old phone\"\n");
    assert_eq!(names(&place), ["old phone"]);
    place.verify(59, CODES[1]).ends(1);
    place.typing(&["add", "alice", "-", "--name", "token"], OTHER_BASE32).ends(0);
    place.mfa(&["rename", "alice", "--to", "x"]).ends(2).says("say which with --name");
    place.mfa(&["rename", "alice", "--name", "token", "--to", "old phone"]).ends(2).says("of that name already");
    place.mfa(&["rename", "alice", "--name", "watch", "--to", "x"]).ends(5).says("no authenticator of that name");
    place.mfa(&["rename", "bob", "--to", "x"]).ends(5);
    let ran = place.mfa(&["rename", "alice", "--name", "token", "--to", "token", "--json"]).ends(0);
    assert_eq!(ran.json(), json!({"person": "alice", "name": "token", "formerly": "token"}));
    assert_eq!(names(&place), ["old phone", "token"]);
}

#[test]
fn remove_takes_the_one_that_is_said_and_leaves_the_others() {
    let place = Place::with_alice("remove");
    place.typing(&["add", "alice", "-", "--name", "my token"], OTHER_BASE32).ends(0);
    place.mfa(&["remove", "alice"]).ends(2).prints("").says("alice has \"phone\", \"my token\"").says("--all");
    place.mfa(&["remove", "alice", "--name", "watch"]).ends(5);
    place.mfa(&["remove", "alice", "--name", "phone", "--all"]).ends(2);
    place.mfa(&["remove", "alice", "--all", "--forget"]).ends(2);
    assert_eq!(names(&place), ["phone", "my token"]);
    place
        .mfa(&["remove", "alice", "--name", "phone"])
        .ends(0)
        .prints("removed \"phone\" of alice; failures, lock and revision stay\n");
    place.verify(59, CODES[1]).ends(1);
    place.verify(59, OTHER_CODES[1]).ends(0);
    let ran = place.mfa(&["remove", "alice", "--json"]).ends(0);
    assert_eq!(ran.json(), json!({"person": "alice", "removed": ["my token"], "forgotten": false}));
    place.mfa(&["remove", "alice"]).ends(5).says("no authenticator");
    place.mfa(&["remove", "alice", "--all"]).ends(5);
    place.mfa(&["remove", "bob"]).ends(5);
}

#[test]
fn removing_all_is_one_change() {
    let place = Place::with_alice("all");
    place.typing(&["add", "alice", "-", "--name", "token"], OTHER_BASE32).ends(0);
    let revision = |place: &Place| {
        let ran = place.mfa(&["status", "alice", "--json"]);
        ran.json()["revision"].as_u64().unwrap()
    };
    let before = revision(&place);
    place
        .mfa(&["remove", "alice", "--all"])
        .ends(0)
        .prints("removed \"phone\", \"token\" of alice; failures, lock and revision stay\n");
    assert_eq!(revision(&place), before + 1);
}

#[test]
fn whoever_is_enrolled_again_has_the_failures_they_had() {
    let place = Place::with_alice("back");
    place.verify(59, WRONG).ends(1);
    place.mfa(&["remove", "alice"]).ends(0);
    place.typing(&["add", "alice", "-", "--name", "phone"], KEY_BASE32).ends(0);
    assert_eq!(place.status(59)["failures"], 1);
    place.verify(59, CODES[1]).ends(0).prints("accepted\n1 failed attempt since the last login\n");
}

#[test]
fn forgetting_deletes_the_record_and_says_what_is_lost() {
    let place = Place::with_alice("forget");
    place.verify(59, WRONG).ends(1);
    place
        .mfa(&["remove", "alice", "--forget"])
        .ends(0)
        .prints("forgot alice: 1 failure, 1 in all and revision 2 are gone\n");
    assert_eq!(fs::read_dir(place.store()).unwrap().count(), 0);
    place.mfa(&["remove", "alice", "--forget"]).ends(5);
    place.typing(&["add", "alice", "-"], KEY_BASE32).ends(0);
    let status = place.status(59);
    assert_eq!((&status["failures_in_all"], &status["revision"]), (&json!(0), &json!(1)));
    let ran = place.mfa(&["remove", "alice", "--forget", "--json"]).ends(0);
    let answer: Value = ran.json();
    assert_eq!(answer, json!({"person": "alice", "removed": ["authenticator"], "forgotten": true}));
}

#[test]
fn unlock_clears_failures_and_lock_and_keeps_the_total() {
    let place = Place::with_alice("unlock");
    for _ in 0..6 {
        place.verify(59, WRONG).ends(1);
    }
    place.verify(59, CODES[1]).ends(3);
    let ran = place.mfa(&["unlock", "alice", "--json"]).ends(0);
    assert_eq!(ran.json(), json!({"person": "alice", "failures_in_all": 6}));
    place.verify(59, CODES[1]).ends(0).prints("accepted\n");
    assert_eq!(place.status(59)["failures_in_all"], 6);
    place.mfa(&["unlock", "bob"]).ends(5);
}

#[test]
fn a_person_may_be_called_almost_anything() {
    let place = Place::new("called");
    for name in ["alice@example.com", "Jörg Müller", "日本", "o'brien", "-", "a.b", "DOMAIN\\user"] {
        place.typing(&["add", name, "-"], KEY_BASE32).ends(0);
        place.typing(&["verify", name, "--at", "59"], CODES[1]).ends(0);
    }
    assert_eq!(place.mfa(&["list"]).ends(0).out.lines().count(), 8);
    place.mfa(&["status", "o'hara"]).ends(5).says("`mfa add 'o'\\''hara'`");
}
