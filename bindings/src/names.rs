//! Names, checked by themselves: what a form says while somebody types.

use mfa_core::DeviceId;
use mfa_host::{AuthenticatorName, PersonName};

use crate::error::Refused;

/// Refuses what is not the name of a person.
#[uniffi::export]
pub fn check_person_name(name: &str) -> Result<(), Refused> {
    Ok(PersonName::new(name).map(|_| ())?)
}

/// Refuses what is not the name of an authenticator.
#[uniffi::export]
pub fn check_authenticator_name(name: &str) -> Result<(), Refused> {
    Ok(AuthenticatorName::new(name).map(|_| ())?)
}

/// What this computer is called in its network, as the id of a device. Refused where it cannot be one.
#[cfg(unix)]
#[uniffi::export]
pub fn host_name() -> Result<String, Refused> {
    Ok(mfa_host::device::host_name()?.as_str().to_owned())
}

/// The id of a device as both sides write it, in upper case.
#[uniffi::export]
pub fn device_id(id: &str) -> Result<String, Refused> {
    Ok(DeviceId::new(id)?.as_str().to_owned())
}
