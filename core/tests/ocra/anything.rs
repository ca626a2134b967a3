//! Anything at all, compared with the model.

use mfa_core::{OcraInputs, OcraPinHash, OcraQuestion, OcraResponse, OcraSuite, OcraTime};
use proptest::prelude::*;

use super::{FORMATS, KEY, model, ocra};

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
