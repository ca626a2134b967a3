//! What is known when somebody wants in. Everything here is found out by the host.

use crate::time::UnixTime;

/// What is known about one login, unlock or elevation, after the first factor was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    /// What the person wants.
    pub occasion: Occasion,
    /// What is required of this person.
    pub requirement: Requirement,
    /// Whether they have a confirmed authenticator. A pending one is none.
    /// Somebody whose authenticators are suspended is enrolled all the same: otherwise their password alone would do.
    pub enrolled: bool,
    /// Whether the device reaches its directory or server now. A device that has none is always online.
    pub online: bool,
    /// Whether another strong factor, such as a smartcard, was accepted already.
    pub other_factor: bool,
    /// When the recovery grant that is open now ends, if one is open: the recovery's record says so, and guards it
    /// against a clock that was set back.
    pub grant_until: Option<UnixTime>,
}

/// What a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// To begin a session.
    Login,
    /// To go on with a session that is locked.
    Unlock,
    /// To do something with more rights, as `sudo` does.
    Elevate,
}

/// What is required of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Requirement {
    /// A second factor, and therefore an authenticator before the deadline.
    Required,
    /// A second factor only if they have enrolled one. For everybody, this is "only the enrolled are asked".
    IfEnrolled,
    /// Nothing, enrolled or not.
    Exempt,
}

/// Whether a list of people names somebody: letter for letter, or by `*`, which names everybody.
///
/// Groups, and whether names differ by case, are the host's to resolve.
///
/// ```
/// use mfa_core::is_listed;
///
/// assert!(is_listed(["alice", "bob"], "bob"));
/// assert!(is_listed(["*"], "carol"));
/// assert!(!is_listed(["al*", "Bob"], "bob"));
/// ```
pub fn is_listed<'l>(list: impl IntoIterator<Item = &'l str>, person: &str) -> bool {
    list.into_iter().any(|entry| entry == "*" || entry == person)
}
