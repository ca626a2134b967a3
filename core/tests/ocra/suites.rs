//! Suites: all of the grammar are read, and all others refused by the name of what is wrong.

use mfa_core::{OcraPart, OcraSuite, OcraSuiteError};

use super::{KEY, answer, model, numeric, suite};

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
