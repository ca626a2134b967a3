//! A person's record as bytes: reading never panics, what was read is written and read again as the same, and a record that is
//! damaged anywhere is refused.

use std::sync::OnceLock;

use mfa_core::{
    DeviceId, Enrollment, EnrollmentPermit, EnrollmentPolicy, Parameters, RecoveryCode, RecoveryKey, Secret, UnixTime,
};
use mfa_host::people::{NewAuthenticator, People};
use mfa_host::record::{Damage, Exception, LONGEST, decode, encode};
use mfa_host::store::{MemoryStore, Store as _};
use mfa_host::{AuthenticatorName, PersonName};
use sha2::{Digest as _, Sha256};

const MAGIC_AND_VERSION: &[u8; 8] = b"libmfa\x01\0";
const DIGEST: usize = 32;

/// The first byte says what the others are.
pub fn store(data: &[u8]) {
    let Some((kind, bytes)) = data.split_first() else { return };
    match kind % 3 {
        0 => read(bytes),
        1 => read(&closed(bytes)),
        _ => damaged(bytes),
    }
}

fn alice() -> PersonName {
    PersonName::new("alice").expect("it is a name")
}

/// A record with that behind the name, closed by its length and its digest.
fn closed(content: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC_AND_VERSION.to_vec();
    let length = MAGIC_AND_VERSION.len() + 4 + 6 + content.len() + DIGEST;
    bytes.extend(u32::try_from(length).expect("it is short").to_le_bytes());
    bytes.extend(b"\x05alice");
    bytes.extend(content);
    let digest = Sha256::digest(&bytes);
    bytes.extend(digest);
    bytes
}

fn read(bytes: &[u8]) {
    let record = match decode(&alice(), bytes) {
        Ok(record) => record,
        Err(damage) => return assert!(!damage.to_string().is_empty()),
    };
    assert!(bytes.len() <= LONGEST, "it is longer than any file that is read");
    let written = encode(&alice(), &record);
    let again = decode(&alice(), &written).unwrap_or_else(|damage| panic!("{damage}"));
    assert_eq!(*encode(&alice(), &again), *written);
    // Sections may stand in another order than they are written in. Nothing of them is lost but one that says nothing.
    assert!(written.len() <= bytes.len());
    let other = PersonName::new("bob").expect("it is a name");
    assert!(matches!(decode(&other, bytes), Err(Damage::AnotherPerson)));
    // States are sealed, so that of a record that was made up none opens; but there is an answer.
    if let Ok(credentials) = record.credentials() {
        let _ = record.person(&credentials);
    }
}

/// A record that is whole, with bits flipped, cut short or with more behind it: nothing of it is read.
fn damaged(bytes: &[u8]) {
    let [which, cut, at, mask @ ..] = bytes else { return };
    let whole = &genuine()[usize::from(*which) % genuine().len()];
    assert!(decode(&alice(), whole).is_ok());
    let mut bytes = whole.clone();
    let at = usize::from(*at) * whole.len() / 256;
    bytes[at..].iter_mut().zip(mask).for_each(|(byte, flipped)| *byte ^= flipped);
    match cut {
        0..=127 => {}
        128..=191 => bytes.truncate(usize::from(cut - 128) * whole.len() / 64),
        192.. => bytes.extend(mask),
    }
    if bytes != *whole {
        assert!(decode(&alice(), &bytes).is_err(), "{bytes:?}");
    }
}

/// Records as the library makes them: with everything in them, and with next to nothing.
fn genuine() -> &'static [Vec<u8>] {
    static GENUINE: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    GENUINE.get_or_init(|| {
        let store = MemoryStore::new();
        let mut versions = Vec::new();
        let mut keep = || {
            let (_, bytes) = store.read(&alice()).expect("it is in memory").expect("there is alice");
            versions.push(bytes.to_vec());
        };
        let people = People::of(&store);
        let (now, name) = (UnixTime::new(1_700_000_000).expect("it is a time"), |name| {
            AuthenticatorName::new(name).expect("it is a name")
        });
        let secret = |byte| Secret::import(&[byte; 20]).expect("it is long enough");
        people.set_exception(&alice(), Some(Exception::Exempt)).expect("it was stored");
        keep();
        for (number, called) in ["phone", "tablet"].into_iter().enumerate() {
            let new = NewAuthenticator {
                name: name(called),
                secret: secret(number as u8),
                parameters: if number == 0 { Parameters::TOTP } else { Parameters::HOTP },
                start: None,
                added: now,
            };
            people.add(&alice(), &new).expect("it was stored");
            keep();
        }
        let permit = EnrollmentPermit::by_administrator();
        let pending = Enrollment::begin(permit, secret(2), Parameters::TOTP, now, &EnrollmentPolicy::DEFAULT);
        people.enroll(&alice(), &name("spare"), &pending.expect("it may begin")).expect("it was stored");
        keep();
        let device = DeviceId::new("LAPTOP-0042").expect("it is an id");
        people.set_recovery_key(&alice(), &device, &RecoveryKey::from_random([3; 32])).expect("it was stored");
        keep();
        let codes = [4, 5].map(|byte| RecoveryCode::from_random(&[byte; 10]).expect("it is long enough"));
        people.set_recovery_codes(&alice(), &codes, [6; 16]).expect("it was stored");
        keep();
        versions
    })
}
