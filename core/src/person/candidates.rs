//! Which positions a code is tried against. All of it is public; every candidate is computed, always.

use core::ops::Range;

use super::Member;
use crate::code::Code;
use crate::credential::Credential;
use crate::ct::{self, Sighting};
use crate::error::AttemptError;
use crate::policy::{Policy, Window};
use crate::time::UnixTime;

/// One or two stretches of positions, in ascending order and without overlap, as they lie around one of them: windows are
/// short, and positions have 64 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidates {
    around: u64,
    lower: Range<i32>,
    /// Empty if there is but one.
    upper: Range<i32>,
}

impl Candidates {
    /// What is acceptable around a step, with a clock that is right and with one that is so many steps off.
    fn of_window(step: u64, off: i8, window: Window) -> Self {
        // No window reaches further back; what is before step 0 is not there.
        let floor = i32::try_from(step.min(FURTHEST)).unwrap_or(0).saturating_neg();
        let stretch = |off: i32| {
            let first = off.saturating_sub(window.past().into()).max(floor);
            first..off.saturating_add(window.future().into()).saturating_add(1)
        };
        let (here, there) = (stretch(0), stretch(off.into()));
        if there.is_empty() {
            // All of it would be before step 0.
            return Self { around: step, lower: here, upper: 0..0 };
        }
        let (lower, upper) = if here.start <= there.start { (here, there) } else { (there, here) };
        if lower.end < upper.start {
            return Self { around: step, lower, upper };
        }
        Self { around: step, lower: lower.start..lower.end.max(upper.end), upper: 0..0 }
    }

    /// The lowest of all.
    pub(super) fn lowest(&self) -> u64 {
        self.position(self.lower.start)
    }

    /// The highest of all.
    #[cfg(feature = "recovery")]
    pub(super) fn highest(&self) -> u64 {
        self.position(self.lower.end.max(self.upper.end).saturating_sub(1))
    }

    fn position(&self, offset: i32) -> u64 {
        self.around.wrapping_add_signed(offset.into())
    }
}

/// Further back than any window and any drift together.
const FURTHEST: u64 = 1000;

impl Member<'_> {
    /// What is acceptable now, used up or not.
    pub(super) fn candidates(&self, now: UnixTime, policy: &Policy) -> Result<Candidates, AttemptError> {
        if !self.credential.is_time_based() {
            let left = counters_left(self.next)?.min(policy.look_ahead.count().into());
            let count = i32::try_from(left).unwrap_or(0);
            return Ok(Candidates { around: self.next, lower: 0..count, upper: 0..0 });
        }
        let step = self.credential.parameters().step_at::<AttemptError>(now)?.number();
        let learned = policy.drift.map_or(0, |drift| drift.clamp_learned(self.drift));
        Ok(Candidates::of_window(step, learned, policy.window))
    }

    /// Tries a code against candidates, each and every one.
    pub(super) fn scan(&self, candidates: &Candidates, code: &Code, sighting: &mut Sighting) {
        let typed = code.value();
        let mut seen = Sighting::NOTHING;
        for stretch in [&candidates.lower, &candidates.upper] {
            let positions = stretch.clone().map(|offset| candidates.position(offset));
            self.credential.each_value(positions, |position, value| {
                seen.offer(position, self.use_of(position), ct::same_code(typed, value));
            });
        }
        *sighting = seen;
    }
}

/// The last of `next` and so many more counters, of which each has a successor.
pub(super) fn last_counter(next: u64, more: u64) -> Result<u64, AttemptError> {
    Ok(next.saturating_add(counters_left(next)?.saturating_sub(1).min(more)))
}

/// How many counters there are from `next` on, of which each has a successor.
fn counters_left(next: u64) -> Result<u64, AttemptError> {
    match u64::MAX.saturating_sub(next) {
        0 => Err(AttemptError::CounterExhausted),
        left => Ok(left),
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
