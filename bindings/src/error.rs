//! Why a call was refused: an error of a family, to catch it by, with a reason, to tell it by, and a sentence.
//!
//! The reason is the name of the variant in `mfa-core` or `mfa-host`. It is no secret, and neither is the sentence.

use core::fmt;

use mfa_core as engine;
use mfa_host as host;
use mfa_host::people::PeopleError;

/// Declares the families, and how each is made of the reason and the sentence of an error.
macro_rules! families {
    ($($(#[$about:meta])* $family:ident),* $(,)?) => {
        /// A call that was refused. Nobody gets in by it.
        #[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
        pub enum Refused {
            $($(#[$about])* $family {
                /// Which of the family's.
                reason: String,
                /// What was wrong, and what is allowed.
                sentence: String,
            },)*
            /// A policy file, managed preferences, or a key that was set. Nothing of it is taken over.
            PolicyFile {
                /// Which of the family's.
                reason: String,
                /// What was wrong, and what is allowed.
                sentence: String,
                /// The line, from 1, if it is about one place.
                line: Option<u32>,
                /// The character of the line, from 1.
                column: Option<u32>,
            },
        }

        impl fmt::Display for Refused {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$family { sentence, .. })|* | Self::PolicyFile { sentence, .. } => f.write_str(sentence),
                }
            }
        }

        impl core::error::Error for Refused {}

        $(
            #[allow(non_snake_case, reason = "named after the family")]
            fn $family(reason: &str, message: &dyn fmt::Display) -> Refused {
                Refused::$family { reason: reason.to_owned(), sentence: message.to_string() }
            }
        )*
    };
}

families! {
    /// A secret, a setup key or a recovery key.
    Secret,
    /// The parameters of a credential, or something that a credential with its parameters cannot do.
    Parameters,
    /// A time.
    Time,
    /// What was typed: it is no code, PIN or recovery code. It costs no attempt.
    Entry,
    /// A policy.
    Policy,
    /// An otpauth URI, or the names to write one with.
    Uri,
    /// The name of a person, an authenticator or a device.
    Name,
    /// Stored bytes: of a state or a record. They are damaged, older than others, or somebody else's.
    Stored,
    /// What was asked for does not fit the person: no authenticator, a name that is taken, nothing pending.
    Person,
    /// The store.
    Store,
    /// The decision was not committed, and therefore denies.
    Commit,
    /// An OCRA suite, or what a response is computed from.
    Ocra,
    /// A text that no QR code holds.
    Qr,
    /// The system: its clock or its random source.
    System,
}

/// Errors that have no other error inside: each with the family it is of.
macro_rules! of_family {
    ($($error:ident is $family:ident),* $(,)?) => {$(
        impl From<engine::$error> for Refused {
            fn from(error: engine::$error) -> Self {
                $family(error.name(), &error)
            }
        }
    )*};
}

of_family!(
    SecretError is Secret,
    ParameterError is Parameters,
    TimeError is Time,
    CodeError is Entry,
    RecoveryDigitsError is Entry,
    RecoveryCodeError is Entry,
    OcraResponseError is Entry,
    PolicyError is Policy,
    LoginPolicyError is Policy,
    RecoveryPolicyError is Policy,
    EnrollmentPolicyError is Policy,
    LabelError is Uri,
    DeviceIdError is Name,
    StateError is Stored,
    LoginRecordError is Stored,
    EnrollmentRecordError is Stored,
    RecoveryRecordError is Stored,
    RecoveryError is Person,
    RecoveryCodesError is Person,
    NotCommitted is Commit,
    OcraSuiteError is Ocra,
    OcraError is Ocra,
    QrError is Qr,
);

/// Errors that may have another one inside, whose family then counts.
macro_rules! with_others_inside {
    ($($error:ident is $family:ident, but of $($variant:ident)|+);* $(;)?) => {$(
        impl From<engine::$error> for Refused {
            fn from(error: engine::$error) -> Self {
                match error {
                    $(engine::$error::$variant { error, .. } => error.into(),)+
                    error => $family(error.name(), &error),
                }
            }
        }
    )*};
}

with_others_inside!(
    GenerationError is Parameters, but of Time | Credential;
    TypedError is Entry, but of Code | Pin | RecoveryCode;
    AttemptError is Person, but of Code | Time | Credential;
    EnrollmentError is Person, but of Code | Time | Credential | Person | Attempt;
    RecoveryKeyError is Secret, but of Base32;
    UriError is Uri, but of Secret;
);

impl From<engine::PersonError> for Refused {
    fn from(error: engine::PersonError) -> Self {
        match error {
            // With the sentence of the outer one, which says whose state it is.
            engine::PersonError::State { error: inner, .. } => Stored(inner.name(), &error),
            engine::PersonError::StatesDisagree => Stored(error.name(), &error),
            error => Person(error.name(), &error),
        }
    }
}

