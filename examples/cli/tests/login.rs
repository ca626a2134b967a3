//! `mfa login` as a shell sees it: every decision, every exit status, and that what was decided is remembered.
//!
//! The codes are RFC 4226's. Where a test is about time, they come from a counter-based token, whose codes are good at
//! any time.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests may be blunt")]

mod common;
#[path = "common/desk.rs"]
mod desk;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use common::seat::Seat;
use common::{CODES, KEY_HEX, Place, Ran, WRONG, mfa, step};
use desk::pin;
use serde_json::{Value, json};

/// 1 January 2026, 0:00 UTC.
const NEW_YEAR: u64 = 1_767_225_600;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

const KEY: &[u8; 32] = b"a key of one person, one device.";
const KEY_BASE32: &str = "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA";
const DEVICE: &str = "LAPTOP-0042";

const EVERYBODY: &str = "[login]\nrequired = [\"*\"]\n";
const RECOVERY: &str = "[recovery]\nenabled = true\n";

/// A device with a policy, at which people arrive whose password was right.
struct Gate {
    place: Place,
    policy: String,
}

impl Gate {
    fn new(name: &str, policy: &str) -> Self {
        let place = Place::new(name);
        place.opens_a_store();
        place.file("policy.toml", policy);
        let path = place.path("policy.toml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        Self { place, policy: path.to_str().unwrap().to_owned() }
    }

    /// With alice's token, which shows RFC 4226's codes one after the other.
    fn with_token(name: &str, policy: &str) -> Self {
        let gate = Self::new(name, policy);
        let key = gate.place.file("key", KEY_HEX);
        gate.mfa(&["add", "alice", "--name", "token", "--hotp", "--hex", &key], "").ends(0);
        gate
    }

    /// And with a recovery key of hers.
    fn with_recovery(name: &str, policy: &str) -> Self {
        let gate = Self::with_token(name, &format!("{RECOVERY}{policy}"));
        gate.mfa(&["recovery", "key", "alice", "--device", DEVICE, "--key", "-"], KEY_BASE32).ends(0);
        gate
    }

    fn mfa(&self, line: &[&str], typed: &str) -> Ran {
        self.place.typing(line, typed)
    }

    fn login_with(&self, person: &str, at: u64, more: &[&str], typed: &str) -> Ran {
        let line = ["login", person, "--policy", &self.policy, "--at", &at.to_string()];
        let typed = if typed.is_empty() { String::new() } else { format!("{typed}\n") };
        self.mfa(&[&line[..], more].concat(), &typed)
    }

    fn login(&self, person: &str, at: u64, typed: &str) -> Ran {
        self.login_with(person, at, &[], typed)
    }

    /// The exit status, and the line of JSON.
    fn told_with(&self, person: &str, at: u64, more: &[&str], typed: &str) -> (i32, Value) {
        let ran = self.login_with(person, at, &[more, &["--json"]].concat(), typed).quietly();
        (ran.status, ran.json())
    }

    fn told(&self, person: &str, at: u64, typed: &str) -> (i32, Value) {
        self.told_with(person, at, &[], typed)
    }

    /// What is stored of a person.
    fn record(&self, person: &str) -> Vec<u8> {
        fs::read(self.place.store().join(format!("{person}.mfa"))).unwrap()
    }

    /// The PIN that the help desk reads out.
    fn pin_at(&self, at: u64) -> String {
        let key = self.place.file("vault", KEY_BASE32);
        let issued = mfa(&["recovery", "issue", "--device", DEVICE, &key, "--at", &at.to_string()]).ends(0);
        let shown = issued.out.lines().next().unwrap().strip_prefix("PIN ").unwrap().to_owned();
        assert_eq!(shown, pin(KEY, DEVICE, at));
        shown
    }
}

fn time(unix: u64, rfc3339: &str) -> Value {
    json!({"unix": unix, "rfc3339": rfc3339})
}

fn denied(person: &str, reason: &str) -> (i32, Value) {
    let told = json!({
        "person": person,
        "let_in": false,
        "decision": "deny",
        "reason": reason,
        "email": null,
        "phone": null,
        "attempt": null,
    });
    (3, told)
}

fn no_code(person: &str, because: &str) -> (i32, Value) {
    (0, json!({"person": person, "let_in": true, "decision": "no-code-needed", "because": because, "attempt": null}))
}

#[test]
fn nobody_unknown_is_asked_where_nothing_is_required_and_nothing_is_written() {
    let gate = Gate::with_token("login-unknown", "");
    gate.login("mallory", NEW_YEAR, "")
        .ends(0)
        .prints("let in, no code needed: none is required of mallory, who has not enrolled\n")
        .quietly();
    assert_eq!(gate.told("mallory", NEW_YEAR, ""), no_code("mallory", "not-enrolled"));
    let stored: Vec<_> = fs::read_dir(gate.place.store()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(stored, ["alice.mfa"]);
}

#[test]
fn whoever_is_enrolled_is_asked_and_nothing_but_a_right_code_is_one() {
    let gate = Gate::with_token("login-enrolled", "");
    gate.login("alice", NEW_YEAR, "").ends(2).prints("").says("nothing was counted");
    gate.login("alice", NEW_YEAR, "12345").ends(2).prints("").says("nothing was counted");
    gate.login("alice", NEW_YEAR, WRONG).ends(1).prints("refused\n5 attempts left\n").quietly();
    gate.login("alice", NEW_YEAR, CODES[0])
        .ends(0)
        .prints("accepted\n1 failed attempt since the last login\n")
        .quietly();
    gate.login("alice", NEW_YEAR, CODES[0]).ends(1);
}

#[test]
fn pending_is_not_enrolled() {
    let gate = Gate::new("login-pending", EVERYBODY);
    let key = gate.place.file("key", KEY_HEX);
    let at = step(1).to_string();
    let pending = ["enroll", "alice", "--pending", "--qr", "none", "--hex", &key, "--at", &at];
    gate.mfa(&pending, "").ends(0);
    let (status, told) = gate.told("alice", step(1), CODES[1]);
    assert_eq!((status, &told["decision"], &told["attempt"]), (0, &json!("let-in-unenrolled"), &Value::Null));
    gate.mfa(&["confirm", "alice", "--at", &at], CODES[1]).ends(0);
    // What confirmed is no login; from now on she is asked.
    let (status, told) = gate.told("alice", step(1), CODES[1]);
    assert_eq!((status, &told["decision"]), (1, &json!("ask-for-code")));
    gate.login("alice", step(2), CODES[2]).ends(0).prints("accepted\n");
}

#[test]
fn those_on_the_list_are_let_in_until_their_deadline_and_no_second_longer() {
    let week = "[login]\nrequired = [\"alice\"]\ndays_to_enroll = 7\nlogins_without_factor = \"unlimited\"\n";
    let gate = Gate::new("login-list", week);
    let first = "let in without an authenticator until 2026-01-08T00:00:00Z, in 7 d\n\
                 enroll a phone before then: `mfa enroll alice`\n";
    gate.login("alice", NEW_YEAR, "").ends(0).prints(first).quietly();
    let end = NEW_YEAR + 7 * DAY;
    let in_time = json!({
        "person": "alice",
        "let_in": true,
        "decision": "let-in-unenrolled",
        "until": time(end, "2026-01-08T00:00:00Z"),
        "logins_left": null,
        "attempt": null,
    });
    assert_eq!(gate.told("alice", end - 1, ""), (0, in_time));
    let over = "denied: the time to enroll an authenticator is over\nask an administrator\n";
    gate.login("alice", end, "").ends(3).prints(over).quietly();
    assert_eq!(gate.told("alice", end + 1, ""), denied("alice", "enrollment-time-is-up"));
    // It was nobody else's time.
    assert_eq!(gate.told("bob", end, ""), no_code("bob", "not-enrolled"));
}

#[test]
fn by_default_there_are_48_hours_and_ten_logins() {
    let gate = Gate::new("login-default", EVERYBODY);
    for left in (0..10).rev() {
        let (status, told) = gate.told("alice", NEW_YEAR + u64::from(9_u8 - left), "");
        assert_eq!((status, &told["logins_left"]), (0, &json!(left)));
        assert_eq!(told["until"], time(NEW_YEAR + 48 * HOUR, "2026-01-03T00:00:00Z"));
    }
    assert_eq!(gate.told("alice", NEW_YEAR + 10, ""), denied("alice", "enrollment-logins-used-up"));
    gate.login("alice", NEW_YEAR + 10, "")
        .ends(3)
        .prints("denied: the logins without an authenticator are used up\nask an administrator\n");
    gate.login("bob", NEW_YEAR, "").ends(0).prints(
        "let in without an authenticator until 2026-01-03T00:00:00Z, in 2 d, for 9 more logins\n\
         enroll a phone before then: `mfa enroll bob`\n",
    );
    assert_eq!(gate.told("bob", NEW_YEAR + 48 * HOUR, ""), denied("bob", "enrollment-time-is-up"));
    for _ in 0..9 {
        gate.login("carol", NEW_YEAR, "").ends(0);
    }
    gate.login("carol", NEW_YEAR, "").ends(0).prints(
        "let in without an authenticator, and this was the last such login\nenroll a phone now: `mfa enroll carol`\n",
    );
}

#[test]
fn of_ten_logins_a_hundred_processes_at_once_get_ten() {
    let gate = Gate::new("login-hundred", EVERYBODY);
    let start = || {
        // Each waits for a line, and begins then.
        let mut command = Command::new("sh");
        command.args(["-c", "read -r _ && exec \"$@\"", "sh", env!("CARGO_BIN_EXE_mfa"), "login", "alice"]);
        command.args(["--at", &NEW_YEAR.to_string(), "--policy", &gate.policy, "--store"]).arg(gate.place.store());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut racers: Vec<_> = (0..100).map(|_| start()).collect();
    for racer in &mut racers {
        std::io::Write::write_all(racer.stdin.as_mut().unwrap(), b"go\n").unwrap();
    }
    let ends: Vec<_> = racers.iter_mut().map(|racer| racer.wait().unwrap().code()).collect();
    let count = |status| ends.iter().filter(|end| **end == Some(status)).count();
    assert_eq!((count(0), count(3)), (10, 90), "{ends:?}");
}

#[test]
fn zero_hours_without_an_authenticator_are_none() {
    let gate = Gate::new("login-never", "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n");
    assert_eq!(gate.told("alice", NEW_YEAR, ""), denied("alice", "not-enrolled"));
    gate.login("alice", NEW_YEAR, "")
        .ends(3)
        .prints("denied: an authenticator is required, and there is none\nask an administrator\n");
}

#[test]
fn what_an_administrator_requires_of_one_person_wins_over_the_lists() {
    let gate = Gate::new("login-require", "");
    assert_eq!(gate.told("bob", NEW_YEAR, ""), no_code("bob", "not-enrolled"));
    gate.mfa(&["require", "bob", "--days", "7"], "").ends(0);
    let (status, told) = gate.told("bob", NEW_YEAR, "");
    assert_eq!((status, &told["until"]["unix"], &told["logins_left"]), (0, &json!(NEW_YEAR + 7 * DAY), &Value::Null));
    assert_eq!(gate.told("bob", NEW_YEAR + 7 * DAY, ""), denied("bob", "enrollment-time-is-up"));
    // Once more, and with logins that are counted.
    gate.mfa(&["require", "bob", "--days", "1", "--logins", "2"], "").ends(0);
    let (_, told) = gate.told("bob", NEW_YEAR + 8 * DAY, "");
    assert_eq!((&told["until"]["unix"], &told["logins_left"]), (&json!(NEW_YEAR + 9 * DAY), &json!(1)));
    assert_eq!(gate.told("bob", NEW_YEAR + 8 * DAY, "").0, 0);
    assert_eq!(gate.told("bob", NEW_YEAR + 8 * DAY, ""), denied("bob", "enrollment-logins-used-up"));
    gate.mfa(&["require", "bob", "--days", "0"], "").ends(0);
    assert_eq!(gate.told("bob", NEW_YEAR + 8 * DAY, ""), denied("bob", "not-enrolled"));
    gate.mfa(&["require", "bob", "--as-policy"], "").ends(0);
    assert_eq!(gate.told("bob", NEW_YEAR + 8 * DAY, ""), no_code("bob", "not-enrolled"));
}

#[test]
fn exempt_is_exempt_until_it_ends_enrolled_or_not() {
    let gate = Gate::with_token("login-exempt", "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n");
    gate.mfa(&["exempt", "alice", "bob", "--days", "3", "--at", &NEW_YEAR.to_string()], "").ends(0);
    let end = NEW_YEAR + 3 * DAY;
    for person in ["alice", "bob"] {
        assert_eq!(gate.told(person, end - 1, ""), no_code(person, "exempt"));
    }
    gate.login("bob", end - 1, "").ends(0).prints("let in, no code needed: bob is exempt\n").quietly();
    assert_eq!(gate.told("bob", end, ""), denied("bob", "not-enrolled"));
    gate.login("alice", end, "").ends(2);
    gate.login("alice", end, CODES[0]).ends(0);
    gate.mfa(&["exempt", "bob"], "").ends(0);
    assert_eq!(gate.told("bob", end + 100 * 366 * DAY, ""), no_code("bob", "exempt"));
}

#[test]
fn exempt_by_the_list_and_required_by_name() {
    let gate = Gate::new("login-exempt-list", "[login]\nrequired = [\"*\"]\nexempt = [\"kiosk\"]\n");
    assert_eq!(gate.told("kiosk", NEW_YEAR, ""), no_code("kiosk", "exempt"));
    gate.mfa(&["require", "kiosk", "--days", "0"], "").ends(0);
    assert_eq!(gate.told("kiosk", NEW_YEAR, ""), denied("kiosk", "not-enrolled"));
}

#[test]
fn smartcard_that_was_accepted_suffices_unless_policy_says_it_does_not() {
    let gate = Gate::with_token("login-card", EVERYBODY);
    let before = gate.record("alice");
    gate.login_with("alice", NEW_YEAR, &["--smartcard"], "")
        .ends(0)
        .prints("let in, no code needed: a smartcard was accepted already\n")
        .quietly();
    for person in ["alice", "bob"] {
        assert_eq!(gate.told_with(person, NEW_YEAR, &["--smartcard"], ""), no_code(person, "other-factor"));
    }
    assert_eq!(gate.record("alice"), before);
    let gate = Gate::with_token("login-card-strict", "[login]\nother_factor_suffices = false\n");
    gate.login_with("alice", NEW_YEAR, &["--smartcard"], "").ends(2);
    gate.login_with("alice", NEW_YEAR, &["--smartcard"], WRONG).ends(1);
    gate.login_with("alice", NEW_YEAR, &["--smartcard"], CODES[0]).ends(0);
}

#[test]
fn each_occasion_is_turned_off_by_its_own_key() {
    let occasions = [
        ("login", "ask_at_login", "at a login"),
        ("unlock", "ask_at_unlock", "to unlock"),
        ("elevate", "ask_at_elevation", "to elevate rights"),
    ];
    for (off, key, when) in occasions {
        let gate = Gate::with_token("login-occasion", &format!("[login]\n{key} = false\n"));
        let mut codes = CODES.iter();
        for (occasion, ..) in occasions {
            let more = ["--occasion", occasion];
            if occasion == off {
                assert_eq!(gate.told_with("alice", NEW_YEAR, &more, ""), no_code("alice", "occasion"));
                let sentence = format!("let in, no code needed: the policy asks for none {when}\n");
                gate.login_with("alice", NEW_YEAR, &more, "").ends(0).prints(&sentence);
            } else {
                gate.login_with("alice", NEW_YEAR, &more, WRONG).ends(1);
                gate.login_with("alice", NEW_YEAR, &more, codes.next().unwrap()).ends(0);
            }
        }
    }
    let gate = Gate::new("login-occasion-none", "");
    gate.login_with("alice", NEW_YEAR, &["--occasion", "reboot"], "").ends(2);
}

#[test]
fn code_of_a_login_is_used_up_for_every_other_occasion() {
    let gate = Gate::new("login-sudo", "");
    let key = gate.place.file("key", KEY_HEX);
    gate.mfa(&["add", "alice", "--hex", &key], "").ends(0);
    gate.login("alice", step(5), CODES[5]).ends(0);
    for occasion in ["login", "unlock", "elevate"] {
        let (status, told) = gate.told_with("alice", step(5), &["--occasion", occasion], CODES[5]);
        assert_eq!((status, &told["attempt"]["reason"]), (1, &json!("replayed")));
    }
    gate.mfa(&["verify", "alice", "--at", &step(5).to_string()], CODES[5]).ends(1);
    gate.login_with("alice", step(6), &["--occasion", "elevate"], CODES[6]).ends(0);
}

#[test]
fn policy_may_have_second_factors_off() {
    let gate = Gate::with_token("login-off", "[login]\nenabled = false\nrequired = [\"*\"]\n");
    for person in ["alice", "bob"] {
        assert_eq!(gate.told(person, NEW_YEAR, ""), no_code(person, "disabled"));
    }
    gate.login("alice", NEW_YEAR, "").ends(0).prints("let in, no code needed: the policy has second factors off\n");
}

#[test]
fn codes_count_offline_for_168_hours_since_the_device_was_online() {
    let gate = Gate::with_token("login-offline", "");
    let offline = ["--offline"];
    assert_eq!(gate.told_with("alice", NEW_YEAR, &offline, CODES[0]), denied("alice", "never-online"));
    gate.login_with("alice", NEW_YEAR, &offline, CODES[0])
        .ends(3)
        .prints("denied: codes count offline only once the device was online\nask an administrator\n");
    gate.login("alice", NEW_YEAR, CODES[0]).ends(0);
    let end = NEW_YEAR + 168 * HOUR;
    gate.login_with("alice", end - 1, &offline, CODES[1]).ends(0).prints("accepted\n").quietly();
    assert_eq!(gate.told_with("alice", end, &offline, CODES[2]), denied("alice", "offline-time-is-up"));
    // A clock that is set back opens nothing.
    let set_back = gate.told_with("alice", end - 2, &offline, CODES[2]);
    assert_eq!(set_back, denied("alice", "offline-clock-set-back"));
    // Denied is denied before any code: nothing was used up. Online it begins anew.
    gate.login("alice", end + DAY, CODES[2]).ends(0);
    gate.login_with("alice", end + 2 * DAY, &offline, CODES[3]).ends(0);
}

#[test]
fn zero_hours_offline_is_never_and_logins_offline_are_counted() {
    let gate = Gate::with_token("login-offline-never", "[login]\nhours_offline = 0\n");
    gate.login("alice", NEW_YEAR, CODES[0]).ends(0);
    let never = gate.told_with("alice", NEW_YEAR, &["--offline"], CODES[1]);
    assert_eq!(never, denied("alice", "never-offline"));
    let gate = Gate::with_token("login-offline-logins", "[login]\nlogins_offline = 2\n");
    gate.login("alice", NEW_YEAR, CODES[0]).ends(0);
    gate.login_with("alice", NEW_YEAR, &["--offline"], CODES[1]).ends(0);
    // Asked is counted, on whichever occasion, and whatever is typed.
    gate.login_with("alice", NEW_YEAR, &["--offline", "--occasion", "unlock"], WRONG).ends(1);
    let used_up = gate.told_with("alice", NEW_YEAR, &["--offline"], CODES[2]);
    assert_eq!(used_up, denied("alice", "offline-logins-used-up"));
}

#[test]
fn offline_opens_nothing_for_those_who_have_not_enrolled() {
    let gate = Gate::new("login-offline-unenrolled", EVERYBODY);
    for left in (0..10).rev() {
        let (status, told) = gate.told_with("bob", NEW_YEAR, &["--offline"], "");
        assert_eq!((status, &told["logins_left"]), (0, &json!(left)));
    }
    let more = gate.told_with("bob", NEW_YEAR, &["--offline"], "");
    assert_eq!(more, denied("bob", "enrollment-logins-used-up"));
}

#[test]
fn policy_may_let_people_enroll_past_the_deadline() {
    let late = "[login]\nrequired = [\"*\"]\nhours_without_factor = 1\npast_deadline = \"enroll-now\"\n";
    let gate = Gate::new("login-enroll", late);
    gate.login("alice", NEW_YEAR, "").ends(0);
    let told = gate.told("alice", NEW_YEAR + HOUR, "");
    let enroll = json!({
        "person": "alice",
        "let_in": false,
        "decision": "enroll-now",
        "email": null,
        "phone": null,
        "attempt": null,
    });
    assert_eq!(told, (6, enroll));
    gate.login("alice", NEW_YEAR + HOUR, "")
        .ends(6)
        .prints("an authenticator must be enrolled first: `mfa enroll alice`\nask an administrator\n")
        .quietly();
    let key = gate.place.file("key", KEY_HEX);
    gate.mfa(&["enroll", "alice", "--hotp", "--hex", &key, "--qr", "none", "--yes"], "").ends(0);
    gate.login("alice", NEW_YEAR + HOUR, CODES[0]).ends(0).prints("accepted\n");
}

#[test]
fn password_alone_binds_nothing_once_somebody_has_enrolled_meanwhile() {
    let never = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\npast_deadline = \"enroll-now\"\n";
    let gate = Gate::new("login-enroll-race", never);
    let at = NEW_YEAR.to_string();
    let mut seat = Seat::new(&gate.place, &["login", "alice", "--policy", &gate.policy, "--at", &at]);
    seat.waits_for("Code on alice's phone: ");
    let uri = seat.shown.split_whitespace().find(|word| word.starts_with("otpauth://")).unwrap().to_owned();
    // While the prompt is open, the help desk enrolls the phone of the right one.
    let key = gate.place.file("key", KEY_HEX);
    gate.mfa(&["add", "alice", "--name", "token", "--hotp", "--hex", &key], "").ends(0);
    let code = common::mfa_typing(&["code", "--uri", "-", "--at", &at], uri.as_bytes()).ends(0).out;
    seat.types(&code);
    assert_eq!(seat.ends().code(), Some(6), "{}", seat.shown);
    assert!(!seat.shown.contains("let in"), "{}", seat.shown);
    let status = gate.place.status(NEW_YEAR);
    assert_eq!(status["authenticators"].as_array().unwrap().len(), 1);
    gate.login("alice", NEW_YEAR, CODES[0]).ends(0);
}

#[test]
fn whoever_is_denied_is_told_whom_to_call() {
    let (email, phone) = ("email = \"help@example.com\"\n", "phone = \"+33 4 00 00 00 00\"\n");
    for (contact, sentence, told_email, told_phone) in [
        (format!("{email}{phone}"), "ask help@example.com or +33 4 00 00 00 00\n", true, true),
        (email.to_owned(), "ask help@example.com\n", true, false),
        (phone.to_owned(), "ask +33 4 00 00 00 00\n", false, true),
        (String::new(), "ask an administrator\n", false, false),
    ] {
        let policy = format!("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n[contact]\n{contact}");
        let gate = Gate::new("login-contact", &policy);
        let ran = gate.login("alice", NEW_YEAR, "").ends(3);
        assert_eq!(ran.out.lines().nth(1).unwrap(), sentence.trim_end());
        let (status, told) = gate.told("alice", NEW_YEAR, "");
        assert_eq!(status, 3);
        assert_eq!(told["email"], if told_email { json!("help@example.com") } else { Value::Null });
        assert_eq!(told["phone"], if told_phone { json!("+33 4 00 00 00 00") } else { Value::Null });
    }
}

/// An empty store would let everybody in of whom nothing is required: whose folder was not mounted, or mistyped.
#[test]
fn login_without_its_store_lets_nobody_in_and_makes_none() {
    let gate = Gate::new("login-no-store", "");
    fs::remove_dir(gate.place.store()).unwrap();
    gate.login("alice", NEW_YEAR, "").ends(4).prints("").says("there is no such folder");
    assert!(!gate.place.store().exists());
}

#[test]
fn clock_that_is_set_back_gives_no_more_time_to_enroll() {
    let gate = Gate::new("login-clock", EVERYBODY);
    gate.login("alice", NEW_YEAR, "").ends(0);
    gate.login("alice", NEW_YEAR + HOUR, "").ends(0);
    assert_eq!(gate.told("alice", NEW_YEAR + HOUR - 1, ""), denied("alice", "enrollment-clock-set-back"));
    gate.login("alice", NEW_YEAR - DAY, "").ends(3).prints(
        "denied: the clock shows a time before one that was seen, so the time to enroll counts as over\n\
         ask an administrator\n",
    );
    // Once it is right again she goes on where she was.
    let (status, told) = gate.told("alice", NEW_YEAR + HOUR, "");
    assert_eq!((status, &told["logins_left"]), (0, &json!(7)));
    // What was seen to be over stays over.
    gate.login("alice", NEW_YEAR + 48 * HOUR, "").ends(3);
    gate.login("alice", NEW_YEAR + 48 * HOUR - 1, "").ends(3);
}

#[test]
fn code_pin_and_recovery_code_are_told_apart_by_their_shape() {
    let gate = Gate::with_recovery("login-shape", "");
    let sheet = gate.mfa(&["recovery-codes", "new", "alice", "--policy", &gate.policy], "").ends(0).out;
    let of_paper = sheet.lines().next().unwrap();
    let (status, told) = gate.told("alice", NEW_YEAR, CODES[0]);
    assert_eq!((status, &told["decision"]), (0, &json!("ask-for-code")));
    let accepted = json!({
        "verdict": "accepted", "authenticator": 0, "name": "token", "position": 0, "offset": 0, "failures_before": 0
    });
    assert_eq!(told["attempt"], accepted);
    let (status, told) = gate.told("alice", NEW_YEAR, of_paper);
    assert_eq!((status, &told["attempt"]["verdict"], &told["attempt"]["left"]), (0, &json!("accepted"), &json!(9)));
    gate.login("alice", NEW_YEAR, of_paper).ends(1);
    // In small letters, without its dashes, and with a slip; the PIN with one digit wrong.
    let slip = gate.login("alice", NEW_YEAR, &of_paper.replace('-', "").to_lowercase().replacen(|_| true, "U", 1));
    slip.ends(2).says("character 1 of the recovery code").says("nothing was counted");
    gate.login("alice", NEW_YEAR, "123-456-785").ends(2).says("a digit is wrong, or two were swapped");
    let (status, told) = gate.told("alice", NEW_YEAR, &gate.pin_at(NEW_YEAR));
    assert_eq!((status, &told["decision"], &told["attempt"]["by"]), (0, &json!("ask-for-code"), &json!("pin")));
    // Each has a ladder of its own: the code on paper that was tried twice is no failure of the token's.
    let status = gate.place.status(NEW_YEAR);
    assert_eq!((&status["failures"], &status["failures_in_all"]), (&json!(0), &json!(0)));
}

#[test]
fn nine_digits_are_a_code_where_recovery_is_off() {
    let gate = Gate::new("login-nine", "");
    let key = gate.place.file("key", KEY_HEX);
    gate.mfa(&["add", "alice", "--hotp", "--digits", "9", "--hex", &key], "").ends(0);
    // RFC 4226, appendix D: 1284755224 and 1094287082, of which nine digits remain.
    gate.login("alice", NEW_YEAR, "284-755-224").ends(0).prints("accepted\n");
    gate.login("alice", NEW_YEAR, "094287082").ends(0);
    gate.login("alice", NEW_YEAR, "284755224").ends(1);
    // And where there is none of nine digits, they are a code of a length that she has not.
    let gate = Gate::with_token("login-nine-none", "");
    gate.login("alice", NEW_YEAR, "123-456-786").ends(2).says("nothing was counted");
}

#[test]
fn open_grant_asks_for_the_same_pin_at_each_login() {
    let gate = Gate::with_recovery("login-grant", EVERYBODY);
    let pin = gate.pin_at(NEW_YEAR);
    gate.login("alice", NEW_YEAR, &pin).ends(0).prints(
        "accepted\nrecovery until 2026-01-01T01:00:00Z, in 1 h, for 19 more logins with the same PIN\n\
         enroll a phone before it ends: `mfa enroll alice`\n",
    );
    let (status, told) = gate.told("alice", NEW_YEAR + 1800, &pin);
    let until = time(NEW_YEAR + HOUR, "2026-01-01T01:00:00Z");
    assert_eq!((status, &told["decision"], &told["until"]), (0, &json!("ask-under-grant"), &until));
    assert_eq!(told["attempt"]["by"], "same");
    assert_eq!(told["attempt"]["grant"], json!({"until": until, "logins_left": 18}));
    let ran = gate.login("alice", NEW_YEAR + 1800, &pin).ends(0);
    assert!(ran.out.starts_with("recovery is open until 2026-01-01T01:00:00Z, in 30 min\naccepted\n"), "{ran:?}");
    assert_eq!(ran.out.matches("enroll a phone").count(), 1, "{ran:?}");
    // Nothing typed is not the PIN, another one is not either, and a code of the token still is one.
    gate.login("alice", NEW_YEAR + 1800, "").ends(2);
    gate.login("alice", NEW_YEAR + 1800, "123-456-786").ends(1);
    gate.login("alice", NEW_YEAR + 1800, CODES[0]).ends(0);
    // After its end she is asked as before, and the PIN is an old one.
    let (status, told) = gate.told("alice", NEW_YEAR + HOUR, &pin);
    assert_eq!(
        (status, &told["decision"], &told["attempt"]["verdict"]),
        (1, &json!("ask-for-code"), &json!("refused"))
    );
}

#[test]
fn grant_that_asks_for_nothing_lets_its_logins_pass_and_no_more() {
    let lines = "grant_asks = \"nothing\"\ngrant_logins = 3\n[login]\nrequired = [\"*\"]\n";
    let gate = Gate::with_recovery("login-pass", lines);
    gate.login("alice", NEW_YEAR, &gate.pin_at(NEW_YEAR)).ends(0);
    let (status, told) = gate.told("alice", NEW_YEAR + 60, "");
    assert_eq!((status, &told["decision"]), (0, &json!("ask-under-grant")));
    assert_eq!((&told["attempt"]["by"], &told["attempt"]["grant"]["logins_left"]), (&json!("grant"), &json!(1)));
    let ran = gate.login("alice", NEW_YEAR + 60, "").ends(0).quietly();
    assert!(ran.out.contains("accepted\n") && ran.out.contains("this was the last login of this recovery"), "{ran:?}");
    // The grant is used up, and she is asked again.
    gate.login("alice", NEW_YEAR + 60, "").ends(2);
}

#[test]
fn whoever_is_denied_may_recover_with_a_pin_from_standard_input() {
    let gate = Gate::with_recovery("login-denied-pin", "[login]\nhours_offline = 0\n");
    gate.login("alice", NEW_YEAR, CODES[0]).ends(0);
    let offline = ["--offline"];
    let sheet = gate.mfa(&["recovery-codes", "new", "alice", "--policy", &gate.policy], "").ends(0).out;
    let of_paper = sheet.lines().next().unwrap();
    // Nothing, a code of the token, and a recovery code are no PIN: denied, as before, and all but nothing is told of.
    for (typed, says) in [
        ("", ""),
        (CODES[1], "6 digits were entered; nine are needed; nothing was counted"),
        (of_paper, "nothing was counted"),
    ] {
        let ran = gate.login_with("alice", NEW_YEAR, &["--offline", "--json"], typed).ends(3);
        assert_eq!((ran.err.is_empty(), ran.err.contains(says)), (says.is_empty(), true), "{ran:?}");
        let never = ran.json();
        assert_eq!((&never["reason"], &never["attempt"]), (&json!("never-offline"), &Value::Null));
    }
    // A slip costs nothing and is told; a wrong one is counted.
    gate.login_with("alice", NEW_YEAR, &offline, "123-456-785")
        .ends(2)
        .says("a digit is wrong, or two were swapped; compare all nine again; nothing was counted");
    let (status, told) = gate.told_with("alice", NEW_YEAR, &offline, "123-456-786");
    assert_eq!(
        (status, &told["attempt"]["verdict"], &told["attempt"]["attempts_left"]),
        (1, &json!("refused"), &json!(5))
    );
    let ran = gate.login_with("alice", NEW_YEAR, &offline, &gate.pin_at(NEW_YEAR)).ends(0).quietly();
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "no code lets in: codes do not count while the device is offline",
            "ask an administrator for a recovery PIN",
            "accepted"
        ]
    );
    assert_eq!(lines[3], "1 failed attempt since the last login");
    // The grant is open now, offline too.
    let (status, told) = gate.told_with("alice", NEW_YEAR + 60, &offline, &gate.pin_at(NEW_YEAR));
    assert_eq!(told["let_in"], true);
    assert_eq!((status, &told["decision"]), (0, &json!("ask-under-grant")));
    // Neither the token's code nor that on paper was looked at.
    gate.login("alice", NEW_YEAR + 2 * HOUR, CODES[1]).ends(0).prints("accepted\n");
    gate.login("alice", NEW_YEAR + 2 * HOUR, of_paper).ends(0).prints("accepted\n9 recovery codes left\n");
}

#[test]
fn denial_that_a_pin_ends_is_let_in_for_scripts() {
    let gate = Gate::with_recovery("login-denied-in", "");
    let (status, told) = gate.told_with("alice", NEW_YEAR, &["--offline"], &gate.pin_at(NEW_YEAR));
    assert_eq!((status, &told["decision"], &told["reason"]), (0, &json!("deny"), &json!("never-online")));
    assert_eq!((&told["let_in"], &told["attempt"]["verdict"]), (&json!(true), &json!("accepted")));
    let (status, told) = gate.told_with("alice", NEW_YEAR, &["--offline"], "123-456-786");
    assert_eq!((status, &told["let_in"], &told["attempt"]["verdict"]), (1, &json!(false), &json!("refused")));
}

#[test]
fn denied_stays_denied_where_recovery_is_off_or_there_is_no_key() {
    let never = "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n";
    for policy in [never.to_owned(), format!("{RECOVERY}{never}")] {
        let gate = Gate::new("login-denied-no-key", &policy);
        let told = gate.told("bob", NEW_YEAR, &pin(KEY, DEVICE, NEW_YEAR));
        assert_eq!(told, denied("bob", "not-enrolled"));
    }
}

#[test]
fn wrong_codes_lock_and_in_the_end_close() {
    let gate = Gate::with_token("login-lock", "[codes]\nmost_failures = 6\n");
    for left in (1..=5).rev() {
        let (status, told) = gate.told("alice", NEW_YEAR, WRONG);
        assert_eq!((status, &told["attempt"]["verdict"]), (1, &json!("refused")));
        assert_eq!((&told["attempt"]["attempts_left"], &told["attempt"]["reason"]), (&json!(left), &json!("mismatch")));
    }
    let (status, told) = gate.told("alice", NEW_YEAR, WRONG);
    assert_eq!((status, &told["attempt"]["closed"]), (1, &json!(true)));
    let (status, told) = gate.told("alice", NEW_YEAR + DAY, CODES[0]);
    assert_eq!(
        (status, &told["decision"], &told["attempt"]),
        (3, &json!("ask-for-code"), &json!({"verdict": "closed"}))
    );
    gate.login("alice", NEW_YEAR + DAY, CODES[0])
        .ends(3)
        .prints("closed after too many wrong codes\nask an administrator\n");
    gate.mfa(&["unlock", "alice"], "").ends(0);
    gate.login("alice", NEW_YEAR + DAY, CODES[0]).ends(0);
}

#[test]
fn administrators_lock_for_an_hour_and_others_for_half_a_minute() {
    for (policy, length) in [("", 30), ("[administrators]\npeople = [\"alice\"]\n", HOUR)] {
        let gate = Gate::with_token("login-administrators", policy);
        for _ in 0..6 {
            gate.login("alice", NEW_YEAR, WRONG).ends(1);
        }
        let (status, told) = gate.told("alice", NEW_YEAR + length - 1, CODES[0]);
        assert_eq!((status, &told["attempt"]["verdict"]), (3, &json!("locked")));
        assert_eq!(told["attempt"]["locked_until"]["unix"], NEW_YEAR + length);
        gate.login("alice", NEW_YEAR + length, CODES[0]).ends(0);
    }
}

#[test]
fn suspended_authenticators_let_nobody_in_and_the_person_is_still_asked() {
    let gate = Gate::with_token("login-suspended", EVERYBODY);
    gate.mfa(&["suspend", "alice"], "").ends(0);
    let (status, told) = gate.told("alice", NEW_YEAR, CODES[0]);
    assert_eq!((status, &told["decision"]), (3, &json!("ask-for-code")));
    assert_eq!(told["attempt"], json!({"verdict": "suspended"}));
    gate.login("alice", NEW_YEAR, WRONG)
        .ends(3)
        .prints("suspended until it is confirmed again\nask an administrator\n");
}

/// Whoever logs in can run nothing yet, and is told whom to ask instead of what an administrator does.
#[test]
fn whoever_is_not_let_in_is_told_whom_to_ask_and_no_command() {
    let contact = "[contact]\nemail = \"help@example.com\"\nphone = \"+33 4 00 00 00 00\"\n";
    let ask = "ask help@example.com or +33 4 00 00 00 00";
    let closes =
        format!("[codes]\nmost_failures = 6\n[recovery_codes]\nfree_failures = 1\nmost_failures = 1\n{contact}");
    for (has_key, pin) in [(false, ""), (true, " for a recovery PIN")] {
        let gate = if has_key {
            Gate::with_recovery("login-ask-key", &closes)
        } else {
            Gate::with_token("login-ask", &format!("{RECOVERY}{closes}"))
        };
        let asked = format!("{ask}{pin}");
        let no_codes = gate.login("alice", NEW_YEAR, "0000-0000-0000-0000").ends(5).prints("");
        no_codes.says(&format!("alice has no recovery codes; {asked}\n"));
        if !has_key {
            let no_key = gate.login("alice", NEW_YEAR, "123-456-786").ends(5).prints("");
            no_key.says(&format!("alice has no recovery key on this computer; {ask}\n"));
        }
        for _ in 0..5 {
            // An attempt is left, and nobody need be asked.
            let ran = gate.login("alice", NEW_YEAR, WRONG).ends(1);
            assert!(!ran.out.contains("ask "), "{ran:?}");
        }
        let closed = format!("closed after too many wrong codes\n{asked}\n");
        gate.login("alice", NEW_YEAR, WRONG).ends(1).prints(&format!("refused\n{closed}"));
        gate.login("alice", NEW_YEAR, CODES[0]).ends(3).prints(&closed);
        let (status, told) = gate.told("alice", NEW_YEAR, CODES[0]);
        assert_eq!((status, &told["let_in"], &told["attempt"]["verdict"]), (3, &json!(false), &json!("closed")));
        let whom = (&told["email"], &told["phone"]);
        assert_eq!(whom, (&json!("help@example.com"), &json!("+33 4 00 00 00 00")));
        gate.mfa(&["recovery-codes", "new", "alice"], "").ends(0);
        gate.login("alice", NEW_YEAR, "0000-0000-0000-0000").ends(1).prints(&format!("refused\n{closed}"));
        gate.mfa(&["unlock", "alice"], "").ends(0);
        gate.mfa(&["suspend", "alice"], "").ends(0);
        let suspended = format!("suspended until it is confirmed again\n{asked}\n");
        gate.login("alice", NEW_YEAR, CODES[0]).ends(3).prints(&suspended);
        // An administrator who verifies is told what to do.
        gate.mfa(&["verify", "alice"], CODES[0])
            .ends(3)
            .prints("suspended until it is confirmed again; `mfa confirm alice` does that\n");
    }
    // Another PIN is of no use where PINs are not looked at.
    let gate = Gate::with_recovery("login-ask-pin", &format!("free_failures = 1\nmost_failures = 1\n{contact}"));
    let closed = format!("refused\nclosed after too many wrong codes\n{ask}\n");
    gate.login("alice", NEW_YEAR, "123-456-786").ends(1).prints(&closed);
}

#[test]
fn what_is_pending_is_confirmed_and_not_enrolled_anew() {
    let gate = Gate::new("login-waiting", EVERYBODY);
    let at = NEW_YEAR.to_string();
    let key = gate.place.file("key", KEY_HEX);
    gate.mfa(&["enroll", "pat", "--name", "phone", "--pending", "--qr", "none", "--hex", &key, "--at", &at], "")
        .ends(0);
    let waiting = "\"phone\" is pending until 2026-01-01T00:10:00Z, in 10 min; `mfa confirm pat` takes a code of it\n";
    let ran = gate.login("pat", NEW_YEAR, "").ends(0);
    assert!(ran.out.ends_with(waiting) && !ran.out.contains("mfa enroll"), "{ran:?}");
    let ran = gate.mfa(&["verify", "pat", "--at", &at], WRONG).ends(5).prints("");
    ran.says(&format!("pat has no authenticator yet; {waiting}"));
    // Once its time is over, another one is to be begun.
    let ran = gate.login("pat", NEW_YEAR + HOUR, "").ends(0);
    assert!(ran.out.ends_with("enroll a phone before then: `mfa enroll pat`\n"), "{ran:?}");
}

#[test]
fn prompt_names_what_the_policy_takes_and_is_the_same_for_everybody() {
    let codes_off = "[recovery_codes]\nenabled = false\n";
    for (policy, what) in [
        (String::new(), "Code or recovery code"),
        (RECOVERY.to_owned(), "Code, recovery PIN or recovery code"),
        (format!("{RECOVERY}{codes_off}"), "Code or recovery PIN"),
        (codes_off.to_owned(), "Code"),
    ] {
        let gate = Gate::with_token("login-prompt", &policy);
        let key = gate.place.file("other", common::OTHER_HEX);
        gate.mfa(&["add", "bob", "--hex", &key], "").ends(0);
        gate.mfa(&["recovery", "key", "bob", "--device", DEVICE], "").ends(0);
        gate.mfa(&["recovery-codes", "new", "bob"], "").ends(0);
        for person in ["alice", "bob"] {
            let mut seat = Seat::new(&gate.place, &["login", person, "--policy", &gate.policy]);
            seat.waits_for(&format!("{what} for {person}: "));
            assert!(seat.shown.starts_with(what), "{}", seat.shown);
            seat.types("\n");
            assert_eq!(seat.ends().code(), Some(2), "{}", seat.shown);
        }
    }
}

#[test]
fn whoever_is_in_by_a_recovery_is_asked_whether_they_enroll_a_phone() {
    let gate = Gate::with_recovery("login-offer", "");
    let at = NEW_YEAR.to_string();
    let line = ["login", "alice", "--policy", &gate.policy, "--at", &at];
    let sheet = gate.mfa(&["recovery-codes", "new", "alice"], "").ends(0).out;
    let of_paper = sheet.lines().next().unwrap().to_owned();
    let pin = gate.pin_at(NEW_YEAR);
    // No is no, and they are in.
    for (typed, answer) in [(&of_paper, "n"), (&pin, ""), (&pin, "nay")] {
        let mut seat = Seat::new(&gate.place, &line);
        seat.waits_for("Code, recovery PIN or recovery code for alice: ");
        seat.types(&format!("{typed}\n"));
        seat.waits_for("enroll a phone now? [y/N] ");
        assert!(seat.has_echo());
        seat.types(&format!("{answer}\n"));
        assert_eq!(seat.ends().code(), Some(0), "{}", seat.shown);
        assert!(!seat.shown.contains("otpauth"), "{}", seat.shown);
    }
    // Yes enrolls a second authenticator; whoever gives up meanwhile is in all the same, at a terminal that is right.
    let mut seat = Seat::new(&gate.place, &line);
    seat.waits_for("for alice: ");
    seat.types(&format!("{pin}\n"));
    seat.waits_for("enroll a phone now? [y/N] ");
    seat.types("y\n");
    seat.waits_for("Code on alice's phone: ");
    assert!(!seat.has_echo());
    let uri = seat.shown.split_whitespace().find(|word| word.starts_with("otpauth://")).unwrap().to_owned();
    seat.types(&common::mfa_typing(&["code", "--uri", "-", "--at", &at], uri.as_bytes()).ends(0).out);
    assert_eq!(seat.ends().code(), Some(0), "{}", seat.shown);
    assert!(seat.shown.contains("confirmed: "), "{}", seat.shown);
    assert_eq!(gate.place.status(NEW_YEAR)["authenticators"].as_array().unwrap().len(), 2);
    // A script is asked for nothing more.
    let ran = gate.login("alice", NEW_YEAR + 20, &gate.pin_at(NEW_YEAR + 20)).ends(0).quietly();
    assert!(!ran.out.contains("[y/N]"), "{ran:?}");
}

#[test]
fn terminal_has_its_echo_back_after_a_signal_while_a_phone_is_enrolled_at_a_login() {
    let gate = Gate::with_recovery("login-offer-signal", "");
    let at = NEW_YEAR.to_string();
    let mut seat = Seat::new(&gate.place, &["login", "alice", "--policy", &gate.policy, "--at", &at]);
    seat.waits_for("for alice: ");
    seat.types(&format!("{}\n", gate.pin_at(NEW_YEAR)));
    seat.waits_for("enroll a phone now? [y/N] ");
    seat.types("yes\n");
    seat.waits_for("Code on alice's phone: ");
    assert!(!seat.has_echo());
    seat.sends(rustix::process::Signal::INT);
    let _ = seat.ends();
    assert!(seat.has_echo());
}

#[test]
fn code_counts_under_a_grant_no_longer_than_codes_count_offline() {
    let gate = Gate::with_recovery("login-grant-offline", "[login]\nhours_offline = 1\n");
    gate.login("alice", NEW_YEAR, CODES[0]).ends(0);
    let (late, offline) = (NEW_YEAR + 2 * HOUR, ["--offline"]);
    gate.login_with("alice", late, &offline, &gate.pin_at(late)).ends(0);
    gate.login_with("alice", late + 60, &offline, CODES[1])
        .ends(3)
        .says("codes do not count now")
        .says("ask an administrator for a recovery PIN");
    gate.login_with("alice", late + 60, &offline, &gate.pin_at(late)).ends(0);
    gate.login("alice", late + 120, CODES[1]).ends(0);
}

#[test]
fn fields_of_an_attempt_come_in_the_order_of_their_meaning() {
    let gate = Gate::with_token("login-order", "");
    let ran = gate.login_with("alice", NEW_YEAR, &["--json"], CODES[0]).ends(0);
    let order = "{\"person\":\"alice\",\"let_in\":true,\"decision\":\"ask-for-code\",\"attempt\":{\"verdict\":\"accepted\",\
                 \"authenticator\":0,\"name\":\"token\",\"position\":0,\"offset\":0,\"failures_before\":0}}\n";
    assert_eq!(ran.out, order);
}

#[test]
fn policy_file_that_is_wrong_decides_nothing() {
    for (name, policy, mode) in [
        ("value", "[login]\nrequired = \"alice\"\n", 0o600),
        ("syntax", "[login\nenabled = false\n", 0o600),
        ("range", "[login]\nenabled = false\nhours_offline = 9000\n", 0o600),
        ("writable", "[login]\nenabled = false\n", 0o666),
    ] {
        let gate = Gate::with_token(&format!("login-broken-{name}"), policy);
        fs::set_permissions(&gate.policy, fs::Permissions::from_mode(mode)).unwrap();
        let before = gate.record("alice");
        for person in ["alice", "bob"] {
            gate.login(person, NEW_YEAR, CODES[0]).ends(2).prints("").says("; nothing was decided");
            gate.login_with(person, NEW_YEAR, &["--json"], CODES[0]).ends(2).prints("");
        }
        assert_eq!(gate.record("alice"), before);
        assert_eq!(fs::read_dir(gate.place.store()).unwrap().count(), 1);
    }
    let gate = Gate::new("login-broken-none", "");
    fs::remove_file(&gate.policy).unwrap();
    gate.login("alice", NEW_YEAR, "").ends(2).prints("").says("nothing was decided");
}

#[test]
fn nobody_gets_in_with_a_record_that_is_not_whole() {
    for (line, typed) in [(&["--smartcard"][..], ""), (&[], CODES[0]), (&["--offline"], CODES[0])] {
        let gate = Gate::with_token("login-damaged", "");
        let file = gate.place.store().join("alice.mfa");
        let cut = gate.record("alice").len() - 1;
        fs::OpenOptions::new().write(true).open(file).unwrap().set_len(u64::try_from(cut).unwrap()).unwrap();
        gate.login_with("alice", NEW_YEAR, line, typed).ends(4).prints("").says("nobody gets in");
    }
}

#[test]
fn one_code_lets_one_of_20_logins_in() {
    let place = Place::with_alice("login-race");
    let at = step(1).to_string();
    let ends = common::at_once(&place, &["login", "alice", "--at", &at], (0..20).map(|_| CODES[1].to_owned()));
    let count = |status| ends.iter().filter(|end| **end == status).count();
    assert_eq!((count(0), count(1)), (1, 19), "{ends:?}");
    assert_eq!(place.status(step(1))["failures_in_all"], 0);
}

#[test]
fn terminal_is_asked_and_does_not_show_what_is_typed() {
    let gate = Gate::with_token("login-terminal", "");
    let mut seat = Seat::new(&gate.place, &["login", "alice", "--at", &NEW_YEAR.to_string()]);
    seat.waits_for("Code or recovery code for alice: ");
    assert!(!seat.has_echo());
    seat.types(&format!("{}\n", CODES[0]));
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.shown.contains("accepted") && !seat.shown.contains(CODES[0]), "{}", seat.shown);
    assert!(seat.has_echo());
}

