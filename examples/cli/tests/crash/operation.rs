//! What is cut short: each kind of change to a record, with what is there before, what it answers, what the same line
//! comes to once it is stored, and a login that is good afterwards.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use crate::common::{CODES, KEY_BASE32, KEY_HEX, OTHER_HEX, Place, WRONG};
use crate::desk::pin;

/// A line of the program, what is typed, and how that ends.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) line: Vec<String>,
    pub(crate) typed: String,
    pub(crate) status: i32,
    /// What standard output begins with.
    pub(crate) says: &'static str,
}

#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) step: Step,
    /// The same line once more, after it was stored: how that ends and what it says.
    pub(crate) again: (i32, &'static str),
    /// A login, or for somebody who is gone an enrollment, that is good afterwards.
    pub(crate) next: Step,
}

/// Makes what is there before.
pub(crate) type Prepare = fn(&Place) -> Operation;

/// All of them.
pub(crate) const OPERATIONS: &[(&str, Prepare)] = &[
    ("a_login_by_time", a_login_by_time),
    ("a_login_beside_what_a_crash_has_left", a_login_beside_what_a_crash_has_left),
    ("a_login_by_counter", a_login_by_counter),
    ("a_login_as_a_plugin_does_it", a_login_as_a_plugin_does_it),
    ("a_wrong_code", a_wrong_code),
    ("a_new_person", a_new_person),
    ("a_new_person_in_a_new_folder", a_new_person_in_a_new_folder),
    ("an_enrollment_confirmed", an_enrollment_confirmed),
    ("a_resynchronization", a_resynchronization),
    ("a_pin_redeemed", a_pin_redeemed),
    ("a_recovery_code", a_recovery_code),
    ("an_authenticator_removed", an_authenticator_removed),
    ("a_person_forgotten", a_person_forgotten),
];

fn step(line: &str, typed: &str, status: i32, says: &'static str) -> Step {
    let line = line.split(' ').map(str::to_owned).collect();
    Step { line, typed: format!("{typed}\n"), status, says }
}

fn accepted(line: &str, typed: &str) -> Step {
    step(line, typed, 0, "accepted\n")
}

const REFUSED: (i32, &str) = (1, "refused\n");

fn alice(place: &Place) {
    let key = place.file("key", KEY_HEX);
    place.mfa(&["add", "alice", "--name", "phone", "--hex", &key]).ends(0);
}

/// It shows RFC 4226's codes one after the other.
fn alices_token(place: &Place) {
    let key = place.file("key", KEY_HEX);
    place.mfa(&["add", "alice", "--name", "token", "--hotp", "--hex", &key]).ends(0);
}

/// A policy file, as an option of the program.
fn policy(place: &Place, text: &str) -> String {
    place.file("policy.toml", text);
    let path = place.path("policy.toml");
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    format!("--policy {}", path.display())
}

pub(crate) fn a_login_by_time(place: &Place) -> Operation {
    alice(place);
    Operation {
        step: accepted("verify alice --at 15", CODES[0]),
        again: REFUSED,
        next: accepted("verify alice --at 45", CODES[1]),
    }
}

/// The file that a writer was killed over lies there.
pub(crate) fn a_login_beside_what_a_crash_has_left(place: &Place) -> Operation {
    let operation = a_login_by_time(place);
    let left = place.store().join(".alice.new");
    fs::write(&left, "libmfa, cut sh").unwrap();
    fs::set_permissions(&left, Permissions::from_mode(0o600)).unwrap();
    operation
}

pub(crate) fn a_login_by_counter(place: &Place) -> Operation {
    alices_token(place);
    Operation {
        step: accepted("verify alice --at 15", CODES[0]),
        again: REFUSED,
        next: accepted("verify alice --at 45", CODES[1]),
    }
}

