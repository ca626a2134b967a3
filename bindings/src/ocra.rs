//! OCRA: the response that proves a key to whoever asked a question (RFC 6287).

use std::sync::Arc;

use mfa_core as engine;

use crate::count::count;
use crate::credential::Algorithm;
use crate::error::Refused;
use crate::secret::Secret;
use crate::time::time;

/// A key under a suite, prepared once and used often.
#[derive(Debug, uniffi::Object)]
pub struct Ocra(engine::Ocra);

/// The hash of a PIN. It is no protection: whoever has it finds the PIN by trying.
#[derive(Debug, uniffi::Object)]
pub struct OcraPinHash(engine::OcraPinHash);

/// What a suite says.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OcraSuite {
    /// The suite as it was written.
    pub text: String,
    /// The hash that HMAC is computed with.
    pub algorithm: Algorithm,
    /// How many digits a response has: 4 to 10.
    pub digits: u32,
    /// What a question is written with.
    pub question_format: OcraFormat,
    /// The most characters of a question: 4 to 64. It has 4 at least.
    pub longest_question: u32,
    /// Whether a counter is taken.
    pub takes_counter: bool,
    /// The hash of the PIN, if one is taken.
    pub pin_hash: Option<Algorithm>,
    /// The most bytes of session information, 1 to 512, if any is taken.
    pub session_length: Option<u32>,
    /// How long a time step lasts, in seconds, if the time is taken.
    pub time_step: Option<u32>,
}

/// What a question is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum OcraFormat {
    /// Printable ASCII characters without space.
    Alphanumeric,
    /// Decimal digits.
    Numeric,
    /// Hexadecimal digits in either case.
    Hexadecimal,
}

/// What a response is computed from. What the suite takes has to be there, what it does not must not.
#[derive(Clone, Debug, uniffi::Record)]
pub struct OcraInputs {
    /// The question: in mutual challenge-response, the one that the other side asked.
    pub question: String,
    /// The question that this side asked, in mutual challenge-response.
    pub own_question: Option<String>,
    /// The counter.
    pub counter: Option<u64>,
    /// The hash of the PIN.
    pub pin_hash: Option<Arc<OcraPinHash>>,
    /// Session information.
    pub session: Option<Vec<u8>>,
    /// The time.
    pub time: Option<OcraTime>,
}

/// When a response is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum OcraTime {
    /// At a time, whose step is the suite's to say.
    At {
        /// In seconds since 1970.
        now: i64,
    },
    /// In a step.
    Step {
        /// How many of the suite's steps have passed since 1970.
        number: u64,
    },
}

/// Reads a suite.
#[uniffi::export]
pub fn read_ocra_suite(text: &str) -> Result<OcraSuite, Refused> {
    Ok(OcraSuite::from(&engine::OcraSuite::parse(text)?))
}

#[uniffi::export]
impl OcraPinHash {
    /// Hashes a PIN, as UTF-8.
    #[uniffi::constructor]
    pub fn of(pin: &str, algorithm: Algorithm) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::OcraPinHash::of(pin, algorithm.into())?)))
    }

    /// A hash that was computed elsewhere: 20 bytes are SHA-1's, 32 SHA-256's, 64 SHA-512's.
    #[uniffi::constructor]
    pub fn import(bytes: &[u8]) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::OcraPinHash::import(bytes)?)))
    }

    /// Which hash it is.
    pub fn algorithm(&self) -> Result<Algorithm, Refused> {
        Ok(self.0.algorithm().into())
    }
}

#[uniffi::export]
impl Ocra {
    /// Prepares a key under a suite.
    #[uniffi::constructor]
    pub fn new(secret: &Secret, suite: &str) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(engine::Ocra::new(&secret.0, engine::OcraSuite::parse(suite)?)?)))
    }

    /// What its suite says.
    pub fn suite(&self) -> Result<OcraSuite, Refused> {
        Ok(self.0.suite().into())
    }

    /// The response.
    pub fn response(&self, inputs: &OcraInputs) -> Result<String, Refused> {
        Ok(self.computed(inputs)?.as_str().to_owned())
    }

    /// Whether what was typed is the response, in constant time. Whoever verifies sees to it that a question is answered
    /// once, and counts failures.
    pub fn matches(&self, inputs: &OcraInputs, typed: &str) -> Result<bool, Refused> {
        let typed = engine::OcraResponse::parse(typed)?;
        Ok(self.computed(inputs)?.matches(&typed))
    }
}

impl Ocra {
    fn computed(&self, inputs: &OcraInputs) -> Result<engine::OcraResponse, Refused> {
        let format = self.0.suite().question_format();
        let own = inputs.own_question.as_deref().map(|text| engine::OcraQuestion::new(format, text)).transpose()?;
        let time = match inputs.time {
            Some(OcraTime::At { now }) => Some(engine::OcraTime::At(time(now)?)),
            Some(OcraTime::Step { number }) => Some(engine::OcraTime::Step(number)),
            None => None,
        };
        Ok(self.0.response(&engine::OcraInputs {
            counter: inputs.counter,
            question: engine::OcraQuestion::new(format, &inputs.question)?,
            own_question: own,
            pin_hash: inputs.pin_hash.as_ref().map(|hash| &hash.0),
            session: inputs.session.as_deref(),
            time,
        })?)
    }
}

impl From<&engine::OcraSuite> for OcraSuite {
    fn from(suite: &engine::OcraSuite) -> Self {
        Self {
            text: suite.as_str().to_owned(),
            algorithm: suite.algorithm().into(),
            digits: count(suite.digits()),
            question_format: suite.question_format().into(),
            longest_question: count(suite.longest_question()),
            takes_counter: suite.takes_counter(),
            pin_hash: suite.pin_hash().map(Algorithm::from),
            session_length: suite.session_length().map(count),
            time_step: suite.time_step().map(engine::Seconds::count),
        }
    }
}

impl From<engine::OcraFormat> for OcraFormat {
    fn from(format: engine::OcraFormat) -> Self {
        match format {
            engine::OcraFormat::Alphanumeric => Self::Alphanumeric,
            engine::OcraFormat::Numeric => Self::Numeric,
            engine::OcraFormat::Hexadecimal => Self::Hexadecimal,
        }
    }
}
