//! HMAC (RFC 2104) over messages that fit one block, from keys prepared once.
//!
//! A one-time code hashes eight bytes and a state's seal 54. For such messages HMAC is two compressions, one from each
//! of two chaining values that depend on the key alone. [`Keyed`] holds these as plain words, not as the `hmac` crate's
//! objects, because they stand in the C ABI's caller-owned memory, must have one size on every target, and because this
//! is where the time of a verification goes. The compressions are those of the `sha1` and `sha2` crates, or with `compact`
//! our own of SHA-1; the tests hold the result to the `hmac` crate for every hash and length.

#![deny(clippy::integer_division_remainder_used)]

use subtle::Choice;
use zeroize::{Zeroize, ZeroizeOnDrop, optimization_barrier};

use crate::ct;
use crate::error::ParameterError;
use crate::hash::{self, Hash};
use crate::parameters::Algorithm;

const INNER_PAD: u8 = 0x36;
const OUTER_PAD: u8 = 0x5c;

/// The longest message: a block of 64 bytes less one byte of padding and eight of length.
pub(crate) const LONGEST_MESSAGE: usize = 55;

/// How many positions are hashed beside each other: first all their inner blocks, then all their outer ones. What does not
/// wait for another's result a processor computes at the same time, and a block that was written a moment ago byte by byte
/// is slow to be read in one piece. Small processors do one thing after the other, and have little room on the stack.
pub(crate) const AHEAD: usize = if cfg!(target_pointer_width = "64") { 4 } else { 1 };

/// What is needed of an HMAC value: its first twenty bytes as big-endian words, and its last byte.
#[derive(Clone, Copy, Default, Zeroize)]
pub(crate) struct Tag {
    pub(crate) words: [u32; 5],
    pub(crate) last: u32,
}

impl Tag {
    /// The first sixteen bytes.
    pub(crate) fn prefix(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for (four, word) in bytes.chunks_exact_mut(4).zip(self.words) {
            four.copy_from_slice(&word.to_be_bytes());
        }
        bytes
    }
}

/// A key as the two chaining values it leaves behind the inner and the outer pad.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) enum Keyed {
    #[cfg(feature = "sha1")]
    Sha1(Chained<[u32; 5]>),
    #[cfg(feature = "sha256")]
    Sha256(Chained<[u32; 8]>),
    #[cfg(feature = "sha512")]
    Sha512(Chained<[u64; 8]>),
}

impl Keyed {
    pub(crate) fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self, ParameterError> {
        match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::Sha1 => Ok(Self::Sha1(Chained::new::<hash::Sha1, 64>(key))),
            #[cfg(feature = "sha256")]
            Algorithm::Sha256 => Ok(Self::Sha256(Chained::new::<hash::Sha256, 64>(key))),
            #[cfg(feature = "sha512")]
            Algorithm::Sha512 => Ok(Self::Sha512(Chained::new::<hash::Sha512, 128>(key))),
            #[cfg(not(all(feature = "sha1", feature = "sha256", feature = "sha512")))]
            _ => {
                let _ = key;
                Err(ParameterError::UnsupportedAlgorithm)
            }
        }
    }

    /// The tags of positions, for all of which there is room: messages of eight bytes.
    ///
    /// What is written on the way is wiped once, at the end: wiping it for each would cost a tenth of the time.
    pub(crate) fn tags(&self, positions: &[u64], tags: &mut [Tag; AHEAD]) {
        match *self {
            #[cfg(feature = "sha1")]
            Self::Sha1(ref chained) => chained.tags::<hash::Sha1, 64>(positions, tags),
            #[cfg(feature = "sha256")]
            Self::Sha256(ref chained) => chained.tags::<hash::Sha256, 64>(positions, tags),
            #[cfg(feature = "sha512")]
            Self::Sha512(ref chained) => chained.tags::<hash::Sha512, 128>(positions, tags),
        }
    }

    /// The tag of one message, which has at most [`LONGEST_MESSAGE`] bytes and is written where it is hashed.
    pub(crate) fn tag<const N: usize>(&self, write: impl FnOnce(&mut [u8; N]), tag: &mut Tag) {
        const { assert!(N <= LONGEST_MESSAGE) };
        match *self {
            #[cfg(feature = "sha1")]
            Self::Sha1(ref chained) => chained.tag::<hash::Sha1, 64, N>(write, tag),
            #[cfg(feature = "sha256")]
            Self::Sha256(ref chained) => chained.tag::<hash::Sha256, 64, N>(write, tag),
            #[cfg(feature = "sha512")]
            Self::Sha512(ref chained) => chained.tag::<hash::Sha512, 128, N>(write, tag),
        }
    }

    /// Whether two keys are one key under one hash.
    pub(crate) fn same_key(&self, other: &Self) -> Choice {
        match (self, other) {
            #[cfg(feature = "sha1")]
            (Self::Sha1(left), Self::Sha1(right)) => ct::same_words(&left.inner, &right.inner),
            #[cfg(feature = "sha256")]
            (Self::Sha256(left), Self::Sha256(right)) => ct::same_words(&left.inner, &right.inner),
            #[cfg(feature = "sha512")]
            (Self::Sha512(left), Self::Sha512(right)) => ct::same_words(&left.inner, &right.inner),
            // With one hash alone all pairs are above.
            #[allow(unreachable_patterns, reason = "whether it is reached depends on the features")]
            _ => Choice::from(0),
        }
    }
}

