//! What a call costs in Rust, for the Swift and Kotlin faces to be measured against: `docs/bindings.md` has the table.
//!
//! Prints `cost OPERATION NANOSECONDS` for each. The faces print the same operations in the same way.

#![allow(clippy::print_stdout, reason = "it is a program")]

use core::error::Error;
use core::hint::black_box;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use mfa_bindings::attempt::{Attempt, Commit, Next};
use mfa_bindings::credential::{Algorithm, Credential, Moving, Parameters};
use mfa_bindings::error::Refused;
use mfa_bindings::person::{Authenticator, Authenticators};
use mfa_bindings::policies::Policies;
use mfa_bindings::policy::{CodePolicy, Preset, preset_rules};
use mfa_bindings::record::PersonRecord;
use mfa_bindings::secret::Secret;
use mfa_core::{Code, Policy, UnixTime};
use mfa_host::PersonName;
use mfa_host::people::People;
use mfa_host::record::decode;
use mfa_host::store::{MemoryStore, Store as _};

/// RFC 6238's SHA-1 secret, a time of its appendix B with the last six digits of its code, and a wrong code.
const SECRET: &[u8] = b"12345678901234567890";
const NOW: i64 = 1_111_111_109;
const RIGHT: &str = "081804";
const WRONG: &str = "111111";

const TOTP: Parameters =
    Parameters { moving: Moving::Totp { period: 30, t0: 0 }, algorithm: Algorithm::Sha1, digits: 6 };

/// How often a time is taken, and how long each time at least.
const TIMES: u32 = 9;
const LEAST: Duration = Duration::from_millis(50);

type Done<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Done {
    let secret = Secret::import(SECRET)?;
    let credential = Credential::new(&secret, TOTP)?;
    cost("nothing", || Ok(()))?;
    cost("credential", || done(Credential::new(&secret, TOTP)?))?;
    cost("code", || done(credential.code_at(NOW)?))?;

    let codes = CodePolicy::new(preset_rules(Preset::Default)?)?;
    let state = new_state(&credential)?;
    for (name, code) in [("verify-accepted", RIGHT), ("verify-rejected", WRONG)] {
        cost(name, || {
            let phone = Authenticator { credential: Arc::clone(&credential), state: state.clone() };
            let attempt = Authenticators::new(vec![phone], None)?.verify(NOW, code, &codes)?;
            told(&attempt)
        })?;
    }

    let policies = Policies::defaults()?;
    let record = new_record(&secret)?;
    for (name, code) in [("person-verify-accepted", RIGHT), ("person-verify-rejected", WRONG)] {
        cost(name, || {
            let attempt = PersonRecord::open("alice", Some(record.clone()))?.verify(NOW, code, &policies)?;
            told(&attempt)
        })?;
    }
    by_the_host(&record)
}

/// The same without the bridge: what of a call is the host's and the engine's own.
fn by_the_host(record: &[u8]) -> Done {
    let alice = PersonName::new("alice")?;
    let record = decode(&alice, record)?;
    let now = UnixTime::new(NOW.unsigned_abs())?;
    for (name, code) in [("host-person-verify-accepted", RIGHT), ("host-person-verify-rejected", WRONG)] {
        let code = Code::parse(code)?;
        cost(name, || {
            let store = MemoryStore::new();
            let _stored = store.create(&alice, &record)?;
            done(People::of(&store).verify(&alice, now, &code, &Policy::DEFAULT)?)
        })?;
    }
    Ok(())
}

/// Says what one call costs: the median of several times.
fn cost(name: &str, call: impl Fn() -> Done) -> Done {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let (mut calls, begun) = (0_u32, Instant::now());
        while begun.elapsed() < LEAST {
            for _ in 0..100 {
                black_box(call())?;
            }
            calls = calls.saturating_add(100);
        }
        times.push(begun.elapsed().as_nanos().checked_div(u128::from(calls)).unwrap_or_default());
    }
    times.sort_unstable();
    println!("cost {name} {}", times.get(times.len() >> 1).copied().unwrap_or_default());
    Ok(())
}

fn done<T>(value: T) -> Done {
    black_box(value);
    Ok(())
}

/// What the faces do with an attempt: they take what comes next, store it, and tell.
fn told(attempt: &Attempt) -> Done {
    black_box(attempt.next()?);
    done(attempt.told(Commit::Stored)?)
}

fn new_state(credential: &Arc<Credential>) -> Done<Vec<u8>> {
    let added = Authenticators::new(Vec::new(), None)?.add(credential, 0)?;
    match added.next()? {
        Some(Next::States { mut states, .. }) => Ok(states.pop().unwrap_or_default()),
        _ => Err("no state".into()),
    }
}

fn new_record(secret: &Secret) -> Result<Vec<u8>, Refused> {
    let added = PersonRecord::open("alice", None)?.add("phone", secret, TOTP, None, NOW)?;
    Ok(match added.next()? {
        Some(Next::Record { bytes }) => bytes,
        _ => Vec::new(),
    })
}
