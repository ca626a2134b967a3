//! What other software left, as its documents describe it: carried over with what is used up, or refused by name.
//!
//! That the real programs write such files is in migrate_peers.rs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use common::{CODES, KEY_32_HEX, KEY_BASE32, KEY_HEX, OTHER_HEX, Place, Ran, WRONG, step};

/// Emergency codes, which must never be shown.
const EMERGENCY: [&str; 5] = ["31252752", "29968935", "78589895", "60734717", "51328066"];

/// A place with such a file in it, for its owner alone.
struct Left {
    place: Place,
    file: String,
}

impl Left {
    fn new(name: &str, content: &str) -> Self {
        let place = Place::new(name);
        let file = place.path("left").to_str().unwrap().to_owned();
        let left = Self { place, file };
        left.write(content);
        left
    }

    /// A `~/.google_authenticator` with RFC 4226's secret and these options.
    fn google(name: &str, options: &[&str]) -> Self {
        let options: String = options.iter().map(|option| format!("\" {option}\n")).collect();
        Self::new(name, &format!("{KEY_BASE32}\n{options}{}\n", EMERGENCY.join("\n")))
    }

    fn write(&self, content: &str) {
        fs::write(&self.file, content).unwrap();
        fs::set_permissions(&self.file, Permissions::from_mode(0o600)).unwrap();
    }

    fn migrate(&self, from: &str, more: &[&str]) -> Ran {
        let ran = self.place.mfa(&[&["migrate", from, &self.file], more].concat());
        for secret in [KEY_BASE32, KEY_HEX, OTHER_HEX].iter().chain(&EMERGENCY) {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{ran:?}");
        }
        ran
    }

    fn google_of_alice(&self, more: &[&str]) -> Ran {
        self.migrate("google-authenticator", &[&["alice"], more].concat())
    }

    fn oath(&self, more: &[&str]) -> Ran {
        self.migrate("users.oath", more)
    }

    #[track_caller]
    fn nothing_was_changed(&self) {
        assert!(!self.place.store().exists());
    }

    /// The first position that is good, of alice's first authenticator.
    fn next(&self) -> u64 {
        self.place.status(step(1))["authenticators"][0]["next"].as_u64().unwrap()
    }
}

#[test]
fn a_code_that_google_authenticator_has_listed_as_used_is_refused_and_the_next_is_not() {
    let left = Left::google("listed", &["RATE_LIMIT 3 30 1 2", "DISALLOW_REUSE 0 1", "TOTP_AUTH"]);
    left.google_of_alice(&["--at", "59"]).ends(0).quietly();
    left.place.verify(step(1), CODES[0]).ends(1);
    left.place.verify(step(1), CODES[1]).ends(1);
    left.place.verify(step(2), CODES[2]).ends(0);
}

#[test]
fn the_largest_step_that_is_listed_counts_wherever_it_stands() {
    let left = Left::google("largest", &["DISALLOW_REUSE 3 6 4", "TOTP_AUTH"]);
    left.google_of_alice(&["--at", "59"]).ends(0);
    assert_eq!(left.next(), 7);
}

#[test]
fn where_nothing_was_used_the_code_of_now_is_good() {
    let left = Left::google("unused", &["DISALLOW_REUSE", "TOTP_AUTH"]);
    left.google_of_alice(&["--at", "59"]).ends(0);
    left.place.verify(59, CODES[1]).ends(0);
}

#[test]
fn where_used_codes_are_not_listed_all_that_can_have_been_accepted_are_used_up() {
    // The module's window is 3 unless it is said: one step to each side.
    let left = Left::google("unlisted", &["TOTP_AUTH"]);
    let ran = left.google_of_alice(&["--at", "59"]).ends(0);
    assert!(ran.out.contains("used up until 1970-01-01T00:01:30Z"), "{ran:?}");
    for code in &CODES[..3] {
        left.place.verify(step(2), code).ends(1);
    }
    left.place.verify(step(3), CODES[3]).ends(0);
    for (window, next) in [("1", 2), ("2", 3), ("17", 10), ("100", 52)] {
        let left = Left::google("unlisted", &[&format!("WINDOW_SIZE {window}"), "TOTP_AUTH"]);
        left.google_of_alice(&["--at", "59"]).ends(0);
        assert_eq!(left.next(), next, "window {window}");
    }
}

