//! Reading an otpauth URI: `otpauth://TYPE/LABEL?PARAMETERS`.

use super::parameters::Given;
use super::{Otpauth, UriText};
use crate::ct;
use crate::error::{UriError, UriPart};
use crate::parameters::{Moving, Parameters};
use crate::position::Position;
use crate::text::{cut, without_blanks};
use crate::time::{TimeStep, UnixTime};

/// The longest URI that is read, in bytes: room for more than [`SetupUri`](super::SetupUri) ever writes.
const LONGEST: usize = 4096;
/// The colon between issuer and account, as it may be written.
const COLONS: [&[u8]; 3] = [b":", b"%3A", b"%3a"];

impl<'a> Otpauth<'a> {
    /// Reads an otpauth URI of at most 4096 bytes.
    ///
    /// Lenient where issuers differ:
    /// - scheme, type, names of parameters and `algorithm` in any case; `SHA1` also as `SHA-1` or `HmacSHA1`; `&amp;`
    ///   for `&`; white space around the URI;
    /// - `+` and `%20` are both a space, everywhere: an issuer who means `+` writes `%2B`;
    /// - the label is split at its first colon, raw or `%3A`, and what follows it may hold more of them; spaces around
    ///   issuer and account are dropped; either may be missing, and so may the whole label;
    /// - an empty `issuer` is a missing one; label and parameter [may disagree](Otpauth::issuers_disagree);
    /// - the secret as [`Secret::from_base32`](crate::Secret::from_base32) takes it, in at most 512 characters;
    /// - names are UTF-8, percent-encoded or raw; unknown parameters are ignored, and so are a `counter` with `totp` and
    ///   a `period` with `hotp`, if they are in range.
    ///
    /// Refused by name: a known parameter out of range, empty (but for `issuer`), or there twice; a `hotp` without
    /// `counter`; other types; names with broken percent-encoding, with invalid UTF-8, or with characters that
    /// rewrite what a terminal shows; a fragment, which would silently drop what follows it.
    ///
    /// ```
    /// use mfa_core::{Otpauth, UriError};
    ///
    /// let uri = "otpauth://hotp/alice?secret=JBSWY3DPEHPK3PXP&counter=0";
    /// assert_eq!(Otpauth::parse(uri)?.start().number(), 0);
    /// let error = Otpauth::parse("otpauth://hotp/alice?secret=JBSWY3DPEHPK3PXP").unwrap_err();
    /// assert_eq!(error, UriError::MissingCounter);
    /// # Ok::<(), UriError>(())
    /// ```
    pub fn parse(uri: &'a str) -> Result<Self, UriError> {
        let outline = Outline::of(uri)?;
        let (issuer, account) = split_label(outline.label);
        let given = Given::read(outline.parameters)?;
        let (moving, start) = outline.kind.place(&given)?;
        Ok(Self {
            secret: given.secret()?,
            parameters: Parameters { moving, algorithm: given.algorithm()?, digits: given.digits()? },
            start,
            account: UriText::read(account, UriPart::Account)?,
            issuer_in_label: UriText::read(issuer, UriPart::Issuer)?,
            issuer_in_parameter: given.issuer()?,
        })
    }
}

/// The three parts of a URI, still encoded.
struct Outline<'a> {
    kind: Kind,
    label: &'a [u8],
    parameters: &'a [u8],
}

impl<'a> Outline<'a> {
    fn of(uri: &'a str) -> Result<Self, UriError> {
        if uri.len() > LONGEST {
            return Err(UriError::TooLong);
        }
        let rest = after_scheme(without_blanks(uri.as_bytes()))?;
        if rest.iter().any(|byte| ct::is_mark(*byte, b'#')) {
            return Err(UriError::Fragment);
        }
        let (path, parameters) = cut(rest, b'?').unwrap_or((rest, &[]));
        let (kind, label) = cut(path, b'/').unwrap_or((path, &[]));
        Ok(Self { kind: Kind::named(kind)?, label, parameters })
    }
}

fn after_scheme(uri: &[u8]) -> Result<&[u8], UriError> {
    let after = |scheme: &[u8]| {
        let (start, rest) = uri.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    match (after(b"otpauth://"), after(b"otpauth-migration://")) {
        (Some(rest), _) => Ok(rest),
        (None, Some(_)) => Err(UriError::Migration),
        (None, None) => Err(UriError::Scheme),
    }
}

/// Issuer and account. Google's format allows no colon in either, so the first one is between them.
///
/// It is looked for at each character: core's own search for a text is code that could panic, as far as a linker can tell.
fn split_label(label: &[u8]) -> (&[u8], &[u8]) {
    let at_colon = |at| {
        let (before, rest) = label.split_at_checked(at)?;
        COLONS.into_iter().find_map(|colon| Some((before, rest.strip_prefix(colon)?)))
    };
    (0..label.len()).find_map(at_colon).unwrap_or((&[], label))
}

enum Kind {
    Totp,
    Hotp,
}

impl Kind {
    fn named(name: &[u8]) -> Result<Self, UriError> {
        if name.eq_ignore_ascii_case(b"totp") {
            Ok(Self::Totp)
        } else if name.eq_ignore_ascii_case(b"hotp") {
            Ok(Self::Hotp)
        } else {
            Err(UriError::Type)
        }
    }

    /// What moves the codes, and from where. The parameter that belongs to the other kind has to be in range as well.
    fn place(self, given: &Given<'_>) -> Result<(Moving, Position), UriError> {
        let period = given.period()?;
        let counter = given.counter()?;
        Ok(match self {
            Self::Totp => {
                let t0 = UnixTime::EPOCH;
                (Moving::Totp { period, t0 }, Position::Step(TimeStep::from_number(0)))
            }
            Self::Hotp => (Moving::Hotp, Position::Counter(counter.ok_or(UriError::MissingCounter)?)),
        })
    }
}
