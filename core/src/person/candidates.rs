//! Which positions a code is tried against. All of it is public; every candidate is computed, always.

use core::ops::RangeInclusive;

use super::Member;
use crate::code::Code;
use crate::credential::Credential;
use crate::ct::{self, Sighting};
use crate::error::AttemptError;
use crate::policy::{Policy, Window};
use crate::time::UnixTime;

/// One or two stretches of positions, in ascending order and without overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidates {
    lower: RangeInclusive<u64>,
    upper: Option<RangeInclusive<u64>>,
}

impl Candidates {
    fn one(range: RangeInclusive<u64>) -> Self {
        Self { lower: range, upper: None }
    }

    /// The union of two stretches.
    fn both(one: RangeInclusive<u64>, other: RangeInclusive<u64>) -> Self {
        let (lower, upper) = if one.start() <= other.start() { (one, other) } else { (other, one) };
        if lower.end().saturating_add(1) >= *upper.start() {
            let end = *lower.end().max(upper.end());
            Self::one(*lower.start()..=end)
        } else {
            Self { lower, upper: Some(upper) }
        }
    }

    /// The lowest of all.
    pub(super) fn lowest(&self) -> u64 {
        *self.lower.start()
    }

    /// The highest of all.
    #[cfg(feature = "recovery")]
    pub(super) fn highest(&self) -> u64 {
        *self.upper.as_ref().unwrap_or(&self.lower).end()
    }

    /// Each stretch there is.
    fn stretches(self) -> impl Iterator<Item = RangeInclusive<u64>> {
        [Some(self.lower), self.upper].into_iter().flatten()
    }
}

/// The steps of a window that is so many steps off from one, without those before step 0; `None` if all of them are.
fn around(step: u64, off: i8, window: Window) -> Option<RangeInclusive<u64>> {
    let first = step.saturating_add_signed(i64::from(off).saturating_sub(i64::from(window.past())));
    let last = step.checked_add_signed(i64::from(off).saturating_add(i64::from(window.future())))?;
    Some(first..=last)
}

impl Member<'_> {
    /// What is acceptable now, used up or not.
    pub(super) fn candidates(&self, now: UnixTime, policy: &Policy) -> Result<Candidates, AttemptError> {
        if !self.credential.is_time_based() {
            let more = u64::from(policy.look_ahead.count()).saturating_sub(1);
            return Ok(Candidates::one(self.next..=last_counter(self.next, more)?));
        }
        let step = self.credential.parameters().step_at::<AttemptError>(now)?.number();
        let learned = policy.drift.map_or(0, |drift| drift.clamp(i64::from(self.drift)));
        // The window around now has at least the current step.
        let here = around(step, 0, policy.window).unwrap_or(step..=step);
        Ok(match around(step, learned, policy.window) {
            Some(there) => Candidates::both(here, there),
            None => Candidates::one(here),
        })
    }

    /// Tries a code against candidates, each and every one.
    pub(super) fn scan(&self, candidates: Candidates, code: &Code, sighting: &mut Sighting) {
        let typed = code.value();
        for stretch in candidates.stretches() {
            self.credential.each_value(stretch, |position, value| {
                sighting.offer(position, self.use_of(position), ct::same_code(typed, value));
            });
        }
    }
}

/// The last of `next` and so many more counters, of which each has a successor.
pub(super) fn last_counter(next: u64, more: u64) -> Result<u64, AttemptError> {
    let last_there_is = u64::MAX.saturating_sub(1);
    if next > last_there_is {
        Err(AttemptError::CounterExhausted)
    } else {
        Ok(next.saturating_add(more).min(last_there_is))
    }
}

/// The most candidates that a policy ever tries of a credential.
pub(super) fn most_candidates(credential: &Credential, policy: &Policy) -> u32 {
    if !credential.is_time_based() {
        return u32::from(policy.look_ahead.count());
    }
    let window = u32::from(policy.window.past()).saturating_add(u32::from(policy.window.future())).saturating_add(1);
    let drifted = policy.drift.map_or(0, |drift| u32::from(drift.bound()).min(window));
    window.saturating_add(drifted)
}

/// How far one position is from another, negative if it is before it.
#[allow(clippy::cast_possible_wrap, reason = "wrapping arithmetic of two's complement is what is meant")]
pub(super) const fn distance(from: u64, to: u64) -> i64 {
    to.wrapping_sub(from) as i64
}
