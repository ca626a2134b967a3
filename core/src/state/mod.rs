//! What is remembered of an authenticator between two logins, and the seal that ties it to its credential.
//!
//! A [`SealedState`] is 64 bytes, little-endian, the same in every language:
//!
//! | bytes | field |
//! |---|---|
//! | 0..3 | `mfs`, which no one-time code's and no OCRA message begins with |
//! | 3 | version, 1 |
//! | 4..12 | next: the smallest time step or counter that is not used up |
//! | 12..20 | revision: how many times the person's record was changed |
//! | 20..24 | failures in all |
//! | 24..28 | length of the lock in seconds, 0 for none |
//! | 28..34 | when the lock began |
//! | 34..40 | the lowest time seen since |
//! | 40..42 | consecutive failures |
//! | 42 | learned drift in steps, signed |
//! | 43 | flags: 1 suspended |
//! | 44..48 | zeros |
//! | 48..64 | seal: HMAC of bytes 0..44 and the credential's parameters under the credential's own key, cut to 16 bytes |
//!
//! The seal shows corruption, forgery and mixing up. It cannot show that an old state was put back whole; the revision,
//! which never restarts, is there for hosts that can pin it. A state is an offline test of its secret: keep it as
//! private as the secret itself.

mod ladder;
mod standing;

pub use standing::Standing;

use core::fmt;

use crate::bytes::{Reader, Writer};
use crate::credential::Credential;
use crate::ct::{self, Because};
use crate::error::StateError;
use crate::parameters::Parameters;

/// How many bytes a state has.
const LENGTH: usize = 64;
const SEAL_LENGTH: usize = 16;
const LABEL_AND_VERSION: [u8; 4] = *b"mfs\x01";
/// What of a state is sealed, and what of the credential with it: 55 bytes, the most that two compressions take.
const CONTENT_LENGTH: usize = 44;
/// The flag of a suspended authenticator. A state that has any other was written by a newer version.
const SUSPENDED: u8 = 1;
const ZEROS_LENGTH: usize = LENGTH - CONTENT_LENGTH - SEAL_LENGTH;
const SEALED_LENGTH: usize = CONTENT_LENGTH + Parameters::LENGTH;

/// An authenticator's state as it is stored: 64 bytes that only its credential can read or write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealedState([u8; LENGTH]);

impl SealedState {
    /// How many bytes a state has.
    pub const LENGTH: usize = LENGTH;

    /// No state at all: what a place holds before one is written to it. Never opens.
    pub(crate) const EMPTY: Self = Self([0; LENGTH]);

    /// Stored bytes, not yet looked at: [`Person::open`](crate::Person::open) does that.
    pub const fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub const fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

impl TryFrom<&[u8]> for SealedState {
    type Error = StateError;

    fn try_from(bytes: &[u8]) -> Result<Self, StateError> {
        bytes.try_into().map(Self).map_err(|_| StateError::Length)
    }
}

impl fmt::Debug for SealedState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedState(..)")
    }
}

/// A state that was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    /// The smallest step or counter that is not used up.
    pub(crate) next: u64,
    /// How many steps the authenticator's clock was last seen ahead.
    pub(crate) drift: i8,
    /// Whether its codes count for nothing until it is confirmed again.
    pub(crate) suspended: bool,
    /// What belongs to the person, the same in every state of theirs.
    pub(crate) standing: Standing,
}

impl State {
    pub(crate) fn open(credential: &Credential, sealed: &[u8; LENGTH]) -> Result<Self, StateError> {
        // Looked at where it lies.
        let Some((content, rest)) = sealed.split_first_chunk::<CONTENT_LENGTH>() else {
            return Err(StateError::Length);
        };
        if !content.starts_with(&LABEL_AND_VERSION) {
            return Err(StateError::Version);
        }
        let mut reader = Reader::new(rest);
        let zeros = reader.take::<ZEROS_LENGTH>();
        let intact = ct::same_seal(reader.take(), seal_of(credential, |writer| writer.put(content)));
        if !ct::reveal_choice(Because::SealIsAnswered, intact) || zeros != [0; ZEROS_LENGTH] {
            return Err(StateError::Seal);
        }
        match content {
            [.., flags @ (0 | SUSPENDED)] => Ok(Self::read(content, *flags == SUSPENDED)),
            _ => Err(StateError::Version),
        }
    }

    pub(crate) fn seal(&self, credential: &Credential) -> SealedState {
        let mut sealed = SealedState::EMPTY;
        self.seal_into(credential, &mut sealed.0);
        sealed
    }

    /// Writes the sealed state where it goes, which is all zeros.
    pub(crate) fn seal_into(&self, credential: &Credential, sealed: &mut [u8; LENGTH]) {
        let seal = seal_of(credential, |writer| self.write(writer));
        let mut writer = Writer::new(sealed);
        self.write(&mut writer);
        writer.put(&[0; ZEROS_LENGTH]);
        writer.put(&ct::reveal(Because::SealIsStored, seal));
    }

    fn read(content: &[u8; CONTENT_LENGTH], suspended: bool) -> Self {
        let mut reader = Reader::new(content);
        let _: [u8; LABEL_AND_VERSION.len()] = reader.take();
        let next = reader.u64();
        let standing = Standing::read(&reader.take());
        Self { next, drift: reader.i8(), suspended, standing }
    }

    /// Writes the content where it goes, for what was written a moment ago is slow to be copied.
    fn write(&self, writer: &mut Writer<'_>) {
        writer.put(&LABEL_AND_VERSION);
        writer.put(&self.next.to_le_bytes());
        self.standing.write(writer);
        writer.put(&self.drift.to_le_bytes());
        writer.put(&[if self.suspended { SUSPENDED } else { 0 }]);
    }
}

/// The seal of a content, which `write` puts before what is sealed with it.
fn seal_of(credential: &Credential, write: impl FnOnce(&mut Writer<'_>)) -> [u8; SEAL_LENGTH] {
    credential.seal::<SEALED_LENGTH>(|message| {
        let mut writer = Writer::new(message);
        write(&mut writer);
        writer.put(&credential.parameters().to_bytes());
    })
}
