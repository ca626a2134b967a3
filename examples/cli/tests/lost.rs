//! What an administrator says of single people: required, exempt, suspended, begun anew; and what each leaves alone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests may be blunt")]

mod common;

use common::{CODES, KEY_HEX, OTHER_CODES, OTHER_HEX, Place, WRONG, step};
use serde_json::{Value, json};

const DAY: u64 = 86_400;
const KEY_BASE32: &str = "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA";

/// Alice with a phone (RFC 4226's key) and a tablet (the other one).
fn with_two(name: &str) -> Place {
    let place = Place::with_alice(name);
    let other = place.file("other", OTHER_HEX);
    place.mfa(&["add", "alice", "--name", "tablet", "--hex", &other]).ends(0);
    place
}

fn confirm(place: &Place, at: u64, more: &[&str], code: &str) -> common::Ran {
    place.typing(&[&["confirm", "alice", "--at", &at.to_string()], more].concat(), format!("{code}\n"))
}

fn suspended(place: &Place, at: u64) -> Vec<bool> {
    let status = place.status(at);
    status["authenticators"].as_array().unwrap().iter().map(|shown| shown["suspended"].as_bool().unwrap()).collect()
}

#[test]
fn suspended_phone_counts_for_nothing_until_it_is_confirmed_again() {
    let place = Place::with_alice("suspend");
    place.verify(step(1), CODES[1]).ends(0);
    place
        .mfa(&["suspend", "alice"])
        .ends(0)
        .quietly()
        .prints("suspended \"phone\" of alice; its codes count for nothing until `mfa confirm alice`\n");
    for code in [CODES[1], CODES[2], WRONG] {
        let sentence = "suspended until it is confirmed again; `mfa confirm alice` does that\n";
        place.verify(step(2), code).ends(3).prints(sentence).quietly();
    }
    // Not looked at is not counted.
    assert_eq!(place.status(step(2))["failures_in_all"], 0);
    confirm(&place, step(2), &[], CODES[2])
        .ends(0)
        .prints("confirmed: \"phone\" counts again; the code is used up, and this was no login\n");
    // What was used up before, and what confirmed it, are used up.
    place.verify(step(2), CODES[1]).ends(1);
    place.verify(step(2), CODES[2]).ends(1);
    place.verify(step(3), CODES[3]).ends(0);
    confirm(&place, step(4), &[], CODES[4]).ends(5).says("nothing is pending for alice");
}

#[test]
fn wrong_code_does_not_confirm_a_suspended_phone_and_counts_like_that_of_a_login() {
    let place = Place::with_alice("suspend-wrong");
    place.mfa(&["suspend", "alice"]).ends(0);
    for _ in 0..6 {
        confirm(&place, step(1), &[], WRONG).ends(1);
    }
    confirm(&place, step(1), &[], CODES[1]).ends(3);
    assert_eq!(suspended(&place, step(1)), [true]);
    assert_eq!(place.status(step(1))["failures"], 6);
    confirm(&place, step(3), &[], CODES[3]).ends(0);
    assert_eq!(suspended(&place, step(3)), [false]);
}

#[test]
fn one_may_be_suspended_and_the_other_goes_on() {
    let place = with_two("suspend-one");
    let told = place.mfa(&["suspend", "alice", "--name", "phone", "--json"]).ends(0).json();
    assert_eq!(told, json!({"person": "alice", "suspended": ["phone"]}));
    assert_eq!(suspended(&place, step(1)), [true, false]);
    place.verify(step(1), CODES[1]).ends(1);
    place.verify(step(1), OTHER_CODES[1]).ends(0);
    let told = place.mfa(&["suspend", "alice", "--json"]).ends(0).json();
    assert_eq!(told, json!({"person": "alice", "suspended": ["phone", "tablet"]}));
    place.verify(step(2), OTHER_CODES[2]).ends(3);
    // Two could be meant, and each is confirmed by a code of its own.
    confirm(&place, step(3), &[], CODES[3]).ends(2).says("--name");
    confirm(&place, step(3), &["--name", "tablet"], CODES[3]).ends(1);
    confirm(&place, step(3), &["--name", "tablet"], OTHER_CODES[3]).ends(0);
    assert_eq!(suspended(&place, step(3)), [true, false]);
}

#[test]
fn nobody_is_suspended_who_has_nothing() {
    let place = Place::with_alice("suspend-nobody");
    place.mfa(&["suspend", "bob"]).ends(5).prints("");
    place.mfa(&["suspend", "alice", "--name", "watch"]).ends(5).prints("");
    place.mfa(&["require", "bob"]).ends(0);
    place.mfa(&["suspend", "bob"]).ends(5).prints("");
    place.mfa(&["reset", "carol"]).ends(5).prints("");
}

