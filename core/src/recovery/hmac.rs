//! HMAC-SHA-256 (RFC 2104), cut to 16 bytes: what seals a recovery record and what is kept of a recovery code.

use hmac::{Hmac, KeyInit, Mac};
use zeroize::{Zeroize, Zeroizing};

/// How many bytes a block of SHA-256 has.
const BLOCK: usize = 64;

/// The first 16 bytes of the tag of a message under a key, each in parts one after the other.
///
/// Keys here are shorter than a block, so HMAC takes them with zeros behind (RFC 2104, section 2).
pub(super) fn tag<const K: usize, const M: usize>(key: [&[u8]; K], message: [&[u8]; M]) -> [u8; 16] {
    let mut block = Zeroizing::new([0; BLOCK]);
    for (place, byte) in block.iter_mut().zip(key.into_iter().flatten()) {
        *place = *byte;
    }
    let mut padded = (*block).into();
    let mut hmac = Hmac::<sha2::Sha256>::new(&padded);
    padded.as_mut_slice().zeroize();
    for part in message {
        hmac.update(part);
    }
    let mut output = hmac.finalize().into_bytes();
    let tag = output.first_chunk().copied().unwrap_or_default();
    output.as_mut_slice().zeroize();
    tag
}
