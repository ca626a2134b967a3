//! HMAC (RFC 2104) over messages of any length: the `hmac` crate's, for what OCRA hashes is too long for [`crate::mac`].

use hmac::{Hmac as Rfc2104, KeyInit, Mac};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::error::ParameterError;
use crate::mac::Tag;
use crate::parameters::Algorithm;

/// An HMAC that has seen a key and the beginning of a message.
#[derive(Clone)]
pub(super) enum Hmac {
    #[cfg(feature = "sha1")]
    Sha1(Rfc2104<sha1::Sha1>),
    #[cfg(feature = "sha256")]
    Sha256(Rfc2104<sha2::Sha256>),
    #[cfg(feature = "sha512")]
    Sha512(Rfc2104<sha2::Sha512>),
}

/// The crate's feature `zeroize` wipes both hashes and the block between them, though it does not say so of the whole.
impl ZeroizeOnDrop for Hmac {}

impl Hmac {
    pub(super) fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, ParameterError> {
        match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::Sha1 => keyed(key).map(Self::Sha1),
            #[cfg(feature = "sha256")]
            Algorithm::Sha256 => keyed(key).map(Self::Sha256),
            #[cfg(feature = "sha512")]
            Algorithm::Sha512 => keyed(key).map(Self::Sha512),
            #[cfg(not(all(feature = "sha1", feature = "sha256", feature = "sha512")))]
            _ => Err(ParameterError::UnsupportedAlgorithm),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match *self {
            #[cfg(feature = "sha1")]
            Self::Sha1(ref mut hmac) => hmac.update(bytes),
            #[cfg(feature = "sha256")]
            Self::Sha256(ref mut hmac) => hmac.update(bytes),
            #[cfg(feature = "sha512")]
            Self::Sha512(ref mut hmac) => hmac.update(bytes),
        }
    }

    /// What truncation needs of the value over everything seen.
    pub(super) fn tag(self) -> Tag {
        match self {
            #[cfg(feature = "sha1")]
            Self::Sha1(hmac) => tag(hmac),
            #[cfg(feature = "sha256")]
            Self::Sha256(hmac) => tag(hmac),
            #[cfg(feature = "sha512")]
            Self::Sha512(hmac) => tag(hmac),
        }
    }
}

/// HMAC takes keys of every length, so this is never refused.
fn keyed<H: KeyInit>(key: &[u8]) -> Result<H, ParameterError> {
    H::new_from_slice(key).map_err(|_| ParameterError::UnsupportedAlgorithm)
}

/// The first twenty bytes of the value as words, and its last byte.
fn tag(hmac: impl Mac) -> Tag {
    let mut output = hmac.finalize().into_bytes();
    let mut tag = Tag::default();
    for (word, four) in tag.words.iter_mut().zip(output.chunks_exact(4)) {
        *word = four.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    tag.last = output.last().copied().map_or(0, u32::from);
    output.as_mut_slice().zeroize();
    tag
}
