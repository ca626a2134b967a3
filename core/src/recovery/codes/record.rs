//! What is kept of a set of recovery codes: salted tags, and which of them are used.
//!
//! A [`StoredCodes`] is 312 bytes, little-endian, the same in every language, and not sealed:
//!
//! | bytes | field |
//! |---|---|
//! | 0..3 | `mfc` |
//! | 3 | version, 1 |
//! | 4..34 | revision, failures and lock, as in an authenticator's state |
//! | 34 | how many codes there are, 1 to 16 |
//! | 35 | how many characters each has, 16 or 24 |
//! | 36..38 | which are used: one bit each, the first code's the lowest |
//! | 38..40 | zeros |
//! | 40..56 | salt |
//! | 56..312 | a tag of 16 bytes for each code, then zeros |

use core::fmt;

use super::code::{RecoveryCode, RecoveryCodeLength};
use crate::bytes::{Reader, Writer};
use crate::ct::{self, Because};
use crate::error::RecoveryCodesError;
use crate::recovery::hmac;
use crate::state::Standing;

/// The most codes that a set has.
pub(super) const MOST_CODES: usize = 16;
const SALT_LENGTH: usize = 16;
const TAG_LENGTH: usize = 16;
const LENGTH: usize = 56 + MOST_CODES * TAG_LENGTH;
const LABEL_AND_VERSION: [u8; 4] = *b"mfc\x01";
const ZEROS: [u8; 2] = [0; 2];

/// A set of recovery codes as it is stored: 312 bytes, of which no code can be read. Keep it as private as a state.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StoredCodes([u8; LENGTH]);

impl StoredCodes {
    /// How many bytes a record has.
    pub const LENGTH: usize = LENGTH;

    /// Stored bytes, not yet looked at: [`RecoveryCodes::open`](crate::RecoveryCodes::open) does that.
    pub const fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub const fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

impl TryFrom<&[u8]> for StoredCodes {
    type Error = RecoveryCodesError;

    fn try_from(bytes: &[u8]) -> Result<Self, RecoveryCodesError> {
        bytes.try_into().map(Self).map_err(|_| RecoveryCodesError::RecordLength)
    }
}

impl fmt::Debug for StoredCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredCodes(..)")
    }
}

/// A record that was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// Failures, lock and revision of this set's owner, which stay when a new set burns this one.
    pub(super) standing: Standing,
    pub(super) sheet: Sheet,
}

/// A set, and which of it is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) length: RecoveryCodeLength,
    pub(super) count: usize,
    used: u16,
    salt: [u8; SALT_LENGTH],
    tags: [[u8; TAG_LENGTH]; MOST_CODES],
}

impl Record {
    pub(super) fn open(stored: &StoredCodes) -> Result<Self, RecoveryCodesError> {
        let mut reader = Reader::new(&stored.0);
        if reader.take() != LABEL_AND_VERSION {
            return Err(RecoveryCodesError::Version);
        }
        let standing = Standing::from_bytes(&reader.take()).map_err(|_| RecoveryCodesError::Damaged)?;
        let sheet = Sheet::read(&mut reader).ok_or(RecoveryCodesError::Damaged)?;
        Ok(Self { standing, sheet })
    }

    pub(super) fn stored(&self) -> StoredCodes {
        let mut bytes = [0; LENGTH];
        let mut writer = Writer::new(&mut bytes);
        writer.put(&LABEL_AND_VERSION);
        writer.put(&self.standing.to_bytes());
        self.sheet.write(&mut writer);
        StoredCodes(bytes)
    }
}

impl Sheet {
    /// A new set. Refused unless there are 1 to 16 codes, all of one length and no two the same.
    pub(super) fn of(
        codes: &[RecoveryCode],
        salt: [u8; SALT_LENGTH],
        pepper: Option<&[u8; 32]>,
    ) -> Result<Self, RecoveryCodesError> {
        let count = codes.len();
        let length = codes.first().map(RecoveryCode::length).ok_or(RecoveryCodesError::Count { count })?;
        let mut sheet = Self { length, count, used: 0, salt, tags: [[0; TAG_LENGTH]; MOST_CODES] };
        if count > MOST_CODES {
            return Err(RecoveryCodesError::Count { count });
        }
        for (index, code) in codes.iter().enumerate() {
            if code.length() != length {
                return Err(RecoveryCodesError::CodeLength { characters: length.characters() });
            }
            let tag = ct::reveal(Because::SealIsStored, tag_of(code, &salt, pepper));
            if sheet.tags.iter().take(index).any(|before| *before == tag) {
                return Err(RecoveryCodesError::SameCode);
            }
            if let Some(place) = sheet.tags.get_mut(index) {
                *place = tag;
            }
        }
        Ok(sheet)
    }

    /// The tags, each with its index.
    pub(super) fn tags(&self) -> impl Iterator<Item = (usize, [u8; TAG_LENGTH])> {
        self.tags.into_iter().enumerate().take(self.count)
    }

    pub(super) fn tag_of(&self, code: &RecoveryCode, pepper: Option<&[u8; 32]>) -> [u8; TAG_LENGTH] {
        tag_of(code, &self.salt, pepper)
    }

    pub(super) fn is_used(&self, index: usize) -> bool {
        self.used & bit(index) != 0
    }

    pub(super) fn use_up(&mut self, index: usize) {
        self.used |= bit(index);
    }

    pub(super) fn use_up_all(&mut self) {
        (0..self.count).for_each(|index| self.use_up(index));
    }

    /// How many are not used.
    pub(super) fn left(&self) -> usize {
        (0..self.count).filter(|index| !self.is_used(*index)).count()
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let [count, characters] = reader.take();
        let (count, length) = (usize::from(count), RecoveryCodeLength::of(usize::from(characters))?);
        let (used, zeros, salt) = (reader.u16(), reader.take(), reader.take());
        let tags = [(); MOST_CODES].map(|()| reader.take());
        let sheet = Self { length, count, used, salt, tags };
        let rest_is_zeros = zeros == ZEROS
            && tags
                .into_iter()
                .enumerate()
                .skip(count)
                .all(|(index, tag)| tag == [0; TAG_LENGTH] && !sheet.is_used(index));
        ((1..=MOST_CODES).contains(&count) && rest_is_zeros).then_some(sheet)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        let numbers = [self.count, self.length.characters()].map(|number| u8::try_from(number).unwrap_or(0));
        writer.put(&numbers);
        writer.put(&self.used.to_le_bytes());
        writer.put(&ZEROS);
        writer.put(&self.salt);
        for tag in &self.tags {
            writer.put(tag);
        }
    }
}

/// HMAC-SHA-256 of the label and the code as it is printed, under the salt and the pepper.
fn tag_of(code: &RecoveryCode, salt: &[u8; SALT_LENGTH], pepper: Option<&[u8; 32]>) -> [u8; TAG_LENGTH] {
    hmac::tag([salt, pepper.map_or(&[], |pepper| pepper)], [&LABEL_AND_VERSION, code.secret()])
}

/// The bit of a code; none where there is no such code.
fn bit(index: usize) -> u16 {
    u32::try_from(index).ok().and_then(|index| 1_u16.checked_shl(index)).unwrap_or(0)
}
