//! The recovery key: what a help desk and one device of one person share.

use core::fmt;

use zeroize::ZeroizeOnDrop;

use super::device::DeviceId;
use super::digits::RecoveryDigits;
use crate::base32;
use crate::ct::{self, Because};
use crate::error::{RecoveryError, RecoveryKeyError};
use crate::ocra::{Asked, Ocra, OcraInputs, OcraQuestion, OcraSuite};

/// How many bytes a key has.
const LENGTH: usize = 32;

/// A key of 32 bytes that belongs to one pair of person and device and is never shared; wiped when dropped.
///
/// It has no `==`, and its `Debug` says nothing: both would reveal it.
///
/// ```
/// use mfa_core::RecoveryKey;
///
/// let key = RecoveryKey::from_random([7; 32]); // drawn from the system's random source
/// let again = key.to_base32(RecoveryKey::from_base32)?;
/// assert_eq!(key.expose(), again.expose());
/// # Ok::<(), mfa_core::RecoveryKeyError>(())
/// ```
#[derive(Clone, ZeroizeOnDrop)]
pub struct RecoveryKey([u8; LENGTH]);

impl RecoveryKey {
    /// How many bytes a key has.
    pub const LENGTH: usize = LENGTH;

    /// A new key, of 32 bytes that the caller drew from the system's random source.
    pub const fn from_random(random: [u8; LENGTH]) -> Self {
        Self(random)
    }

    /// A key that was stored. Refused unless it has 32 bytes.
    pub fn import(bytes: &[u8]) -> Result<Self, RecoveryKeyError> {
        let mut key = Self([0; LENGTH]);
        if bytes.len() != LENGTH {
            return Err(RecoveryKeyError::Length { length: bytes.len() });
        }
        key.0.copy_from_slice(bytes);
        Ok(key)
    }

    /// A key as base32 text: any case, spaces and dashes between, padded or not.
    pub fn from_base32(text: &str) -> Result<Self, RecoveryKeyError> {
        base32::decoded(text.as_bytes(), Self::import)
    }

    /// Hands the key as base32 text (upper case, no padding) to `then`, and wipes the text.
    pub fn to_base32<R>(&self, then: impl FnOnce(&str) -> R) -> R {
        base32::encoded(&self.0, then)
    }

    /// The bytes themselves, for whoever stores them.
    pub const fn expose(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// The PINs of a device: one for each step of issue.
    pub(super) fn pins(&self, device: &DeviceId) -> Result<Asked, RecoveryError> {
        self.asked(OcraSuite::RECOVERY_PIN, OcraQuestion::alphanumeric(device.as_str()))
    }

    /// The value of the response to a challenge.
    pub(super) fn response(&self, challenge: &RecoveryDigits) -> Result<u32, RecoveryError> {
        let question = ct::reveal(Because::ChallengeIsPublic, challenge.eight());
        let question = OcraQuestion::numeric(core::str::from_utf8(&question).unwrap_or_default());
        Ok(self.asked(OcraSuite::RECOVERY_CHALLENGE, question)?.value(None))
    }

    /// Whether a response answers a challenge.
    pub(super) fn is_answered_by(&self, challenge: u32, response: &RecoveryDigits) -> Result<bool, RecoveryError> {
        let value = self.response(&RecoveryDigits::from_value(challenge))?;
        Ok(ct::reveal_choice(Because::VerdictIsAnswered, ct::same_code(response.value(), value)))
    }

    /// Both suites are fixed and their questions checked, so only a build without their hash has anything to refuse.
    fn asked<E>(&self, suite: OcraSuite, question: Result<OcraQuestion<'_>, E>) -> Result<Asked, RecoveryError> {
        let ocra = Ocra::with_key(&self.0, suite).map_err(|_| RecoveryError::NotComputable)?;
        let question = question.map_err(|_| RecoveryError::NotComputable)?;
        ocra.asked(&OcraInputs::of(question)).map_err(|_| RecoveryError::NotComputable)
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey(..)")
    }
}
