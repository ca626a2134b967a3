//! OCRA suites: one line of text that says how a response is computed and from what (RFC 6287, section 6).

use core::fmt;
use core::num::{NonZeroU32, NonZeroU64};

use crate::ct::DigitCount;
use crate::error::{OcraPart, OcraSuiteError};
use crate::parameters::Algorithm;
use crate::time::{Seconds, UnixTime};

/// The longest suite, in bytes.
const LONGEST: usize = "OCRA-1:HOTP-SHA512-10:C-QA64-PSHA512-S512-T59M".len();
const SECONDS_IN_MINUTE: u32 = 60;
const SECONDS_IN_HOUR: u32 = 3600;

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
/// Upper and lower case are different. The text itself goes into each response, so it is kept as it was written; with
/// that two suites are equal only if their texts are.
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
    text: [u8; LONGEST],
    length: usize,
    algorithm: Algorithm,
    digits: DigitCount,
    question: Question,
    others: Others,
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
struct Question {
    format: OcraFormat,
    most: usize,
}

/// What is taken besides the question.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Others {
    counter: bool,
    pin_hash: Option<Algorithm>,
    session_length: Option<usize>,
    time_step: Option<NonZeroU32>,
}

impl OcraSuite {
    /// The suite of this library's recovery PINs: eight digits from the device's id and the time in steps of ten
    /// seconds.
    pub const RECOVERY_PIN: Self = known("OCRA-1:HOTP-SHA256-8:QA64-T10S");
    /// The suite of this library's recovery challenges: eight digits in answer to eight.
    pub const RECOVERY_CHALLENGE: Self = known("OCRA-1:HOTP-SHA256-8:QN08");

