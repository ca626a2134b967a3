//! Writing an otpauth URI, in the one form that every app reads.

use core::fmt::{self, Write};

use super::{Label, label, percent};
use crate::base32;
use crate::error::UriError;
use crate::parameters::{Algorithm, Moving, Parameters};
use crate::position::Position;
use crate::secret::Secret;
use crate::time::UnixTime;

/// The longest URI without its secret and its names.
const LONGEST_FRAME: &str = "otpauth://hotp/:?secret=&issuer=&algorithm=SHA512&digits=10&counter=18446744073709551614";
/// The longest account and, in both of its places, the longest issuer: three characters for each byte.
const ENCODED_LABEL_AND_ISSUER: usize = label::LONGEST * 3 * 3;

/// An otpauth URI that is to be shown to the person who enrolls, as a QR code or as text.
///
/// What is written holds the secret in clear: write it into a buffer that is wiped, and show it once. It is ASCII, and
/// never longer than [`SetupUri::LONGEST`].
///
/// ```
/// use mfa_core::{Credential, Label, Parameters, Secret, SetupUri};
///
/// let secret = Secret::from_base32("HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ")?; // newly drawn in earnest
/// let start = Credential::new(&secret, Parameters::TOTP)?.beginning();
/// let label = Label::new(Some("ACME Co"), "alice@example.com")?;
/// let mut text = String::new();
/// SetupUri::new(label, &secret, &Parameters::TOTP, start)?.write_to(&mut text)?;
/// assert_eq!(
///     text,
///     "otpauth://totp/ACME%20Co:alice%40example.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ\
///      &issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30"
/// );
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SetupUri<'a> {
    label: Label<'a>,
    secret: &'a Secret,
    parameters: &'a Parameters,
    start: Position,
}

impl<'a> SetupUri<'a> {
    /// The length of the longest URI that is written, in bytes. Most have fewer than 200.
    pub const LONGEST: usize =
        LONGEST_FRAME.len().saturating_add(base32::LONGEST_TEXT).saturating_add(ENCODED_LABEL_AND_ISSUER);

    /// Puts a URI together. Of `start`, the position that a new state begins at, only a counter is written.
    ///
    /// Refused if steps are not counted from 1970, which the format cannot say, or if `start` is of the other kind.
    pub fn new(
        label: Label<'a>,
        secret: &'a Secret,
        parameters: &'a Parameters,
        start: Position,
    ) -> Result<Self, UriError> {
        match (parameters.moving, start) {
            (Moving::Totp { t0, .. }, _) if t0 != UnixTime::EPOCH => Err(UriError::T0),
            (Moving::Totp { .. }, Position::Step(_)) | (Moving::Hotp, Position::Counter(_)) => {
                Ok(Self { label, secret, parameters, start })
            }
            _ => Err(UriError::WrongKindOfStart),
        }
    }

    /// Writes the URI: every parameter given, the issuer in the label and as a parameter, a space as `%20`, and nothing
    /// but RFC 3986's unreserved characters raw in names. The colon between issuer and account is raw.
    ///
    /// Fails only if `out` does.
    pub fn write_to(&self, out: &mut dyn Write) -> fmt::Result {
        self.write_label(out)?;
        out.write_str("?secret=")?;
        self.secret.to_base32(|text| out.write_str(text))?;
        if let Some(issuer) = self.label.issuer() {
            out.write_str("&issuer=")?;
            percent::write(out, issuer)?;
        }
        self.write_parameters(out)
    }

    fn write_label(&self, out: &mut dyn Write) -> fmt::Result {
        out.write_str(match self.parameters.moving {
            Moving::Totp { .. } => "otpauth://totp/",
            Moving::Hotp => "otpauth://hotp/",
        })?;
        if let Some(issuer) = self.label.issuer() {
            percent::write(out, issuer)?;
            out.write_str(":")?;
        }
        percent::write(out, self.label.account())
    }

    fn write_parameters(&self, out: &mut dyn Write) -> fmt::Result {
        let algorithm = match self.parameters.algorithm {
            Algorithm::Sha1 => "SHA1",
            Algorithm::Sha256 => "SHA256",
            Algorithm::Sha512 => "SHA512",
        };
        let digits = self.parameters.digits.count();
        write!(out, "&algorithm={algorithm}&digits={digits}")?;
        match self.parameters.moving {
            Moving::Totp { period, .. } => write!(out, "&period={}", period.seconds()),
            Moving::Hotp => write!(out, "&counter={}", self.start.number()),
        }
    }
}
