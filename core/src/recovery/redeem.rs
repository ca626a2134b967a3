//! Redeeming a PIN, and the logins under the grant that it opens.
//!
//! A PIN is accepted iff its step of issue is one of `step(now) - 12 - tolerance ..= step(now) + tolerance` and not used up.
//! Then every step up to it is used up, whatever the clock does.

use core::ops::RangeInclusive;

use super::VALID_STEPS;
use super::clock::Moment;
use super::digits::RecoveryDigits;
use super::engine::{NextRecovery, Recovery};
use super::grant::{Clock, Grant, OpenGrant, Phase};
use super::issuer::step_at;
use super::policy::{AfterRecovery, ClockTolerance, GrantLogins, RecoveryPolicy};
use super::record::Record;
use super::redemption::{Redeemed, RedeemedBy, Redemption};
use crate::attempt::Attempt;
use crate::ct::{self, Because, Seen, Sighting, Use};
use crate::error::RecoveryError;
use crate::time::UnixTime;
use crate::verdict::Reason;

impl Recovery<'_> {
    /// Tries a PIN. The redemption comes out of the attempt once its next record is stored.
    ///
    /// A PIN that is new is used up, together with all older ones, and begins a grant in place of any other; this login is
    /// the grant's first. While a grant is open its own PIN, or the response that it began with, is one more login under
    /// it. Every candidate is computed, always. A PIN that is expired, used, or of another device is refused like any wrong one and is a failure.
    ///
    /// Call it behind the first factor: whoever reaches it can use up the person's failures.
    pub fn redeem(
        self,
        moment: impl Into<Moment>,
        pin: &RecoveryDigits,
        policy: &RecoveryPolicy,
    ) -> Result<Attempt<Redemption, NextRecovery>, RecoveryError> {
        let (key, device, moment) = (self.key, self.device, moment.into());
        self.attempt(moment, policy, |record, cap| {
            let (typed, pins) = (pin.value(), key.pins(device)?);
            let is = |step| ct::same_code(typed, pins.value(Some(step)));

            let mut sighting = Sighting::NOTHING;
            for step in candidates(moment.now, policy.clock_tolerance) {
                sighting.offer(step, record.use_of(step), is(step));
            }
            let open = record.open_grant(moment, policy);
            let begun_with_this = match open.map(|(grant, _)| grant.clock) {
                Some(Clock::Wall { pin }) => ct::reveal_choice(Because::VerdictIsAnswered, is(pin)),
                Some(Clock::Uptime { challenge, .. }) => key.is_answered_by(challenge, pin)?,
                None => false,
            };
            Ok(match (open, sighting.reveal()) {
                (Some(open), _) if begun_with_this => record.log_in_again(open, RedeemedBy::SamePin, moment),
                (_, Seen::Fresh(step)) => {
                    record.next = step.saturating_add(1);
                    let grant = Grant::begun(Clock::Wall { pin: step }, moment.now, policy);
                    record.log_in(RedeemedBy::NewPin, Some(grant), moment, policy)
                }
                (_, Seen::Used | Seen::JustUsed) => record.refuse(moment.now, policy, cap, Reason::Replayed),
                (_, Seen::Nothing) => record.refuse(moment.now, policy, cap, Reason::Mismatch),
            })
        })
    }

    /// A login under the open grant without a PIN, where the policy lets any login pass: one of its uses.
    ///
    /// There is nothing to guess, so failures neither bar it nor are cleared by it.
    pub fn pass(
        self,
        moment: impl Into<Moment>,
        policy: &RecoveryPolicy,
    ) -> Result<Attempt<Redemption, NextRecovery>, RecoveryError> {
        let moment = moment.into();
        if !policy.is_on {
            return Ok(Attempt::settled(Redemption::Off));
        }
        let mut after = self.record.without_ended_grant(moment, policy);
        let ladder = after.standing.ladder;
        let outcome = match after.open_grant(moment, policy) {
            Some(open) if policy.grant_logins == GrantLogins::AnyPasses => {
                after.log_in_again(open, RedeemedBy::Grant, moment)
            }
            _ => Redemption::PinNeeded,
        };
        after.standing.ladder = ladder;
        self.with(outcome, &after)
    }
}

impl Record {
    /// A login by something new, and with it a grant if one begins.
    pub(super) fn log_in(
        &mut self,
        by: RedeemedBy,
        grant: Option<Grant>,
        moment: Moment,
        policy: &RecoveryPolicy,
    ) -> Redemption {
        self.grant = grant.or(self.grant);
        let open = grant.and_then(|grant| match grant.phase(moment, policy) {
            Phase::Open(open) => Some(open),
            _ => None,
        });
        self.accepted(by, open, policy.authenticators)
    }

    /// One more login under the open grant.
    pub(super) fn log_in_again(
        &mut self,
        (grant, open): (Grant, OpenGrant),
        by: RedeemedBy,
        moment: Moment,
    ) -> Redemption {
        let used = grant.used(moment, open);
        self.grant = Some(used);
        let left = (used.uses_left > 0).then_some(OpenGrant { uses_left: used.uses_left, ..open });
        self.accepted(by, left, AfterRecovery::Keep)
    }

    pub(super) fn refuse(&mut self, now: UnixTime, policy: &RecoveryPolicy, cap: u16, reason: Reason) -> Redemption {
        Redemption::Rejected(self.standing.ladder.fail(now, policy.throttle, cap, reason))
    }

    fn accepted(&mut self, by: RedeemedBy, grant: Option<OpenGrant>, authenticators: AfterRecovery) -> Redemption {
        let failures_before = self.standing.failures();
        self.standing.ladder = self.standing.ladder.cleared();
        Redemption::Accepted(Redeemed { by, grant, authenticators, failures_before })
    }

    /// Whether the PIN of a step may still be used.
    fn use_of(&self, step: u64) -> Use {
        if step >= self.next { Use::Fresh } else { Use::Used }
    }
}

/// The steps of issue whose PINs are acceptable, used up or not; those before step 0 left out.
fn candidates(now: UnixTime, tolerance: ClockTolerance) -> RangeInclusive<u64> {
    let (step, off) = (step_at(now), tolerance.steps());
    step.saturating_sub(VALID_STEPS.saturating_add(off))..=step.saturating_add(off)
}