    /// Reads a suite; one that is malformed is refused by the name of its first part that is wrong.
    pub const fn parse(text: &str) -> Result<Self, OcraSuiteError> {
        let Some(kept) = keep(text.as_bytes()) else {
            return Err(OcraSuiteError::TooLong);
        };
        let (version, rest) = cut(text.as_bytes(), b':');
        let (function, inputs) = cut(or_empty(rest), b':');
        let (name, rest) = cut(function, b'-');
        let (hash, digits) = cut(or_empty(rest), b'-');

        if !matches!(version, b"OCRA-1") {
            return Err(OcraSuiteError::Version);
        }
        if !matches!(name, b"HOTP") {
            return Err(OcraSuiteError::Function);
        }
        let Some(algorithm) = algorithm(hash) else {
            return Err(OcraSuiteError::Hash);
        };
        let digits = match digit_count(or_empty(digits)) {
            Ok(digits) => digits,
            Err(error) => return Err(error),
        };
        let (question, others) = match read_inputs(inputs) {
            Ok(read) => read,
            Err(error) => return Err(error),
        };
        Ok(Self { text: kept, length: text.len(), algorithm, digits, question, others })
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

/// One input as a suite names it.
enum Input {
    Counter,
    Question(Question),
    PinHash(Algorithm),
    Session(usize),
    Time(NonZeroU32),
}

impl Input {
    const fn part(&self) -> OcraPart {
        match self {
            Self::Counter => OcraPart::Counter,
            Self::Question(_) => OcraPart::Question,
            Self::PinHash(_) => OcraPart::PinHash,
            Self::Session(_) => OcraPart::Session,
            Self::Time(_) => OcraPart::Time,
        }
    }
}

/// The inputs, with a dash between each two: every one at most once, in the order in which they are hashed.
const fn read_inputs(text: Option<&[u8]>) -> Result<(Question, Others), OcraSuiteError> {
    let mut question = None;
    let mut others = Others { counter: false, pin_hash: None, session_length: None, time_step: None };
    let mut rest = text;
    let mut last: Option<OcraPart> = None;
    while let Some(inputs) = rest {
        let (written, more) = cut(inputs, b'-');
        let input = match read_input(written) {
            Ok(input) => input,
            Err(error) => return Err(error),
        };
        let part = input.part();
        match last {
            Some(last) if last as u8 == part as u8 => return Err(OcraSuiteError::Duplicate { part }),
            Some(last) if last as u8 > part as u8 => return Err(OcraSuiteError::Order { part }),
            _ => {}
        }
        match input {
            Input::Counter => others.counter = true,
            Input::Question(asked) => question = Some(asked),
            Input::PinHash(algorithm) => others.pin_hash = Some(algorithm),
            Input::Session(length) => others.session_length = Some(length),
            Input::Time(step) => others.time_step = Some(step),
        }
        last = Some(part);
        rest = more;
    }
    match question {
        Some(question) => Ok((question, others)),
        None => Err(OcraSuiteError::MissingQuestion),
    }
}

const fn read_input(written: &[u8]) -> Result<Input, OcraSuiteError> {
    match written {
        b"C" => Ok(Input::Counter),
        [b'C', ..] => Err(OcraSuiteError::Counter),
        [b'Q', question @ ..] => read_question(question),
        [b'P', hash @ ..] => match algorithm(hash) {
            Some(algorithm) => Ok(Input::PinHash(algorithm)),
            None => Err(OcraSuiteError::PinHash),
        },
        [b'S', length @ ..] => match (length, number(length)) {
            ([_, _, _], Some(length @ 1..=512)) => Ok(Input::Session(length as usize)),
            _ => Err(OcraSuiteError::SessionLength),
        },
        [b'T', step @ ..] => match time_step(step) {
            Some(step) => Ok(Input::Time(step)),
            None => Err(OcraSuiteError::TimeStep),
        },
        _ => Err(OcraSuiteError::UnknownInput),
    }
}

const fn read_question(written: &[u8]) -> Result<Input, OcraSuiteError> {
    let (format, length) = match written {
        [b'A', length @ ..] => (OcraFormat::Alphanumeric, length),
        [b'N', length @ ..] => (OcraFormat::Numeric, length),
        [b'H', length @ ..] => (OcraFormat::Hexadecimal, length),
        _ => return Err(OcraSuiteError::QuestionFormat),
    };
    match (length, number(length)) {
        ([_] | [_, _], Some(most @ 4..=64)) => Ok(Input::Question(Question { format, most: most as usize })),
        _ => Err(OcraSuiteError::QuestionLength),
    }
}

const fn time_step(written: &[u8]) -> Option<NonZeroU32> {
    let [count @ .., unit] = written else {
        return None;
    };
    if matches!(count, [b'0', ..]) {
        return None;
    }
    let (most, seconds) = match unit {
        b'S' => (59, 1),
        b'M' => (59, SECONDS_IN_MINUTE),
        b'H' => (48, SECONDS_IN_HOUR),
        _ => return None,
    };
    match number(count) {
        Some(count) if count <= most => NonZeroU32::new(count.saturating_mul(seconds)),
        _ => None,
    }
}

const fn algorithm(written: &[u8]) -> Option<Algorithm> {
    match written {
        b"SHA1" => Some(Algorithm::Sha1),
        b"SHA256" => Some(Algorithm::Sha256),
        b"SHA512" => Some(Algorithm::Sha512),
        _ => None,
    }
}

const fn digit_count(written: &[u8]) -> Result<DigitCount, OcraSuiteError> {
    match written {
        b"0" => return Err(OcraSuiteError::Untruncated),
        [b'0', ..] => return Err(OcraSuiteError::Digits),
        _ => {}
    }
    let count = match number(written) {
        Some(count) => DigitCount::new(count as usize),
        None => None,
    };
    match count {
        Some(digits) => Ok(digits),
        None => Err(OcraSuiteError::Digits),
    }
}

/// A decimal number: ASCII digits only, at least one.
const fn number(digits: &[u8]) -> Option<u32> {
    let mut number: u32 = 0;
    let mut rest = digits;
    while let [digit @ b'0'..=b'9', more @ ..] = rest {
        number = number.saturating_mul(10).saturating_add((*digit & 0x0f) as u32);
        rest = more;
    }
    if rest.is_empty() && !digits.is_empty() { Some(number) } else { None }
}

/// What stands before the first `mark`, and what behind it if there is one.
const fn cut(text: &[u8], mark: u8) -> (&[u8], Option<&[u8]>) {
    let mut length: usize = 0;
    let mut rest = text;
    while let [byte, more @ ..] = rest {
        if *byte == mark {
            return match text.split_at_checked(length) {
                Some((before, _)) => (before, Some(more)),
                None => (text, None),
            };
        }
        length = length.saturating_add(1);
        rest = more;
    }
    (text, None)
}

const fn or_empty(text: Option<&[u8]>) -> &[u8] {
    match text {
        Some(text) => text,
        None => &[],
    }
}

/// The text in its buffer, if it is not too long.
const fn keep(text: &[u8]) -> Option<[u8; LONGEST]> {
    let mut kept = [0; LONGEST];
    let mut places: &mut [u8] = &mut kept;
    let mut bytes = text;
    while let ([place, more_places @ ..], [byte, more_bytes @ ..]) = (places, bytes) {
        *place = *byte;
        (places, bytes) = (more_places, more_bytes);
    }
    if bytes.is_empty() { Some(kept) } else { None }
}
