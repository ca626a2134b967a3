//! A device with its stored record, as a host runs it.

use mfa_core::{
    Attempt, Commit, Moment, NextRecovery, NotCommitted, OpenGrant, Recovery, RecoveryChallenge, RecoveryDigits,
    RecoveryPolicy, Redeemed, Redemption, SealedRecovery, UnixTime, Uptime,
};

use super::{ON, device, key};

pub(super) struct Laptop {
    pub(super) record: SealedRecovery,
    pub(super) policy: RecoveryPolicy,
}

/// Opens the record, makes an attempt, stores what comes next, and gives the outcome.
macro_rules! attempt {
    ($laptop:ident, |$recovery:ident| $attempt:expr) => {{
        let (key, device) = (key(), device());
        let $recovery = Recovery::open(&key, &device, &$laptop.record).unwrap();
        let attempt = $attempt.unwrap();
        $laptop.stored(attempt)
    }};
}

impl Laptop {
    pub(super) fn new() -> Self {
        Self::under(ON)
    }

    pub(super) fn under(policy: RecoveryPolicy) -> Self {
        let (key, device) = (key(), device());
        let mut laptop = Self { record: SealedRecovery::from_bytes([0; 96]), policy };
        laptop.stored(Recovery::begin(&key, &device).unwrap());
        laptop
    }

    fn stored<V>(&mut self, attempt: Attempt<V, NextRecovery>) -> V {
        attempt
            .commit(|next| {
                self.record = *next.record();
                Commit::Stored
            })
            .unwrap()
    }

    pub(super) fn redeem(&mut self, now: UnixTime, pin: &RecoveryDigits) -> Redemption {
        let policy = self.policy;
        attempt!(self, |recovery| recovery.redeem(now, pin, &policy))
    }

    pub(super) fn pass(&mut self, moment: impl Into<Moment>) -> Redemption {
        let policy = self.policy;
        attempt!(self, |recovery| recovery.pass(moment, &policy))
    }

    pub(super) fn look(&mut self, moment: impl Into<Moment>) -> Option<OpenGrant> {
        let policy = self.policy;
        attempt!(self, |recovery| recovery.look(moment, &policy))
    }

    pub(super) fn end_grant(&mut self) {
        attempt!(self, |recovery| recovery.end_grant());
    }

    pub(super) fn unlock(&mut self) {
        attempt!(self, |recovery| recovery.unlock());
    }

    pub(super) fn challenge(&mut self, random: u64) -> RecoveryDigits {
        let policy = self.policy;
        match attempt!(self, |recovery| recovery.challenge(random.to_le_bytes(), &policy)) {
            RecoveryChallenge::Shown(challenge) => challenge,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn answer(&mut self, moment: impl Into<Moment>, response: &RecoveryDigits) -> Redemption {
        let policy = self.policy;
        attempt!(self, |recovery| recovery.answer(moment, response, &policy))
    }

    /// A PIN whose commit comes to something else.
    pub(super) fn redeem_uncommitted(
        &self,
        now: UnixTime,
        pin: &RecoveryDigits,
        commit: Commit,
    ) -> Result<Redemption, NotCommitted> {
        let (key, device) = (key(), device());
        let recovery = Recovery::open(&key, &device, &self.record).unwrap();
        recovery.redeem(now, pin, &self.policy).unwrap().commit(|_| commit)
    }

    pub(super) fn status(&self, now: UnixTime) -> mfa_core::Status {
        let (key, device) = (key(), device());
        Recovery::open(&key, &device, &self.record).unwrap().status(now, &self.policy)
    }
}

pub(super) fn accepted(redemption: Redemption) -> Redeemed {
    match redemption {
        Redemption::Accepted(redeemed) => redeemed,
        other => panic!("{other:?}"),
    }
}

pub(super) fn rejected(redemption: Redemption) -> mfa_core::Rejected {
    match redemption {
        Redemption::Rejected(rejected) => rejected,
        other => panic!("{other:?}"),
    }
}

pub(super) fn up(now: UnixTime, boot: u64, seconds: u64) -> Moment {
    Moment { now, uptime: Some(Uptime { boot, seconds: super::at(seconds) }) }
}
