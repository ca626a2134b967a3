//! OCRA, OATH's challenge-response algorithm: a response that proves a key to whoever asked a question (RFC 6287).
//!
//! It computes and compares, and remembers nothing: no counter, no question, no failure. Whoever asks draws a new question
//! each time, looks at one response to it, and limits how many wrong ones there may be.

use core::ffi::c_char;

use mfa_core::{
    Ocra, OcraError, OcraFormat, OcraInputs, OcraPinHash, OcraQuestion, OcraResponse, OcraSuite, OcraTime, Seconds,
    Secret, UnixTime,
};
use zeroize::Zeroize as _;

use crate::credential::{algorithm_of, number_of};
use crate::failure::Failure;
use crate::raw::{Arguments, Done, size_field, wipe};
use crate::result::*;
use crate::secret::mfa_secret;

/// A question of printable ASCII characters other than space (QA).
pub const MFA_OCRA_QUESTION_ALPHANUMERIC: u32 = 1;
/// A question of decimal digits (QN). Hashed as a number: among questions of one length no two have the same response if
/// none is divisible by 16.
pub const MFA_OCRA_QUESTION_NUMERIC: u32 = 2;
/// A question of hexadecimal digits (QH); upper and lower case are the same.
pub const MFA_OCRA_QUESTION_HEXADECIMAL: u32 = 3;

/// Room for any suite's text and its NUL.
pub const MFA_OCRA_SUITE_SIZE: usize = 48;
/// Room for any response and its NUL.
pub const MFA_OCRA_RESPONSE_SIZE: usize = 11;

/// What a suite says.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_ocra_suite {
    /// sizeof (mfa_ocra_suite).
    pub size: u32,
    /// The hash that HMAC is computed with: MFA_SHA1, MFA_SHA256 or MFA_SHA512.
    pub algorithm: u32,
    /// How many digits a response has: 4 to 10.
    pub digits: u32,
    /// What a question is written with: one of MFA_OCRA_QUESTION_*.
    pub question_format: u32,
    /// The most characters that a question may have: 4 to 64.
    pub longest_question: u32,
    /// 1 if a counter is taken, else 0.
    pub takes_counter: u32,
    /// The hash of the PIN that is taken: MFA_SHA1, MFA_SHA256 or MFA_SHA512; 0 if none is.
    pub pin_hash: u32,
    /// How many bytes of session information are taken: 1 to 512; 0 if none are.
    pub session_length: u32,
    /// How long a time step lasts, in seconds, if the time is taken, else 0.
    pub time_step: u32,
    /// The suite as it was written, with its NUL.
    pub text: [c_char; MFA_OCRA_SUITE_SIZE],
}

open!(mfa_ocra_suite {
    algorithm: 0,
    digits: 0,
    question_format: 0,
    longest_question: 0,
    takes_counter: 0,
    pin_hash: 0,
    session_length: 0,
    time_step: 0,
    text: [0; MFA_OCRA_SUITE_SIZE],
});

/// A key under a suite. May be copied; wipe every copy.
#[repr(C)]
pub struct mfa_ocra {
    opaque: [u64; 40],
}

object!(mfa_ocra holds Keyed, tagged b"OCRA");

/// What a response is computed from besides key and suite: a question, and what is added to it. What the suite takes
/// has to be there, what it does not take must not be. Some of it is secret. May be copied; wipe every copy.
#[repr(C)]
pub struct mfa_ocra_inputs {
    opaque: [u64; 128],
}

object!(mfa_ocra_inputs holds Inputs, tagged b"OCRI");

/// Reads a suite, like `OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1`. Set the `size` of the struct first. One that is malformed is
/// refused by the name of its first part that is wrong.
///
/// This library's recovery PINs have the suite `OCRA-1:HOTP-SHA256-8:QA64-T10S`, its challenges
/// `OCRA-1:HOTP-SHA256-8:QN08`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_suite_read(
    suite: *mut mfa_ocra_suite,
    text: *const c_char,
    text_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(1, suite)?;
        place.fill(&mfa_ocra_suite::of(&OcraSuite::parse(arguments.text(2, text, text_size)?)?));
        Ok(MFA_OK)
    })
}