#[test]
fn a_code_by_which_google_authenticator_learned_a_skew_is_used_up_though_it_is_not_listed() {
    // Two steps fast, and an average of three may be one less; one step of window.
    let left = Left::google("skew", &["DISALLOW_REUSE 1", "TIME_SKEW 2", "TOTP_AUTH"]);
    let ran = left.google_of_alice(&["--at", "59"]).ends(0);
    assert!(ran.out.contains("not carried over: TIME_SKEW; the policy's drift"), "{ran:?}");
    assert_eq!(left.next(), 1 + 2 + 1 + 1 + 1);
    // A slow phone's codes of now can have been used before it was slow.
    let left = Left::google("skew", &["DISALLOW_REUSE", "TIME_SKEW -700", "TOTP_AUTH"]);
    left.google_of_alice(&["--at", "59"]).ends(0);
    assert!(left.next() > 2);
}

#[test]
fn google_authenticators_counter_is_the_next_one() {
    let left = Left::google("counter", &["HOTP_COUNTER 5", "WINDOW_SIZE 17"]);
    let ran = left.google_of_alice(&[]).ends(0);
    assert!(
        ran.out.starts_with("added \"authenticator\" to alice: HOTP, SHA-1, 6 digits; next counter 5\n"),
        "{ran:?}"
    );
    assert!(ran.out.contains("WINDOW_SIZE 17; the policy's look-ahead does the same (--look-ahead 17)"), "{ran:?}");
    left.place.verify(59, CODES[4]).ends(1);
    left.place.verify(59, CODES[5]).ends(0);
}

#[test]
fn with_a_counter_google_authenticator_is_counter_based_whatever_else_it_says() {
    let left = Left::google("both", &["TOTP_AUTH", "HOTP_COUNTER 1"]);
    left.google_of_alice(&[]).ends(0);
    assert_eq!(left.place.status(59)["authenticators"][0]["kind"], "hotp");
}

#[test]
fn google_authenticators_step_size_is_the_period() {
    let left = Left::google("period", &["STEP_SIZE 60", "DISALLOW_REUSE", "TOTP_AUTH"]);
    left.google_of_alice(&["--at", "59"]).ends(0);
    assert_eq!(left.place.status(59)["authenticators"][0]["period"], 60);
    // Step 1 goes from second 60 to 119.
    left.place.verify(90, CODES[1]).ends(0);
}

#[test]
fn what_is_not_carried_over_is_told_and_emergency_codes_are_counted() {
    let options = [
        "RATE_LIMIT 3 30",
        "WINDOW_SIZE 17",
        "RESETTING_TIME_SKEW 1+2",
        "LAST0 host 12",
        "DISALLOW_REUSE",
        "TOTP_AUTH",
    ];
    let left = Left::google("told", &options);
    let ran = left.google_of_alice(&["--json"]).ends(0).quietly();
    let told: Vec<_> = ran.json()["left"].as_array().unwrap().iter().map(|left| left["what"].clone()).collect();
    assert_eq!(told, ["5 emergency codes", "WINDOW_SIZE 17", "LAST0", "RATE_LIMIT", "RESETTING_TIME_SKEW"]);
    let ran = left.google_of_alice(&["--dry-run"]).ends(0);
    assert!(ran.out.contains("WINDOW_SIZE 17; the policy's window does the same (--window 8,8)"), "{ran:?}");
}

#[test]
fn what_cannot_be_read_of_google_authenticator_is_refused_by_line_and_name() {
    let refused = |options: &[&str], says: &str| {
        let left = Left::google("refused", options);
        left.google_of_alice(&["--at", "59"]).ends(2).prints("").says(says).says("nothing was changed");
        left.nothing_was_changed();
    };
    refused(&["TOTP_AUTH", "NEW_OPTION 7"], "line 3: NEW_OPTION is not an option that can be carried over");
    refused(&["TOTP_AUTH", "OTP_DISABLED"], "line 3: OTP_DISABLED: codes are switched off");
    refused(&["TOTP_AUTH", "TOTP_AUTH"], "line 3: TOTP_AUTH is in line 2 already");
    refused(&["TOTP_AUTH", "DISALLOW_REUSE 1 x"], "line 3: DISALLOW_REUSE has something else than a number");
    refused(&["TOTP_AUTH", "STEP_SIZE 0"], "line 3: STEP_SIZE: ");
    refused(&["TOTP_AUTH", "WINDOW_SIZE 101"], "line 3: WINDOW_SIZE is 1 to 100");
    refused(&["TOTP_AUTH", "TIME_SKEW much"], "line 3: TIME_SKEW has something else than a number");
    refused(&["TOTP_AUTH", "DISALLOW_REUSE 18446744073709551615"], "beyond 2^40");
    refused(&["HOTP_COUNTER 0"], "line 2: HOTP_COUNTER is 0");
    refused(&["HOTP_COUNTER 18446744073709551615"], "line 2: HOTP_COUNTER: ");
    refused(&["HOTP_COUNTER -1"], "line 2: HOTP_COUNTER has something else than a number");
    refused(&["WINDOW_SIZE 3"], "there is neither TOTP_AUTH nor HOTP_COUNTER");
    // A name that is none may be anything, a secret too.
    let left = Left::google("refused", &["TOTP_AUTH", KEY_BASE32]);
    left.google_of_alice(&[]).ends(2).says("line 3: it is not an option");
    let refused = |content: &str, says: &str| {
        let left = Left::new("refused", content);
        left.google_of_alice(&[]).ends(2).prints("").says(says);
        left.nothing_was_changed();
    };
    refused("", "the file is empty");
    refused("GEZDGNBVGY3TQOJ0\n\" TOTP_AUTH\n", "line 1: the secret: ");
    refused("GEZDGNBVGY3TQ\n\" TOTP_AUTH\n", "line 1: the secret: ");
    refused(&format!("{KEY_BASE32}\n\" TOTP_AUTH\n{KEY_BASE32}\n"), "line 3: it is neither an option nor an emergency");
    refused(&format!("{KEY_BASE32}\n\" TOTP_AUTH\n1234567\n"), "line 3: it is neither an option nor an emergency");
}

