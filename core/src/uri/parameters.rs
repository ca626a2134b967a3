//! The parameters of an otpauth URI: which are known, and what their values may be.

use zeroize::Zeroizing;

use super::{UriText, percent};
use crate::base32;
use crate::error::{SecretError, UriError, UriPart};
use crate::parameters::{Algorithm, Digits};
use crate::position::Counter;
use crate::secret::Secret;
use crate::text::cut;
use crate::time::Period;

/// How long the text of a secret may be, in characters: room for the longest one's 205 with a separator after each.
const LONGEST_SECRET_TEXT: usize = 512;
/// How issuers spell the hashes, in lower case and without dashes.
const SPELLINGS: [(&str, Algorithm); 6] = [
    ("sha1", Algorithm::Sha1),
    ("sha256", Algorithm::Sha256),
    ("sha512", Algorithm::Sha512),
    ("hmacsha1", Algorithm::Sha1),
    ("hmacsha256", Algorithm::Sha256),
    ("hmacsha512", Algorithm::Sha512),
];

/// The known parameters that a URI gives, as they are written in it.
#[derive(Default)]
pub(super) struct Given<'a> {
    secret: Option<&'a [u8]>,
    issuer: Option<&'a [u8]>,
    algorithm: Option<&'a [u8]>,
    digits: Option<&'a [u8]>,
    period: Option<&'a [u8]>,
    counter: Option<&'a [u8]>,
}

impl<'a> Given<'a> {
    /// Takes `name=value&name=value` apart. Unknown names are ignored, known ones may be there once.
    pub(super) fn read(parameters: &'a [u8]) -> Result<Self, UriError> {
        let mut given = Self::default();
        let mut left = Some(parameters);
        while let Some(text) = left {
            let (parameter, behind) = cut(text, b'&').map_or((text, None), |(parameter, rest)| (parameter, Some(rest)));
            left = behind;
            let (name, value) = cut(parameter, b'=').unwrap_or((parameter, &[]));
            let Some((part, place)) = given.named(name) else {
                continue;
            };
            if place.replace(value).is_some() {
                return Err(UriError::Duplicate { part });
            }
        }
        Ok(given)
    }

    /// The secret. Where `%`, `+` and separators stand in its text is public; no character of it is.
    pub(super) fn secret(&self) -> Result<Secret, UriError> {
        let encoded = self.secret.ok_or(UriError::MissingSecret)?;
        let mut text = Zeroizing::new([0; LONGEST_SECRET_TEXT]);
        let mut length: usize = 0;
        for byte in percent::bytes(encoded) {
            *text.get_mut(length).ok_or(SecretError::TooLong)? = byte.map_err(|flaw| flaw.within(UriPart::Secret))?;
            length = length.saturating_add(1);
        }
        Ok(base32::decoded(text.get(..length).unwrap_or_default(), Secret::import)?)
    }

    pub(super) fn issuer(&self) -> Result<Option<UriText<'a>>, UriError> {
        UriText::read(self.issuer.unwrap_or_default(), UriPart::Issuer)
    }

    pub(super) fn algorithm(&self) -> Result<Algorithm, UriError> {
        match self.algorithm {
            None => Ok(Algorithm::default()),
            Some(spelled) => algorithm(spelled).ok_or(UriError::Algorithm),
        }
    }

    pub(super) fn digits(&self) -> Result<Digits, UriError> {
        match self.digits {
            None => Ok(Digits::default()),
            Some(written) => {
                number(written).and_then(|digits| Digits::new(digits.try_into().ok()?).ok()).ok_or(UriError::Digits)
            }
        }
    }

    pub(super) fn period(&self) -> Result<Period, UriError> {
        match self.period {
            None => Ok(Period::default()),
            Some(written) => {
                number(written).and_then(|period| Period::new(period.try_into().ok()?).ok()).ok_or(UriError::Period)
            }
        }
    }

    /// The counter, if there is one; 0 is one.
    pub(super) fn counter(&self) -> Result<Option<Counter>, UriError> {
        self.counter
            .map(|written| number(written).and_then(|counter| Counter::new(counter).ok()).ok_or(UriError::Counter))
            .transpose()
    }

    /// Where the value of a known parameter belongs.
    ///
    /// Case is ignored, because a `Digits=8` that is taken for an unknown parameter gives wrong codes without a word;
    /// so does `&amp;digits=8`, from issuers who escape the URI for HTML once too often.
    fn named(&mut self, name: &[u8]) -> Option<(UriPart, &mut Option<&'a [u8]>)> {
        let name = name.strip_prefix(b"amp;").unwrap_or(name);
        [
            ("secret", UriPart::Secret, &mut self.secret),
            ("issuer", UriPart::Issuer, &mut self.issuer),
            ("algorithm", UriPart::Algorithm, &mut self.algorithm),
            ("digits", UriPart::Digits, &mut self.digits),
            ("period", UriPart::Period, &mut self.period),
            ("counter", UriPart::Counter, &mut self.counter),
        ]
        .into_iter()
        .find(|(known, ..)| name.eq_ignore_ascii_case(known.as_bytes()))
        .map(|(_, part, place)| (part, place))
    }
}

fn algorithm(value: &[u8]) -> Option<Algorithm> {
    let spelled = || {
        percent::bytes(percent::trimmed(value))
            // No spelling has a NUL.
            .map(|byte| byte.unwrap_or(0).to_ascii_lowercase())
            .filter(|byte| !b"-_".contains(byte))
    };
    let (_, algorithm) = SPELLINGS.into_iter().find(|(spelling, _)| spelling.bytes().eq(spelled()))?;
    Some(algorithm)
}

/// A decimal number: ASCII digits only, at least one.
fn number(value: &[u8]) -> Option<u64> {
    let mut number = None;
    for byte in percent::bytes(percent::trimmed(value)) {
        let digit = char::from(byte.ok()?).to_digit(10)?;
        number = Some(number.unwrap_or(0_u64).checked_mul(10)?.checked_add(digit.into())?);
    }
    number
}