#[test]
fn reset_takes_what_lets_in_and_keeps_what_is_remembered() {
    let place = with_two("reset");
    place.mfa(&["require", "alice", "--days", "7"]).ends(0);
    place.typing(&["recovery", "key", "alice", "--device", "laptop-0042", "--key", "-"], KEY_BASE32).ends(0);
    place.mfa(&["recovery-codes", "new", "alice"]).ends(0);
    place.mfa(&["enroll", "alice", "--name", "watch", "--pending", "--qr", "none", "--at", "45"]).ends(0);
    place.typing(&["login", "alice", "--at", "45"], format!("{}\n", CODES[1])).ends(0);
    place.verify(step(1), WRONG).ends(1);
    let before = place.status(step(1));
    assert_eq!((&before["enrolled"], &before["failures"]), (&json!(true), &json!(1)));
    let told = place.mfa(&["reset", "alice", "--json"]).ends(0).quietly().json();
    let gone = json!({"person": "alice", "removed": ["phone", "tablet"], "pending_removed": true, "recovery_codes_removed": true});
    assert_eq!(told, gone);
    let after = place.mfa(&["status", "alice", "--json", "--at", "45"]).ends(5).json();
    assert_eq!((&after["enrolled"], &after["authenticators"]), (&json!(false), &json!([])));
    assert_eq!((&after["pending"], &after["recovery_codes"]["left"]), (&Value::Null, &json!(0)));
    assert_eq!((&after["failures"], &after["failures_in_all"]), (&json!(1), &json!(1)));
    assert_eq!(after["recovery"]["device"], "LAPTOP-0042");
    assert_eq!((&after["requirement"], &after["exception"]), (&before["requirement"], &before["exception"]));
    assert_eq!(after["requirement"], "required");
    let revision = |status: &Value| status["revision"].as_u64().unwrap();
    assert_eq!(revision(&after), revision(&before) + 1);
    place.verify(step(2), CODES[2]).ends(5);
    // Whoever is enrolled again goes on with failures and revision.
    let key = place.file("key", KEY_HEX);
    place.mfa(&["add", "alice", "--name", "phone", "--hex", &key]).ends(0);
    let again = place.status(step(2));
    assert_eq!(again["failures"], 1);
    assert!(revision(&again) > revision(&after));
}

#[test]
fn reset_says_what_it_has_removed() {
    let rest = "of alice; what is required of them stays\nnothing is required of alice: the password alone is enough\n";
    let place = with_two("reset-text");
    place.mfa(&["recovery-codes", "new", "alice"]).ends(0);
    let all = format!("removed \"phone\", \"tablet\" and the recovery codes {rest}");
    place.mfa(&["reset", "alice"]).ends(0).prints(&all).quietly();
    place.mfa(&["enroll", "alice", "--pending", "--qr", "none"]).ends(0);
    place.mfa(&["reset", "alice"]).ends(0).prints(&format!("removed the pending enrollment {rest}"));
    place.mfa(&["reset", "alice"]).ends(0).prints(&format!("removed no authenticator {rest}"));
}

#[test]
fn reset_says_what_the_password_alone_opens_then_and_login_does_so() {
    let place = Place::with_alice("reset-then");
    let reset = |at: &str, more: &[&str]| {
        let told = place.mfa(&[&["reset", "alice", "--at", at], more].concat()).ends(0).quietly().out;
        told.lines().nth(1).unwrap().to_owned()
    };
    let login = |at: &str, more: &[&str]| place.mfa(&[&["login", "alice", "--json", "--at", at], more].concat());
    assert_eq!(reset("0", &[]), "nothing is required of alice: the password alone is enough");
    assert_eq!(login("0", &[]).ends(0).json()["because"], "not-enrolled");
    place.mfa(&["require", "alice", "--days", "7", "--logins", "9"]).ends(0);
    let begins = "the time to enroll begins with the next login: 7 d and 9 logins, with the password alone";
    assert_eq!(reset("0", &[]), begins);
    assert_eq!(login("0", &[]).ends(0).json()["until"]["unix"], 7 * DAY);
    let open = "until 1970-01-08T00:00:00Z, in 6 d, for 8 more logins, alice gets in with the password alone";
    assert_eq!(reset("86400", &[]), open);
    let over = "the time to enroll is over: alice is denied until `mfa require alice --days N`";
    assert_eq!(reset("604800", &[]), over);
    assert_eq!(login("604800", &[]).ends(3).json()["decision"], "deny");
    place.mfa(&["require", "alice", "--days", "0"]).ends(0);
    assert_eq!(reset("0", &[]), over);
    // What the policy says counts, and a broken one changes nothing.
    place.file("policy.toml", "login.enabled = false\n");
    let policy = place.path("policy.toml");
    let closed = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
    std::fs::set_permissions(&policy, closed).unwrap();
    let policy = ["--policy", policy.to_str().unwrap()];
    assert_eq!(reset("0", &policy), "the policy has second factors off: the password alone is enough");
    place.file("policy.toml", "[login]\nrequired = [\"*\"]\npast_deadline = \"enroll-now\"\n");
    let enrolls = "the time to enroll is over: alice enrolls before the next login, with the password alone";
    assert_eq!(reset("0", &policy), enrolls);
    place.file("policy.toml", "[");
    let before = place.mfa(&["status", "alice", "--json", "--at", "0"]).ends(5).json();
    place.mfa(&[&["reset", "alice"], &policy[..]].concat()).ends(2).prints("");
    assert_eq!(place.mfa(&["status", "alice", "--json", "--at", "0"]).ends(5).json(), before);
}

