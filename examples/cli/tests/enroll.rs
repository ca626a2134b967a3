//! Enrolling: what is shown, what confirms it, what ends it, and that pending lets nobody in.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::seat::Seat;
use common::{CODES, KEY_BASE32, Place, Ran, TOTP, WRONG, mfa_typing, program, run};
use mfa_host::people::People;
use mfa_host::store::FileStore;
use mfa_host::{AuthenticatorName, PersonName};
use serde_json::{Value, json};

/// Time step 4, whose code is `CODES[4]`.
const STEP_4: &str = "135";
/// When an enrollment that was begun then is over: ten minutes later.
const OVER: &str = "735";

const SETUP_KEY: &str = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";

/// A place where alice's phone is pending, with RFC 4226's key.
fn pending(name: &str, options: &[&str]) -> Place {
    let place = Place::new(name);
    let line = ["enroll", "alice", "--name", "phone", "--secret", "-", "--pending", "--qr", "none", "--at", STEP_4];
    place.typing(&[&line[..], options].concat(), KEY_BASE32).ends(0);
    place
}

fn confirm(place: &Place, at: &str, typed: &str) -> Ran {
    place.typing(&["confirm", "alice", "--at", at], typed)
}

fn confirm_json(place: &Place, at: &str, typed: &str) -> Value {
    let ran = place.typing(&["confirm", "alice", "--json", "--at", at], typed);
    ran.json()
}

fn verify(place: &Place, at: &str, code: &str) -> Ran {
    place.typing(&["verify", "alice", "--at", at], code)
}

