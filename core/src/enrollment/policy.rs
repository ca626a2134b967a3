//! How long an enrollment is pending, and what confirms it.

use crate::error::EnrollmentPolicyError;
use crate::time::Minutes;

/// How enrollments go. The default: 10 minutes, one correct code, 10 wrong ones.
///
/// ```
/// use mfa_core::{ConfirmedBy, EnrollmentLifetime, EnrollmentPolicy, Minutes};
///
/// let policy = EnrollmentPolicy {
///     lifetime: EnrollmentLifetime::new(Minutes::new(60))?,
///     confirmed_by: ConfirmedBy::TwoCodes,
///     ..EnrollmentPolicy::DEFAULT
/// };
/// # Ok::<(), mfa_core::EnrollmentPolicyError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EnrollmentPolicy {
    /// How long it is pending.
    pub lifetime: EnrollmentLifetime,
    /// What confirms it.
    pub confirmed_by: ConfirmedBy,
    /// How many wrong codes end it.
    pub wrong_codes: WrongCodes,
}

/// What confirms an enrollment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConfirmedBy {
    /// One correct code.
    #[default]
    OneCode,
    /// Two correct codes, one after the other in two calls: the second is of a later step or counter, not necessarily
    /// the very next. Both are used up.
    TwoCodes,
}

/// How long an enrollment is pending: 1 minute to 24 hours, by default 10 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnrollmentLifetime(Minutes);

/// How many wrong codes end an enrollment: 1 to 100, by default 10. They count for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WrongCodes(u8);

impl EnrollmentPolicy {
    /// 10 minutes, one correct code, 10 wrong ones.
    pub const DEFAULT: Self = Self {
        lifetime: EnrollmentLifetime::DEFAULT,
        confirmed_by: ConfirmedBy::OneCode,
        wrong_codes: WrongCodes::DEFAULT,
    };
}

impl ConfirmedBy {
    pub(super) const fn codes(self) -> u8 {
        match self {
            Self::OneCode => 1,
            Self::TwoCodes => 2,
        }
    }
}

impl EnrollmentLifetime {
    /// The longest: 24 hours.
    pub const LONGEST: Self = Self(Minutes::new(24 * 60));
    /// 10 minutes.
    pub const DEFAULT: Self = Self(Minutes::new(10));

    /// 1 to 1440 minutes.
    pub const fn new(minutes: Minutes) -> Result<Self, EnrollmentPolicyError> {
        if minutes.count() == 0 || minutes.count() > Self::LONGEST.0.count() {
            return Err(EnrollmentPolicyError::Lifetime);
        }
        Ok(Self(minutes))
    }

    /// How many minutes.
    pub const fn minutes(self) -> Minutes {
        self.0
    }
}

impl Default for EnrollmentLifetime {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl WrongCodes {
    /// The most there can be.
    pub const MOST: Self = Self(100);
    /// Ten.
    pub const DEFAULT: Self = Self(10);

    /// 1 to 100.
    pub const fn new(count: u8) -> Result<Self, EnrollmentPolicyError> {
        if count == 0 || count > Self::MOST.0 { Err(EnrollmentPolicyError::WrongCodes) } else { Ok(Self(count)) }
    }

    /// How many.
    pub const fn count(self) -> u8 {
        self.0
    }
}

impl Default for WrongCodes {
    fn default() -> Self {
        Self::DEFAULT
    }
}
