//! Resynchronization: two codes in a row find an authenticator that has run away (RFC 4226, section 7.4; RFC 6238,
//! section 6).

use core::ops::RangeInclusive;

use super::candidates::last_counter;
use super::{Member, Person};
use crate::attempt::{Attempt, NextStates};
use crate::code::Code;
use crate::ct::{self, Seen, Sighting, Use};
use crate::error::AttemptError;
use crate::policy::Policy;
use crate::time::UnixTime;
use crate::verdict::{Reason, Resynchronization, Resynchronized};

impl<const N: usize> Person<'_, N> {
    /// Looks for two consecutive codes of one authenticator, far beyond what a login looks at. Both are used up.
    ///
    /// A counter-based authenticator is sought over the policy's resynchronization range, a time-based one over its
    /// drift, and refused where drift is off. It is an attempt like any other: refused while locked, and a failure is
    /// counted, unless the two codes are the last ones that were used up. Success is not a login, and the failures before
    /// it stay to be told at the next one.
    pub fn resynchronize(
        mut self,
        now: UnixTime,
        authenticator: usize,
        codes: [&Code; 2],
        policy: &Policy,
    ) -> Result<Attempt<Resynchronization, NextStates<N>>, AttemptError> {
        let member = *self.member(authenticator)?;
        for code in codes {
            member.must_fit(code)?;
        }
        if member.suspended {
            return Ok(Attempt::settled(Resynchronization::Suspended));
        }
        let first_positions = member.far_positions(now, policy)?;
        self.attempt(now, policy, |person, cap| {
            let first = match member.scan_pairs(first_positions, codes).reveal() {
                Seen::Fresh(first) => first,
                Seen::JustUsed => {
                    person.standing.ladder = person.standing.ladder.without_lock();
                    let ladder = person.standing.ladder;
                    let rejected = ladder.rejected(now, policy.throttle, cap, Reason::Replayed);
                    return Ok(Resynchronization::Rejected(rejected));
                }
                seen => {
                    let reason = if seen == Seen::Used { Reason::Replayed } else { Reason::Mismatch };
                    return Ok(Resynchronization::Rejected(person.fail(now, policy, cap, reason)));
                }
            };
            let second = first.saturating_add(1);
            person.standing.ladder = person.standing.ladder.without_lock();
            let member = person.member(authenticator)?;
            let offset = member.take_at(now, policy, second)?;
            let position = member.credential.position(second);
            Ok(Resynchronization::Resynchronized(Resynchronized { position, offset }))
        })
    }
}

impl Member<'_> {
    /// Where the first of the two codes may be.
    fn far_positions(&self, now: UnixTime, policy: &Policy) -> Result<RangeInclusive<u64>, AttemptError> {
        if !self.credential.is_time_based() {
            // The second code needs a counter with a successor of its own.
            let last = last_counter(self.next, u64::from(policy.resync_range.count()))?;
            return Ok(self.next..=last.saturating_sub(1));
        }
        let bound = u64::from(policy.drift.ok_or(AttemptError::DriftIsOff)?.bound());
        let step = self.credential.parameters().step_at::<AttemptError>(now)?.number();
        Ok(step.saturating_sub(bound.saturating_add(1))..=step.saturating_add(bound).saturating_sub(1))
    }

    /// Tries two codes against all neighbouring positions, each and every one.
    fn scan_pairs(&self, firsts: RangeInclusive<u64>, [one, two]: [&Code; 2]) -> Sighting {
        let (one, two) = (one.value(), two.value());
        let mut sighting = Sighting::NOTHING;
        let mut before = None;
        let last = firsts.end().saturating_add(1);
        self.credential.each_value(*firsts.start()..=last, |position, value| {
            if let Some((first, first_matches)) = before.replace((position, ct::same_code(one, value))) {
                sighting.offer(first, self.use_of_pair(first), first_matches & ct::same_code(two, value));
            }
        });
        sighting
    }

    /// Whether two neighbouring positions may still be used, both of them.
    fn use_of_pair(&self, first: u64) -> Use {
        match self.use_of(first) {
            Use::Fresh => Use::Fresh,
            _ => match self.use_of(first.saturating_add(1)) {
                Use::JustUsed => Use::JustUsed,
                _ => Use::Used,
            },
        }
    }
}
