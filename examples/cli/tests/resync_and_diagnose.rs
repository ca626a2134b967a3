//! `mfa resync` finds what has run away, at the price of an attempt; `mfa diagnose` tells how far off a phone is, at
//! no price, for administrators.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use common::{CODES, KEY_BASE32, OTHER_HEX, Place, Ran, WRONG, step};
use serde_json::json;

fn with_token(name: &str) -> Place {
    let place = Place::new(name);
    place.typing(&["add", "alice", "-", "--name", "token", "--hotp"], KEY_BASE32).ends(0);
    place
}

fn resync(place: &Place, at: u64, codes: [&str; 2], options: &[&str]) -> Ran {
    let at = at.to_string();
    let line = [&["resync", "alice", "--at", &at][..], options].concat();
    place.typing(&line, format!("{}\n{}\n", codes[0], codes[1]))
}

fn diagnose(place: &Place, at: u64, code: &str, options: &[&str]) -> Ran {
    let at = at.to_string();
    place.typing(&[&["diagnose", "alice", "--at", &at][..], options].concat(), code)
}

#[test]
fn two_codes_in_a_row_find_a_counter_and_both_are_used_up() {
    let place = with_token("counter");
    resync(&place, 0, [CODES[7], CODES[8]], &[])
        .ends(0)
        .prints("resynchronized: 8 counters ahead; both codes are used up, and this was no login\n")
        .quietly();
    for used in &CODES[..9] {
        place.verify(0, used).ends(1);
        place.mfa(&["unlock", "alice"]).ends(0);
    }
    place.verify(0, CODES[9]).ends(0);
}

#[test]
fn two_codes_that_are_no_neighbours_are_refused_and_counted() {
    let place = with_token("neighbours");
    resync(&place, 0, [CODES[8], CODES[7]], &[]).ends(1).prints("refused\n5 attempts left\n");
    resync(&place, 0, [CODES[3], CODES[5]], &[]).ends(1);
    resync(&place, 0, [WRONG, WRONG], &[]).ends(1);
    let status = place.status(0);
    assert_eq!((&status["failures"], &status["authenticators"][0]["next"]), (&json!(3), &json!(0)));
}

#[test]
fn the_range_is_the_policys() {
    let place = with_token("range");
    resync(&place, 0, [CODES[3], CODES[4]], &["--resync-range", "3"]).ends(1);
    resync(&place, 0, [CODES[3], CODES[4]], &["--resync-range", "4"]).ends(0);
    for range in ["0", "1001", "-1", "x"] {
        resync(&place, 0, [CODES[3], CODES[4]], &["--resync-range", range]).ends(2).says("1 to 1000 counters");
    }
}

#[test]
fn resynchronization_goes_through_the_throttle() {
    let place = with_token("throttle");
    for _ in 0..6 {
        resync(&place, 59, [WRONG, WRONG], &[]).ends(1);
    }
    resync(&place, 60, [CODES[0], CODES[1]], &[]).ends(3).prints("locked until 1970-01-01T00:01:29Z, in 29 s\n");
    let ran = resync(&place, 60, [CODES[0], CODES[1]], &["--json"]).ends(3);
    assert_eq!(ran.json()["verdict"], "locked");
    resync(&place, 89, [CODES[0], CODES[1]], &[]).ends(0);
    // It is no login: the failures stay to be told at the next one.
    assert_eq!(place.status(89)["failures"], 6);
}

#[test]
fn a_phone_is_found_within_the_drift_and_refused_without() {
    let place = Place::with_alice("drift");
    resync(&place, step(8), [CODES[3], CODES[4]], &[]).ends(2).prints("").says("--drift");
    assert_eq!(place.status(0)["failures"], 0);
    resync(&place, step(8), [CODES[3], CODES[4]], &["--drift", "2"]).ends(1);
    resync(&place, step(8), [CODES[3], CODES[4]], &["--drift", "5"])
        .ends(0)
        .prints("resynchronized: its clock is 4 steps slow; both codes are used up, and this was no login\n");
    let login = |code: &str| place.typing(&["verify", "alice", "--drift", "5", "--at", "285"], code);
    login(CODES[4]).ends(1);
    login(CODES[5]).ends(0);
}

