//! Why the host refuses a call: its errors, each with the family that it is of.

use core::fmt;

use mfa_core as engine;
use mfa_host::NameError;
use mfa_host::people::PeopleError;
use mfa_host::policy::{Flaw, PolicyFileError};
use mfa_host::random::RandomError;
use mfa_host::record::Damage;
#[cfg(unix)]
use mfa_host::store::FileError;

use super::{Commit, Family, Name, Person, Reasons, Refused, Store, Stored, System};
use crate::count::count;

/// What this version of the bridge has no name for.
const OTHER: &str = "Other";

/// The reasons of an error: the names of its variants, or one name for several.
macro_rules! named {
    ($($(#[$on:meta])* $reasons:ident, $reason_of:ident of $error:ident $(<$inner:ident>)?:
        $($reason:ident $(= $($variant:ident)|+)?),+);* $(;)?) => {$(
        $(#[$on])*
        const $reasons: &[&str] = &[$(stringify!($reason)),+];

        $(#[$on])*
        fn $reason_of$(<$inner>)?(error: &$error$(<$inner>)?) -> &'static str {
            match error {
                $(variants!($error, $reason $(= $($variant)|+)?) => stringify!($reason),)+
                _ => OTHER,
            }
        }
    )*};
}

macro_rules! variants {
    ($error:ident, $reason:ident) => { $error::$reason { .. } };
    ($error:ident, $reason:ident = $($variant:ident)|+) => { $($error::$variant { .. })|+ };
}

named! {
    OF_NAME, of_name of NameError: Empty, TooLong, LeadingDot, Slash, Unprintable;
    OF_DAMAGE, of_damage of Damage: NotARecord, Version, UnknownSection, Length, Digest, AnotherPerson, Content;
    // Those with another error inside are of that one's family.
    OF_PEOPLE, of_people of PeopleError<E>: NoSuchPerson, NotEnrolled, NoSuchAuthenticator, WhichAuthenticator, NameTaken,
        NothingPending, NoRecovery, RecoveryKeyThere, NoRecoveryCodes, NotAsked;
    OF_POLICY_FILE, of_flaw of Flaw: NotThere, Unsafe = Link | NotAFile | Owner | Mode, TooLong, System, NotText, Binary,
        Signed, Syntax, NoSuchKey, Value = Value | Entry, Twice = Twice | Both, Contradiction, Refused;
    #[cfg(unix)]
    OF_FILES, of_files of FileError: NoFolder, Unsafe, Network, Full, ReadOnly, NotPermitted, Busy, System;
}

/// All of them, by family.
pub(super) const REASONS: &[Reasons] = &[
    (Family::Name, OF_NAME, &[]),
    (Family::Stored, OF_DAMAGE, &[]),
    (Family::Person, OF_PEOPLE, &[]),
    (Family::PolicyFile, OF_POLICY_FILE, &[]),
    (Family::System, &["Random"], &[]),
    (Family::Commit, &["Busy"], &[]),
    #[cfg(unix)]
    (Family::Store, OF_FILES, &[]),
    #[cfg(unix)]
    (Family::Stored, &["Damaged"], &[]),
];

impl From<NameError> for Refused {
    fn from(error: NameError) -> Self {
        Name(of_name(&error), &error)
    }
}

impl From<Damage> for Refused {
    fn from(error: Damage) -> Self {
        Stored(of_damage(&error), &format_args!("the stored record cannot be used: {error}"))
    }
}

impl From<RandomError> for Refused {
    fn from(error: RandomError) -> Self {
        System("Random", &error)
    }
}

impl<E: Into<Refused> + fmt::Display> From<PeopleError<E>> for Refused {
    fn from(error: PeopleError<E>) -> Self {
        match error {
            PeopleError::Attempt(error) => error.into(),
            PeopleError::Enrollment(error) => error.into(),
            PeopleError::Recovery(error) => error.into(),
            PeopleError::RecoveryRecord(error) => error.into(),
            PeopleError::RecoveryCodes(error) => error.into(),
            PeopleError::Person(error) => error.into(),
            PeopleError::Credential(error) => error.into(),
            PeopleError::Store(error) => error.into(),
            PeopleError::NotConfirmed => engine::NotCommitted::Unknown.into(),
            PeopleError::Busy => Commit("Busy", &error),
            error => Person(of_people(&error), &error),
        }
    }
}

impl From<PolicyFileError> for Refused {
    fn from(error: PolicyFileError) -> Self {
        Self::PolicyFile {
            reason: of_flaw(&error.flaw).to_owned(),
            sentence: error.to_string(),
            line: error.spot.map(|spot| count(spot.line)),
            column: error.spot.map(|spot| count(spot.column)),
        }
    }
}

#[cfg(unix)]
impl From<FileError> for Refused {
    fn from(error: FileError) -> Self {
        match &error {
            FileError::Damaged(..) => Stored("Damaged", &error),
            FileError::NotConfirmed(..) => Commit("Unknown", &error),
            _ => Store(of_files(&error), &error),
        }
    }
}
