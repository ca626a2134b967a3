//! What each error says to whoever reads a log: where, and what. No two say the same.
#![cfg(unix)]
#![allow(clippy::indexing_slicing, reason = "tests may be blunt")]

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use mfa_core::{
    AttemptError, EnrollmentError, NotCommitted, ParameterError, PersonError, RecoveryCodesError, RecoveryError,
    RecoveryRecordError,
};
use mfa_host::people::PeopleError;
use mfa_host::policy::Flaw;
use mfa_host::record::Damage;
use mfa_host::store::{FileError, Unsafe};

const DAMAGES: [Damage; 7] = [
    Damage::NotARecord,
    Damage::Version(2),
    Damage::UnknownSection(7),
    Damage::Length,
    Damage::Digest,
    Damage::AnotherPerson,
    Damage::Content,
];

#[track_caller]
fn all_differ(said: &[String]) {
    assert!(said.iter().all(|text| text.len() > 10), "{said:?}");
    assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), said.len(), "{said:?}");
}

#[test]
fn every_error_of_the_file_store_says_where_and_what() {
    let place = || PathBuf::from("/var/lib/mfa/alice.mfa");
    let of_disk = || io::Error::from_raw_os_error(5);
    let mut errors = vec![
        FileError::NoFolder(place()),
        FileError::Network(place(), "NFS"),
        FileError::Full(place()),
        FileError::ReadOnly(place()),
        FileError::NotPermitted(place()),
        FileError::Busy(place()),
        FileError::NotConfirmed(place(), of_disk()),
        FileError::System(place(), of_disk()),
    ];
    let unsafe_ones = [Unsafe::NotAFolder, Unsafe::Link, Unsafe::NotAFile, Unsafe::Owner, Unsafe::Mode];
    errors.extend(unsafe_ones.map(|what| FileError::Unsafe(place(), what)));
    errors.extend(DAMAGES.map(|damage| FileError::Damaged(place(), damage)));
    let said: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert!(said.iter().all(|text| text.starts_with("/var/lib/mfa/alice.mfa: ")), "{said:?}");
    all_differ(&said);
    let of_system = of_disk().to_string();
    assert_eq!(said.iter().filter(|text| text.contains(&of_system)).count(), 2, "{said:?}");
    assert!(said.iter().any(|text| text.contains("on NFS")), "{said:?}");
    for (text, what) in unsafe_ones.iter().zip(&said[8..]) {
        assert!(what.ends_with(&text.to_string()), "{what}");
    }
}

#[test]
fn every_damage_is_said_in_words_of_its_own_and_with_its_number() {
    all_differ(&DAMAGES.map(|damage| damage.to_string()));
    assert!(Damage::Version(65_000).to_string().contains("65000"));
    assert!(Damage::UnknownSection(201).to_string().contains("201"));
}

#[test]
fn every_reason_why_nothing_was_decided_is_said() {
    let own: [PeopleError<io::Error>; 12] = [
        PeopleError::NoSuchPerson,
        PeopleError::NotEnrolled,
        PeopleError::NoSuchAuthenticator,
        PeopleError::WhichAuthenticator,
        PeopleError::NameTaken,
        PeopleError::NothingPending,
        PeopleError::NoRecovery,
        PeopleError::RecoveryKeyThere,
        PeopleError::NoRecoveryCodes,
        PeopleError::NotAsked,
        PeopleError::NotConfirmed,
        PeopleError::Busy,
    ];
    all_differ(&own.map(|error| error.to_string()));
    let of_engine: [(PeopleError<io::Error>, String); 8] = [
        (AttemptError::CounterExhausted.into(), AttemptError::CounterExhausted.to_string()),
        (EnrollmentError::Over.into(), EnrollmentError::Over.to_string()),
        (RecoveryError::RevisionExhausted.into(), RecoveryError::RevisionExhausted.to_string()),
        (RecoveryRecordError::Version.into(), RecoveryRecordError::Version.to_string()),
        (RecoveryCodesError::SameCode.into(), RecoveryCodesError::SameCode.to_string()),
        (PersonError::SameSecret.into(), PersonError::SameSecret.to_string()),
        (ParameterError::Counter.into(), ParameterError::Counter.to_string()),
        (PeopleError::NotConfirmed, NotCommitted::Unknown.to_string()),
    ];
    for (error, said) in of_engine {
        assert_eq!(error.to_string(), said);
    }
    assert_eq!(PeopleError::Store(Damage::Digest).to_string(), Damage::Digest.to_string());
}

#[test]
fn what_the_system_says_of_a_policy_file_is_said() {
    let denied = Flaw::System(io::Error::from_raw_os_error(13));
    assert_eq!(denied.to_string(), "permission denied");
    let of_disk = || io::Error::from_raw_os_error(5);
    assert_eq!(Flaw::System(of_disk()).to_string(), of_disk().to_string());
}
