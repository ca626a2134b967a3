//! OCRA across the bridge: the responses of RFC 6287, appendix C, from the file that every language reads.

use std::sync::Arc;

use mfa_bindings::credential::Algorithm;
use mfa_bindings::ocra::{Ocra, OcraFormat, OcraInputs, OcraPinHash, OcraTime, read_ocra_suite};
use mfa_bindings::secret::Secret;

use crate::vectors::{Vector, vectors};
use crate::{because, refused, secret};

const RFC: &str = include_str!("../../../core/tests/vectors/ocra.txt");

fn question(text: &str) -> OcraInputs {
    OcraInputs {
        question: text.to_owned(),
        own_question: None,
        counter: None,
        pin_hash: None,
        session: None,
        time: None,
    }
}

fn inputs(vector: &Vector, index: usize, pin_hash: Option<Arc<OcraPinHash>>, time: &str) -> OcraInputs {
    let nth = |key| vector.text(key).split_whitespace().nth(index).map(str::to_owned);
    OcraInputs {
        question: nth("questions").unwrap(),
        own_question: nth("own_questions"),
        counter: nth("counters").map(|counter| counter.parse().unwrap()),
        pin_hash,
        session: None,
        time: match vector.text(time) {
            "" => None,
            number if time == "time" => Some(OcraTime::At { now: number.parse().unwrap() }),
            number => Some(OcraTime::Step { number: number.parse().unwrap() }),
        },
    }
}

#[test]
fn every_published_response_is_given_and_matches() {
    let mut given = 0;
    for vector in vectors(RFC) {
        let ocra = Ocra::new(&Secret::import(&vector.bytes("key")).unwrap(), vector.text("suite")).unwrap();
        let algorithm = ocra.suite().unwrap().pin_hash;
        let hashed = algorithm.map(|algorithm| OcraPinHash::of(vector.text("pin"), algorithm).unwrap());
        let imported = algorithm.map(|_| OcraPinHash::import(&vector.bytes("pin_hash")).unwrap());
        for (index, published) in vector.text("responses").split_whitespace().enumerate() {
            for (pin_hash, time) in [(&hashed, "time"), (&imported, "step")] {
                let inputs = inputs(&vector, index, pin_hash.clone(), time);
                assert_eq!(ocra.response(&inputs).unwrap(), published, "line {}, response {index}", vector.line());
                assert!(ocra.matches(&inputs, published).unwrap());
                assert!(!ocra.matches(&inputs, "0000").unwrap());
                given += 1;
            }
        }
    }
    assert_eq!(given, 2 * 70);
}

#[test]
fn suite_says_what_it_takes() {
    let suite = read_ocra_suite("OCRA-1:HOTP-SHA512-8:C-QH08-PSHA256-S064-T1M").unwrap();
    assert_eq!((suite.algorithm, suite.digits, suite.takes_counter), (Algorithm::Sha512, 8, true));
    assert_eq!((suite.question_format, suite.longest_question), (OcraFormat::Hexadecimal, 8));
    assert_eq!((suite.pin_hash, suite.session_length, suite.time_step), (Some(Algorithm::Sha256), Some(64), Some(60)));
    assert_eq!(suite.text, "OCRA-1:HOTP-SHA512-8:C-QH08-PSHA256-S064-T1M");
}

#[test]
fn what_is_missing_or_too_much_is_refused_by_name() {
    let ocra = Ocra::new(&secret(), "OCRA-1:HOTP-SHA1-6:QN08").unwrap();
    let superfluous = OcraInputs { counter: Some(0), ..question("11111111") };
    assert_eq!(refused(ocra.response(&superfluous)), because("Ocra", "Superfluous"));
    assert_eq!(refused(ocra.response(&question("SIG10000"))), because("Ocra", "QuestionCharacter"));
    assert_eq!(refused(ocra.matches(&question("11111111"), "12x4")), because("Entry", "NotADigit"));
    assert_eq!(refused(Ocra::new(&secret(), "OCRA-1:HOTP-SHA1-0:QN08")), because("Ocra", "Untruncated"));
    assert_eq!(refused(OcraPinHash::import(&[0; 21])), because("Ocra", "PinHashLength"));

    let timed = Ocra::new(&secret(), "OCRA-1:HOTP-SHA1-6:QN08-T1M").unwrap();
    assert_eq!(refused(timed.response(&question("11111111"))), because("Ocra", "Missing"));
    let negative = OcraInputs { time: Some(OcraTime::At { now: -1 }), ..question("11111111") };
    assert_eq!(refused(timed.response(&negative)), because("Time", "Negative"));
}