impl From<host::NameError> for Refused {
    fn from(error: host::NameError) -> Self {
        let reason = match error {
            host::NameError::Empty => "Empty",
            host::NameError::TooLong { .. } => "TooLong",
            host::NameError::LeadingDot => "LeadingDot",
            host::NameError::Slash => "Slash",
            host::NameError::Unprintable => "Unprintable",
            _ => OTHER,
        };
        Name(reason, &error)
    }
}

impl From<host::record::Damage> for Refused {
    fn from(error: host::record::Damage) -> Self {
        use host::record::Damage;
        let reason = match error {
            Damage::NotARecord => "NotARecord",
            Damage::Version(_) => "Version",
            Damage::UnknownSection(_) => "UnknownSection",
            Damage::Length => "Length",
            Damage::Digest => "Digest",
            Damage::AnotherPerson => "AnotherPerson",
            Damage::Content => "Content",
            _ => OTHER,
        };
        Stored(reason, &format_args!("the stored record cannot be used: {error}"))
    }
}

impl From<host::random::RandomError> for Refused {
    fn from(error: host::random::RandomError) -> Self {
        System("Random", &error)
    }
}

impl<E: Into<Refused> + fmt::Display> From<PeopleError<E>> for Refused {
    fn from(error: PeopleError<E>) -> Self {
        let reason = match error {
            PeopleError::Attempt(error) => return error.into(),
            PeopleError::Enrollment(error) => return error.into(),
            PeopleError::Recovery(error) => return error.into(),
            PeopleError::RecoveryRecord(error) => return error.into(),
            PeopleError::RecoveryCodes(error) => return error.into(),
            PeopleError::Person(error) => return error.into(),
            PeopleError::Credential(error) => return error.into(),
            PeopleError::Store(error) => return error.into(),
            PeopleError::NotConfirmed => return engine::NotCommitted::Unknown.into(),
            PeopleError::Busy => return Commit("Busy", &error),
            PeopleError::NoSuchPerson => "NoSuchPerson",
            PeopleError::NotEnrolled => "NotEnrolled",
            PeopleError::NoSuchAuthenticator => "NoSuchAuthenticator",
            PeopleError::WhichAuthenticator => "WhichAuthenticator",
            PeopleError::NameTaken => "NameTaken",
            PeopleError::NothingPending => "NothingPending",
            PeopleError::NoRecovery => "NoRecovery",
            PeopleError::RecoveryKeyThere => "RecoveryKeyThere",
            PeopleError::NoRecoveryCodes => "NoRecoveryCodes",
            PeopleError::NotAsked => "NotAsked",
            _ => OTHER,
        };
        Person(reason, &error)
    }
}

impl From<host::policy::PolicyFileError> for Refused {
    fn from(error: host::policy::PolicyFileError) -> Self {
        use host::policy::Flaw;
        let reason = match &error.flaw {
            Flaw::NotThere => "NotThere",
            Flaw::Link | Flaw::NotAFile | Flaw::Owner | Flaw::Mode => "Unsafe",
            Flaw::TooLong => "TooLong",
            Flaw::System(_) => "System",
            Flaw::NotText => "NotText",
            Flaw::Binary => "Binary",
            Flaw::Signed => "Signed",
            Flaw::Syntax(_) => "Syntax",
            Flaw::NoSuchKey(_) => "NoSuchKey",
            Flaw::Value { .. } | Flaw::Entry { .. } => "Value",
            Flaw::Twice { .. } | Flaw::Both { .. } => "Twice",
            Flaw::Contradiction { .. } => "Contradiction",
            Flaw::Refused(_) => "Refused",
            _ => OTHER,
        };
        let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self::PolicyFile {
            reason: reason.to_owned(),
            sentence: error.to_string(),
            line: error.spot.map(|spot| place(spot.line)),
            column: error.spot.map(|spot| place(spot.column)),
        }
    }
}

#[cfg(unix)]
impl From<host::store::FileError> for Refused {
    fn from(error: host::store::FileError) -> Self {
        use host::store::FileError;
        let reason = match &error {
            FileError::Damaged(..) => return Stored("Damaged", &error),
            FileError::NotConfirmed(..) => return Commit("Unknown", &error),
            FileError::NoFolder(_) => "NoFolder",
            FileError::Unsafe(..) => "Unsafe",
            FileError::Network(..) => "Network",
            FileError::Full(_) => "Full",
            FileError::ReadOnly(_) => "ReadOnly",
            FileError::NotPermitted(_) => "NotPermitted",
            FileError::Busy(_) => "Busy",
            FileError::System(..) => "System",
            _ => OTHER,
        };
        Store(reason, &error)
    }
}

impl Refused {
    /// An attempt that was told of its commit before.
    pub(crate) fn told_before() -> Self {
        Commit("ToldBefore", &"this attempt was told of its commit before; nobody gets in by it twice")
    }
}

/// What this version of the bridge has no name for.
const OTHER: &str = "Other";