#[test]
fn json_tells_where_it_was_found() {
    let place = with_token("json");
    let ran = resync(&place, 0, [CODES[4], CODES[5]], &["--json"]).ends(0);
    assert_eq!(ran.json(), json!({"person": "alice", "verdict": "resynchronized", "position": 5, "offset": 5}));
    let ran = resync(&place, 0, [CODES[4], CODES[5]], &["--json"]).ends(1);
    let refused = ran.json();
    assert_eq!((&refused["verdict"], &refused["reason"]), (&json!("refused"), &json!("mismatch")));
}

#[test]
fn codes_that_are_none_and_people_who_are_not_there_are_told() {
    let place = with_token("told");
    resync(&place, 0, ["12345x", CODES[1]], &[]).ends(2).says("nothing was counted");
    resync(&place, 0, [CODES[0], ""], &[]).ends(2).says("no code was entered");
    resync(&place, 0, [CODES[0], "94287082"], &[]).ends(2).says("nothing was counted");
    place.typing(&["resync", "bob"], "755224\n287082\n").ends(5);
    resync(&place, 0, [CODES[0], CODES[1]], &["--name", "watch"]).ends(5);
    let other = place.file("other", OTHER_HEX);
    place.mfa(&["add", "alice", "--name", "phone", "--hex", &other]).ends(0);
    resync(&place, 0, [CODES[0], CODES[1]], &[]).ends(2).says("say which with --name");
    resync(&place, 0, [CODES[0], CODES[1]], &["--name", "token"]).ends(0);
    assert_eq!(place.status(0)["failures"], 0);
}

#[test]
fn diagnosis_tells_how_far_off_a_phone_is_both_ways() {
    let place = Place::with_alice("off");
    let told = |at: u64, text: &str| {
        diagnose(&place, at, CODES[4], &[]).ends(0).prints(text).quietly();
    };
    told(step(4), "that phone's clock is right\n");
    told(step(7), "that phone is 3 steps, about 90 seconds, slow; its codes are refused until its clock is set\n");
    told(step(2), "that phone is 2 steps, about 60 seconds, fast; its codes are refused until its clock is set\n");
    told(step(5), "that phone is 1 step, about 30 seconds, slow; its codes are accepted all the same\n");
    told(step(104), "that phone is 100 steps, about 50 minutes, slow; its codes are refused until its clock is set\n");
}

#[test]
fn diagnosis_costs_nothing_uses_up_nothing_and_answers_while_locked() {
    let place = Place::with_alice("free");
    for _ in 0..6 {
        place.verify(step(4), WRONG).ends(1);
    }
    let before = std::fs::read(place.store().join("alice.mfa")).unwrap();
    for _ in 0..3 {
        diagnose(&place, step(4), CODES[4], &[]).ends(0);
        diagnose(&place, step(4), WRONG, &[]).ends(1);
    }
    assert_eq!(std::fs::read(place.store().join("alice.mfa")).unwrap(), before);
    place.verify(step(6), CODES[6]).ends(0);
}

#[test]
fn diagnosis_looks_no_further_than_it_is_told() {
    let place = Place::with_alice("reach");
    diagnose(&place, step(104), CODES[4], &["--reach", "99"]).ends(1).prints(
        "not found: no code within 99 steps (50 minutes) of now; is it another authenticator's, or was it misread?\n",
    );
    diagnose(&place, step(104), CODES[4], &["--reach", "100"]).ends(0);
    diagnose(&place, step(2884), CODES[4], &["--reach", "2880"]).ends(0);
    for reach in ["0", "2881", "-1", "x"] {
        diagnose(&place, step(4), CODES[4], &["--reach", reach]).ends(2).says("1 to 2880 steps");
    }
    let ran = diagnose(&place, step(7), CODES[4], &["--json", "--window", "3"]).ends(0);
    assert_eq!(ran.json(), json!({"person": "alice", "name": "phone", "steps": -3, "acceptable": true}));
    let ran = diagnose(&place, step(7), WRONG, &["--json"]).ends(1);
    assert_eq!(ran.json(), json!({"person": "alice", "name": "phone", "steps": null, "acceptable": null}));
}

#[test]
fn diagnosis_knows_what_was_learned() {
    let place = Place::with_alice("learned");
    resync(&place, step(8), [CODES[3], CODES[4]], &["--drift", "5"]).ends(0);
    let steps = |options: &[&str]| diagnose(&place, step(9), CODES[5], options).ends(0).json()["acceptable"].clone();
    assert_eq!(steps(&["--json", "--drift", "5"]), true);
    assert_eq!(steps(&["--json"]), false);
}

