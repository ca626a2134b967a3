//! Why nothing was decided, as an answer. Nobody gets in with any of these.

use mfa_core::{
    AttemptError, CodeError, EnrollmentError, PersonError, RecoveryCodeError, RecoveryDigitsError, TypedError,
};
use mfa_host::people::PeopleError;

use super::answer::{Answer, denied};
use crate::store::StoreError;

/// What the people refuse, as an answer.
pub(crate) fn refused(error: &PeopleError<StoreError>) -> Answer {
    match error {
        PeopleError::NoSuchPerson | PeopleError::Store(StoreError::NotThere) => {
            Answer::error(404, "no-such-person", "there is no such person")
        }
        PeopleError::NoSuchAuthenticator => {
            Answer::error(404, "no-such-authenticator", "the person has no authenticator of that name")
        }
        PeopleError::NotEnrolled => denied("not-enrolled", "the person has no authenticator"),
        PeopleError::NoRecovery => denied("no-recovery", "the person has no recovery key; a desk asks for a PIN first"),
        PeopleError::NoRecoveryCodes => denied("no-recovery-codes", "the person has no recovery codes"),
        PeopleError::NotAsked => denied("not-asked", "the policy does not ask for that now; no failure was counted"),
        PeopleError::NothingPending => denied("nothing-pending", "no enrollment was begun, or it is over"),
        PeopleError::NameTaken => Answer::error(409, "name-taken", "the person has an authenticator of that name"),
        PeopleError::Person(PersonError::TooMany) => {
            Answer::error(409, "too-many", "the person has as many authenticators as there is room for")
        }
        PeopleError::Attempt(AttemptError::Code { error })
        | PeopleError::Enrollment(EnrollmentError::Code { error }) => wrong_length(error),
        PeopleError::Enrollment(EnrollmentError::PermitIsForTheFirst) => permit_is_missing(),
        PeopleError::Busy => Answer::error(503, "busy", "others changed the person's record all the time").after(1),
        PeopleError::NotConfirmed => {
            Answer::error(503, "not-confirmed", "the database did not confirm the change, so nobody gets in")
        }
        PeopleError::Store(error) => {
            tracing::error!(%error, "the store failed");
            Answer::error(503, "store", "the store cannot answer")
        }
        error => {
            tracing::error!(%error, "a record cannot be worked with");
            Answer::error(500, "record", "the person's record is not what it should be")
        }
    }
}

/// Somebody who has an authenticator gives its code first, or what a recovery asks for.
pub(super) fn permit_is_missing() -> Answer {
    denied("permit-missing", "the person has an authenticator: its code or a recovery comes first, in `typed`")
}

/// A code that is none of this person's: of a length that they do not show.
fn wrong_length(error: &CodeError) -> Answer {
    denied("wrong-length", &error.to_string())
}

/// What was typed is nothing that is expected at the prompt. It costs no attempt.
pub(super) fn not_typed(error: &TypedError) -> Answer {
    match error {
        // A slip of the hand or the ear in something that has the right shape.
        TypedError::Pin { error: RecoveryDigitsError::CheckDigit } => {
            denied("check-digit", "the last of the nine digits does not fit the others; it costs no attempt")
        }
        TypedError::RecoveryCode { error: RecoveryCodeError::Length { .. } }
        | TypedError::Code { error: CodeError::Length { .. } } => {
            Answer::error(400, "typed", "allowed are 6 to 10 digits, or a recovery code of 16 or 24 characters")
        }
        error => Answer::error(400, "typed", &error.to_string()),
    }
}
