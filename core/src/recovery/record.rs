//! What is remembered of recovery on a device, and the seal that ties it to the pair's key.
//!
//! A [`SealedRecovery`] is 96 bytes, little-endian, the same in every language:
//!
//! | bytes | field |
//! |---|---|
//! | 0..3 | `mfr`, which no OCRA message begins with |
//! | 3 | version, 1 |
//! | 4..34 | revision, failures and lock, as in an authenticator's state |
//! | 34..40 | next: the smallest step of issue that is not used up |
//! | 40 | the grant's clock: 0 no grant, 1 wall clock, 2 uptime |
//! | 41 | the grant's uses that are left |
//! | 42..48 | when the grant began |
//! | 48..54 | when the grant was last used |
//! | 54..58 | the grant's length in seconds |
//! | 58..66 | the boot that the grant's uptime counts from |
//! | 66..72 | what the grant began with: a PIN's step of issue, or a challenge |
//! | 72..76 | the challenge that is shown, 0 for none |
//! | 76 | wrong responses to it |
//! | 77..80 | zeros |
//! | 80..96 | seal: HMAC-SHA-256 of bytes 0..80 and the device's id under the recovery key, cut to 16 bytes |
//!
//! As with every state, the seal cannot show that an old record was put back whole; the revision can be pinned. A record
//! is an offline test of its key: keep it as private.

use core::fmt;

use super::device::DeviceId;
use super::grant::{Clock, Grant};
use super::hmac;
use super::key::RecoveryKey;
use crate::bytes::{Reader, Writer};
use crate::ct::{self, Because};
use crate::error::RecoveryRecordError;
use crate::state::Standing;
use crate::time::Seconds;

/// How many bytes a record has.
const LENGTH: usize = 96;
const SEAL_LENGTH: usize = 16;
const CONTENT_LENGTH: usize = LENGTH - SEAL_LENGTH;
const LABEL_AND_VERSION: [u8; 4] = *b"mfr\x01";
const ZEROS: [u8; 3] = [0; 3];

/// A device's recovery record as it is stored: 96 bytes that only its pair's key can read or write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealedRecovery([u8; LENGTH]);

impl SealedRecovery {
    /// How many bytes a record has.
    pub const LENGTH: usize = LENGTH;

    /// Stored bytes, not yet looked at: [`Recovery::open`](crate::Recovery::open) does that.
    pub const fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub const fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

impl TryFrom<&[u8]> for SealedRecovery {
    type Error = RecoveryRecordError;

    fn try_from(bytes: &[u8]) -> Result<Self, RecoveryRecordError> {
        bytes.try_into().map(Self).map_err(|_| RecoveryRecordError::Length)
    }
}

impl fmt::Debug for SealedRecovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedRecovery(..)")
    }
}

/// A record that was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// Failures, lock and revision of recovery, and of nothing else.
    pub(super) standing: Standing,
    /// The smallest step of issue that is not used up.
    pub(super) next: u64,
    pub(super) grant: Option<Grant>,
    pub(super) challenge: Option<Shown>,
}

/// The challenge that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) number: u32,
    /// Wrong responses to it.
    pub(super) failures: u8,
}

impl Record {
    pub(super) const NEW: Self = Self { standing: Standing::NEW, next: 0, grant: None, challenge: None };

    pub(super) fn open(
        key: &RecoveryKey,
        device: &DeviceId,
        sealed: &SealedRecovery,
    ) -> Result<Self, RecoveryRecordError> {
        let mut reader = Reader::new(&sealed.0);
        let content = reader.take::<CONTENT_LENGTH>();
        if !content.starts_with(&LABEL_AND_VERSION) {
            return Err(RecoveryRecordError::Version);
        }
        let intact = ct::same_seal(reader.take(), seal_of(&content, key, device));
        if !ct::reveal_choice(Because::SealIsAnswered, intact) {
            return Err(RecoveryRecordError::Seal);
        }
        Self::read(&content).ok_or(RecoveryRecordError::Version)
    }

    pub(super) fn seal(&self, key: &RecoveryKey, device: &DeviceId) -> SealedRecovery {
        let content = self.written();
        let mut sealed = [0; LENGTH];
        let mut writer = Writer::new(&mut sealed);
        writer.put(&content);
        writer.put(&ct::reveal(Because::SealIsStored, seal_of(&content, key, device)));
        SealedRecovery(sealed)
    }

    /// `None` if something has a meaning that this version does not know.
    fn read(content: &[u8; CONTENT_LENGTH]) -> Option<Self> {
        let mut reader = Reader::new(content);
        let _: [u8; LABEL_AND_VERSION.len()] = reader.take();
        let standing = Standing::from_bytes(&reader.take()).ok()?;
        let next = reader.u48();
        let [clock, uses_left] = reader.take();
        let (start, seen, length) = (reader.u48(), reader.u48(), Seconds::new(reader.u32()));
        let (boot, begun_with) = (reader.u64(), reader.u48());
        let clock = match clock {
            0 => None,
            1 => Some(Clock::Wall { pin: begun_with }),
            2 => Some(Clock::Uptime { boot, challenge: u32::try_from(begun_with).ok()? }),
            _ => return None,
        };
        let (number, [failures]) = (reader.u32(), reader.take());
        let zeros: [u8; ZEROS.len()] = reader.take();
        (zeros == ZEROS).then_some(Self {
            standing,
            next,
            grant: clock.map(|clock| Grant { clock, start, seen, length, uses_left }),
            challenge: (number != 0).then_some(Shown { number, failures }),
        })
    }

    fn written(&self) -> [u8; CONTENT_LENGTH] {
        let mut content = [0; CONTENT_LENGTH];
        let mut writer = Writer::new(&mut content);
        writer.put(&LABEL_AND_VERSION);
        writer.put(&self.standing.to_bytes());
        writer.put_u48(self.next);
        write_grant(&mut writer, self.grant);
        if let Some(Shown { number, failures }) = self.challenge {
            writer.put(&number.to_le_bytes());
            writer.put(&[failures]);
        }
        content
    }
}

fn write_grant(writer: &mut Writer<'_>, grant: Option<Grant>) {
    let Some(Grant { clock, start, seen, length, uses_left }) = grant else {
        return writer.put(&[0; 32]);
    };
    let (kind, boot, begun_with) = match clock {
        Clock::Wall { pin } => (1, 0, pin),
        Clock::Uptime { boot, challenge } => (2, boot, u64::from(challenge)),
    };
    writer.put(&[kind, uses_left]);
    writer.put_u48(start);
    writer.put_u48(seen);
    writer.put(&length.count().to_le_bytes());
    writer.put(&boot.to_le_bytes());
    writer.put_u48(begun_with);
}

fn seal_of(content: &[u8; CONTENT_LENGTH], key: &RecoveryKey, device: &DeviceId) -> [u8; SEAL_LENGTH] {
    hmac::tag([key.expose()], [content, device.as_str().as_bytes()])
}