#[test]
fn suspend_says_how_each_counts_again() {
    let place = with_two("suspend-text");
    let told = "suspended \"phone\", \"tablet\" of alice; their codes count for nothing until `mfa confirm alice --name \
                phone`, `mfa confirm alice --name tablet`\n";
    place.mfa(&["suspend", "alice"]).ends(0).prints(told).quietly();
    let told = "suspended \"tablet\" of alice; its codes count for nothing until `mfa confirm alice --name tablet`\n";
    place.mfa(&["suspend", "alice", "--name", "tablet"]).ends(0).prints(told).quietly();
    // What was said works.
    confirm(&place, step(1), &["--name", "tablet"], OTHER_CODES[1]).ends(0);
    confirm(&place, step(1), &["--name", "phone"], CODES[1]).ends(0);
    // Beside an enrollment that is pending it has to be named too.
    place.mfa(&["remove", "alice", "--name", "tablet"]).ends(0);
    place.mfa(&["rename", "alice", "--to", "the \"new\" one"]).ends(0);
    place.mfa(&["enroll", "alice", "--name", "watch", "--pending", "--qr", "none", "--at", "60"]).ends(0);
    let told = "suspended \"the \\\"new\\\" one\" of alice; its codes count for nothing until `mfa confirm alice --name \
                'the \"new\" one'`\n";
    place.mfa(&["suspend", "alice", "--name", "the \"new\" one"]).ends(0).prints(told);
    confirm(&place, step(2), &["--name", "the \"new\" one"], CODES[2]).ends(0);
}

#[test]
fn reset_ends_an_open_grant() {
    let place = Place::with_alice("reset-grant");
    place.file("policy.toml", "[recovery]\nenabled = true\ngrant_asks = \"nothing\"\n");
    let policy = place.path("policy.toml");
    let closed = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
    std::fs::set_permissions(&policy, closed).unwrap();
    let policy = policy.to_str().unwrap();
    let at = "1700000000";
    place.typing(&["recovery", "key", "alice", "--device", "laptop-0042", "--key", "-"], KEY_BASE32).ends(0);
    let key = place.file("vault", KEY_BASE32);
    let issued = place.mfa(&["recovery", "issue", "--device", "laptop-0042", &key, "--at", at]).ends(0).out;
    let pin = issued.lines().next().unwrap().strip_prefix("PIN ").unwrap().to_owned();
    let login = |typed: &str| place.typing(&["login", "alice", "--policy", policy, "--at", at, "--json"], typed);
    assert_eq!(login(&format!("{pin}\n")).ends(0).json()["attempt"]["by"], "pin");
    assert_eq!(login("").ends(0).json()["decision"], "ask-under-grant");
    place.mfa(&["reset", "alice", "--at", at]).ends(0);
    place.mfa(&["require", "alice", "--days", "0"]).ends(0);
    // Neither the grant nor its PIN lives on.
    assert_eq!(login("").ends(3).json()["decision"], "deny");
    assert_eq!(login(&format!("{pin}\n")).ends(1).json()["attempt"]["verdict"], "refused");
}

#[test]
fn time_to_enroll_does_not_begin_again_by_a_reset_but_by_an_administrator() {
    let place = Place::with_alice("reset-time");
    place.mfa(&["require", "alice", "--days", "7"]).ends(0);
    let login = |at: u64| place.mfa(&["login", "alice", "--json", "--at", &at.to_string()]);
    // It began with the first login, though she was enrolled then.
    place.typing(&["login", "alice", "--at", "45"], format!("{}\n", CODES[1])).ends(0);
    place.mfa(&["reset", "alice"]).ends(0);
    let told = login(2 * DAY).ends(0).json();
    assert_eq!((&told["decision"], &told["until"]["unix"]), (&json!("let-in-unenrolled"), &json!(45 + 7 * DAY)));
    assert_eq!(login(45 + 7 * DAY).ends(3).json()["reason"], "enrollment-time-is-up");
    place.mfa(&["reset", "alice"]).ends(0);
    assert_eq!(login(45 + 7 * DAY).ends(3).json()["reason"], "enrollment-time-is-up");
    place.mfa(&["require", "alice", "--days", "7"]).ends(0);
    assert_eq!(login(45 + 7 * DAY).ends(0).json()["until"]["unix"], 45 + 14 * DAY);
}

