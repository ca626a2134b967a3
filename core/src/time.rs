//! Time as the engine knows it: seconds since 1970, periods, and the steps they make (RFC 6238, section 4).
//!
//! All of it is public: clocks, periods and steps are no secrets, and dividing them is fine.

use core::fmt;
use core::num::{NonZeroU16, NonZeroU32};

use crate::error::{ParameterError, TimeError};

/// A point in time in whole seconds since 1970-01-01 00:00:00 UTC, at most 2^40 (in the year 36812).
///
/// The bound makes a time in milliseconds, or a negative `time_t` that was cast, an error instead of a wrong step.
///
/// ```
/// use mfa_core::{TimeError, UnixTime};
///
/// assert_eq!(UnixTime::new(1_700_000_000_000), Err(TimeError::TooLarge)); // milliseconds
/// assert_eq!(UnixTime::try_from(-1_i64), Err(TimeError::Negative));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// 1970-01-01 00:00:00 UTC.
    pub const EPOCH: Self = Self(0);
    /// The last time there is, 2^40 seconds.
    pub const MAX: Self = Self(1 << 40);

    /// A time in whole seconds since 1970.
    pub const fn new(seconds: u64) -> Result<Self, TimeError> {
        if seconds <= Self::MAX.0 { Ok(Self(seconds)) } else { Err(TimeError::TooLarge) }
    }

    /// Whole seconds since 1970.
    pub const fn seconds(self) -> u64 {
        self.0
    }
}

impl TryFrom<i64> for UnixTime {
    type Error = TimeError;

    /// A time as `time_t` has it.
    fn try_from(seconds: i64) -> Result<Self, TimeError> {
        u64::try_from(seconds).map_err(|_| TimeError::Negative).and_then(Self::new)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(u32);

impl Seconds {
    /// So many seconds.
    pub const fn new(seconds: u32) -> Self {
        Self(seconds)
    }

    /// How many seconds.
    pub const fn count(self) -> u32 {
        self.0
    }
}

/// A length of time in whole minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(u32);

impl Minutes {
    /// So many minutes.
    pub const fn new(minutes: u32) -> Self {
        Self(minutes)
    }

    /// How many minutes.
    pub const fn count(self) -> u32 {
        self.0
    }

    /// As many seconds.
    pub const fn seconds(self) -> Seconds {
        Seconds(self.0.saturating_mul(60))
    }
}

/// A length of time in whole hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours(u32);

impl Hours {
    /// So many hours.
    pub const fn new(hours: u32) -> Self {
        Self(hours)
    }

    /// How many hours.
    pub const fn count(self) -> u32 {
        self.0
    }
}

/// A length of time in whole days of 24 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(u32);

impl Days {
    /// So many days.
    pub const fn new(days: u32) -> Self {
        Self(days)
    }

    /// How many days.
    pub const fn count(self) -> u32 {
        self.0
    }

    /// As many hours.
    pub const fn hours(self) -> Hours {
        Hours(self.0.saturating_mul(24))
    }
}

/// How long a time step lasts: 1 to 3600 seconds, by default 30 (RFC 6238, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(NonZeroU16);

impl Period {
    /// 30 seconds.
    pub const DEFAULT: Self = Self(NonZeroU16::MIN.saturating_add(29));

    /// A period in seconds, refused unless 1 to 3600.
    #[allow(clippy::cast_possible_truncation, reason = "3600 fits 16 bits")]
    pub const fn new(seconds: u32) -> Result<Self, ParameterError> {
        match NonZeroU16::new(seconds as u16) {
            Some(period) if seconds <= 3600 => Ok(Self(period)),
            _ => Err(ParameterError::Period),
        }
    }

    /// How many seconds.
    pub const fn seconds(self) -> u16 {
        self.0.get()
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The number of a time step: how many periods have passed since T0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeStep(u64);

impl TimeStep {
    /// The step that a time falls into.
    pub fn at(now: UnixTime, period: Period, t0: UnixTime) -> Result<Self, TimeError> {
        let since = now.0.checked_sub(t0.0).ok_or(TimeError::BeforeT0)?;
        Ok(Self(in_periods(since, period).0))
    }

    /// How long a step goes on after `now`, from 1 second to the whole period.
    pub(crate) fn left(now: UnixTime, period: Period, t0: UnixTime) -> Seconds {
        let (_, gone) = in_periods(now.0.saturating_sub(t0.0), period);
        Seconds(u32::from(period.0.get()).saturating_sub(gone))
    }

    /// A step by its number, at most 2^40.
    pub const fn new(number: u64) -> Result<Self, TimeError> {
        if number <= UnixTime::MAX.0 { Ok(Self(number)) } else { Err(TimeError::TooLarge) }
    }

    pub(crate) const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The step's number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// How many whole periods some seconds are, at most 2^40 of them, and how many seconds are left over.
///
/// In two halves, for machines that divide 32 bits at a time. Never a part of another function: whoever looks for divisions
/// in the object code finds this one here.
#[inline(never)]
fn in_periods(seconds: u64, period: Period) -> (u64, u32) {
    let period = NonZeroU32::from(period.0);
    let half = |bits: u64| u32::try_from(bits).unwrap_or(u32::MAX);
    let (high, low) = (half(seconds >> 16), half(seconds & 0xffff));
    // A rest is less than 3600, so that there is room for 16 bits more.
    let rest = (high % period) << 16 | low;
    (u64::from(high / period) << 16 | u64::from(rest / period), rest % period)
}
