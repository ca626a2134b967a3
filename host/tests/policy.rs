//! The policy file and managed preferences: what is read, what is refused, and that a refused file leaves nothing behind.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may be blunt"
)]

mod common;

use common::person;
use mfa_core::{
    AfterRecovery, AtCap, ConfirmedBy, GrantLogins, Hours, PastDeadline, Policy, RecoveryCodeLength, Requirement,
    Seconds, Throttle,
};
use mfa_host::policy::{Flaw, KEYS, Key, Kind, PREFERENCES, Policies, Reading, Spot, Value, read};
use proptest::prelude::*;

const BARE: &str = include_str!("preferences/bare.xml");
const TOP_LEVEL: &str = include_str!("preferences/top-level.xml");
const ARRAY: &str = include_str!("preferences/array.xml");
const BROKEN: &str = include_str!("preferences/broken.xml");

/// A file that sets every key but one of a pair, each to something else than its default.
const EVERYTHING: &str = r#"
[codes]
preset = "asvs"
past_steps = 2
future_steps = 3
look_ahead_counters = 20
drift_steps = 5
resync_counters = 200
free_failures = 3
first_lock_seconds = 60
longest_lock_seconds = 7200
most_failures = 50
after_most_failures = "close"

[administrators]
people = ["root", "alice"]
free_failures = 2
first_lock_seconds = 1800
longest_lock_seconds = 86400
most_failures = 20
after_most_failures = "close"

[login]
enabled = false
ask_at_login = false
ask_at_unlock = false
ask_at_elevation = false
other_factor_suffices = false
required = ["*"]
exempt = ["kiosk"]
days_to_enroll = 7
logins_without_factor = "unlimited"
past_deadline = "enroll-now"
hours_offline = 24
logins_offline = 65535

[enrollment]
issuer = "ACME Co"
lifetime_minutes = 1440
confirming_codes = 2
wrong_codes = 100

[recovery]
enabled = true
device_id = "laptop-0042"
clock_tolerance_seconds = 0
grant_minutes = 7200
grant_logins = 200
grant_asks = "nothing"
authenticators = "suspend"
free_failures = 1
first_lock_seconds = 1
longest_lock_seconds = 2
most_failures = 10
after_most_failures = "keep-locking"

[recovery_codes]
enabled = false
count = 16
characters = 24
authenticators = "burn-codes"
free_failures = 0
first_lock_seconds = 10
longest_lock_seconds = 20
most_failures = 30
after_most_failures = "keep-locking"

[contact]
email = "help@example.org"
phone = "+33 4 00 00 00 00"
"#;

