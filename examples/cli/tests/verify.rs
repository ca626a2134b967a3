//! `mfa verify` lets a code in once, counts what is wrong, and says how it ended by its exit status.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use common::{CODES, KEY_HEX, OTHER_CODES, OTHER_HEX, Place, WRONG, step};
use serde_json::json;

#[test]
fn a_right_code_is_accepted() {
    let place = Place::with_alice("accepted");
    place.verify(59, CODES[1]).ends(0).prints("accepted\n").quietly();
}

#[test]
fn a_used_code_is_refused_whatever_its_spelling() {
    let place = Place::with_alice("spelling");
    place.verify(59, "287082").ends(0);
    for spelled in ["287082", "287 082", "287-082", " 287082 ", "28 70 82", "287082\r", "\t287082"] {
        place.verify(59, spelled).ends(1);
    }
}

#[test]
fn a_code_is_read_without_care_for_spaces_dashes_and_line_ends() {
    for (number, spelled) in ["287 082\n", "287-082\r\n", " 2 8 7 0 8 2", "287082"].into_iter().enumerate() {
        let place = Place::with_alice(&format!("read-{number}"));
        place.typing(&["verify", "alice", "--at", "59"], spelled).ends(0);
    }
}

#[test]
fn a_record_of_a_newer_version_is_for_the_newer_program_and_stays() {
    let place = Place::with_alice("newer");
    let record = place.store().join("alice.mfa");
    let mut newer = fs::read(&record).unwrap();
    newer[6] = 2;
    fs::write(&record, &newer).unwrap();
    for ran in [place.verify(59, CODES[1]), place.mfa(&["status", "alice"]), place.mfa(&["remove", "alice"])] {
        let ran = ran.ends(4).prints("").says("use the newer program");
        assert!(!ran.err.contains("delete"), "{ran:?}");
    }
    assert_eq!(fs::read(&record).unwrap(), newer);
}

#[test]
fn what_is_no_code_counts_nothing_and_says_so() {
    let place = Place::with_alice("no-code");
    for typed in [&b"28708x"[..], b"\xff\xfe", &[b'1'; 300], b"12345", b""] {
        place.typing(&["verify", "alice", "--at", "59"], typed).ends(2).says("nothing was counted");
    }
    place.typing(&["verify", "alice", "--at", "59"], "x87082").ends(2).says("character 1 of the code");
    assert_eq!(place.status(59)["failures"], 0);
}

#[test]
fn a_used_code_stays_used_when_the_clock_goes_back_and_the_window_widens() {
    let place = Place::with_alice("back");
    place.verify(step(5), CODES[5]).ends(0);
    for at in [step(5), step(4), step(6), step(0)] {
        let at = at.to_string();
        let line = ["verify", "alice", "--window", "50", "--at", &at];
        place.typing(&line, CODES[5]).ends(1);
        place.typing(&line, CODES[4]).ends(1);
    }
}

#[test]
fn a_person_is_told_the_same_for_a_wrong_code_and_for_a_used_one() {
    let (wrong, used) = (Place::with_alice("same-wrong"), Place::with_alice("same-used"));
    for place in [&wrong, &used] {
        place.verify(step(1), CODES[1]).ends(0);
        place.verify(step(2), CODES[2]).ends(0);
    }
    let told_wrong = wrong.verify(step(2), WRONG).ends(1).quietly();
    let told_used = used.verify(step(2), CODES[1]).ends(1).quietly();
    assert_eq!(told_wrong.out, told_used.out);
    assert_eq!(told_wrong.out, "refused\n5 attempts left\n");
}

#[test]
fn the_reason_is_in_json_for_logs() {
    let place = Place::with_alice("reason");
    place.verify(59, CODES[1]).ends(0);
    let reason = |code: &str| {
        let ran = place.typing(&["verify", "alice", "--json", "--at", "59"], code).ends(1);
        ran.json()["reason"].clone()
    };
    assert_eq!(reason(CODES[1]), "replayed");
    assert_eq!(reason(WRONG), "mismatch");
}

#[test]
fn a_reply_lost_after_the_commit_costs_no_attempt() {
    let place = Place::with_alice("lost");
    place.verify(59, CODES[1]).ends(0);
    place.verify(59, CODES[1]).ends(1).prints("refused\n6 attempts left\n");
    assert_eq!(place.status(59)["failures"], 0);
}

