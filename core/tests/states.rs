//! States are the same bytes as in every other language: what was stored elsewhere is read here, and what is stored here after
//! a login is what a model of somebody else's making stores (`tests/vectors/states.py`).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests may be blunt"
)]

#[path = "common/prepared.rs"]
mod prepared;
#[path = "common/vectors.rs"]
mod vectors;

use mfa_core::{
    Authenticator, Code, Commit, Drift, LookAhead, Moving, Period, Person, PersonError, Policy, SealedState,
    StateError, UnixTime, Verdict, Window,
};
use prepared::credential;
use vectors::{Vector, vectors};

const STATES: &str = include_str!("vectors/states.txt");

#[test]
fn a_state_goes_on_as_the_model_says() {
    let blocks = vectors(STATES).into_iter().filter(|vector| !is_refused(vector));
    assert!(blocks.map(|vector| goes_on(&vector)).sum::<usize>() >= 80);
}

/// Plays a block; gives how many codes were typed.
fn goes_on(vector: &Vector) -> usize {
    let (credential, policy) = (credential(vector, moving(vector)), policy(vector));
    let mut state = SealedState::from_bytes(vector.bytes("state").try_into().unwrap());
    let lists = ["times", "typed", "outcomes", "states"].map(|key| vector.text(key).split(' ').collect::<Vec<_>>());
    assert!(lists.iter().all(|list| list.len() == lists[0].len()), "line {}", vector.line());
    let [times, typed, outcomes, states] = lists;
    for (index, time) in times.iter().enumerate() {
        let place = format!("line {}, login {index}", vector.line());
        let person = Person::<1>::open(&[Authenticator { credential: &credential, state: &state }]).unwrap();
        let now = UnixTime::new(time.parse().unwrap()).unwrap();
        let attempt = person.verify(now, &Code::parse(typed[index]).unwrap(), &policy).unwrap();
        let mut stored = state;
        let verdict = attempt.commit(|next| {
            stored = *next.state().unwrap();
            Commit::Stored
        });
        let outcome = match verdict.unwrap() {
            Verdict::Accepted(_) => "accepted",
            Verdict::Rejected(_) => "rejected",
            Verdict::Locked { .. } => "locked",
            Verdict::Closed => "closed",
            Verdict::Suspended => "suspended",
            other => panic!("{other:?}"),
        };
        assert_eq!(outcome, outcomes[index], "{place}");
        assert_eq!(hexadecimal(stored.as_bytes()), states[index], "{place}");
        state = stored;
    }
    times.len()
}

#[test]
fn what_is_no_state_of_an_authenticator_is_refused() {
    let blocks: Vec<_> = vectors(STATES).into_iter().filter(is_refused).collect();
    assert!(blocks.len() >= 20);
    for vector in blocks {
        let credential = credential(&vector, moving(&vector));
        let opened = SealedState::try_from(vector.bytes("state").as_slice()).map(|state| {
            let opened = Person::<1>::open(&[Authenticator { credential: &credential, state: &state }]);
            opened.map(drop).unwrap_err()
        });
        let error = match opened {
            Ok(PersonError::State { index: 0, error, .. }) | Err(error) => error,
            other => panic!("line {}: {other:?}", vector.line()),
        };
        let refused = match error {
            StateError::Length => "length",
            StateError::Version => "version",
            StateError::Seal => "seal",
            other => panic!("{other:?}"),
        };
        assert_eq!(refused, vector.text("refused"), "line {}", vector.line());
    }
}

fn is_refused(vector: &Vector) -> bool {
    vector.find("refused").is_some()
}

/// What moves the credential.
fn moving(vector: &Vector) -> Moving {
    match vector.text("kind") {
        "totp" => Moving::Totp {
            period: Period::new(vector.number("period")).unwrap(),
            t0: UnixTime::new(vector.number("t0")).unwrap(),
        },
        "hotp" => Moving::Hotp,
        other => panic!("the block at line {} wants {other}", vector.line()),
    }
}

fn policy(vector: &Vector) -> Policy {
    Policy {
        window: Window::new(vector.number("past"), vector.number("future")).unwrap(),
        look_ahead: LookAhead::new(vector.number("look_ahead")).unwrap(),
        drift: match vector.number("drift") {
            0 => None,
            steps => Some(Drift::within(steps).unwrap()),
        },
        ..Policy::DEFAULT
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