#[test]
fn terminal_asks_whoever_is_denied_for_a_pin_and_none_is_a_denial() {
    let gate = Gate::with_recovery("login-terminal-pin", "");
    let at = NEW_YEAR.to_string();
    let line = ["login", "alice", "--offline", "--policy", &gate.policy, "--at", &at];
    // What is no PIN is asked for once more.
    for (typed, again, status) in [
        (String::new(), None, 3),
        (CODES[0].to_owned(), Some(String::new()), 3),
        (CODES[0].to_owned(), Some(CODES[0].to_owned()), 3),
        ("123-456-785".to_owned(), Some("123-456-785".to_owned()), 2),
        (CODES[0].to_owned(), Some(gate.pin_at(NEW_YEAR)), 0),
    ] {
        let mut seat = Seat::new(&gate.place, &line);
        seat.waits_for("Recovery PIN for alice: ");
        assert!(
            seat.shown.contains("no code lets in: codes count offline only once the device was online"),
            "{}",
            seat.shown
        );
        assert!(!seat.has_echo());
        seat.types(&format!("{typed}\n"));
        if let Some(again) = again {
            seat.waits_for("nothing was counted\r\nRecovery PIN for alice: ");
            seat.types(&format!("{again}\n"));
        }
        if status == 0 {
            seat.waits_for("enroll a phone now? [y/N] ");
            seat.types("\n");
        }
        assert_eq!(seat.ends().code(), Some(status), "{}", seat.shown);
    }
}

