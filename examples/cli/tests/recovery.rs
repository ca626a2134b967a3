//! Recovery by telephone: PINs and responses are computed independently, and every way it can end has its exit status.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests may be blunt")]

mod common;
#[path = "common/desk.rs"]
mod desk;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use common::{CODES, Place, Ran, mfa, mfa_typing, step};
use desk::{pin, response, with_check_digit};
use serde_json::{Value, json};

/// `a key of one person, one device.` in base32.
const KEY: &[u8; 32] = b"a key of one person, one device.";
const KEY_BASE32: &str = "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA";
const DEVICE: &str = "LAPTOP-0042";
/// The first second of the ten that a PIN is of.
const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
const YEAR_2040: u64 = 2_208_988_800;
/// No PIN of this device near NOW.
const WRONG: &str = "123-456-786";

/// A laptop with alice, who has a phone and a recovery key.
struct Laptop {
    place: Place,
    policy: String,
}

impl Laptop {
    fn new(name: &str) -> Self {
        Self::with_policy(name, "")
    }

    /// With these lines in the policy's section for recovery.
    fn with_policy(name: &str, lines: &str) -> Self {
        let laptop = Self::without_key(name, lines);
        laptop.mfa(&["key", "alice", "--device", "laptop-0042", "--key", "-"], KEY_BASE32).ends(0);
        laptop
    }

