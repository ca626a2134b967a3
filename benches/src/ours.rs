//! The engine, called from Rust.

use std::hint::black_box;

use mfa_core::{
    Algorithm, Authenticator, Code, Commit, Credential, DeviceId, DiagnosisReach, LookAhead, MOST_AUTHENTICATORS,
    Moving, NextStates, Parameters, Person, Policy, Recovery, RecoveryCode, RecoveryCodes, RecoveryCodesPolicy,
    RecoveryDigits, RecoveryKey, RecoveryPolicy, SealedRecovery, SealedState, Secret, Standing, StoredCodes, UnixTime,
    Window, issue,
};

use crate::{KEY, NOW, Operation, WRONG, kept};

/// The hashes by the names that tables have.
pub const HASHES: [(&str, Algorithm); 3] =
    [("SHA-1", Algorithm::Sha1), ("SHA-256", Algorithm::Sha256), ("SHA-512", Algorithm::Sha512)];
/// Steps to each side.
pub const WINDOWS: [u8; 8] = [0, 1, 2, 5, 10, 20, 35, 50];
const LOOK_AHEADS: [u8; 2] = [10, 100];
/// A scan without any state, by how far it reaches to each side.
const REACHES: [u16; 2] = [1, 50];

/// All that is measured of the engine.
pub fn operations() -> Vec<Operation> {
    let mut all = compressions();
    for (name, algorithm) in HASHES {
        let credential = credential(Parameters { algorithm, ..Parameters::TOTP });
        let secret = kept(Secret::import(KEY).expect("20 bytes"));
        let parameters = *credential.parameters();
        all.push(Operation::new("verify", format!("{name}, wrong code"), {
            login(&[credential], &Policy::DEFAULT, WRONG.to_owned())
        }));
        all.push(Operation::new("verify", format!("{name}, right code"), {
            login(&[credential], &Policy::DEFAULT, shown(credential))
        }));
        all.push(Operation::new("code", name, move || {
            drop(black_box(black_box(credential).code_at(black_box(now()))))
        }));
        all.push(Operation::new("prepare", name, move || {
            drop(black_box(Credential::new(black_box(secret), parameters)));
        }));
        all.push(open(name, credential));
    }
    let totp = credential(Parameters::TOTP);
    all.extend(WINDOWS.map(|steps| {
        let policy = Policy { window: Window::new(steps, steps).expect("at most 50"), ..Policy::DEFAULT };
        Operation::new("window", steps.to_string(), login(&[totp], &policy, WRONG.to_owned()))
    }));
    all.extend(HASHES.iter().flat_map(|(name, algorithm)| {
        let credential = credential(Parameters { algorithm: *algorithm, ..Parameters::TOTP });
        REACHES.map(|reach| scan(name, credential, reach))
    }));
    let hotp = credential(Parameters { moving: Moving::Hotp, ..Parameters::TOTP });
    all.extend(LOOK_AHEADS.map(|count| {
        let policy = Policy { look_ahead: LookAhead::new(count).expect("at most 100"), ..Policy::DEFAULT };
        Operation::new("look-ahead", count.to_string(), login(&[hotp], &policy, WRONG.to_owned()))
    }));
    all.extend((1..=MOST_AUTHENTICATORS).map(authenticators));
    all.extend([pin(), recovery_code()]);
    all
}

/// One compression of each hash: one that waits for the last, as those of one HMAC do, and one that does not.
fn compressions() -> Vec<Operation> {
    let (mut of_160, mut of_256, mut of_512) = ([1_u32; 5], [1_u32; 8], [1_u64; 8]);
    let (block, long) = ([0x55; 64], [0x55; 128]);
    vec![
        Operation::new("compression", "SHA-1", move || sha1::block_api::compress(black_box(&mut of_160), &[block])),
        Operation::new("compression", "SHA-1, side by side", move || {
            let mut state = black_box([1; 5]);
            sha1::block_api::compress(&mut state, &[block]);
            black_box(state);
        }),
        Operation::new("compression", "SHA-256", move || {
            sha2::block_api::compress256(black_box(&mut of_256), &[block]);
        }),
        Operation::new("compression", "SHA-512", move || {
            sha2::block_api::compress512(black_box(&mut of_512), &[long]);
        }),
    ]
}

fn credential(parameters: Parameters) -> &'static Credential {
    let secret = Secret::import(KEY).expect("20 bytes");
    kept(Credential::new(&secret, parameters).expect("supported"))
}

fn now() -> UnixTime {
    UnixTime::new(NOW).expect("in range")
}

/// The code that the key's owner is shown at a time.
pub fn right_code(now: u64) -> String {
    let shown = credential(Parameters::TOTP).code_at(UnixTime::new(now).expect("in range"));
    shown.expect("time-based").code.to_string()
}

fn shown(credential: &Credential) -> String {
    credential.code_at(now()).expect("time-based").code.to_string()
}

