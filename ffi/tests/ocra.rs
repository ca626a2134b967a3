//! OCRA from C: the responses that RFC 6287 publishes, and inputs that the suite takes, or does not.
#![cfg(feature = "ocra")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may be blunt"
)]
#![allow(clippy::panic, reason = "a test may be blunt")]
#![allow(unsafe_code, reason = "it calls the C ABI")]

use core::ffi::CStr;
use core::mem::MaybeUninit;
use core::ptr::{null, null_mut};

use mfa::credential::*;
use mfa::ocra::*;
use mfa::result::*;
use mfa::secret::*;

#[path = "../../core/tests/common/vectors.rs"]
mod vectors;

use vectors::vectors;

const VECTORS: &str = include_str!("../../core/tests/vectors/ocra.txt");
const KEY: &[u8] = b"12345678901234567890";
/// A suite that takes everything.
const ALL: &str = "OCRA-1:HOTP-SHA1-8:C-QH16-PSHA256-S064-T30S";

fn none<T>() -> Box<T> {
    // SAFETY: what the header has is numbers alone.
    Box::new(unsafe { MaybeUninit::zeroed().assume_init() })
}

fn ocra(key: &[u8], suite: &str) -> Result<Box<mfa_ocra>, mfa_result> {
    let (mut secret, mut ocra) = (none::<mfa_secret>(), none::<mfa_ocra>());
    // SAFETY: good pointers.
    let result = unsafe {
        assert_eq!(mfa_secret_import(&raw mut *secret, key.as_ptr(), key.len()), MFA_OK);
        mfa_ocra_make(&raw mut *ocra, &raw const *secret, suite.as_ptr().cast(), suite.len())
    };
    if result == MFA_OK { Ok(ocra) } else { Err(result) }
}

fn suite_of(ocra: &mfa_ocra) -> mfa_ocra_suite {
    let mut suite = none::<mfa_ocra_suite>();
    suite.size = size_of::<mfa_ocra_suite>().try_into().unwrap();
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_ocra_suite_of(ocra, &raw mut *suite), MFA_OK) };
    *suite
}

fn inputs(format: u32, question: &str) -> Result<Box<mfa_ocra_inputs>, mfa_result> {
    let mut inputs = none::<mfa_ocra_inputs>();
    // SAFETY: good pointers.
    let result = unsafe { mfa_ocra_inputs_make(&raw mut *inputs, format, question.as_ptr().cast(), question.len()) };
    if result == MFA_OK { Ok(inputs) } else { Err(result) }
}

fn response(ocra: &mfa_ocra, inputs: &mfa_ocra_inputs) -> Result<String, mfa_result> {
    let mut text = [0xff_u8; MFA_OCRA_RESPONSE_SIZE];
    // SAFETY: good pointers.
    match unsafe { mfa_ocra_response(ocra, inputs, text.as_mut_ptr().cast(), text.len()) } {
        MFA_OK => Ok(CStr::from_bytes_until_nul(&text).unwrap().to_str().unwrap().to_owned()),
        error => Err(error),
    }
}

fn check(ocra: &mfa_ocra, inputs: &mfa_ocra_inputs, typed: &[u8]) -> mfa_result {
    // SAFETY: good pointers.
    unsafe { mfa_ocra_check(ocra, inputs, typed.as_ptr().cast(), typed.len()) }
}