    fn without_key(name: &str, lines: &str) -> Self {
        let place = Place::with_alice(name);
        place.file("policy.toml", format!("[recovery]\nenabled = true\n{lines}\n"));
        let path = place.path("policy.toml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        Self { place, policy: path.to_str().unwrap().to_owned() }
    }

    fn mfa(&self, line: &[&str], typed: &str) -> Ran {
        self.place.typing(&[&["recovery"], line, &["--policy", &self.policy]].concat(), format!("{typed}\n"))
    }

    fn redeem(&self, at: u64, pin: &str) -> Ran {
        self.mfa(&["redeem", "alice", "--at", &at.to_string()], pin)
    }

    fn redeem_json(&self, at: u64, pin: &str) -> Value {
        self.mfa(&["redeem", "alice", "--json", "--at", &at.to_string()], pin).json()
    }

    /// A process for each PIN, all there before any of them gets it; gives their exit statuses.
    fn redeem_at_once(&self, at: u64, pins: impl Iterator<Item = String>) -> Vec<i32> {
        let at = at.to_string();
        let line = ["recovery", "redeem", "alice", "--policy", &self.policy, "--at", &at];
        common::at_once(&self.place, &line, pins)
    }

    fn answer(&self, response: &str) -> Ran {
        self.mfa(&["redeem", "alice", "--response"], response)
    }

    fn challenge(&self) -> String {
        let shown = self.mfa(&["challenge", "alice", "--json"], "").ends(0).json();
        assert_eq!(shown["device"], DEVICE);
        shown["challenge"].as_str().unwrap().to_owned()
    }

    /// The PIN of the ten seconds.
    fn pin_at(&self, at: u64) -> String {
        pin(KEY, DEVICE, at)
    }
}

#[test]
fn pins_are_ocra_responses_whatever_the_device_is_spelled_like() {
    for at in [0, 9, 10, NOW, NOW + 9, NOW + 10, YEAR_2040] {
        for device in [DEVICE, "laptop-0042", "Laptop-0042"] {
            let line = ["recovery", "issue", "--device", device, "-", "--at", &at.to_string()];
            let out = mfa_typing(&line, KEY_BASE32.as_bytes()).ends(0).out;
            assert_eq!(out.lines().next(), Some(format!("PIN {}", pin(KEY, DEVICE, at)).as_str()));
        }
    }
}

#[test]
fn issuing_says_until_when_a_pin_is_valid_and_from_when_the_next_differs() {
    let line = ["recovery", "issue", "--device", DEVICE, "-", "--at", "1700000003"];
    let ran = mfa_typing(&line, KEY_BASE32.as_bytes())
        .ends(0)
        .says("verify the caller before you read this out: call back on the number your directory has");
    let lines = "valid until 2023-11-14T22:15:30Z, in 2 min 7 s\nthe next PIN is another one from 2023-11-14T22:13:30Z on, in 7 s\n";
    assert!(ran.out.ends_with(lines), "{ran:?}");
    let told =
        mfa_typing(&[&line[..], &["--json"]].concat(), KEY_BASE32.as_bytes()).ends(0).says("verify the caller").json();
    assert_eq!(told["pin"], pin(KEY, DEVICE, NOW));
    assert_eq!(
        (&told["valid_until"]["unix"], &told["next_differs_from"]["unix"]),
        (&json!(NOW + 130), &json!(NOW + 10))
    );
}

#[test]
fn responses_are_ocra_responses() {
    let place = Place::new("respond");
    let key = place.file("key", KEY_BASE32);
    for eight in ["10000001", "12345678", "99999999"] {
        let challenge = with_check_digit(eight);
        let ran = mfa(&["recovery", "respond", &key, &challenge]).ends(0).says("verify the caller");
        assert_eq!(ran.out, format!("response {}\n", response(KEY, &challenge)));
    }
    let slip = mfa(&["recovery", "respond", &key, "123-456-785"]).ends(2).prints("");
    slip.says("the challenge: a digit is wrong, or two were swapped");
}

#[test]
fn a_pin_opens_a_grant_of_an_hour_and_twenty_logins_with_the_same_pin() {
    let laptop = Laptop::new("grant");
    let pin = laptop.pin_at(NOW);
    let ran = laptop.redeem(NOW + 60, &pin).ends(0).quietly();
    let first = "accepted\nrecovery until 2023-11-14T23:14:20Z, in 1 h, for 19 more logins with the same PIN\n\
                 enroll a phone before it ends: `mfa enroll alice`\n";
    assert_eq!(ran.out, first);
    for left in (1..19).rev() {
        let told = laptop.redeem_json(NOW + 100 + u64::from(20_u8 - left), &pin);
        assert_eq!(
            (&told["verdict"], &told["by"], &told["grant"]["logins_left"]),
            (&json!("accepted"), &json!("same"), &json!(left))
        );
        assert_eq!(told["grant"]["until"]["unix"], NOW + 60 + HOUR);
    }
    let last = laptop.redeem(NOW + HOUR, &pin).ends(0);
    assert!(last.out.contains("this was the last login of this recovery"), "{last:?}");
    laptop.redeem(NOW + HOUR, &pin).ends(1);
}

#[test]
fn a_grant_ends_with_its_time_also_one_of_five_days() {
    for (name, lines, length) in
        [("hour", "", HOUR), ("minute", "grant_minutes = 1", 60), ("five-days", "grant_minutes = 7200", 5 * DAY)]
    {
        let laptop = Laptop::with_policy(name, lines);
        let pin = laptop.pin_at(NOW);
        laptop.redeem(NOW, &pin).ends(0);
        laptop.redeem(NOW + length - 1, &pin).ends(0);
        laptop.redeem(NOW + length, &pin).ends(1);
        // An end that was seen is the end.
        laptop.redeem(NOW + 1, &pin).ends(1);
    }
}

#[test]
fn a_pin_is_accepted_for_two_minutes_and_the_clocks_tolerance() {
    for (tolerance, before, after) in [(0, 0, 130), (30, 30, 160), (300, 300, 430)] {
        let lines = format!("clock_tolerance_seconds = {tolerance}");
        for (at, status) in [(NOW - before - 1, 1), (NOW - before, 0), (NOW + after - 1, 0), (NOW + after, 1)] {
            let laptop = Laptop::with_policy("window", &lines);
            laptop.redeem(at, &laptop.pin_at(NOW)).ends(status);
        }
    }
}

#[test]
fn wrong_expired_and_used_pins_and_those_of_others_are_refused_alike() {
    let laptop = Laptop::new("alike");
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
    laptop.place.mfa(&["recovery", "end", "alice"]).ends(0).prints("ended the grant of alice\n");
    let other_key = pin(b"a key of another person, 32 byte", DEVICE, NOW);
    let other_device = pin(KEY, "LAPTOP-0043", NOW);
    let expired = laptop.pin_at(NOW - 170);
    let refused = [WRONG, &other_key, &other_device, &expired, &laptop.pin_at(NOW)];
    for (pin, left) in refused.iter().zip(["5 attempts", "4 attempts", "3 attempts", "2 attempts", "1 attempt"]) {
        laptop.redeem(NOW, pin).ends(1).prints(&format!("refused\n{left} left\n")).quietly();
    }
}

#[test]
fn the_reason_is_in_json_for_logs() {
    let laptop = Laptop::new("reason");
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
    laptop.place.mfa(&["recovery", "end", "alice", "--json"]).ends(0).prints("{\"person\":\"alice\",\"ended\":true}\n");
    laptop.place.mfa(&["recovery", "end", "alice"]).ends(0).prints("alice has no grant; nothing was changed\n");
    assert_eq!(laptop.redeem_json(NOW, &laptop.pin_at(NOW))["reason"], "replayed");
    assert_eq!(laptop.redeem_json(NOW, WRONG)["reason"], "mismatch");
}

#[test]
fn a_newer_pin_begins_the_grant_anew_and_burns_the_older_ones() {
    let laptop = Laptop::new("reissue");
    let (older, newer) = (laptop.pin_at(NOW), laptop.pin_at(NOW + 20));
    laptop.redeem(NOW + 5, &older).ends(0);
    let told = laptop.redeem_json(NOW + 30, &newer);
    assert_eq!((&told["by"], &told["grant"]["logins_left"]), (&json!("pin"), &json!(19)));
    assert_eq!(told["grant"]["until"]["unix"], NOW + 30 + HOUR);
    laptop.redeem(NOW + 30, &older).ends(1);
    laptop.redeem(NOW + 30, &laptop.pin_at(NOW + 10)).ends(1);
    laptop.redeem(NOW + 30, &newer).ends(0);
}

#[test]
fn a_slip_of_the_ear_costs_no_attempt() {
    let laptop = Laptop::new("slip");
    let pin = laptop.pin_at(NOW).replace('-', "");
    for at in 0..9 {
        let digit = pin.as_bytes()[at];
        let other = if digit == b'9' { '0' } else { char::from(digit + 1) };
        let slip = format!("{}{other}{}", &pin[..at], &pin[at + 1..]);
        laptop
            .redeem(NOW, &slip)
            .ends(2)
            .prints("")
            .says("a digit is wrong, or two were swapped")
            .says("nothing was counted");
    }
    for typed in ["", "12345678", "1234567890", "12345678x"] {
        laptop.redeem(NOW, typed).ends(2).prints("").says("nothing was counted");
    }
    laptop.redeem(NOW, "x23456786").ends(2).says("character 1 of what was entered");
    laptop.redeem(NOW, WRONG).ends(1).prints("refused\n5 attempts left\n");
    laptop.redeem(NOW, &format!(" {} {} {}\r", &pin[..3], &pin[3..6], &pin[6..])).ends(0);
}

#[test]
fn a_clock_set_back_neither_lengthens_a_grant_nor_brings_one_back() {
    let laptop = Laptop::new("back");
    let pin = laptop.pin_at(NOW);
    laptop.redeem(NOW + 100, &pin).ends(0);
    for at in [NOW, NOW - HOUR, 0] {
        laptop.redeem(at, &pin).ends(1);
    }
    // The clock is right again, and the grant is what it was.
    let told = laptop.redeem_json(NOW + 110, &pin);
    assert_eq!((&told["grant"]["until"]["unix"], &told["failures_before"]), (&json!(NOW + 100 + HOUR), &json!(3)));
    laptop.redeem(NOW + 100 + HOUR, &pin).ends(1);
    laptop.redeem(NOW + 120, &pin).ends(1);
}

#[test]
fn nobody_is_out_for_long_after_a_minute_in_2040() {
    let laptop = Laptop::new("2040");
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
    for _ in 0..6 {
        laptop.redeem(YEAR_2040, &laptop.pin_at(NOW)).ends(1);
    }
    laptop.redeem(YEAR_2040 + 1, WRONG).ends(3);
    // Right again: the lock of thirty seconds lasts thirty more at the most, and a new PIN is good.
    let at = NOW + 200;
    laptop.redeem(at, &laptop.pin_at(at)).ends(3);
    laptop.redeem(at + 30, &laptop.pin_at(at + 20)).ends(0);
}

#[test]
fn wrong_pins_lock_recovery_and_nothing_else_and_time_lifts_it() {
    let laptop = Laptop::new("lock");
    for _ in 0..5 {
        laptop.redeem(NOW, WRONG).ends(1);
    }
    laptop.redeem(NOW, WRONG).ends(1).prints("refused\nlocked until 2023-11-14T22:13:50Z, in 30 s\n");
    laptop.redeem(NOW + 1, &laptop.pin_at(NOW)).ends(3).prints("locked until 2023-11-14T22:13:50Z, in 29 s\n");
    laptop.place.verify(59, CODES[1]).ends(0).prints("accepted\n");
    let told = laptop.redeem(NOW + 30, &laptop.pin_at(NOW + 30)).ends(0);
    assert!(told.out.starts_with("accepted\n6 failed attempts since the last login\n"), "{told:?}");
}

#[test]
fn wrong_codes_lock_no_recovery() {
    let laptop = Laptop::new("lock-codes");
    for _ in 0..6 {
        laptop.place.verify(NOW, common::WRONG).ends(1);
    }
    laptop.place.verify(NOW, common::WRONG).ends(3);
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
}

#[test]
fn too_many_wrong_pins_close_recovery_until_an_administrator_unlocks() {
    let laptop = Laptop::with_policy("closed", "free_failures = 3\nmost_failures = 3");
    for _ in 0..2 {
        laptop.redeem(NOW, WRONG).ends(1);
    }
    let closed = "closed after too many wrong codes; `mfa unlock alice` opens it\n";
    laptop.redeem(NOW, WRONG).ends(1).prints(&format!("refused\n{closed}"));
    laptop.redeem(NOW + DAY, &laptop.pin_at(NOW + DAY)).ends(3).prints(closed);
    laptop.place.mfa(&["unlock", "alice"]).ends(0);
    laptop.redeem(NOW + DAY, &laptop.pin_at(NOW + DAY)).ends(0);
}

#[test]
fn two_hundred_processes_with_wrong_pins_have_no_more_tries_than_the_policys() {
    let laptop = Laptop::with_policy("brute", "free_failures = 100\nmost_failures = 100");
    let guesses = (0..200).map(|number| with_check_digit(&format!("{number:08}")));
    let ends = laptop.redeem_at_once(NOW, guesses);
    let count = |status| ends.iter().filter(|end| **end == status).count();
    assert_eq!((count(1), count(3)), (100, 100), "{ends:?}");
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(3);
}

#[test]
fn recovery_is_off_unless_the_policy_has_it_on() {
    let laptop = Laptop::new("off");
    let off = "off; `recovery.enabled = true` in the policy file turns recovery on\n";
    for (line, pin) in [
        (&["redeem", "alice"][..], laptop.pin_at(NOW)),
        (&["redeem", "alice", "--response"], laptop.pin_at(NOW)),
        (&["challenge", "alice"], String::new()),
    ] {
        let line = [&["recovery"], line, &["--at", "1700000000"]].concat();
        laptop.place.typing(&line, &pin).ends(3).prints(off);
        let told = laptop.place.typing(&[&line[..], &["--json"]].concat(), &pin).ends(3).json();
        assert_eq!(told, json!({"person": "alice", "verdict": "off"}));
    }
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
}

#[test]
fn whoever_has_no_key_is_told_so_after_typing() {
    let laptop = Laptop::without_key("no-key", "");
    for line in [&["redeem", "alice"][..], &["challenge", "alice"], &["key", "alice", "--remove"]] {
        let line = [&["recovery"], line].concat();
        laptop.place.typing(&line, WRONG).ends(5).prints("").says("`mfa recovery key alice` makes one");
    }
    // Who ends a grant wants no key.
    let ran = laptop.place.mfa(&["recovery", "end", "alice"]).ends(5).prints("");
    assert!(
        ran.err.contains("and so no grant; nothing was changed") && !ran.err.contains("mfa recovery key"),
        "{ran:?}"
    );
    laptop.mfa(&["redeem", "bob"], WRONG).ends(5).says("there is no bob");
    laptop.mfa(&["redeem", "bob"], "12").ends(2);
}

#[test]
fn a_challenge_is_shown_until_it_is_answered_and_its_response_works_once() {
    let laptop = Laptop::new("challenge");
    laptop.answer(WRONG).ends(2).prints("").says("`mfa recovery challenge alice` shows one. Nothing was counted");
    let challenge = laptop.challenge();
    assert_eq!(laptop.challenge(), challenge);
    let eight = challenge.replace('-', "")[..8].to_owned();
    assert_eq!(with_check_digit(&eight), challenge);
    assert_ne!(eight.parse::<u32>().unwrap() % 16, 0);
    let right = response(KEY, &challenge);
    laptop.answer(&with_check_digit("12345678")).ends(1);
    laptop.answer(&pin(b"a key of another person, 32 byte", DEVICE, NOW)).ends(1);
    // No clock of the wall's is needed: this computer may think that it is any year.
    let told = laptop.mfa(&["redeem", "alice", "--response", "--json", "--at", "4"], &right).ends(0).json();
    assert_eq!((&told["by"], &told["failures_before"]), (&json!("response"), &json!(2)));
    if told["grant"].is_object() {
        let again = laptop.mfa(&["redeem", "alice", "--response", "--json", "--at", "9"], &right).ends(0).json();
        assert_eq!((&again["by"], &again["grant"]["logins_left"]), (&json!("same"), &json!(18)));
    }
    laptop.place.mfa(&["recovery", "end", "alice"]).ends(0);
    assert_ne!(laptop.challenge(), challenge);
    laptop.answer(&right).ends(1);
}

#[test]
fn a_new_challenge_clears_no_failures() {
    let laptop = Laptop::new("challenges");
    let challenge = laptop.challenge();
    for _ in 0..5 {
        laptop.answer(&with_check_digit("12345678")).ends(1);
    }
    let next = laptop.challenge();
    assert_ne!(next, challenge);
    laptop.answer(&with_check_digit("12345678")).ends(1);
    laptop.answer(&response(KEY, &next)).ends(3);
}

#[test]
fn a_key_is_made_and_printed_once_and_issues_what_the_device_accepts() {
    let laptop = Laptop::without_key("made", "device_id = \"kiosk-0001\"");
    let ran = laptop.mfa(&["key", "alice"], "").ends(0).says("this key is shown once");
    let key = ran.out.lines().find_map(|line| line.strip_prefix("key     ")).unwrap().to_owned();
    assert!(ran.out.starts_with("person  alice\ndevice  KIOSK-0001\nkey     "), "{ran:?}");
    assert!(key.len() == 52 && key.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')), "{key}");
    let line = ["recovery", "issue", "--device", "KIOSK-0001", "-", "--json", "--at", "1700000000"];
    let issued = mfa_typing(&line, key.as_bytes()).ends(0).json();
    laptop.redeem(NOW, issued["pin"].as_str().unwrap()).ends(0);
    for line in [&["status", "alice"][..], &["status", "alice", "--json"], &["export", "alice"]] {
        assert!(!laptop.place.mfa(line).ends(0).out.contains(&key));
    }
}

#[test]
fn a_key_is_replaced_only_when_asked_and_then_the_old_one_is_worth_nothing() {
    let laptop = Laptop::new("replace");
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
    for line in [&["key", "alice"][..], &["key", "alice", "--device", "other-device"], &["key", "alice", "--key", "-"]]
    {
        laptop.mfa(line, KEY_BASE32).ends(2).prints("").says("--replace makes another").says("Nothing was changed");
    }
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
    let told = laptop.mfa(&["key", "alice", "--replace", "--json"], "").ends(0).says("works no more").json();
    assert_eq!((&told["device"], &told["replaced"]), (&json!(DEVICE), &json!(true)));
    laptop.redeem(NOW + 1, &laptop.pin_at(NOW)).ends(1);
    laptop.redeem(NOW + 10, &laptop.pin_at(NOW + 10)).ends(1);
    // Failures stay.
    laptop.mfa(&["key", "alice", "--replace"], "").ends(0);
    laptop.redeem(NOW, WRONG).ends(1).prints("refused\n3 attempts left\n");
}

#[test]
fn a_key_that_is_given_is_not_printed_and_one_on_the_command_line_is_warned_of() {
    let laptop = Laptop::without_key("given", "");
    let file = laptop.place.file("key", KEY_BASE32.to_lowercase());
    laptop
        .mfa(&["key", "alice", "--device", DEVICE, "--key", &file], "")
        .ends(0)
        .quietly()
        .prints("alice has the given recovery key on LAPTOP-0042\n");
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
    let ran = laptop.mfa(&["key", "alice", "--replace", "--key", KEY_BASE32, "--json"], "").ends(0);
    let ran = ran.says("the recovery key is on the command line");
    assert_eq!(ran.json()["key"], Value::Null);
    let ran = mfa(&["recovery", "issue", "--device", DEVICE, KEY_BASE32])
        .ends(0)
        .says("the recovery key is on the command line");
    assert!(!ran.err.contains(KEY_BASE32));
    laptop.mfa(&["key", "alice", "--remove"], "").ends(0);
    laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(5);
}

#[test]
fn what_is_no_key_is_refused_and_not_repeated() {
    let place = Place::new("no-key");
    for (text, says) in [
        ("MEQGWZLZEBXWMIDPNZSSA4DF", "the recovery key has 15 bytes; it must have 32"),
        ("MEQGWZLZ1BXWMIDPNZSSA4DF", "is not base32"),
        ("", "the recovery key is empty"),
        ("MEQGWZLZ\nEBXWMIDP", "there are several lines"),
    ] {
        let file = place.file("key", text);
        let ran = mfa(&["recovery", "issue", "--device", DEVICE, &file]).ends(2).prints("").says(says);
        assert!(!ran.err.contains("MEQGWZLZ"), "{ran:?}");
        let ran = mfa(&["recovery", "respond", &file, WRONG]).ends(2).prints("").says(says);
        assert!(!ran.err.contains("verify the caller"), "{ran:?}");
    }
    mfa(&["recovery", "issue", "--device", "pc1", "-"]).ends(2).says("it must have 4 to 64");
    mfa(&["recovery", "issue", "-"]).ends(2).says("--device");
}

#[test]
fn whoever_makes_a_key_is_told_while_recovery_is_off() {
    let place = Place::new("warned");
    let ran = place.mfa(&["recovery", "key", "alice", "--device", DEVICE]).ends(0);
    ran.says("no PIN is accepted here; `recovery.enabled = true`");
}

#[test]
fn a_recovery_does_to_authenticators_what_the_policy_says() {
    for (word, told, status) in [("keep", "kept", 0), ("burn-codes", "codes-burned", 1), ("suspend", "suspended", 3)] {
        let laptop = Laptop::with_policy("after", &format!("authenticators = \"{word}\""));
        let at = step(3);
        let redeemed = laptop.redeem_json(at, &laptop.pin_at(at));
        assert_eq!(redeemed["authenticators"], told);
        laptop.place.verify(at, CODES[3]).ends(status);
    }
}

#[test]
fn under_a_grant_that_asks_for_nothing_the_text_says_so() {
    let laptop = Laptop::with_policy("nothing", "grant_asks = \"nothing\"\ngrant_logins = 2");
    let ran = laptop.redeem(NOW, &laptop.pin_at(NOW)).ends(0);
    assert!(ran.out.contains("for 1 more login without another PIN\n"), "{ran:?}");
}

#[test]
fn login_under_a_grant_is_told_what_the_grant_asks_for() {
    let laptop = Laptop::new("words-of-grant");
    let right = response(KEY, &laptop.challenge());
    let first = laptop.answer(&right).ends(0);
    if first.out.contains("for 19 more logins") {
        assert!(first.out.contains("with the same response"), "{first:?}");
        // The second is not told of a PIN that nobody has read out.
        let second = laptop.answer(&right).ends(0);
        assert!(second.out.contains("for 18 more logins with the same nine digits"), "{second:?}");
    }
}

#[test]
fn key_that_was_stored_and_could_not_be_shown_is_told_of() {
    for (line, sheet) in [
        (&["recovery", "key"][..], false),
        (&["recovery-codes", "new"], true),
        (&["enroll", "--yes", "--qr", "none", "--recovery-codes=3"], true),
    ] {
        let place = Place::with_alice("unseen");
        for json in [&[][..], &["--json"]] {
            let mut command = common::program();
            command.args(line).arg("alice").args(json).arg("--store").arg(place.store());
            if !sheet {
                command.args(["--device", DEVICE, "--replace"]);
            }
            let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
            let ended = command.stdin(Stdio::null()).stdout(full).output().unwrap();
            let said = String::from_utf8(ended.stderr).unwrap();
            assert_eq!(ended.status.code(), Some(4), "{said}");
            let what = if sheet { "recovery codes that nobody has seen" } else { "a new key that nobody has seen" };
            let then = if sheet { "`mfa recovery-codes new alice`" } else { "--replace" };
            assert!(said.contains(what) && said.contains(then), "{said}");
        }
    }
}

#[test]
fn one_pin_opens_one_grant_in_a_race() {
    let laptop = Laptop::with_policy("race", "grant_logins = 1");
    let ends = laptop.redeem_at_once(NOW, core::iter::repeat_n(laptop.pin_at(NOW), 16));
    assert_eq!(ends.iter().filter(|end| **end == 0).count(), 1, "{ends:?}");
}

#[test]
fn every_field_of_the_json_answers_is_in_the_manual() {
    let laptop = Laptop::without_key("fields", "");
    let at = NOW.to_string();
    let key = laptop.mfa(&["key", "alice", "--device", DEVICE, "--key", "-", "--json"], KEY_BASE32);
    let issue = ["recovery", "issue", "--device", DEVICE, "-", "--json"];
    let codes = laptop.place.mfa(&["recovery-codes", "new", "alice", "--json"]);
    let used = codes.json()["codes"][0].as_str().unwrap().to_owned();
    let answers = [
        ("recovery-key", key),
        ("recovery-issue", mfa_typing(&issue, KEY_BASE32.as_bytes())),
        ("recovery-respond", mfa_typing(&["recovery", "respond", "-", WRONG, "--json"], KEY_BASE32.as_bytes())),
        ("recovery-redeem", laptop.mfa(&["redeem", "alice", "--json", "--at", &at], &laptop.pin_at(NOW))),
        ("recovery-redeem", laptop.mfa(&["redeem", "alice", "--json", "--at", &at], WRONG)),
        ("recovery-challenge", laptop.mfa(&["challenge", "alice", "--json"], "")),
        ("recovery-end", laptop.place.mfa(&["recovery", "end", "alice", "--json"])),
        ("recovery-codes-new", codes),
        ("recovery-codes-use", laptop.place.typing(&["recovery-codes", "use", "alice", "--json"], used)),
        ("recovery-codes-left", laptop.place.mfa(&["recovery-codes", "left", "alice", "--json"])),
    ];
    for (command, ran) in answers {
        let page = mfa(&["man", command]).ends(0).out;
        for field in ran.json().as_object().unwrap().keys() {
            assert!(page.contains(&format!("\\fB{field}\\fR")), "{command}: {field}");
        }
    }
}
