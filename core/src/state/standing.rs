//! What belongs to the person and not to one authenticator: failures, the lock they led to, and the revision.
//!
//! The rules for time are the whole answer to clocks that jump. A lock remembers when it began and the lowest time seen
//! since; it holds while the clock is within its length of either. So setting the clock back never shortens a lock, and
//! a clock that was in 2040 for a minute leaves nobody out for longer than twice the lock's length once it is right.

use super::bytes::{Reader, Writer};
use crate::error::TimeError;
use crate::policy::{AtCap, Throttle};
use crate::time::{Seconds, UnixTime};
use crate::verdict::Barred;

/// A person's failures, lock and revision, which stay when authenticators come and go.
///
/// Every state of the person carries it under seal. A host needs it by itself only while the person has no
/// authenticator at all, so that enrolling anew resets nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub(crate) revision: u64,
    pub(crate) failures: u16,
    pub(crate) failures_in_all: u32,
    pub(crate) lock: Lock,
}

/// When the last lock began and how long it lasts; no length, no lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) start: u64,
    /// The lowest time seen since.
    pub(crate) low: u64,
    pub(crate) length: u32,
}

impl Standing {
    /// Of somebody who is new: no failure, no lock, revision 0.
    pub const NEW: Self = Self {
        revision: 0,
        failures: 0,
        failures_in_all: 0,
        lock: Lock {
            start: 0,
            low: 0,
            length: 0,
        },
    };
    /// How many bytes [`Standing::to_bytes`] gives.
    pub const LENGTH: usize = 30;

    /// How many times the person's record was changed. It never restarts.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Consecutive failures: wrong codes since the last acceptance.
    pub const fn failures(&self) -> u16 {
        self.failures
    }

    /// Wrong codes in all. Never cleared, so that five guesses before each of the owner's logins show.
    pub const fn failures_in_all(&self) -> u32 {
        self.failures_in_all
    }

    /// The standing as bytes, for a record that holds no authenticator.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let mut writer = Writer::new(&mut bytes);
        writer.put(&self.revision.to_le_bytes());
        writer.put(&self.failures_in_all.to_le_bytes());
        writer.put(&self.lock.length.to_le_bytes());
        writer.put_u48(self.lock.start);
        writer.put_u48(self.lock.low);
        writer.put(&self.failures.to_le_bytes());
        bytes
    }

    /// A standing that was stored. Its times are checked; it carries no seal.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, TimeError> {
        let mut reader = Reader::new(bytes);
        let revision = reader.u64();
        let failures_in_all = reader.u32();
        let lock = Lock {
            length: reader.u32(),
            start: reader.u48(),
            low: reader.u48(),
        };
        UnixTime::new(lock.start.max(lock.low))?;
        Ok(Self {
            revision,
            failures: reader.u16(),
            failures_in_all,
            lock,
        })
    }

    /// Why no attempt is evaluated now, if none is.
    pub(crate) fn barred_at(&self, now: UnixTime, throttle: Throttle, cap: u16) -> Option<Barred> {
        if throttle.at_cap() == AtCap::Close && self.failures >= cap {
            return Some(Barred::Closed);
        }
        self.lock
            .holds_until(now, throttle.longest_lock())
            .map(|until| Barred::Locked { until })
    }

    /// The standing after somebody looked at the clock while a lock was there: only the lowest time seen moves.
    pub(crate) fn seen_at(mut self, now: UnixTime) -> Self {
        self.lock.low = self.lock.low.min(now.seconds());
        self
    }

    /// The standing after a wrong code: counted, and locked once the free failures are used up.
    pub(crate) fn failed_at(self, now: UnixTime, throttle: Throttle, cap: u16) -> Self {
        let failures = self.failures.saturating_add(1);
        let lock = throttle
            .lock_after(failures, cap)
            .map_or_else(Lock::default, |length| Lock::from(now, length));
        let failures_in_all = self.failures_in_all.saturating_add(1);
        Self {
            failures,
            failures_in_all,
            lock,
            ..self
        }
    }

    /// The standing without a lock, after an attempt that neither counts nor clears failures.
    pub(crate) fn without_lock(self) -> Self {
        Self {
            lock: Lock::default(),
            ..self
        }
    }

    /// The standing without consecutive failures, after an acceptance or by an administrator.
    pub(crate) fn cleared(self) -> Self {
        Self {
            failures: 0,
            ..self.without_lock()
        }
    }

    /// How many more wrong codes are evaluated before one locks or closes.
    pub(crate) fn attempts_left(&self, throttle: Throttle, cap: u16) -> u16 {
        let until_lock = u16::from(throttle.free())
            .saturating_add(1)
            .saturating_sub(self.failures)
            .max(1);
        match throttle.at_cap() {
            AtCap::Close => until_lock.min(cap.saturating_sub(self.failures)),
            AtCap::KeepLocking => until_lock,
        }
    }
}

impl Lock {
    fn from(now: UnixTime, length: Seconds) -> Self {
        Self {
            start: now.seconds(),
            low: now.seconds(),
            length: length.count(),
        }
    }

    /// When the lock ends, if it holds now. A stored length is cut to the policy's, so a milder policy helps at once.
    fn holds_until(&self, now: UnixTime, longest: Seconds) -> Option<UnixTime> {
        let length = Seconds::new(self.length).min(longest);
        let low = self.low.min(now.seconds());
        let ends = |begin: u64| begin.saturating_add(u64::from(length.count()));
        let from_low = now.seconds() < ends(low);
        let from_start = self.start <= now.seconds() && now.seconds() < ends(self.start);
        let end = match (from_low, from_start) {
            (false, false) => return None,
            // The two stretches touch or overlap: the later end counts.
            (true, _) if self.start <= ends(low) => ends(self.start).max(ends(low)),
            (true, _) => ends(low),
            (false, true) => ends(self.start),
        };
        UnixTime::new(end).ok().or(Some(UnixTime::MAX))
    }
}
