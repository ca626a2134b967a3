//! OCRA (RFC 6287): every published response, every part of a suite that can be wrong, every input that can be missing or
//! too much, and responses to anything, compared with a model that is as naive as can be.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "helpers of tests are as blunt as tests"
)]

mod model;
#[path = "../common/vectors.rs"]
mod vectors;

use mfa_core::{
    Algorithm, Ocra, OcraError, OcraFormat, OcraInputs, OcraPart, OcraPinHash, OcraQuestion, OcraResponse,
    OcraResponseError, OcraSuite, OcraSuiteError, OcraTime, ParameterError, Secret, UnixTime,
};
use proptest::prelude::*;
use vectors::{Vector, vectors};

const RFC: &str = include_str!("../vectors/ocra.txt");
const KEY: &[u8] = b"12345678901234567890";
const HASHES: [(&str, Algorithm); 3] =
    [("SHA1", Algorithm::Sha1), ("SHA256", Algorithm::Sha256), ("SHA512", Algorithm::Sha512)];
const FORMATS: [(char, OcraFormat); 3] =
    [('A', OcraFormat::Alphanumeric), ('N', OcraFormat::Numeric), ('H', OcraFormat::Hexadecimal)];

// What the RFC publishes.

#[test]
fn every_published_response_is_given() {
    let mut given = 0;
    for vector in vectors(RFC) {
        let ocra = ocra(&vector.bytes("key"), vector.text("suite"));
        let pin_hash = published_pin_hash(&vector);
        for (index, published) in vector.text("responses").split_whitespace().enumerate() {
            let inputs = published_inputs(&vector, index, pin_hash.as_ref());
            let response = ocra.response(&inputs).unwrap();
            assert_eq!(response.as_str(), published, "line {}, response {index}", vector.line());
            assert!(response.matches(&OcraResponse::parse(published).unwrap()));
            given += 1;
        }
    }
    assert_eq!(given, 70);
}

#[test]
fn every_published_pin_hash_is_the_hash_of_its_pin() {
    for vector in vectors(RFC).iter().filter(|vector| !vector.text("pin").is_empty()) {
        let ocra = ocra(&vector.bytes("key"), vector.text("suite"));
        let (hashed, imported) =
            (published_pin_hash(vector).unwrap(), OcraPinHash::import(&vector.bytes("pin_hash")).unwrap());
        let response = |pin_hash| ocra.response(&published_inputs(vector, 0, Some(pin_hash))).unwrap();
        assert!(response(&hashed).matches(&response(&imported)), "line {}", vector.line());
    }
}

#[test]
fn every_published_time_falls_into_its_step() {
    for vector in vectors(RFC).iter().filter(|vector| !vector.text("time").is_empty()) {
        let ocra = ocra(&vector.bytes("key"), vector.text("suite"));
        let at = published_inputs(vector, 0, None);
        let in_step = OcraInputs { time: Some(OcraTime::Step(vector.number("step"))), ..at };
        let (at, in_step) = (ocra.response(&at).unwrap(), ocra.response(&in_step).unwrap());
        assert!(at.matches(&in_step), "line {}", vector.line());
    }
}

/// Section 6.4, with the one digit of the third's question length.
#[test]
fn suites_that_the_rfc_explains_mean_what_it_says() {
    let first = suite("OCRA-1:HOTP-SHA512-8:C-QN08-PSHA1");
    assert_eq!((first.algorithm(), first.digits(), first.takes_counter()), (Algorithm::Sha512, 8, true));
    assert_eq!((first.question_format(), first.longest_question()), (OcraFormat::Numeric, 8));
    assert_eq!((first.pin_hash(), first.session_length()), (Some(Algorithm::Sha1), None));
    assert_eq!(first.time_step(), None);

    let second = suite("OCRA-1:HOTP-SHA256-6:QA10-T1M");
    assert_eq!((second.algorithm(), second.digits(), second.takes_counter()), (Algorithm::Sha256, 6, false));
    assert_eq!((second.question_format(), second.longest_question()), (OcraFormat::Alphanumeric, 10));
    assert_eq!(second.time_step().unwrap().count(), 60);

    let third = suite("OCRA-1:HOTP-SHA1-4:QH8-S512");
    assert_eq!((third.algorithm(), third.digits(), third.takes_counter()), (Algorithm::Sha1, 4, false));
    assert_eq!((third.question_format(), third.longest_question()), (OcraFormat::Hexadecimal, 8));
    assert_eq!(third.session_length(), Some(512));
}

