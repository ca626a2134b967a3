//! What wrong codes lead to (RFC 4226, section 7.3).

use core::num::NonZeroU32;

use super::{DAY, HOUR};
use crate::error::PolicyError;
use crate::parameters::Digits;
use crate::time::Seconds;

/// The most consecutive failures that any policy allows (NIST SP 800-63B).
const MOST_FAILURES: u8 = 100;

/// When wrong codes lock a person's one-time codes, for how long, and when they close them.
///
/// The first failures are free. Each further one locks, twice as long each time up to a longest. At the cap codes are
/// closed until an administrator or a recovery opens them, or lock for the longest time each, as [`AtCap`] says.
/// The cap falls below its stated value where many candidates would otherwise give a guesser more than one chance in a
/// thousand over all guesses; it never falls below the free failures.
///
/// Whoever can reach the prompt can use up another person's failures. So verify second factors behind the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Throttle {
    free: u8,
    first_lock: Seconds,
    longest_lock: Seconds,
    cap: u8,
    at_cap: AtCap,
}

/// What happens when the cap on consecutive failures is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AtCap {
    /// One-time codes are closed until an administrator unlocks or a recovery is redeemed.
    Close,
    /// Every further failure locks for the longest time, and time lifts it: nobody is shut out for good.
    KeepLocking,
}

impl Throttle {
    /// Five free failures, then locks of 30 seconds up to an hour, closed after 100.
    pub const DEFAULT: Self =
        Self { free: 5, first_lock: Seconds::new(30), longest_lock: HOUR, cap: MOST_FAILURES, at_cap: AtCap::Close };

    /// NIST SP 800-63B: at most 100 consecutive failures, then the authenticator is bound anew; delays that grow up
    /// to an hour on the way.
    pub const NIST_SP_800_63B: Self = Self::DEFAULT;

    /// OWASP ASVS 5.0 (6.1.1, 6.3.1): guessing is slowed, and strangers cannot shut people out for good.
    pub const ASVS_5: Self = Self { at_cap: AtCap::KeepLocking, ..Self::DEFAULT };

    /// Five attempts, for administrators: from the sixth failure on each locks for an hour, and time lifts it.
    pub const ADMINISTRATOR: Self = Self { first_lock: HOUR, at_cap: AtCap::KeepLocking, ..Self::DEFAULT };

    /// A throttle of one's own.
    ///
    /// - `free`: how many consecutive failures do not lock, at most `cap`.
    /// - `first_lock`, `longest_lock`: 1 second to 24 hours, the longest at least as long as the first.
    /// - `cap`: 1 to 100 consecutive failures.
    pub const fn new(
        free: u8,
        first_lock: Seconds,
        longest_lock: Seconds,
        cap: u8,
        at_cap: AtCap,
    ) -> Result<Self, PolicyError> {
        let (first, longest) = (first_lock.count(), longest_lock.count());
        if first == 0 || longest < first || longest > DAY.count() {
            Err(PolicyError::LockLength)
        } else if cap == 0 || cap > MOST_FAILURES {
            Err(PolicyError::Cap)
        } else if free > cap {
            Err(PolicyError::Free)
        } else {
            Ok(Self { free, first_lock, longest_lock, cap, at_cap })
        }
    }

    /// How many consecutive failures do not lock.
    pub const fn free(self) -> u8 {
        self.free
    }

    /// How long the first lock lasts.
    pub const fn first_lock(self) -> Seconds {
        self.first_lock
    }

    /// How long a lock lasts at the most.
    pub const fn longest_lock(self) -> Seconds {
        self.longest_lock
    }

    /// The cap on consecutive failures, before the number of candidates lowers it.
    pub const fn cap(self) -> u8 {
        self.cap
    }

    /// What happens at the cap.
    pub const fn at_cap(self) -> AtCap {
        self.at_cap
    }

    /// The cap where each wrong code of so many digits is tried against so many candidates.
    ///
    /// `cap * candidates / 10^digits` stays at or below one in a thousand, down to the free failures.
    ///
    /// Never a part of another function: whoever looks for divisions in the object code finds this one here.
    #[inline(never)]
    pub(crate) fn cap_for(self, digits: Digits, candidates: u32) -> u16 {
        let codes_in_a_thousandth = 10_u32.saturating_pow(u32::from(digits as u8).saturating_sub(3));
        let fair = match NonZeroU32::new(candidates) {
            Some(candidates) => codes_in_a_thousandth / candidates,
            None => u32::MAX,
        };
        let cap = u16::try_from(fair).unwrap_or(u16::MAX).min(u16::from(self.cap));
        cap.max(u16::from(self.free)).max(1)
    }

    /// How long the lock after so many consecutive failures lasts; `None` while they are free.
    pub(crate) fn lock_after(self, failures: u16, cap: u16) -> Option<Seconds> {
        let doublings = failures.checked_sub(u16::from(self.free).saturating_add(1))?;
        if failures >= cap && self.at_cap == AtCap::KeepLocking {
            return Some(self.longest_lock);
        }
        let length = 2_u32.saturating_pow(u32::from(doublings)).saturating_mul(self.first_lock.count());
        Some(Seconds::new(length).min(self.longest_lock))
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self::DEFAULT
    }
}
