//! HMAC (RFC 2104) over messages that fit one block, from keys prepared once.
//!
//! A one-time code hashes eight bytes and a state's seal 54. For such messages HMAC is two compressions, one from each
//! of two chaining values that depend on the key alone. [`Keyed`] holds these as plain words, not as the `hmac` crate's
//! objects, because they stand in the C ABI's caller-owned memory, must have one size on every target, and because this
//! is where the time of a verification goes. The compressions are those of the `sha1` and `sha2` crates; the tests hold
//! the result to the `hmac` crate for every hash and length.

#![deny(clippy::integer_division_remainder_used)]

use subtle::Choice;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::ct;
use crate::error::ParameterError;
use crate::hash::{self, Hash};
use crate::parameters::Algorithm;

const INNER_PAD: u8 = 0x36;
const OUTER_PAD: u8 = 0x5c;

/// The longest message: a block of 64 bytes less one byte of padding and eight of length.
pub(crate) const LONGEST_MESSAGE: usize = 55;

/// What is needed of an HMAC value: its first twenty bytes as big-endian words, and its last byte.
#[derive(Zeroize, ZeroizeOnDrop)]
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

    /// The tag of a message of at most [`LONGEST_MESSAGE`] bytes, which the compiler checks.
    pub(crate) fn tag<const N: usize>(&self, message: &[u8; N]) -> Tag {
        const { assert!(N <= LONGEST_MESSAGE) };
        match *self {
            #[cfg(feature = "sha1")]
            Self::Sha1(ref chained) => chained.tag::<hash::Sha1, 64, N>(message),
            #[cfg(feature = "sha256")]
            Self::Sha256(ref chained) => chained.tag::<hash::Sha256, 64, N>(message),
            #[cfg(feature = "sha512")]
            Self::Sha512(ref chained) => chained.tag::<hash::Sha512, 128, N>(message),
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
            #[cfg(any(
                all(feature = "sha1", feature = "sha256"),
                all(feature = "sha1", feature = "sha512"),
                all(feature = "sha256", feature = "sha512"),
            ))]
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
        let mut block = [0; BLOCK];
        H::write_key(key, &mut block);
        let mut after_pad = |pad: u8| {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            let mut state = H::INITIAL;
            H::compress(&mut state, &block);
            state
        };
        let inner = after_pad(INNER_PAD);
        let outer = after_pad(INNER_PAD ^ OUTER_PAD);
        block.zeroize();
        Self { inner, outer }
    }

    fn tag<H: Hash<BLOCK, State = S>, const BLOCK: usize, const N: usize>(&self, message: &[u8; N]) -> Tag {
        let mut block = [0; BLOCK];
        let mut state = self.inner;
        fill(&mut block, message);
        H::compress(&mut state, &block);

        let mut digest = [0; BLOCK];
        H::write_digest(&state, &mut digest);
        finish(&mut digest, H::OUTPUT);
        state = self.outer;
        H::compress(&mut state, &digest);

        let tag = H::tag(&state);
        state.zeroize();
        digest.zeroize();
        tag
    }
}

/// Lays out a message that follows one block of pad, and its end.
fn fill<const BLOCK: usize, const N: usize>(block: &mut [u8; BLOCK], message: &[u8; N]) {
    if let Some(start) = block.first_chunk_mut() {
        *start = *message;
    }
    finish(block, N);
}

/// Ends a message of `length` bytes that follows one block of pad: one bit, zeros, the number of bits.
fn finish<const BLOCK: usize>(block: &mut [u8; BLOCK], length: usize) {
    if let Some(end) = block.get_mut(length) {
        *end = 0x80;
    }
    if let Some(bits) = block.last_chunk_mut() {
        *bits = (BLOCK.saturating_add(length).saturating_mul(8) as u64).to_be_bytes();
    }
}
