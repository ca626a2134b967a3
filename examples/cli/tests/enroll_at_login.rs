//! Whoever is past the deadline where the policy lets them enroll: an authenticator first, at the login itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may be blunt")]

mod common;

use common::seat::Seat;
use common::{Place, mfa_typing};

const POLICY: &str = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\npast_deadline = \"enroll-now\"\n";

/// What a phone shows at a time that has scanned a URI.
fn phone(uri: &str, at: &str) -> String {
    mfa_typing(&["code", "--uri", "-", "--at", at], uri.as_bytes()).ends(0).out
}

fn place_with_policy(name: &str) -> (Place, String) {
    let place = Place::new(name);
    place.opens_a_store();
    let policy = place.file("policy.toml", POLICY).trim_start_matches('@').to_owned();
    (place, policy)
}

#[test]
fn whoever_must_enroll_now_is_in_once_a_code_of_the_phone_was_right() {
    let (place, policy) = place_with_policy("enroll-now");
    let mut seat = Seat::new(&place, &["login", "alice", "--policy", &policy, "--at", "1000"]);
    seat.waits_for("Code on alice's phone: ");
    assert!(seat.shown.contains("an authenticator must be enrolled first"), "{}", seat.shown);
    let uri = seat.shown.split_whitespace().find(|word| word.starts_with("otpauth://")).unwrap().to_owned();
    seat.types(&phone(&uri, "1000"));
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.shown.ends_with("let in\r\n"), "{}", seat.shown);
    let login = ["login", "alice", "--policy", &policy, "--at", "1000"];
    place.typing(&login, phone(&uri, "1000")).ends(1);
    place.typing(&login, phone(&uri, "1030")).ends(0);
}

#[test]
fn whoever_enrolls_nothing_is_not_in() {
    let (place, policy) = place_with_policy("enroll-nothing");
    let mut seat = Seat::new(&place, &["login", "alice", "--policy", &policy, "--at", "1000"]);
    seat.waits_for("Code on alice's phone: ");
    seat.types("\n");
    assert_eq!(seat.ends().code(), Some(6));
    assert!(!seat.shown.contains("let in"), "{}", seat.shown);
    place.mfa(&["status", "alice", "--policy", &policy]).ends(5);
}

#[test]
fn script_is_told_by_exit_status_6_and_shown_no_secret() {
    let (place, policy) = place_with_policy("enroll-script");
    for json in [&[][..], &["--json"]] {
        let line = [&["login", "alice", "--policy", &policy, "--at", "1000"], json].concat();
        let ran = place.mfa(&line).ends(6).quietly();
        assert!(!ran.out.contains("otpauth"), "{ran:?}");
    }
}