fn file(text: &str) -> Reading {
    read(text.as_bytes(), Kind::PolicyFile, &Policies::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn preferences(text: &str) -> Reading {
    read(text.as_bytes(), Kind::ManagedPreferences, &Policies::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn refused(text: &str, says: &str) {
    let error = read(text.as_bytes(), Kind::PolicyFile, &Policies::default()).unwrap_err();
    assert_eq!(error.to_string(), says, "{text}");
}

#[track_caller]
fn preferences_refused(text: &str, says: &str) {
    let error = read(text.as_bytes(), Kind::ManagedPreferences, &Policies::default()).unwrap_err();
    assert_eq!(error.to_string(), says, "{text}");
}

/// A property list with one setting, which stands in line 2.
fn with(key: &str, value: &str) -> String {
    format!("<plist version=\"1.0\"><dict>\n<key>{key}</key>{value}\n</dict></plist>")
}

fn throttle(free: u8, first: u32, longest: u32, cap: u8, at_cap: AtCap) -> Throttle {
    Throttle::new(free, Seconds::new(first), Seconds::new(longest), cap, at_cap).unwrap()
}

#[test]
fn an_empty_file_is_the_defaults() {
    for text in ["", "\n", "# nothing yet\n", "\u{feff}", "[login]\n"] {
        assert_eq!(file(text).policies, Policies::default(), "{text:?}");
        assert_eq!(file(text).settings, [], "{text:?}");
    }
}

#[test]
fn every_key_reaches_the_policy_it_names() {
    let reading = file(EVERYTHING);
    assert_eq!((reading.settings.len(), reading.unknown.len()), (KEYS.len() - 1, 0));
    let policies = reading.policies;
    assert_eq!((policies.codes.window.past(), policies.codes.window.future()), (2, 3));
    assert_eq!((policies.codes.look_ahead.count(), policies.codes.resync_range.count()), (20, 200));
    assert_eq!(policies.codes.drift.map(|drift| drift.bound()), Some(5));
    assert_eq!(policies.codes.throttle, throttle(3, 60, 7200, 50, AtCap::Close));
    assert_eq!(policies.administrators.people, ["root", "alice"]);
    let administrators = throttle(2, 1800, 86400, 20, AtCap::Close);
    assert_eq!(policies.administrators.codes, Policy { throttle: administrators, ..policies.codes });
    let login = policies.login;
    assert!(!(login.enabled || login.other_factor_suffices));
    assert!(!(login.occasions.login || login.occasions.unlock || login.occasions.elevate));
    assert_eq!((login.without_factor.hours(), login.without_factor.logins()), (Hours::new(168), None));
    assert_eq!((login.offline.hours(), login.offline.logins()), (Hours::new(24), Some(65535)));
    assert_eq!(login.past_deadline, PastDeadline::EnrollNow);
    assert_eq!((policies.required, policies.exempt), (vec!["*".to_owned()], vec!["kiosk".to_owned()]));
    assert_eq!(policies.enrollment.lifetime.minutes().count(), 1440);
    assert_eq!(policies.enrollment.confirmed_by, ConfirmedBy::TwoCodes);
    assert_eq!(policies.enrollment.wrong_codes.count(), 100);
    assert_eq!(policies.issuer.as_deref(), Some("ACME Co"));
    let recovery = policies.recovery;
    assert!(recovery.is_on);
    assert_eq!(policies.device.unwrap().as_str(), "LAPTOP-0042");
    assert_eq!(recovery.clock_tolerance.seconds(), Seconds::new(0));
    assert_eq!((recovery.grant_length.minutes().count(), recovery.grant_uses.count()), (7200, 200));
    assert_eq!(recovery.grant_logins, GrantLogins::AnyPasses);
    assert_eq!(recovery.authenticators, AfterRecovery::Suspend);
    assert_eq!(recovery.throttle, throttle(1, 1, 2, 10, AtCap::KeepLocking));
    let codes = policies.recovery_codes;
    assert_eq!((codes.count, codes.length), (16, RecoveryCodeLength::TwentyFour));
    assert!(!codes.policy.is_on);
    assert_eq!(codes.policy.authenticators, AfterRecovery::BurnCodes);
    assert_eq!(codes.policy.throttle, throttle(0, 10, 20, 30, AtCap::KeepLocking));
    assert_eq!(policies.contact.email.as_deref(), Some("help@example.org"));
    assert_eq!(policies.contact.phone.as_deref(), Some("+33 4 00 00 00 00"));
}

#[test]
fn each_key_is_taken_at_its_bounds_and_refused_beyond_them() {
    for key in KEYS {
        let Some((from, to)) = key.allowed().split_once(" to ").and_then(|(from, rest)| {
            Some((from.parse::<u32>().ok()?, rest.split([' ', ',']).next()?.parse::<u32>().ok()?))
        }) else {
            continue;
        };
        let (section, name) = key.name().split_once('.').unwrap();
        // Bounds of one key that another one's default would contradict.
        let room = match name {
            "first_lock_seconds" => "longest_lock_seconds = 86400",
            "longest_lock_seconds" => "first_lock_seconds = 1",
            "free_failures" => "most_failures = 100",
            "most_failures" => "free_failures = 0",
            _ => "",
        };
        let text = |value: i64| format!("[{section}]\n{name} = {value}\n{room}\n");
        for value in [from, to] {
            let reading = file(&text(value.into()));
            assert_eq!(reading.settings.iter().find(|set| set.key == key.name()).unwrap().value, Value::Whole(value));
        }
        for value in [i64::from(from) - 1, i64::from(to) + 1, i64::MIN, i64::MAX] {
            let says = format!("line 2, column 1: {} is {value}; it must be {}", key.name(), key.allowed());
            refused(&text(value), &says);
        }
    }
}

#[test]
fn a_preset_is_what_the_other_keys_begin_with_wherever_it_stands() {
    for (name, preset) in [
        ("default", Policy::DEFAULT),
        ("rfc6238", Policy::RFC_6238),
        ("nist", Policy::NIST_SP_800_63B),
        ("asvs", Policy::ASVS_5),
        ("administrator", Policy::ADMINISTRATOR),
    ] {
        assert_eq!(file(&format!("codes.preset = \"{name}\"")).policies.codes, preset, "{name}");
    }
    let codes = file("[codes]\nfuture_steps = 2\npreset = \"rfc6238\"\n").policies.codes;
    assert_eq!((codes.window.past(), codes.window.future()), (1, 2));
}

#[test]
fn administrators_have_a_throttle_of_their_own_and_everybodys_window() {
    let policies = file("[codes]\nfuture_steps = 0\n[administrators]\npeople = [\"root\"]\n").policies;
    let root = policies.codes_of(&person("root"));
    assert_eq!((root.throttle, root.window.future()), (Throttle::ADMINISTRATOR, 0));
    assert_eq!(policies.codes_of(&person("rooty")).throttle, Throttle::DEFAULT);
    let all = file("[administrators]\npeople = [\"*\"]\n").policies;
    assert_eq!(all.codes_of(&person("anybody")).throttle, Throttle::ADMINISTRATOR);
}

#[test]
fn a_name_on_a_list_wins_over_everybody() {
    let requirement = |required: &str, exempt: &str, name: &str| {
        let policies = file(&format!("[login]\nrequired = {required}\nexempt = {exempt}\n")).policies;
        policies.requirement_of(&person(name))
    };
    assert_eq!(requirement("[]", "[]", "alice"), Requirement::IfEnrolled);
    assert_eq!(requirement("[\"alice\"]", "[]", "alice"), Requirement::Required);
    assert_eq!(requirement("[\"alice\"]", "[]", "Alice"), Requirement::IfEnrolled);
    assert_eq!(requirement("[\"*\"]", "[\"kiosk\"]", "kiosk"), Requirement::Exempt);
    assert_eq!(requirement("[\"*\"]", "[\"kiosk\"]", "alice"), Requirement::Required);
    assert_eq!(requirement("[\"alice\"]", "[\"*\"]", "alice"), Requirement::Required);
    assert_eq!(requirement("[\"alice\"]", "[\"*\"]", "bob"), Requirement::Exempt);
    // No file can say it, but a program can: then a second factor is required.
    let lists = vec!["alice".to_owned()];
    let both = Policies { required: lists.clone(), exempt: lists, ..Policies::default() };
    assert_eq!(both.requirement_of(&person("alice")), Requirement::Required);
}

#[test]
fn unknown_keys_are_listed_with_their_place_and_change_nothing() {
    let reading =
        file("[login]\nhours_ofline = 1\n[lgoin]\nenabled = false\na.b.c = 1\n[recovery.deep]\nx = 1\n[[list]]\n");
    let told: Vec<_> = reading.unknown.iter().map(|there| (there.called.as_str(), there.spot.unwrap().line)).collect();
    assert_eq!(
        told,
        [("login.hours_ofline", 2), ("lgoin.enabled", 4), ("lgoin.a", 5), ("recovery.deep", 6), ("list", 8)]
    );
    assert_eq!(reading.policies, Policies::default());
}

#[test]
fn an_empty_section_is_unknown_unless_there_are_keys_of_that_name() {
    let reading = file("[login]\n[lgoin]\n");
    let told: Vec<_> = reading.unknown.iter().map(|there| (there.called.as_str(), there.spot.unwrap().line)).collect();
    assert_eq!(told, [("lgoin", 2)]);
}

#[test]
fn a_grant_asks_for_nothing_only_where_the_policy_says_so() {
    assert!(!file("").policies.grant_lets_pass());
    assert!(!file("recovery.grant_asks = \"same-pin\"").policies.grant_lets_pass());
    assert!(file("recovery.grant_asks = \"nothing\"").policies.grant_lets_pass());
}

#[test]
fn a_key_prints_what_it_takes() {
    let key = KEYS.iter().find(|key| key.name() == "login.hours_offline").unwrap();
    assert!(format!("{key:?}").contains(&key.allowed()), "{key:?}");
}

#[test]
fn xml_has_its_five_entities_and_numbers_in_hexadecimal() {
    let email = preferences(&with("AdminEmail", "<string>a&amp;b&lt;c&gt;d&apos;e&quot;f</string>"));
    assert_eq!(email.policies.contact.email.as_deref(), Some("a&b<c>d'e\"f"));
    for number in ["24", "0x18", "0X18"] {
        let reading = preferences(&with("LoginPeriodWithOfflineFactor", &format!("<integer>{number}</integer>")));
        assert_eq!(reading.policies.login.offline.hours(), Hours::new(24), "{number}");
    }
    for none in ["0x", "0x+18", "0x-18", "0x 18", "18h"] {
        let value = format!("<integer>{none}</integer>");
        let refused = read(
            with("LoginPeriodWithOfflineFactor", &value).as_bytes(),
            Kind::ManagedPreferences,
            &Policies::default(),
        );
        assert!(refused.unwrap_err().to_string().contains("this <integer> is no number"), "{none}");
    }
}

#[test]
fn a_value_of_another_kind_is_refused_with_its_key_and_what_is_allowed() {
    for (text, says) in [
        ("login.hours_offline = \"24\"", "login.hours_offline is \"24\"; it must be a whole number, 0 to 8784 hours"),
        ("login.hours_offline = 24.0", "login.hours_offline is 24.0; it must be a whole number, 0 to 8784 hours"),
        ("login.hours_offline = true", "login.hours_offline is true; it must be a whole number, 0 to 8784 hours"),
        (
            "login.hours_offline = 2026-01-01",
            "login.hours_offline is a date; it must be a whole number, 0 to 8784 hours",
        ),
        ("login.hours_offline = {}", "login.hours_offline is a table; it must be a whole number, 0 to 8784 hours"),
        ("login.enabled = 1", "login.enabled is 1; it must be true or false"),
        ("login.required = \"*\"", "login.required is \"*\"; it must be a list of names, or of \"*\" for everybody"),
        ("login.required = [1]", "login.required has the entry 1: a name is a text"),
        ("login.required = [[]]", "login.required has the entry a list: a name is a text"),
        ("login.required = [\"alice \"]", "login.required has the entry \"alice \": there is white space at its ends"),
        ("login.required = [\"a\", \"\"]", "login.required has the entry \"\": a name cannot be empty"),
        (
            "login.required = [\"*@example.org\"]",
            "login.required has the entry \"*@example.org\": `*` stands for everybody only alone, and is no part of a name",
        ),
        (
            "codes.preset = \"lax\"",
            "codes.preset is \"lax\"; it must be \"default\", \"rfc6238\", \"nist\", \"asvs\" or \"administrator\"",
        ),
        ("login.past_deadline = \"Deny\"", "login.past_deadline is \"Deny\"; it must be \"deny\" or \"enroll-now\""),
        ("login.logins_offline = 0", "login.logins_offline is 0; it must be 1 to 65535 logins, or \"unlimited\""),
        ("recovery_codes.characters = 20", "recovery_codes.characters is 20; it must be 16 or 24 characters"),
        (
            "contact.phone = \"1\\u001b[2J\"",
            "contact.phone is \"1\\u{1b}[2J\"; it must be a text of 1 to 254 bytes without control characters",
        ),
        (
            "enrollment.issuer = \"ACME: Co\"",
            concat!(
                "enrollment.issuer is \"ACME: Co\"; it must be a text of 1 to 255 bytes without colon, ",
                "control characters, and spaces at its ends"
            ),
        ),
        (
            "recovery.device_id = \"my laptop\"",
            "recovery.device_id is \"my laptop\"; it must be a text of 4 to 64 characters of ASCII without spaces",
        ),
    ] {
        let column = text.find('.').unwrap() + 2;
        refused(text, &format!("line 1, column {column}: {says}"));
    }
}

#[test]
fn a_section_that_is_no_table_is_refused() {
    refused("[[login]]\nenabled = false\n", "line 1, column 3: login is a list; it must be a table");
    refused("codes = 5\n", "line 1, column 1: codes is 5; it must be a table");
    assert_eq!(file("[codes]\nlogin = {}\n[login]\n").unknown.len(), 1);
}

#[test]
fn what_was_set_is_told_as_a_policy_file_writes_it() {
    let text = r#"contact.email = "a \"b\" \\ c""#;
    let told = &file(text).settings[0];
    assert_eq!((&told.value, told.to_string().as_str()), (&Value::Text(r#"a "b" \ c"#.to_owned()), text));
    let text = "login.required = [\"ESRF\\\\bob\", \"*\"]";
    assert_eq!(file(text).settings[0].to_string(), text);
    for told in ["login.hours_offline = 1 hour", "login.hours_offline = 24 hours", "login.days_to_enroll = 2 days"] {
        let (written, _) = told.rsplit_once(' ').unwrap();
        assert_eq!(file(written).settings[0].to_string(), told);
    }
    let told = "login.logins_without_factor = 10 logins";
    assert_eq!(file("login.logins_without_factor = 10").settings[0].to_string(), told);
}

#[test]
fn a_long_value_is_repeated_in_part() {
    let error =
        read(format!("contact.email = \"{}\"", "x".repeat(300)).as_bytes(), Kind::PolicyFile, &Policies::default());
    let Flaw::Value { value, .. } = error.unwrap_err().flaw else { panic!() };
    assert_eq!(value.chars().count(), 63);
}

#[test]
fn keys_that_contradict_each_other_are_both_named() {
    refused(
        "[login]\ndays_to_enroll = 2\nhours_without_factor = 48\n",
        "line 3, column 1: login.hours_without_factor and login.days_to_enroll say the same in two ways; give one",
    );
    refused(
        "[codes]\nlongest_lock_seconds = 29\n",
        "line 2, column 1: codes.longest_lock_seconds is 29, but codes.first_lock_seconds is 30: the longest lock is no shorter than the first",
    );
    refused(
        "[recovery]\nmost_failures = 4\nfree_failures = 5\n",
        "line 3, column 1: recovery.free_failures is 5, but recovery.most_failures is 4: no more failures are free than there can be at all",
    );
    refused(
        "[login]\nexempt = [\"*\"]\nrequired = [\"a\", \"*\"]\n",
        "line 3, column 1: login.required has \"*\", but login.exempt has it too: nobody can be on both lists",
    );
    refused(
        "[administrators]\nlongest_lock_seconds = 60\n",
        "line 2, column 1: administrators.longest_lock_seconds is 60, but administrators.first_lock_seconds is 3600: the longest lock is no shorter than the first",
    );
}

#[test]
fn a_file_that_is_not_well_formed_is_refused_with_line_and_column() {
    for (text, line, column) in [
        ("[login]\nenabled = true\nhours_offline == 3\n", 3, 16),
        ("[login]\nenabled = true\nenabled = false\n", 3, 1),
        ("[login", 1, 7),
        ("[login]\nexempt = [\"ä\", x]\n", 2, 16),
    ] {
        let error = read(text.as_bytes(), Kind::PolicyFile, &Policies::default()).unwrap_err();
        assert!(matches!(error.flaw, Flaw::Syntax(_)), "{error}");
        assert_eq!(error.spot, Some(Spot { line, column }), "{text}: {error}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_with_their_place() {
    let error = read(b"# fine\n\xc3\xa4 \xff", Kind::PolicyFile, &Policies::default()).unwrap_err();
    assert!(matches!(error.flaw, Flaw::NotText));
    assert_eq!(error.spot, Some(Spot { line: 2, column: 3 }));
}

#[test]
fn a_file_has_at_most_64_kib() {
    for kind in [Kind::PolicyFile, Kind::ManagedPreferences] {
        let error = read(&vec![b' '; 65537], kind, &Policies::default()).unwrap_err();
        assert!(matches!(error.flaw, Flaw::TooLong), "{error}");
    }
    assert_eq!(file(&" ".repeat(65536)).policies, Policies::default());
}

#[test]
fn three_shapes_of_managed_preferences_say_the_same() {
    for text in [BARE, TOP_LEVEL, ARRAY] {
        let reading = preferences(text);
        let policies = &reading.policies;
        assert_eq!(policies.login.offline.hours(), Hours::new(240));
        assert_eq!(policies.login.without_factor.hours(), Hours::new(12));
        assert_eq!(policies.login.without_factor.logins(), Some(10));
        assert_eq!(policies.required, ["*"]);
        assert_eq!(policies.recovery.grant_length.minutes().count(), 90);
        assert_eq!(policies.contact.email.as_deref(), Some("help@example.org"));
        assert_eq!(policies.contact.phone.as_deref(), Some("+33 4 00 00 00 00"));
        let told: Vec<_> = reading.settings.iter().map(|set| set.called.as_str()).collect();
        assert_eq!(
            told,
            [
                "MFARequiredList",
                "LoginPeriodWithoutEnrolledFactor",
                "LoginPeriodWithOfflineFactor",
                "DeviceRecoveryPINDuration",
                "AdminEmail",
                "AdminPhone"
            ]
        );
        let unknown: Vec<_> = reading.unknown.iter().map(|there| there.called.as_str()).collect();
        assert_eq!(unknown, ["TenantID"]);
    }
}

#[test]
fn a_closing_tag_without_its_bracket_is_found() {
    preferences_refused(
        BROKEN,
        "line 7, column 9: here stands <key>, but the <string> of line 6 is not closed yet; look for its </string>, \
         which is missing or lost a character, and nothing was taken over",
    );
}

#[test]
fn the_length_of_a_grant_does_not_turn_recovery_on() {
    assert!(!preferences(TOP_LEVEL).policies.recovery.is_on);
}

#[test]
fn preferences_lie_over_a_policy_file() {
    let under =
        file("[login]\nhours_offline = 1\npast_deadline = \"enroll-now\"\n[recovery]\nenabled = true\n").policies;
    let both = read(TOP_LEVEL.as_bytes(), Kind::ManagedPreferences, &under).unwrap().policies;
    assert_eq!(both.login.offline.hours(), Hours::new(240));
    assert_eq!(both.login.past_deadline, PastDeadline::EnrollNow);
    assert!(both.recovery.is_on);
}

#[test]
fn preferences_that_contradict_what_they_lie_over_are_refused() {
    let under = file("[login]\nexempt = [\"kiosk\"]\n").policies;
    let text = with("MFARequiredList", "<array><string>kiosk</string></array>");
    let error = read(text.as_bytes(), Kind::ManagedPreferences, &under).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 1: MFARequiredList has \"kiosk\", but login.exempt has it too: nobody can be on both lists"
    );
}

#[test]
fn zero_hours_are_never_and_the_bounds_are_those_of_the_key() {
    for preference in PREFERENCES {
        assert!(Key::named(preference.key).is_some(), "{preference:?}");
    }
    let never = preferences(&with("LoginPeriodWithOfflineFactor", "<integer>0</integer>")).policies;
    assert_eq!(never.login.offline.hours(), Hours::new(0));
    for good in [1, 7200] {
        preferences(&with("DeviceRecoveryPINDuration", &format!("<integer>{good}</integer>")));
    }
    for bad in ["0", "7201", "-1", "99999999999999999999"] {
        preferences_refused(
            &with("DeviceRecoveryPINDuration", &format!("<integer>{bad}</integer>")),
            &format!("line 2, column 1: DeviceRecoveryPINDuration is {bad}; it must be 1 to 7200 minutes"),
        );
    }
}

#[test]
fn a_preference_of_another_kind_is_refused_by_name() {
    for (value, told) in [
        ("<real>1.5</real>", "1.5; it must be a whole number, 0 to 8784 hours"),
        ("<real>nan</real>", "nan; it must be a whole number, 0 to 8784 hours"),
        ("<real>1e300</real>", "1e300; it must be a whole number, 0 to 8784 hours"),
        ("<string>24</string>", "\"24\"; it must be a whole number, 0 to 8784 hours"),
        ("<true/>", "true; it must be a whole number, 0 to 8784 hours"),
        ("<dict/>", "a dictionary; it must be a whole number, 0 to 8784 hours"),
        ("<array/>", "a list; it must be a whole number, 0 to 8784 hours"),
        ("<date>2026-01-01T00:00:00Z</date>", "a date; it must be a whole number, 0 to 8784 hours"),
        ("<data>AAAA</data>", "data; it must be a whole number, 0 to 8784 hours"),
    ] {
        preferences_refused(
            &with("LoginPeriodWithOfflineFactor", value),
            &format!("line 2, column 1: LoginPeriodWithOfflineFactor is {told}"),
        );
    }
    preferences_refused(
        &with("MFARequiredList", "<array><integer>1</integer></array>"),
        "line 2, column 1: MFARequiredList has the entry 1: a name is a text",
    );
}

#[test]
fn a_preference_that_stands_twice_must_say_the_same() {
    let twice = |one: &str, other: &str| {
        format!(
            "<dict><key>AdminPhone</key><string>{one}</string>\n<key>In</key><array><dict>\n<key>AdminPhone</key><string>{other}</string></dict></array></dict>"
        )
    };
    assert_eq!(preferences(&twice("112", "112")).policies.contact.phone.as_deref(), Some("112"));
    preferences_refused(
        &twice("112", "911"),
        "line 3, column 1: AdminPhone stands there twice, as \"112\" and as \"911\"; give one",
    );
}

#[test]
fn hostile_property_lists_are_errors() {
    let deep =
        |levels: usize| format!("<dict><key>a</key>{}{}</dict>", "<array>".repeat(levels), "</array>".repeat(levels));
    preferences(&deep(31));
    preferences_refused(&deep(32), "line 1, column 236: this stands deeper than 32 levels");
    preferences_refused(&deep(4000), "line 1, column 236: this stands deeper than 32 levels");
    let bomb = "<!DOCTYPE plist [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<plist><dict/></plist>";
    preferences_refused(bomb, "line 1, column 1: the document type declares entities, and none are read");
    preferences_refused(
        &with("AdminEmail", "<string>&b;</string>"),
        "line 2, column 30: this entity is not one of XML's own",
    );
    let read = preferences(&with("AdminEmail", "<string>a&amp;b&#64;<![CDATA[<c>]]><!-- d --></string>"));
    assert_eq!(read.policies.contact.email.as_deref(), Some("a&b@<c>"));
}

#[test]
fn what_is_no_property_list_is_told_so() {
    for (text, says) in [
        ("", "line 1, column 1: this is no property list: it is empty"),
        ("<html><body/></html>", "line 1, column 1: a property list with settings begins with <dict>, not <html>"),
        ("<plist><array/></plist>", "line 1, column 8: a property list with settings begins with <dict>, not <array>"),
        ("<plist/>", "line 1, column 9: the property list is empty"),
        ("<dict/><dict/>", "line 1, column 8: there is something behind the property list"),
        ("<plist><dict/><dict/></plist>", "line 1, column 15: a property list holds one value"),
        ("<dict>\n", "line 2, column 1: the file ends before everything is closed"),
        ("<dict><key>a", "line 1, column 13: the file ends before everything is closed"),
        ("<dict><key>a</key></dict>", "line 1, column 19: the last <key> has no value"),
        ("<dict><true/></dict>", "line 1, column 7: here stands <true>, but a <key> belongs here"),
        ("<dict><key>a</key><key>b</key></dict>", "line 1, column 19: here stands a <key>, but a value belongs here"),
        ("<dict>\n ä</dict>", "line 2, column 2: here stands text, but a tag belongs here"),
        ("<dict><key>a</key><strin>b</strin></dict>", "line 1, column 19: <strin> does not belong in a property list"),
        ("<dict><key>a</key><integer>x</integer></dict>", "line 1, column 19: this <integer> is no number"),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><dict/>",
            "line 1, column 1: only UTF-8 is read, and another encoding is declared",
        ),
    ] {
        preferences_refused(text, says);
    }
    for text in [
        "<dict></plist>",
        "<dict><key>a</kay></dict>",
        "<dict a=b></dict>",
        "<dict",
        "<dict><!-- -- --></dict>",
        "<dict><key>&</key></dict>",
    ] {
        let error = read(text.as_bytes(), Kind::ManagedPreferences, &Policies::default()).unwrap_err();
        assert!(error.to_string().contains("not well-formed XML") && error.spot.is_some(), "{text}: {error}");
    }
    let other = |bytes: &[u8]| read(bytes, Kind::ManagedPreferences, &Policies::default()).unwrap_err().flaw;
    assert!(matches!(other(b"bplist16\xd0"), Flaw::Binary));
    #[cfg(not(feature = "binary-preferences"))]
    assert!(matches!(other(b"bplist00\xd0"), Flaw::Binary));
    assert!(matches!(other(b"\x30\x82\x01\x00"), Flaw::Signed));
}

#[test]
fn the_kind_of_a_file_is_told_by_its_name_or_its_beginning() {
    use Kind::{ManagedPreferences, PolicyFile};
    for (name, bytes, kind) in [
        ("policy.toml", "", PolicyFile),
        ("policy", "[login]", PolicyFile),
        ("x.plist", "", ManagedPreferences),
        ("x.MobileConfig", "", ManagedPreferences),
        ("x.xml", "[login]", ManagedPreferences),
        ("x", " \n<dict/>", ManagedPreferences),
        ("x.toml", "\u{feff}<?xml", ManagedPreferences),
        ("x", "bplist00", ManagedPreferences),
    ] {
        assert_eq!(Kind::of(name.as_ref(), bytes.as_bytes()), kind, "{name} {bytes}");
    }
}

#[test]
fn nesting_by_dots_does_not_exhaust_the_stack() {
    for text in [
        format!("{}x = 1\n", "a.".repeat(30_000)),
        format!("[{}x]\n", "a.".repeat(30_000)),
        format!("a = {}{}\n", "[".repeat(30_000), "]".repeat(30_000)),
        format!("a = {}{}\n", "{a = ".repeat(10_000), "}".repeat(10_000)),
        format!("[login]\nrequired = {}{}\n", "[".repeat(70), "]".repeat(70)),
    ] {
        // As a thread of a login plugin has it.
        std::thread::Builder::new()
            .stack_size(256 * 1024)
            .spawn(move || {
                let _ = read(text.as_bytes(), Kind::PolicyFile, &Policies::default());
            })
            .unwrap()
            .join()
            .unwrap();
    }
}

/// A good file of either kind with a few bytes of it replaced, removed or doubled.
fn mutated() -> impl Strategy<Value = (Kind, Vec<u8>)> {
    let goods = prop::sample::select(vec![
        (Kind::PolicyFile, EVERYTHING),
        (Kind::ManagedPreferences, BARE),
        (Kind::ManagedPreferences, TOP_LEVEL),
        (Kind::ManagedPreferences, ARRAY),
    ]);
    let edit = (any::<prop::sample::Index>(), 0..4_u8, any::<u8>());
    (goods, prop::collection::vec(edit, 1..6)).prop_map(|((kind, text), edits)| {
        let mut bytes = text.as_bytes().to_vec();
        for (index, how, byte) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = index.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes[at] = b"<>&;[]{}=\"'.0-9\n"[usize::from(byte) % 16],
                2 => drop(bytes.remove(at)),
                _ => {
                    let end = at.saturating_add(byte.into()).min(bytes.len());
                    bytes.extend_from_within(at..end);
                }
            }
        }
        (kind, bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_file_is_read_or_refused_with_a_place((kind, bytes) in mutated()) {
        let under = Policies::default();
        match read(&bytes, kind, &under) {
            // What it is told to have set, written as a policy file, sets the same.
            Ok(reading) => {
                let written: String = reading.settings.iter().map(|set| format!("{} = {}\n", set.key, set.value)).collect();
                prop_assert_eq!(read(written.as_bytes(), Kind::PolicyFile, &under).unwrap().policies, reading.policies);
            }
            Err(error) => {
                let by_place = !matches!(error.flaw, Flaw::TooLong | Flaw::Binary | Flaw::Signed);
                prop_assert_eq!(error.spot.is_some(), by_place, "{}", error);
            }
        }
        prop_assert_eq!(under, Policies::default());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), is_xml in any::<bool>()) {
        let kind = if is_xml { Kind::ManagedPreferences } else { Kind::PolicyFile };
        let _ = read(&bytes, kind, &Policies::default());
    }
}
