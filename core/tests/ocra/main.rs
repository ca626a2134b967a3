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

mod anything;
mod inputs;
pub(crate) mod model;
mod published;
mod responses;
mod suites;
#[path = "../common/vectors.rs"]
mod vectors;

use mfa_core::{Algorithm, Ocra, OcraFormat, OcraInputs, OcraQuestion, OcraSuite, Secret};

const KEY: &[u8] = b"12345678901234567890";
const HASHES: [(&str, Algorithm); 3] =
    [("SHA1", Algorithm::Sha1), ("SHA256", Algorithm::Sha256), ("SHA512", Algorithm::Sha512)];
const FORMATS: [(char, OcraFormat); 3] =
    [('A', OcraFormat::Alphanumeric), ('N', OcraFormat::Numeric), ('H', OcraFormat::Hexadecimal)];

fn suite(text: &str) -> OcraSuite {
    OcraSuite::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn ocra(key: &[u8], text: &str) -> Ocra {
    Ocra::new(&Secret::import(key).unwrap(), suite(text)).unwrap()
}

fn numeric(text: &str) -> OcraQuestion<'_> {
    OcraQuestion::numeric(text).unwrap()
}

fn answer(key: &[u8], suite: &str, question: OcraQuestion<'_>) -> String {
    ocra(key, suite).response(&OcraInputs::of(question)).unwrap().to_string()
}
