//! Responses: computed with every key, of every length, typed, compared and shown.

use mfa_core::{
    Ocra, OcraError, OcraInputs, OcraPart, OcraPinHash, OcraResponse, OcraResponseError, OcraSuite, OcraSuiteError,
};

use super::{HASHES, KEY, model, numeric, ocra};

#[test]
fn keys_of_every_length_are_used_whole() {
    for (name, algorithm) in HASHES {
        for length in 10..=128_usize {
            let key: Vec<u8> = (0..length).map(|index| (index * 37 + length) as u8).collect();
            let suite = model::Suite { algorithm, ..model::Suite::plain() };
            let given = model::Given::plain();
            assert_eq!(given.answered(&key, &suite), given.expected(&key, &suite), "{length} bytes, {name}");
        }
    }
}

#[test]
fn responses_of_every_number_of_digits_keep_their_zeros() {
    for digits in 4..=10 {
        let suite = model::Suite { digits, counter: true, ..model::Suite::plain() };
        let mut zeros = 0;
        for counter in 0..200 {
            let given = model::Given { counter, ..model::Given::plain() };
            let answered = given.answered(KEY, &suite);
            assert_eq!(answered, given.expected(KEY, &suite));
            assert_eq!(answered.len(), digits as usize);
            zeros += u32::from(answered.starts_with('0'));
        }
        assert!(zeros > 5, "{digits} digits, {zeros} times a zero in front");
    }
}

#[test]
fn typed_responses_are_read_like_codes() {
    for spelled in ["00170", "001-70", " 0 0 1 7 0 ", "0\t0\n1\r70", "--00170--"] {
        let typed = OcraResponse::parse(spelled).unwrap();
        assert_eq!((typed.as_str(), typed.digits()), ("00170", 5));
    }
    assert_eq!(OcraResponse::parse(" - ").err(), Some(OcraResponseError::Empty));
    for digits in (1..4).chain(11..50) {
        let refused = OcraResponse::parse(&"7".repeat(digits)).err();
        assert_eq!(refused, Some(OcraResponseError::Length { digits }));
    }
    for (typed, position) in [("12a4", 2), ("+1234", 0), ("1234.", 4), ("１２３４", 0), ("123\u{a0}4", 3), ("1_234", 1)]
    {
        assert_eq!(OcraResponse::parse(typed).err(), Some(OcraResponseError::NotADigit { position }));
    }
}

#[test]
fn responses_match_only_what_is_the_same_digit_for_digit() {
    let response = |text: &str| OcraResponse::parse(text).unwrap();
    for digits in 4..=10 {
        let right = "0123456789"[..digits].to_owned();
        assert!(response(&right).matches(&response(&right)));
        for index in 0..digits {
            for digit in '0'..='9' {
                let mut typed = right.clone();
                typed.replace_range(index..=index, &digit.to_string());
                assert_eq!(response(&right).matches(&response(&typed)), typed == right, "{typed}");
            }
        }
        for other in (4..=10).filter(|other| *other != digits) {
            assert!(!response(&right).matches(&response(&"0123456789"[..other])));
            assert!(!response(&"0".repeat(digits)).matches(&response(&"0".repeat(other))), "zeros count");
        }
    }
}

#[test]
fn nothing_secret_is_printed() {
    let ocra = ocra(b"a key that is secret", "OCRA-1:HOTP-SHA1-6:QN08-PSHA1-S064");
    let pin_hash = OcraPinHash::import(b"a hash that's secret").unwrap();
    let inputs = OcraInputs {
        pin_hash: Some(&pin_hash),
        session: Some(b"a session that is secret"),
        ..OcraInputs::of(numeric("12345678"))
    };
    let response = ocra.response(&inputs).unwrap();
    for printed in [format!("{ocra:?}"), format!("{inputs:?}"), format!("{pin_hash:?}"), format!("{response:?}")] {
        assert!(!printed.contains("secret"), "{printed}");
        assert!(!printed.contains("97, 32"), "{printed}");
        assert!(!printed.contains(response.as_str()), "{printed}");
    }
    assert_eq!(format!("{ocra:?}"), r#"Ocra { suite: OcraSuite("OCRA-1:HOTP-SHA1-6:QN08-PSHA1-S064"), .. }"#);
    assert_eq!(format!("{response:?}"), "OcraResponse(6 digits)");
    assert_eq!(format!("{response:>8}"), format!("  {}", response.as_str()));
}

#[test]
fn every_refusal_is_a_sentence_of_its_own() {
    let part = OcraPart::Time;
    let sentences = [
        OcraError::Missing { part }.to_string(),
        OcraError::Superfluous { part }.to_string(),
        OcraError::QuestionLength { length: 3, most: 8 }.to_string(),
        OcraError::SessionLength { length: 65, most: 64 }.to_string(),
        OcraSuiteError::Duplicate { part }.to_string(),
        OcraSuiteError::Order { part }.to_string(),
    ];
    assert_eq!(
        sentences,
        [
            "time (T) is missing; the suite takes it",
            "time (T) was given, but the suite does not take it",
            "the question has 3 characters; 4 to 8 are allowed",
            "the session information has 65 bytes; the suite allows at most 64",
            "time (T) is there more than once",
            "time (T) is in the wrong place; the order is C, Q, P, S, T",
        ]
    );
}

#[test]
fn what_is_prepared_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Ocra>();
    shared::<OcraSuite>();
    shared::<OcraPinHash>();
    shared::<OcraResponse>();
}
