//! How long something that is not the rule goes on: so many hours and so many logins, whichever ends first.

use super::record::Tally;
use crate::error::LoginPolicyError;
use crate::time::{Hours, UnixTime};

const SECONDS_PER_HOUR: u64 = 3600;

/// So many hours, and so many logins where those are limited too. 0 hours are never.
///
/// ```
/// use mfa_core::{Allowance, Days, Hours, LoginPolicyError};
///
/// const TO_ENROLL: Allowance = match Allowance::new(Days::new(7).hours(), None) {
///     Ok(allowance) => allowance,
///     Err(_) => panic!("a week is too long"),
/// };
/// assert_eq!(TO_ENROLL.hours(), Hours::new(168));
/// assert_eq!(Allowance::new(Hours::new(8785), None), Err(LoginPolicyError::Hours));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Allowance {
    hours: Hours,
    logins: Option<u16>,
}

/// Why a period is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ended {
    /// Policy allows no time at all.
    NeverAllowed,
    /// It is not known when the period began: the device has never been online.
    NeverBegun,
    /// The clock shows a time before the period began, or before one that was seen in it.
    ClockSetBack,
    /// The hours have passed.
    TimeIsUp,
    /// The logins are used up.
    LoginsUsedUp,
}

/// What is left of a period.
pub(super) struct Left {
    pub(super) until: UnixTime,
    pub(super) logins: Option<u16>,
}

impl Allowance {
    /// The longest period: 366 days.
    pub const MOST_HOURS: Hours = Hours::new(8784);
    /// Not at all.
    pub const NEVER: Self = Self { hours: Hours::new(0), logins: None };
    /// Without an authenticator: 48 hours and 10 logins.
    pub const WITHOUT_FACTOR: Self = Self { hours: Hours::new(48), logins: Some(10) };
    /// With an authenticator, but offline: 168 hours, a week.
    pub const OFFLINE: Self = Self { hours: Hours::new(168), logins: None };

    /// 0 to 8784 hours, and at most so many logins (1 to 65535), or any number of them.
    pub const fn new(hours: Hours, logins: Option<u16>) -> Result<Self, LoginPolicyError> {
        if hours.count() > Self::MOST_HOURS.count() {
            return Err(LoginPolicyError::Hours);
        }
        match logins {
            Some(0) => Err(LoginPolicyError::Logins),
            _ => Ok(Self { hours, logins }),
        }
    }

    /// How many hours.
    pub const fn hours(self) -> Hours {
        self.hours
    }

    /// How many logins at most, if they are limited.
    pub const fn logins(self) -> Option<u16> {
        self.logins
    }

    /// When a period that began at a time ends: the deadline, to be told to the person or to an administrator. By then
    /// its logins may be used up.
    pub fn until(self, since: UnixTime) -> UnixTime {
        let length = u64::from(self.hours.count()).saturating_mul(SECONDS_PER_HOUR);
        UnixTime::new(since.seconds().saturating_add(length)).unwrap_or(UnixTime::MAX)
    }

    /// What is left at a time of a period that has begun.
    pub(super) fn left(self, tally: &Tally, now: UnixTime) -> Result<Left, Ended> {
        let until = self.until(tally.since);
        let logins = self.logins.map(|most| most.saturating_sub(tally.logins));
        if self.hours == Self::NEVER.hours {
            Err(Ended::NeverAllowed)
        } else if now < tally.since || now < tally.seen {
            Err(Ended::ClockSetBack)
        } else if now >= until {
            Err(Ended::TimeIsUp)
        } else if logins == Some(0) {
            Err(Ended::LoginsUsedUp)
        } else {
            Ok(Left { until, logins })
        }
    }
}