#[test]
fn every_published_response_is_given_and_accepted_and_no_other_is() {
    let mut given = 0;
    for vector in vectors(VECTORS) {
        let ocra = ocra(&vector.bytes("key"), vector.text("suite")).unwrap();
        let suite = suite_of(&ocra);
        for (index, published) in vector.text("responses").split_whitespace().enumerate() {
            let one_of = |key: &str| vector.text(key).split_whitespace().nth(index);
            let mut inputs = inputs(suite.question_format, one_of("questions").unwrap()).unwrap();
            let place = &raw mut *inputs;
            // SAFETY: good pointers.
            unsafe {
                if let Some(own) = one_of("own_questions") {
                    assert_eq!(mfa_ocra_inputs_own_question(place, own.as_ptr().cast(), own.len()), MFA_OK);
                }
                if let Some(counter) = one_of("counters") {
                    assert_eq!(mfa_ocra_inputs_counter(place, counter.parse().unwrap()), MFA_OK);
                }
                if !vector.text("time").is_empty() {
                    assert_eq!(mfa_ocra_inputs_time(place, vector.number("time")), MFA_OK);
                }
                let pin = vector.text("pin");
                if !pin.is_empty() {
                    let hash = vector.bytes("pin_hash");
                    assert_eq!(mfa_ocra_inputs_pin_hash(place, hash.as_ptr(), hash.len()), MFA_OK);
                    assert_eq!(response(&ocra, &inputs).unwrap(), published, "line {}", vector.line());
                    assert_eq!(mfa_ocra_inputs_pin(place, pin.as_ptr().cast(), pin.len(), suite.pin_hash), MFA_OK);
                }
            }
            assert_eq!(response(&ocra, &inputs).unwrap(), published, "line {}", vector.line());
            assert_eq!(check(&ocra, &inputs, published.as_bytes()), MFA_OK);
            let spaced = format!(" {}-{}", &published[..3], &published[3..]);
            assert_eq!(check(&ocra, &inputs, spaced.as_bytes()), MFA_OK);
            let wrong: String = published.chars().map(|digit| if digit == '7' { '1' } else { '7' }).collect();
            assert_eq!(check(&ocra, &inputs, wrong.as_bytes()), MFA_REJECTED);
            assert_eq!(check(&ocra, &inputs, &published.as_bytes()[1..]), MFA_REJECTED, "shorter, but a response");
            if !vector.text("step").is_empty() {
                // SAFETY: good pointers.
                unsafe { assert_eq!(mfa_ocra_inputs_step(&raw mut *inputs, vector.number("step")), MFA_OK) };
                assert_eq!(response(&ocra, &inputs).unwrap(), published);
            }
            given += 1;
        }
    }
    assert_eq!(given, 70);
}

#[test]
fn suite_says_what_its_text_says() {
    let mut read = none::<mfa_ocra_suite>();
    read.size = size_of::<mfa_ocra_suite>().try_into().unwrap();
    // SAFETY: good pointers.
    unsafe { assert_eq!(mfa_ocra_suite_read(&raw mut *read, ALL.as_ptr().cast(), ALL.len()), MFA_OK) };
    for suite in [*read, suite_of(&ocra(KEY, ALL).unwrap())] {
        assert_eq!((suite.algorithm, suite.digits, suite.takes_counter), (MFA_SHA1, 8, 1));
        assert_eq!((suite.question_format, suite.longest_question), (MFA_OCRA_QUESTION_HEXADECIMAL, 16));
        assert_eq!((suite.pin_hash, suite.session_length, suite.time_step), (MFA_SHA256, 64, 30));
        // SAFETY: the text ends with a NUL.
        assert_eq!(unsafe { CStr::from_ptr(suite.text.as_ptr()) }.to_str().unwrap(), ALL);
    }
    let least = suite_of(&ocra(KEY, "OCRA-1:HOTP-SHA1-4:QA04").unwrap());
    assert_eq!((least.takes_counter, least.pin_hash, least.session_length, least.time_step), (0, 0, 0, 0));
}

#[test]
fn malformed_suites_are_refused_by_name() {
    for (suite, error) in [
        ("OCRA-1:HOTP-SHA512-10:C-QA64-PSHA512-S512-T59M-", MFA_ERROR_OCRA_SUITE_TOO_LONG),
        ("OCRA-2:HOTP-SHA1-6:QN08", MFA_ERROR_OCRA_SUITE_VERSION),
        ("OCRA-1:HOTP-SHA1-0:QN08", MFA_ERROR_OCRA_SUITE_UNTRUNCATED),
        ("OCRA-1:HOTP-SHA1-6:C", MFA_ERROR_OCRA_SUITE_NO_QUESTION),
        ("OCRA-1:HOTP-SHA1-6:QN08-T0H", MFA_ERROR_OCRA_SUITE_TIME_STEP),
        ("OCRA-1:HOTP-SHA1-6:QN08-C", MFA_ERROR_OCRA_SUITE_ORDER),
    ] {
        assert_eq!(ocra(KEY, suite).err(), Some(error), "{suite}");
    }
}

