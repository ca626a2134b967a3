//! The policy file as a user sees it: what `mfa policy check` tells, what is refused, and what a login does with it.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use common::{CODES, Place, WRONG, mfa, step};
use mfa_host::policy::KEYS;
use serde_json::{Value, json};

/// A file that only its owner can write, whatever the umask.
fn file(place: &Place, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = place.file(name, content).trim_start_matches('@').to_owned();
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    path
}

fn check(place: &Place, name: &str, content: impl AsRef<[u8]>) -> common::Ran {
    mfa(&["policy", "check", &file(place, name, content)])
}

const PREFERENCES: &str = "<plist version=\"1.0\"><dict>
<key>DeviceRecoveryPINDuration</key><real>1.0</real>
<key>MFARequiredList</key><array><string>*</string></array>
<key>TenantID</key><string>t</string>
</dict></plist>
";

#[test]
fn check_tells_what_a_policy_file_says() {
    let place = Place::new("told");
    let text =
        "[login]\nhours_ofline = 3\nhours_offline = 24\nrequired = [\"alice\", \"bob\"]\n[codes]\npreset = \"nist\"\n";
    let path = file(&place, "policy.toml", text);
    mfa(&["policy", "check", &path]).ends(0).quietly().prints(&format!(
        "{path}: policy file
  codes.preset = \"nist\"
  login.required = [\"alice\", \"bob\"]
  login.hours_offline = 24 hours
  by default: the other {} keys
  no such key, so nothing comes of it:
    login.hours_ofline (line 2)
",
        KEYS.len() - 3
    ));
}

#[test]
fn check_tells_what_managed_preferences_say() {
    let place = Place::new("told");
    let path = file(&place, "login.plist", PREFERENCES);
    mfa(&["policy", "check", &path]).ends(0).quietly().prints(&format!(
        "{path}: managed preferences
  MFARequiredList = [\"*\"]  (login.required)
  DeviceRecoveryPINDuration = 1 minute  (recovery.grant_minutes)
  by default: the other 4 keys
  no such key, so nothing comes of it:
    TenantID (line 4)
"
    ));
    let empty = file(&place, "policy.toml", "");
    mfa(&["policy", "check", &empty])
        .ends(0)
        .prints(&format!("{empty}: policy file\n  by default: all {} keys\n", KEYS.len()));
}

#[test]
fn json_has_the_fields_that_the_manual_names() {
    let place = Place::new("json");
    let good = file(&place, "login.plist", PREFERENCES);
    let bad = file(&place, "policy.toml", "[login]\nenabled = 1\n");
    let ran = mfa(&["policy", "check", "--json", &good, &bad]).ends(2);
    let says = format!("{bad}: line 2, column 1: login.enabled is 1; it must be true or false");
    assert_eq!(ran.err, format!("error: {says}\n"));
    let answer = ran.json();
    assert_eq!(
        answer[0],
        json!({
            "file": good,
            "kind": "managed preferences",
            "settings": [
                {"called": "MFARequiredList", "key": "login.required", "value": ["*"], "unit": null, "line": 3, "column": 1},
                {"called": "DeviceRecoveryPINDuration", "key": "recovery.grant_minutes", "value": 1, "unit": "minutes",
                 "line": 2, "column": 1},
            ],
            "defaults": ["LoginPeriodWithOfflineFactor", "LoginPeriodWithoutEnrolledFactor", "AdminEmail", "AdminPhone"],
            "unknown": [{"called": "TenantID", "line": 4, "column": 1}],
            "together": null,
        })
    );
    assert_eq!(answer[1], json!({"file": bad, "error": says, "line": 2, "column": 1}));
    let page = mfa(&["man", "policy-check"]).ends(0).out;
    for field in answer.as_array().unwrap().iter().flat_map(|file| file.as_object().unwrap().keys()) {
        assert!(page.contains(field.as_str()), "{field}");
    }
}

/// `TenantID` and `LoginPeriodWithOfflineFactor`, both 24, as Python's plistlib writes them.
const BINARY: &[u8] = b"bplist00\xd2\x01\x02\x03\x03\x58TenantID\x5f\x10\x1cLoginPeriodWithOfflineFactor\x10\x18\
    \x08\x0d\x16\x35\0\0\0\0\0\0\x01\x01\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x37";

#[test]
#[cfg(feature = "binary-preferences")]
fn what_a_binary_list_says_is_told_without_lines() {
    let place = Place::new("binary");
    check(&place, "mdm", BINARY).ends(0).quietly().prints(&format!(
        "{}: managed preferences
  LoginPeriodWithOfflineFactor = 24 hours  (login.hours_offline)
  by default: the other 5 keys
  no such key, so nothing comes of it:
    TenantID
",
        place.path("mdm").display()
    ));
    let ran = mfa(&["policy", "check", "--json", place.path("mdm").to_str().unwrap()]).ends(0);
    assert_eq!(ran.json()[0]["unknown"], json!([{"called": "TenantID", "line": null, "column": null}]));
    assert_eq!(ran.json()[0]["settings"][0]["line"], json!(null));
}

#[test]
#[cfg(not(feature = "binary-preferences"))]
fn a_binary_list_is_refused_with_the_way_to_make_xml_of_it() {
    let place = Place::new("binary");
    check(&place, "mdm", BINARY)
        .ends(2)
        .prints("")
        .says("in a binary form that is not read here; `plutil -convert xml1`");
}

#[test]
fn every_kind_of_error_names_the_file_and_says_what_is_wrong() {
    let place = Place::new("errors");
    let refused = |name: &str, content: &[u8], says: &str| {
        check(&place, name, content)
            .ends(2)
            .prints("")
            .says(&format!("error: {}: {says}\n", place.path(name).display()));
    };
    refused("a.toml", b"[login", "line 1, column 7: this is not TOML: unclosed table, expected `]`");
    refused("a.toml", b"# \xff", "line 1, column 3: it is not UTF-8 from here on");
    refused("a.toml", &[b'#'; 65537], "it is longer than 65536 bytes");
    refused(
        "a.toml",
        b"login.hours_offline = 9000",
        "line 1, column 7: login.hours_offline is 9000; it must be 0 to 8784 hours",
    );
    refused(
        "a.toml",
        b"login.exempt = [\"a/b\"]",
        "line 1, column 7: login.exempt has the entry \"a/b\": a name cannot contain a slash",
    );
    refused(
        "a.toml",
        b"[login]\nhours_without_factor = 1\ndays_to_enroll = 1",
        "line 3, column 1: login.hours_without_factor and login.days_to_enroll say the same in two ways; give one",
    );
    refused(
        "a.toml",
        b"login = { required = [\"a\"], exempt = [\"a\"] }",
        "line 1, column 29: login.required has \"a\", but login.exempt has it too: nobody can be on both lists",
    );
    refused(
        "a.plist",
        b"bplist16",
        "it is a property list in a binary form that is not read here; `plutil -convert xml1` makes XML of it, which can \
         be read",
    );
    refused(
        "a.mobileconfig",
        b"\x30\x82\x00\x01",
        "it is a signed profile; give the profile as it was before it was signed",
    );
    // A number in quotes is a text, and its digits would not tell what is wrong.
    refused(
        "a.plist",
        b"<dict><key>DeviceRecoveryPINDuration</key><string>60</string></dict>",
        "line 1, column 7: DeviceRecoveryPINDuration is \"60\"; it must be a whole number, 1 to 7200 minutes",
    );
    refused(
        "a.toml",
        b"login.enabled = \"true\"",
        "line 1, column 7: login.enabled is \"true\"; it must be true or false",
    );
    refused("a.xml", b"<dict>", "line 1, column 7: the file ends before everything is closed");
    refused(
        "a.plist",
        b"<dict><key>AdminPhone</key><string>1</string><key>AdminPhone</key><string>2</string></dict>",
        "line 1, column 46: AdminPhone stands there twice, as \"1\" and as \"2\"; give one",
    );
    refused(
        "a.plist",
        b"<dict><key>LoginPeriodWithOfflineFactor</key><real>1.5</real></dict>",
        "line 1, column 7: LoginPeriodWithOfflineFactor is 1.5; it must be a whole number, 0 to 8784 hours",
    );
    let path = |name: &str| place.path(name).to_str().unwrap().to_owned();
    let refused = |path: &str, says: &str| {
        mfa(&["policy", "check", path]).ends(2).prints("").says(&format!("error: {path}: {says}"));
    };
    refused(&path("none.toml"), "there is no such file");
    refused(place.folder().to_str().unwrap(), "it is not a regular file");
    let open = file(&place, "open.toml", "");
    fs::set_permissions(&open, Permissions::from_mode(0o666)).unwrap();
    refused(&open, "others can write to it: `chmod go-w` takes that away");
    symlink(file(&place, "real.toml", ""), path("link.toml")).unwrap();
    refused(&path("link.toml"), "it is a link, and links are not followed");
}

#[test]
fn nothing_in_a_file_rewrites_the_terminal() {
    let place = Place::new("terminal");
    let ran = check(&place, "a.toml", "[login]\n\"\\u001b[2J\" = 1\n").ends(0);
    assert!(ran.out.contains("login.\\u{1b}[2J") && !ran.out.contains('\u{1b}'), "{ran:?}");
    let ran = check(&place, "b.toml", "contact.email = \"\\u001b[2J\u{202e}\"").ends(2);
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains('\u{202e}'), "{ran:?}");
    let ran = check(&place, "c.xml", "<dict><key>a</key><\u{1b}[2J></dict>").ends(2);
    assert!(!ran.err.contains('\u{1b}'), "{ran:?}");
}

#[test]
fn each_of_several_files_is_told() {
    let place = Place::new("several");
    let (good, bad) = (file(&place, "good.toml", ""), file(&place, "bad.toml", "["));
    let ran = mfa(&["policy", "check", &bad, &good]).ends(2).says(&bad);
    assert!(ran.out.starts_with(&format!("{good}: policy file\n")));
}

#[test]
fn files_that_are_right_alone_and_contradict_each_other_are_told() {
    let place = Place::new("several-that-contradict");
    let exempt = file(&place, "policy.toml", "login.exempt = [\"*\"]\n");
    let other = file(&place, "other.toml", "login.hours_offline = 24\n");
    let required = file(&place, "login.plist", PREFERENCES);
    let ran = mfa(&["policy", "check", &exempt, &other]).ends(0).quietly();
    assert!(ran.out.ends_with("together: each is laid over those before it, and they are used\n"), "{ran:?}");
    for alone in [&exempt, &required] {
        mfa(&["policy", "check", alone]).ends(0).quietly();
    }
    let files = ["policy", "check", &exempt, &other, &required];
    let ran = mfa(&files).ends(2).says(&format!("error: together: {required}: line"));
    assert!(!ran.out.contains("together"), "{ran:?}");
    let answer = mfa(&[&files[..], &["--json"]].concat()).ends(2).json();
    assert_eq!((&answer[0]["together"], &answer[1]["together"]), (&Value::Null, &Value::Null));
    assert!(answer[2]["together"].as_str().unwrap().contains("MFARequiredList"), "{answer}");
    // That is what a login says as well.
    place.opens_a_store();
    let login = ["login", "alice", "--policy", &exempt, "--policy", &other, "--policy", &required];
    place.mfa(&login).ends(2).says(answer[2]["together"].as_str().unwrap());
}

#[test]
fn no_policy_file_means_defaults_and_is_nothing_wrong() {
    let default = mfa_host::policy::DEFAULT_PATH;
    if std::path::Path::new(default).exists() {
        return;
    }
    let sentence = format!("there is no {default}: all defaults hold\n");
    mfa(&["policy", "check"]).ends(0).quietly().prints(&sentence);
    mfa(&["policy", "check", "--json"]).ends(0).quietly().prints("[]\n");
    mfa(&["policy", "check", default]).ends(2).says("there is no such file");
}

/// The status of each of so many wrong codes of a person, and the status of the person afterwards.
fn wrong_codes(place: &Place, policy: &str, person: &str, count: u64) -> (Vec<i32>, Value) {
    let at = step(100).to_string();
    let verify = |_| place.typing(&["verify", person, "--policy", policy, "--at", &at], WRONG).status;
    let statuses = (0..count).map(verify).collect();
    (statuses, place.mfa(&["status", person, "--json", "--policy", policy, "--at", &at]).json())
}

#[test]
fn administrators_of_the_file_lock_from_the_sixth_failure_and_others_do_not_for_as_long() {
    let place = Place::with_alice("administrators");
    let key = place.file("other", common::OTHER_HEX);
    place.mfa(&["add", "root", "--hex", &key]).ends(0);
    let policy = file(&place, "policy.toml", "[administrators]\npeople = [\"root\"]\n");
    let (statuses, standing) = wrong_codes(&place, &policy, "root", 7);
    assert_eq!(statuses, [1, 1, 1, 1, 1, 1, 3]);
    assert_eq!(standing["locked_until"]["unix"], step(100) + 3600);
    let (statuses, standing) = wrong_codes(&place, &policy, "alice", 7);
    assert_eq!(statuses, [1, 1, 1, 1, 1, 1, 3]);
    assert_eq!(standing["locked_until"]["unix"], step(100) + 30);
}

#[test]
fn a_broken_policy_file_denies_and_changes_nothing() {
    let place = Place::with_alice("broken");
    let good = file(&place, "good.toml", "[codes]\nfuture_steps = 0\n");
    for content in ["[codes", "[codes]\nfuture_steps = 51\n", "[codes]\nfuture_steps = 0\n[login]\nenabled = 3\n"] {
        let bad = file(&place, "bad.toml", content);
        let record = fs::read(place.store().join("alice.mfa")).unwrap();
        let ran = place.typing(&["verify", "alice", "--policy", &bad, "--at", "59"], CODES[1]);
        ran.ends(2).prints("").says(&bad).says("; nothing was decided");
        for line in [&["status", "alice"][..], &["list"], &["diagnose", "alice"], &["resync", "alice"]] {
            let mut line = line.to_vec();
            line.extend(["--policy", &good, "--policy", &bad]);
            place.typing(&line, format!("{}\n{}\n", CODES[1], CODES[2])).ends(2).prints("").says("nothing was decided");
        }
        assert_eq!(fs::read(place.store().join("alice.mfa")).unwrap(), record);
    }
    place.typing(&["verify", "alice", "--policy", &good, "--at", "59"], CODES[1]).ends(0);
}

#[test]
fn a_policy_file_that_was_named_must_be_there() {
    let place = Place::with_alice("named");
    place
        .typing(&["verify", "alice", "--policy", "/no/such.toml", "--at", "59"], CODES[1])
        .ends(2)
        .says("error: /no/such.toml: there is no such file; nothing was decided");
}

#[test]
fn the_command_line_wins_over_the_file_and_a_later_file_over_an_earlier_one() {
    let window = |options: &[&str]| {
        let place = Place::new("windows");
        let narrow = file(&place, "narrow.toml", "[codes]\npast_steps = 0\nfuture_steps = 0\n");
        let ahead = file(&place, "ahead.toml", "[codes]\nfuture_steps = 2\n");
        let options: Vec<_> = options
            .iter()
            .map(|option| match *option {
                "narrow" => narrow.clone(),
                "ahead" => ahead.clone(),
                option => option.to_owned(),
            })
            .collect();
        let accepted = |code: &&str| {
            let place = Place::with_alice("window");
            let mut line = vec!["verify", "alice", "--at", "160"];
            line.extend(options.iter().map(String::as_str));
            place.typing(&line, code).status == 0
        };
        CODES.iter().filter(|code| accepted(code)).count()
    };
    assert_eq!(window(&[]), 3);
    assert_eq!(window(&["--policy", "narrow"]), 1);
    assert_eq!(window(&["--policy", "narrow", "--policy", "ahead"]), 3);
    assert_eq!(window(&["--policy", "ahead", "--policy", "narrow"]), 1);
    assert_eq!(window(&["--policy", "narrow", "--window", "2"]), 5);
    assert_eq!(window(&["--policy", "narrow", "--preset", "rfc6238"]), 2);
}

#[test]
fn the_drift_of_the_file_lets_a_phone_be_resynchronized() {
    let place = Place::with_alice("drift");
    let typed = format!("{}\n{}\n", CODES[7], CODES[8]);
    let resync = |options: &[&str]| {
        let mut line = vec!["resync", "alice", "--at", "390"];
        line.extend(options);
        place.typing(&line, &typed)
    };
    resync(&[]).ends(2).says("`codes.drift_steps` in the policy file");
    let policy = file(&place, "policy.toml", "codes.drift_steps = 9\n");
    resync(&["--policy", &policy]).ends(0);
}
