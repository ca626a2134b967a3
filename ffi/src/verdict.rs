//! What an attempt came to: a struct that says it, and how each of the engine's outcomes fills it.

use core::ffi::c_char;

use mfa_core::{
    Confirmation, Decision, Denial, Diagnosis, Ended, EnrollmentPermit, Reason, Rejected, Restoration,
    Resynchronization, UnixTime, Unneeded, Verdict,
};

use crate::result::*;

/// A one-time code.
pub const MFA_FACTOR_CODE: u32 = 1;
/// A recovery PIN.
pub const MFA_FACTOR_PIN: u32 = 2;
/// The response to a challenge.
pub const MFA_FACTOR_RESPONSE: u32 = 3;
/// A grant that lets any login pass.
pub const MFA_FACTOR_GRANT: u32 = 4;
/// A recovery code.
pub const MFA_FACTOR_RECOVERY_CODE: u32 = 5;
/// The PIN or the response that the open grant began with.
pub const MFA_FACTOR_SAME_PIN: u32 = 6;

/// Rejected: no code that could be right.
pub const MFA_REASON_MISMATCH: u32 = 1;
/// Rejected: right, but used up.
pub const MFA_REASON_REPLAYED: u32 = 2;
/// No code needed: the second factor is off.
pub const MFA_REASON_DISABLED: u32 = 11;
/// No code needed: the person is exempt.
pub const MFA_REASON_EXEMPT: u32 = 12;
/// No code needed: not on this occasion.
pub const MFA_REASON_OCCASION: u32 = 13;
/// No code needed: another strong factor was accepted.
pub const MFA_REASON_OTHER_FACTOR: u32 = 14;
/// No code needed: not enrolled, and not required to be.
pub const MFA_REASON_NOT_ENROLLED: u32 = 15;
/// Let in without an authenticator: the time to enroll goes on until the verdict's `until`.
pub const MFA_REASON_TIME_TO_ENROLL: u32 = 16;
/// Denied without an authenticator, plus why the time to enroll is over: one of MFA_ENDED_*.
pub const MFA_REASON_DENIED_NOT_ENROLLED: u32 = 20;
/// Denied offline, plus why the time offline is over: one of MFA_ENDED_*.
pub const MFA_REASON_DENIED_OFFLINE: u32 = 30;

/// The policy allows no time at all.
pub const MFA_ENDED_NEVER_ALLOWED: u32 = 1;
/// It never began: the device has never been online.
pub const MFA_ENDED_NEVER_BEGUN: u32 = 2;
/// The clock was set back.
pub const MFA_ENDED_CLOCK_SET_BACK: u32 = 3;
/// The hours have passed.
pub const MFA_ENDED_TIME_IS_UP: u32 = 4;
/// The logins are used up.
pub const MFA_ENDED_LOGINS_USED_UP: u32 = 5;

/// A recovery left the authenticators as they are.
pub const MFA_AUTHENTICATORS_KEPT: u32 = 1;
/// The codes that were acceptable are used up.
pub const MFA_AUTHENTICATORS_BURNED: u32 = 2;
/// The authenticators are suspended until they are confirmed again.
pub const MFA_AUTHENTICATORS_SUSPENDED: u32 = 3;

/// So many logins as anybody likes.
pub const MFA_NO_LIMIT: u32 = 0xffff_ffff;

/// What an attempt came to. What the result does not speak of is 0. The reason is for logs, never for the person.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_verdict {
    /// sizeof (mfa_verdict).
    pub size: u32,
    /// 1 if the person is in, else 0.
    pub accepted: u32,
    /// What they got in by: one of MFA_FACTOR_*; 0 if by nothing.
    pub factor: u32,
    /// Which authenticator, counted from 0.
    pub authenticator: u32,
    /// The time step or counter of the code.
    pub position: u64,
    /// How many steps or counters the code was from where it was expected (negative: the phone's clock is slow). Where
    /// diagnosed: how far off the clock is.
    pub offset: i64,
    /// How many failures went before an acceptance. Show it.
    pub failures_before: u32,
    /// How many more wrong codes are looked at before one locks or closes.
    pub attempts_left: u32,
    /// Until when codes are locked, in Unix seconds; 0 if they are not.
    pub locked_until: u64,
    /// 1 if codes are closed, else 0.
    pub closed: u32,
    /// Why: one of MFA_REASON_*.
    pub reason: u32,
    /// Until when a grant, or the time to enroll, goes on, in Unix seconds; 0 if there is none.
    pub until: u64,
    /// How many logins are left of it; MFA_NO_LIMIT if they are not limited.
    pub logins_left: u32,
    /// What a recovery did to the authenticators: one of MFA_AUTHENTICATORS_*.
    pub authenticators: u32,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
    /// Which recovery code it was, counted from 0.
    pub recovery_code: u32,
    /// Under a grant: 1 if one-time codes count too, else 0.
    pub codes_count: u32,
    /// How many more wrong codes may confirm an enrollment.
    pub wrong_codes_left: u32,
    /// The challenge to show, as `123-456-786`, with its NUL.
    pub challenge: [c_char; 12],
    /// 0.
    pub reserved: u32,
}