#[test]
fn suite_that_takes_everything_wants_all_of_it_and_nothing_else() {
    let all = ocra(KEY, ALL).unwrap();
    let mut given = inputs(MFA_OCRA_QUESTION_HEXADECIMAL, "C0FFEE00").unwrap();
    let place = &raw mut *given;
    // SAFETY: good pointers.
    unsafe {
        assert_eq!(response(&all, &given), Err(MFA_ERROR_OCRA_MISSING));
        assert_eq!(mfa_ocra_inputs_counter(place, u64::MAX), MFA_OK);
        assert_eq!(response(&all, &given), Err(MFA_ERROR_OCRA_MISSING));
        assert_eq!(mfa_ocra_inputs_pin(place, c"1234".as_ptr(), 4, MFA_SHA256), MFA_OK);
        assert_eq!(response(&all, &given), Err(MFA_ERROR_OCRA_MISSING));
        assert_eq!(mfa_ocra_inputs_session(place, [1; 64].as_ptr(), 64), MFA_OK);
        assert_eq!(response(&all, &given), Err(MFA_ERROR_OCRA_MISSING));
        assert_eq!(mfa_ocra_inputs_time(place, 59), MFA_OK);
        let first = response(&all, &given).unwrap();

        assert_eq!(mfa_ocra_inputs_step(place, 1), MFA_OK);
        assert_eq!(response(&all, &given).unwrap(), first, "59 seconds are in step 1");
        assert_eq!(mfa_ocra_inputs_step(place, 2), MFA_OK);
        assert_ne!(response(&all, &given).unwrap(), first);
        assert_eq!(mfa_ocra_inputs_step(place, 1), MFA_OK);
        assert_eq!(mfa_ocra_inputs_session(place, [2; 64].as_ptr(), 64), MFA_OK);
        assert_ne!(response(&all, &given).unwrap(), first);
        assert_eq!(mfa_ocra_inputs_session(place, [2; 65].as_ptr(), 65), MFA_OK);
        assert_eq!(response(&all, &given), Err(MFA_ERROR_OCRA_SESSION_LENGTH));
        assert_eq!(mfa_ocra_inputs_session(place, [2; 513].as_ptr(), 513), MFA_ERROR_OCRA_SESSION_LENGTH);
        assert_eq!(mfa_ocra_inputs_session(place, [1; 64].as_ptr(), 64), MFA_OK);
        assert_eq!(mfa_ocra_inputs_pin_hash(place, [1; 20].as_ptr(), 20), MFA_OK);
        assert_eq!(response(&all, &given), Err(MFA_ERROR_OCRA_PIN_HASH));

        let least = ocra(KEY, "OCRA-1:HOTP-SHA1-6:QH16").unwrap();
        assert_eq!(response(&least, &given), Err(MFA_ERROR_OCRA_SUPERFLUOUS));
        let numeric = ocra(KEY, "OCRA-1:HOTP-SHA1-6:QN08").unwrap();
        let asked = inputs(MFA_OCRA_QUESTION_HEXADECIMAL, "12345678").unwrap();
        assert_eq!(response(&numeric, &asked), Err(MFA_ERROR_OCRA_QUESTION_FORMAT));
        assert_eq!(check(&numeric, &asked, b"000000"), MFA_ERROR_OCRA_QUESTION_FORMAT);
    }
}

