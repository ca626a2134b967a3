//! A login: what somebody typed at one prompt, tried with the factor that it is for.

use mfa_core::{CodeRedemption, Decision, GrantLogins, Moment, Redemption, Typed, TypedError, Verdict};

use super::{People, PeopleError};
use crate::name::{AuthenticatorName, PersonName};
use crate::policy::Policies;
use crate::store::Store;

/// What a login came to, committed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum LoggedIn {
    /// A one-time code, and whose it was if it was accepted.
    ByCode(Verdict, Option<AuthenticatorName>),
    /// A recovery PIN, or the grant that one has opened.
    ByRecovery(Redemption),
    /// A recovery code.
    ByRecoveryCode(CodeRedemption),
}

impl LoggedIn {
    /// Whether the person is in.
    pub const fn is_accepted(&self) -> bool {
        match self {
            Self::ByCode(verdict, _) => verdict.is_accepted(),
            Self::ByRecovery(redemption) => redemption.is_accepted(),
            Self::ByRecoveryCode(redemption) => redemption.is_accepted(),
        }
    }
}

impl Policies {
    /// Reads what a person typed at a login, by its shape. An error costs no attempt.
    pub fn typed(&self, typed: &str) -> Result<Typed, TypedError> {
        Typed::parse(typed, &self.recovery, &self.recovery_codes.policy)
    }

    /// Whether an open grant asks for nothing at a login: then [`People::pass`] takes the place of the prompt.
    pub fn grant_lets_pass(&self) -> bool {
        self.recovery.grant_logins == GrantLogins::AnyPasses
    }
}

impl<S: Store> People<'_, S> {
    /// Tries what a person typed where [`People::decide`] asks for it. The outcome is committed.
    ///
    /// Refused at no cost is what the decision does not ask for: a one-time code under a grant where codes do not count
    /// now, and anything but a recovery PIN from somebody who is denied, for that is what they may be read out. A response to
    /// a challenge that is shown is for [`People::answer`]; under the grant that it has opened it is tried here.
    ///
    /// Call it behind the first factor: whoever reaches it can use up the person's failures.
    pub fn log_in(
        &self,
        decision: &Decision,
        person: &PersonName,
        moment: impl Into<Moment>,
        typed: &Typed,
        policies: &Policies,
    ) -> Result<LoggedIn, PeopleError<S::Error>> {
        if !is_asked_for(decision, typed) {
            return Err(PeopleError::NotAsked);
        }
        let (moment, codes) = (moment.into(), policies.codes_of(person));
        Ok(match typed {
            Typed::Code(code) => {
                let (verdict, authenticator) = self.verify_and_name(person, moment.now, code, codes)?;
                LoggedIn::ByCode(verdict, authenticator)
            }
            Typed::Pin(pin) => LoggedIn::ByRecovery(self.redeem(person, moment, pin, &policies.recovery, codes)?),
            Typed::RecoveryCode(code) => {
                let policy = &policies.recovery_codes.policy;
                LoggedIn::ByRecoveryCode(self.use_recovery_code(person, moment.now, code, policy, codes)?)
            }
            // A factor that this version does not know lets nobody in.
            _ => LoggedIn::ByRecovery(Redemption::Off),
        })
    }
}

const fn is_asked_for(decision: &Decision, typed: &Typed) -> bool {
    match (decision, typed) {
        (Decision::AskForCode, _) | (Decision::Deny { .. }, Typed::Pin(_)) => true,
        (Decision::AskUnderGrant { codes_count, .. }, Typed::Code(_)) => *codes_count,
        (Decision::AskUnderGrant { .. }, _) => true,
        _ => false,
    }
}
