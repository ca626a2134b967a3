//! Single keys that a program sets: each says what a file with this key alone says, and nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "tests may be blunt"
)]

use mfa_core::{Hours, PastDeadline, Policy};
use mfa_host::policy::{Flaw, KEYS, Key, Kind, Policies, read};
use proptest::prelude::*;

fn over(under: &Policies, file: &str) -> Policies {
    read(file.as_bytes(), Kind::PolicyFile, under).unwrap_or_else(|error| panic!("{file}: {error}")).policies
}

fn file(text: &str) -> Policies {
    over(&Policies::default(), text)
}

#[track_caller]
fn refused(under: &Policies, key: &str, value: &str) -> (Flaw, String) {
    let error = under.with(key, value).expect_err(&format!("{key}={value}"));
    assert_eq!((&error.path, error.spot), (&None, None));
    let says = error.to_string();
    (error.flaw, says)
}

/// Policies under which each throttle may be set to each of its bounds.
fn with_room() -> Policies {
    let section = |name| {
        format!(
            "[{name}]\nfree_failures = 0\nmost_failures = 100\nfirst_lock_seconds = 1\nlongest_lock_seconds = 86400\n"
        )
    };
    file(&["codes", "administrators", "recovery", "recovery_codes"].map(section).concat())
}

/// What may be typed for a key, and how a file writes it.
struct Samples {
    good: Vec<(String, String)>,
    wrong: Vec<String>,
}

impl Samples {
    /// By the sentence that says what a key takes.
    fn of(key: &Key) -> Self {
        let allowed = key.allowed();
        let quoted: Vec<_> = allowed.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        let as_text = |typed: &str| (typed.to_owned(), format!("\"{typed}\""));
        let owned = |wrong: &[&str]| wrong.iter().map(|typed| (*typed).to_owned()).collect();
        if allowed == "true or false" {
            let good = ["true", "false"].map(|typed| (typed.to_owned(), typed.to_owned()));
            return Self { good: good.into(), wrong: owned(&["", "True", "yes", "1", "on", " true", "\"true\""]) };
        }
        if allowed.starts_with("a list of names") {
            let mut good = vec![(String::new(), "[]".to_owned())];
            good.extend(
                ["*", "alice", "CORP\\\\bob"].map(|name| (name.replace("\\\\", "\\"), format!("[\"{name}\"]"))),
            );
            return Self { good, wrong: owned(&["**", "*@example.org", " alice", ".", "a/b", "a\nb", "a\u{202e}b"]) };
        }
        if allowed.starts_with("a text of") {
            let wrong = vec![String::new(), "ACME\u{7}".to_owned(), "x".repeat(300)];
            return Self { good: vec![as_text("ACME-0042"), as_text("1234")], wrong };
        }
        if allowed.starts_with('"') {
            let wrong =
                ["".to_owned(), quoted.concat(), quoted.concat().to_uppercase(), format!("{:?}", quoted.first())];
            return Self { good: quoted.iter().map(|word| as_text(word)).collect(), wrong: wrong.into() };
        }
        let numbers: Vec<i64> = allowed.split([' ', ',']).filter_map(|word| word.parse().ok()).collect();
        let [from, to] = numbers[..] else { panic!("{} takes {allowed}", key.name()) };
        let mut good = vec![(from.to_string(), from.to_string()), (to.to_string(), to.to_string())];
        good.extend(quoted.iter().map(|word| as_text(word)));
        let mut wrong: Vec<_> =
            owned(&["", "-1", "+16", " 16", "16 ", "016", "16.0", "1_6", "0x10", "-0", "\"16\"", "true", "[16]"]);
        wrong.extend([(from - 1).to_string(), (to + 1).to_string(), u64::MAX.to_string(), "9".repeat(80)]);
        Self { good, wrong }
    }
}

#[test]
fn every_key_can_be_set_to_what_a_file_can_set_it_to() {
    let under = with_room();
    for key in KEYS {
        let mut changes = false;
        for (typed, written) in Samples::of(key).good {
            let set = under.with(key.name(), &typed).unwrap_or_else(|error| panic!("{}={typed}: {error}", key.name()));
            assert_eq!(set, over(&under, &format!("{} = {written}\n", key.name())), "{}={typed}", key.name());
            changes |= set != under;
        }
        assert!(changes, "{} does nothing", key.name());
    }
}

#[test]
fn every_key_refuses_what_it_does_not_take_and_says_what_it_takes() {
    let under = with_room();
    for key in KEYS {
        for typed in Samples::of(key).wrong {
            let (flaw, says) = refused(&under, key.name(), &typed);
            match flaw {
                Flaw::Value { .. } => assert!(says.ends_with(&key.allowed()), "{says}"),
                Flaw::Entry { .. } => assert!(key.allowed().starts_with("a list"), "{says}"),
                _ => panic!("{says}"),
            }
            assert!(says.starts_with(&format!("{} ", key.name())), "{says}");
            assert!(!says.contains(['\n', '\u{7}', '\u{202e}']) && says.len() < 300, "{says}");
        }
    }
}

