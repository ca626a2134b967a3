//! What clocks a recovery is shown: the wall clock, and a monotonic one where the host has it.

use crate::time::UnixTime;

/// What the clocks show when an attempt is made. A [`UnixTime`] alone is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What the wall clock shows.
    pub now: UnixTime,
    /// How long the device is up, for grants on a device whose wall clock cannot be trusted.
    pub uptime: Option<Uptime>,
}

/// How long a device is up: a clock that nobody sets, but that begins again with every boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uptime {
    /// What tells this boot from all others: a random number, or the first half of Linux's `boot_id`.
    pub boot: u64,
    /// Whole seconds since that boot, suspended time included (`CLOCK_BOOTTIME`); as [`UnixTime`], at most 2^40.
    pub seconds: UnixTime,
}

impl From<UnixTime> for Moment {
    fn from(now: UnixTime) -> Self {
        Self { now, uptime: None }
    }
}
