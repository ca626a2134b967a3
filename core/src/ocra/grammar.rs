//! The grammar of suites (RFC 6287, section 6), read by constant functions, so that a suite can be checked when a program
//! is compiled.

use core::num::NonZeroU32;

use super::suite::{LONGEST, OcraFormat, OcraSuite, Others, Question};
use crate::ct::DigitCount;
use crate::error::{OcraPart, OcraSuiteError};
use crate::parameters::Algorithm;

const SECONDS_IN_MINUTE: u32 = 60;
const SECONDS_IN_HOUR: u32 = 3600;

/// `?`, which constant functions do not have.
macro_rules! tried {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}

/// Reads a suite from left to right.
pub(super) const fn read(text: &str) -> Result<OcraSuite, OcraSuiteError> {
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
    let digits = tried!(digit_count(or_empty(digits)));
    let (question, others) = tried!(read_inputs(inputs));
    Ok(OcraSuite { text: kept, length: text.len(), algorithm, digits, question, others })
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
        let input = tried!(read_input(written));
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
    let (most, seconds) = match unit {
        b'S' => (59, 1),
        b'M' => (59, SECONDS_IN_MINUTE),
        b'H' => (48, SECONDS_IN_HOUR),
        _ => return None,
    };
    match (count, number(count)) {
        ([b'1'..=b'9', ..], Some(count)) if count <= most => NonZeroU32::new(count.saturating_mul(seconds)),
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
    let count = match (written, number(written)) {
        (b"0", _) => return Err(OcraSuiteError::Untruncated),
        ([b'1'..=b'9', ..], Some(count)) => DigitCount::new(count as usize),
        _ => None,
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