fn published_inputs<'a>(vector: &Vector, index: usize, pin_hash: Option<&'a OcraPinHash>) -> OcraInputs<'a> {
    let format = suite(vector.text("suite")).question_format();
    let one_of = |key: &str| vector.text(key).split_whitespace().nth(index);
    let question = |text| OcraQuestion::new(format, text).unwrap();
    let time = (!vector.text("time").is_empty()).then(|| vector.number("time"));
    OcraInputs {
        counter: one_of("counters").map(|counter| counter.parse().unwrap()),
        question: question(one_of("questions").unwrap()),
        own_question: one_of("own_questions").map(question),
        pin_hash,
        session: None,
        time: time.map(at),
    }
}

fn published_pin_hash(vector: &Vector) -> Option<OcraPinHash> {
    let algorithm = suite(vector.text("suite")).pin_hash()?;
    Some(OcraPinHash::of(vector.text("pin"), algorithm).unwrap())
}

// Suites.

#[test]
fn every_malformed_suite_is_refused_by_the_name_of_what_is_wrong() {
    use OcraPart::{Counter, PinHash, Question, Session, Time};
    use OcraSuiteError as Error;
    let table = [
        // The version.
        ("", Error::Version),
        (":", Error::Version),
        ("OCRA", Error::Version),
        ("OCRA-:HOTP-SHA1-6:QN08", Error::Version),
        ("OCRA-0:HOTP-SHA1-6:QN08", Error::Version),
        ("OCRA-2:HOTP-SHA1-6:QN08", Error::Version),
        ("OCRA-10:HOTP-SHA1-6:QN08", Error::Version),
        ("OCRA1:HOTP-SHA1-6:QN08", Error::Version),
        ("ocra-1:HOTP-SHA1-6:QN08", Error::Version),
        (" OCRA-1:HOTP-SHA1-6:QN08", Error::Version),
        ("HOTP-SHA1-6:QN08", Error::Version),
        ("OCRA-1-HOTP-SHA1-6-QN08", Error::Version),
        // The function.
        ("OCRA-1", Error::Function),
        ("OCRA-1:", Error::Function),
        ("OCRA-1::QN08", Error::Function),
        ("OCRA-1:TOTP-SHA1-6:QN08", Error::Function),
        ("OCRA-1:hotp-SHA1-6:QN08", Error::Function),
        ("OCRA-1:HOTP2-SHA1-6:QN08", Error::Function),
        ("OCRA-1:SHA1-6:QN08", Error::Function),
        ("OCRA-1: HOTP-SHA1-6:QN08", Error::Function),
        ("OCRA-1:HOTPSHA1-6:QN08", Error::Function),
        // The hash.
        ("OCRA-1:HOTP", Error::Hash),
        ("OCRA-1:HOTP-", Error::Hash),
        ("OCRA-1:HOTP:QN08", Error::Hash),
        ("OCRA-1:HOTP-6:QN08", Error::Hash),
        ("OCRA-1:HOTP--6:QN08", Error::Hash),
        ("OCRA-1:HOTP-SHA-1-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-sha1-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-Sha1-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-SHA-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-SHA2-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-SHA224-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-SHA384-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-SHA1024-6:QN08", Error::Hash),
        ("OCRA-1:HOTP-MD5-6:QN08", Error::Hash),
        // The digits.
        ("OCRA-1:HOTP-SHA1", Error::Digits),
        ("OCRA-1:HOTP-SHA1:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-1:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-3:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-11:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-06:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-00:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-+6:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-6 :QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-six:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-６:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-6-8:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-4294967302:QN08", Error::Digits),
        ("OCRA-1:HOTP-SHA1-0:QN08", Error::Untruncated),
        ("OCRA-1:HOTP-SHA512-0:C-QN08-PSHA1", Error::Untruncated),
        // A question.
        ("OCRA-1:HOTP-SHA1-6", Error::MissingQuestion),
        ("OCRA-1:HOTP-SHA1-6:C", Error::MissingQuestion),
        ("OCRA-1:HOTP-SHA1-6:PSHA1", Error::MissingQuestion),
        ("OCRA-1:HOTP-SHA1-6:C-PSHA1-S064-T1M", Error::MissingQuestion),
        ("OCRA-1:HOTP-SHA1-6:Q", Error::QuestionFormat),
        ("OCRA-1:HOTP-SHA1-6:Q08", Error::QuestionFormat),
        ("OCRA-1:HOTP-SHA1-6:QB08", Error::QuestionFormat),
        ("OCRA-1:HOTP-SHA1-6:Qn08", Error::QuestionFormat),
        ("OCRA-1:HOTP-SHA1-6:QX08-T1M", Error::QuestionFormat),
        ("OCRA-1:HOTP-SHA1-6:QN", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN0", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN3", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN00", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN03", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN65", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN99", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN008", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN064", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN0x8", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN+8", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08 ", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08\n", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08\0", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08:", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08:T1M", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08T1M", Error::QuestionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08_PSHA1", Error::QuestionLength),
        // The counter.
        ("OCRA-1:HOTP-SHA1-6:C1-QN08", Error::Counter),
        ("OCRA-1:HOTP-SHA1-6:CQN08", Error::Counter),
        ("OCRA-1:HOTP-SHA1-6:CC-QN08", Error::Counter),
        // The PIN hash.
        ("OCRA-1:HOTP-SHA1-6:QN08-P", Error::PinHash),
        ("OCRA-1:HOTP-SHA1-6:QN08-PSHA", Error::PinHash),
        ("OCRA-1:HOTP-SHA1-6:QN08-PSHA2", Error::PinHash),
        ("OCRA-1:HOTP-SHA1-6:QN08-PSHA384", Error::PinHash),
        ("OCRA-1:HOTP-SHA1-6:QN08-Psha1", Error::PinHash),
        ("OCRA-1:HOTP-SHA1-6:QN08-PSHA10", Error::PinHash),
        ("OCRA-1:HOTP-SHA1-6:QN08-PSHA-1", Error::PinHash),
        ("OCRA-1:HOTP-SHA1-6:QN08-P1234", Error::PinHash),
        // The session information.
        ("OCRA-1:HOTP-SHA1-6:QN08-S", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S0", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S64", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S000", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S513", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S999", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S0064", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S0x4", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-S+64", Error::SessionLength),
        ("OCRA-1:HOTP-SHA1-6:QN08-SHA1", Error::SessionLength),
        // The time step.
        ("OCRA-1:HOTP-SHA1-6:QN08-T", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-TM", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T1", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T1m", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T1D", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-TM1", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T0S", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T0M", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T01M", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T60S", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T60M", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T49H", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T100S", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T4294967297S", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T1H30M", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T-1M", Error::TimeStep),
        // Erratum 3729: the RFC's table begins at 0H, which is no step.
        ("OCRA-1:HOTP-SHA1-6:QN08-T0H", Error::TimeStep),
        ("OCRA-1:HOTP-SHA1-6:QN08-T00H", Error::TimeStep),
        // Inputs that are none.
        ("OCRA-1:HOTP-SHA1-6:", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:-", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:N08", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:qn08", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:c-QN08", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6: QN08", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:-QN08", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:QN08-", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:QN08--T1M", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:QN08-psha1", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:QN08-X", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:QN08-1M", Error::UnknownInput),
        ("OCRA-1:HOTP-SHA1-6:QN08-ÄT1M", Error::UnknownInput),
        // Inputs twice.
        ("OCRA-1:HOTP-SHA1-6:C-C-QN08", Error::Duplicate { part: Counter }),
        ("OCRA-1:HOTP-SHA1-6:QN08-QN08", Error::Duplicate { part: Question }),
        ("OCRA-1:HOTP-SHA1-6:QN08-QA08", Error::Duplicate { part: Question }),
        ("OCRA-1:HOTP-SHA1-6:QN08-PSHA1-PSHA1", Error::Duplicate { part: PinHash }),
        ("OCRA-1:HOTP-SHA1-6:QN08-PSHA1-PSHA256", Error::Duplicate { part: PinHash }),
        ("OCRA-1:HOTP-SHA1-6:QN08-S064-S128", Error::Duplicate { part: Session }),
        ("OCRA-1:HOTP-SHA1-6:QN08-T1M-T1H", Error::Duplicate { part: Time }),
        // Inputs in another order.
        ("OCRA-1:HOTP-SHA1-6:QN08-C", Error::Order { part: Counter }),
        ("OCRA-1:HOTP-SHA1-6:C-QN08-C", Error::Order { part: Counter }),
        ("OCRA-1:HOTP-SHA1-6:PSHA1-QN08", Error::Order { part: Question }),
        ("OCRA-1:HOTP-SHA1-6:T1M-QN08", Error::Order { part: Question }),
        ("OCRA-1:HOTP-SHA1-6:QN08-S064-PSHA1", Error::Order { part: PinHash }),
        ("OCRA-1:HOTP-SHA1-6:QN08-T1M-PSHA1", Error::Order { part: PinHash }),
        ("OCRA-1:HOTP-SHA1-6:QN08-T1M-S064", Error::Order { part: Session }),
        // Longer than the longest.
        ("OCRA-1:HOTP-SHA512-10:C-QA64-PSHA512-S512-T59M0", Error::TooLong),
        ("OCRA-1:HOTP-SHA1-6:QN0000000000000000000000000000000000000008", Error::TooLong),
    ];
    for (text, error) in table {
        assert_eq!(OcraSuite::parse(text), Err(error), "{text}");
    }
    let refusals = table.iter().map(|(_, error)| core::mem::discriminant(error));
    assert_eq!(refusals.collect::<std::collections::HashSet<_>>().len(), 16, "a refusal that nothing shows");
}

#[test]
fn long_text_is_refused_however_long() {
    for length in [47, 100, 10_000, 1_000_000] {
        assert_eq!(OcraSuite::parse(&"O".repeat(length)), Err(OcraSuiteError::TooLong));
    }
    assert!(OcraSuite::parse("OCRA-1:HOTP-SHA512-10:C-QA64-PSHA512-S512-T59M").is_ok());
}

#[test]
fn every_suite_in_another_case_is_refused() {
    let text = "OCRA-1:HOTP-SHA512-10:C-QA64-PSHA512-S512-T59M";
    for index in 0..text.len() {
        let mut other = text.to_owned();
        other[index..=index].make_ascii_lowercase();
        assert_eq!(OcraSuite::parse(&other).is_ok(), other == text, "{other}");
    }
}

#[test]
fn every_suite_of_the_grammar_is_read_and_kept_as_it_is_written() {
    let mut read = 0;
    for written in model::all_suites() {
        let suite = suite(&written.text());
        assert_eq!(model::Suite::of(&suite), written);
        assert_eq!(suite.to_string(), written.text());
        assert_eq!(suite.as_str(), written.text());
        read += 1;
    }
    assert!(read > 5000, "{read}");
}

#[test]
fn the_suites_of_recovery_are_constants() {
    assert_eq!(OcraSuite::RECOVERY_PIN, suite("OCRA-1:HOTP-SHA256-8:QA64-T10S"));
    assert_eq!(OcraSuite::RECOVERY_CHALLENGE, suite("OCRA-1:HOTP-SHA256-8:QN08"));
    const OWN: Result<OcraSuite, OcraSuiteError> = OcraSuite::parse("OCRA-1:HOTP-SHA1-6:QN08");
    assert!(OWN.is_ok());
}

/// What is written is hashed: suites that mean the same are not the same.
#[test]
fn suites_that_are_written_differently_have_different_responses() {
    let (one, two) = ("OCRA-1:HOTP-SHA1-6:QN8", "OCRA-1:HOTP-SHA1-6:QN08");
    assert_ne!(suite(one), suite(two));
    assert_ne!(answer(KEY, one, numeric("12345678")), answer(KEY, two, numeric("12345678")));
}

// Inputs.

/// All suites with or without each input, and all inputs given or not: the first that is wrong is named.
#[test]
fn inputs_that_are_missing_or_too_much_are_refused_by_name() {
    const PARTS: [OcraPart; 4] = [OcraPart::Counter, OcraPart::PinHash, OcraPart::Session, OcraPart::Time];
    let pin_hash = OcraPinHash::import(&[7; 20]).unwrap();
    for taken in 0..1_u32 << PARTS.len() {
        let takes = |index: usize| taken >> index & 1 == 1;
        let text = |index, text| if takes(index) { text } else { "" };
        let text = [text(0, "C-"), "QN08", text(1, "-PSHA1"), text(2, "-S008"), text(3, "-T1M")].concat();
        let ocra = ocra(KEY, &format!("OCRA-1:HOTP-SHA1-6:{text}"));
        for given in 0..1_u32 << PARTS.len() {
            let gives = |index: usize| given >> index & 1 == 1;
            let inputs = OcraInputs {
                counter: gives(0).then_some(1),
                pin_hash: gives(1).then_some(&pin_hash),
                session: gives(2).then_some(b"session"),
                time: gives(3).then_some(OcraTime::Step(1)),
                ..OcraInputs::of(numeric("12345678"))
            };
            let wrong = (0..PARTS.len()).find(|&index| takes(index) != gives(index));
            let expected = wrong.map(|index| match (PARTS[index], takes(index)) {
                (part, true) => OcraError::Missing { part },
                (part, false) => OcraError::Superfluous { part },
            });
            assert_eq!(ocra.response(&inputs).err(), expected, "{text}, {inputs:?}");
        }
    }
}

#[test]
fn questions_of_another_format_than_the_suites_are_refused() {
    for (of_suite, _) in FORMATS {
        for (letter, format) in FORMATS {
            let ocra = ocra(KEY, &format!("OCRA-1:HOTP-SHA1-6:Q{of_suite}08"));
            // Digits, so that every format has them.
            let question = OcraQuestion::new(format, "12345678").unwrap();
            let expected = (of_suite != letter).then_some(OcraError::QuestionFormat);
            assert_eq!(ocra.response(&OcraInputs::of(question)).err(), expected);
        }
    }
    let mixed = OcraInputs {
        own_question: Some(OcraQuestion::alphanumeric("12345678").unwrap()),
        ..OcraInputs::of(numeric("12345678"))
    };
    assert_eq!(ocra(KEY, "OCRA-1:HOTP-SHA1-6:QN08").response(&mixed).err(), Some(OcraError::QuestionFormat));
}

#[test]
fn questions_have_four_characters_to_as_many_as_the_suite_allows() {
    for most in 4..=64 {
        let ocra = ocra(KEY, &format!("OCRA-1:HOTP-SHA1-6:QH{most:02}"));
        for length in 0..70 {
            let text = "a".repeat(length);
            let answered =
                OcraQuestion::hexadecimal(&text).and_then(|question| ocra.response(&OcraInputs::of(question)));
            let expected = match length {
                4.. if length <= most => None,
                4..=64 => Some(OcraError::QuestionLength { length, most }),
                _ => Some(OcraError::QuestionLength { length, most: 64 }),
            };
            assert_eq!(answered.err(), expected, "{length} of {most}");
        }
    }
}

#[test]
fn own_questions_are_no_longer_than_the_suite_allows_either() {
    let ocra = ocra(KEY, "OCRA-1:HOTP-SHA1-6:QN04");
    let inputs = OcraInputs { own_question: Some(numeric("12345")), ..OcraInputs::of(numeric("1234")) };
    assert_eq!(ocra.response(&inputs).err(), Some(OcraError::QuestionLength { length: 5, most: 4 }));
}

#[test]
fn questions_have_the_characters_of_their_format_and_no_others() {
    for character in (0..=0x17f).filter_map(char::from_u32) {
        let text = format!("123{character}4567");
        let ascii = character.is_ascii();
        let expected = |has: bool| (!(ascii && has)).then_some(OcraError::QuestionCharacter { position: 3 });
        for (format, has) in [
            (OcraFormat::Numeric, character.is_ascii_digit()),
            (OcraFormat::Hexadecimal, character.is_ascii_hexdigit()),
            (OcraFormat::Alphanumeric, ('\u{21}'..='\u{7e}').contains(&character)),
        ] {
            assert_eq!(OcraQuestion::new(format, &text).err(), expected(has), "{text:?}");
        }
    }
}

#[test]
fn pin_hashes_are_of_the_suites_hash() {
    for (name, of_suite) in HASHES {
        let ocra = ocra(KEY, &format!("OCRA-1:HOTP-SHA1-6:QN08-P{name}"));
        for (_, algorithm) in HASHES {
            let pin_hash = OcraPinHash::of("1234", algorithm).unwrap();
            assert_eq!(pin_hash.algorithm(), algorithm);
            let inputs = OcraInputs { pin_hash: Some(&pin_hash), ..OcraInputs::of(numeric("12345678")) };
            let expected = (of_suite != algorithm).then_some(OcraError::PinHash);
            assert_eq!(ocra.response(&inputs).err(), expected);
        }
    }
}

#[test]
fn pin_hashes_have_the_length_of_a_hash() {
    for length in 0..200 {
        let expected = (![20, 32, 64].contains(&length)).then_some(OcraError::PinHashLength { length });
        assert_eq!(OcraPinHash::import(&vec![1; length]).err(), expected);
    }
}

#[test]
fn session_information_is_as_long_as_the_suite_says_or_shorter() {
    for most in [1, 8, 64, 128, 511, 512] {
        let ocra = ocra(KEY, &format!("OCRA-1:HOTP-SHA1-6:QN08-S{most:03}"));
        for length in [0, 1, 7, 8, 9, 64, 127, 128, 129, 511, 512, 513, 5000] {
            let session = vec![b's'; length];
            let inputs = OcraInputs { session: Some(&session), ..OcraInputs::of(numeric("12345678")) };
            let expected = (length > most).then_some(OcraError::SessionLength { length, most });
            assert_eq!(ocra.response(&inputs).err(), expected, "{length} of {most}");
        }
    }
}

// Traps, by what is promised.

/// Trap 46. 12345678 is bc614e in hexadecimal.
#[test]
fn numeric_questions_are_hexadecimal_with_zeros_behind() {
    let mut message = b"OCRA-1:HOTP-SHA1-6:QN08\0\xbc\x61\x4e".to_vec();
    message.resize(message.len() + 125, 0);
    assert_eq!(
        answer(KEY, "OCRA-1:HOTP-SHA1-6:QN08", numeric("12345678")),
        model::response(Algorithm::Sha1, KEY, &message, 6)
    );
}

/// Trap 46. 1193046 is 123456 in hexadecimal, and 4660 is 1234, but 74565 is 12345: it ends in the middle of a byte.
#[test]
fn numbers_of_odd_length_end_in_the_middle_of_a_byte() {
    for (question, bytes) in
        [("00074565", b"\x12\x34\x50"), ("00004660", b"\x12\x34\x00"), ("01193046", b"\x12\x34\x56")]
    {
        let mut message = b"OCRA-1:HOTP-SHA1-6:QN08\0".to_vec();
        message.extend(bytes);
        message.resize(message.len() + 125, 0);
        let expected = model::response(Algorithm::Sha1, KEY, &message, 6);
        assert_eq!(answer(KEY, "OCRA-1:HOTP-SHA1-6:QN08", numeric(question)), expected);
    }
}

/// Trap 46: "abc" is the bytes ab and c0, in either case.
#[test]
fn hexadecimal_questions_of_odd_length_end_in_the_middle_of_a_byte() {
    let suite = "OCRA-1:HOTP-SHA256-8:QH64";
    let question = |text| OcraQuestion::hexadecimal(text).unwrap();
    let mut message = b"OCRA-1:HOTP-SHA256-8:QH64\0\x0a\xbc\xd0".to_vec();
    message.resize(message.len() + 125, 0);
    let expected = model::response(Algorithm::Sha256, KEY, &message, 8);
    for text in ["0abcd", "0ABCD", "0aBcD0", "0abcd000"] {
        assert_eq!(answer(KEY, suite, question(text)), expected, "{text}");
    }
    assert_ne!(answer(KEY, suite, question("abcd")), expected, "zeros in front of hexadecimal digits are kept");
}

/// Trap 46.
#[test]
fn session_information_has_zeros_in_front() {
    let ocra = ocra(KEY, "OCRA-1:HOTP-SHA1-6:QA08-S064");
    let inputs =
        OcraInputs { session: Some(b"session"), ..OcraInputs::of(OcraQuestion::alphanumeric("question").unwrap()) };
    let mut message = b"OCRA-1:HOTP-SHA1-6:QA08-S064\0question".to_vec();
    message.resize(message.len() + 120 + 57, 0);
    message.extend(b"session");
    let expected = model::response(Algorithm::Sha1, KEY, &message, 6);
    assert_eq!(ocra.response(&inputs).unwrap().as_str(), expected);
}

/// Trap 46.
#[test]
fn counter_that_is_left_out_of_the_suite_is_left_out_of_the_message() {
    let mut message = b"OCRA-1:HOTP-SHA1-6:QA08\0question".to_vec();
    message.resize(message.len() + 120, 0);
    let expected = model::response(Algorithm::Sha1, KEY, &message, 6);
    let question = OcraQuestion::alphanumeric("question").unwrap();
    assert_eq!(answer(KEY, "OCRA-1:HOTP-SHA1-6:QA08", question), expected);
}

/// Trap 46: and a counter of 0 that is in the suite is in the message.
#[test]
fn counter_of_zero_is_hashed() {
    let ocra = ocra(KEY, "OCRA-1:HOTP-SHA1-6:C-QA08");
    let inputs = OcraInputs { counter: Some(0), ..OcraInputs::of(OcraQuestion::alphanumeric("question").unwrap()) };
    let mut message = b"OCRA-1:HOTP-SHA1-6:C-QA08\0\0\0\0\0\0\0\0\0question".to_vec();
    message.resize(message.len() + 120, 0);
    assert_eq!(ocra.response(&inputs).unwrap().as_str(), model::response(Algorithm::Sha1, KEY, &message, 6));
}

/// Trap 55.
#[test]
fn numeric_questions_collide_where_one_is_sixteen_times_the_other() {
    let answer = |question| answer(KEY, "OCRA-1:HOTP-SHA256-8:QN08", numeric(question));
    assert_eq!(answer("00000001"), answer("00000016"));
    assert_eq!(answer("00000001"), answer("00000256"));
    assert_eq!(answer("01234567"), answer("19753072"));
    assert_eq!(answer("0001"), answer("00000001"), "zeros in front of a number are lost");
    assert_ne!(answer("00000001"), answer("00000002"));
}

/// Trap 55: drawn from 10000000 to 99999999 and not divisible by 16, no two are hashed as the same bytes. What is hashed
/// is the number's hexadecimal digits with zeros behind, and none of these ends in a zero.
#[test]
fn numeric_questions_that_are_drawn_with_care_do_not_collide() {
    let ocra = ocra(KEY, "OCRA-1:HOTP-SHA256-10:QN08");
    let mut responses = std::collections::HashSet::new();
    let (mut drawn, mut asked) = (10_000_000_u32, 0);
    while drawn < 100_000_000 {
        let question = drawn.to_string();
        let response = ocra.response(&OcraInputs::of(numeric(&question))).unwrap();
        assert!(responses.insert(response.to_string()), "{drawn}");
        asked += 1;
        // A stride that meets every residue, and multiples of 16 of what was there before.
        drawn += 30_011;
        drawn += u32::from(drawn % 16 == 0);
    }
    assert!(asked > 2900);
}

/// 128 digits are 54 bytes: nothing on the way is a machine's number.
#[test]
fn numeric_questions_of_64_digits_and_two_of_them_are_whole() {
    let ocra = ocra(KEY, "OCRA-1:HOTP-SHA512-8:QN64");
    let nines = "9".repeat(64);
    for (own, digits) in [(None, nines.clone()), (Some(numeric(&nines)), nines.repeat(2))] {
        let mut message = b"OCRA-1:HOTP-SHA512-8:QN64\0".to_vec();
        message.extend(model::numeric_block(&digits));
        let inputs = OcraInputs { own_question: own, ..OcraInputs::of(numeric(&nines)) };
        let expected = model::response(Algorithm::Sha512, KEY, &message, 8);
        assert_eq!(ocra.response(&inputs).unwrap().as_str(), expected);
    }
}

#[test]
fn own_questions_follow_the_other_sides() {
    let ocra = ocra(KEY, "OCRA-1:HOTP-SHA256-8:QA08");
    let question = |text| OcraQuestion::alphanumeric(text).unwrap();
    let of = |first, second| OcraInputs { own_question: Some(question(second)), ..OcraInputs::of(question(first)) };
    let response = |inputs| ocra.response(&inputs).unwrap().to_string();
    assert_ne!(response(of("CLI22220", "SRV11110")), response(of("SRV11110", "CLI22220")));
    assert_eq!(response(of("CLI22", "220SRV11")), response(of("CLI2222", "0SRV11")), "nothing stands between them");
}

// Times and counters at their ends.

#[test]
fn counters_are_all_numbers_of_64_bits() {
    let suite = model::Suite { counter: true, ..model::Suite::plain() };
    for counter in [0, 1, 255, 256, (1 << 32) - 1, 1 << 32, (1 << 63) - 1, 1 << 63, u64::MAX - 1, u64::MAX] {
        let given = model::Given { counter, ..model::Given::plain() };
        assert_eq!(given.answered(KEY, &suite), given.expected(KEY, &suite), "{counter}");
    }
}

#[test]
fn steps_are_all_numbers_of_64_bits() {
    let suite = model::Suite { time_step: Some((1, 'M')), ..model::Suite::plain() };
    for step in [0, 1, (1 << 32) - 1, 1 << 32, 1 << 63, u64::MAX] {
        let given = model::Given { time: OcraTime::Step(step), ..model::Given::plain() };
        assert_eq!(given.answered(KEY, &suite), given.expected(KEY, &suite), "{step}");
    }
}

#[test]
fn times_fall_into_steps_at_their_edges() {
    for (count, unit, seconds) in
        [(1, 'S', 1), (59, 'S', 59), (1, 'M', 60), (59, 'M', 3540), (1, 'H', 3600), (48, 'H', 172_800)]
    {
        let suite = model::Suite { time_step: Some((count, unit)), ..model::Suite::plain() };
        assert_eq!(suite.parsed().time_step().unwrap().count(), seconds);
        let seconds = u64::from(seconds);
        for step in [0, 1, 2, 1000, UnixTime::MAX.seconds() / seconds] {
            let begin = step * seconds;
            let in_step = model::Given { time: OcraTime::Step(step), ..model::Given::plain() }.answered(KEY, &suite);
            for now in [begin, begin + seconds - 1, begin + seconds] {
                let Ok(time) = UnixTime::new(now) else { continue };
                let answered = model::Given { time: OcraTime::At(time), ..model::Given::plain() }.answered(KEY, &suite);
                assert_eq!(answered == in_step, now < begin + seconds, "{now} and step {step} of {seconds} seconds");
            }
        }
    }
}

// Keys and responses.

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

// Anything at all, compared with the model.

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn responses_to_anything_are_the_models(
        key in prop::collection::vec(any::<u8>(), 10..=128),
        (suite, given) in model::any_case(),
    ) {
        prop_assert_eq!(given.answered(&key, &suite), given.expected(&key, &suite));
    }

    #[test]
    fn suites_are_read_exactly_if_they_are_of_the_grammar(text in model::nearly_a_suite()) {
        let read = OcraSuite::parse(&text);
        prop_assert_eq!(read.is_ok(), model::is_suite(&text), "{} {:?}", text, read);
        if let Ok(suite) = read {
            prop_assert_eq!(model::Suite::of(&suite).text(), text);
        }
    }

    #[test]
    fn suites_with_one_byte_changed_are_read_exactly_if_they_are_of_the_grammar(
        suite in model::any_suite(),
        place in any::<prop::sample::Index>(),
        byte in 0_u8..=127,
    ) {
        let mut text = suite.text().into_bytes();
        let place = place.index(text.len());
        text[place] = byte;
        let text = String::from_utf8(text).unwrap();
        prop_assert_eq!(OcraSuite::parse(&text).is_ok(), model::is_suite(&text), "{}", text);
    }

    #[test]
    fn any_text_is_answered(text in any::<String>(), typed in "[0-9 \\-a\u{e9}]{0,14}") {
        prop_assert!(OcraSuite::parse(&text).is_err());
        for (_, format) in FORMATS {
            let _ = OcraQuestion::new(format, &text);
        }
        let _ = OcraResponse::parse(&text);
        if let Ok(response) = OcraResponse::parse(&typed) {
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(response.as_str(), digits);
        }
    }

    #[test]
    fn any_inputs_are_answered(
        suite in model::any_suite(),
        question in "[0-9a-fA-F]{0,70}",
        own in prop::option::of("[0-9]{0,70}"),
        pin_hash in prop::option::of(prop::collection::vec(any::<u8>(), 0..70)),
        session in prop::option::of(prop::collection::vec(any::<u8>(), 0..600)),
        counter in any::<Option<u64>>(),
        step in any::<Option<u64>>(),
    ) {
        let ocra = ocra(KEY, &suite.text());
        let pin_hash = pin_hash.and_then(|bytes| OcraPinHash::import(&bytes).ok());
        for (_, format) in FORMATS {
            let Ok(question) = OcraQuestion::new(format, &question) else { continue };
            let own_question = own.as_ref().and_then(|own| OcraQuestion::new(format, own).ok());
            let _ = ocra.response(&OcraInputs {
                counter,
                question,
                own_question,
                pin_hash: pin_hash.as_ref(),
                session: session.as_deref(),
                time: step.map(OcraTime::Step),
            });
        }
    }
}

fn suite(text: &str) -> OcraSuite {
    OcraSuite::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn ocra(key: &[u8], text: &str) -> Ocra {
    let prepared: Result<Ocra, ParameterError> = Ocra::new(&Secret::import(key).unwrap(), suite(text));
    prepared.unwrap()
}

fn numeric(text: &str) -> OcraQuestion<'_> {
    OcraQuestion::numeric(text).unwrap()
}

fn at(seconds: u64) -> OcraTime {
    OcraTime::At(UnixTime::new(seconds).unwrap())
}

fn answer(key: &[u8], suite: &str, question: OcraQuestion<'_>) -> String {
    ocra(key, suite).response(&OcraInputs::of(question)).unwrap().to_string()
}