/// How many bytes an mfa_ocra has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_ocra_size() -> usize {
    size_of::<mfa_ocra>()
}

/// Makes a key under a suite, which is text. The secret can be wiped afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_make(
    ocra: *mut mfa_ocra,
    secret: *const mfa_secret,
    suite: *const c_char,
    suite_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, ocra)?;
        let secret = arguments.object(2, secret)?;
        let keyed = Keyed { secret: secret.clone(), suite: OcraSuite::parse(arguments.text(3, suite, suite_size)?)? };
        // Refused here and not at the first question, if this build is without the hash.
        keyed.prepared()?;
        place.make(keyed);
        Ok(MFA_OK)
    })
}

/// The suite of a key. Set the `size` of the struct first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_suite_of(ocra: *const mfa_ocra, suite: *mut mfa_ocra_suite) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(2, suite)?;
        place.fill(&mfa_ocra_suite::of(&arguments.object(1, ocra)?.suite));
        Ok(MFA_OK)
    })
}

/// Writes the response to a question with a NUL: MFA_OCRA_RESPONSE_SIZE bytes are room enough.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_response(
    ocra: *const mfa_ocra,
    inputs: *const mfa_ocra_inputs,
    response: *mut c_char,
    response_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(3, response, response_size)?;
        let (ocra, inputs) = (arguments.object(1, ocra)?, arguments.object(2, inputs)?);
        let response = ocra.response(inputs)?;
        place.fill(None, |out| out.write_str(response.as_str()))?;
        Ok(MFA_OK)
    })
}

/// Compares what a person typed (digits, with white space and dashes between) with the response to a question: MFA_OK
/// if it is that, MFA_REJECTED if not, told without revealing where they differ.
///
/// It is no login by itself: the caller sees to it that a question is answered once, that a counter moves on, and that
/// failures are counted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_check(
    ocra: *const mfa_ocra,
    inputs: *const mfa_ocra_inputs,
    typed: *const c_char,
    typed_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let (ocra, inputs) = (arguments.object(1, ocra)?, arguments.object(2, inputs)?);
        let typed = typed_response(arguments, 3, typed, typed_size)?;
        Ok(if ocra.response(inputs)?.matches(&typed) { MFA_OK } else { MFA_REJECTED })
    })
}

/// Wipes a key. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_wipe(ocra: *mut mfa_ocra) {
    wipe(ocra);
}

/// How many bytes an mfa_ocra_inputs has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_ocra_inputs_size() -> usize {
    size_of::<mfa_ocra_inputs>()
}

/// Begins the inputs of a response with a question of 4 to 64 characters and nothing else. `format` is one of
/// MFA_OCRA_QUESTION_*, and has to be the suite's. In mutual challenge-response it is the question that the other side
/// asked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_make(
    inputs: *mut mfa_ocra_inputs,
    format: u32,
    question: *const c_char,
    question_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, inputs)?;
        let format = format_of(format).ok_or(Failure::argument(MFA_ARGUMENT_VALUE, 2))?;
        let question = Question::read(format, question_text(arguments, 3, question, question_size)?)?;
        place.make(Inputs { question, own_question: None, counter: None, pin_hash: None, session: None, time: None });
        Ok(MFA_OK)
    })
}

/// Adds the question that this side asked, in mutual challenge-response (RFC 6287, section 7.2), of the same format. It
/// follows the other's with nothing between them, so all should have one length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_own_question(
    inputs: *mut mfa_ocra_inputs,
    question: *const c_char,
    question_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let inputs = arguments.changed(1, inputs)?;
        let question = question_text(arguments, 2, question, question_size)?;
        inputs.own_question = Some(Question::read(inputs.question.format, question)?);
        Ok(MFA_OK)
    })
}

