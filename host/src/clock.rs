//! The system's clock, as the engine takes it.

use std::time::{SystemTime, UNIX_EPOCH};

use mfa_core::{TimeError, UnixTime};

/// Now, in whole seconds; an error if the clock stands before 1970 or beyond 2^40 seconds.
pub fn now() -> Result<UnixTime, TimeError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| TimeError::Negative)?;
    UnixTime::new(since.as_secs())
}
