//! OCRA, OATH's challenge-response algorithm: a response that proves a key to whoever asked a question (RFC 6287).
//!
//! A [`OcraSuite`] says in one line of text which hash is used, how many digits a response has and what goes into it
//! besides the question. An [`Ocra`] is a key under a suite, and gives the response to [`OcraInputs`]:
//!
//! ```text
//! response = the last digits of Truncate(HMAC(key, suite | 00 | C | Q | P | S | T))
//! ```
//!
//! Inputs are typed, and each is there exactly when the suite says so: one that is missing or too much is refused by
//! name instead of giving a response that nobody else computes.

#![cfg_attr(
    not(any(feature = "sha1", feature = "sha256", feature = "sha512")),
    allow(unreachable_code, unused_mut, reason = "without a hash there is no key to compute with")
)]

mod grammar;
mod hmac;
mod inputs;
mod pin;
mod question;
mod response;
mod suite;

pub use inputs::{OcraInputs, OcraTime};
pub use pin::OcraPinHash;
pub use question::OcraQuestion;
pub use response::OcraResponse;
pub use suite::{OcraFormat, OcraSuite};

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::ct::{self, DigitCount};
use crate::error::{OcraError, OcraPart, ParameterError};
use crate::secret::Secret;
use hmac::Hmac;
use inputs::padding;

/// What stands between the suite's text and the inputs (RFC 6287, section 5.1).
const SEPARATOR: u8 = 0;

/// A key under a suite, prepared for use and wiped when dropped.
///
/// It computes; it keeps no counter and no memory of questions. Whoever verifies sees to it that a question is answered
/// once, and compares with [`OcraResponse::matches`].
///
/// ```
/// use mfa_core::{Ocra, OcraInputs, OcraQuestion, OcraResponse, OcraSuite, Secret};
///
/// let secret = Secret::import(b"12345678901234567890")?;
/// let ocra = Ocra::new(&secret, OcraSuite::parse("OCRA-1:HOTP-SHA1-6:QN08")?)?;
/// let response = ocra.response(&OcraInputs::of(OcraQuestion::numeric("11111111")?))?;
/// assert_eq!(response.as_str(), "243178"); // RFC 6287, appendix C
/// assert!(response.matches(&OcraResponse::parse("243 178")?));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, ZeroizeOnDrop)]
pub struct Ocra {
    /// Has seen what is the same for all responses: the key, the suite's text and the separator.
    begun: Hmac,
    #[zeroize(skip)]
    suite: OcraSuite,
}

impl Ocra {
    /// Prepares a key. Refused only if this build is without the suite's hash.
    pub fn new(secret: &Secret, suite: OcraSuite) -> Result<Self, ParameterError> {
        Self::with_key(secret.expose(), suite)
    }

    /// Prepares a key that is no authenticator's secret.
    pub(crate) fn with_key(key: &[u8], suite: OcraSuite) -> Result<Self, ParameterError> {
        let mut begun = Hmac::new(suite.algorithm(), key)?;
        begun.update(suite.as_str().as_bytes());
        begun.update(&[SEPARATOR]);
        Ok(Self { begun, suite })
    }

    /// The suite.
    pub const fn suite(&self) -> &OcraSuite {
        &self.suite
    }

    /// The response to a question and to everything else that the suite wants (RFC 6287, section 5).
    pub fn response(&self, inputs: &OcraInputs<'_>) -> Result<OcraResponse, OcraError> {
        let asked = self.asked(inputs)?;
        let step = self.step(inputs.time)?;
        let mut value = asked.value(step);
        let response = OcraResponse::from_value(value, self.suite.digit_count());
        value.zeroize();
        Ok(response)
    }

    /// Hashes every input but the time, so that responses in many time steps cost only what differs.
    pub(crate) fn asked(&self, inputs: &OcraInputs<'_>) -> Result<Asked, OcraError> {
        self.check(OcraPart::Counter, inputs.counter.is_some())?;
        self.check(OcraPart::PinHash, inputs.pin_hash.is_some())?;
        self.check(OcraPart::Session, inputs.session.is_some())?;

        let mut begun = self.begun.clone();
        if let Some(counter) = inputs.counter {
            begun.update(&counter.to_be_bytes());
        }
        begun.update(&inputs.questions(&self.suite)?);
        if let Some(pin_hash) = inputs.pin_hash {
            begun.update(pin_hash.under(&self.suite)?);
        }
        if let Some(session) = inputs.session {
            begun.update(padding(session, &self.suite)?);
            begun.update(session);
        }
        Ok(Asked { begun, digits: self.suite.digit_count() })
    }

    /// The number of the time step, if the suite has steps.
    fn step(&self, time: Option<OcraTime>) -> Result<Option<u64>, OcraError> {
        self.check(OcraPart::Time, time.is_some())?;
        Ok(time.and_then(|time| time.step(&self.suite)))
    }

    /// Whether an input is given exactly if the suite takes it.
    fn check(&self, part: OcraPart, is_given: bool) -> Result<(), OcraError> {
        match (self.suite.takes(part), is_given) {
            (true, false) => Err(OcraError::Missing { part }),
            (false, true) => Err(OcraError::Superfluous { part }),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Ocra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ocra").field("suite", &self.suite).finish_non_exhaustive()
    }
}

/// A question that was asked, with everything that is hashed before the time.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Asked {
    begun: Hmac,
    #[zeroize(skip)]
    digits: DigitCount,
}

impl Asked {
    /// The value of the response in a time step; without one if the suite has none.
    pub(crate) fn value(&self, step: Option<u64>) -> u32 {
        let mut hmac = self.begun.clone();
        if let Some(step) = step {
            hmac.update(&step.to_be_bytes());
        }
        let mut tag = hmac.tag();
        let value = ct::last_digits(ct::truncate(&tag), self.digits);
        tag.zeroize();
        value
    }
}
