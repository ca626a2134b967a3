//! Errors: each has a family and a reason of its own, and none tells what was typed.

use std::collections::BTreeSet;

use mfa_bindings::attempt::Commit;
use mfa_bindings::codes::RecoverySheet;
use mfa_bindings::credential::{Algorithm, parameters_from_bytes};
use mfa_bindings::enrollment::{Enrollment, permit_by_administrator};
use mfa_bindings::error::{Family, Refused, reasons};
use mfa_bindings::names::{check_authenticator_name, check_person_name, device_id};
use mfa_bindings::ocra::{Ocra, OcraInputs, OcraPinHash};
use mfa_bindings::person::{Authenticator, Authenticators};
use mfa_bindings::policies::PolicyFileKind;
use mfa_bindings::qr::qr_modules;
use mfa_bindings::record::PersonRecord;
use mfa_bindings::recovery::RecoveryKey;
use mfa_bindings::secret::Secret;
use mfa_bindings::uri::{read_otpauth, write_otpauth};
use proptest::prelude::*;

use crate::{CODE, NOW, TOTP, alice, credential, policies, policy, record_of, refused, secret};

const ENGINE: &str = include_str!("../../../core/src/error.rs");
/// The host's errors, each with those of its variants that have an error inside, whose family then counts.
const HOST: [(&str, &str, &[&str]); 5] = [
    (include_str!("../../../host/src/name.rs"), "NameError", &[]),
    (include_str!("../../../host/src/record/format.rs"), "Damage", &[]),
    (
        include_str!("../../../host/src/people/error.rs"),
        "PeopleError<E>",
        &[
            "Attempt",
            "Enrollment",
            "Recovery",
            "RecoveryRecord",
            "RecoveryCodes",
            "Person",
            "Credential",
            "Store",
            // It is the commit's, and called Unknown there.
            "NotConfirmed",
        ],
    ),
    // These share the names Unsafe, Value and Twice.
    (
        include_str!("../../../host/src/policy/error.rs"),
        "Flaw",
        &["Link", "NotAFile", "Owner", "Mode", "Entry", "Both"],
    ),
    (include_str!("../../../host/src/store/file/error.rs"), "FileError", &["NotConfirmed"]),
];

fn listed() -> BTreeSet<String> {
    reasons().unwrap().into_iter().map(|reason| reason.reason).collect()
}