/// A whole login: parse what was typed, open the states, decide, seal, commit.
fn login(credentials: &[&'static Credential], policy: &Policy, typed: String) -> impl FnMut() + use<> {
    let states = enrolled(credentials);
    let authenticators: Vec<_> = credentials
        .iter()
        .zip(states.iter().map(|state| kept(*state)))
        .map(|(credential, state)| Authenticator { credential, state })
        .collect();
    let policy = *policy;
    let is_right = typed != WRONG;
    let mut verify: Box<dyn FnMut() -> bool> = match authenticators.len() {
        1 => Box::new(move || verify::<1>(&authenticators, &typed, &policy)),
        _ => Box::new(move || verify::<MOST_AUTHENTICATORS>(&authenticators, &typed, &policy)),
    };
    move || assert_eq!(verify(), is_right)
}

#[inline(never)]
fn verify<const N: usize>(authenticators: &[Authenticator<'_>], typed: &str, policy: &Policy) -> bool {
    let code = Code::parse(black_box(typed)).expect("digits");
    let person = Person::<N>::open(black_box(authenticators)).expect("intact");
    let attempt = person.verify(black_box(now()), &code, black_box(policy)).expect("decided");
    let verdict = attempt.commit(|next| {
        black_box(next);
        Commit::Stored
    });
    verdict.expect("stored").is_accepted()
}

/// The states of somebody who enrolled these, one after the other.
fn enrolled(credentials: &[&Credential]) -> Vec<SealedState> {
    let mut states: Vec<SealedState> = Vec::new();
    for (count, credential) in credentials.iter().enumerate() {
        let before: Vec<_> = credentials
            .iter()
            .zip(&states)
            .take(count)
            .map(|(credential, state)| Authenticator { credential, state })
            .collect();
        let person = if before.is_empty() {
            Person::<MOST_AUTHENTICATORS>::without_authenticators(Standing::NEW)
        } else {
            Person::open(&before).expect("intact")
        };
        let mut after = Vec::new();
        let added = person.add(credential, credential.beginning()).expect("there is room");
        let stored = added.commit(|next: NextStates<MOST_AUTHENTICATORS>| {
            after = next.states().to_vec();
            Commit::Stored
        });
        stored.expect("stored");
        states = after;
    }
    states
}

fn open(name: &str, credential: &'static Credential) -> Operation {
    let state = enrolled(&[credential])[0];
    Operation::new("open", name, move || {
        drop(black_box(Person::<1>::open(&[Authenticator { credential, state: black_box(&state) }])));
    })
}

/// No state and no decision: candidates alone. An administrator's question is that.
fn scan(name: &str, credential: &'static Credential, reach: u16) -> Operation {
    let code = Code::parse(WRONG).expect("digits");
    let candidates = 2 * reach + 1;
    let reach = DiagnosisReach::new(reach).expect("in range");
    Operation::new("scan", format!("{name}, {candidates} candidates"), move || {
        let _ = black_box(credential.diagnose_as_administrator(black_box(now()), black_box(&code), reach));
    })
}

fn authenticators(count: usize) -> Operation {
    let keys = (0..count).map(|number| [u8::try_from(number).expect("few"); 20]);
    let credentials: Vec<&'static Credential> = keys
        .map(|key| {
            let secret = Secret::import(&key).expect("20 bytes");
            kept(Credential::new(&secret, Parameters::TOTP).expect("supported"))
        })
        .collect();
    Operation::new("authenticators", count.to_string(), login(&credentials, &Policy::DEFAULT, WRONG.to_owned()))
}

/// A PIN that is wrong, over its whole window.
fn pin() -> Operation {
    let (key, device) = (kept(RecoveryKey::from_random([7; 32])), kept(DeviceId::new("LAPTOP-0042").expect("an id")));
    let mut stored: Option<SealedRecovery> = None;
    let begun = Recovery::begin(key, device).expect("begun");
    let kept_it = begun.commit(|next| {
        stored = Some(*next.record());
        Commit::Stored
    });
    kept_it.expect("stored");
    let stored = stored.expect("stored");
    let of_another = issue(key, &DeviceId::new("ANOTHER-ONE").expect("an id"), now()).expect("issued").pin;
    let typed = of_another.to_string();
    let policy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
    Operation::new("recovery", "PIN, 19 candidates", move || {
        let pin = RecoveryDigits::parse(black_box(&typed)).expect("digits");
        let recovery = Recovery::open(key, device, black_box(&stored)).expect("intact");
        let redemption = recovery.redeem(black_box(now()), &pin, &policy).expect("decided").commit(|next| {
            black_box(next);
            Commit::Stored
        });
        assert!(!redemption.expect("stored").is_accepted());
    })
}

/// A recovery code that is none of ten.
fn recovery_code() -> Operation {
    let code = |number: u8| RecoveryCode::from_random(&[number; 10]).expect("ten bytes");
    let codes: Vec<RecoveryCode> = (0..10).map(code).collect();
    let mut stored: Option<StoredCodes> = None;
    let begun = RecoveryCodes::begin(&codes, [3; 16], None).expect("begun");
    let kept_it: Result<(), _> = begun.commit(|next| {
        stored = Some(*next.record());
        Commit::Stored
    });
    kept_it.expect("stored");
    let stored = stored.expect("stored");
    let typed = code(11).as_str().to_owned();
    Operation::new("recovery", "code, one of ten", move || {
        let code = RecoveryCode::parse(black_box(&typed)).expect("characters");
        let codes = RecoveryCodes::open(black_box(&stored)).expect("intact");
        let attempt = codes.redeem(black_box(now()), &code, None, &RecoveryCodesPolicy::DEFAULT).expect("decided");
        let redemption = attempt.commit(|next| {
            black_box(next);
            Commit::Stored
        });
        assert!(!redemption.expect("stored").is_accepted());
    })
}
