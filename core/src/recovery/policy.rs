//! What an administrator decides about recovery. Every part is checked when it is made.

use super::{STEP, VALID_STEPS};
use crate::error::RecoveryPolicyError;
use crate::parameters::Digits;
use crate::policy::Throttle;
use crate::time::{Minutes, Seconds};

/// Whether and how people recover. Off unless turned on.
///
/// ```
/// use mfa_core::{GrantLength, Minutes, RecoveryPolicy};
///
/// let policy = RecoveryPolicy { is_on: true, grant_length: GrantLength::new(Minutes::new(90))?, ..Default::default() };
/// assert!(!RecoveryPolicy::DEFAULT.is_on);
/// # let _ = policy;
/// # Ok::<(), mfa_core::RecoveryPolicyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecoveryPolicy {
    /// Whether there is recovery at all.
    pub is_on: bool,
    /// How far the device's clock and the issuer's may be apart.
    pub clock_tolerance: ClockTolerance,
    /// How long a grant lasts. A stored one that is longer is cut to it.
    pub grant_length: GrantLength,
    /// How many logins a grant is good for. A stored one with more left is cut to it.
    pub grant_uses: GrantUses,
    /// What is asked at each login under a grant.
    pub grant_logins: GrantLogins,
    /// Whether redeeming suspends the person's authenticators until they are confirmed again: for phones that are lost
    /// and not forgotten. [`Redeemed::suspends_authenticators`](crate::Redeemed::suspends_authenticators) tells the
    /// host to.
    pub suspends_authenticators: bool,
    /// What wrong PINs and responses lead to.
    pub throttle: Throttle,
}

/// What is asked at each login under a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GrantLogins {
    /// The same PIN or response that opened it.
    SamePin,
    /// Nothing besides the first factor.
    AnyPasses,
}

/// How far the device's clock and the issuer's may be apart: 0 to 300 seconds, by default 30; rounded up to whole steps of
/// ten seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTolerance(Seconds);

/// How long a grant lasts: 1 to 7200 minutes (5 days), by default 60.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantLength(Minutes);

/// How many logins a grant is good for, the one that opens it included: 1 to 200, by default 20.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantUses(u8);

impl RecoveryPolicy {
    /// Off; 30 seconds of tolerance, grants of 60 minutes and 20 logins with the same PIN, [`Throttle::DEFAULT`].
    pub const DEFAULT: Self = Self {
        is_on: false,
        clock_tolerance: ClockTolerance::DEFAULT,
        grant_length: GrantLength::DEFAULT,
        grant_uses: GrantUses::DEFAULT,
        grant_logins: GrantLogins::SamePin,
        suspends_authenticators: false,
        throttle: Throttle::DEFAULT,
    };

    /// How many consecutive failures are allowed, with a PIN tried at every candidate and under the open grant.
    pub(super) fn cap(&self) -> u16 {
        let candidates = VALID_STEPS.saturating_add(2).saturating_add(self.clock_tolerance.steps().saturating_mul(2));
        self.throttle.cap_for(Digits::Eight, u32::try_from(candidates).unwrap_or(u32::MAX))
    }
}

impl Default for RecoveryPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl ClockTolerance {
    /// 30 seconds: three steps.
    pub const DEFAULT: Self = Self(Seconds::new(30));
    /// 300 seconds: 30 steps.
    pub const MOST: Self = Self(Seconds::new(300));

    /// A tolerance, refused if more than 300 seconds.
    pub const fn new(tolerance: Seconds) -> Result<Self, RecoveryPolicyError> {
        if tolerance.count() <= Self::MOST.0.count() {
            Ok(Self(tolerance))
        } else {
            Err(RecoveryPolicyError::ClockTolerance)
        }
    }

    /// The tolerance as it was stated.
    pub const fn seconds(self) -> Seconds {
        self.0
    }

    /// How many whole steps it takes.
    pub(super) fn steps(self) -> u64 {
        u64::from(self.0.count()).div_ceil(STEP)
    }
}

impl GrantLength {
    /// 60 minutes.
    pub const DEFAULT: Self = Self(Minutes::new(60));
    /// 7200 minutes: 5 days.
    pub const MOST: Self = Self(Minutes::new(7200));

    /// A length, refused unless 1 to 7200 minutes.
    pub const fn new(length: Minutes) -> Result<Self, RecoveryPolicyError> {
        if length.count() >= 1 && length.count() <= Self::MOST.0.count() {
            Ok(Self(length))
        } else {
            Err(RecoveryPolicyError::GrantLength)
        }
    }

    /// How many minutes.
    pub const fn minutes(self) -> Minutes {
        self.0
    }
}

impl GrantUses {
    /// 20 logins.
    pub const DEFAULT: Self = Self(20);
    /// 200 logins.
    pub const MOST: Self = Self(200);

    /// A number of logins, refused unless 1 to 200.
    pub const fn new(uses: u8) -> Result<Self, RecoveryPolicyError> {
        if uses >= 1 && uses <= Self::MOST.0 { Ok(Self(uses)) } else { Err(RecoveryPolicyError::GrantUses) }
    }

    /// How many logins.
    pub const fn count(self) -> u8 {
        self.0
    }

    /// How many are left after the one that opens the grant.
    pub(super) const fn after_the_first(self) -> u8 {
        self.0.saturating_sub(1)
    }
}