#[test]
fn google_authenticators_file_is_one_persons() {
    let left = Left::google("whose", &["TOTP_AUTH"]);
    left.migrate("google-authenticator", &[]).ends(2).says("say whose file it is");
    left.migrate("google-authenticator", &["alice", "bob"]).ends(2).says("say whose file it is");
    left.nothing_was_changed();
}

#[test]
fn an_authenticator_that_is_there_stays_as_it_is() {
    let left = Left::google("twice", &["HOTP_COUNTER 1"]);
    left.google_of_alice(&["--name", "token"]).ends(0);
    left.place.verify(59, CODES[3]).ends(0);
    let before = left.place.status(59);
    let ran = left.google_of_alice(&[]).ends(0);
    assert!(ran.out.starts_with("skipped \"token\": alice has that secret already"), "{ran:?}");
    assert_eq!(left.place.status(59), before);
    left.write(&format!("{}\n\" HOTP_COUNTER 1\n", common::OTHER_BASE32));
    let ran = left.google_of_alice(&["--name", "token"]).ends(0);
    assert!(ran.out.starts_with("skipped \"token\": alice has that name already"), "{ran:?}");
    assert_eq!(left.place.status(59), before);
}

#[test]
fn a_name_that_is_taken_is_counted_on() {
    let left = Left::google("names", &["HOTP_COUNTER 1"]);
    left.google_of_alice(&[]).ends(0);
    left.write(&format!("{}\n\" HOTP_COUNTER 1\n", common::OTHER_BASE32));
    let ran = left.google_of_alice(&[]).ends(0);
    assert!(ran.out.starts_with("added \"authenticator 2\" to alice"), "{ran:?}");
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let left = Left::google("dry", &["HOTP_COUNTER 2"]);
    let dry = left.google_of_alice(&["--dry-run"]).ends(0).quietly();
    assert!(dry.out.starts_with("would add \"authenticator\" to alice: HOTP"), "{dry:?}");
    left.nothing_was_changed();
    let mut dry = left.google_of_alice(&["--dry-run", "--json"]).ends(0).json();
    left.nothing_was_changed();
    let done = left.google_of_alice(&["--json"]).ends(0).json();
    assert_eq!(dry["dry_run"], true);
    dry["dry_run"] = false.into();
    assert_eq!(dry, done);
    assert_eq!(done["people"][0]["added"][0]["next"], 2);
    let before = left.place.status(59);
    let dry = left.google_of_alice(&["--dry-run"]).ends(0);
    assert!(dry.out.starts_with("would skip \"authenticator\""), "{dry:?}");
    assert_eq!(left.place.status(59), before);
}

#[test]
fn a_file_that_others_can_read_is_warned_of() {
    let left = Left::google("mode", &["TOTP_AUTH"]);
    for (mode, warned) in [(0o400, false), (0o600, false), (0o640, true), (0o604, true), (0o622, true)] {
        fs::set_permissions(&left.file, Permissions::from_mode(mode)).unwrap();
        let ran = left.google_of_alice(&["--dry-run"]).ends(0);
        assert_eq!(ran.err.contains("others than its owner have access to"), warned, "{mode:o}: {ran:?}");
    }
}