open!(mfa_verdict {
    accepted: 0,
    factor: 0,
    authenticator: 0,
    position: 0,
    offset: 0,
    failures_before: 0,
    attempts_left: 0,
    locked_until: 0,
    closed: 0,
    reason: 0,
    until: 0,
    logins_left: 0,
    authenticators: 0,
    recovery_codes_left: 0,
    recovery_code: 0,
    codes_count: 0,
    wrong_codes_left: 0,
    challenge: [0; 12],
    reserved: 0,
});

/// What comes out of an attempt once it is stored: the result, the struct, and what may be bound.
#[cfg(all(feature = "std", unix))]
pub(crate) type Answered = (mfa_result, mfa_verdict, Option<EnrollmentPermit>);

/// The result, and what may be bound.
type Filled = (mfa_result, Option<EnrollmentPermit>);

/// An outcome of the engine's.
pub(crate) trait Answer: Sized {
    /// Fills in what there is to say, in a verdict that says nothing yet.
    fn fill(self, verdict: &mut mfa_verdict) -> Filled;

    /// All of it at once.
    #[cfg(all(feature = "std", unix))]
    fn answer(self) -> Answered {
        let mut verdict = <mfa_verdict as crate::raw::Open>::DEFAULT;
        let (result, permit) = self.fill(&mut verdict);
        (result, verdict, permit)
    }
}

const fn only(result: mfa_result) -> Filled {
    (result, None)
}

impl mfa_verdict {
    fn rejected(&mut self, rejected: &Rejected) -> Filled {
        self.attempts_left = rejected.attempts_left.into();
        self.locked_until = rejected.locked_until.map_or(0, UnixTime::seconds);
        self.closed = rejected.closed.into();
        self.reason = match rejected.reason {
            Reason::Replayed => MFA_REASON_REPLAYED,
            _ => MFA_REASON_MISMATCH,
        };
        only(MFA_REJECTED)
    }

    const fn locked(&mut self, until: UnixTime) -> Filled {
        self.locked_until = until.seconds();
        only(MFA_LOCKED)
    }

    const fn closed(&mut self) -> Filled {
        self.closed = 1;
        only(MFA_CLOSED)
    }

    /// Somebody is in, by a factor.
    fn accepted(&mut self, factor: u32, failures_before: u16) {
        self.accepted = 1;
        self.factor = factor;
        self.failures_before = failures_before.into();
    }
}

impl Answer for () {
    fn fill(self, _verdict: &mut mfa_verdict) -> Filled {
        only(MFA_CHANGED)
    }
}

impl Answer for Verdict {
    fn fill(self, verdict: &mut mfa_verdict) -> Filled {
        match self {
            Self::Accepted(accepted) => {
                verdict.accepted(MFA_FACTOR_CODE, accepted.failures_before);
                verdict.authenticator = u32::try_from(accepted.authenticator).unwrap_or(u32::MAX);
                verdict.position = accepted.position.number();
                verdict.offset = accepted.offset;
                (MFA_OK, Some(EnrollmentPermit::by_code(&accepted)))
            }
            Self::Rejected(why) => verdict.rejected(&why),
            Self::Locked { until } => verdict.locked(until),
            Self::Closed => verdict.closed(),
            Self::Suspended => only(MFA_SUSPENDED),
            _ => only(MFA_ERROR_UNKNOWN),
        }
    }
}