#[test]
fn questions_times_and_typed_text_that_cannot_be_right_are_refused() {
    assert_eq!(inputs(0, "1234").err(), Some(MFA_ARGUMENT_VALUE - 2));
    assert_eq!(inputs(4, "1234").err(), Some(MFA_ARGUMENT_VALUE - 2));
    assert_eq!(inputs(MFA_OCRA_QUESTION_NUMERIC, "123").err(), Some(MFA_ERROR_OCRA_QUESTION_LENGTH));
    assert_eq!(inputs(MFA_OCRA_QUESTION_NUMERIC, &"1".repeat(65)).err(), Some(MFA_ERROR_OCRA_QUESTION_LENGTH));
    assert_eq!(inputs(MFA_OCRA_QUESTION_NUMERIC, "123a").err(), Some(MFA_ERROR_OCRA_QUESTION_CHARACTER));
    assert_eq!(inputs(MFA_OCRA_QUESTION_ALPHANUMERIC, "12 34").err(), Some(MFA_ERROR_OCRA_QUESTION_CHARACTER));
    let ocra = ocra(KEY, "OCRA-1:HOTP-SHA1-6:QN08").unwrap();
    let mut asked = inputs(MFA_OCRA_QUESTION_NUMERIC, "11111111").unwrap();
    assert_eq!(check(&ocra, &asked, b""), MFA_ERROR_OCRA_RESPONSE_EMPTY);
    assert_eq!(check(&ocra, &asked, b"24317x"), MFA_ERROR_OCRA_RESPONSE_NOT_A_DIGIT);
    assert_eq!(check(&ocra, &asked, b"24317\xff"), MFA_ERROR_OCRA_RESPONSE_NOT_A_DIGIT);
    assert_eq!(check(&ocra, &asked, b"243"), MFA_ERROR_OCRA_RESPONSE_LENGTH);
    let place = &raw mut *asked;
    // SAFETY: good pointers.
    unsafe {
        let bad = [0xff_u8; 4];
        assert_eq!(mfa_ocra_inputs_own_question(place, bad.as_ptr().cast(), 4), MFA_ERROR_OCRA_QUESTION_CHARACTER);
        assert_eq!(mfa_ocra_inputs_own_question(place, c"abcd".as_ptr(), 4), MFA_ERROR_OCRA_QUESTION_CHARACTER);
        assert_eq!(mfa_ocra_inputs_time(place, u64::MAX), MFA_ERROR_TIME_TOO_LARGE);
        assert_eq!(mfa_ocra_inputs_pin(place, c"1".as_ptr(), 1, 0), MFA_ERROR_ALGORITHM);
        assert_eq!(mfa_ocra_inputs_pin_hash(place, bad.as_ptr(), 4), MFA_ERROR_OCRA_PIN_HASH_LENGTH);
    }
    assert_eq!(response(&ocra, &asked).unwrap(), "243178", "what was refused changed nothing (appendix C)");
}

#[test]
fn arguments_are_checked_and_nothing_is_left_where_it_does_not_fit() {
    let mut ocra = ocra(KEY, "OCRA-1:HOTP-SHA1-6:QN08").unwrap();
    let mut asked = inputs(MFA_OCRA_QUESTION_NUMERIC, "11111111").unwrap();
    let (key, asked) = (&raw mut *ocra, &raw mut *asked);
    let mut text = [0xff_u8; 6];
    // SAFETY: good pointers, or such as the library refuses.
    unsafe {
        assert_eq!(mfa_ocra_response(key, asked, text.as_mut_ptr().cast(), 6), MFA_ARGUMENT_TOO_SMALL - 3);
        assert_eq!(text, [0; 6]);
        assert_eq!(mfa_ocra_response(key, asked, null_mut(), 7), MFA_ARGUMENT_NULL - 3);
        assert_eq!(mfa_ocra_response(null(), asked, text.as_mut_ptr().cast(), 6), MFA_ARGUMENT_NULL - 1);
        assert_eq!(mfa_ocra_response(key, key.cast(), text.as_mut_ptr().cast(), 6), MFA_ARGUMENT_FOREIGN - 2);
        assert_eq!(mfa_ocra_check(key, asked, null(), 6), MFA_ARGUMENT_NULL - 3);
        mfa_ocra_wipe(key);
        mfa_ocra_inputs_wipe(asked);
        mfa_ocra_wipe(null_mut());
        assert_eq!(mfa_ocra_check(key, asked, c"243178".as_ptr(), 6), MFA_ARGUMENT_UNSET - 1);
        let left = core::slice::from_raw_parts(asked.cast::<u8>(), mfa_ocra_inputs_size());
        assert!(left.iter().all(|byte| *byte == 0));
        let left = core::slice::from_raw_parts(key.cast::<u8>(), mfa_ocra_size());
        assert!(left.iter().all(|byte| *byte == 0));
    }
}
