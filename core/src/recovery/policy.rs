//! What an administrator decides about recovery. Every part is checked when it is made.

use super::digits::RecoveryDigits;
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
    /// What redeeming something new does to the person's authenticators, in the same commit.
    pub authenticators: AfterRecovery,
    /// What wrong PINs and responses lead to.
    pub throttle: Throttle,
}

/// Whether a person's recovery codes count, and what they do. The default: on, since a set is there only if somebody
/// made it; authenticators are kept; [`Throttle::DEFAULT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecoveryCodesPolicy {
    /// Whether they count at all.
    pub is_on: bool,
    /// What using one does to the person's authenticators, in the same commit.
    pub authenticators: AfterRecovery,
    /// What wrong ones lead to.
    pub throttle: Throttle,
}

/// What a recovery does to the person's authenticators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AfterRecovery {
    /// Nothing: the phone was forgotten.
    #[default]
    Keep,
    /// The codes that would be good now are used up: somebody else may have seen them. The authenticators stay.
    BurnCodes,
    /// They are suspended until each is confirmed again: the phone is lost.
    Suspend,
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
        authenticators: AfterRecovery::Keep,
        throttle: Throttle::DEFAULT,
    };

    /// Whether an authenticator may show codes of so many digits: not nine where recovery is on, for at one prompt nine
    /// digits are a PIN ([`Typed`](crate::Typed)).
    pub const fn allows(&self, digits: Digits) -> bool {
        !self.is_on || digits.count() != RecoveryDigits::COUNT
    }

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

impl RecoveryCodesPolicy {
    /// On; authenticators are kept; [`Throttle::DEFAULT`].
    pub const DEFAULT: Self = Self { is_on: true, authenticators: AfterRecovery::Keep, throttle: Throttle::DEFAULT };
}

impl Default for RecoveryCodesPolicy {
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
