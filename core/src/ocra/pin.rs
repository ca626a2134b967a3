//! The hash of a PIN or password, as it goes into a response (RFC 6287, section 5.1).

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::suite::OcraSuite;
use crate::error::{OcraError, ParameterError};
use crate::parameters::Algorithm;

/// The longest hash, SHA-512's, in bytes.
const LONGEST: usize = 64;

/// The hash of a PIN, wiped when dropped.
///
/// It is no protection: a PIN has few values, and whoever has its hash finds it by trying them. Keep it as you keep the
/// key.
///
/// ```
/// use mfa_core::{Algorithm, OcraPinHash};
///
/// let hash = OcraPinHash::of("1234", Algorithm::Sha1)?;
/// assert_eq!(hash.algorithm(), Algorithm::Sha1);
/// # Ok::<(), mfa_core::ParameterError>(())
/// ```
#[derive(Clone, ZeroizeOnDrop)]
pub struct OcraPinHash {
    bytes: [u8; LONGEST],
    #[zeroize(skip)]
    algorithm: Algorithm,
}

impl OcraPinHash {
    /// Hashes a PIN or password, as UTF-8. Refused only if this build is without the hash.
    pub fn of(pin: &str, algorithm: Algorithm) -> Result<Self, ParameterError> {
        let mut hash = Self { bytes: [0; LONGEST], algorithm };
        match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::Sha1 => hash.write::<sha1::Sha1>(pin),
            #[cfg(feature = "sha256")]
            Algorithm::Sha256 => hash.write::<sha2::Sha256>(pin),
            #[cfg(feature = "sha512")]
            Algorithm::Sha512 => hash.write::<sha2::Sha512>(pin),
            #[cfg(not(all(feature = "sha1", feature = "sha256", feature = "sha512")))]
            _ => return Err(ParameterError::UnsupportedAlgorithm),
        }
        Ok(hash)
    }

    /// A hash that was computed elsewhere: 20 bytes are SHA-1's, 32 SHA-256's, 64 SHA-512's.
    pub fn import(bytes: &[u8]) -> Result<Self, OcraError> {
        let algorithm = match bytes.len() {
            20 => Algorithm::Sha1,
            32 => Algorithm::Sha256,
            LONGEST => Algorithm::Sha512,
            length => return Err(OcraError::PinHashLength { length }),
        };
        let mut hash = Self { bytes: [0; LONGEST], algorithm };
        hash.fill(bytes);
        Ok(hash)
    }

    /// Which hash it is.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes, refused unless of the suite's hash.
    pub(super) fn under(&self, suite: &OcraSuite) -> Result<&[u8], OcraError> {
        if suite.pin_hash() == Some(self.algorithm) {
            Ok(self.bytes.get(..length(self.algorithm)).unwrap_or_default())
        } else {
            Err(OcraError::PinHash)
        }
    }

    fn write<H: hmac::digest::Digest>(&mut self, pin: &str) {
        let mut output = H::digest(pin);
        self.fill(&output);
        output.as_mut_slice().zeroize();
    }

    fn fill(&mut self, bytes: &[u8]) {
        for (place, byte) in self.bytes.iter_mut().zip(bytes) {
            *place = *byte;
        }
    }
}

impl fmt::Debug for OcraPinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcraPinHash").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// How many bytes a hash has.
const fn length(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
        Algorithm::Sha512 => 64,
    }
}
