//! The grant that a redeemed PIN opens: some logins in some time.
//!
//! It is open while `max(start, seen) <= now < start + length` and uses are left; opening it moves `seen`, and an end that
//! was seen is the end. So a clock that is set back neither lengthens a grant nor brings one back. Lengths and uses are
//! cut to the policy's, so a policy made stricter helps at once.

use super::clock::{Moment, Uptime};
use super::policy::RecoveryPolicy;
use crate::time::{Seconds, UnixTime};

/// What is left of an open grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenGrant {
    /// When it ends, by the wall clock as it shows now.
    pub until: UnixTime,
    /// How many more logins it is good for.
    pub uses_left: u8,
}

/// A grant as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) clock: Clock,
    /// When it began and when it was last used, by its clock.
    pub(super) start: u64,
    pub(super) seen: u64,
    pub(super) length: Seconds,
    pub(super) uses_left: u8,
}

/// The clock of a grant, and what it began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// The wall clock; the PIN of a step of issue.
    Wall { pin: u64 },
    /// The device's uptime since one boot; the response to a challenge.
    Uptime { boot: u64, challenge: u32 },
}

/// How a grant stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Open(OpenGrant),
    /// Its time is over, for good.
    Ended,
    /// Not open: no uses left, or a clock that was set back or is not there.
    Shut,
}

impl Grant {
    /// A grant that begins now; the login that opens it is its first use.
    pub(super) const fn begun(clock: Clock, start: UnixTime, policy: &RecoveryPolicy) -> Self {
        let start = start.seconds();
        let length = policy.grant_length.minutes().seconds();
        Self { clock, start, seen: start, length, uses_left: policy.grant_uses.after_the_first() }
    }

    pub(super) fn phase(&self, moment: Moment, policy: &RecoveryPolicy) -> Phase {
        let shown = match (self.clock, moment.uptime) {
            (Clock::Wall { .. }, _) => moment.now,
            (Clock::Uptime { .. }, None) => return Phase::Shut,
            (Clock::Uptime { boot, .. }, Some(uptime)) if boot == uptime.boot => uptime.seconds,
            (Clock::Uptime { .. }, Some(_)) => return Phase::Ended,
        };
        let length = u64::from(self.length.min(policy.grant_length.minutes().seconds()).count());
        let uses_left = self.uses_left.min(policy.grant_uses.after_the_first());
        match self.start.saturating_add(length).checked_sub(shown.seconds()) {
            None | Some(0) => Phase::Ended,
            Some(left) if uses_left > 0 && self.start.max(self.seen) <= shown.seconds() => {
                let until = UnixTime::new(moment.now.seconds().saturating_add(left)).unwrap_or(UnixTime::MAX);
                Phase::Open(OpenGrant { until, uses_left })
            }
            Some(_) => Phase::Shut,
        }
    }

    /// The grant after one more login.
    pub(super) fn used(mut self, moment: Moment, open: OpenGrant) -> Self {
        self.uses_left = open.uses_left.saturating_sub(1);
        self.seen = match (self.clock, moment.uptime) {
            (Clock::Uptime { .. }, Some(Uptime { seconds, .. })) => seconds.seconds(),
            _ => moment.now.seconds(),
        };
        self
    }
}
