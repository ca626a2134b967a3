//! otpauth URIs: how a secret, its parameters and the names to show travel in a QR code (Google's
//! [Key URI format](https://github.com/google/google-authenticator/wiki/Key-Uri-Format)).
//!
//! Read leniently, for issuers differ; written strictly, for apps differ. Nothing allocates: names that were read are
//! views into the URI, and only the secret is copied, into a [`Secret`].

mod label;
mod parameters;
mod percent;
mod read;
mod text;
mod write;

pub use label::Label;
pub use text::UriText;
pub use write::SetupUri;

use crate::credential::Credential;
use crate::error::ParameterError;
use crate::parameters::Parameters;
use crate::position::Position;
use crate::secret::Secret;

/// An otpauth URI that was read: a secret, its parameters, where to begin, and the names to show.
///
/// The names borrow from the URI, and the URI holds the secret in clear: wiping it is the caller's part. The secret in
/// here is wiped when dropped, and `Debug` does not show it.
///
/// ```
/// use mfa_core::{Otpauth, Parameters};
///
/// let uri = "otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ\
///            &issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30";
/// let read = Otpauth::parse(uri)?;
/// assert_eq!(read.issuer().unwrap(), "ACME Co");
/// assert_eq!(read.account().unwrap(), "john.doe@email.com");
/// assert_eq!(*read.parameters(), Parameters::TOTP);
/// assert_eq!(read.secret().expose().len(), 20);
/// # Ok::<(), mfa_core::UriError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Otpauth<'a> {
    secret: Secret,
    parameters: Parameters,
    start: Position,
    account: Option<UriText<'a>>,
    issuer_in_label: Option<UriText<'a>>,
    issuer_in_parameter: Option<UriText<'a>>,
}

impl<'a> Otpauth<'a> {
    /// The secret.
    pub const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The public parameters. What the URI leaves out is SHA-1, 6 digits, 30 seconds; steps are counted from 1970.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Where a new state begins: at step 0, or at the counter that the URI gives.
    pub const fn start(&self) -> Position {
        self.start
    }

    /// The secret with its parameters, prepared for use. Refused only if this build is without the hash.
    pub fn credential(&self) -> Result<Credential, ParameterError> {
        Credential::new(&self.secret, self.parameters)
    }

    /// Whose account it is, if the label says so.
    pub const fn account(&self) -> Option<UriText<'a>> {
        self.account
    }

    /// Who issued the secret: what the parameter says, else what the label says.
    pub fn issuer(&self) -> Option<UriText<'a>> {
        self.issuer_in_parameter.or(self.issuer_in_label)
    }

    /// The issuer in the label, before the colon.
    pub const fn issuer_in_label(&self) -> Option<UriText<'a>> {
        self.issuer_in_label
    }

    /// The issuer in the parameter `issuer`.
    pub const fn issuer_in_parameter(&self) -> Option<UriText<'a>> {
        self.issuer_in_parameter
    }

    /// Whether label and parameter both name an issuer, and not the same. Some services do that on purpose; show both.
    pub fn issuers_disagree(&self) -> bool {
        match (self.issuer_in_label, self.issuer_in_parameter) {
            (Some(label), Some(parameter)) => label != parameter,
            _ => false,
        }
    }
}