/// Adds a counter, or changes it. It begins anew at 0 after its last value, so every number is one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_counter(inputs: *mut mfa_ocra_inputs, counter: u64) -> mfa_result {
    call!(|arguments| {
        arguments.changed(1, inputs)?.counter = Some(counter);
        Ok(MFA_OK)
    })
}

/// Adds a PIN or password in UTF-8, of which the hash is taken: `algorithm` is MFA_SHA1, MFA_SHA256 or MFA_SHA512, and
/// has to be the suite's. Wipe the PIN. Its hash is no protection: whoever has it finds the PIN by trying all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_pin(
    inputs: *mut mfa_ocra_inputs,
    pin: *const c_char,
    pin_size: usize,
    algorithm: u32,
) -> mfa_result {
    call!(|arguments| {
        let inputs = arguments.changed(1, inputs)?;
        let pin = arguments.text(2, pin, pin_size)?;
        inputs.pin_hash = Some(OcraPinHash::of(pin, algorithm_of(algorithm)?)?);
        Ok(MFA_OK)
    })
}

/// Adds the hash of a PIN that was computed elsewhere: 20 bytes are SHA-1's, 32 SHA-256's, 64 SHA-512's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_pin_hash(
    inputs: *mut mfa_ocra_inputs,
    hash: *const u8,
    hash_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let inputs = arguments.changed(1, inputs)?;
        inputs.pin_hash = Some(OcraPinHash::import(arguments.bytes(2, hash, hash_size)?)?);
        Ok(MFA_OK)
    })
}

/// Adds session information, at most as many bytes as the suite says; fewer are hashed with zeros in front.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_session(
    inputs: *mut mfa_ocra_inputs,
    session: *const u8,
    session_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let inputs = arguments.changed(1, inputs)?;
        inputs.session = Some(
            Kept::of(arguments.bytes(2, session, session_size)?)
                .ok_or(OcraError::SessionLength { length: session_size, most: LONGEST_SESSION })?,
        );
        Ok(MFA_OK)
    })
}

/// Adds the time, in Unix seconds; its step is the suite's to say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_time(inputs: *mut mfa_ocra_inputs, now: u64) -> mfa_result {
    call!(|arguments| {
        arguments.changed(1, inputs)?.time = Some(OcraTime::At(UnixTime::new(now)?));
        Ok(MFA_OK)
    })
}

/// Adds the time as the number of its step: how many of the suite's steps have passed since 1970.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_step(inputs: *mut mfa_ocra_inputs, step: u64) -> mfa_result {
    call!(|arguments| {
        arguments.changed(1, inputs)?.time = Some(OcraTime::Step(step));
        Ok(MFA_OK)
    })
}

/// Wipes inputs. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_ocra_inputs_wipe(inputs: *mut mfa_ocra_inputs) {
    wipe(inputs);
}

/// The most characters of a question.
const LONGEST_QUESTION: usize = 64;
/// The most bytes of session information.
const LONGEST_SESSION: usize = 512;

/// What an [`mfa_ocra`] holds. It is prepared anew each time, for a SHA-512 on its way wants another alignment than C's
/// objects have.
pub(crate) struct Keyed {
    secret: Secret,
    suite: OcraSuite,
}

/// What an [`mfa_ocra_inputs`] holds.
pub(crate) struct Inputs {
    question: Question,
    own_question: Option<Question>,
    counter: Option<u64>,
    pin_hash: Option<OcraPinHash>,
    session: Option<Kept<LONGEST_SESSION>>,
    time: Option<OcraTime>,
}

struct Question {
    format: OcraFormat,
    text: Kept<LONGEST_QUESTION>,
}

/// At most so many bytes.
struct Kept<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl Keyed {
    fn prepared(&self) -> Done<Ocra> {
        Ok(Ocra::new(&self.secret, self.suite)?)
    }

