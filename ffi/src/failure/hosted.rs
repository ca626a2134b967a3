//! The number of each error where there is an operating system.

#[cfg(unix)]
pub(crate) use unix::last_of_store;

use mfa_host::NameError;
use mfa_host::random::RandomError;

use super::Failure;
use crate::result::*;

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        Self(match error {
            NameError::Empty => MFA_ERROR_NAME_EMPTY,
            NameError::TooLong { .. } => MFA_ERROR_NAME_TOO_LONG,
            NameError::LeadingDot => MFA_ERROR_NAME_LEADING_DOT,
            NameError::Slash => MFA_ERROR_NAME_SLASH,
            NameError::Unprintable => MFA_ERROR_NAME_UNPRINTABLE,
            _ => MFA_ERROR_UNKNOWN,
        })
    }
}

impl From<RandomError> for Failure {
    fn from(_: RandomError) -> Self {
        Self(MFA_ERROR_RANDOM)
    }
}

#[cfg(unix)]
mod unix {
    use core::cell::RefCell;
    use std::string::{String, ToString as _};

    use mfa_host::people::PeopleError;
    use mfa_host::policy::{Flaw, PolicyFileError};
    use mfa_host::record::Damage;
    use mfa_host::store::{FileError, Unsafe};

    use super::*;

    std::thread_local! {
        /// What the store said last in this thread, with what no number has: the path, and the system's words.
        static LAST: RefCell<String> = const { RefCell::new(String::new()) };
    }

    /// What the store said last in this thread.
    pub(crate) fn last_of_store() -> String {
        LAST.try_with(|last| last.borrow().clone()).unwrap_or_default()
    }

    impl From<FileError> for Failure {
        fn from(error: FileError) -> Self {
            // A thread that ends keeps nothing.
            let _ = LAST.try_with(|last| last.replace(error.to_string()));
            Self(match error {
                FileError::NoFolder(_) => MFA_ERROR_STORE_NO_FOLDER,
                FileError::Unsafe(_, what) => of_unsafe(what),
                FileError::Network(..) => MFA_ERROR_STORE_NETWORK,
                FileError::Damaged(_, damage) => of_damage(damage),
                FileError::Full(_) => MFA_ERROR_STORE_FULL,
                FileError::ReadOnly(_) => MFA_ERROR_STORE_READ_ONLY,
                FileError::NotPermitted(_) => MFA_ERROR_STORE_NOT_PERMITTED,
                FileError::Busy(_) => MFA_ERROR_STORE_BUSY,
                // As of any store.
                FileError::NotConfirmed(..) => return PeopleError::<FileError>::NotConfirmed.into(),
                FileError::System(..) => MFA_ERROR_STORE_SYSTEM,
                _ => MFA_ERROR_UNKNOWN,
            })
        }
    }

    const fn of_unsafe(what: Unsafe) -> mfa_result {
        match what {
            Unsafe::NotAFolder => MFA_ERROR_STORE_NOT_A_FOLDER,
            Unsafe::Link => MFA_ERROR_STORE_LINK,
            Unsafe::NotAFile => MFA_ERROR_STORE_NOT_A_FILE,
            Unsafe::Owner => MFA_ERROR_STORE_OWNER,
            Unsafe::Mode => MFA_ERROR_STORE_MODE,
            _ => MFA_ERROR_UNKNOWN,
        }
    }

    const fn of_damage(damage: Damage) -> mfa_result {
        match damage {
            Damage::NotARecord => MFA_ERROR_DAMAGED_NOT_A_RECORD,
            Damage::Version(_) => MFA_ERROR_DAMAGED_VERSION,
            Damage::UnknownSection(_) => MFA_ERROR_DAMAGED_SECTION,
            Damage::Length => MFA_ERROR_DAMAGED_LENGTH,
            Damage::Digest => MFA_ERROR_DAMAGED_DIGEST,
            Damage::AnotherPerson => MFA_ERROR_DAMAGED_PERSON,
            Damage::Content => MFA_ERROR_DAMAGED_CONTENT,
            _ => MFA_ERROR_UNKNOWN,
        }
    }

