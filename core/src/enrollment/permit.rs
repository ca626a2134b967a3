//! Who may bind an authenticator.
//!
//! A password alone must not bind a phone to somebody who has one already, or whose time to enroll is over. So an
//! enrollment begins with a permit, and a permit comes only from something that was decided and committed, or from an
//! administrator who is named as one.

use crate::decision::{Decision, Unneeded};
#[cfg(feature = "recovery")]
use crate::recovery::{CodeRedeemed, Redeemed};
use crate::verdict::Accepted;

/// The right to begin one enrollment. Use it for the person, and in the session, that it was given in: it remembers
/// neither.
///
/// ```
/// use mfa_core::{Accepted, EnrollmentPermit};
///
/// fn one_more(login: &Accepted) -> EnrollmentPermit {
///     EnrollmentPermit::by_code(login) // an accepted login is only ever had from a committed attempt
/// }
/// ```
///
/// A decision that nobody made permits nothing, for it cannot be written down:
///
/// ```compile_fail,E0603
/// let permit = mfa_core::EnrollmentPermit::by_decision(&mfa_core::Decision::EnrollNow);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct EnrollmentPermit(Scope);

/// What may be bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// An authenticator for somebody who has none.
    First,
    /// An authenticator, however many there are.
    Any,
}

impl EnrollmentPermit {
    /// Whoever gave a correct code may bind a further authenticator.
    pub const fn by_code(_accepted: &Accepted) -> Self {
        Self(Scope::Any)
    }

    /// Whoever logged in by a recovery, or under its grant, may bind an authenticator in place of the lost one.
    #[cfg(feature = "recovery")]
    pub const fn by_recovery(_redeemed: &Redeemed) -> Self {
        Self(Scope::Any)
    }

    /// Whoever logged in by a recovery code may do the same.
    #[cfg(feature = "recovery")]
    pub const fn by_recovery_code(_redeemed: &CodeRedeemed) -> Self {
        Self(Scope::Any)
    }

    /// What a login decision permits, if it does: whoever is let in unenrolled, is to enroll now, or is free to enroll,
    /// may bind a first authenticator; whoever showed another strong factor may bind any.
    ///
    /// A grant permits nothing by itself: its login does ([`EnrollmentPermit::by_recovery`]).
    pub const fn by_decision(decision: &Decision) -> Option<Self> {
        match decision {
            Decision::LetInUnenrolled { .. }
            | Decision::EnrollNow
            | Decision::NoCodeNeeded { because: Unneeded::NotEnrolled } => Some(Self(Scope::First)),
            Decision::NoCodeNeeded { because: Unneeded::OtherFactor } => Some(Self(Scope::Any)),
            Decision::AskForCode
            | Decision::AskUnderGrant { .. }
            | Decision::NoCodeNeeded { .. }
            | Decision::Deny { .. } => None,
        }
    }

    /// An administrator answers for the person. Any authenticator may be bound.
    pub const fn by_administrator() -> Self {
        Self(Scope::Any)
    }

    pub(super) const fn scope(&self) -> Scope {
        self.0
    }

    /// Whether it is good for somebody who has authenticators.
    pub const fn is_for_any(&self) -> bool {
        matches!(self.0, Scope::Any)
    }
}
