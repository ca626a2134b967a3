//! OCRA by itself: each hash and number of digits, with PINs, session information, counter and time. Questions and suites
//! are public.

use constant_time::people::*;
use constant_time::valgrind::{secret, secret_text};
use mfa_core::*;

use crate::tally::must;

const PIN: &str = "correct horse battery";

pub(super) fn follow() {
    for hash in ["SHA1", "SHA256", "SHA512"] {
        for digits in 4..=10 {
            for inputs in ["QN08", "C-QA64-PSHA1", "QH40-PSHA256-S064", "QA10-T1M", "C-QN08-PSHA512-S512-T30S"] {
                answered(OcraSuite::parse(&format!("OCRA-1:HOTP-{hash}-{digits}:{inputs}")).expect("a suite"));
            }
        }
    }
    asked_both_ways();
}

fn question(suite: &OcraSuite) -> OcraQuestion<'static> {
    match suite.question_format() {
        OcraFormat::Numeric => OcraQuestion::numeric("12345678"),
        OcraFormat::Alphanumeric => OcraQuestion::alphanumeric("SIG10000"),
        OcraFormat::Hexadecimal => OcraQuestion::hexadecimal("c0ffee00c0ffee00"),
    }
    .expect("allowed")
}

fn answered(suite: OcraSuite) {
    let session = secret([0x5e; 64]);
    let counter = secret(7_u64.to_le_bytes());
    let inputs = |pin_hash| OcraInputs {
        counter: suite.takes_counter().then_some(u64::from_le_bytes(counter)),
        pin_hash,
        session: suite.session_length().map(|_| session.as_slice()),
        time: suite.time_step().map(|_| OcraTime::At(now())),
        ..OcraInputs::of(question(&suite))
    };
    let hashed = |pin: &str| suite.pin_hash().map(|algorithm| OcraPinHash::of(pin, algorithm).expect("supported"));
    let ocra = Ocra::new(&Secret::import(&secret(key(0))).expect("32 bytes"), suite).expect("supported");
    let pin_hash = hashed(&secret_text(PIN));
    let response = ocra.response(&inputs(pin_hash.as_ref())).expect("all there");
    let text = response.as_str().to_owned();
    must("a response that is shown", text.len() == suite.digits());

    let typed = OcraResponse::parse(&secret_text(&text)).expect("digits");
    must("a response that matches", response_to(&ocra, &inputs(pin_hash.as_ref())).matches(&typed));
    let other = OcraResponse::parse(&secret_text(&wrong(&[text]))).expect("digits");
    must("a response that does not match", !response_to(&ocra, &inputs(pin_hash.as_ref())).matches(&other));
    if let Some(imported) = suite.pin_hash().map(imported) {
        must("a response with a hash that is imported", !response_to(&ocra, &inputs(Some(&imported))).matches(&typed));
    }
}

fn response_to(ocra: &Ocra, inputs: &OcraInputs<'_>) -> OcraResponse {
    ocra.response(inputs).expect("all there")
}

fn imported(algorithm: Algorithm) -> OcraPinHash {
    match algorithm {
        Algorithm::Sha1 => OcraPinHash::import(&secret([9; 20])),
        Algorithm::Sha256 => OcraPinHash::import(&secret([9; 32])),
        Algorithm::Sha512 => OcraPinHash::import(&secret([9; 64])),
    }
    .expect("20, 32 or 64 bytes")
}

fn asked_both_ways() {
    let suite = OcraSuite::parse("OCRA-1:HOTP-SHA256-8:QA08").expect("a suite");
    let ocra = Ocra::new(&Secret::import(&secret(key(0))).expect("32 bytes"), suite).expect("supported");
    let own_question = Some(OcraQuestion::alphanumeric("CLI22220").expect("allowed"));
    let inputs = OcraInputs { own_question, ..OcraInputs::of(question(&suite)) };
    must("a response in mutual challenge-response", response_to(&ocra, &inputs).as_str().len() == 8);
}