pub(crate) fn a_login_as_a_plugin_does_it(place: &Place) -> Operation {
    alice(place);
    let policy = policy(place, "[login]\nrequired = [\"*\"]\n");
    Operation {
        step: accepted(&format!("login alice {policy} --at 15"), CODES[0]),
        again: REFUSED,
        next: accepted(&format!("login alice {policy} --at 45"), CODES[1]),
    }
}

pub(crate) fn a_wrong_code(place: &Place) -> Operation {
    alice(place);
    Operation {
        step: step("verify alice --at 15", WRONG, 1, "refused\n"),
        again: REFUSED,
        next: accepted("verify alice --at 45", CODES[1]),
    }
}

/// The first record of somebody.
pub(crate) fn a_new_person(place: &Place) -> Operation {
    place.opens_a_store();
    a_new_person_in_a_new_folder(place)
}

pub(crate) fn a_new_person_in_a_new_folder(_: &Place) -> Operation {
    Operation {
        step: step("add alice --name phone --at 15 -", KEY_BASE32, 0, "added "),
        again: (2, ""),
        next: accepted("verify alice --at 45", CODES[1]),
    }
}

pub(crate) fn an_enrollment_confirmed(place: &Place) -> Operation {
    let begun = ["enroll", "alice", "--name", "phone", "--secret", "-", "--pending", "--qr", "none", "--at", "135"];
    place.typing(&begun, KEY_BASE32).ends(0);
    Operation {
        step: step("confirm alice --at 135", CODES[4], 0, "confirmed: "),
        again: (5, ""),
        next: accepted("verify alice --at 165", CODES[5]),
    }
}

pub(crate) fn a_resynchronization(place: &Place) -> Operation {
    alices_token(place);
    Operation {
        step: step("resync alice --at 15", &format!("{}\n{}", CODES[3], CODES[4]), 0, "resynchronized: "),
        again: REFUSED,
        next: accepted("verify alice --at 45", CODES[5]),
    }
}

/// A PIN that is good for one login.
pub(crate) fn a_pin_redeemed(place: &Place) -> Operation {
    const KEY: &[u8; 32] = b"a key of one person, one device.";
    const KEY_BASE32: &str = "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA";
    const DEVICE: &str = "LAPTOP-0042";
    const NOW: u64 = 1_700_000_000;
    alice(place);
    let policy = policy(place, "[recovery]\nenabled = true\ngrant_logins = 1\n");
    let key = ["recovery", "key", "alice", "--device", DEVICE, "--key", "-"];
    place.typing(&[&key[..], &policy.split(' ').collect::<Vec<_>>()].concat(), KEY_BASE32).ends(0);
    let redeem = |at: u64| accepted(&format!("recovery redeem alice {policy} --at {at}"), &pin(KEY, DEVICE, at));
    Operation { step: redeem(NOW), again: REFUSED, next: redeem(NOW + 600) }
}

pub(crate) fn a_recovery_code(place: &Place) -> Operation {
    alice(place);
    let codes = place.mfa(&["recovery-codes", "new", "alice", "--at", "15"]).ends(0).out;
    let mut codes = codes.lines();
    let mut one = |at: u64| accepted(&format!("recovery-codes use alice --at {at}"), codes.next().unwrap());
    Operation { step: one(15), again: REFUSED, next: one(45) }
}

pub(crate) fn an_authenticator_removed(place: &Place) -> Operation {
    alice(place);
    let key = place.file("other", OTHER_HEX);
    place.mfa(&["add", "alice", "--name", "tablet", "--hex", &key]).ends(0);
    Operation {
        step: step("remove alice --name tablet --at 15", "", 0, "removed "),
        again: (5, ""),
        next: accepted("verify alice --at 45", CODES[1]),
    }
}

pub(crate) fn a_person_forgotten(place: &Place) -> Operation {
    alice(place);
    Operation {
        step: step("remove alice --forget --at 15", "", 0, "forgot "),
        again: (5, ""),
        next: step("add alice --name new --at 45 -", KEY_BASE32, 0, "added "),
    }
}
