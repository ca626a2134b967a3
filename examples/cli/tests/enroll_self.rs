//! `mfa enroll --self`: what a login would decide is what somebody may enroll by themselves, and they say nothing else.
//!
//! It looks at the system's own store, policy and users. Those tests that come so far lay a made-up /etc and /var/lib over
//! the real ones, in a mount namespace of their own: `cargo xtask test self-enroll`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "tests may be blunt"
)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use common::seat::Seat;
use common::{KEY_HEX, Place, Ran, WRONG, mfa, mfa_typing, run};
use serde_json::Value;

/// Who calls sudo.
const ALICE: [(&str, &str); 2] = [("SUDO_UID", "1000"), ("SUDO_USER", "alice")];

/// A computer with alice, whose number is 1000, an empty store, and a policy.
struct Computer {
    place: Place,
}

impl Computer {
    fn with_policy(name: &str, policy: &str) -> Self {
        let computer = Self { place: Place::new(name) };
        for folder in ["etc/libmfa", "lib/libmfa"] {
            fs::create_dir_all(computer.place.path(folder)).unwrap();
        }
        fs::set_permissions(computer.place.path("lib/libmfa"), fs::Permissions::from_mode(0o700)).unwrap();
        let users = "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n.dot:x:1001:1001::/:/bin/sh\n";
        computer.write("etc/passwd", users);
        computer.write("etc/nsswitch.conf", "passwd: files\n");
        computer.write("etc/libmfa/policy.toml", policy);
        computer
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.place.path(path), text).unwrap();
        fs::set_permissions(self.place.path(path), fs::Permissions::from_mode(0o644)).unwrap();
    }

    /// A command on it, called by sudo.
    fn command(&self, caller: &[(&str, &str)], words: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        let over = "mount --bind \"$1/etc\" /etc; mount --bind \"$1/lib\" /var/lib; shift; exec \"$@\"";
        command.args(["--mount", "sh", "-ec", over, "over"]).arg(self.place.folder()).args(words);
        command.env_remove("SUDO_UID").env_remove("SUDO_USER").envs(caller.iter().copied()).env("NO_COLOR", "1");
        command
    }

    fn enroll_self(&self, caller: &[(&str, &str)], typed: &str) -> Ran {
        run(&mut self.command(caller, &[env!("CARGO_BIN_EXE_mfa"), "enroll", "--self"]), typed.as_bytes())
    }

    /// Alice at a terminal.
    fn seat(&self, more: &[&str]) -> Seat {
        Seat::of(&mut self.command(&ALICE, &[&[env!("CARGO_BIN_EXE_mfa"), "enroll", "--self"], more].concat()), 0)
    }

    fn on_store(&self, line: &[&str], typed: &str) -> Ran {
        let (store, policy) = (self.place.path("lib/libmfa"), self.place.path("etc/libmfa/policy.toml"));
        let line = [&["--store", store.to_str().unwrap()], line, &["--policy", policy.to_str().unwrap()]].concat();
        mfa_typing(&line, typed.as_bytes())
    }

    /// Alice has an authenticator with RFC 4226's key.
    fn add_phone(&self) {
        let key = self.place.file("key", KEY_HEX);
        self.on_store(&["add", "alice", "--name", "phone", "--hex", &key], "").ends(0);
    }

    /// The names of alice's authenticators.
    fn authenticators(&self) -> Vec<String> {
        let status = self.on_store(&["status", "alice", "--json"], "");
        if status.status == 5 {
            return Vec::new();
        }
        let all = status.json()["authenticators"].as_array().unwrap().clone();
        all.iter().map(|one: &Value| one["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// The code that RFC 4226's key has now, or in a while.
fn code_of_phone(computer: &Computer, later: u64) -> String {
    let at = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() + later;
    let key = computer.place.file("key", KEY_HEX);
    mfa(&["code", "--hex", &key, "--at", &at.to_string()]).ends(0).out
}

/// Confirms what a seat shows, as a phone that has scanned it.
fn confirm(seat: &mut Seat) {
    seat.waits_for("Code on alice's phone: ");
    let uri = seat.shown.split_whitespace().find(|word| word.starts_with("otpauth://")).unwrap();
    let code = mfa_typing(&["code", "--uri", "-"], uri.as_bytes()).ends(0).out;
    seat.types(&code);
    assert_eq!(seat.ends().code(), Some(0), "{}", seat.shown);
}

#[test]
fn nothing_that_is_for_administrators_goes_with_self() {
    for line in [
        &["--secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"][..],
        &["--hex", "3132333435363738393031323334353637383930"],
        &["--issuer", "ACME"],
        &["--account", "root"],
        &["--pending"],
        &["--yes"],
        &["--recovery-codes"],
        &["--svg", "alice.svg"],
        &["--algorithm", "sha256"],
        &["--digits", "8"],
        &["--period", "60"],
        &["--hotp"],
        &["--policy", "policy.toml"],
        &["--preset", "nist"],
        &["--window", "50"],
        &["--look-ahead", "9"],
        &["--drift", "9"],
        &["--store", "elsewhere"],
        &["--at", "59"],
        &["--json"],
    ] {
        let ran = mfa(&[&["enroll", "--self"], line].concat()).ends(2).prints("");
        ran.says("administrators, and does not go with --self").says("Nothing was decided");
    }
    mfa(&["--store", "elsewhere", "enroll", "--self"]).ends(2).says("--store is for administrators");
    mfa(&["enroll", "alice", "--self"]).ends(2).says("cannot be used with");
    mfa(&["enroll"]).ends(2).says("<PERSON>");
}

#[test]
#[ignore = "needs root and mounts"]
fn only_somebody_whom_sudo_and_the_system_know_alike_enrolls() {
    let computer = Computer::with_policy("self-who", "");
    for (caller, says) in [
        (&[][..], "sudo says who calls"),
        (&[("SUDO_UID", "1000")], "sudo says who calls"),
        (&[("SUDO_USER", "alice")], "sudo says who calls"),
        (&[("SUDO_UID", "alice"), ("SUDO_USER", "alice")], "sudo says who calls"),
        (&[("SUDO_UID", "4294968296"), ("SUDO_USER", "alice")], "sudo says who calls"),
        (&[("SUDO_UID", "-1"), ("SUDO_USER", "alice")], "sudo says who calls"),
        (&[("SUDO_UID", "0"), ("SUDO_USER", "root")], "root does not enroll with --self"),
        (&[("SUDO_UID", "0"), ("SUDO_USER", "alice")], "root does not enroll with --self"),
        (
            &[("SUDO_UID", "1000"), ("SUDO_USER", "root")],
            "sudo says that root calls, and to the system user 1000 is alice",
        ),
        (&[("SUDO_UID", "1002"), ("SUDO_USER", "alice")], "the system knows no user 1002"),
        (&[("SUDO_UID", "1001"), ("SUDO_USER", ".dot")], "a name cannot begin with a dot"),
    ] {
        computer.enroll_self(caller, "").ends(2).prints("").says(says);
    }
    let words = ["setpriv", "--reuid=1000", "--clear-groups", env!("CARGO_BIN_EXE_mfa"), "enroll", "--self"];
    run(&mut computer.command(&ALICE, &words), b"").ends(2).says("`sudo mfa enroll --self`");
    assert_eq!(fs::read_dir(computer.place.path("lib/libmfa")).unwrap().count(), 0);
}

#[test]
#[ignore = "needs root and mounts"]
fn whoever_has_none_enrolls_the_first_by_a_code_of_it() {
    for policy in [
        "",
        "login.required = [\"*\"]\n",
        "[login]\nrequired = [\"*\"]\nhours_without_factor = 0\npast_deadline = \"enroll-now\"\n",
    ] {
        let computer = Computer::with_policy("self-first", policy);
        let mut seat = computer.seat(&["--name", "my phone", "--qr", "none"]);
        confirm(&mut seat);
        assert!(seat.shown.contains("confirmed: \"my phone\" is alice's"), "{}", seat.shown);
        assert_eq!(computer.authenticators(), ["my phone"]);
    }
}

#[test]
#[ignore = "needs root and mounts"]
fn what_no_code_confirms_is_not_left_pending() {
    let computer = Computer::with_policy("self-none", "");
    computer.enroll_self(&ALICE, "\n").ends(1).says("nothing was enrolled, and `sudo mfa enroll --self` begins again");
    assert_eq!(computer.authenticators(), [""; 0]);
    assert!(!computer.on_store(&["status", "alice", "--json"], "").out.contains("setup_key"));
    computer.on_store(&["confirm", "alice"], "").ends(5).says("nothing is pending for alice");
    computer.enroll_self(&ALICE, &format!("{WRONG}\n").repeat(10)).ends(1);
    assert_eq!(computer.authenticators(), [""; 0]);
}

#[test]
#[ignore = "needs root and mounts"]
fn whoever_has_one_gives_a_code_of_it_before_another_is_shown() {
    let computer = Computer::with_policy("self-second", "");
    computer.add_phone();
    let first = "a code of an authenticator that is enrolled already, a recovery PIN or a recovery code comes first\n";
    let no_secret = |ran: Ran| {
        assert!(ran.out.starts_with(first) && !ran.out.contains("otpauth"), "{ran:?}");
        assert_eq!(computer.authenticators(), ["phone"]);
    };
    no_secret(computer.enroll_self(&ALICE, &format!("{WRONG}\n{WRONG}\n")).ends(1));
    no_secret(computer.enroll_self(&ALICE, "\n").ends(2));
    no_secret(computer.enroll_self(&ALICE, "").ends(2));
    let mut seat = computer.seat(&["--name", "tablet", "--qr", "none"]);
    seat.waits_for("for alice: ");
    assert!(!seat.shown.contains("otpauth"), "{}", seat.shown);
    let code = code_of_phone(&computer, 0);
    seat.types(&code);
    confirm(&mut seat);
    assert!(seat.shown.contains("1 failed attempt since the last login"), "{}", seat.shown);
    assert_eq!(computer.authenticators(), ["phone", "tablet"]);
    // That code is used up.
    no_longer(&computer, &code);
    (0..6).for_each(|_| drop(computer.on_store(&["verify", "alice"], WRONG)));
    let ran = computer.enroll_self(&ALICE, &code_of_phone(&computer, 30)).ends(3);
    assert!(ran.out.contains("locked until") && !ran.out.contains("otpauth"), "{ran:?}");
}

fn no_longer(computer: &Computer, code: &str) {
    let ran = computer.enroll_self(&ALICE, code).ends(1);
    assert!(ran.out.contains("refused") && !ran.out.contains("otpauth"), "{ran:?}");
}

#[test]
#[ignore = "needs root and mounts"]
fn whoever_lost_the_phone_enrolls_another_by_a_recovery_code() {
    let computer = Computer::with_policy("self-recovery", "");
    computer.add_phone();
    let sheet = computer.on_store(&["recovery-codes", "new", "alice"], "").ends(0).out;
    let code = sheet.lines().next().unwrap();
    let mut seat = computer.seat(&["--name", "new phone", "--qr", "none"]);
    seat.waits_for("for alice: ");
    seat.types(&format!("{code}\n"));
    confirm(&mut seat);
    assert_eq!(computer.authenticators(), ["phone", "new phone"]);
    no_longer(&computer, code);
}

#[test]
#[ignore = "needs root and mounts"]
fn whoever_the_policy_denies_or_never_asks_enrolls_nothing_and_is_told_whom_to_ask() {
    let contact = "contact.email = \"helpdesk@example.com\"\n";
    for (policy, says) in [
        ("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n", "an authenticator is required, and there is none"),
        ("login.exempt = [\"alice\"]\n", "no code is asked for, alice is exempt"),
        ("login.enabled = false\n", "no code is asked for, the policy has second factors off"),
        ("login.ask_at_login = false\n", "no code is asked for, the policy asks for none at a login"),
    ] {
        let computer = Computer::with_policy("self-denied", &format!("{contact}{policy}"));
        let ran = computer.enroll_self(&ALICE, &format!("{WRONG}\n")).ends(3).quietly();
        assert_eq!(ran.out, format!("alice cannot enroll alone: {says}; ask helpdesk@example.com\n"));
        assert_eq!(computer.authenticators(), [""; 0]);
    }
    // Nobody whom no code is asked of binds another phone to what is there.
    let computer = Computer::with_policy("self-exempt", "login.exempt = [\"alice\"]\n");
    computer.add_phone();
    computer.enroll_self(&ALICE, &code_of_phone(&computer, 0)).ends(3);
    assert_eq!(computer.authenticators(), ["phone"]);
}

#[test]
#[ignore = "needs root and mounts"]
fn a_policy_or_store_that_is_broken_lets_nobody_enroll() {
    let computer = Computer::with_policy("self-broken", "this is no policy");
    computer.enroll_self(&ALICE, "").ends(2).says("nothing was decided");
    computer.write("etc/libmfa/policy.toml", "");
    fs::set_permissions(computer.place.path("lib/libmfa"), fs::Permissions::from_mode(0o755)).unwrap();
    computer.enroll_self(&ALICE, "").ends(4).prints("").says("others have access to it");
}