#[test]
fn wrong_codes_are_counted_then_lock_and_time_lifts_the_lock() {
    let place = Place::with_alice("lock");
    for left in (1..=5).rev() {
        let attempts = if left == 1 { "attempt" } else { "attempts" };
        place.verify(59, WRONG).ends(1).prints(&format!("refused\n{left} {attempts} left\n"));
    }
    place.verify(59, WRONG).ends(1).prints("refused\nlocked until 1970-01-01T00:01:29Z, in 30 s\n");
    // Locked: not even the right code is looked at, and nothing is counted.
    place.verify(60, CODES[2]).ends(3).prints("locked until 1970-01-01T00:01:29Z, in 29 s\n").quietly();
    let status = place.status(60);
    assert_eq!(status["failures"], 6);
    assert_eq!(status["locked_until"], json!({"unix": 89, "rfc3339": "1970-01-01T00:01:29Z"}));
    // Once the lock has run out the same code is good.
    place.verify(89, CODES[2]).ends(0).prints("accepted\n6 failed attempts since the last login\n");
    let status = place.status(89);
    assert_eq!((&status["failures"], &status["failures_in_all"]), (&json!(0), &json!(6)));
}

#[test]
fn setting_the_clock_back_shortens_no_lock() {
    let place = Place::with_alice("clock");
    for _ in 0..6 {
        place.verify(step(8), WRONG).ends(1);
    }
    place.verify(step(4), CODES[4]).ends(3);
    place.verify(step(8), CODES[8]).ends(3);
}

#[test]
fn too_many_wrong_codes_close_until_an_administrator_unlocks() {
    let place = Place::with_alice("closed");
    let hour = |number: u64| number * 3600;
    for number in 1..100 {
        place.verify(hour(number), WRONG).ends(1);
    }
    let closed = "closed after too many wrong codes; `mfa unlock alice` opens it\n";
    place.verify(hour(100), WRONG).ends(1).prints(&format!("refused\n{closed}"));
    place.verify(hour(200), WRONG).ends(3).prints(closed);
    assert_eq!(place.status(hour(200))["closed"], true);
    let ran = place.typing(&["verify", "alice", "--json", "--at", "720000"], WRONG).ends(3);
    assert_eq!(ran.json(), json!({"person": "alice", "verdict": "closed"}));
    place.mfa(&["unlock", "alice"]).ends(0).prints("unlocked alice; failures in all stay on record: 100\n");
    let status = place.status(hour(200));
    assert_eq!(
        (&status["closed"], &status["failures"], &status["failures_in_all"]),
        (&json!(false), &json!(0), &json!(100))
    );
}

#[test]
fn time_lifts_every_lock_of_the_policy_for_administrators() {
    let place = Place::with_alice("administrator");
    let verify = |at: u64, code: &str| {
        let at = at.to_string();
        place.typing(&["verify", "alice", "--preset", "administrator", "--at", &at], code)
    };
    for _ in 0..6 {
        verify(59, WRONG).ends(1);
    }
    verify(59 + 3599, WRONG).ends(3);
    for number in 1..=110 {
        verify(59 + 3600 * number, WRONG).ends(1);
    }
}

#[test]
fn what_is_not_shaped_like_a_code_is_bad_input_and_counts_nothing() {
    let place = Place::with_alice("shape");
    let long = "1".repeat(300);
    let cases: [&[u8]; 13] = [
        b"",
        b"\n",
        b"\n287082\n",
        b"28708",
        b"12345678901",
        b"28708a",
        "２８７０８２".as_bytes(),
        "٢٨٧٠٨٢".as_bytes(),
        b"287082\0",
        b"\xff\xff\xff\xff\xff\xff",
        b"+287082",
        b"2.87082e5",
        long.as_bytes(),
    ];
    for typed in cases {
        let ran = place.typing(&["verify", "alice", "--at", "59"], typed).ends(2).prints("");
        assert!(ran.err.starts_with("error: "), "{ran:?}");
    }
    // Eight digits are a code, and none that alice has.
    place.verify(59, "94287082").ends(2).says("nothing was counted");
    assert_eq!(place.status(59)["failures"], 0);
    place.verify(59, CODES[1]).ends(0).prints("accepted\n");
}

#[test]
fn only_the_first_line_is_the_code() {
    let place = Place::with_alice("first");
    place.typing(&["verify", "alice", "--at", "59"], "287082\nrest\n").ends(0);
}

#[test]
fn nobody_else_than_the_enrolled_gets_in() {
    let place = Place::with_alice("nobody");
    place
        .typing(&["verify", "bob", "--at", "59"], CODES[1])
        .ends(5)
        .prints("")
        .says("there is no bob in")
        .says("`mfa add bob`");
    place.mfa(&["remove", "alice"]).ends(0);
    place.verify(59, CODES[1]).ends(5).prints("").says("alice has no authenticator");
}

