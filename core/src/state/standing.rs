//! What belongs to the person and not to one authenticator: the failures, the lock they led to, and the revision.

use super::ladder::{Ladder, Lock};
use crate::bytes::{Reader, Writer};
use crate::error::TimeError;
use crate::time::UnixTime;

/// A person's failures, lock and revision, which stay when authenticators come and go.
///
/// Every state of the person carries it under seal. A host needs it by itself only while the person has no
/// authenticator at all, so that enrolling anew resets nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub(crate) revision: u64,
    pub(crate) ladder: Ladder,
}

impl Standing {
    /// Of somebody who is new: no failure, no lock, revision 0.
    pub const NEW: Self = Self { revision: 0, ladder: Ladder::NEW };
    /// How many bytes [`Standing::to_bytes`] gives.
    pub const LENGTH: usize = 30;

    /// How many times the person's record was changed. It never restarts.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Consecutive failures: wrong codes since the last acceptance.
    pub const fn failures(&self) -> u16 {
        self.ladder.failures
    }

    /// Wrong codes in all. Never cleared, so that five guesses before each of the owner's logins show.
    pub const fn failures_in_all(&self) -> u32 {
        self.ladder.failures_in_all
    }

    /// The standing as bytes: bytes 12 to 42 of a state, or a record that holds no authenticator.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        self.write(&mut Writer::new(&mut bytes));
        bytes
    }

    /// Writes the same bytes where they go.
    pub(super) fn write(&self, writer: &mut Writer<'_>) {
        let Ladder { failures, failures_in_all, lock } = self.ladder;
        writer.put(&self.revision.to_le_bytes());
        writer.put(&failures_in_all.to_le_bytes());
        writer.put(&lock.length.to_le_bytes());
        writer.put_u48(lock.start);
        writer.put_u48(lock.low);
        writer.put(&failures.to_le_bytes());
    }

    /// A standing that was stored. Its times are checked; it carries no seal.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, TimeError> {
        let standing = Self::read(bytes);
        let Lock { start, low, .. } = standing.ladder.lock;
        UnixTime::new(start.max(low)).map(|_| standing)
    }

    /// A standing from bytes that a seal vouches for.
    pub(super) fn read(bytes: &[u8; Self::LENGTH]) -> Self {
        let mut reader = Reader::new(bytes);
        let revision = reader.u64();
        let failures_in_all = reader.u32();
        let lock = Lock { length: reader.u32(), start: reader.u48(), low: reader.u48() };
        Self { revision, ladder: Ladder { failures: reader.u16(), failures_in_all, lock } }
    }
}
