//! Why nothing was decided or changed.

use core::error::Error;
use core::fmt;

use mfa_core::{
    AttemptError, EnrollmentError, NotCommitted, ParameterError, PersonError, RecoveryCodesError, RecoveryError,
    RecoveryRecordError,
};

/// Why nothing was decided or changed. Nobody gets in.
#[derive(Debug)]
#[non_exhaustive]
pub enum PeopleError<E> {
    /// There is no such person in the store.
    NoSuchPerson,
    /// The person has no authenticator.
    NotEnrolled,
    /// The person has no authenticator of that name.
    NoSuchAuthenticator,
    /// The person has several authenticators, and it was not said which is meant.
    WhichAuthenticator,
    /// The person has an authenticator of that name already.
    NameTaken,
    /// Nothing is pending for the person: no enrollment was begun, or it is over.
    NothingPending,
    /// The person has no recovery key on this device.
    NoRecovery,
    /// The person has a recovery key on this device already.
    RecoveryKeyThere,
    /// The person has no recovery codes.
    NoRecoveryCodes,
    /// What was typed is not what is asked for. Nothing was counted.
    NotAsked,
    /// The attempt could not be evaluated.
    Attempt(AttemptError),
    /// The enrollment could not go on.
    Enrollment(EnrollmentError),
    /// The recovery could not be evaluated.
    Recovery(RecoveryError),
    /// The recovery's record is not what it should be.
    RecoveryRecord(RecoveryRecordError),
    /// The recovery codes could not be evaluated.
    RecoveryCodes(RecoveryCodesError),
    /// The person's record is not what it should be, or the change is not possible.
    Person(PersonError),
    /// A credential of the record is not supported.
    Credential(ParameterError),
    /// The store failed.
    Store(E),
    /// The store did not confirm the change, so it is unknown whether it was made.
    NotConfirmed,
    /// Others changed the record all the time.
    Busy,
}

impl<E: fmt::Display> fmt::Display for PeopleError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPerson => f.write_str("there is no such person in the store"),
            Self::NotEnrolled => f.write_str("the person has no authenticator"),
            Self::NoSuchAuthenticator => f.write_str("the person has no authenticator of that name"),
            Self::WhichAuthenticator => f.write_str("the person has several authenticators; say which one is meant"),
            Self::NameTaken => f.write_str("the person has an authenticator of that name already"),
            Self::NothingPending => f.write_str("no enrollment is pending for the person"),
            Self::NoRecovery => f.write_str("the person has no recovery key on this device"),
            Self::RecoveryKeyThere => f.write_str("the person has a recovery key on this device already"),
            Self::NoRecoveryCodes => f.write_str("the person has no recovery codes"),
            Self::NotAsked => f.write_str("that is not what is asked for now; nothing was counted"),
            Self::Attempt(error) => error.fmt(f),
            Self::Enrollment(error) => error.fmt(f),
            Self::Recovery(error) => error.fmt(f),
            Self::RecoveryRecord(error) => error.fmt(f),
            Self::RecoveryCodes(error) => error.fmt(f),
            Self::Person(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::NotConfirmed => NotCommitted::Unknown.fmt(f),
            Self::Busy => f.write_str("others changed the record all the time; try again"),
        }
    }
}

impl<E: Error> Error for PeopleError<E> {}

impl<E> From<AttemptError> for PeopleError<E> {
    fn from(error: AttemptError) -> Self {
        match error {
            AttemptError::NobodyEnrolled => Self::NotEnrolled,
            error => Self::Attempt(error),
        }
    }
}

macro_rules! from {
    ($($error:ident => $variant:ident),*) => {$(
        impl<E> From<$error> for PeopleError<E> {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}
from!(
    PersonError => Person, ParameterError => Credential, EnrollmentError => Enrollment, RecoveryError => Recovery,
    RecoveryRecordError => RecoveryRecord, RecoveryCodesError => RecoveryCodes
);
