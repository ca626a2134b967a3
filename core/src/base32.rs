//! Base32 (RFC 4648, section 6) as people write setup keys: any case, with spaces and dashes, with or without padding.
//!
//! The decoding itself is `base32ct`'s, without tables or branches that depend on the secret. How long the text is, and
//! where separators and padding stand in it, is public.

use base32ct::{Base32UpperUnpadded, Encoding};
use zeroize::Zeroizing;

use crate::ct::{self, Shape};
use crate::error::SecretError;
use crate::secret::LONGEST;
use crate::text::is_separator;

const BITS_PER_CHARACTER: usize = 5;
/// How many characters the longest secret takes.
pub(crate) const LONGEST_TEXT: usize = (LONGEST * 8).div_ceil(BITS_PER_CHARACTER);
/// How many characters a group of base32 has, padding included.
const GROUP: usize = 8;
/// How many bytes a group stands for.
const GROUP_BYTES: usize = 5;

/// What `base32ct` is given: whole groups, as many as the longest secret takes. Of a length that is known when it is
/// compiled it has nothing to panic about, which linking without `std` shows.
const GROUPS: usize = LONGEST.div_ceil(GROUP_BYTES);
type Characters = [u8; GROUPS * GROUP];
/// Zeros, where there is no more text.
const NO_MORE: u8 = b'A';

/// Reads a secret as base32 text and gives its bytes to `then`. What it was read into is wiped where it is: a place that is
/// moved leaves itself behind.
pub(crate) fn decoded<R, E: From<SecretError>>(text: &[u8], then: impl FnOnce(&[u8]) -> Result<R, E>) -> Result<R, E> {
    let mut characters = Zeroizing::new([NO_MORE; GROUPS * GROUP]);
    let count = significant(text, &mut characters)?;
    let rest: usize = match count % GROUP {
        0 => 0,
        2 => 1,
        4 => 2,
        5 => 3,
        7 => 4,
        _ => return Err(SecretError::Base32CutShort.into()),
    };
    let mut bytes = Zeroizing::new([0; GROUPS * GROUP_BYTES]);
    // Every character was checked, and there is room for all: it has nothing to refuse.
    let _ = Base32UpperUnpadded::decode(characters.as_slice(), &mut *bytes);
    let length = count.saturating_div(GROUP).saturating_mul(GROUP_BYTES).saturating_add(rest);
    then(bytes.get(..length).unwrap_or_default())
}

/// Keeps text without separators and padding, in upper case, every character checked; gives how many there are.
fn significant(text: &[u8], kept: &mut Characters) -> Result<usize, SecretError> {
    let room = kept.get_mut(..LONGEST_TEXT).unwrap_or_default();
    let (mut count, mut padding): (usize, usize) = (0, 0);
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
        *room.get_mut(count).ok_or(SecretError::TooLong)? = character;
        count = count.saturating_add(1);
    }
    let groups_are_whole = count.saturating_add(padding) % GROUP == 0;
    if padding == 0 || (groups_are_whole && padding < GROUP) { Ok(count) } else { Err(SecretError::Base32Padding) }
}

/// Writes a secret's bytes as base32 in upper case without padding, and gives the text to `then`; the text is wiped after.
pub(crate) fn encoded<R>(secret: &[u8], then: impl FnOnce(&str) -> R) -> R {
    let mut bytes = Zeroizing::new([0; GROUPS * GROUP_BYTES]);
    for (place, byte) in bytes.iter_mut().zip(secret) {
        *place = *byte;
    }
    let mut buffer = Zeroizing::new([0; GROUPS * GROUP]);
    // The buffer holds the text of all groups, so encoding has nothing to refuse.
    let text = Base32UpperUnpadded::encode(&*bytes, &mut *buffer).unwrap_or_default();
    let length = secret.len().saturating_mul(8).div_ceil(BITS_PER_CHARACTER);
    then(text.get(..length).unwrap_or_default())
}
