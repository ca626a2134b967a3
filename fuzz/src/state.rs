//! Stored states: nothing opens but what was sealed under the credential's key, every bit of it; and what was sealed there,
//! whatever it says, is read as it was written, and decided upon.

use std::sync::OnceLock;

use mfa_core::{
    Algorithm, AttemptError, Authenticator, Code, Commit, Credential, Digits, Moving, Parameters, Period, Person,
    PersonError, Policy, SealedState, Secret, Standing, StateError, UnixTime,
};

use crate::naive;

/// Of which no vector and no document has a state.
const KEYS: [&[u8]; 2] = [b"a key of these tests alone", b"another key of these tests alone"];
const LENGTH: usize = SealedState::LENGTH;
/// What of a state is sealed.
const CONTENT: usize = 44;
const LABEL_AND_VERSION: &[u8; 4] = b"mfs\x01";

/// Credentials, and states that the engine wrote for them.
struct Genuine {
    parameters: Parameters,
    key: &'static [u8],
    credential: Credential,
    states: Vec<[u8; LENGTH]>,
}

/// The first byte says what the others are, the second which credential it is for.
pub fn state(data: &[u8]) {
    let [kind, which, rest @ ..] = data else { return };
    let genuine = &genuine()[usize::from(*which) % genuine().len()];
    match kind % 4 {
        0 => forged(genuine, rest),
        1 => damaged(genuine, rest),
        2 => sealed(genuine, rest),
        _ => by_itself(rest),
    }
}

fn genuine() -> &'static [Genuine] {
    static GENUINE: OnceLock<Vec<Genuine>> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let totp = |algorithm, t0| Parameters {
            moving: Moving::Totp { period: Period::default(), t0: UnixTime::new(t0).expect("it is a time") },
            algorithm,
            digits: Digits::Six,
        };
        let hotp = Parameters { digits: Digits::Eight, ..Parameters::HOTP };
        let kinds = [
            (0, totp(Algorithm::Sha1, 0)),
            (0, totp(Algorithm::Sha256, 0)),
            (0, totp(Algorithm::Sha1, 30)),
            (1, totp(Algorithm::Sha512, 0)),
            (1, hotp),
        ];
        kinds.into_iter().map(|(key, parameters)| Genuine::new(KEYS[key], parameters)).collect()
    })
}

impl Genuine {
    /// Each with a short life: right codes, wrong ones and a lock.
    fn new(key: &'static [u8], parameters: Parameters) -> Self {
        let secret = Secret::import(key).expect("it is long enough");
        let credential = Credential::new(&secret, parameters).expect("there is each hash");
        let mut states = Vec::new();
        let attempt = Person::<1>::without_authenticators(Standing::NEW).add(&credential, credential.beginning());
        let added = attempt.expect("it is its beginning").commit(|next| {
            states.push(*next.states()[0].as_bytes());
            Commit::Stored
        });
        added.expect("it was stored");
        for number in 0..12_u64 {
            let position = if parameters.moving == Moving::Hotp { number } else { 50_000_000 + number };
            let algorithm = hash(parameters.algorithm);
            let right = naive::code(algorithm, key, position, parameters.digits.count() as u32);
            let typed = if number < 3 { right } else { "0".repeat(right.len()) };
            let t0 = if let Moving::Totp { t0, .. } = parameters.moving { t0.seconds() } else { 0 };
            let now = UnixTime::new(position * 30 + t0).expect("it is a time");
            let state = SealedState::from_bytes(states[states.len() - 1]);
            let person = Person::<1>::open(&[Authenticator { credential: &credential, state: &state }]);
            let code = Code::parse(&typed).expect("it is a code");
            let attempt = person.expect("it is genuine").verify(now, &code, &Policy::DEFAULT).expect("it is decided");
            let verdict = attempt.commit(|next| {
                states.push(*next.states()[0].as_bytes());
                Commit::Stored
            });
            let _ = verdict.expect("it was stored");
        }
        Self { parameters, key, credential, states }
    }

    fn open<'a>(&'a self, state: &'a SealedState) -> Result<Person<'a, 1>, PersonError> {
        Person::open(&[Authenticator { credential: &self.credential, state }])
    }

    fn opens(&self, bytes: &[u8; LENGTH]) -> bool {
        let state = SealedState::from_bytes(*bytes);
        self.open(&state).is_ok()
    }
}

/// Any bytes: they open exactly if they are genuine.
fn forged(genuine: &Genuine, bytes: &[u8]) {
    assert_eq!(SealedState::try_from(bytes).is_ok(), bytes.len() == LENGTH);
    let mut state = [0; LENGTH];
    state.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    assert_eq!(genuine.opens(&state), genuine.states.contains(&state), "{state:?}");
    // The part that is public is right, so that it is the seal that refuses.
    state[..LABEL_AND_VERSION.len()].copy_from_slice(LABEL_AND_VERSION);
    state[CONTENT..48].fill(0);
    assert_eq!(genuine.opens(&state), genuine.states.contains(&state), "{state:?}");
}