/// The chaining values of one hash.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Chained<S: Zeroize> {
    inner: S,
    outer: S,
}

impl<S: Copy + Zeroize> Chained<S> {
    fn new<H: Hash<BLOCK, State = S>, const BLOCK: usize>(key: &[u8]) -> Self {
        let mut chained = Self { inner: H::INITIAL, outer: H::INITIAL };
        let mut block = [0; BLOCK];
        H::write_key(key, &mut block);
        let mut absorb = |state: &mut S, pad: u8| {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            H::compress(state, &block);
        };
        absorb(&mut chained.inner, INNER_PAD);
        absorb(&mut chained.outer, INNER_PAD ^ OUTER_PAD);
        block.zeroize();
        chained
    }

    fn tag<H: Hash<BLOCK, State = S>, const BLOCK: usize, const N: usize>(
        &self,
        write: impl FnOnce(&mut [u8; N]),
        tag: &mut Tag,
    ) {
        let mut block = const { padded::<BLOCK, N>() };
        if let Some(message) = block.first_chunk_mut() {
            write(message);
        }
        self.tag_of_block::<H, BLOCK>(&mut block, tag);
    }

    /// The tag of a message in its block, which is wiped.
    fn tag_of_block<H: Hash<BLOCK, State = S>, const BLOCK: usize>(&self, block: &mut [u8; BLOCK], tag: &mut Tag) {
        let mut state = self.inner;
        H::compress(&mut state, block);
        self.follow::<H, BLOCK>(&mut state, block);
        H::compress(&mut state, block);
        *tag = H::tag(&state);
        *block = [0; BLOCK];
        state = H::INITIAL;
        optimization_barrier(&state);
        optimization_barrier(block);
    }

    fn tags<H: Hash<BLOCK, State = S>, const BLOCK: usize>(&self, positions: &[u64], tags: &mut [Tag; AHEAD]) {
        let mut blocks = [const { padded::<BLOCK, { size_of::<u64>() }>() }; AHEAD];
        for (block, position) in blocks.iter_mut().zip(positions) {
            if let Some(message) = block.first_chunk_mut() {
                *message = position.to_be_bytes();
            }
        }
        if AHEAD == 1 {
            for ((block, tag), _) in blocks.iter_mut().zip(tags).zip(positions) {
                self.tag_of_block::<H, BLOCK>(block, tag);
            }
            return;
        }
        let mut states = [self.inner; AHEAD];
        for ((block, state), _) in blocks.iter_mut().zip(&mut states).zip(positions) {
            H::compress(state, block);
            self.follow::<H, BLOCK>(state, block);
        }
        for (((block, state), tag), _) in blocks.iter().zip(&mut states).zip(tags).zip(positions) {
            H::compress(state, block);
            *tag = H::tag(state);
        }
        (states, blocks) = ([H::INITIAL; AHEAD], [[0; BLOCK]; AHEAD]);
        optimization_barrier(&states);
        optimization_barrier(&blocks);
    }

    /// Makes what the inner hash came to the block of the outer one.
    fn follow<H: Hash<BLOCK, State = S>, const BLOCK: usize>(&self, state: &mut S, block: &mut [u8; BLOCK]) {
        *block = H::PADDED_DIGEST;
        H::write_digest(state, block);
        *state = self.outer;
    }
}

/// A block that ends a message of `LENGTH` bytes behind one block of pad: zeros where the message goes, one bit, zeros,
/// the number of bits (FIPS 180-4, section 5.1).
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "computed when this is compiled, where going wrong is an error"
)]
pub(crate) const fn padded<const BLOCK: usize, const LENGTH: usize>() -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[LENGTH] = 0x80;
    let bits = 8 * (BLOCK + LENGTH);
    block[BLOCK - 2] = (bits >> 8) as u8;
    block[BLOCK - 1] = bits as u8;
    block
}