#[test]
fn key_that_does_not_exist_is_an_error() {
    for key in ["login.hours_ofline", "login", "hours_offline", "", "Login.hours_offline", "login.hours_offline "] {
        let (flaw, says) = refused(&Policies::default(), key, "24");
        assert!(matches!(flaw, Flaw::NoSuchKey(_)), "{says}");
        assert_eq!(says, format!("no key is called \"{key}\""));
    }
    let (_, says) = refused(&Policies::default(), &"\u{1b}".repeat(1000), "24");
    assert!(says.len() < 500 && !says.contains('\u{1b}'), "{says}");
}

#[test]
fn what_is_not_set_stays_as_the_file_has_it() {
    let under = file("[login]\nhours_offline = 24\nrequired = [\"alice\", \"bob\"]\n[contact]\nphone = \"1\"\n");
    let set = under.with("login.past_deadline", "enroll-now").unwrap();
    let mut expected = under.clone();
    expected.login.past_deadline = PastDeadline::EnrollNow;
    assert_eq!(set, expected);
    assert_eq!(under.login.past_deadline, PastDeadline::Deny, "what is beneath stays as it is");
}

#[test]
fn what_a_file_says_in_another_unit_is_overridden() {
    let under = file("login.days_to_enroll = 7");
    let hours = |policies: &Policies| policies.login.without_factor.hours();
    let set = under.with("login.hours_without_factor", "0").unwrap();
    assert_eq!((hours(&under), hours(&set)), (Hours::new(168), Hours::new(0)));
    assert_eq!(hours(&set.with("login.days_to_enroll", "1").unwrap()), Hours::new(24));
}

#[test]
fn list_has_the_value_as_its_only_entry_whatever_is_in_it() {
    let under = file("login.required = [\"alice\", \"bob\"]");
    for name in ["carol", "carol,dave", "carol dave", "[\"carol\"]", "carol\", \"dave", "carol = dave #", "'carol'"] {
        assert_eq!(under.with("login.required", name).unwrap().required, [name]);
    }
    assert_eq!(under.with("login.required", "").unwrap().required, [""; 0]);
}

#[test]
fn what_contradicts_the_file_is_refused_with_both_keys() {
    let under = file("login.required = [\"alice\"]");
    let (flaw, says) = refused(&under, "login.exempt", "alice");
    assert!(matches!(flaw, Flaw::Contradiction { .. }));
    let both_lists = "login.required has \"alice\", but login.exempt has it too: nobody can be on both lists";
    assert_eq!(says, both_lists);
    let nobody = under.with("login.required", "").unwrap();
    assert_eq!(nobody.with("login.exempt", "alice").unwrap().exempt, ["alice"]);
    let (_, says) = refused(&under, "codes.first_lock_seconds", "7200");
    let locks = "codes.longest_lock_seconds is 3600, but codes.first_lock_seconds is 7200: \
                 the longest lock is no shorter than the first";
    assert_eq!(says, locks);
    let longer = under.with("codes.longest_lock_seconds", "7200").unwrap();
    assert!(longer.with("codes.first_lock_seconds", "7200").is_ok());
}

#[test]
fn preset_sets_its_whole_section_and_other_keys_change_it_afterwards() {
    let under = file("[codes]\npast_steps = 5\n[login]\nhours_offline = 24\n");
    let set = under.with("codes.preset", "asvs").unwrap();
    assert_eq!((set.codes, set.login), (Policy::ASVS_5, under.login));
    let changed = set.with("codes.past_steps", "1").unwrap().codes;
    assert_eq!((changed.window.past(), changed.throttle), (1, Policy::ASVS_5.throttle));
    let every_other = "[codes]\npast_steps = 5\nlook_ahead_counters = 3\ndrift_steps = 7\nresync_counters = 70\n";
    let under = file(every_other);
    assert!([under.codes.look_ahead != Policy::ASVS_5.look_ahead, under.codes.drift.is_some()] == [true; 2]);
    assert_ne!(under.codes.resync_range, Policy::ASVS_5.resync_range);
    assert_eq!(under.with("codes.preset", "asvs").unwrap().codes, Policy::ASVS_5);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_refused_or_the_only_entry(text in any::<String>()) {
        if let Ok(set) = Policies::default().with("login.exempt", &text) {
            let expected = if text.is_empty() { vec![] } else { vec![text] };
            prop_assert_eq!(&set.exempt, &expected);
            prop_assert_eq!(set, Policies { exempt: expected, ..Policies::default() });
        }
    }

    #[test]
    fn any_text_sets_a_key_or_is_refused_by_name(key in prop::sample::select(KEYS), text in any::<String>()) {
        if let Err(error) = Policies::default().with(key.name(), &text) {
            prop_assert!(error.to_string().contains(key.name()), "{}", error);
        }
    }
}
