//! The shared secret of an authenticator (RFC 4226, section 4, requirements R6 and R7).

use core::fmt;

use zeroize::ZeroizeOnDrop;

use crate::base32;
use crate::ct::{self, Because};
use crate::error::SecretError;

/// The longest secret in bytes. HMAC hashes longer keys than its block, so more would add nothing.
pub(crate) const LONGEST: usize = 128;
/// The shortest secret in bytes: 80 bits, what real services still hand out.
const SHORTEST: usize = 10;
/// The shortest secret in bytes that is issued: RFC 4226 demands 128 bits.
const SHORTEST_ISSUED: usize = 16;

/// A shared secret of 10 to 128 bytes, wiped when dropped.
///
/// It has no `==`, and its `Debug` says nothing: both would reveal it.
///
/// ```
/// use mfa_core::{Secret, Strength};
///
/// let secret = Secret::from_base32("JBSW Y3DP ehpk 3pxp")?;
/// assert_eq!(secret.strength(), Strength::Legacy); // 80 bits: imported, but say so
/// assert_eq!(secret.to_base32(|text| text == "JBSWY3DPEHPK3PXP"), true);
/// # Ok::<(), mfa_core::SecretError>(())
/// ```
#[derive(Clone, ZeroizeOnDrop)]
pub struct Secret {
    bytes: [u8; LONGEST],
    length: usize,
}

/// How strong a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strength {
    /// Fewer than 128 bits, which RFC 4226 requires at least: fine to import, worth replacing.
    Legacy,
    /// 128 to 159 bits: what RFC 4226 requires.
    Required,
    /// 160 bits or more: what RFC 4226 recommends.
    Recommended,
}

impl Secret {
    /// How many bytes a new secret should have: 20, that is 160 bits.
    pub const RECOMMENDED_LENGTH: usize = 20;

    /// A secret that somebody else issued, of 10 to 128 bytes.
    pub fn import(bytes: &[u8]) -> Result<Self, SecretError> {
        Self::of_at_least(SHORTEST, bytes)
    }

    /// A new secret, of 16 to 128 bytes that the caller drew from the system's random source;
    /// [`Secret::RECOMMENDED_LENGTH`] of them by default.
    pub fn issue(random: &[u8]) -> Result<Self, SecretError> {
        Self::of_at_least(SHORTEST_ISSUED, random)
    }

    /// A secret that somebody else issued, as base32 text: any case, spaces and dashes between, padded or not.
    pub fn from_base32(text: &str) -> Result<Self, SecretError> {
        base32::decoded(text.as_bytes(), Self::import)
    }

    /// Hands the secret as base32 text (upper case, no padding) to `then`, and wipes the text.
    pub fn to_base32<R>(&self, then: impl FnOnce(&str) -> R) -> R {
        base32::encoded(self.expose(), then)
    }

    /// How strong it is.
    pub fn strength(&self) -> Strength {
        match self.length {
            ..SHORTEST_ISSUED => Strength::Legacy,
            SHORTEST_ISSUED..Self::RECOMMENDED_LENGTH => Strength::Required,
            _ => Strength::Recommended,
        }
    }

    /// The bytes themselves, for whoever stores them.
    pub fn expose(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Whether both are the same secret, told without revealing where they differ.
    pub fn same_as(&self, other: &Self) -> bool {
        ct::reveal_choice(Because::SharedKeyIsAnswered, ct::same_bytes(self.expose(), other.expose()))
    }

    fn of_at_least(least: usize, bytes: &[u8]) -> Result<Self, SecretError> {
        let length = bytes.len();
        if length < least {
            return Err(SecretError::TooShort { length, least });
        }
        let mut secret = Self { bytes: [0; LONGEST], length };
        secret.bytes.get_mut(..length).ok_or(SecretError::TooLong)?.copy_from_slice(bytes);
        Ok(secret)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
