//! Recovery codes: printed once, good once, in a race too, and with a ladder of their own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{CODES, Place, Ran, step};
use serde_json::json;

/// A recovery code of the right form that nobody has.
const WRONG: &str = "0000-0000-0000-0000";

/// Alice and the codes on her sheet.
struct Sheet {
    place: Place,
    codes: Vec<String>,
}

impl Sheet {
    fn new(name: &str) -> Self {
        let place = Place::with_alice(name);
        let codes = lines(&place.mfa(&["recovery-codes", "new", "alice"]).ends(0));
        Self { place, codes }
    }

    fn try_at(&self, at: u64, code: &str) -> Ran {
        self.place.typing(&["recovery-codes", "use", "alice", "--at", &at.to_string()], format!("{code}\n"))
    }

    fn try_one(&self, code: &str) -> Ran {
        self.try_at(59, code)
    }

    /// A policy file, and its name.
    fn policy(&self, text: &str) -> String {
        self.place.file("policy.toml", text);
        let path = self.place.path("policy.toml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

fn lines(ran: &Ran) -> Vec<String> {
    ran.out.lines().map(str::to_owned).collect()
}

/// Whether it is so many groups of four characters of Crockford's base32.
fn is_code(text: &str, groups: usize) -> bool {
    let is_of_crockford = |c: char| c.is_ascii_digit() || (c.is_ascii_uppercase() && !"ILOU".contains(c));
    let mut parts = text.split('-');
    parts.clone().count() == groups && parts.all(|part| part.len() == 4 && part.chars().all(is_of_crockford))
}

#[test]
fn a_sheet_is_plain_lines_of_codes_and_nothing_else() {
    let place = Place::with_alice("plain");
    let ran = place.mfa(&["recovery-codes", "new", "alice"]).ends(0).says("these codes are shown once");
    let codes = lines(&ran);
    assert!(codes.len() == 10 && codes.iter().all(|code| is_code(code, 4)), "{codes:?}");
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
    let ran = place.mfa(&["recovery-codes", "new", "alice", "--count", "3", "--length", "24"]).ends(0);
    let codes = lines(&ran);
    assert!(codes.len() == 3 && codes.iter().all(|code| is_code(code, 6)), "{codes:?}");
}

#[test]
fn how_many_and_how_long_is_the_policys_where_the_command_line_does_not_say() {
    let sheet = Sheet::new("policys");
    let policy = sheet.policy("[recovery_codes]\ncount = 2\ncharacters = 24\n");
    let codes = lines(&sheet.place.mfa(&["recovery-codes", "new", "alice", "--policy", &policy]).ends(0));
    assert!(codes.len() == 2 && codes.iter().all(|code| is_code(code, 6)), "{codes:?}");
    for (option, value) in
        [("--count", "0"), ("--count", "17"), ("--count", "-1"), ("--length", "20"), ("--length", "x")]
    {
        sheet.place.mfa(&["recovery-codes", "new", "alice", option, value]).ends(2).prints("");
    }
}

#[test]
fn each_code_works_once_and_tells_how_many_are_left() {
    let sheet = Sheet::new("once");
    for (used, code) in sheet.codes.iter().enumerate() {
        let left = match 9_usize.saturating_sub(used) {
            0 => "0 recovery codes left; `mfa recovery-codes new alice` makes new ones".to_owned(),
            1 => "1 recovery code left".to_owned(),
            left => format!("{left} recovery codes left"),
        };
        sheet.try_one(code).ends(0).quietly().prints(&format!("accepted\n{left}\n"));
        // Nobody guesses a used one, so it costs nothing.
        sheet.try_one(code).ends(1).quietly().prints("refused\n6 attempts left\n");
    }
    sheet.place.mfa(&["recovery-codes", "left", "alice"]).ends(0).prints("0 recovery codes left\n");
}

#[test]
fn a_code_is_read_and_stays_used_in_every_spelling() {
    let sheet = Sheet::new("spelling");
    let spellings = |code: &str| {
        let lower = code.to_lowercase();
        [
            lower.clone(),
            code.replace('-', ""),
            lower.replace('-', " "),
            code.replace('0', "O").replace('1', "I"),
            lower.replace('0', "o").replace('1', "l"),
            format!(" {code}\r"),
        ]
    };
    let first = spellings(&sheet.codes[0]).len();
    for (spelling, code) in (0..first).zip(&sheet.codes) {
        sheet.try_one(&spellings(code)[spelling]).ends(0);
        for spelled in spellings(code) {
            sheet.try_one(&spelled).ends(1);
        }
    }
}

#[test]
fn exactly_one_of_many_processes_gets_in_with_a_code() {
    let sheet = Sheet::new("race");
    let line = ["recovery-codes", "use", "alice", "--at", "59"];
    for code in &sheet.codes {
        let ends = common::at_once(&sheet.place, &line, core::iter::repeat_n(code.clone(), 16));
        let count = |status| ends.iter().filter(|end| **end == status).count();
        assert_eq!((count(0), count(1)), (1, 15), "{ends:?}");
    }
}

#[test]
fn every_wrong_code_of_many_processes_is_counted_once() {
    let sheet = Sheet::new("count");
    let policy = sheet.policy("[recovery_codes]\nfree_failures = 40\nmost_failures = 40\n");
    let line = ["recovery-codes", "use", "alice", "--policy", &policy, "--at", "59"];
    let ends = common::at_once(&sheet.place, &line, core::iter::repeat_n(WRONG.to_owned(), 64));
    let count = |status| ends.iter().filter(|end| **end == status).count();
    assert_eq!((count(1), count(3)), (40, 24), "{ends:?}");
}

#[test]
fn a_new_set_burns_the_old_one_and_keeps_its_failures() {
    let sheet = Sheet::new("burn");
    sheet.try_one(&sheet.codes[0]).ends(0);
    sheet.try_one(WRONG).ends(1);
    let ran =
        sheet.place.mfa(&["recovery-codes", "new", "alice", "--json"]).ends(0).says("9 codes left, which work no more");
    let told = ran.json();
    assert_eq!((&told["person"], &told["burned"]), (&json!("alice"), &json!(9)));
    let new = told["codes"][0].as_str().unwrap();
    sheet.try_one(&sheet.codes[1]).ends(1).prints("refused\n4 attempts left\n");
    sheet.try_one(new).ends(0).prints("accepted\n2 failed attempts since the last login\n9 recovery codes left\n");
}

#[test]
fn the_ladder_of_recovery_codes_is_their_own() {
    let sheet = Sheet::new("ladder");
    for _ in 0..5 {
        sheet.try_one(WRONG).ends(1);
    }
    sheet.try_one(WRONG).ends(1).prints("refused\nlocked until 1970-01-01T00:01:29Z, in 30 s\n");
    sheet.try_one(&sheet.codes[0]).ends(3).prints("locked until 1970-01-01T00:01:29Z, in 30 s\n");
    assert_eq!(sheet.place.status(59)["failures"], 0);
    sheet.place.verify(59, CODES[1]).ends(0).prints("accepted\n");
    sheet.try_at(89, &sheet.codes[0]).ends(0);
    // And the other way round.
    for _ in 0..6 {
        sheet.place.verify(step(4), common::WRONG).ends(1);
    }
    sheet.place.verify(step(4), CODES[4]).ends(3);
    sheet.try_at(step(4), &sheet.codes[1]).ends(0);
}

#[test]
fn too_many_wrong_ones_close_recovery_codes_until_an_administrator_unlocks() {
    let sheet = Sheet::new("closed");
    let policy = sheet.policy("[recovery_codes]\nfree_failures = 2\nmost_failures = 2\n");
    let line = ["recovery-codes", "use", "alice", "--policy", &policy, "--at", "59"];
    sheet.place.typing(&line, WRONG).ends(1);
    let closed = "closed after too many wrong codes; `mfa unlock alice` opens it\n";
    sheet.place.typing(&line, WRONG).ends(1).prints(&format!("refused\n{closed}"));
    sheet.place.typing(&line, &sheet.codes[0]).ends(3).prints(closed);
    let told = sheet.place.typing(&[&line[..], &["--json"]].concat(), &sheet.codes[0]).ends(3).json();
    assert_eq!(told, json!({"person": "alice", "verdict": "closed"}));
    sheet.place.mfa(&["unlock", "alice"]).ends(0);
    sheet.place.typing(&line, &sheet.codes[0]).ends(0);
}

#[test]
fn what_is_no_recovery_code_of_the_set_counts_nothing() {
    let sheet = Sheet::new("no-code");
    for (typed, says) in [
        ("", "no recovery code was entered"),
        ("0000-0000-0000-000", "15 characters were entered"),
        ("0000-0000-0000-000U", "character 19 of the recovery code"),
        ("é000-0000-0000-0000", "character 1 of the recovery code"),
        ("0000-0000-0000-0000-0000-0000", "each recovery code of this set has 16 characters"),
    ] {
        sheet.try_one(typed).ends(2).prints("").says(says).says("nothing was counted");
    }
    sheet.try_one(WRONG).ends(1).prints("refused\n5 attempts left\n");
}

#[test]
fn json_says_what_became_of_a_code_and_why_for_logs() {
    let sheet = Sheet::new("json");
    let line = ["recovery-codes", "use", "alice", "--at", "59", "--json"];
    let accepted =
        json!({"person": "alice", "verdict": "accepted", "left": 9, "authenticators": "kept", "failures_before": 0});
    assert_eq!(sheet.place.typing(&line, &sheet.codes[3]).ends(0).json(), accepted);
    assert_eq!(sheet.place.typing(&line, &sheet.codes[3]).ends(1).json()["reason"], "replayed");
    assert_eq!(sheet.place.typing(&line, WRONG).ends(1).json()["reason"], "mismatch");
    let left = sheet.place.mfa(&["recovery-codes", "left", "alice", "--json"]).ends(0).json();
    assert_eq!(left, json!({"person": "alice", "left": 9}));
}

#[test]
fn whoever_has_none_is_told_so_after_typing() {
    let place = Place::with_alice("none");
    for (person, says) in [("alice", "`mfa recovery-codes new alice` makes them"), ("bob", "there is no bob")] {
        place.typing(&["recovery-codes", "use", person], WRONG).ends(5).prints("").says(says);
        place.typing(&["recovery-codes", "use", person], "x").ends(2);
        place.mfa(&["recovery-codes", "left", person]).ends(5).prints("").says(says);
    }
    place.mfa(&["recovery-codes", "new", "bob"]).ends(5).prints("").says("there is no bob");
}

#[test]
fn where_the_policy_has_them_off_none_is_looked_at() {
    let sheet = Sheet::new("off");
    let policy = sheet.policy("[recovery_codes]\nenabled = false\n");
    let line = ["recovery-codes", "use", "alice", "--policy", &policy, "--at", "59"];
    let off = "off; `recovery_codes.enabled = true` in the policy file turns recovery codes on\n";
    sheet.place.typing(&line, &sheet.codes[0]).ends(3).prints(off);
    sheet.try_one(&sheet.codes[0]).ends(0);
    let ran = sheet.place.mfa(&["recovery-codes", "new", "alice", "--policy", &policy]).ends(0);
    ran.says("no recovery code is accepted here");
}

#[test]
fn a_code_does_to_authenticators_what_the_policy_says() {
    for (word, told, status) in [("keep", "kept", 0), ("burn-codes", "codes-burned", 1), ("suspend", "suspended", 3)] {
        let sheet = Sheet::new("after");
        let policy = sheet.policy(&format!("[recovery_codes]\nauthenticators = \"{word}\"\n"));
        let line = ["recovery-codes", "use", "alice", "--policy", &policy, "--at", "59", "--json"];
        assert_eq!(sheet.place.typing(&line, &sheet.codes[0]).ends(0).json()["authenticators"], told);
        sheet.place.verify(59, CODES[1]).ends(status);
    }
}

#[test]
fn no_code_can_be_read_in_the_store() {
    let sheet = Sheet::new("store");
    let record = fs::read(sheet.place.store().join("alice.mfa")).unwrap();
    for code in &sheet.codes {
        for text in [code.clone(), code.replace('-', "")] {
            assert!(!record.windows(text.len()).any(|window| window == text.as_bytes()));
        }
    }
}
