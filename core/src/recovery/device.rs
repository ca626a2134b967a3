//! What a device is called when a PIN is issued for it: the question of the PIN's OCRA suite (RFC 6287, section 5.1).

use core::fmt;

use crate::error::DeviceIdError;

/// The fewest and the most characters.
const SHORTEST: usize = 4;
const LONGEST: usize = 64;

/// The id of a device: 4 to 64 printable ASCII characters other than space (0x21 to 0x7e), in upper case, however it was
/// written. Both sides have to use the same one; it is no secret.
///
/// ```
/// use mfa_core::{DeviceId, DeviceIdError};
///
/// assert_eq!(DeviceId::new("laptop-0042")?, DeviceId::new("LAPTOP-0042")?);
/// assert_eq!(DeviceId::new("my laptop"), Err(DeviceIdError::Character { position: 2 }));
/// # Ok::<(), DeviceIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeviceId {
    /// The characters, then zeros.
    text: [u8; LONGEST],
    length: usize,
}

impl DeviceId {
    /// A device id, refused unless it has 4 to 64 characters from 0x21 to 0x7e.
    pub fn new(id: &str) -> Result<Self, DeviceIdError> {
        let flaw = id.bytes().position(|character| !character.is_ascii_graphic());
        if let Some(position) = flaw {
            return Err(DeviceIdError::Character { position });
        }
        let length = id.len();
        let mut text = [0; LONGEST];
        match text.get_mut(..length) {
            Some(place) if length >= SHORTEST => place.copy_from_slice(id.as_bytes()),
            _ => return Err(DeviceIdError::Length { length }),
        }
        text.make_ascii_uppercase();
        Ok(Self { text, length })
    }

    /// The id in upper case.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.text.get(..self.length).unwrap_or_default()).unwrap_or_default()
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DeviceId").field(&self.as_str()).finish()
    }
}