/// A genuine state with bits flipped, and another credential's: none opens.
fn damaged(genuine: &Genuine, bytes: &[u8]) {
    let Some((which, mask)) = bytes.split_first() else { return };
    let mut state = genuine.states[usize::from(*which) % genuine.states.len()];
    assert!(genuine.opens(&state));
    for other in self::genuine().iter().filter(|other| !core::ptr::eq(*other, genuine)) {
        assert!(!other.opens(&state), "another credential opens it");
    }
    let whole = state;
    state.iter_mut().zip(mask).for_each(|(byte, flipped)| *byte ^= flipped);
    // An exchange of two genuine states' bytes is none either, unless it is the whole.
    assert_eq!(genuine.opens(&state), state == whole || genuine.states.contains(&state), "{state:?}");
}

/// Any content, sealed by somebody who has the key: it is refused for what it says, or it is what it says.
fn sealed(genuine: &Genuine, bytes: &[u8]) {
    let Some((content, typed)) = bytes.split_at_checked(CONTENT - LABEL_AND_VERSION.len()) else { return };
    let mut message = LABEL_AND_VERSION.to_vec();
    message.extend_from_slice(content);
    let mut state = [0; LENGTH];
    state[..CONTENT].copy_from_slice(&message);
    message.extend_from_slice(&parameters(&genuine.parameters));
    state[48..].copy_from_slice(&naive::hmac(hash(genuine.parameters.algorithm), genuine.key, &message)[..16]);
    let state = SealedState::from_bytes(state);
    let bytes = state.as_bytes();
    let person = match genuine.open(&state) {
        Ok(person) => person,
        Err(PersonError::State { index: 0, error: StateError::Version, .. }) if bytes[43] > 1 => return,
        Err(error) => panic!("{error:?} {bytes:?}"),
    };
    assert!(bytes[43] <= 1);
    assert_eq!(person.standing().to_bytes(), bytes[12..42]);
    let progress = person.progress().next().expect("there is one");
    assert_eq!((progress.drift.to_le_bytes(), progress.suspended), ([bytes[42]], bytes[43] == 1));
    let next = u64::from_le_bytes(bytes[4..12].try_into().expect("there are eight"));
    assert_eq!(progress.next.map(|position| position.number()).unwrap_or(u64::MAX), next);
    decided_upon(person, typed);
}

/// Whatever the time and the code are, there is an answer, and what is written then opens again.
fn decided_upon(person: Person<'_, 1>, bytes: &[u8]) {
    let Some((time, typed)) = bytes.split_first_chunk::<8>() else { return };
    let Ok(now) = UnixTime::new(u64::from_le_bytes(*time) >> 23) else { return };
    let Ok(code) = Code::parse(&typed.iter().map(|byte| char::from(b'0' + byte % 10)).collect::<String>()) else {
        return;
    };
    let policies = [Policy::DEFAULT, Policy::ASVS_5, Policy::ADMINISTRATOR];
    let policy = &policies[usize::from(time[0]) % policies.len()];
    let (standing, status) = (*person.standing(), person.status(now, policy));
    assert_eq!(status.revision, standing.revision());
    match person.verify(now, &code, policy) {
        Ok(attempt) => {
            let outcome = attempt.commit(|next| {
                assert_eq!(next.standing().revision(), standing.revision().saturating_add(1));
                Commit::Stored
            });
            let _ = outcome.expect("it was stored");
        }
        Err(AttemptError::Code { .. } | AttemptError::Time { .. }) => {}
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A standing of a person without authenticators: what is read is what was written.
fn by_itself(bytes: &[u8]) {
    let Some(bytes) = bytes.first_chunk() else { return };
    if let Ok(standing) = Standing::from_bytes(bytes) {
        assert_eq!(standing.to_bytes(), *bytes);
    }
}

fn hash(algorithm: Algorithm) -> naive::Hash {
    match algorithm {
        Algorithm::Sha1 => naive::Hash::Sha1,
        Algorithm::Sha256 => naive::Hash::Sha256,
        Algorithm::Sha512 => naive::Hash::Sha512,
    }
}

/// As core/src/state/mod.rs has them sealed, by the table of states.py.
fn parameters(parameters: &Parameters) -> Vec<u8> {
    let (kind, period, t0) = match parameters.moving {
        Moving::Totp { period, t0 } => (1, period.seconds(), t0.seconds()),
        Moving::Hotp => (2, 0, 0),
    };
    let algorithm = hash(parameters.algorithm) as u8 + 1;
    let mut bytes = vec![kind, algorithm, parameters.digits.count() as u8];
    bytes.extend(period.to_le_bytes());
    bytes.extend(&t0.to_le_bytes()[..6]);
    bytes
}
