//! Challenge mode, for a device whose clock cannot be trusted: it shows a number, and the issuer answers (RFC 6287,
//! section 7.1).
//!
//! A challenge is shown again until it is answered or five responses to it were wrong. Asking for another one clears no
//! failures, for they are the ladder's, the same that wrong PINs climb.

use super::clock::{Moment, Uptime};
use super::digits::RecoveryDigits;
use super::engine::{NextRecovery, Recovery};
use super::grant::{Clock, Grant};
use super::policy::RecoveryPolicy;
use super::record::{Record, Shown};
use super::redemption::{RedeemedBy, Redemption};
use crate::attempt::Attempt;
use crate::error::RecoveryError;
use crate::verdict::Reason;

/// The smallest challenge, which like none has fewer than eight digits. It is divisible by 16, so it is never drawn.
const LEAST: u32 = 10_000_000;
/// How many numbers of eight digits are not divisible by 16: fifteen in sixteen of 90,000,000.
const HOW_MANY: u32 = 84_375_000;
/// After how many wrong responses a challenge is dropped.
const MOST_FAILURES: u8 = 5;

/// What asking for a challenge came to.
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub enum RecoveryChallenge {
    /// Show this, to be read out to the help desk.
    Shown(RecoveryDigits),
    /// The policy has recovery off.
    Off,
}

impl Recovery<'_> {
    /// The challenge to show: the one that was shown before, or a new one from eight bytes that the caller drew from the
    /// system's random source. Show it once it is stored.
    ///
    /// It is one of 10000001 to 99999999 that is not divisible by 16, for numeric questions can have one response
    /// otherwise. Each is drawn with a probability that is right to less than one in 2^37.
    pub fn challenge(
        self,
        random: [u8; 8],
        policy: &RecoveryPolicy,
    ) -> Result<Attempt<RecoveryChallenge, NextRecovery>, RecoveryError> {
        if !policy.is_on {
            return Ok(Attempt::settled(RecoveryChallenge::Off));
        }
        let shown = self.record.challenge.unwrap_or(Shown { number: drawn(random), failures: 0 });
        let outcome = RecoveryChallenge::Shown(RecoveryDigits::from_value(shown.number));
        let after = Record { challenge: Some(shown), ..self.record };
        self.with(outcome, &after)
    }

    /// Tries the response to the challenge that is shown. The redemption comes out of the attempt once its next record is
    /// stored.
    ///
    /// The right one lets the person in once and is used up. If the device's uptime is known it also begins a grant on
    /// that clock, under which the same response lets the person in again; it ends with the boot. A wrong one is a
    /// failure like a wrong PIN.
    ///
    /// Call it behind the first factor: whoever reaches it can use up the person's failures.
    pub fn answer(
        self,
        moment: impl Into<Moment>,
        response: &RecoveryDigits,
        policy: &RecoveryPolicy,
    ) -> Result<Attempt<Redemption, NextRecovery>, RecoveryError> {
        let (key, moment) = (self.key, moment.into());
        self.attempt(moment, policy, |record, cap| {
            let answers = |number: u32| key.is_answered_by(number, response);
            let open = record.open_grant(moment, policy);
            let begun_with = open.and_then(|(grant, _)| grant.challenge());
            let same = begun_with.map(answers).transpose()?;
            let right = record.challenge.map(|shown| answers(shown.number)).transpose()?;
            Ok(match (open, same, right, record.challenge) {
                (Some(open), Some(true), ..) => record.log_in_again(open, RedeemedBy::SamePin, moment),
                (.., Some(true), Some(shown)) => {
                    record.challenge = None;
                    let grant = moment.uptime.map(|uptime| begun(uptime, shown, policy));
                    record.log_in(RedeemedBy::Response, grant, moment, policy)
                }
                (_, None, None, _) => Redemption::NoChallenge,
                _ => {
                    record.challenge = record.challenge.and_then(Shown::failed);
                    record.refuse(moment.now, policy, cap, Reason::Mismatch)
                }
            })
        })
    }
}

impl Grant {
    /// The challenge whose response began it, if one did.
    const fn challenge(&self) -> Option<u32> {
        match self.clock {
            Clock::Uptime { challenge, .. } => Some(challenge),
            Clock::Wall { .. } => None,
        }
    }
}

impl Shown {
    /// The challenge after a wrong response, unless that was the last that it has.
    fn failed(self) -> Option<Self> {
        let failures = self.failures.saturating_add(1);
        (failures < MOST_FAILURES).then_some(Self { failures, ..self })
    }
}

/// A grant on the clock of the device's uptime.
const fn begun(uptime: Uptime, shown: Shown, policy: &RecoveryPolicy) -> Grant {
    let clock = Clock::Uptime { boot: uptime.boot, challenge: shown.number };
    Grant::begun(clock, uptime.seconds, policy)
}

/// The challenge that random bytes draw: they choose one of all there are, counted in sixteens without their first.
///
/// A function of its own in what is compiled too, so that whoever looks there for divisions sees whose this one is.
#[inline(never)]
fn drawn(random: [u8; 8]) -> u32 {
    let scaled = u128::from(u64::from_le_bytes(random)).saturating_mul(u128::from(HOW_MANY)) >> 64;
    let index = u32::try_from(scaled).unwrap_or(0);
    let (sixteens, rest) = (index / 15, index % 15);
    LEAST.saturating_add(sixteens.saturating_mul(16)).saturating_add(rest).saturating_add(1)
}
