//! Names in an otpauth URI.

use core::fmt::{self, Write};

use super::percent;
use crate::error::{UriError, UriPart};
use crate::text::is_unprintable;

/// A name in an otpauth URI: a view into the URI that is decoded while it is read. Never empty, without spaces around
/// it, and free of control and bidirectional formatting characters, so it is safe to print.
///
/// ```
/// use mfa_core::Otpauth;
///
/// let read = Otpauth::parse("otpauth://totp/Caf%C3%A9:alice?secret=JBSWY3DPEHPK3PXP")?;
/// let issuer = read.issuer().unwrap();
/// assert_eq!(issuer, "Café");
/// assert_eq!(issuer.chars().count(), 4);
/// assert_eq!(issuer.to_string(), "Café");
/// # Ok::<(), mfa_core::UriError>(())
/// ```
#[derive(Clone, Copy)]
pub struct UriText<'a> {
    encoded: &'a [u8],
}

impl<'a> UriText<'a> {
    /// A name, if the encoded text is more than spaces.
    pub(super) fn read(encoded: &'a [u8], part: UriPart) -> Result<Option<Self>, UriError> {
        for character in percent::characters(encoded) {
            if is_unprintable(character.map_err(|flaw| flaw.within(part))?) {
                return Err(UriError::Unprintable { part });
            }
        }
        let encoded = percent::trimmed(encoded);
        Ok((!encoded.is_empty()).then_some(Self { encoded }))
    }

    /// The characters, decoded.
    pub fn chars(self) -> impl Iterator<Item = char> + Clone + 'a {
        // The text was checked when it was read: no character of it is refused now.
        percent::characters(self.encoded).map_while(Result::ok)
    }
}

impl PartialEq for UriText<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl Eq for UriText<'_> {}

impl PartialEq<str> for UriText<'_> {
    fn eq(&self, other: &str) -> bool {
        self.chars().eq(other.chars())
    }
}

impl PartialEq<&str> for UriText<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Display for UriText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|character| f.write_char(character))
    }
}

impl fmt::Debug for UriText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.chars().flat_map(char::escape_debug).try_for_each(|character| f.write_char(character))?;
        f.write_char('"')
    }
}