/// A policy file that the program takes.
fn policy(place: &Place, text: &str) -> String {
    place.file("policy.toml", text);
    let path = place.path("policy.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What a phone shows that has scanned a URI.
fn phone(uri: &str, at: &str) -> String {
    mfa_typing(&["code", "-", "--at", at], uri.as_bytes()).ends(0).out
}

#[test]
fn a_code_of_the_secret_that_is_shown_confirms_it_and_is_used_up() {
    let place = Place::new("drawn");
    let shown = place.mfa(&["enroll", "alice", "--issuer", "ACME", "--pending", "--json", "--at", STEP_4]).ends(0);
    assert!(shown.err.contains("this is a secret"), "{shown:?}");
    let shown = shown.json();
    assert_eq!(shown["name"], "ACME");
    assert_eq!(shown["enrolled"], false);
    assert_eq!(shown["codes_needed"], 1);
    assert_eq!(shown["until"], json!({"unix": 735, "rfc3339": "1970-01-01T00:12:15Z"}));
    assert_eq!((&shown["qr"], &shown["svg"], &shown["recovery_codes"]), (&Value::Null, &Value::Null, &Value::Null));
    let (uri, key) = (shown["uri"].as_str().unwrap(), shown["setup_key"].as_str().unwrap());
    let code = phone(uri, STEP_4);
    // Who copies the key has the codes of who scans.
    assert_eq!(mfa_typing(&["code", "-", "--at", STEP_4], key.as_bytes()).ends(0).out, code);

    confirm(&place, STEP_4, &code)
        .ends(0)
        .prints("confirmed: \"ACME\" is alice's; the code is used up, and this was no login\n")
        .quietly();
    let replay = place.typing(&["verify", "alice", "--json", "--at", STEP_4], &code);
    assert_eq!(replay.ends(1).json()["reason"], "replayed");
    verify(&place, "165", &phone(uri, "165")).ends(0);
}

#[test]
fn no_two_secrets_are_the_same() {
    let place = Place::new("two-secrets");
    let line = ["enroll", "alice", "--pending", "--json"];
    let keys = [place.mfa(&line), place.mfa(&line)].map(|ran| ran.ends(0).json()["setup_key"].clone());
    assert_ne!(keys[0], keys[1]);
    // 160 bits in base32, in groups of four.
    assert_eq!(keys[0].as_str().unwrap().split(' ').map(str::len).collect::<Vec<_>>(), [4; 8]);
}

#[test]
fn what_is_pending_accepts_nobody_at_a_login() {
    let place = pending("nobody", &[]);
    verify(&place, STEP_4, CODES[4]).ends(5).prints("");
    assert_eq!(place.status(135)["enrolled"], false);
    place.mfa(&["export", "alice"]).ends(5).prints("");
    // Nor beside another authenticator.
    let other = common::OTHER_BASE32;
    place.typing(&["add", "alice", "-", "--name", "old"], other).ends(0);
    verify(&place, STEP_4, CODES[4]).ends(1);
    confirm(&place, STEP_4, CODES[4]).ends(0);
    verify(&place, "165", CODES[5]).ends(0);
}

#[test]
fn enroll_shows_key_uri_and_validity_and_then_takes_the_code() {
    let place = Place::new("asked");
    let line = ["enroll", "alice", "--name", "phone", "--secret", "-", "--qr", "none", "--at", STEP_4];
    place.typing(&line, format!("{KEY_BASE32}\n{}\n", CODES[4])).ends(0).prints(&format!(
        "enrolling \"phone\" for alice: TOTP, SHA-1, 6 digits, 30 s\n\
         Setup key:  {SETUP_KEY}\n\
         URI:        otpauth://totp/alice?secret={KEY_BASE32}&algorithm=SHA1&digits=6&period=30\n\
         Pending:    until 1970-01-01T00:12:15Z, in 10 min\n\
         confirmed: \"phone\" is alice's; the code is used up, and this was no login\n"
    ));
    verify(&place, STEP_4, CODES[4]).ends(1);
}

#[test]
fn a_wrong_code_may_be_tried_again_and_counts_against_the_enrollment_alone() {
    let place = pending("again", &[]);
    let ran = confirm(&place, STEP_4, &format!("{WRONG}\n{WRONG}\n{}\n", CODES[4])).ends(0).quietly();
    assert!(ran.out.contains("9 wrong codes left") && ran.out.contains("8 wrong codes left"), "{ran:?}");
    assert_eq!(place.status(135)["failures_in_all"], 0);

    let place = pending("later", &[]);
    confirm(&place, STEP_4, WRONG).ends(1).says("it is pending still, and `mfa confirm alice` takes a code");
    assert_eq!(
        confirm_json(&place, STEP_4, WRONG),
        json!({"person": "alice", "name": "phone", "confirmation": "wrong", "wrong_codes_left": 8, "steps": null})
    );
    assert_eq!(
        confirm_json(&place, STEP_4, CODES[4]),
        json!({"person": "alice", "name": "phone", "confirmation": "confirmed", "position": 4, "offset": 0})
    );
}

/// Status 2 is for what changed nothing.
#[test]
fn enrollment_that_gets_no_code_is_pending_still_and_says_so() {
    let place = Place::new("enroll-no-code");
    let ran = place.mfa(&["enroll", "quin", "--qr", "none"]).ends(1);
    ran.says("no code was entered; it is pending still, and `mfa confirm quin` takes a code");
    place.mfa(&["status", "quin"]).ends(5);
    place.mfa(&["confirm", "quin"]).ends(2).prints("").says("no code was entered");
}

#[test]
fn what_is_no_code_costs_nothing() {
    let place = pending("typo", &[]);
    for (typed, says) in [
        ("", "no code was entered"),
        ("\n", "no code was entered"),
        ("28708x", "character 6 of the code is not a digit"),
        ("12345", "5 digits were entered"),
        ("12345678", "8 digits were entered"),
    ] {
        confirm(&place, STEP_4, typed).ends(2).prints("").says(says);
    }
    assert_eq!(confirm_json(&place, STEP_4, WRONG)["wrong_codes_left"], 9);
}

#[test]
fn a_phone_whose_clock_is_off_is_told_in_steps_and_seconds() {
    let place = pending("slow", &[]);
    confirm(&place, STEP_4, CODES[1]).ends(1).prints(
        "wrong: that phone is 3 steps, about 90 seconds, slow; set its clock, and take the code that it shows then\n\
             9 wrong codes left\n",
    );
    let ran = confirm(&place, STEP_4, CODES[9]).ends(1);
    assert!(ran.out.starts_with("wrong: that phone is 5 steps, about 150 seconds, fast;"), "{ran:?}");
    assert_eq!(confirm_json(&place, STEP_4, CODES[1])["steps"], -3);
    // One step is within the window, and told all the same.
    let ran = confirm(&place, STEP_4, CODES[3]).ends(0);
    assert!(ran.out.contains("that phone is 1 step, about 30 seconds, slow; its codes are accepted"), "{ran:?}");
}

#[test]
fn an_enrollment_that_expired_is_over_and_is_begun_again() {
    let place = pending("expired", &[]);
    confirm(&place, "734", WRONG).ends(1);
    // The code of that moment, from RFC 6238's key by way of the phone.
    let late = phone(&format!("otpauth://totp/a?secret={KEY_BASE32}"), OVER);
    confirm(&place, OVER, &late)
        .ends(1)
        .quietly()
        .prints("over: it could be confirmed until 1970-01-01T00:12:15Z; begin again with `mfa enroll alice`\n");
    confirm(&place, STEP_4, CODES[4]).ends(5).says("nothing is pending for alice").says("`mfa enroll alice`");
    place.mfa(&["enroll", "alice", "--pending", "--at", OVER]).ends(0);

    let place = pending("expired-json", &[]);
    let over = confirm_json(&place, OVER, &late);
    assert_eq!((&over["confirmation"], &over["because"]), (&json!("over"), &json!("expired")));
}

#[test]
fn a_clock_before_the_beginning_ends_it() {
    let place = pending("before", &[]);
    let ran = confirm(&place, "134", CODES[4]).ends(1);
    assert!(ran.out.contains("clock says 1970-01-01T00:02:14Z, and it was begun at 1970-01-01T00:02:15Z"), "{ran:?}");
    confirm(&place, STEP_4, CODES[4]).ends(5);
    let place = pending("before-json", &[]);
    assert_eq!(confirm_json(&place, "134", CODES[4])["because"], "before-it-began");
}

#[test]
fn too_many_wrong_codes_end_it() {
    let place = pending("many", &[]);
    let ran = confirm(&place, STEP_4, &[WRONG; 11].join("\n")).ends(1);
    assert_eq!(
        ran.out.matches("wrong codes left").count() + ran.out.matches("1 wrong code left").count(),
        9,
        "{ran:?}"
    );
    assert!(ran.out.ends_with("over after too many wrong codes; begin again with `mfa enroll alice`\n"), "{ran:?}");
    confirm(&place, STEP_4, CODES[4]).ends(5);
    assert_eq!(place.status(135)["failures_in_all"], 0);
}

#[test]
fn policy_may_ask_for_two_codes() {
    let place = Place::new("two");
    let policy = policy(&place, "[enrollment]\nconfirming_codes = 2\nlifetime_minutes = 60\n");
    let line = ["enroll", "alice", "--secret", "-", "--pending", "--json", "--at", STEP_4, "--policy", &policy];
    let shown = place.typing(&line, KEY_BASE32).ends(0).json();
    assert_eq!((&shown["codes_needed"], &shown["until"]["unix"]), (&json!(2), &json!(135 + 3600)));
    let typed = format!("{}\n{}\n{}\n", CODES[4], CODES[4], CODES[5]);
    let ran = confirm(&place, STEP_4, &typed).ends(0);
    assert_eq!(
        ran.out,
        "right; one more code confirms it, and both are used up then\n\
         right; one more code confirms it, and both are used up then\n\
         confirmed: \"authenticator\" is alice's; the code is used up, and this was no login\n\
         that phone is 1 step, about 30 seconds, fast; its codes are accepted all the same\n"
    );
    for used in [CODES[4], CODES[5]] {
        verify(&place, STEP_4, used).ends(1);
    }
    verify(&place, "165", CODES[6]).ends(0);
}

#[test]
fn the_first_of_two_codes_leaves_it_pending() {
    let place = Place::new("first");
    let policy = policy(&place, "[enrollment]\nconfirming_codes = 2\n");
    let line = ["enroll", "alice", "--secret", "-", "--pending", "--at", STEP_4, "--policy", &policy];
    place.typing(&line, KEY_BASE32).ends(0);
    let ran = confirm(&place, STEP_4, CODES[4]).ends(1).says("it is pending still");
    assert!(ran.out.starts_with("right; one more code"), "{ran:?}");
    assert_eq!(confirm_json(&place, "165", CODES[5])["confirmation"], "confirmed");
}

#[test]
fn counter_based_ones_are_enrolled_from_counter_zero() {
    let place = Place::new("hotp");
    let line = ["enroll", "alice", "--hotp", "--digits", "6", "--secret", "-", "--pending", "--json"];
    let shown = place.typing(&line, KEY_BASE32).ends(0).json();
    assert!(shown["uri"].as_str().unwrap().ends_with("&algorithm=SHA1&digits=6&counter=0"), "{shown}");
    let ran = place.typing(&["confirm", "alice"], format!("{WRONG}\n{}\n", CODES[2])).ends(0);
    assert!(ran.out.starts_with("wrong\n9 wrong codes left\n"), "{ran:?}");
    place.typing(&["verify", "alice"], CODES[2]).ends(1);
    place.typing(&["verify", "alice"], CODES[3]).ends(0);
}

#[test]
fn parameters_are_those_that_were_asked_for() {
    for (hash, key, column) in
        [("sha1", common::KEY_HEX, 0), ("sha256", common::KEY_32_HEX, 1), ("sha512", common::KEY_64_HEX, 2)]
    {
        let place = Place::new("parameters");
        let (at, codes) = TOTP[3];
        let line = ["enroll", "alice", "--algorithm", hash, "--digits", "8", "--hex", "-", "--at", at];
        place.typing(&line, format!("{key}\n{}\n", codes[column])).ends(0);
    }
    let place = Place::new("refused");
    place.mfa(&["enroll", "alice", "--hotp", "--period", "60"]).ends(2);
    place.mfa(&["enroll", "alice", "--pending", "--yes"]).ends(2);
    place.mfa(&["enroll", "alice", "--pending", "--recovery-codes", "3"]).ends(2);
    place.mfa(&["enroll", "alice", "--yes", "--recovery-codes", "17"]).ends(2);
    let uri = format!("otpauth://totp/a?secret={KEY_BASE32}");
    place.typing(&["enroll", "alice", "--pending", "--secret", "-"], uri).ends(2).says("`mfa add` takes it");
    assert!(!place.store().exists(), "nothing was begun");
}

#[test]
fn yes_asks_nothing_and_says_that_nobody_has_shown_the_phone() {
    let place = Place::new("yes");
    let line = ["enroll", "alice", "--yes", "--secret", "-", "--qr", "none", "--at", STEP_4];
    let ran = place.typing(&line, KEY_BASE32).ends(0).says("nobody has shown that the phone has the secret");
    assert!(ran.out.starts_with("added \"authenticator\" to alice: TOTP") && ran.out.contains(SETUP_KEY), "{ran:?}");
    assert!(!ran.out.contains("Pending"));
    verify(&place, STEP_4, CODES[4]).ends(0);

    let line = ["enroll", "alice", "--yes", "--recovery-codes", "5", "--qr", "none", "--json"];
    let shown = place.mfa(&line).ends(0).json();
    assert_eq!((&shown["enrolled"], &shown["until"], &shown["codes_needed"]), (&json!(true), &Value::Null, &json!(0)));
    assert_eq!(shown["name"], "authenticator 2");
    assert_eq!(shown["recovery_codes"].as_array().unwrap().len(), 5);
}

#[test]
fn recovery_codes_are_made_once_it_is_confirmed() {
    let place = pending("sheet", &[]);
    let line = ["confirm", "alice", "--at", STEP_4, "--recovery-codes", "3"];
    let wrong = place.typing(&line, WRONG).ends(1);
    assert!(!wrong.out.contains("recovery codes"), "{wrong:?}");
    let ran = place.typing(&line, CODES[4]).ends(0);
    let (_, sheet) = ran.out.split_once("3 recovery codes, each good once, in place of any there were:\n").unwrap();
    assert_eq!(sheet.lines().map(str::len).collect::<Vec<_>>(), [19; 3], "{ran:?}");

    // As many as the policy has them, where no number is given.
    let place = pending("sheet-of-policy", &[]);
    let policy = policy(&place, "[recovery_codes]\ncount = 4\ncharacters = 24\n");
    let line = ["confirm", "alice", "--at", STEP_4, "--json", "--policy", &policy, "--recovery-codes"];
    let codes = place.typing(&line, CODES[4]).ends(0).json()["recovery_codes"].clone();
    assert_eq!(codes.as_array().unwrap().iter().map(|code| code.as_str().unwrap().len()).collect::<Vec<_>>(), [29; 4]);
}

#[test]
fn json_has_a_line_for_what_is_shown_and_one_for_each_code() {
    let place = Place::new("lines");
    let line = ["enroll", "alice", "--secret", "-", "--json", "--at", STEP_4, "--qr", "utf8", "--recovery-codes", "2"];
    let ran = place.typing(&line, format!("{KEY_BASE32}\n{}\n{}\n", CODES[1], CODES[4])).ends(0);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [shown, wrong, confirmed] = lines.as_slice() else { panic!("{ran:?}") };
    assert_eq!(shown["setup_key"], SETUP_KEY);
    assert!(shown["qr"].as_str().unwrap().contains('▄'));
    assert_eq!((&wrong["confirmation"], &wrong["steps"]), (&json!("wrong"), &json!(-3)));
    assert_eq!(confirmed["confirmation"], "confirmed");
    assert_eq!(confirmed["recovery_codes"].as_array().unwrap().len(), 2);
}

#[test]
fn the_label_is_issuer_and_account() {
    let place = Place::new("label");
    let uri = |line: &[&str]| -> String {
        let all = [&["enroll"], line, &["--pending", "--json"]].concat();
        place.mfa(&all).ends(0).json()["uri"].as_str().unwrap().to_owned()
    };
    let begins = |uri: String, label: &str, issuer: &str| {
        assert!(uri.starts_with(&format!("otpauth://totp/{label}?secret=")), "{uri}");
        assert!(uri.contains(issuer), "{uri}");
    };
    begins(uri(&["zoë"]), "zo%C3%AB", "");
    begins(
        uri(&["zoë", "--issuer", "Café au lait"]),
        "Caf%C3%A9%20au%20lait:zo%C3%AB",
        "&issuer=Caf%C3%A9%20au%20lait&",
    );
    begins(uri(&["a b", "--issuer", "ACME", "--account", "x:y@z"]), "ACME:x%3Ay%40z", "&issuer=ACME&");
    let policy = policy(&place, "[enrollment]\nissuer = \"Example Corp\"\n");
    begins(uri(&["bob", "--policy", &policy]), "Example%20Corp:bob", "&issuer=Example%20Corp&");
    begins(uri(&["bob", "--policy", &policy, "--issuer", "Other"]), "Other:bob", "&issuer=Other&");

    for (line, says) in [
        (&["enroll", "a:b"][..], "give --issuer, or another --account"),
        (&["enroll", "carol", "--issuer", "a:b"], "give another --issuer"),
        (&["enroll", "carol", "--issuer", ""], "give another --issuer"),
        (&["enroll", "carol", "--account", " x"], "give another --account"),
        (&["enroll", "carol", "--issuer", "a\u{202e}b"], "give another --issuer"),
    ] {
        let ran = place.mfa(line).ends(2).prints("").says(says).says("Nothing was begun");
        assert!(!ran.err.contains('\u{202e}'));
    }
    place.mfa(&["status", "carol"]).ends(5);
}

#[test]
fn a_name_that_is_taken_meanwhile_is_refused_and_a_default_name_counts_on() {
    let place = pending("taken", &[]);
    place.typing(&["add", "alice", "-", "--name", "phone"], common::OTHER_BASE32).ends(0);
    confirm(&place, STEP_4, CODES[4]).ends(2).prints("").says("has an authenticator of that name already");
    place.mfa(&["enroll", "alice", "--name", "phone", "--pending"]).ends(2).says("choose another name");
    let line = ["enroll", "alice", "--issuer", "phone", "--pending", "--json"];
    assert_eq!(place.mfa(&line).ends(0).json()["name"], "phone 2");
}

#[test]
fn a_secret_that_the_person_has_is_refused() {
    let place = Place::with_alice("same");
    place.typing(&["enroll", "alice", "--secret", "-"], KEY_BASE32).ends(2).says("has that secret already");
    // And where it is pending.
    let place = pending("same-pending", &[]);
    place.typing(&["add", "alice", "-", "--name", "other"], KEY_BASE32).ends(2).says("has that secret already");
    confirm(&place, STEP_4, CODES[4]).ends(0);
}

#[test]
fn a_later_enrollment_takes_the_place_of_an_earlier_one() {
    let place = pending("later-one", &[]);
    let line = ["enroll", "alice", "--name", "phone", "--pending", "--json", "--at", STEP_4];
    let uri = place.mfa(&line).ends(0).json()["uri"].as_str().unwrap().to_owned();
    confirm(&place, STEP_4, CODES[4]).ends(1);
    confirm(&place, STEP_4, &phone(&uri, STEP_4)).ends(0);
}

#[test]
fn nine_digits_are_refused_where_recovery_is_on() {
    let place = Place::new("nine");
    let policy = policy(&place, "[recovery]\nenabled = true\n");
    let says = "codes of nine digits are refused where the policy has recovery on";
    place.mfa(&["enroll", "alice", "--pending", "--digits", "9", "--policy", &policy]).ends(2).prints("").says(says);
    place.typing(&["add", "alice", "-", "--digits", "9", "--policy", &policy], KEY_BASE32).ends(2).says(says);
    let uri = format!("otpauth://totp/a?secret={KEY_BASE32}&digits=9");
    place.typing(&["add", "alice", "-", "--policy", &policy], &uri).ends(2).says(says);
    place.typing(&["import", "alice", "--policy", &policy], &uri).ends(2).says("line 1").says(says);
    assert!(!place.store().exists());
    // Recovery is off by default. What is pending is not confirmed once it is on.
    place.mfa(&["enroll", "alice", "--pending", "--digits", "9"]).ends(0);
    place.typing(&["confirm", "alice", "--policy", &policy], "123456789").ends(2).prints("").says(says);
    place.typing(&["add", "alice", "-", "--digits", "9"], KEY_BASE32).ends(0);
}

#[test]
fn an_svg_file_is_new_and_its_owners_alone() {
    let place = Place::new("svg");
    let path = place.path("alice.svg");
    let name = path.to_str().unwrap();
    let line = ["enroll", "alice", "--pending", "--qr", "svg", "--svg", name, "--json"];
    let shown = place.mfa(&line).ends(0).json();
    assert_eq!(shown["svg"], name);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    let image = fs::read_to_string(&path).unwrap();
    assert!(image.starts_with("<svg ") && image.ends_with("</svg>\n"));
    assert_eq!(shown["qr"].as_str().unwrap(), image);

    place.mfa(&line).ends(2).says("there is such a file already").says("Nothing was begun");
    assert_eq!(fs::read_to_string(&path).unwrap(), image);
    // What is not stored leaves no file behind.
    let other = place.path("other.svg");
    place.typing(&["add", "alice", "-", "--name", "phone"], KEY_BASE32).ends(0);
    place.mfa(&["enroll", "alice", "--name", "phone", "--svg", other.to_str().unwrap()]).ends(2);
    assert!(!other.exists());

    let third = place.path("third.svg");
    let ran = place.mfa(&["enroll", "bob", "--pending", "--qr", "none", "--svg", third.to_str().unwrap()]).ends(0);
    assert!(ran.out.contains("which holds the secret; delete it once the phone has it"), "{ran:?}");
    assert!(ran.out.contains("Setup key:  "));
}

#[test]
fn a_qr_code_is_never_shown_without_its_key() {
    let place = Place::new("beside");
    for options in [&[][..], &["--qr", "utf8"], &["--qr", "svg"], &["--terminal", "light"], &["--terminal", "dark"]] {
        let line = [&["enroll", "alice", "--secret", "-", "--pending"], options].concat();
        let ran = place.typing(&line, KEY_BASE32).ends(0);
        assert!(ran.out.contains(SETUP_KEY) && ran.out.contains("otpauth://totp/alice?"), "{ran:?}");
        assert!(ran.out.contains('█') || ran.out.contains("<svg "), "{ran:?}");
        // No colours where there is no terminal.
        assert!(!ran.out.contains('\u{1b}'));
    }
}

#[test]
fn the_ground_of_the_terminal_says_which_modules_are_blocks() {
    let place = Place::new("ground");
    let drawn = |ground: &str| -> Vec<String> {
        let line = ["enroll", "alice", "--secret", "-", "--pending", "--terminal", ground];
        let ran = place.typing(&line, KEY_BASE32).ends(0);
        let lines =
            ran.out.lines().filter(|line| line.chars().count() > 20 && line.chars().all(|c| " ▀▄█".contains(c)));
        lines.map(str::to_owned).collect()
    };
    let (dark, light) = (drawn("dark"), drawn("light"));
    assert!(dark.len() > 20 && dark.len() == light.len());
    let opposite = |c| match c {
        ' ' => '█',
        '█' => ' ',
        '▀' => '▄',
        _ => '▀',
    };
    // The last half of the last line is outside of the code, and stays as it is.
    let whole = dark.len() - 1;
    for (dark, light) in dark.iter().zip(&light).take(whole) {
        assert_eq!(dark.chars().map(opposite).collect::<String>(), *light);
    }
}

#[test]
fn nothing_pending_and_nobody_are_told() {
    let place = Place::with_alice("nothing");
    confirm(&place, STEP_4, CODES[4]).ends(5).prints("").says("nothing is pending for alice");
    place.typing(&["confirm", "alice", "--name", "phone"], CODES[4]).ends(2).says("not suspended");
    place.typing(&["confirm", "alice", "--name", "other"], CODES[4]).ends(5);
    place.typing(&["confirm", "bob"], CODES[4]).ends(5).says("there is no bob");
}

#[test]
fn the_policy_that_cannot_be_read_begins_nothing() {
    let place = Place::new("policy");
    let policy = policy(&place, "[enrollment]\nlifetime_minutes = 0\n");
    place.mfa(&["enroll", "alice", "--policy", &policy]).ends(2).prints("").says("enrollment.lifetime_minutes");
    assert!(!place.store().exists());
}

#[test]
fn secrets_and_codes_stay_out_of_what_is_said() {
    let place = pending("quiet", &[]);
    let mut command = program();
    command.args(["confirm", "alice", "--at", STEP_4, "--store"]).arg(place.store());
    for typed in [WRONG, "12345", CODES[1], CODES[4]] {
        let ran = run(&mut command, typed.as_bytes());
        assert!(!ran.out.contains(typed) && !ran.err.contains(typed), "{ran:?}");
    }
}

/// Enrolling alice's phone with RFC 4226's key, which is typed.
fn at_a_terminal(place: &Place) -> std::process::Command {
    let mut command = program();
    command.args(["enroll", "alice", "--name", "phone", "--secret", "-", "--at", STEP_4, "--store"]).arg(place.store());
    command
}

#[test]
fn at_a_terminal_codes_are_asked_for_until_one_is_right_and_none_is_shown() {
    let place = Place::new("dialogue");
    let mut seat = Seat::of(&mut at_a_terminal(&place), 0);
    seat.waits_for("Secret in base32: ");
    seat.types(&format!("{KEY_BASE32}\n"));
    for (typed, says) in [
        ("28708x\n", "character 6 of the code is not a digit"),
        ("12345\n", "5 digits were entered"),
        ("000000\n", "9 wrong codes left"),
        ("287082\n", "that phone is 3 steps, about 90 seconds, slow"),
    ] {
        seat.waits_for("Code on alice's phone: ");
        assert!(!seat.has_echo());
        seat.shown.clear();
        seat.types(typed);
        seat.waits_for(says);
        assert!(!seat.shown.contains(typed.trim()), "{}", seat.shown);
    }
    seat.waits_for("Code on alice's phone: ");
    seat.types(&format!("{}\n", CODES[4]));
    assert_eq!(seat.ends().code(), Some(0));
    assert!(seat.shown.contains("confirmed: \"phone\" is alice's") && !seat.shown.contains(CODES[4]), "{}", seat.shown);
    assert!(seat.has_echo());
}

#[test]
fn whoever_types_no_code_leaves_it_pending() {
    for typed in ["\n", "\u{4}"] {
        let place = pending("none-typed", &[]);
        let mut seat = Seat::new(&place, &["confirm", "alice", "--at", STEP_4]);
        seat.waits_for("Code on alice's phone: ");
        seat.types(typed);
        assert_eq!(seat.ends().code(), Some(2));
        assert!(seat.shown.contains("it is pending still"), "{}", seat.shown);
        confirm(&place, STEP_4, CODES[4]).ends(0);
    }
}

#[test]
fn what_no_code_can_mend_is_not_asked_for_again() {
    let place = pending("mend", &[]);
    place.typing(&["add", "alice", "-", "--name", "phone"], common::OTHER_BASE32).ends(0);
    let mut seat = Seat::new(&place, &["confirm", "alice", "--at", STEP_4]);
    seat.waits_for("Code on alice's phone: ");
    seat.types(&format!("{}\n", CODES[4]));
    assert_eq!(seat.ends().code(), Some(2));
    assert!(seat.shown.contains("of that name already"), "{}", seat.shown);
}

#[test]
fn another_enrollment_meanwhile_ends_the_one_that_is_shown() {
    let place = Place::new("meanwhile");
    let mut seat = Seat::of(&mut at_a_terminal(&place), 0);
    seat.waits_for("Secret in base32: ");
    seat.types(&format!("{KEY_BASE32}\n"));
    seat.waits_for("Code on alice's phone: ");
    let uri = place.mfa(&["enroll", "alice", "--pending", "--json", "--at", STEP_4]).ends(0).json()["uri"].clone();
    seat.types(&format!("{}\n", CODES[4]));
    assert_eq!(seat.ends().code(), Some(1));
    assert!(seat.shown.contains("another enrollment was begun for alice meanwhile"), "{}", seat.shown);
    // The other one is as it was.
    assert_eq!(confirm_json(&place, STEP_4, WRONG)["wrong_codes_left"], 9);
    confirm(&place, STEP_4, &phone(uri.as_str().unwrap(), STEP_4)).ends(0);
}

#[test]
fn a_terminal_with_colours_shows_black_on_white_whatever_its_own_are() {
    let place = Place::new("colours");
    let mut command = at_a_terminal(&place);
    let mut seat = Seat::of(command.env_remove("NO_COLOR").env("TERM", "xterm-256color"), 200);
    seat.waits_for("Secret in base32: ");
    seat.types(&format!("{KEY_BASE32}\n"));
    seat.waits_for("Code on alice's phone: ");
    let drawn: Vec<&str> = seat.shown.lines().filter(|line| line.contains('▄')).collect();
    assert!(drawn.len() > 15, "{}", seat.shown);
    for line in drawn {
        let inner = line.trim_end().strip_prefix("\u{1b}[38;5;16;48;5;231m").unwrap();
        let inner = inner.strip_suffix("\u{1b}[0m").unwrap();
        // The quiet zone is the white ground.
        assert!(inner.starts_with("    ") && inner.ends_with("    "), "{inner:?}");
    }

    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let place = Place::new("no-colours");
        let mut command = at_a_terminal(&place);
        command.env_remove("NO_COLOR").env("TERM", "xterm-256color").env(name, value);
        let mut seat = Seat::of(&mut command, 200);
        seat.waits_for("Secret in base32: ");
        seat.types(&format!("{KEY_BASE32}\n"));
        seat.waits_for("Code on alice's phone: ");
        assert!(seat.shown.contains("████") && !seat.shown.contains('\u{1b}'), "{}", seat.shown);
    }
}

#[test]
fn a_terminal_that_is_too_narrow_is_told_and_shows_the_key() {
    let place = Place::new("narrow");
    let mut seat = Seat::of(&mut at_a_terminal(&place), 30);
    seat.waits_for("Secret in base32: ");
    seat.types(&format!("{KEY_BASE32}\n"));
    seat.waits_for("Code on alice's phone: ");
    assert!(seat.shown.contains("this terminal has 30; make it wider, or write a file with --svg"), "{}", seat.shown);
    assert!(seat.shown.contains(SETUP_KEY) && !seat.shown.contains('▄'));
}

/// Suspends an authenticator of alice's, or all.
fn suspend(place: &Place, name: Option<&str>) {
    let store = FileStore::open(&place.store()).unwrap();
    let name = name.map(|name| AuthenticatorName::new(name).unwrap());
    People::of(&store).suspend(&PersonName::new("alice").unwrap(), name.as_ref()).unwrap();
}

#[test]
fn a_suspended_authenticator_counts_again_once_a_code_confirms_it() {
    let place = Place::with_alice("suspended");
    suspend(&place, None);
    verify(&place, STEP_4, CODES[4]).ends(3);
    let ran = confirm(&place, STEP_4, WRONG).ends(1);
    assert!(ran.out.starts_with("refused\n"), "{ran:?}");
    // A wrong one counts like that of a login.
    assert_eq!(place.status(135)["failures"], 1);
    confirm(&place, STEP_4, CODES[4])
        .ends(0)
        .prints("confirmed: \"phone\" counts again; the code is used up, and this was no login\n");
    verify(&place, STEP_4, CODES[4]).ends(1);
    verify(&place, "165", CODES[5]).ends(0);

    suspend(&place, Some("phone"));
    let line = ["confirm", "alice", "--json", "--at", "255", "--recovery-codes", "2"];
    let refused = place.typing(&line, WRONG).ends(1).json();
    assert_eq!((&refused["person"], &refused["verdict"]), (&json!("alice"), &json!("refused")));
    let restored = place.typing(&line, CODES[8]).ends(0).json();
    assert_eq!((&restored["confirmation"], &restored["name"]), (&json!("restored"), &json!("phone")));
    assert_eq!(restored["recovery_codes"].as_array().unwrap().len(), 2);
}

#[test]
fn confirm_takes_the_one_that_is_named() {
    let place = Place::with_alice("named");
    place.typing(&["add", "alice", "-", "--name", "tablet"], common::OTHER_BASE32).ends(0);
    suspend(&place, Some("phone"));
    // Only one is suspended, so it is meant.
    confirm(&place, STEP_4, CODES[4]).ends(0);
    suspend(&place, None);
    confirm(&place, "165", CODES[5]).ends(2).says("say which with --name");
    place.mfa(&["enroll", "alice", "--name", "watch", "--pending", "--at", "165"]).ends(0);
    place.typing(&["confirm", "alice", "--name", "phone", "--at", "165"], CODES[5]).ends(0);
    // What is pending comes first where no name is given.
    let line = ["confirm", "alice", "--json", "--at", "165"];
    assert_eq!(place.typing(&line, WRONG).ends(1).json()["name"], "watch");
}

#[test]
fn every_field_of_these_answers_is_in_the_manual() {
    let place = Place::new("fields");
    let enroll = ["enroll", "alice", "--secret", "-", "--pending", "--json", "--at", STEP_4];
    let mut answers = vec![("enroll", place.typing(&enroll, KEY_BASE32).json())];
    for (at, typed) in [(STEP_4, WRONG), (OVER, WRONG)] {
        answers.push(("confirm", confirm_json(&place, at, typed)));
    }
    place.typing(&enroll, KEY_BASE32).ends(0);
    let line = ["confirm", "alice", "--json", "--at", STEP_4, "--recovery-codes", "1"];
    answers.push(("confirm", place.typing(&line, CODES[4]).json()));
    for (command, answer) in answers {
        let page = common::mfa(&["man", command]).ends(0).out;
        for field in answer.as_object().unwrap().keys() {
            assert!(page.contains(&format!("\\fB{field}\\fR")), "{command}: {field}");
        }
    }
}