impl Answer for Resynchronization {
    fn fill(self, verdict: &mut mfa_verdict) -> Filled {
        match self {
            Self::Resynchronized(done) => {
                (verdict.position, verdict.offset) = (done.position.number(), done.offset);
                only(MFA_RESYNCHRONIZED)
            }
            Self::Rejected(why) => verdict.rejected(&why),
            Self::Locked { until } => verdict.locked(until),
            Self::Closed => verdict.closed(),
            Self::Suspended => only(MFA_SUSPENDED),
            _ => only(MFA_ERROR_UNKNOWN),
        }
    }
}

impl Answer for Restoration {
    fn fill(self, verdict: &mut mfa_verdict) -> Filled {
        match self {
            Self::Restored => only(MFA_RESTORED),
            Self::Rejected(why) => verdict.rejected(&why),
            Self::Locked { until } => verdict.locked(until),
            Self::Closed => verdict.closed(),
            _ => only(MFA_ERROR_UNKNOWN),
        }
    }
}

impl Answer for Diagnosis {
    fn fill(self, verdict: &mut mfa_verdict) -> Filled {
        match self {
            Self::Slow { steps, rejected } => {
                verdict.rejected(&rejected);
                verdict.offset = i64::try_from(steps).unwrap_or(i64::MAX).saturating_neg();
                only(MFA_DIAGNOSED)
            }
            Self::Unknown(why) => verdict.rejected(&why),
            Self::Locked { until } => verdict.locked(until),
            Self::Closed => verdict.closed(),
            Self::Suspended => only(MFA_SUSPENDED),
            _ => only(MFA_ERROR_UNKNOWN),
        }
    }
}

impl Answer for Confirmation {
    fn fill(self, verdict: &mut mfa_verdict) -> Filled {
        match self {
            Self::Confirmed { position, offset, .. } => {
                (verdict.position, verdict.offset) = (position.number(), offset);
                only(MFA_ENROLLED)
            }
            Self::OneMore => only(MFA_ONE_MORE_CODE),
            Self::Wrong { wrong_codes_left, .. } => {
                verdict.wrong_codes_left = wrong_codes_left.into();
                only(MFA_REJECTED)
            }
            Self::Over => only(MFA_ENROLLMENT_OVER),
            _ => only(MFA_ERROR_UNKNOWN),
        }
    }
}

impl Answer for Decision {
    fn fill(self, verdict: &mut mfa_verdict) -> Filled {
        let permit = EnrollmentPermit::by_decision(&self);
        let result = match self {
            Self::AskForCode => MFA_ASK_FOR_CODE,
            Self::AskUnderGrant { until, codes_count, .. } => {
                (verdict.until, verdict.codes_count) = (until.seconds(), codes_count.into());
                MFA_ASK_UNDER_GRANT
            }
            Self::LetInUnenrolled { until, logins_left, .. } => {
                (verdict.accepted, verdict.reason) = (1, MFA_REASON_TIME_TO_ENROLL);
                verdict.until = until.seconds();
                verdict.logins_left = logins_left.map_or(MFA_NO_LIMIT, u32::from);
                MFA_OK
            }
            Self::EnrollNow { .. } => MFA_ENROLL_NOW,
            Self::NoCodeNeeded { because, .. } => {
                (verdict.accepted, verdict.reason) = (1, of_unneeded(because));
                MFA_OK
            }
            Self::Deny { reason, .. } => {
                verdict.reason = of_denial(reason);
                MFA_DENIED
            }
            _ => MFA_ERROR_UNKNOWN,
        };
        (result, permit)
    }
}

const fn of_unneeded(because: Unneeded) -> u32 {
    match because {
        Unneeded::Disabled => MFA_REASON_DISABLED,
        Unneeded::Exempt => MFA_REASON_EXEMPT,
        Unneeded::Occasion => MFA_REASON_OCCASION,
        Unneeded::OtherFactor => MFA_REASON_OTHER_FACTOR,
        Unneeded::NotEnrolled => MFA_REASON_NOT_ENROLLED,
        _ => 0,
    }
}

const fn of_denial(denial: Denial) -> u32 {
    match denial {
        Denial::NotEnrolled(ended) => MFA_REASON_DENIED_NOT_ENROLLED.saturating_add(of_ended(ended)),
        Denial::Offline(ended) => MFA_REASON_DENIED_OFFLINE.saturating_add(of_ended(ended)),
        _ => 0,
    }
}

