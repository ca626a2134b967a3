//! People whose keys are known, so that their codes are too.

use mfa_core::*;

/// When everything happens.
pub const NOW: u64 = 1_767_225_600;

/// The hashes.
pub const ALGORITHMS: [Algorithm; 3] = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
/// How many digits a code may have.
pub const DIGITS: [Digits; 5] = [Digits::Six, Digits::Seven, Digits::Eight, Digits::Nine, Digits::Ten];

/// `NOW`.
pub fn now() -> UnixTime {
    at(NOW)
}

/// A time.
pub fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).expect("in range")
}

/// Time-based and counter-based.
pub fn kinds() -> [Moving; 2] {
    [Parameters::TOTP.moving, Moving::Hotp]
}

/// Whether parameters are of a time-based authenticator.
pub fn is_time_based(parameters: Parameters) -> bool {
    matches!(parameters.moving, Moving::Totp { .. })
}

/// The key of so manyth authenticator.
pub fn key(number: u8) -> [u8; 32] {
    let mut key = *b"12345678901234567890123456789012";
    key.iter_mut().for_each(|byte| *byte ^= number);
    key
}

/// A credential.
pub fn credential(key: &[u8], parameters: Parameters) -> Credential {
    Credential::new(&Secret::import(key).expect("10 to 128 bytes"), parameters).expect("supported")
}

/// What an authenticator shows so many steps from now, or so many counters from 0.
pub fn shown(credential: &Credential, offset: i64) -> String {
    let code = match credential.parameters().moving {
        Moving::Totp { period, .. } => {
            let seconds = i64::from(period.seconds()) * offset;
            credential.code_at(at(NOW.wrapping_add_signed(seconds))).expect("time-based").code
        }
        Moving::Hotp => {
            let counter = Counter::new(offset.unsigned_abs()).expect("small");
            credential.code_for(counter).expect("counter-based")
        }
    };
    code.to_string()
}

/// As many digits as a code of theirs, but none of these.
pub fn wrong(codes: &[String]) -> String {
    let count = codes[0].len();
    let not_there = |number: &u64| !codes.contains(&format!("{number:0count$}"));
    format!("{:0count$}", (123_456..).find(not_there).expect("there are many"))
}

/// A person's authenticators, and a store that always works.
#[derive(Clone)]
pub struct Account<'a> {
    credentials: Vec<&'a Credential>,
    /// What is stored.
    pub states: Vec<SealedState>,
}

impl<'a> Account<'a> {
    /// Everything is still to be used.
    pub fn of(credentials: &[&'a Credential]) -> Self {
        let mut account = Self { credentials: Vec::new(), states: Vec::new() };
        for credential in credentials {
            let person = match account.states.as_slice() {
                [] => Person::<MOST_AUTHENTICATORS>::without_authenticators(Standing::NEW),
                _ => account.open(),
            };
            let attempt = person.add(credential, credential.beginning()).expect("a new secret");
            account.changed(attempt).expect("stored");
            account.credentials.push(credential);
        }
        account
    }

    /// Opened for an attempt.
    pub fn open(&self) -> Person<'_, MOST_AUTHENTICATORS> {
        let pairs = self.credentials.iter().zip(&self.states);
        let authenticators: Vec<_> = pairs.map(|(credential, state)| Authenticator { credential, state }).collect();
        Person::open(&authenticators).expect("intact")
    }

    /// Stores what an attempt wants stored.
    pub fn changed<V>(&mut self, attempt: Attempt<V, NextStates<MOST_AUTHENTICATORS>>) -> Result<V, NotCommitted> {
        attempt.commit(|next| {
            self.states = next.states().to_vec();
            Commit::Stored
        })
    }
}
