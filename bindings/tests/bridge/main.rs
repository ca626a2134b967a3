//! What the bridge promises to its faces, by the functions that they call.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test may be blunt"
)]

mod arguments;
mod attempts;
mod errors;
mod folder;
mod ocra;
mod people;
mod servers;
#[path = "../../../core/tests/common/vectors.rs"]
#[allow(dead_code, reason = "others read more kinds of values")]
mod vectors;

use std::sync::Arc;

use mfa_bindings::attempt::{Attempt, Commit, Next};
use mfa_bindings::credential::{Algorithm, Credential, Moving, Parameters};
use mfa_bindings::error::{Refused, reasons};
use mfa_bindings::policies::Policies;
use mfa_bindings::policy::{CodePolicy, Preset, preset_rules};
use mfa_bindings::record::PersonRecord;
use mfa_bindings::secret::Secret;
use mfa_bindings::verdict::{Outcome, Verdict};

/// RFC 6238's SHA-1 secret, and a time of its appendix B with the last six digits of its code.
const SECRET: &[u8] = b"12345678901234567890";
const NOW: i64 = 1_111_111_109;
const CODE: &str = "081804";
/// The code of the step after, and a wrong one of both: RFC 6238 has the first at 1111111111.
const NEXT_CODE: &str = "050471";
const WRONG: &str = "111111";

const TOTP: Parameters =
    Parameters { moving: Moving::Totp { period: 30, t0: 0 }, algorithm: Algorithm::Sha1, digits: 6 };

fn secret() -> Arc<Secret> {
    Secret::import(SECRET).unwrap()
}

fn credential() -> Arc<Credential> {
    Credential::new(&secret(), TOTP).unwrap()
}

fn policy() -> Arc<CodePolicy> {
    CodePolicy::new(preset_rules(Preset::Default).unwrap()).unwrap()
}

fn policies() -> Arc<Policies> {
    Policies::defaults().unwrap()
}

/// Why a call was refused, which has to be in the list that the faces go by.
fn refused<V>(result: Result<V, Refused>) -> (String, String) {
    let Err(error) = result else { panic!("the call was not refused") };
    let (family, reason) = (error.family(), error.reason().to_owned());
    let listed = reasons().unwrap();
    assert!(listed.iter().any(|known| known.family == family && known.reason == reason), "{error:?} is not listed");
    (format!("{family:?}"), reason)
}

fn because(family: &str, reason: &str) -> (String, String) {
    (family.to_owned(), reason.to_owned())
}

/// The record that an attempt is to store, and what comes out once it is.
fn stored(attempt: &Attempt) -> (Option<Vec<u8>>, Outcome) {
    let record = attempt.next().unwrap().map(|next| match next {
        Next::Record { bytes } => bytes,
        Next::States { .. } => panic!("these are states"),
    });
    (record, attempt.told(Commit::Stored).unwrap())
}

/// The states that an attempt is to store, and what comes out once they are.
fn states(attempt: &Attempt) -> (Option<Vec<Vec<u8>>>, Outcome) {
    let states = attempt.next().unwrap().map(|next| match next {
        Next::States { states, .. } => states,
        Next::Record { .. } => panic!("this is a record"),
    });
    (states, attempt.told(Commit::Stored).unwrap())
}

fn is_accepted(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Verdict { verdict: Verdict::Accepted { .. } })
}

/// The record of alice, who has one phone.
fn alice() -> Vec<u8> {
    let nobody = PersonRecord::open("alice", None).unwrap();
    stored(&nobody.add("phone", &secret(), TOTP, None, NOW).unwrap()).0.unwrap()
}

fn record_of(bytes: &[u8]) -> Arc<PersonRecord> {
    PersonRecord::open("alice", Some(bytes.to_vec())).unwrap()
}