#[test]
fn what_is_required_is_told_of_each_person() {
    let place = Place::new("require");
    place.mfa(&["require", "alice", "bob", "--days", "7"]).ends(0).quietly().prints(
        "alice (new): required; 7 d to enroll, from the next login on\n\
         bob (new): required; 7 d to enroll, from the next login on\n",
    );
    let logins = place.mfa(&["require", "bob", "--days", "1", "--logins", "3"]).ends(0);
    logins.prints("bob: required; 1 d and 3 logins to enroll, from the next login on\n");
    let policys = place.mfa(&["require", "carol"]).ends(0);
    policys.prints("carol (new): required; the policy's time to enroll begins with the next login\n");
    place.mfa(&["require", "carol", "--days", "0"]).ends(0).prints("carol: required from the next login on\n");
    place.mfa(&["require", "carol", "--as-policy"]).ends(0).prints("carol: as the policy's lists say\n");
    place.mfa(&["exempt", "kiosk"]).ends(0).prints("kiosk (new): exempt\n");
    place
        .mfa(&["exempt", "bob", "--days", "3", "--at", "0"])
        .ends(0)
        .prints("bob: exempt until 1970-01-04T00:00:00Z, in 3 d; then as the policy's lists say\n");
    let lines = |line: &[&str]| -> Vec<Value> {
        let ran = place.mfa(&[line, &["--json"]].concat()).ends(0).quietly();
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let required = |person, hours: Option<u32>, logins: Option<u16>| json!({"person": person, "new": false, "requirement": "required", "hours_to_enroll": hours, "logins_to_enroll": logins});
    // Whoever is named twice is done once.
    let both = lines(&["require", "alice", "bob", "alice", "--days", "7", "--logins", "20"]);
    assert_eq!(both, [required("alice", Some(168), Some(20)), required("bob", Some(168), Some(20))]);
    assert_eq!(lines(&["require", "alice"]), [required("alice", None, None)]);
    assert_eq!(
        lines(&["require", "bob", "--as-policy"]),
        [json!({"person": "bob", "new": false, "requirement": "as-policy"})]
    );
    let new = json!({"person": "dave", "new": true, "requirement": "as-policy"});
    assert_eq!(lines(&["require", "dave", "--as-policy", "dave"]), [new]);
    let forever = json!({"person": "kiosk", "new": false, "requirement": "exempt", "until": null});
    assert_eq!(lines(&["exempt", "kiosk"]), [forever]);
    let until = json!({"unix": 3 * DAY, "rfc3339": "1970-01-04T00:00:00Z"});
    let three_days = lines(&["exempt", "bob", "--days", "3", "--at", "0"]);
    assert_eq!(three_days, [json!({"person": "bob", "new": false, "requirement": "exempt", "until": until})]);
}

#[test]
fn days_and_logins_out_of_range_are_refused_and_nobody_is_made() {
    let place = Place::new("require-range");
    for line in [
        &["require", "alice", "--days", "367"][..],
        &["require", "alice", "--days", "-1"],
        &["require", "alice", "--days", "soon"],
        &["require", "alice", "--days", "7", "--logins", "0"],
        &["require", "alice", "--days", "7", "--logins", "65536"],
        &["require", "alice", "--logins", "3"],
        &["require", "alice", "--as-policy", "--days", "7"],
        &["require"],
        &["exempt", "alice", "--days", "0"],
        &["exempt", "alice", "--days", "367"],
        &["exempt"],
    ] {
        let ran = place.mfa(line).ends(2).prints("");
        assert!(!ran.err.is_empty(), "{ran:?}");
    }
    assert!(!place.store().exists());
    place.mfa(&["require", "alice", "--days", "366", "--logins", "65535"]).ends(0);
    place.mfa(&["exempt", "alice", "--days", "366"]).ends(0);
}

#[test]
fn what_is_required_changes_no_authenticator() {
    let place = Place::with_alice("require-enrolled");
    place.verify(step(1), CODES[1]).ends(0);
    place.verify(step(1), WRONG).ends(1);
    place.mfa(&["require", "alice", "--days", "7"]).ends(0);
    place.mfa(&["exempt", "alice", "--days", "3", "--at", "45"]).ends(0);
    place.mfa(&["require", "alice", "--as-policy"]).ends(0);
    assert_eq!(place.status(step(1))["failures"], 1);
    place.verify(step(1), CODES[1]).ends(1);
    place.verify(step(2), CODES[2]).ends(0);
}
