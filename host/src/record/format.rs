//! A record as bytes: `docs/store.md` has the table.
//!
//! Versioned, bounded, little-endian, and closed by a digest, so that a file that was cut short, mixed up or whose bits
//! flipped is told from one that is whole. The digest is no protection against somebody who can write the file; the
//! states' seals are what binds them to their secrets.

use core::error::Error;
use core::fmt;
use std::collections::BTreeSet;

use mfa_core::Standing;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::fields::{Fields, put_text};
use super::{Record, sections};
use crate::name::PersonName;

/// The longest record in bytes; a file that is longer is not read.
pub const LONGEST: usize = 8192;

const MAGIC: &[u8; 6] = b"libmfa";
const VERSION: u16 = 1;
const DIGEST: usize = 32;
const HEADER: usize = MAGIC.len() + size_of::<u16>() + size_of::<u32>();

/// What is wrong with a stored record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// It is no record at all.
    NotARecord,
    /// It was written by another version of this library.
    Version(u16),
    /// It has a section that this version does not know.
    UnknownSection(u8),
    /// It is shorter or longer than it says.
    Length,
    /// Its digest does not fit: bits have flipped.
    Digest,
    /// It is another person's.
    AnotherPerson,
    /// Its digest fits and its content makes no sense: it was not written by this library.
    Content,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotARecord => f.write_str("it is not a libmfa record"),
            Self::Version(version) => {
                write!(f, "it is a record of version {version}, and this program reads version {VERSION}")
            }
            Self::UnknownSection(tag) => {
                write!(f, "it has a section of kind {tag}, which this program does not know: a newer one wrote it")
            }
            Self::Length => f.write_str("it was cut short, or something was appended"),
            Self::Digest => f.write_str("its digest does not match: its content was altered"),
            Self::AnotherPerson => f.write_str("it is another person's record"),
            Self::Content => f.write_str("its content makes no sense: it was not written by libmfa"),
        }
    }
}

impl Error for Damage {}

/// A record as bytes, wiped when dropped.
pub fn encode(person: &PersonName, record: &Record) -> Zeroizing<Vec<u8>> {
    // All at once, so that no shorter copy of the secrets is left behind by a vector that grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&[0; size_of::<u32>()]);
    put_text(&mut bytes, person.as_str());
    bytes.extend_from_slice(&record.standing.to_bytes());
    sections::put_all(&mut bytes, record);
    let length = u32::try_from(bytes.len().saturating_add(DIGEST)).unwrap_or(u32::MAX);
    if let Some(place) = bytes.get_mut(HEADER.saturating_sub(size_of::<u32>())..HEADER) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    let digest = Sha256::digest(&*bytes);
    bytes.extend_from_slice(&digest);
    bytes
}

/// A record from the bytes stored for a person.
pub fn decode(person: &PersonName, bytes: &[u8]) -> Result<Record, Damage> {
    let mut fields = Fields::of(checked_body(bytes)?);
    if fields.text()? != person.as_str() {
        return Err(Damage::AnotherPerson);
    }
    let standing = Standing::from_bytes(fields.take()?).map_err(|_| Damage::Content)?;
    let mut record = Record { standing, ..Record::default() };
    while !fields.is_empty() {
        let (tag, mut section) = fields.section()?;
        sections::read_into(&mut record, tag, &mut section)?;
        if !section.is_empty() {
            return Err(Damage::Content);
        }
    }
    let names: BTreeSet<_> = record.authenticators().iter().map(|entry| &entry.name).collect();
    if names.len() != record.authenticators().len() {
        return Err(Damage::Content);
    }
    Ok(record)
}

/// What stands between header and digest, after both were found right.
fn checked_body(bytes: &[u8]) -> Result<&[u8], Damage> {
    let mut header = Fields::of(bytes);
    if header.take::<6>().ok() != Some(MAGIC) {
        return Err(Damage::NotARecord);
    }
    let version = u16::from_le_bytes(*header.take().map_err(|_| Damage::Length)?);
    if version != VERSION {
        return Err(Damage::Version(version));
    }
    let length = u32::from_le_bytes(*header.take().map_err(|_| Damage::Length)?);
    if u32::try_from(bytes.len()).ok() != Some(length) {
        return Err(Damage::Length);
    }
    let (content, digest) = bytes.split_last_chunk::<DIGEST>().ok_or(Damage::Length)?;
    if Sha256::digest(content).as_slice() != digest {
        return Err(Damage::Digest);
    }
    content.get(HEADER..).ok_or(Damage::Length)
}
