//! What is at rest is sealed, with a key that is not in the database.
//!
//! XChaCha20-Poly1305 with a random nonce. What is sealed is bound to the person, the row's id, its version and the key's
//! number: moved to another row, or put back beside a newer version, it is refused.

mod keys;

use core::fmt;

use chacha20poly1305::aead::AeadInPlace as _;
use chacha20poly1305::{Tag, XNonce};
use mfa_host::PersonName;
use mfa_host::random::{self, RandomError};
use zeroize::Zeroizing;

pub use keys::{Key, KeysError, Vault, drawn_key};

const NONCE: usize = 24;
const TAG: usize = 16;
/// What is sealed here, and in which form.
const LABEL: &[u8] = b"libmfa fleet record 1";

/// Where a row stands: what its bytes are bound to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose it is.
    pub person: &'a PersonName,
    /// The row's id: another one when somebody who was deleted comes back.
    pub id: i64,
    /// Which version of the row.
    pub version: i64,
}

/// A row's bytes, and the number of the key that they are sealed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The key's number.
    pub key: i32,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

/// Why nothing is sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VaultError {
    /// The key of that number is not among those that this server has.
    UnknownKey(i32),
    /// It is not what was sealed for this person, row and version with this key.
    Forged,
    /// The system has no random bytes, or the text is longer than can be sealed.
    NotSealed,
}

impl fmt::Display for VaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(number) => {
                write!(f, "it is sealed with key {number}, which is not among this server's keys")
            }
            Self::Forged => f.write_str("it is not what was sealed for this person, row and version"),
            Self::NotSealed => f.write_str("it cannot be sealed: there are no random bytes"),
        }
    }
}

impl core::error::Error for VaultError {}

impl From<RandomError> for VaultError {
    fn from(_: RandomError) -> Self {
        Self::NotSealed
    }
}

impl Vault {
    /// Seals with the newest key.
    pub fn seal(&self, place: Place<'_>, text: &[u8]) -> Result<Sealed, VaultError> {
        let key = self.newest();
        let mut bytes = Vec::with_capacity(NONCE.saturating_add(text.len()).saturating_add(TAG));
        let nonce = random::bytes::<NONCE>()?;
        bytes.extend_from_slice(&*nonce);
        bytes.extend_from_slice(text);
        let place = associated(place, key.number());
        let (_, content) = bytes.split_at_mut_checked(NONCE).ok_or(VaultError::NotSealed)?;
        let sealed = key.cipher().encrypt_in_place_detached(XNonce::from_slice(&*nonce), &place, content);
        let tag = sealed.map_err(|_| {
            bytes.clear();
            VaultError::NotSealed
        });
        let tag = tag?;
        bytes.extend_from_slice(&tag);
        Ok(Sealed { key: key.number(), bytes })
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, place: Place<'_>, key: i32, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let key = self.key(key).ok_or(VaultError::UnknownKey(key))?;
        let (nonce, rest) = sealed.split_at_checked(NONCE).ok_or(VaultError::Forged)?;
        let (content, tag) = rest.split_last_chunk::<TAG>().ok_or(VaultError::Forged)?;
        let mut text = Zeroizing::new(content.to_vec());
        let place = associated(place, key.number());
        key.cipher()
            .decrypt_in_place_detached(XNonce::from_slice(nonce), &place, &mut text, Tag::from_slice(tag))
            .map_err(|_| VaultError::Forged)?;
        Ok(text)
    }
}

/// The label, the fixed fields, and at the end the one whose length varies.
fn associated(place: Place<'_>, key: i32) -> Vec<u8> {
    let Place { person, id, version } = place;
    let person = person.as_str().as_bytes();
    let mut bytes = Vec::with_capacity(LABEL.len().saturating_add(20).saturating_add(person.len()));
    bytes.extend_from_slice(LABEL);
    bytes.extend_from_slice(&key.to_le_bytes());
    bytes.extend_from_slice(&id.to_le_bytes());
    bytes.extend_from_slice(&version.to_le_bytes());
    bytes.extend_from_slice(person);
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what failed by panicking")]

    use super::*;

    fn vault() -> Vault {
        Vault::new(vec![Key::new(2, &[2; 32]), Key::new(1, &[1; 32])]).unwrap()
    }

    #[test]
    fn every_bit_of_what_is_sealed_counts() {
        let (vault, person) = (vault(), PersonName::new("alice").unwrap());
        let place = Place { person: &person, id: 7, version: 3 };
        let sealed = vault.seal(place, b"everything she has").unwrap();
        assert_eq!(sealed.bytes.len(), NONCE + b"everything she has".len() + TAG);
        assert_eq!(*vault.open(place, 2, &sealed.bytes).unwrap(), b"everything she has");
        for bit in 0..sealed.bytes.len() * 8 {
            let mut forged = sealed.bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(vault.open(place, 2, &forged).unwrap_err(), VaultError::Forged, "bit {bit}");
        }
        for length in 0..sealed.bytes.len() {
            assert_eq!(
                vault.open(place, 2, &sealed.bytes[..length]).unwrap_err(),
                VaultError::Forged,
                "{length} bytes"
            );
        }
    }

    #[test]
    fn what_is_sealed_for_one_place_opens_in_no_other() {
        let (vault, person, other) = (vault(), PersonName::new("alice").unwrap(), PersonName::new("alicf").unwrap());
        let place = Place { person: &person, id: 7, version: 3 };
        let sealed = vault.seal(place, b"text").unwrap();
        for elsewhere in [
            Place { person: &other, ..place },
            Place { id: 8, ..place },
            Place { version: 2, ..place },
            Place { id: 3, version: 7, ..place },
        ] {
            assert_eq!(vault.open(elsewhere, 2, &sealed.bytes).unwrap_err(), VaultError::Forged);
        }
        assert_eq!(vault.open(place, 1, &sealed.bytes).unwrap_err(), VaultError::Forged, "another key");
        assert_eq!(vault.open(place, 3, &sealed.bytes).unwrap_err(), VaultError::UnknownKey(3));
    }

    #[test]
    fn no_two_seals_are_alike() {
        let (vault, person) = (vault(), PersonName::new("alice").unwrap());
        let place = Place { person: &person, id: 7, version: 3 };
        let nonces: std::collections::HashSet<Vec<u8>> =
            (0..1000).map(|_| vault.seal(place, b"text").unwrap().bytes[..NONCE].to_vec()).collect();
        assert_eq!(nonces.len(), 1000);
    }
}
