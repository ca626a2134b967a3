//! The three hash functions, as what HMAC over short messages needs of them: an initial value and a compression.
//!
//! The initial values are those of FIPS 180-4, section 5.3; the compressions are the `sha1` and `sha2` crates', but for the
//! small one of SHA-1 that the feature `compact` takes.

use crate::mac::{Tag, padded};

/// A hash with blocks of `BLOCK` bytes.
pub(crate) trait Hash<const BLOCK: usize> {
    /// The chaining value, in words.
    type State: Copy;
    const INITIAL: Self::State;
    /// A block with room for a digest, as the end of a message behind one block of pad.
    const PADDED_DIGEST: [u8; BLOCK];

    fn compress(state: &mut Self::State, block: &[u8; BLOCK]);
    /// Writes a key at the start of a block of zeros: hashed first if it is longer than the block.
    fn write_key(key: &[u8], block: &mut [u8; BLOCK]);
    /// Writes a chaining value as the digest it is, at the start of such a block.
    fn write_digest(state: &Self::State, block: &mut [u8; BLOCK]);
    fn tag(state: &Self::State) -> Tag;

    /// Hashes the end of a message, of which so many bytes are in the block, and so many there were in all (FIPS 180-4,
    /// section 5.1).
    fn end(state: &mut Self::State, block: &mut [u8; BLOCK], (rest, all): (usize, usize)) {
        if let Some(place) = block.get_mut(rest) {
            *place = 0x80;
        }
        // The number of bits has an eighth of a block.
        if rest.saturating_add(BLOCK / 8) >= BLOCK {
            Self::compress(state, block);
            *block = [0; BLOCK];
        }
        if let Some(bits) = block.last_chunk_mut() {
            *bits = (u64::try_from(all).unwrap_or(0) << 3).to_be_bytes();
        }
        Self::compress(state, block);
    }
}

/// Writes a word to where there is room for just that.
macro_rules! write_word {
    ($place:ident, $word:ident) => {
        if let Some(place) = $place.first_chunk_mut() {
            *place = $word.to_be_bytes();
        }
    };
}

/// Everything of [`Hash`] that is the same for all three but for the type of their words.
macro_rules! words_and_keys {
    ($block:literal, $word:ty, $compress:path) => {
        const PADDED_DIGEST: [u8; $block] = padded::<$block, { size_of::<Self::State>() }>();

        fn compress(state: &mut Self::State, block: &[u8; $block]) {
            $compress(state, core::slice::from_ref(block));
        }

        fn write_key(key: &[u8], block: &mut [u8; $block]) {
            let mut state = Self::INITIAL;
            let mut rest = key;
            while let Some((full, behind)) = rest.split_first_chunk().filter(|_| key.len() > $block) {
                Self::compress(&mut state, full);
                rest = behind;
            }
            if let Some(start) = block.get_mut(..rest.len()) {
                start.copy_from_slice(rest);
            }
            if key.len() > $block {
                Self::end(&mut state, block, (rest.len(), key.len()));
                *block = [0; $block];
                for (place, word) in block.chunks_exact_mut(size_of::<$word>()).zip(&state) {
                    write_word!(place, word);
                }
                zeroize::Zeroize::zeroize(&mut state);
            }
        }

        fn write_digest(state: &Self::State, block: &mut [u8; $block]) {
            // In pieces as wide as they are read again: the bit behind a digest of five words is written with its last.
            let mut words = [0; 8];
            if let Some(end) = words.get_mut(state.len()) {
                *end = const { 1 << (<$word>::BITS - 1) };
            }
            words.iter_mut().zip(state).for_each(|(place, word)| *place = *word);
            for (place, word) in block.chunks_exact_mut(size_of::<$word>()).zip(&words) {
                write_word!(place, word);
            }
        }
    };
}

#[cfg(all(feature = "sha1", feature = "compact"))]
use crate::sha1_compact::compress as compress_sha1;
#[cfg(all(feature = "sha1", not(feature = "compact")))]
use sha1::block_api::compress as compress_sha1;

#[cfg(feature = "sha1")]
pub(crate) enum Sha1 {}

#[cfg(feature = "sha1")]
impl Hash<64> for Sha1 {
    type State = [u32; 5];
    const INITIAL: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    words_and_keys!(64, u32, compress_sha1);

    fn tag(state: &[u32; 5]) -> Tag {
        let [.., last] = *state;
        Tag { words: *state, last }
    }
}

#[cfg(feature = "sha256")]
pub(crate) enum Sha256 {}

#[cfg(feature = "sha256")]
impl Hash<64> for Sha256 {
    type State = [u32; 8];
    const INITIAL: [u32; 8] =
        [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
    words_and_keys!(64, u32, sha2::block_api::compress256);

    fn tag(state: &[u32; 8]) -> Tag {
        let [w0, w1, w2, w3, w4, .., last] = *state;
        Tag { words: [w0, w1, w2, w3, w4], last }
    }
}

#[cfg(feature = "sha512")]
pub(crate) enum Sha512 {}

#[cfg(feature = "sha512")]
impl Hash<128> for Sha512 {
    type State = [u64; 8];
    const INITIAL: [u64; 8] = [
        0x6a09_e667_f3bc_c908,
        0xbb67_ae85_84ca_a73b,
        0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1,
        0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b,
        0x5be0_cd19_137e_2179,
    ];
    words_and_keys!(128, u64, sha2::block_api::compress512);

    fn tag(state: &[u64; 8]) -> Tag {
        let [d0, d1, d2, .., last] = *state;
        let (high, low) = (|word: u64| (word >> 32) as u32, |word: u64| (word & 0xffff_ffff) as u32);
        Tag { words: [high(d0), low(d0), high(d1), low(d1), high(d2)], last: low(last) }
    }
}