#[test]
fn diagnosis_says_that_an_ordinary_code_is_used_up() {
    let place = Place::with_alice("used");
    place.verify(step(4), CODES[4]).ends(0);
    diagnose(&place, step(4), CODES[4], &[]).ends(0).prints("that phone's clock is right; this code is used up\n");
    diagnose(&place, step(5), CODES[4], &[])
        .ends(0)
        .prints("that phone is 1 step, about 30 seconds, slow; this code is used up\n");
    assert_eq!(diagnose(&place, step(4), CODES[4], &["--json"]).ends(0).json()["acceptable"], false);
    assert_eq!(diagnose(&place, step(4), CODES[5], &["--json"]).ends(0).json()["acceptable"], true);
    // A code that was ahead of its time is used up in the ordinary way, too.
    place.verify(step(5), CODES[6]).ends(0);
    diagnose(&place, step(5), CODES[5], &[]).ends(0).prints("that phone's clock is right; this code is used up\n");
    assert!(!place.mfa(&["status", "alice", "--at", &step(5).to_string()]).out.contains("used up"));
}

#[test]
fn codes_that_are_used_up_far_ahead_are_told_and_enrolling_anew_resets_them() {
    let place = Place::with_alice("ahead");
    let far = step(1000).to_string();
    let code = place.typing(&["code", "-", "--at", &far], KEY_BASE32).ends(0).out;
    place.verify(step(1000), code.trim()).ends(0);
    let until = "used up until 1970-01-01T08:20:30Z";
    diagnose(&place, step(4), CODES[4], &[]).ends(0).prints(&format!(
        "that phone's clock is right; its codes are {until}, in 8 h 18 min; remove the authenticator and enroll it anew\n"
    ));
    diagnose(&place, step(7), CODES[4], &[]).ends(0).prints(&format!(
        "that phone is 3 steps, about 90 seconds, slow; its codes are {until}, in 8 h 16 min; set its clock, remove the authenticator \
         and enroll it anew\n"
    ));
    assert_eq!(diagnose(&place, step(4), CODES[4], &["--json"]).ends(0).json()["acceptable"], false);
    let status = |at: u64| place.mfa(&["status", "alice", "--at", &at.to_string()]).ends(0).out;
    assert!(status(step(4)).contains(&format!("; {until}, in 8 h 18 min\n")), "{}", status(step(4)));
    assert!(status(step(998)).contains(until));
    // So near that it is better to wait.
    let near = diagnose(&place, step(990), CODES[0], &["--reach", "1000"]).ends(0).out;
    assert!(near.contains(&format!("{until}, in 5 min 15 s; set its clock, wait")), "{near}");
    assert!(!status(step(999)).contains(until) && !status(step(1000)).contains(until));
    let json = |at: u64| place.status(at)["authenticators"][0]["used_up_until"].clone();
    assert_eq!(json(step(998)), serde_json::json!({"unix": 30_030, "rfc3339": "1970-01-01T08:20:30Z"}));
    assert_eq!(json(step(999)), serde_json::json!(null));
    place.mfa(&["remove", "alice", "--name", "phone"]).ends(0);
    place.typing(&["add", "alice", "-", "--name", "phone"], KEY_BASE32).ends(0);
    diagnose(&place, step(4), CODES[4], &[]).ends(0).prints("that phone's clock is right\n");
    place.verify(step(4), CODES[4]).ends(0);
}

#[test]
fn a_counter_has_no_clock_to_diagnose() {
    let place = with_token("clockless");
    diagnose(&place, 0, CODES[0], &[]).ends(2).says("counter-based (HOTP)");
    place.typing(&["diagnose", "bob"], CODES[0]).ends(5);
    diagnose(&place, 0, "1234", &[]).ends(2);
    diagnose(&place, 0, "12345678", &[]).ends(2);
}

#[test]
fn help_warns_that_diagnosis_is_not_for_the_prompt() {
    let help = common::mfa(&["diagnose", "--help"]).ends(0).out;
    let help: Vec<&str> = help.split_whitespace().collect();
    assert!(help.join(" ").contains("Never offer it to the person at a login prompt"));
    assert!(help.join(" ").contains("The reset is to remove the authenticator (mfa remove) and to enroll it anew"));
}
