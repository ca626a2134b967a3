//! A pending enrollment as a host stores it, in the person's record.
//!
//! 163 bytes, little-endian, the same in every language:
//!
//! | bytes | field |
//! |---|---|
//! | 0..3 | `mfp` |
//! | 3 | version, 1 |
//! | 4..15 | [parameters](crate::Parameters::to_bytes) |
//! | 15..21 | when it was begun |
//! | 21..23 | lifetime in minutes |
//! | 23..31 | the smallest position that did not confirm yet |
//! | 31 | what may be bound: 1 a first authenticator, 2 any |
//! | 32 | correct codes still to come, 1 or 2 |
//! | 33 | wrong codes left, 1 to 100 |
//! | 34 | length of the secret |
//! | 35..163 | secret, then zeros |

use zeroize::Zeroizing;

use super::Enrollment;
use super::permit::Scope;
use super::policy::{EnrollmentLifetime, WrongCodes};
use crate::bytes::{Reader, Writer};
use crate::error::EnrollmentRecordError;
use crate::parameters::Parameters;
use crate::secret::{LONGEST, Secret};
use crate::time::{Minutes, UnixTime};

const LABEL_AND_VERSION: [u8; 4] = *b"mfp\x01";
const FIRST: u8 = 1;
const ANY: u8 = 2;
const MOST_CODES: u8 = 2;

impl Enrollment {
    /// How many bytes [`Enrollment::to_bytes`] gives.
    pub const LENGTH: usize = 35 + LONGEST;

    /// Hands the enrollment as bytes to `then`, and wipes them. They hold the secret in clear, and no seal: keep them as
    /// private as a confirmed secret. They never open as a state, and no state opens as them.
    pub fn to_bytes<R>(&self, then: impl FnOnce(&[u8; Self::LENGTH]) -> R) -> R {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        let secret = self.secret.expose();
        let scope = match self.scope {
            Scope::First => FIRST,
            Scope::Any => ANY,
        };
        // Both fit: a lifetime has at most 1440 minutes, a secret at most 128 bytes.
        let lifetime = u16::try_from(self.lifetime.minutes().count()).unwrap_or(0);
        let length = u8::try_from(secret.len()).unwrap_or(0);
        let (fields, place) = bytes.split_at_mut(Self::LENGTH.saturating_sub(LONGEST));
        let mut writer = Writer::new(fields);
        writer.put(&LABEL_AND_VERSION);
        writer.put(&self.parameters.to_bytes());
        writer.put_u48(self.start.seconds());
        writer.put(&lifetime.to_le_bytes());
        writer.put(&self.next.to_le_bytes());
        writer.put(&[scope, self.codes_left, self.wrong_left, length]);
        for (byte, secret) in place.iter_mut().zip(secret) {
            *byte = *secret;
        }
        then(&bytes)
    }

    /// An enrollment that was stored. Wiping the bytes is the caller's part.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self, EnrollmentRecordError> {
        let (fields, rest) = bytes.split_at(Self::LENGTH.saturating_sub(LONGEST));
        let mut reader = Reader::new(fields);
        if reader.take() != LABEL_AND_VERSION {
            return Err(EnrollmentRecordError::Version);
        }
        Self::read(&mut reader, rest).ok_or(EnrollmentRecordError::Damaged)
    }

    fn read(reader: &mut Reader<'_>, rest: &[u8]) -> Option<Self> {
        let parameters = Parameters::from_bytes(&reader.take()).ok()?;
        let start = UnixTime::new(reader.u48()).ok()?;
        let lifetime = EnrollmentLifetime::new(Minutes::new(u32::from(reader.u16()))).ok()?;
        let next = reader.u64();
        let [scope, codes_left, wrong_left, length] = reader.take();
        let scope = match scope {
            FIRST => Scope::First,
            ANY => Scope::Any,
            _ => return None,
        };
        WrongCodes::new(wrong_left).ok()?;
        let (secret, zeros) = rest.split_at_checked(usize::from(length))?;
        let is_whole = zeros.iter().all(|byte| *byte == 0) && (1..=MOST_CODES).contains(&codes_left);
        // Every position has a successor to go on from: a step by the bound on time, a counter by this one.
        if !is_whole || next > UnixTime::MAX.seconds() {
            return None;
        }
        let secret = Secret::import(secret).ok()?;
        Some(Self { secret, parameters, scope, start, lifetime, next, codes_left, wrong_left })
    }
}