#[test]
fn only_a_regular_file_of_bounded_length_is_read() {
    let left = Left::new("file", "");
    let refused = |says: &str| {
        left.google_of_alice(&[]).ends(2).says(says);
        left.oath(&[]).ends(2).says(says);
    };
    fs::write(&left.file, vec![b'A'; 1024 * 1024 + 1]).unwrap();
    refused("has more than 1048576 bytes");
    fs::write(&left.file, b"\xff\xfe").unwrap();
    refused("this is not UTF-8 text");
    fs::remove_file(&left.file).unwrap();
    refused("cannot be read: ");
    // Nobody writes into it, and nobody waits for that.
    assert!(Command::new("mkfifo").arg(&left.file).status().unwrap().success());
    refused("is not a regular file");
    fs::remove_file(&left.file).unwrap();
    fs::create_dir(&left.file).unwrap();
    refused("is not a regular file");
    left.nothing_was_changed();
}

#[test]
fn every_type_of_pam_oath_is_carried_over() {
    for (kind, expected, digits, period) in [
        ("HOTP", "hotp", 6, None),
        ("HOTP/E", "hotp", 6, None),
        ("HOTP/E/6", "hotp", 6, None),
        ("HOTP/E/7", "hotp", 7, None),
        ("HOTP/E/8", "hotp", 8, None),
        ("HOTP/T30", "totp", 6, Some(30)),
        ("HOTP/T30/6", "totp", 6, Some(30)),
        ("HOTP/T30/7", "totp", 7, Some(30)),
        ("HOTP/T60", "totp", 6, Some(60)),
        ("HOTP/T60/8", "totp", 8, Some(60)),
    ] {
        let left = Left::new("types", &format!("# a comment\n\n  {kind}\talice\t-\t{KEY_HEX}\n"));
        left.oath(&[]).ends(0).quietly();
        let authenticator = left.place.status(59)["authenticators"][0].clone();
        assert_eq!(authenticator["kind"], expected, "{kind}");
        assert_eq!(authenticator["algorithm"], "sha1", "{kind}");
        assert_eq!(authenticator["digits"], digits, "{kind}");
        assert_eq!(authenticator["period"].as_u64(), period, "{kind}");
        assert_eq!(authenticator["next"], 0, "{kind}");
    }
}

#[test]
fn pam_oaths_counter_is_the_last_ones_where_there_is_a_last_code_and_else_the_next() {
    let left = Left::new("used", &format!("HOTP alice - {KEY_HEX} 2 {} 2026-01-01T12:00:00L\n", CODES[2]));
    left.oath(&[]).ends(0);
    left.place.verify(59, CODES[2]).ends(1);
    left.place.verify(59, CODES[3]).ends(0);
    let left = Left::new("unused", &format!("HOTP alice - {KEY_HEX} 2\n"));
    left.oath(&[]).ends(0);
    left.place.verify(59, CODES[1]).ends(1);
    left.place.verify(59, CODES[2]).ends(0);
}

/// RFC 6238, appendix B: the codes of 1111111109 and 1111111111, which are of steps 37037036 and 37037037.
#[test]
fn the_last_time_based_code_of_pam_oath_is_used_up_in_whatever_time_zone_it_was() {
    // 1111111109 in UTC, and 14 hours ahead and 12 behind.
    for local in ["2005-03-18T01:58:29L", "2005-03-18T15:58:29L", "2005-03-17T13:58:29L"] {
        let left = Left::new("zone", &format!("HOTP/T30/8 alice + {KEY_HEX} 17 07081804 {local}\n"));
        left.oath(&["--at", "1111111110"]).ends(0);
        assert_eq!(left.next(), 37_037_037, "{local}");
        left.place.verify(1_111_111_110, "07081804").ends(1);
        left.place.verify(1_111_111_111, "14050471").ends(0);
    }
}

#[test]
fn a_code_that_pam_oath_took_from_a_fast_or_slow_phone_is_used_up() {
    // Each is two minutes from the time beside it, on either side.
    for local in ["2005-03-18T01:56:29L", "2005-03-18T02:00:29L"] {
        let left = Left::new("window", &format!("HOTP/T30/8 alice - {KEY_HEX} 0 07081804 {local}\n"));
        left.oath(&["--at", "1111111000"]).ends(0);
        assert_eq!(left.next(), 37_037_037, "{local}");
    }
}

#[test]
fn several_lines_of_one_person_are_one_change_and_are_named_in_order() {
    let users = format!("HOTP alice - {KEY_HEX}\nHOTP bob - {KEY_HEX}\nHOTP/T30 alice - {OTHER_HEX}\n");
    let left = Left::new("several", &users);
    let ran = left.oath(&[]).ends(0);
    assert_eq!(
        ran.out,
        "added \"authenticator\" to alice: HOTP, SHA-1, 6 digits; next counter 0\n\
         added \"authenticator 2\" to alice: TOTP, SHA-1, 6 digits, 30 s\n\
         added \"authenticator\" to bob: HOTP, SHA-1, 6 digits; next counter 0\n"
    );
    assert_eq!(left.place.status(59)["revision"], 1);
}

