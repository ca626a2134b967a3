//! The label of an otpauth URI that is to be written.

use crate::error::{LabelError, UriPart};
use crate::text::is_unprintable;

/// The longest name, in bytes of UTF-8.
pub(super) const LONGEST: usize = 255;

/// What an authenticator app shows beside a code: whose account it is, and who issued it.
///
/// ```
/// use mfa_core::{Label, LabelError, UriPart};
///
/// let label = Label::new(Some("ACME Co"), "alice@example.com")?;
/// assert_eq!(label.account(), "alice@example.com");
/// let refused = Label::new(Some("ACME: Co"), "alice@example.com").unwrap_err();
/// assert_eq!(refused, LabelError::Colon { part: UriPart::Issuer });
/// # Ok::<(), LabelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label<'a> {
    issuer: Option<&'a str>,
    account: &'a str,
}

impl<'a> Label<'a> {
    /// A label of names that reading the URI will give back. An issuer is strongly recommended.
    ///
    /// Each name has 1 to 255 bytes, no space at its ends, and neither control nor bidirectional formatting characters.
    /// Readers split a label at its first colon, so an issuer has none, and an account may have some only after an
    /// issuer. Google's format wants none at all, and some apps show less of such an account.
    pub fn new(issuer: Option<&'a str>, account: &'a str) -> Result<Self, LabelError> {
        if let Some(issuer) = issuer {
            check(issuer, UriPart::Issuer)?;
            refuse_colon(issuer, UriPart::Issuer)?;
        }
        check(account, UriPart::Account)?;
        if issuer.is_none() {
            refuse_colon(account, UriPart::Account)?;
        }
        Ok(Self { issuer, account })
    }

    /// Who issued the secret.
    pub const fn issuer(&self) -> Option<&'a str> {
        self.issuer
    }

    /// Whose account it is.
    pub const fn account(&self) -> &'a str {
        self.account
    }
}

fn check(name: &str, part: UriPart) -> Result<(), LabelError> {
    if name.is_empty() {
        Err(LabelError::Empty { part })
    } else if name.len() > LONGEST {
        Err(LabelError::TooLong { part })
    } else if name.starts_with(' ') || name.ends_with(' ') {
        Err(LabelError::Spaces { part })
    } else if name.chars().any(is_unprintable) {
        Err(LabelError::Unprintable { part })
    } else {
        Ok(())
    }
}

fn refuse_colon(name: &str, part: UriPart) -> Result<(), LabelError> {
    if name.contains(':') { Err(LabelError::Colon { part }) } else { Ok(()) }
}