    fn response(&self, inputs: &Inputs) -> Done<OcraResponse> {
        let own_question = inputs.own_question.as_ref().map(Question::asked).transpose()?;
        Ok(self.prepared()?.response(&OcraInputs {
            counter: inputs.counter,
            question: inputs.question.asked()?,
            own_question,
            pin_hash: inputs.pin_hash.as_ref(),
            session: inputs.session.as_ref().map(Kept::bytes),
            time: inputs.time,
        })?)
    }
}

impl Question {
    fn read(format: OcraFormat, text: &str) -> Done<Self> {
        let length = OcraQuestion::new(format, text)?.as_str().len();
        let too_long = OcraError::QuestionLength { length, most: LONGEST_QUESTION };
        Ok(Self { format, text: Kept::of(text.as_bytes()).ok_or(too_long)? })
    }

    fn asked(&self) -> Done<OcraQuestion<'_>> {
        let text = core::str::from_utf8(self.text.bytes()).unwrap_or_default();
        Ok(OcraQuestion::new(self.format, text)?)
    }
}

impl<const N: usize> Kept<N> {
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut kept = Self { bytes: [0; N], length: bytes.len() };
        kept.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(kept)
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl<const N: usize> Drop for Kept<N> {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// A question that is not UTF-8 has a character that none has.
fn question_text<'c>(
    arguments: &mut Arguments<'c>,
    argument: u8,
    text: *const c_char,
    text_size: usize,
) -> Done<&'c str> {
    text_or(MFA_ERROR_OCRA_QUESTION_CHARACTER, arguments.text(argument, text, text_size))
}

/// What a person typed: not being UTF-8 is nothing that the caller did wrong.
fn typed_response(
    arguments: &mut Arguments<'_>,
    argument: u8,
    typed: *const c_char,
    typed_size: usize,
) -> Done<OcraResponse> {
    let typed = text_or(MFA_ERROR_OCRA_RESPONSE_NOT_A_DIGIT, arguments.text(argument, typed, typed_size))?;
    Ok(OcraResponse::parse(typed)?)
}

/// Text, or a result in place of the one that says that it is not UTF-8.
fn text_or(result: mfa_result, text: Done<&str>) -> Done<&str> {
    text.map_err(|failure| match mfa_result_kind(failure.0) {
        MFA_ARGUMENT_TEXT => Failure(result),
        _ => failure,
    })
}

const fn format_of(number: u32) -> Option<OcraFormat> {
    match number {
        MFA_OCRA_QUESTION_ALPHANUMERIC => Some(OcraFormat::Alphanumeric),
        MFA_OCRA_QUESTION_NUMERIC => Some(OcraFormat::Numeric),
        MFA_OCRA_QUESTION_HEXADECIMAL => Some(OcraFormat::Hexadecimal),
        _ => None,
    }
}

impl mfa_ocra_suite {
    fn of(suite: &OcraSuite) -> Self {
        let mut text = [0; MFA_OCRA_SUITE_SIZE];
        for (place, byte) in text.iter_mut().zip(suite.as_str().bytes()) {
            *place = c_char::from_ne_bytes([byte]);
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(0);
        Self {
            size: size_field::<Self>(),
            algorithm: number_of(suite.algorithm()),
            digits: number(suite.digits()),
            question_format: match suite.question_format() {
                OcraFormat::Alphanumeric => MFA_OCRA_QUESTION_ALPHANUMERIC,
                OcraFormat::Numeric => MFA_OCRA_QUESTION_NUMERIC,
                OcraFormat::Hexadecimal => MFA_OCRA_QUESTION_HEXADECIMAL,
            },
            longest_question: number(suite.longest_question()),
            takes_counter: suite.takes_counter().into(),
            pin_hash: suite.pin_hash().map_or(0, number_of),
            session_length: number(suite.session_length().unwrap_or(0)),
            time_step: suite.time_step().map_or(0, Seconds::count),
            text,
        }
    }
}
