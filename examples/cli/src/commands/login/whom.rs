//! Whom somebody asks who is not let in: no command, for whoever logs in can run none yet.

use core::fmt;

use mfa_host::policy::Contact;
use serde::Serialize;

/// Whom to ask; as JSON, the policy's contact.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Whom<'a> {
    email: Option<&'a str>,
    phone: Option<&'a str>,
    /// Whether they can help with a recovery PIN.
    #[serde(skip)]
    pub(super) has_pin: bool,
}

impl<'a> Whom<'a> {
    pub(super) fn of(contact: &'a Contact, has_pin: bool) -> Self {
        Self { email: contact.email.as_deref(), phone: contact.phone.as_deref(), has_pin }
    }

    /// The same, where a PIN helps only if this is so too.
    pub(super) const fn if_pin(self, helps: bool) -> Self {
        Self { has_pin: self.has_pin && helps, ..self }
    }
}

impl fmt::Display for Whom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.email, self.phone) {
            (Some(email), Some(phone)) => write!(f, "ask {email} or {phone}"),
            (Some(one), None) | (None, Some(one)) => write!(f, "ask {one}"),
            (None, None) => f.write_str("ask an administrator"),
        }?;
        f.write_str(if self.has_pin { " for a recovery PIN" } else { "" })
    }
}