    impl From<&PolicyFileError> for Failure {
        fn from(error: &PolicyFileError) -> Self {
            Self(match error.flaw {
                Flaw::NotThere => MFA_ERROR_POLICY_FILE_NOT_THERE,
                Flaw::Link => MFA_ERROR_POLICY_FILE_LINK,
                Flaw::NotAFile => MFA_ERROR_POLICY_FILE_NOT_A_FILE,
                Flaw::Owner => MFA_ERROR_POLICY_FILE_OWNER,
                Flaw::Mode => MFA_ERROR_POLICY_FILE_MODE,
                Flaw::TooLong => MFA_ERROR_POLICY_FILE_TOO_LONG,
                Flaw::System(_) => MFA_ERROR_POLICY_FILE_SYSTEM,
                Flaw::NotText => MFA_ERROR_POLICY_FILE_NOT_TEXT,
                Flaw::Binary => MFA_ERROR_POLICY_FILE_BINARY,
                Flaw::Signed => MFA_ERROR_POLICY_FILE_SIGNED,
                Flaw::Syntax(_) => MFA_ERROR_POLICY_FILE_SYNTAX,
                Flaw::NoSuchKey(_) => MFA_ERROR_POLICY_FILE_KEY,
                Flaw::Value { .. } => MFA_ERROR_POLICY_FILE_VALUE,
                Flaw::Entry { .. } => MFA_ERROR_POLICY_FILE_ENTRY,
                Flaw::Twice { .. } => MFA_ERROR_POLICY_FILE_TWICE,
                Flaw::Both { .. } => MFA_ERROR_POLICY_FILE_BOTH,
                Flaw::Contradiction { .. } => MFA_ERROR_POLICY_FILE_CONTRADICTION,
                Flaw::Refused(_) => MFA_ERROR_POLICY_FILE_REFUSED,
                _ => MFA_ERROR_UNKNOWN,
            })
        }
    }

    impl From<PeopleError<FileError>> for Failure {
        fn from(error: PeopleError<FileError>) -> Self {
            Self(match error {
                PeopleError::NoSuchPerson => MFA_ERROR_NO_SUCH_PERSON,
                PeopleError::NotEnrolled => MFA_ERROR_NOBODY_ENROLLED,
                PeopleError::NoSuchAuthenticator => MFA_ERROR_NO_SUCH_NAME,
                PeopleError::WhichAuthenticator => MFA_ERROR_WHICH_AUTHENTICATOR,
                PeopleError::NameTaken => MFA_ERROR_NAME_TAKEN,
                PeopleError::NothingPending => MFA_ERROR_NOTHING_PENDING,
                PeopleError::NoRecovery => MFA_ERROR_NO_RECOVERY,
                PeopleError::RecoveryKeyThere => MFA_ERROR_RECOVERY_KEY_THERE,
                PeopleError::NoRecoveryCodes => MFA_ERROR_NO_RECOVERY_CODES,
                PeopleError::NotAsked => MFA_ERROR_NOT_ASKED,
                PeopleError::Busy => MFA_ERROR_BUSY,
                PeopleError::NotConfirmed => MFA_NOT_CONFIRMED,
                PeopleError::Attempt(error) => return error.into(),
                PeopleError::Enrollment(error) => return error.into(),
                PeopleError::Recovery(error) => return error.into(),
                PeopleError::RecoveryRecord(error) => return error.into(),
                PeopleError::RecoveryCodes(error) => return error.into(),
                PeopleError::Person(error) => return error.into(),
                PeopleError::Credential(error) => return error.into(),
                PeopleError::Store(error) => return error.into(),
                _ => MFA_ERROR_UNKNOWN,
            })
        }
    }
}
