//! Why a call was refused: an error of a family, to catch it by, with a reason, to tell it by, and a sentence.
//!
//! The reason is the name of the variant in `mfa-core` or `mfa-host`. It is no secret, and neither is the sentence.

mod host;

use core::fmt;
use std::collections::BTreeSet;

use mfa_core as engine;

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

        /// The families, as their names are written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, uniffi::Enum)]
        pub enum Family {
            $($(#[$about])* $family,)*
            /// A policy file, managed preferences, or a key that was set.
            PolicyFile,
        }

        impl Refused {
            /// The family, as a value.
            pub fn family(&self) -> Family {
                match self {
                    $(Self::$family { .. } => Family::$family,)*
                    Self::PolicyFile { .. } => Family::PolicyFile,
                }
            }

            /// Which of the family's.
            pub fn reason(&self) -> &str {
                match self {
                    $(Self::$family { reason, .. })|* | Self::PolicyFile { reason, .. } => reason,
                }
            }
        }

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

/// A family, names of an error's variants, and those of them that are no reasons.
type Reasons = (Family, &'static [&'static str], &'static [&'static str]);

/// Errors that have no other error inside: each with the family it is of.
macro_rules! of_family {
    ($($error:ident is $family:ident),* $(,)?) => {
        $(
            impl From<engine::$error> for Refused {
                fn from(error: engine::$error) -> Self {
                    $family(error.name(), &error)
                }
            }
        )*

        /// Their reasons.
        const FLAT: &[Reasons] = &[$((Family::$family, engine::$error::NAMES, &[])),*];
    };
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
    ($($error:ident is $family:ident, but of $($variant:ident)|+);* $(;)?) => {
        $(
            impl From<engine::$error> for Refused {
                fn from(error: engine::$error) -> Self {
                    match error {
                        $(engine::$error::$variant { error, .. } => error.into(),)+
                        error => $family(error.name(), &error),
                    }
                }
            }
        )*

        /// Their reasons, and the variants that are none, for what is inside counts.
        const OUTER: &[Reasons] =
            &[$((Family::$family, engine::$error::NAMES, &[$(stringify!($variant)),+])),*];
    };
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

/// Of a person's states: whether they can be read is another matter than what the person has.
const PERSON: &[Reasons] = &[
    (Family::Person, engine::PersonError::NAMES, &["State", "StatesDisagree"]),
    (Family::Stored, &["StatesDisagree"], &[]),
];

/// Why the bridge itself refuses a call.
macro_rules! own {
    ($($(#[$about:meta])* $of:ident is $family:ident $reason:literal: $sentence:literal),* $(,)?) => {
        impl Refused {
            $($(#[$about])* pub(crate) fn $of() -> Self {
                $family($reason, &$sentence)
            })*
        }

        const OWN: &[Reasons] = &[$((Family::$family, &[$reason], &[])),*];
    };
}

own! {
    /// An attempt that was told of its commit before.
    told_before is Commit "ToldBefore": "this attempt was told of its commit before; nobody gets in by it twice",
    /// An attempt that was told of a commit of what nobody has looked at.
    not_taken is Commit "NotTaken": "what this attempt stores was not asked for, so it cannot be stored; ask for what comes next first",
    /// A decision about somebody else, or leave to bind an authenticator that somebody else was given.
    not_theirs is Person "NotTheirs": "the decision or permit is about another person; each goes on with their own",
    /// A number of logins without a time: it would count for nothing.
    logins_without_hours is Policy "Hours": "a number of logins to enroll in comes with a number of hours",
    /// Other than 11 bytes for parameters.
    parameters_length is Stored "ParametersLength": "parameters are stored as 11 bytes",
    /// Bytes that are no standing.
    standing_damaged is Stored "Standing": "these bytes are no standing: it has 30 bytes, and times within 2^40 seconds",
    /// Nine digits where recovery is on.
    nine_digits is Parameters "NineDigits": "codes of nine digits are refused where recovery is on, for at a prompt nine digits are a recovery PIN",
}

/// A reason that an error can have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, uniffi::Record)]
pub struct Reason {
    /// The family.
    pub family: Family,
    /// Which of the family's.
    pub reason: String,
}

/// Every reason that an error can have, in order: so that a face can be held to it.
#[uniffi::export]
pub fn reasons() -> Result<Vec<Reason>, Refused> {
    let tables = [FLAT, OUTER, PERSON, OWN, host::REASONS];
    let named = tables.into_iter().flatten().flat_map(|&(family, names, but)| {
        let reasons = names.iter().filter(|name| !but.contains(name));
        reasons.map(move |name| Reason { family, reason: (*name).to_owned() })
    });
    Ok(named.collect::<BTreeSet<_>>().into_iter().collect())
}