/// The variants of an enum, by what stands at the margin of its source.
fn variants(source: &'static str, name: &str) -> Vec<&'static str> {
    let body = source.split_once(&format!("pub enum {name} {{\n")).unwrap().1.split_once("\n}\n").unwrap().0;
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
        .map(|line| line.split(|part: char| !part.is_alphanumeric()).next().unwrap())
        .collect()
}

#[test]
fn every_error_of_the_engine_is_listed_by_its_name() {
    let listed = listed();
    let mut seen = 0;
    for error in ENGINE.split("\nerrors! {\n").skip(1) {
        let error = error.split("\n}\n").next().unwrap();
        for (at, line) in error.lines().enumerate().filter(|(_, line)| line.starts_with("        ")) {
            let text = line.trim_start();
            let is_variant = line.len() - text.len() == 8 && text.starts_with(|first: char| first.is_ascii_uppercase());
            let name = text.split(|part: char| !part.is_alphanumeric()).next().unwrap();
            let has_another_inside = error
                .lines()
                .skip(at)
                .take(6)
                .take_while(|line| !line.contains("=>"))
                .any(|line| line.trim_start().starts_with("error: "));
            if is_variant && !has_another_inside {
                assert!(listed.contains(name), "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen > 120, "the source was read: {seen}");
}

#[test]
fn every_error_of_the_host_is_listed_by_its_name() {
    let listed = listed();
    for (source, error, others) in HOST {
        let variants = variants(source, error);
        assert!(variants.len() >= 5, "{error}: {variants:?}");
        for variant in variants {
            assert!(
                listed.contains(variant) != others.contains(&variant) || variant == "Unknown",
                "{error}: {variant}"
            );
        }
    }
}

#[test]
fn reasons_are_in_order_and_each_is_there_once() {
    let reasons = reasons().unwrap();
    assert!(reasons.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(reasons.iter().all(|reason| reason.reason.chars().all(char::is_alphanumeric) && reason.reason != "Other"));
    assert!(reasons.iter().any(|reason| reason.family == Family::Commit && reason.reason == "Conflict"));
}

#[test]
fn display_is_the_sentence() {
    let error = Secret::import(&[0; 9]).unwrap_err();
    assert_eq!(error.to_string(), "the secret has 9 bytes; at least 10 are needed");
    assert_eq!((error.family(), error.reason()), (Family::Secret, "TooShort"));
}

#[test]
fn policy_file_that_is_refused_says_where() {
    let error = policies().read(b"[login]\nrequired = 7\n", PolicyFileKind::PolicyFile).unwrap_err();
    let Refused::PolicyFile { reason, line, column, .. } = &error else { panic!("{error:?}") };
    assert_eq!((reason.as_str(), *line, *column), ("Value", Some(2), Some(1)));
    assert_eq!(refused(policies().read(b"[login", PolicyFileKind::PolicyFile)).0, "PolicyFile");
    assert_eq!(refused(policies().with_key("login.nothing", "1")).1, "NoSuchKey");
}

/// Whatever is secret or typed, handed to every call that takes it.
fn tell(text: &str) -> Vec<Refused> {
    let record = record_of(&alice());
    let (policies, policy, now) = (policies(), policy(), NOW);
    let on = policies.with_key("recovery.enabled", "true").unwrap();
    let state = || {
        let nobody = Authenticators::new(Vec::new(), None).unwrap();
        let attempt = nobody.add(&credential(), 0).unwrap();
        let Some(mfa_bindings::attempt::Next::States { mut states, .. }) = attempt.next().unwrap() else { panic!() };
        states.remove(0)
    };
    let own = Authenticators::new(vec![Authenticator { credential: credential(), state: state() }], None).unwrap();
    let permit = permit_by_administrator().unwrap();
    let enrollment = Enrollment::begin(&permit, &secret(), TOTP, now, &policies).unwrap();
    let ocra = Ocra::new(&secret(), "OCRA-1:HOTP-SHA1-6:QN08-S064").unwrap();
    let inputs = OcraInputs {
        question: "12345678".to_owned(),
        own_question: None,
        counter: None,
        pin_hash: None,
        session: Some(text.as_bytes().to_vec()),
        time: None,
    };
    let bytes = text.as_bytes();
    let calls = [
        Secret::from_setup_key(text).err(),
        Secret::import(bytes).err(),
        RecoveryKey::from_base32(text).err(),
        RecoveryKey::import(bytes).err(),
        RecoveryKey::issue().unwrap().respond(text).err(),
        read_otpauth(text).err(),
        read_otpauth(&format!("otpauth://totp/a?secret={text}")).err(),
        own.verify(now, text, &policy).err(),
        own.verify_with(0, now, text, &policy).err(),
        own.resynchronize(0, now, CODE, text, &policy).err(),
        own.diagnose(0, now, text, 10, &policy).err(),
        own.restore(&permit, 0, now, text, &policy).err(),
        own.confirm(&enrollment, now, text, &policy).err(),
        enrollment.diagnose(now, text, 10).err(),
        Enrollment::from_bytes(bytes).err(),
        Authenticators::new(vec![Authenticator { credential: credential(), state: bytes.to_vec() }], None).err(),
        Authenticators::new(Vec::new(), Some(bytes.to_vec())).err(),
        parameters_from_bytes(bytes).err(),
        PersonRecord::open("alice", Some(bytes.to_vec())).err(),
        record.verify(now, text, &policies).err(),
        record.verify_with("phone", now, text, &policies).err(),
        record.resynchronize(None, now, text, CODE, &policies).err(),
        record.diagnose(None, now, text, 10, &policies).err(),
        record.restore(&permit, None, now, text, &policies).err(),
        record.confirm(now, text, &policies).err(),
        record.redeem(now, None, text, &on).err(),
        record.answer(now, None, text, &on).err(),
        record.use_recovery_code(now, text, &policies).err(),
        on.factor_of(text).err(),
        policies.factor_of(text).err(),
        OcraPinHash::import(bytes).err(),
        OcraPinHash::of(text, Algorithm::Sha1).err(),
        ocra.response(&inputs).err(),
        ocra.matches(&inputs, text).err(),
        qr_modules(&text.repeat(8000 / text.len() + 1)).err(),
        write_otpauth(Some("issuer".to_owned()), "account", &secret(), TOTP, u64::MAX).err(),
    ];
    calls.into_iter().flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Letters and digits that no sentence has four of in a row, among what a person and a store might hand over.
    #[test]
    fn no_sentence_tells_what_was_typed_or_stored(text in "[QXZJKV379]{4,40}|[379]{6,10}|[QXZ379 =é]{4,60}") {
        let told = tell(&text);
        prop_assert!(told.len() > 10, "{} calls were refused", told.len());
        for error in told {
            let sentence = error.to_string();
            let letters: Vec<char> = text.chars().collect();
            for part in letters.windows(4).map(|part| part.iter().collect::<String>()) {
                prop_assert!(part.trim().len() < 4 || !sentence.contains(&part), "{error:?}");
            }
            let known = reasons().unwrap();
            prop_assert!(known.iter().any(|known| known.family == error.family() && known.reason == error.reason()));
        }
    }

    /// Names are told apart before anything is looked up, whatever they are.
    #[test]
    fn any_text_is_a_name_or_refused_as_one(text in ".{0,300}") {
        for result in [check_person_name(&text), check_authenticator_name(&text), device_id(&text).map(|_| ())] {
            prop_assert!(result.is_ok() || result.is_err_and(|error| error.family() == Family::Name));
        }
    }
}

#[test]
fn more_codes_than_a_sheet_has_are_refused() {
    assert_eq!(refused(RecoverySheet::draw(0, false)), ("Person".to_owned(), "Count".to_owned()));
    assert_eq!(refused(RecoverySheet::draw(17, true)), ("Person".to_owned(), "Count".to_owned()));
}

#[test]
fn a_megabyte_is_refused_like_any_other_text() {
    let huge = "7".repeat(1 << 20);
    assert!(tell(&huge).len() > 20);
    assert!(policies().read(huge.as_bytes(), PolicyFileKind::PolicyFile).is_err());
    assert!(policies().with_key("login.required", &"é".repeat(1 << 19)).is_err());
    let attempt = record_of(&alice()).verify(NOW, CODE, &policies()).unwrap();
    attempt.next().unwrap();
    attempt.told(Commit::Stored).unwrap();
}
