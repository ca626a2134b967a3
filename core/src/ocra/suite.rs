//! OCRA suites: one line of text that says how a response is computed and from what (RFC 6287, section 6).

use core::fmt;
use core::num::{NonZeroU32, NonZeroU64};

use super::grammar;
use crate::ct::DigitCount;
use crate::error::{OcraPart, OcraSuiteError};
use crate::parameters::Algorithm;
use crate::time::{Seconds, UnixTime};

/// The longest suite, in bytes.
pub(super) const LONGEST: usize = "OCRA-1:HOTP-SHA512-10:C-QA64-PSHA512-S512-T59M".len();

/// A suite, checked in every part:
///
/// ```text
/// OCRA-1:HOTP-hash-digits:[C-]Qfxx[-Phash][-Snnn][-Tg]
/// ```
///
/// - `hash` is SHA1, SHA256 or SHA512; `digits` is 4 to 10. The RFC's 0, a whole HMAC as the response, is refused.
/// - `C` takes a counter into the response.
/// - `Qfxx` is the question's format, A (alphanumeric), N (numeric) or H (hexadecimal), and the most characters it may
///   have, 04 to 64. One digit will do, for the RFC itself writes `QH8` (section 6.4).
/// - `P` takes the hash of a PIN, `Snnn` session information of 001 to 512 bytes.
/// - `Tg` takes the time, in steps of 1S to 59S, 1M to 59M or 1H to 48H. The RFC's 0H is a mistake (erratum 3729).
///
/// Upper and lower case are different. The text itself is hashed, so it is kept as it was written, and suites are equal
/// only if their texts are.
///
/// ```
/// use mfa_core::{Algorithm, OcraFormat, OcraSuite, OcraSuiteError};
///
/// let suite = OcraSuite::parse("OCRA-1:HOTP-SHA512-8:C-QN08-PSHA1")?;
/// assert_eq!(suite.algorithm(), Algorithm::Sha512);
/// assert_eq!(suite.question_format(), OcraFormat::Numeric);
/// assert_eq!(OcraSuite::parse("OCRA-1:HOTP-SHA512-0:QN08"), Err(OcraSuiteError::Untruncated));
/// # Ok::<(), OcraSuiteError>(())
/// ```
///
/// A suite of one's own can be checked when it is compiled:
///
/// ```
/// # use mfa_core::OcraSuite;
/// const SUITE: OcraSuite = match OcraSuite::parse("OCRA-1:HOTP-SHA256-8:QA64-T1M") {
///     Ok(suite) => suite,
///     Err(_) => panic!("this is no suite"),
/// };
/// assert_eq!(SUITE.as_str(), "OCRA-1:HOTP-SHA256-8:QA64-T1M");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OcraSuite {
    pub(super) text: [u8; LONGEST],
    pub(super) length: usize,
    pub(super) algorithm: Algorithm,
    pub(super) digits: DigitCount,
    pub(super) question: Question,
    pub(super) others: Others,
}

/// What a question is written with (RFC 6287, section 6.3, table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OcraFormat {
    /// `QA`: printable ASCII characters without space. The RFC says alphanumeric, and leaves open which that are.
    Alphanumeric,
    /// `QN`: decimal digits, hashed as a number: leading zeros are lost, and a question can have the response of
    /// another.
    Numeric,
    /// `QH`: hexadecimal digits in either case.
    Hexadecimal,
}

/// The format of a question, and how long one may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) format: OcraFormat,
    pub(super) most: usize,
}

/// What is taken besides the question.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Others {
    pub(super) counter: bool,
    pub(super) pin_hash: Option<Algorithm>,
    pub(super) session_length: Option<usize>,
    pub(super) time_step: Option<NonZeroU32>,
}

impl OcraSuite {
    /// The suite of this library's recovery PINs: eight digits from the device's id and the time in steps of ten
    /// seconds.
    pub const RECOVERY_PIN: Self = known("OCRA-1:HOTP-SHA256-8:QA64-T10S");
    /// The suite of this library's recovery challenges: eight digits in answer to eight.
    pub const RECOVERY_CHALLENGE: Self = known("OCRA-1:HOTP-SHA256-8:QN08");

    /// Reads a suite; one that is malformed is refused by the name of its first part that is wrong.
    pub const fn parse(text: &str) -> Result<Self, OcraSuiteError> {
        grammar::read(text)
    }

    /// The suite as it was written.
    pub fn as_str(&self) -> &str {
        let text = self.text.get(..self.length).unwrap_or_default();
        core::str::from_utf8(text).unwrap_or_default()
    }

    /// The hash that HMAC is computed with.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// How many digits a response has, 4 to 10. Of ten the first is never more than 2: RFC 4226 takes 31 bits.
    pub const fn digits(&self) -> usize {
        self.digits.count()
    }

    /// What a question is written with.
    pub const fn question_format(&self) -> OcraFormat {
        self.question.format
    }

    /// The most characters a question may have, 4 to 64.
    pub const fn longest_question(&self) -> usize {
        self.question.most
    }

    /// Whether a counter is taken.
    pub const fn takes_counter(&self) -> bool {
        self.others.counter
    }

    /// The hash of the PIN, if one is taken.
    pub const fn pin_hash(&self) -> Option<Algorithm> {
        self.others.pin_hash
    }

    /// How many bytes of session information are taken, 1 to 512, if any.
    pub const fn session_length(&self) -> Option<usize> {
        self.others.session_length
    }

    /// How long a time step lasts, 1 second to 48 hours, if the time is taken.
    pub const fn time_step(&self) -> Option<Seconds> {
        match self.others.time_step {
            Some(step) => Some(Seconds::new(step.get())),
            None => None,
        }
    }

    /// The number of the step that a time falls into, if the time is taken.
    pub(super) fn step_at(&self, now: UnixTime) -> Option<u64> {
        let step = NonZeroU64::from(self.others.time_step?);
        Some(now.seconds() / step)
    }

    /// Whether an input is taken.
    pub(super) const fn takes(&self, part: OcraPart) -> bool {
        match part {
            OcraPart::Counter => self.others.counter,
            OcraPart::Question => true,
            OcraPart::PinHash => self.others.pin_hash.is_some(),
            OcraPart::Session => self.others.session_length.is_some(),
            OcraPart::Time => self.others.time_step.is_some(),
        }
    }

    pub(super) const fn digit_count(&self) -> DigitCount {
        self.digits
    }
}

impl fmt::Display for OcraSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for OcraSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OcraSuite").field(&self.as_str()).finish()
    }
}

/// A suite that is known to be one, or an error when this crate is compiled.
#[allow(clippy::panic, reason = "computed when this is compiled, where going wrong is an error")]
const fn known(text: &str) -> OcraSuite {
    match OcraSuite::parse(text) {
        Ok(suite) => suite,
        Err(_) => panic!("this is no suite"),
    }
}