const fn of_ended(ended: Ended) -> u32 {
    match ended {
        Ended::NeverAllowed => MFA_ENDED_NEVER_ALLOWED,
        Ended::NeverBegun => MFA_ENDED_NEVER_BEGUN,
        Ended::ClockSetBack => MFA_ENDED_CLOCK_SET_BACK,
        Ended::TimeIsUp => MFA_ENDED_TIME_IS_UP,
        Ended::LoginsUsedUp => MFA_ENDED_LOGINS_USED_UP,
        _ => 0,
    }
}

#[cfg(feature = "recovery")]
mod recovery {
    use mfa_core::{
        AfterRecovery, CodeRedemption, OpenGrant, RecoveryChallenge, RecoveryDigits, RedeemedBy, Redemption,
    };

    use super::*;

    impl Answer for Redemption {
        fn fill(self, verdict: &mut mfa_verdict) -> Filled {
            match self {
                Self::Accepted(redeemed) => {
                    let factor = match redeemed.by {
                        RedeemedBy::Response => MFA_FACTOR_RESPONSE,
                        RedeemedBy::SamePin => MFA_FACTOR_SAME_PIN,
                        RedeemedBy::Grant => MFA_FACTOR_GRANT,
                        _ => MFA_FACTOR_PIN,
                    };
                    verdict.accepted(factor, redeemed.failures_before);
                    verdict.until = redeemed.grant.map_or(0, |OpenGrant { until, .. }| until.seconds());
                    verdict.logins_left = redeemed.grant.map_or(0, |OpenGrant { uses_left, .. }| uses_left.into());
                    verdict.authenticators = of_authenticators(redeemed.authenticators);
                    (MFA_OK, Some(EnrollmentPermit::by_recovery(&redeemed)))
                }
                Self::Rejected(why) => verdict.rejected(&why),
                Self::Locked { until } => verdict.locked(until),
                Self::Closed => verdict.closed(),
                Self::NoChallenge => only(MFA_NO_CHALLENGE),
                Self::PinNeeded => only(MFA_PIN_NEEDED),
                Self::Off => only(MFA_OFF),
                _ => only(MFA_ERROR_UNKNOWN),
            }
        }
    }

    impl Answer for CodeRedemption {
        fn fill(self, verdict: &mut mfa_verdict) -> Filled {
            match self {
                Self::Accepted(redeemed) => {
                    verdict.accepted(MFA_FACTOR_RECOVERY_CODE, redeemed.failures_before);
                    verdict.authenticators = of_authenticators(redeemed.authenticators);
                    verdict.recovery_codes_left = u32::try_from(redeemed.left).unwrap_or(u32::MAX);
                    verdict.recovery_code = u32::try_from(redeemed.index).unwrap_or(u32::MAX);
                    (MFA_OK, Some(EnrollmentPermit::by_recovery_code(&redeemed)))
                }
                Self::Rejected(why) => verdict.rejected(&why),
                Self::Locked { until } => verdict.locked(until),
                Self::Closed => verdict.closed(),
                Self::Off => only(MFA_OFF),
                _ => only(MFA_ERROR_UNKNOWN),
            }
        }
    }

    impl Answer for RecoveryChallenge {
        fn fill(self, verdict: &mut mfa_verdict) -> Filled {
            match self {
                Self::Shown(digits) => {
                    verdict.challenge = of_digits(&digits);
                    only(MFA_CHALLENGE_SHOWN)
                }
                Self::Off => only(MFA_OFF),
                _ => only(MFA_ERROR_UNKNOWN),
            }
        }
    }

    impl Answer for Option<OpenGrant> {
        fn fill(self, verdict: &mut mfa_verdict) -> Filled {
            match self {
                Some(OpenGrant { until, uses_left, .. }) => {
                    (verdict.until, verdict.logins_left) = (until.seconds(), uses_left.into());
                    only(MFA_ASK_UNDER_GRANT)
                }
                None => only(MFA_PIN_NEEDED),
            }
        }
    }

    fn of_digits(digits: &RecoveryDigits) -> [c_char; 12] {
        let mut text = [0; 12];
        for (place, byte) in text.iter_mut().zip(digits.as_str().bytes()) {
            *place = c_char::from_ne_bytes([byte]);
        }
        text
    }

    const fn of_authenticators(after: AfterRecovery) -> u32 {
        match after {
            AfterRecovery::Keep => MFA_AUTHENTICATORS_KEPT,
            AfterRecovery::BurnCodes => MFA_AUTHENTICATORS_BURNED,
            AfterRecovery::Suspend => MFA_AUTHENTICATORS_SUSPENDED,
        }
    }
}
