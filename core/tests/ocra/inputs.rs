//! Inputs: what is missing, too much or of another kind is refused, and what is there is hashed as the RFC says.

use mfa_core::{Algorithm, OcraError, OcraFormat, OcraInputs, OcraPart, OcraPinHash, OcraQuestion, OcraTime, UnixTime};

use super::{FORMATS, HASHES, KEY, answer, model, numeric, ocra};

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

// How each input is hashed.

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
