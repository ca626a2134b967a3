//! Times and lengths as they cross: whole seconds.

use mfa_core::{TimeError, UnixTime};

/// A time: seconds since 1970-01-01 00:00:00 UTC. Refused if it is negative or beyond 2^40.
pub(crate) fn time(seconds: i64) -> Result<UnixTime, TimeError> {
    UnixTime::try_from(seconds)
}

/// The same the other way.
pub(crate) fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.seconds()).unwrap_or(i64::MAX)
}
