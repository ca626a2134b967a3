//! What a response is computed from, besides key and suite (RFC 6287, section 5.1).

use core::fmt;

use super::OcraPinHash;
use super::question::{BLOCK, OcraQuestion};
use super::suite::OcraSuite;
use crate::error::OcraError;
use crate::time::UnixTime;

/// The longest session information, in bytes.
const LONGEST_SESSION: usize = 512;

/// The inputs of a response. Those that the suite takes have to be there, those that it does not have to be `None`.
///
/// ```
/// use mfa_core::{OcraInputs, OcraPinHash, OcraQuestion, OcraTime, UnixTime};
///
/// let inputs = OcraInputs {
///     counter: Some(0),
///     pin_hash: Some(&OcraPinHash::import(&[0x71; 20])?),
///     time: Some(OcraTime::At(UnixTime::new(1_206_446_760)?)),
///     ..OcraInputs::of(OcraQuestion::alphanumeric("SIG10000")?)
/// };
/// assert_eq!(inputs.session, None);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct OcraInputs<'a> {
    /// The counter. It begins anew at 0 after its last value, so every number is one.
    pub counter: Option<u64>,
    /// The question: in mutual challenge-response, the one that the other side asked.
    pub question: OcraQuestion<'a>,
    /// The question that this side asked, in mutual challenge-response (RFC 6287, section 7.2). It follows the other's
    /// with nothing between them, so all should have one length; two numeric ones are hashed as one number.
    pub own_question: Option<OcraQuestion<'a>>,
    /// The hash of the PIN.
    pub pin_hash: Option<&'a OcraPinHash>,
    /// Session information, at most as long as the suite says; a shorter one is hashed with zeros in front.
    pub session: Option<&'a [u8]>,
    /// The time.
    pub time: Option<OcraTime>,
}

/// When a response is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OcraTime {
    /// At a time, whose step is the suite's to say.
    At(UnixTime),
    /// In the step of this number: how many of the suite's steps have passed since 1970.
    Step(u64),
}

impl<'a> OcraInputs<'a> {
    /// A question, and nothing else.
    pub const fn of(question: OcraQuestion<'a>) -> Self {
        Self { counter: None, question, own_question: None, pin_hash: None, session: None, time: None }
    }

    /// One question or both, as they are hashed.
    pub(super) fn questions(&self, suite: &OcraSuite) -> Result<[u8; BLOCK], OcraError> {
        let first = self.question.under(suite)?;
        let second = match self.own_question {
            Some(question) => question.under(suite)?,
            None => "",
        };
        Ok(suite.question_format().block(first.bytes().chain(second.bytes())))
    }
}

/// Does not show the session information.
impl fmt::Debug for OcraInputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcraInputs")
            .field("counter", &self.counter)
            .field("question", &self.question)
            .field("own_question", &self.own_question)
            .field("pin_hash", &self.pin_hash)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

impl OcraTime {
    /// The number of the step, if the suite has steps.
    pub(super) fn step(self, suite: &OcraSuite) -> Option<u64> {
        match self {
            Self::Step(number) => Some(number),
            Self::At(now) => suite.step_at(now),
        }
    }
}

/// The zeros in front of session information.
pub(super) fn padding(session: &[u8], suite: &OcraSuite) -> Result<&'static [u8], OcraError> {
    const ZEROS: &[u8] = &[0; LONGEST_SESSION];
    let (length, most) = (session.len(), suite.session_length().unwrap_or(0));
    most.checked_sub(length).and_then(|missing| ZEROS.get(..missing)).ok_or(OcraError::SessionLength { length, most })
}