#[test]
fn spelling_of_a_code_does_not_matter_and_its_digits_are_ascii() {
    let gate = Gate::with_token("login-spelling", "");
    gate.login("alice", NEW_YEAR, " 755-224 ").ends(0);
    gate.login("alice", NEW_YEAR, "2 8 7 0 8 2").ends(0);
    for typed in ["٣٥٩١٥٢", "3591521", "35915a", "359152;"] {
        gate.login("alice", NEW_YEAR, typed).ends(2).prints("").says("nothing was counted");
    }
    gate.login("alice", NEW_YEAR, CODES[2]).ends(0).prints("accepted\n");
}

#[test]
fn nobody_gets_in_whose_login_cannot_be_stored() {
    let gate = Gate::with_token("login-unstored", EVERYBODY);
    // A folder stands where the new record is to be written.
    for person in ["alice", "bob"] {
        fs::create_dir(gate.place.store().join(format!(".{person}.new"))).unwrap();
    }
    let before = gate.record("alice");
    gate.login("alice", NEW_YEAR, CODES[0]).ends(4).prints("");
    gate.login("bob", NEW_YEAR, "").ends(4).prints("");
    assert_eq!(gate.record("alice"), before);
    assert!(!gate.place.store().join("bob.mfa").exists());
}

#[test]
fn json_has_the_fields_that_the_manual_lists() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut see = |(_, told): (i32, Value)| seen.extend(told.as_object().unwrap().keys().cloned());
    let gate = Gate::with_recovery("login-fields", EVERYBODY);
    see(gate.told("bob", NEW_YEAR, ""));
    see(gate.told_with("alice", NEW_YEAR, &["--smartcard"], ""));
    see(gate.told_with("alice", NEW_YEAR, &["--offline"], ""));
    see(gate.told("alice", NEW_YEAR, &gate.pin_at(NEW_YEAR)));
    see(gate.told("alice", NEW_YEAR, &gate.pin_at(NEW_YEAR)));
    let fields =
        ["attempt", "because", "decision", "email", "let_in", "logins_left", "person", "phone", "reason", "until"];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), fields);
    let manual = mfa(&["man", "login"]).ends(0).out.replace('\\', "");
    let (_, section) = manual.split_once(".SH JSON\n").unwrap();
    let (section, _) = section.split_once("\n.SH").unwrap();
    let names = section.lines().filter_map(|line| line.strip_prefix("fB")?.strip_suffix("fR"));
    let listed: BTreeSet<String> = names.flat_map(|names| names.split(", ")).map(str::to_owned).collect();
    assert_eq!(listed, seen);
}
