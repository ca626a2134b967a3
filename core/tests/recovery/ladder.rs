//! Failures and locks once more, as the design's table of clocks tells them, in wide integers: what PINs, responses and
//! recovery codes are compared with.

use mfa_core::{AtCap, RecoveryCodesPolicy, Rejected, Seconds, Status, Throttle};
use proptest::prelude::*;
use proptest::sample::select;

use super::model::Number;

/// What an administrator says about wrong ones, for the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    pub(crate) free: Number,
    pub(crate) first: Number,
    pub(crate) longest: Number,
    pub(crate) cap: Number,
    pub(crate) closes: bool,
}

impl Limits {
    pub(crate) const DEFAULT: Self = Self { free: 5, first: 30, longest: 3600, cap: 100, closes: true };

    pub(crate) fn throttle(self) -> Throttle {
        let at_cap = if self.closes { AtCap::Close } else { AtCap::KeepLocking };
        let seconds = |number: Number| Seconds::new(number as u32);
        Throttle::new(self.free as u8, seconds(self.first), seconds(self.longest), self.cap as u8, at_cap).unwrap()
    }

    pub(crate) fn codes_policy(self) -> RecoveryCodesPolicy {
        RecoveryCodesPolicy { throttle: self.throttle(), ..RecoveryCodesPolicy::DEFAULT }
    }

    /// The same where each is tried against so many candidates of so many digits.
    pub(crate) fn among(self, digits: u32, candidates: Number) -> Self {
        let fair = 10_i128.pow(digits - 3) / candidates;
        Self { cap: self.cap.min(fair).max(self.free).max(1), ..self }
    }
}

/// Those that lock and close within a history, and the default.
pub(crate) fn any_limits() -> impl Strategy<Value = Limits> {
    let limits = |(free, first, longest, cap, closes)| Limits { free, first, longest, cap, closes };
    select(vec![
        (5, 30, 3600, 100, true),
        (5, 30, 3600, 100, false),
        (2, 30, 60, 4, true),
        (1, 10, 40, 3, true),
        (0, 60, 60, 1, true),
        (1, 7, 1000, 3, false),
        (0, 600, 86_400, 100, false),
    ])
    .prop_map(limits)
}

/// A wrong one, as it is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rejection {
    pub(crate) attempts_left: Number,
    pub(crate) locked_until: Option<Number>,
    pub(crate) closed: bool,
    pub(crate) replayed: bool,
}

impl From<Rejected> for Rejection {
    fn from(rejected: Rejected) -> Self {
        Self {
            attempts_left: rejected.attempts_left.into(),
            locked_until: rejected.locked_until.map(|until| until.seconds().into()),
            closed: rejected.closed,
            replayed: rejected.reason == mfa_core::Reason::Replayed,
        }
    }
}

/// Why nothing is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Barred {
    Locked(Number),
    Closed,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Ladder {
    pub(crate) failures: Number,
    pub(crate) failures_in_all: Number,
    /// Start, lowest time seen, length.
    pub(crate) lock: Option<(Number, Number, Number)>,
}

impl Ladder {
    /// Why nothing is looked at now, and what is remembered of having been asked.
    pub(crate) fn barred(&mut self, now: Number, limits: &Limits) -> Option<Barred> {
        let barred = self.bars(now, limits)?;
        if let Some((_, low, _)) = &mut self.lock {
            *low = now.min(*low);
        }
        Some(barred)
    }

    pub(crate) fn bars(&self, now: Number, limits: &Limits) -> Option<Barred> {
        if limits.closes && self.failures >= limits.cap {
            return Some(Barred::Closed);
        }
        let (start, low, length) = self.lock?;
        let (low, length) = (low.min(now), length.min(limits.longest));
        // Second by second would take too long: from now on through both stretches.
        let mut until = now;
        for _ in 0..2 {
            for begin in [low, start] {
                if begin <= until && until < begin + length {
                    until = begin + length;
                }
            }
        }
        (until > now).then_some(Barred::Locked(until))
    }

    pub(crate) fn fail(&mut self, now: Number, limits: &Limits, replayed: bool) -> Rejection {
        self.failures += 1;
        self.failures_in_all += 1;
        self.lock = None;
        if self.failures > limits.free {
            let doublings = (self.failures - limits.free - 1).min(40);
            let is_at_cap = !limits.closes && self.failures >= limits.cap;
            let length = if is_at_cap { limits.longest } else { (limits.first << doublings).min(limits.longest) };
            self.lock = Some((now, now, length));
        }
        self.rejected(now, limits, replayed)
    }

    /// One that was looked at and counts for nothing: a lock is over, for otherwise nobody would have looked.
    pub(crate) fn refuse_for_free(&mut self, now: Number, limits: &Limits) -> Rejection {
        self.lock = None;
        self.rejected(now, limits, true)
    }

    /// Gives how many went before.
    pub(crate) fn clear(&mut self) -> Number {
        self.lock = None;
        core::mem::take(&mut self.failures)
    }

    fn rejected(&self, now: Number, limits: &Limits, replayed: bool) -> Rejection {
        let barred = self.bars(now, limits);
        let locked_until = match barred {
            Some(Barred::Locked(until)) => Some(until),
            _ => None,
        };
        let closed = barred == Some(Barred::Closed);
        Rejection { attempts_left: self.attempts_left(now, limits), locked_until, closed, replayed }
    }

    fn attempts_left(&self, now: Number, limits: &Limits) -> Number {
        if self.bars(now, limits).is_some() {
            return 0;
        }
        let until_lock = (limits.free + 1 - self.failures).max(1);
        if limits.closes { until_lock.min(limits.cap - self.failures) } else { until_lock }
    }

    /// Whether an administrator is told the same.
    pub(crate) fn assert_told_by(&self, status: Status, now: Number, limits: &Limits, revision: u64) {
        let told = self.rejected(now, limits, false);
        assert_eq!(Number::from(status.failures), self.failures);
        assert_eq!(Number::from(status.failures_in_all), self.failures_in_all);
        assert_eq!(Number::from(status.attempts_left), told.attempts_left);
        assert_eq!(status.locked_until.map(|until| until.seconds().into()), told.locked_until);
        assert_eq!(status.closed, told.closed);
        assert_eq!(status.revision, revision);
    }

    /// Whether the bytes that are documented say the same: failures in all, lock, failures.
    pub(crate) fn assert_written_in(&self, standing: &[u8], revision: u64) {
        let (start, low, length) = self.lock.unwrap_or_default();
        let number = |from: usize, to: usize| {
            standing[from..to].iter().rev().fold(0, |number: Number, byte| number << 8 | Number::from(*byte))
        };
        assert_eq!(number(0, 8), Number::from(revision));
        assert_eq!(number(8, 12), self.failures_in_all);
        assert_eq!((number(16, 22), number(22, 28), number(12, 16)), (start, low, length));
        assert_eq!(number(28, 30), self.failures);
    }
}
