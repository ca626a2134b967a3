//! Who is asked when, and for how long one may do without: what an administrator decides about logins.

use super::Allowance;
use super::facts::Occasion;

/// When a code is asked for, and how long a login goes on without one. Each part is checked when it is made.
///
/// ```
/// use mfa_core::{Allowance, LoginPolicy, Occasions};
///
/// const POLICY: LoginPolicy = LoginPolicy {
///     occasions: Occasions { unlock: false, ..Occasions::ALL },
///     without_factor: Allowance::NEVER,
///     ..LoginPolicy::DEFAULT
/// };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LoginPolicy {
    /// Whether second factors are asked for at all.
    pub enabled: bool,
    /// On which occasions.
    pub occasions: Occasions,
    /// Whether another strong factor that was accepted, such as a smartcard, makes a code superfluous.
    pub other_factor_suffices: bool,
    /// How long, and for how many logins, those of whom it is required get in without an authenticator, counted from
    /// the first login that required it. Given in hours or in days ([`Days::hours`](crate::Days::hours)).
    pub without_factor: Allowance,
    /// What happens to them afterwards.
    pub past_deadline: PastDeadline,
    /// How long, and for how many logins, the codes of an authenticator count while the device is offline, counted from
    /// when it was last online.
    pub offline: Allowance,
}

/// What happens to somebody without an authenticator once the time to enroll one is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PastDeadline {
    /// They are not let in, and call an administrator.
    #[default]
    Deny,
    /// They enroll an authenticator before they are let in. Whoever has the password, and nothing else, can then bind a
    /// phone of their own and is in: the second factor protects nobody who has not enrolled yet.
    EnrollNow,
}

/// On which occasions a code is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Occasions {
    /// To begin a session.
    pub login: bool,
    /// To go on with a session that is locked.
    pub unlock: bool,
    /// To do something with more rights.
    pub elevate: bool,
}

impl LoginPolicy {
    /// On all occasions; a smartcard suffices; 48 hours and 10 logins without an authenticator, then nobody gets in; 168
    /// hours offline.
    pub const DEFAULT: Self = Self {
        enabled: true,
        occasions: Occasions::ALL,
        other_factor_suffices: true,
        without_factor: Allowance::WITHOUT_FACTOR,
        past_deadline: PastDeadline::Deny,
        offline: Allowance::OFFLINE,
    };
}

impl Default for LoginPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Occasions {
    /// On every one.
    pub const ALL: Self = Self { login: true, unlock: true, elevate: true };

    pub(super) const fn include(self, occasion: Occasion) -> bool {
        match occasion {
            Occasion::Login => self.login,
            Occasion::Unlock => self.unlock,
            Occasion::Elevate => self.elevate,
        }
    }
}

impl Default for Occasions {
    fn default() -> Self {
        Self::ALL
    }
}
