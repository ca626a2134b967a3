//! What this computer is called when a recovery PIN is issued for it and no policy says what.

use mfa_core::{DeviceId, DeviceIdError};

/// The computer's name in its network, as a device id. Refused where it cannot be one: it has fewer than 4 characters, or
/// there are others than ASCII's.
#[cfg(unix)]
pub fn host_name() -> Result<DeviceId, DeviceIdError> {
    DeviceId::new(&rustix::system::uname().nodename().to_string_lossy())
}
