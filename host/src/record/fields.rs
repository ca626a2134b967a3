//! Fields of a record one after the other: numbers, short texts, sections behind tag and length.

use mfa_core::UnixTime;

use super::Damage;

/// Reads one field after the other.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take<const N: usize>(&mut self) -> Result<&'a [u8; N], Damage> {
        let (field, rest) = self.rest.split_first_chunk().ok_or(Damage::Content)?;
        self.rest = rest;
        Ok(field)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Damage> {
        self.take().map(|[byte]| *byte)
    }

    /// Bytes behind their length in one byte.
    pub(super) fn short(&mut self) -> Result<&'a [u8], Damage> {
        let length = self.byte()?;
        self.bytes(usize::from(length))
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Damage> {
        core::str::from_utf8(self.short()?).map_err(|_| Damage::Content)
    }

    pub(super) fn number(&mut self) -> Result<u64, Damage> {
        self.take().map(|bytes| u64::from_le_bytes(*bytes))
    }

    pub(super) fn time(&mut self) -> Result<UnixTime, Damage> {
        UnixTime::new(self.number()?).map_err(|_| Damage::Content)
    }

    /// A tag and what stands behind it.
    pub(super) fn section(&mut self) -> Result<(u8, Self), Damage> {
        let tag = self.byte()?;
        let length = u16::from_le_bytes(*self.take()?);
        Ok((tag, Fields::of(self.bytes(usize::from(length))?)))
    }

    fn bytes(&mut self, length: usize) -> Result<&'a [u8], Damage> {
        let (value, rest) = self.rest.split_at_checked(length).ok_or(Damage::Content)?;
        self.rest = rest;
        Ok(value)
    }
}

pub(super) fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_short(bytes, text.as_bytes());
}

/// Bytes behind their length in one byte. Names and secrets are shorter than that.
pub(super) fn put_short(bytes: &mut Vec<u8>, value: &[u8]) {
    bytes.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(value);
}

pub(super) fn put_number(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// What follows a tag and its length. Each section is far shorter than a record.
pub(super) fn put_section(bytes: &mut Vec<u8>, tag: u8, put: impl FnOnce(&mut Vec<u8>)) {
    bytes.push(tag);
    let place = bytes.len();
    bytes.extend_from_slice(&[0; size_of::<u16>()]);
    let begin = bytes.len();
    put(bytes);
    let length = u16::try_from(bytes.len().saturating_sub(begin)).unwrap_or(u16::MAX);
    if let Some(place) = bytes.get_mut(place..begin) {
        place.copy_from_slice(&length.to_le_bytes());
    }
}
