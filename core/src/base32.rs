//! Base32 (RFC 4648, section 6) as people write setup keys: any case, with spaces and dashes, with or without padding.
//!
//! The decoding itself is `base32ct`'s, without tables or branches that depend on the secret. How long the text is, and
//! where separators and padding stand in it, is public.

use base32ct::{Base32UpperUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::ct::{self, Shape};
use crate::error::SecretError;
use crate::secret::{LONGEST, Secret};
use crate::text::is_separator;

const BITS_PER_CHARACTER: usize = 5;
/// How many characters the longest secret takes.
pub(crate) const LONGEST_TEXT: usize = (LONGEST * 8).div_ceil(BITS_PER_CHARACTER);
/// How many characters a group of base32 has, padding included.
const GROUP: usize = 8;

/// Reads a secret as base32 text.
pub(crate) fn decode(text: &[u8]) -> Result<Zeroizing<([u8; LONGEST], usize)>, SecretError> {
    let (characters, count) = &*significant(text)?;
    let characters = characters.get(..*count).ok_or(SecretError::TooLong)?;
    let mut decoded = Zeroizing::new(([0; LONGEST], 0));
    let (bytes, length) = &mut *decoded;
    *length = Base32UpperUnpadded::decode(characters, bytes).map_err(|_| SecretError::Base32CutShort)?.len();
    Ok(decoded)
}

/// Text without separators and padding, in upper case, every character checked.
fn significant(text: &[u8]) -> Result<Zeroizing<([u8; LONGEST_TEXT], usize)>, SecretError> {
    let mut kept = Zeroizing::new(([0; LONGEST_TEXT], 0_usize));
    let (characters, count) = &mut *kept;
    let mut padding: usize = 0;
    for (position, &byte) in text.iter().enumerate() {
        let character = match ct::base32_character(byte) {
            Shape::Secret(_) if padding > 0 => return Err(SecretError::Base32Padding),
            Shape::Secret(character) => character,
            Shape::Public(b'=') => {
                padding = padding.saturating_add(1);
                continue;
            }
            Shape::Public(byte) if is_separator(byte) => continue,
            Shape::Public(_) => return Err(SecretError::NotBase32 { position }),
        };
        *characters.get_mut(*count).ok_or(SecretError::TooLong)? = character;
        *count = count.saturating_add(1);
    }
    let groups_are_whole = count.saturating_add(padding) % GROUP == 0;
    if padding == 0 || (groups_are_whole && padding < GROUP) { Ok(kept) } else { Err(SecretError::Base32Padding) }
}

/// Writes a secret as base32 in upper case without padding, and gives the text to `then`; the text is wiped after.
pub(crate) fn encoded<R>(secret: &Secret, then: impl FnOnce(&str) -> R) -> R {
    let mut buffer = Zeroizing::new([0; LONGEST_TEXT]);
    // The buffer holds the longest secret's text, so encoding has nothing to refuse.
    then(Base32UpperUnpadded::encode(secret.expose(), &mut *buffer).unwrap_or_default())
}
