//! What the RFC publishes: the responses of appendix C, and the suites of section 6.4.

use mfa_core::{Algorithm, OcraFormat, OcraInputs, OcraPinHash, OcraQuestion, OcraResponse, OcraTime, UnixTime};

use super::vectors::{Vector, vectors};
use super::{ocra, suite};

const RFC: &str = include_str!("../vectors/ocra.txt");

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
        time: time.map(|seconds| OcraTime::At(UnixTime::new(seconds).unwrap())),
    }
}

fn published_pin_hash(vector: &Vector) -> Option<OcraPinHash> {
    let algorithm = suite(vector.text("suite")).pin_hash()?;
    Some(OcraPinHash::of(vector.text("pin"), algorithm).unwrap())
}
