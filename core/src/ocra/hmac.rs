//! HMAC (RFC 2104) over messages of any length: the `hmac` crate's, for what OCRA hashes is too long for [`crate::mac`].

use hmac::digest::Digest;
use hmac::digest::block_api::EagerHash;
use hmac::digest::common::Key;
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
            Algorithm::Sha1 => Ok(Self::Sha1(keyed(key))),
            #[cfg(feature = "sha256")]
            Algorithm::Sha256 => Ok(Self::Sha256(keyed(key))),
            #[cfg(feature = "sha512")]
            Algorithm::Sha512 => Ok(Self::Sha512(keyed(key))),
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

/// A key of a block's length: with zeros behind, or if it is longer, its hash with zeros behind (RFC 2104, section 2). The crate
/// does the same for keys of any length, but then a compiler may leave a panic in it for lengths that never come.
fn keyed<D: Digest + EagerHash>(key: &[u8]) -> Rfc2104<D> {
    let mut padded = Key::<Rfc2104<D>>::default();
    if key.len() > padded.len() {
        let mut hash = D::digest(key);
        pad(&mut padded, &hash);
        hash.as_mut_slice().zeroize();
    } else {
        pad(&mut padded, key);
    }
    let hmac = Rfc2104::new(&padded);
    padded.as_mut_slice().zeroize();
    hmac
}

fn pad(block: &mut [u8], bytes: &[u8]) {
    for (place, byte) in block.iter_mut().zip(bytes) {
        *place = *byte;
    }
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