#[test]
fn a_name_that_could_leave_the_store_or_rewrite_a_terminal_is_bad_usage() {
    let place = Place::with_alice("names");
    for name in ["", ".", "../alice", "a/b", ".hidden", "a\u{7}b", "a\u{1b}[2Jb", "a\u{202e}b", &"a".repeat(201)] {
        let ran = place.typing(&["verify", name, "--at", "59"], CODES[1]).ends(2).prints("");
        assert!(!ran.err.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{ran:?}");
    }
}

#[test]
fn a_store_that_is_not_as_it_should_be_lets_nobody_in() {
    let place = Place::with_alice("store");
    let mode = |path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let denied = |says: &str| {
        place.verify(59, CODES[1]).ends(4).prints("").says(says);
    };

    mode(place.store(), 0o755);
    denied("mode 0700");
    mode(place.store(), 0o700);

    let record = place.store().join("alice.mfa");
    mode(record.clone(), 0o644);
    denied("a file 0600");
    mode(record.clone(), 0o600);

    let whole = fs::read(&record).unwrap();
    for damage in [&b""[..], b"nonsense", &whole[..whole.len() - 1], &[&whole[..], b"\0"].concat()] {
        fs::write(&record, damage).unwrap();
        denied("the file is left as it is");
        assert_eq!(fs::read(&record).unwrap(), damage);
    }
    let mut flipped = whole.clone();
    flipped[40] ^= 1;
    fs::write(&record, &flipped).unwrap();
    denied("its digest does not match");

    let elsewhere = place.path("elsewhere");
    fs::write(&elsewhere, &whole).unwrap();
    mode(elsewhere.clone(), 0o600);
    fs::remove_file(&record).unwrap();
    symlink(&elsewhere, &record).unwrap();
    denied("links are not followed");
    assert_eq!(fs::read(&elsewhere).unwrap(), whole);

    // Somebody else's record under alice's name.
    place.mfa(&["add", "bob", "--hex", &place.file("key", KEY_HEX)]).ends(0);
    fs::remove_file(&record).unwrap();
    fs::copy(place.store().join("bob.mfa"), &record).unwrap();
    denied("another person's record");

    fs::rename(place.store(), place.path("moved")).unwrap();
    denied("there is no such folder");
    symlink(place.path("moved"), place.store()).unwrap();
    denied("not a link to one");
    fs::remove_file(place.store()).unwrap();
    fs::write(place.store(), "").unwrap();
    denied("it must be a folder");
}

#[test]
fn an_answer_that_cannot_be_written_lets_nobody_in() {
    let place = Place::with_alice("full");
    let store = place.store();
    let mut child = common::program()
        .args(["verify", "alice", "--at", "59", "--store"])
        .arg(&store)
        .stdin(std::process::Stdio::piped())
        .stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"287082\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(4));
    // It is used up all the same.
    place.verify(59, CODES[1]).ends(1);
}

#[test]
fn one_failure_for_a_wrong_code_however_many_authenticators_and_any_acceptance_clears_it() {
    let place = Place::with_alice("two");
    let other = place.file("other", OTHER_HEX);
    place.mfa(&["add", "alice", "--name", "token", "--hex", &other]).ends(0);
    for round in 0..3 {
        let at = step(round + 1);
        let index = usize::try_from(round + 1).unwrap();
        place.verify(at, WRONG).ends(1).prints("refused\n5 attempts left\n");
        let code = if round == 1 { CODES[index] } else { OTHER_CODES[index] };
        place.verify(at, code).ends(0).prints("accepted\n1 failed attempt since the last login\n");
        assert_eq!(place.status(at)["failures"], 0);
    }
    // Only one was used in step 3, so the other is good there still.
    place.verify(step(3), CODES[3]).ends(0);
}

#[test]
fn a_name_limits_the_login_to_one_authenticator() {
    let place = Place::with_alice("name");
    place.mfa(&["add", "alice", "--name", "token", "--hex", &place.file("o", OTHER_HEX)]).ends(0);
    let verify = |name: &str, code: &str| place.typing(&["verify", "alice", "--name", name, "--at", "59"], code);
    verify("token", CODES[1]).ends(1);
    verify("token", OTHER_CODES[1]).ends(0);
    verify("phone", CODES[1]).ends(0);
    verify("watch", CODES[1]).ends(5).says("no authenticator of that name");
}

#[test]
fn a_counter_looks_ahead_never_behind_and_stays_put_for_wrong_codes() {
    let place = Place::new("counter");
    place.mfa(&["add", "alice", "--hotp", "--hex", &place.file("key", KEY_HEX)]).ends(0);
    place.verify(0, CODES[2]).ends(0);
    for behind in &CODES[..3] {
        place.verify(0, behind).ends(1);
    }
    assert_eq!(place.status(0)["authenticators"][0]["next"], 3);
    place.typing(&["verify", "alice", "--at", "0", "--look-ahead", "2"], CODES[5]).ends(1);
    let ran = place.typing(&["verify", "alice", "--json", "--at", "0", "--look-ahead", "3"], CODES[5]);
    let answer = ran.ends(0).json();
    assert_eq!((&answer["position"], &answer["offset"]), (&json!(5), &json!(2)));
    assert_eq!(place.status(0)["authenticators"][0]["next"], 6);
}

#[test]
fn the_window_is_the_policys() {
    for (options, accepted) in [
        (&[][..], 4..=6),
        (&["--window", "2"], 3..=7),
        (&["--window", "2,0"], 3..=5),
        (&["--window", "0,3"], 5..=8),
        (&["--preset", "rfc6238"], 4..=5),
        (&["--preset", "asvs"], 5..=5),
        (&["--preset", "nist"], 4..=6),
        (&["--preset", "asvs", "--window", "1,0"], 4..=5),
    ] {
        for (index, code) in CODES.iter().enumerate() {
            let place = Place::with_alice("window");
            let mut line = vec!["verify", "alice", "--at", "160"];
            line.extend(options);
            let status = if accepted.contains(&index) { 0 } else { 1 };
            place.typing(&line, code).ends(status);
        }
    }
}

#[test]
fn learned_drift_carries_a_slow_phone_when_the_policy_has_it() {
    let place = Place::with_alice("drift");
    let verify =
        |at: u64, code: &str| place.typing(&["verify", "alice", "--drift", "3", "--at", &at.to_string()], code);
    verify(step(3), CODES[2]).ends(0);
    assert_eq!(place.status(step(3))["authenticators"][0]["drift"], -1);
    verify(step(6), CODES[4]).ends(0);
    // Without drift the same lag is refused.
    place.verify(step(9), CODES[7]).ends(1);
    verify(step(9), CODES[7]).ends(0);
}

#[test]
fn a_policy_out_of_range_is_refused_with_the_engines_sentence() {
    let place = Place::with_alice("range");
    let refused = |options: &[&str], says: &str| {
        let mut line = vec!["verify", "alice", "--at", "59"];
        line.extend(options);
        place.typing(&line, CODES[1]).ends(2).prints("").says(says);
    };
    for window in ["51", "-1", "0,51", "1,", ",", "1,2,3", "x", "256"] {
        refused(&["--window", window], "a window reaches at most 50 steps");
    }
    for look_ahead in ["0", "101", "-5", "x"] {
        refused(&["--look-ahead", look_ahead], "1 to 100 counters");
    }
    for drift in ["21", "-1", "x"] {
        refused(&["--drift", drift], "1 to 20 steps");
    }
    refused(&["--preset", "lax"], "possible values");
    place.typing(&["verify", "alice", "--at", "-1"], CODES[1]).ends(2).says("the time is negative");
    assert_eq!(place.status(59)["revision"], 1);
}

#[test]
fn json_tells_what_was_decided() {
    let place = Place::with_alice("json");
    let verify = |code: &str| place.typing(&["verify", "alice", "--json", "--at", "59"], code);
    assert_eq!(
        verify(WRONG).ends(1).json(),
        json!({"person": "alice", "verdict": "refused", "attempts_left": 5, "locked_until": null, "closed": false, "reason": "mismatch"})
    );
    assert_eq!(
        verify(CODES[0]).ends(0).json(),
        json!({
            "person": "alice", "verdict": "accepted", "authenticator": 0, "name": "phone", "position": 0, "offset": -1,
            "failures_before": 1
        })
    );
    for _ in 0..6 {
        verify(WRONG).ends(1);
    }
    let until = json!({"unix": 89, "rfc3339": "1970-01-01T00:01:29Z"});
    assert_eq!(verify(WRONG).ends(3).json(), json!({"person": "alice", "verdict": "locked", "locked_until": until}));
}

#[test]
fn adding_and_removing_authenticators_resets_no_failure_and_no_lock() {
    let place = Place::with_alice("resets");
    for _ in 0..6 {
        place.verify(59, WRONG).ends(1);
    }
    let other = place.file("other", OTHER_HEX);
    place.mfa(&["add", "alice", "--name", "token", "--hex", &other]).ends(0);
    assert_eq!(place.status(59)["failures"], 6);
    place.mfa(&["remove", "alice", "--all"]).ends(0);
    place.mfa(&["add", "alice", "--name", "new", "--hex", &other]).ends(0);
    let status = place.status(59);
    assert_eq!((&status["failures"], &status["revision"]), (&json!(6), &json!(10)));
    place.verify(59, OTHER_CODES[1]).ends(3);
}