#[test]
fn only_the_people_who_are_named_are_read() {
    let users = format!("HOTP bob - {KEY_HEX}\nHOTP alice secret {OTHER_HEX}\nNEW carol - {KEY_32_HEX}\n");
    let left = Left::new("named", &users);
    left.oath(&["bob"]).ends(0);
    left.place.mfa(&["status", "bob"]).ends(0);
    left.place.mfa(&["status", "alice"]).ends(5);
    left.oath(&["bob", "dave"]).ends(2).says("the file has no line for dave");
}

#[test]
fn a_line_of_pam_oath_that_cannot_be_carried_over_is_refused_before_anybody_is_changed() {
    let refused = |line: &str, says: &str| {
        let left = Left::new("refused", &format!("HOTP zoe - {KEY_32_HEX}\n{line}\n"));
        let ran = left.oath(&["--at", "1111111200"]).ends(2).prints("").says(says).says("nothing was changed");
        assert!(!ran.err.contains("tell-nobody"), "{ran:?}");
        left.nothing_was_changed();
    };
    refused(&format!("HOTP alice tell-nobody {KEY_HEX}"), "line 2: alice has a password in it");
    refused(&format!("MOTP alice - {KEY_HEX}"), "line 2: its type is not one that can be carried over");
    refused(&format!("HOTP/E/9 alice - {KEY_HEX}"), "line 2: its type");
    refused(&format!("HOTP/T30/6/6 alice - {KEY_HEX}"), "line 2: its type");
    refused(&format!("HOTP/Tx alice - {KEY_HEX}"), "line 2: its type");
    refused(&format!("HOTP/T0 alice - {KEY_HEX}"), "line 2: ");
    refused(&format!("HOTP ../x - {KEY_HEX}"), "line 2: its user: ");
    refused("HOTP", "line 2: it has no user");
    refused("HOTP alice", "line 2: it has no password, not even a dash");
    refused("HOTP alice -", "line 2: it has no secret");
    refused("HOTP alice - tell-nobody", "line 2: the secret is not hexadecimal");
    refused("HOTP alice - 00", "line 2: ");
    refused(&format!("HOTP alice - {KEY_HEX} x"), "line 2: its counter is not a number");
    refused(&format!("HOTP alice - {KEY_HEX} 18446744073709551615"), "line 2: its counter is at its end");
    refused(&format!("HOTP alice - {KEY_HEX} 18446744073709551614 {WRONG} 2026"), "line 2: its counter is at its end");
    refused(
        &format!("HOTP alice - {KEY_HEX} 0 {WRONG} 2026-01-01T12:00:00L x"),
        "line 2: it has more than seven fields",
    );
    refused(&format!("HOTP alice - {KEY_32_HEX}\nHOTP alice - {KEY_32_HEX}"), "line 3: alice has its secret in line 2");
    let totp = |rest: &str, says: &str| refused(&format!("HOTP/T30/8 alice - {KEY_HEX} 0 {rest}"), says);
    totp("07081804", "line 2: it has a last code and does not say when");
    totp("081804 2005-03-18T01:58:29L", "line 2: its last code is not one that its type has");
    totp("07081804 yesterday", "line 2: the time of its last code");
    totp("07081804 1969-03-18T01:58:29L", "line 2: the time of its last code");
    totp("07081804 2005-03-19T01:58:29L", "line 2: its last code was used after now");
    totp("00000000 2005-03-18T01:58:29L", "line 2: its last code is not one of its secret");
    let left = Left::new("empty", "# nobody\n");
    left.oath(&[]).ends(2).says("the file has no line of a user");
    left.oath(&["--name", "phone"]).ends(2).says("--name is for one authenticator");
}

#[test]
fn more_than_there_is_room_for_is_refused_before_anybody_is_changed() {
    let lines = (10..19).map(|number| format!("HOTP alice - {number}{}\n", &KEY_HEX[2..]));
    let left = Left::new("room", &format!("HOTP bob - {KEY_HEX}\n{}", lines.collect::<String>()));
    left.oath(&[]).ends(2).prints("").says("makes room");
    left.nothing_was_changed();
}

#[test]
fn a_short_secret_is_warned_of() {
    let left = Left::new("short", &format!("HOTP alice - {}\n", &KEY_HEX[..20]));
    left.oath(&[]).ends(0).says("shorter than the 128 bits");
}
