//! Failures and the lock they lead to (RFC 4226, section 7.3). Each factor has a ladder of its own.
//!
//! The rules for time are the whole answer to clocks that jump. A lock remembers when it began and the lowest time seen
//! since; it holds while the clock is within its length of either. So setting the clock back never shortens a lock, and
//! a clock that was in 2040 for a minute leaves nobody out for longer than twice the lock's length once it is right.

use crate::policy::{AtCap, Throttle};
use crate::time::{Seconds, UnixTime};
use crate::verdict::{Barred, Reason, Rejected};

/// Failures in a row, failures in all, and the last lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ladder {
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

impl Ladder {
    pub(crate) const NEW: Self = Self { failures: 0, failures_in_all: 0, lock: Lock { start: 0, low: 0, length: 0 } };

    /// Why no attempt is evaluated now, if none is.
    pub(crate) fn barred_at(&self, now: UnixTime, throttle: Throttle, cap: u16) -> Option<Barred> {
        if throttle.at_cap() == AtCap::Close && self.failures >= cap {
            return Some(Barred::Closed);
        }
        self.lock.holds_until(now, throttle.longest_lock()).map(|until| Barred::Locked { until })
    }

    /// Whether there was a lock, which may be over.
    pub(crate) fn has_lock(&self) -> bool {
        self.lock != Lock::default()
    }

    /// The ladder after somebody looked at the clock while a lock was there: only the lowest time seen moves.
    pub(crate) fn seen_at(mut self, now: UnixTime) -> Self {
        self.lock.low = self.lock.low.min(now.seconds());
        self
    }

    /// Counts a failure, and locks once the free failures are used up; gives what to answer.
    pub(crate) fn fail(&mut self, now: UnixTime, throttle: Throttle, cap: u16, reason: Reason) -> Rejected {
        self.failures = self.failures.saturating_add(1);
        self.failures_in_all = self.failures_in_all.saturating_add(1);
        self.lock =
            throttle.lock_after(self.failures, cap).map_or_else(Lock::default, |length| Lock::from(now, length));
        self.rejected(now, throttle, cap, reason)
    }

    /// What is answered to a code that was not accepted.
    pub(crate) fn rejected(&self, now: UnixTime, throttle: Throttle, cap: u16, reason: Reason) -> Rejected {
        let barred = self.barred_at(now, throttle, cap);
        Rejected {
            attempts_left: self.attempts_left(now, throttle, cap),
            locked_until: barred.and_then(Barred::until),
            closed: barred == Some(Barred::Closed),
            reason,
        }
    }

    /// The ladder without a lock, after an attempt that neither counts nor clears failures.
    pub(crate) fn without_lock(self) -> Self {
        Self { lock: Lock::default(), ..self }
    }

    /// The ladder without failures in a row, after an acceptance or by an administrator.
    pub(crate) fn cleared(self) -> Self {
        Self { failures: 0, ..self.without_lock() }
    }

    /// How many more wrong codes are evaluated before one locks or closes; none while locked or closed.
    pub(crate) fn attempts_left(&self, now: UnixTime, throttle: Throttle, cap: u16) -> u16 {
        if self.barred_at(now, throttle, cap).is_some() {
            return 0;
        }
        let until_lock = u16::from(throttle.free()).saturating_add(1).saturating_sub(self.failures).max(1);
        match throttle.at_cap() {
            AtCap::Close => until_lock.min(cap.saturating_sub(self.failures)),
            AtCap::KeepLocking => until_lock,
        }
    }
}

impl Lock {
    fn from(now: UnixTime, length: Seconds) -> Self {
        Self { start: now.seconds(), low: now.seconds(), length: length.count() }
    }

    /// When the lock ends, if it holds now. A stored length is cut to the policy's, so a milder policy helps at once.
    fn holds_until(&self, now: UnixTime, longest: Seconds) -> Option<UnixTime> {
        let length = Seconds::new(self.length).min(longest);
        let low = self.low.min(now.seconds());
        let ends = |begin: u64| begin.saturating_add(u64::from(length.count()));
        let (from_low, from_start) = (ends(low), ends(self.start));
        // Where the two stretches touch or overlap, the later end counts.
        let end = if now.seconds() < from_low {
            if self.start <= from_low { from_start.max(from_low) } else { from_low }
        } else if self.start <= now.seconds() && now.seconds() < from_start {
            from_start
        } else {
            return None;
        };
        UnixTime::new(end).ok().or(Some(UnixTime::MAX))
    }
}
