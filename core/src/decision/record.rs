//! What is remembered of a person's logins on a device, so that periods end and stay ended.
//!
//! A [`LoginRecord`] is 30 bytes, little-endian, the same in every language:
//!
//! | bytes | field |
//! |---|---|
//! | 0 | version, 1 |
//! | 1 | which periods have begun: 1 without an authenticator, 2 offline |
//! | 2..8, 16..22 | since when, of each |
//! | 8..14, 22..28 | the latest time seen in it |
//! | 14..16, 28..30 | how many logins in it |
//!
//! A period that has not begun is zeros.

use super::facts::{Facts, Requirement};
use crate::bytes::{Reader, Writer};
use crate::error::LoginRecordError;
use crate::time::UnixTime;

const VERSION: u8 = 1;
const GRACE: u8 = 1;
const OFFLINE: u8 = 2;
const TALLY_LENGTH: usize = 14;

/// A person's logins on a device: since when a second factor is required, and since when the device is offline.
///
/// It belongs into the person's record and is stored with it. It carries no seal: whoever can write it can let somebody
/// in without an authenticator, as they could by deleting the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginRecord {
    /// Since the first login that required a second factor. It never restarts by itself.
    pub(super) grace: Option<Tally>,
    /// Since the device was last online.
    pub(super) offline: Option<Tally>,
}

/// A period that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) since: UnixTime,
    /// The latest time seen since; never before `since`.
    pub(super) seen: UnixTime,
    pub(super) logins: u16,
}

impl LoginRecord {
    /// Of somebody of whom nothing was required yet, on a device that was never online.
    pub const NEW: Self = Self { grace: None, offline: None };
    /// How many bytes [`LoginRecord::to_bytes`] gives.
    pub const LENGTH: usize = 2 + 2 * TALLY_LENGTH;

    /// When the first login was that required a second factor, if there was one.
    pub fn required_since(&self) -> Option<UnixTime> {
        self.grace.map(|grace| grace.since)
    }

    /// When the device was last online, if it ever was.
    pub fn last_online(&self) -> Option<UnixTime> {
        self.offline.map(|offline| offline.since)
    }

    /// How many times somebody was let in without an authenticator since one was first required.
    pub fn logins_without_factor(&self) -> u16 {
        self.grace.map_or(0, |grace| grace.logins)
    }

    /// How many times a code was asked for since the device was last online.
    pub fn logins_since_online(&self) -> u16 {
        self.offline.map_or(0, |offline| offline.logins)
    }

    /// The record with the time to enroll given once more, from the next login on. For administrators: nothing else
    /// gives it again.
    pub const fn with_time_to_enroll_again(self) -> Self {
        Self { grace: None, ..self }
    }

    /// The record as bytes.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let flag = |tally: Option<Tally>, flag| if tally.is_some() { flag } else { 0 };
        let mut bytes = [0; Self::LENGTH];
        let mut writer = Writer::new(&mut bytes);
        writer.put(&[VERSION, flag(self.grace, GRACE) | flag(self.offline, OFFLINE)]);
        for tally in [self.grace, self.offline] {
            writer.put(&tally.map_or([0; TALLY_LENGTH], |tally| tally.to_bytes()));
        }
        bytes
    }

    /// A record that was stored.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, LoginRecordError> {
        let mut reader = Reader::new(bytes);
        let [VERSION, flags @ ..=3] = reader.take() else {
            return Err(LoginRecordError::Version);
        };
        let mut tally = |flag| Tally::from_bytes(flags & flag != 0, &reader.take());
        Ok(Self { grace: tally(GRACE)?, offline: tally(OFFLINE)? })
    }

    /// The record once a time was seen.
    pub(super) fn seen_at(&self, now: UnixTime, facts: &Facts) -> Self {
        let grace = match facts.requirement {
            Requirement::Required => Some(self.grace.unwrap_or(Tally::begun(now)).seen_at(now)),
            Requirement::IfEnrolled | Requirement::Exempt => self.grace,
        };
        let offline =
            if facts.online { Some(Tally::begun(now)) } else { self.offline.map(|offline| offline.seen_at(now)) };
        Self { grace, offline }
    }
}

impl Tally {
    pub(super) const fn begun(now: UnixTime) -> Self {
        Self { since: now, seen: now, logins: 0 }
    }

    pub(super) fn count(&mut self) {
        self.logins = self.logins.saturating_add(1);
    }

    fn seen_at(self, now: UnixTime) -> Self {
        Self { seen: self.seen.max(now), ..self }
    }

    fn to_bytes(self) -> [u8; TALLY_LENGTH] {
        let mut bytes = [0; TALLY_LENGTH];
        let mut writer = Writer::new(&mut bytes);
        writer.put_u48(self.since.seconds());
        writer.put_u48(self.seen.seconds());
        writer.put(&self.logins.to_le_bytes());
        bytes
    }

    fn from_bytes(begun: bool, bytes: &[u8; TALLY_LENGTH]) -> Result<Option<Self>, LoginRecordError> {
        let mut reader = Reader::new(bytes);
        let mut time = || UnixTime::new(reader.u48()).map_err(|_| LoginRecordError::Damaged);
        let (since, seen) = (time()?, time()?);
        let tally = Self { since, seen, logins: reader.u16() };
        match begun {
            true if since <= seen => Ok(Some(tally)),
            false if *bytes == [0; TALLY_LENGTH] => Ok(None),
            _ => Err(LoginRecordError::Damaged),
        }
    }
}
