//! otpauth URIs: what a QR code says, and what to make one of.

use std::sync::Arc;

use core::fmt;
use mfa_core as engine;

use crate::credential::{Parameters, position};
use crate::error::Refused;
use crate::secret::Secret;

/// An otpauth URI that was read.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Otpauth {
    /// The secret.
    pub secret: Arc<Secret>,
    /// Its parameters.
    pub parameters: Parameters,
    /// The first position: 0, or the counter that the URI gives.
    pub start: u64,
    /// Whose account it is.
    pub account: Option<String>,
    /// The issuer in the label.
    pub issuer_in_label: Option<String>,
    /// The issuer in the parameter.
    pub issuer_in_parameter: Option<String>,
}

/// Reads a URI, leniently in how it is spelled and strictly in what it says.
#[uniffi::export]
pub fn read_otpauth(uri: &str) -> Result<Otpauth, Refused> {
    let read = engine::Otpauth::parse(uri)?;
    let text = |text: Option<engine::UriText<'_>>| text.map(|text| text.to_string());
    Ok(Otpauth {
        secret: Arc::new(Secret(read.secret().clone())),
        parameters: read.parameters().into(),
        start: read.start().number(),
        account: text(read.account()),
        issuer_in_label: text(read.issuer_in_label()),
        issuer_in_parameter: text(read.issuer_in_parameter()),
    })
}

/// Writes a URI, with the issuer in both places.
#[uniffi::export]
pub fn write_otpauth(
    issuer: Option<String>,
    account: &str,
    secret: &Secret,
    parameters: Parameters,
    start: u64,
) -> Result<String, Refused> {
    let parameters = parameters.checked()?;
    let start = position(&parameters, start)?;
    let uri = engine::SetupUri::new(label(issuer.as_deref(), account)?, &secret.0, &parameters, start)?;
    written(|out| uri.write_to(out))
}

pub(crate) fn label<'a>(issuer: Option<&'a str>, account: &'a str) -> Result<engine::Label<'a>, Refused> {
    Ok(engine::Label::new(issuer, account)?)
}

/// A text in one piece, so that no shorter copy of the secret in it is left behind.
pub(crate) fn written(write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> Result<String, Refused> {
    let mut text = String::with_capacity(engine::SetupUri::LONGEST);
    // Writing to a string does not fail.
    let _ = write(&mut text);
    Ok(text)
}
