//! Every way in which this crate says no to its caller.
//!
//! An error is about how the library was called or what it was handed. A wrong code is none: it is a
//! [`Verdict`](crate::Verdict). Each says what was wrong and what is allowed; none holds a secret.

use core::error::Error;
use core::fmt;

/// Defines a flat error whose variants carry their own sentence.
macro_rules! errors {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $({ $($(#[$fdoc:meta])* $field:ident: $type:ty),* })? => ($($text:tt)*)),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $variant $({ $($(#[$fdoc])* $field: $type),* })?),* }

        impl $name {
            /// The names of all variants.
            pub const NAMES: &[&str] = &[$(stringify!($variant)),*];

            /// The variant's name, for languages that know errors by name.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant $({ $($field: _),* })? => stringify!($variant)),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self { $(Self::$variant $({ $($field),* })? => write!(f, $($text)*)),* }
            }
        }

        impl Error for $name {}
    };
}

errors! {
    /// Why bytes or text are not a secret.
    SecretError {
        /// Fewer than 10 bytes, or fewer than 16 for a secret that is to be issued.
        TooShort {
            /// How many bytes there were.
            length: usize,
            /// How many there must be at least.
            least: usize
        } => ("the secret has {length} bytes; at least {least} are needed"),
        /// More than 128 bytes.
        TooLong => ("the secret is longer than 128 bytes"),
        /// A character that is not base32.
        NotBase32 {
            /// Which byte of the text, counted from 0.
            position: usize
        } => ("byte {position} of the secret's text is not base32: A to Z, 2 to 7, with spaces and dashes between"),
        /// The text ends inside a byte: characters were lost.
        Base32CutShort => ("the secret's base32 text is incomplete: its number of characters cannot be right"),
        /// Padding that is not at the end, or not of the right length.
        Base32Padding => ("the secret's base32 padding is wrong: only the '=' that complete a group of eight may follow"),
    }
}

errors! {
    /// Why parameters are not those of a credential.
    ParameterError {
        /// A number of digits that is not supported.
        Digits => ("a code has 6 to 10 digits"),
        /// A period that is not supported.
        Period => ("a period is 1 to 3600 seconds"),
        /// A counter that has no successor.
        Counter => ("a counter is at most 18446744073709551614"),
        /// A T0 beyond 2^40 seconds.
        T0 => ("T0 is at most 2^40 seconds"),
        /// A kind that is neither time-based nor counter-based.
        Kind => ("a credential is time-based (TOTP) or counter-based (HOTP)"),
        /// The hash is unknown, or this build of the library is without it.
        UnsupportedAlgorithm => ("this build does not support that hash; the hashes are SHA-1, SHA-256 and SHA-512"),
        /// Something that needs a clock was asked of a counter-based credential.
        NotTimeBased => ("this credential is counter-based (HOTP); only a time-based one (TOTP) can do that"),
        /// Something that needs a counter was asked of a time-based credential.
        NotCounterBased => ("this credential is time-based (TOTP); only a counter-based one (HOTP) can do that"),
    }
}

errors! {
    /// Why a number is not a time.
    TimeError {
        /// A negative time.
        Negative => ("the time is negative; times are seconds since 1970-01-01 00:00:00 UTC"),
        /// A time beyond 2^40 seconds: milliseconds, or a negative time that was cast.
        TooLarge => ("the time is beyond 2^40 seconds; times are seconds since 1970-01-01, not milliseconds"),
        /// A time before the credential's T0.
        BeforeT0 => ("the time is before the credential's T0; is the clock set?"),
    }
}

errors! {
    /// Why there is no code to show.
    GenerationError {
        /// The time cannot be right.
        Time {
            /// What is wrong with it.
            error: TimeError
        } => ("{error}"),
        /// The credential moves by the other thing: a counter was given for a clock, or the reverse.
        Credential {
            /// What it does not support.
            error: ParameterError
        } => ("{error}"),
    }
}

errors! {
    /// Why what was typed is not a code. Costs no attempt and changes no state.
    CodeError {
        /// Nothing was typed.
        Empty => ("no code was entered"),
        /// Something other than digits, white space and dashes.
        NotADigit {
            /// Which byte of what was typed, counted from 0.
            position: usize
        } => ("byte {position} of the code is not a digit 0 to 9"),
        /// The number of digits is none that a code can have, or none that this person's codes have.
        Length {
            /// How many digits there were.
            digits: usize
        } => ("{digits} digits were entered; codes have 6 to 10, and each authenticator shows its own number of them"),
    }
}

impl CodeError {
    /// The error that nobody here shows codes of this length.
    pub(crate) fn of_no_length_here(code: &crate::Code) -> Self {
        Self::Length { digits: code.digits().count() }
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why what was typed at a prompt is neither a code nor anything else that is expected there. Costs no attempt and
    /// changes no state.
    TypedError {
        /// It is no one-time code, and looks like nothing else.
        Code {
            /// What is wrong with it.
            error: CodeError
        } => ("{error}"),
        /// It has as many digits as a recovery PIN.
        Pin {
            /// What is wrong with it.
            error: RecoveryDigitsError
        } => ("{error}"),
        /// It has as many characters as a recovery code.
        RecoveryCode {
            /// What is wrong with it.
            error: RecoveryCodeError
        } => ("{error}"),
    }
}

errors! {
    /// Why a policy cannot be made.
    PolicyError {
        /// A window of more than 50 steps on one side.
        Window => ("a window reaches at most 50 steps to each side"),
        /// A look-ahead of none or more than 100 counters.
        LookAhead => ("a look-ahead is 1 to 100 counters"),
        /// A resynchronization range of none or more than 1,000 counters.
        ResyncRange => ("a resynchronization looks at 1 to 1000 counters"),
        /// A drift bound of none or more than 20 steps.
        Drift => ("a drift is bounded by 1 to 20 steps"),
        /// A diagnosis that looks at no step or more than 2,880.
        Reach => ("a diagnosis reaches 1 to 2880 steps"),
        /// A lock of no length, longer than a day, or shorter at the most than at first.
        LockLength => ("locks last 1 second to 24 hours, the longest at least as long as the first"),
        /// A cap of none or of more than 100 failures.
        Cap => ("between 1 and 100 consecutive failures are allowed before one-time codes are closed"),
        /// More failures free of a lock than the cap allows at all.
        Free => ("at most as many failures can be free of a lock as the cap allows"),
    }
}

errors! {
    /// Why stored bytes are not a state of this credential. Refused means that nobody gets in.
    StateError {
        /// Not 64 bytes.
        Length => ("a stored state has 64 bytes"),
        /// Not a state, or one of a version that this library does not know.
        Version => ("these bytes are no state, or one of a newer version than this library knows"),
        /// Corrupt, forged, or another credential's.
        Seal => ("the state's seal is broken: it is corrupt, or it belongs to another credential"),
    }
}

errors! {
    /// Why a person cannot be read, or a change to their authenticators cannot be made.
    PersonError {
        /// No authenticator at all.
        NobodyEnrolled => ("there is no authenticator"),
        /// More than eight authenticators, or more than there is room for.
        TooMany => ("there is no room for another authenticator; a person has at most 8"),
        /// There is no authenticator at that index.
        NoSuchAuthenticator => ("there is no authenticator at that index"),
        /// One of the states was refused.
        State {
            /// Which authenticator's, counted from 0.
            index: usize,
            /// What is wrong with it.
            error: StateError
        } => ("state {index}: {error}"),
        /// The states were not committed together: one was put back, or belongs to somebody else.
        StatesDisagree => ("the states were not stored together: one is older or another person's"),
        /// Two authenticators have one secret: each code would work twice.
        SameSecret => ("two authenticators share one secret, so each code would work twice"),
        /// The starting position is not of the credential's kind.
        WrongKindOfStart => ("a time-based credential starts at a time step, a counter-based one at a counter"),
        /// The revision cannot grow any further.
        RevisionExhausted => ("the record has been changed as often as it can be"),
    }
}

errors! {
    /// Why an attempt could not be decided. Nothing was counted and nothing changes.
    AttemptError {
        /// There is no authenticator to try.
        NobodyEnrolled => ("there is no authenticator"),
        /// There is no authenticator at that index.
        NoSuchAuthenticator => ("there is no authenticator at that index"),
        /// The code is of a length that no authenticator here shows.
        Code {
            /// What is wrong with it.
            error: CodeError
        } => ("{error}"),
        /// The time cannot be right.
        Time {
            /// What is wrong with it.
            error: TimeError
        } => ("{error}"),
        /// The credential does not support what was asked.
        Credential {
            /// What it does not support.
            error: ParameterError
        } => ("{error}"),
        /// The counter is at its last value.
        CounterExhausted => ("the authenticator's counter is at its end; enroll another"),
        /// The revision cannot grow any further.
        RevisionExhausted => ("the record has been changed as often as it can be"),
        /// Time-based resynchronization is refused while drift is off: what was learned could not be used.
        DriftIsOff => ("resynchronizing a time-based authenticator needs a policy with drift"),
        /// The authenticator that is to be confirmed again is not suspended.
        NotSuspended => ("the authenticator is not suspended"),
        /// The permit is for a first authenticator, and the person has some.
        PermitIsForTheFirst => ("the permit is for a first authenticator; a suspended one needs an administrator, \
            a recovery or a code of another one"),
    }
}

errors! {
    /// Why a decision was not committed, and therefore denies.
    NotCommitted {
        /// Somebody else's change came first. Read the states again and begin anew.
        Conflict => ("another login changed the record first; read it again and begin anew"),
        /// It cannot be known whether the change is durable. Deny; reading back does not tell.
        Unknown => ("the store did not confirm the change, so nobody gets in"),
    }
}

macro_rules! wraps {
    ($($inner:ident in $outer:ident as $variant:ident),* $(,)?) => {$(
        impl From<$inner> for $outer {
            fn from(error: $inner) -> Self {
                Self::$variant { error }
            }
        }
    )*};
}
wraps!(
    CodeError in AttemptError as Code,
    TimeError in AttemptError as Time,
    ParameterError in AttemptError as Credential,
    TimeError in GenerationError as Time,
    ParameterError in GenerationError as Credential,
);

/// What in an otpauth URI an error is about.
#[cfg(feature = "uri")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UriPart {
    /// The name of the account, in the label.
    Account,
    /// The issuer, in the label or as a parameter.
    Issuer,
    /// The parameter `secret`.
    Secret,
    /// The parameter `algorithm`.
    Algorithm,
    /// The parameter `digits`.
    Digits,
    /// The parameter `period`.
    Period,
    /// The parameter `counter`.
    Counter,
}

#[cfg(feature = "uri")]
impl fmt::Display for UriPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "account",
            Self::Issuer => "issuer",
            Self::Secret => "secret",
            Self::Algorithm => "algorithm",
            Self::Digits => "digits",
            Self::Period => "period",
            Self::Counter => "counter",
        })
    }
}

#[cfg(feature = "uri")]
errors! {
    /// Why text is not an otpauth URI that can be used, or why one cannot be written. None holds any of the text.
    UriError {
        /// More than 4096 bytes.
        TooLong => ("an otpauth URI has at most 4096 bytes"),
        /// Something other than `otpauth://`.
        Scheme => ("this is no otpauth URI, which begins otpauth://"),
        /// `otpauth-migration://`, the export of an app, with any number of accounts in it.
        Migration => ("this is an app's export of several accounts; each has to be enrolled with a URI of its own"),
        /// A type other than `totp` and `hotp`.
        Type => ("the URI's type is neither totp nor hotp"),
        /// A raw `#`: what follows it would be lost.
        Fragment => ("a '#' cuts the URI short; inside a name it is written %23"),
        /// A `%` that two hexadecimal digits do not follow.
        PercentEncoding {
            /// Where.
            part: UriPart
        } => ("{part}: a '%' is not followed by two hexadecimal digits"),
        /// Percent-encoded bytes that are not UTF-8.
        Utf8 {
            /// Where.
            part: UriPart
        } => ("{part}: the percent-encoded bytes are not UTF-8"),
        /// A control character, or an invisible one that changes how the text around it is shown.
        Unprintable {
            /// Where.
            part: UriPart
        } => ("{part}: control and bidirectional formatting characters are not allowed"),
        /// A parameter that is there more than once.
        Duplicate {
            /// Which.
            part: UriPart
        } => ("{part} is there more than once"),
        /// No secret.
        MissingSecret => ("the URI has no secret"),
        /// The secret was refused.
        Secret {
            /// What is wrong with it; positions are those of its text after percent-decoding.
            error: SecretError
        } => ("{error}"),
        /// A hash other than the three.
        Algorithm => ("algorithm is SHA1, SHA256 or SHA512"),
        /// A number of digits that is not supported, or no number.
        Digits => ("digits is 6 to 10"),
        /// A period that is not supported, or no number.
        Period => ("period is 1 to 3600 seconds"),
        /// A counter without successor, or no number.
        Counter => ("counter is 0 to 18446744073709551614"),
        /// A counter-based URI that does not say where to begin.
        MissingCounter => ("a hotp URI must have a counter"),
        /// Steps that are not counted from 1970, which the format cannot say.
        T0 => ("an otpauth URI cannot say that steps are counted from a time other than 1970"),
        /// The starting position is not of the parameters' kind.
        WrongKindOfStart => ("a totp URI starts at a time step, a hotp URI at a counter"),
    }
}

#[cfg(feature = "uri")]
errors! {
    /// Why names cannot be the label of an otpauth URI: reading it would not give them back, or showing them is unsafe.
    LabelError {
        /// No character at all.
        Empty {
            /// Which name.
            part: UriPart
        } => ("{part} is empty"),
        /// More than 255 bytes of UTF-8.
        TooLong {
            /// Which name.
            part: UriPart
        } => ("{part} is longer than 255 bytes"),
        /// A space at the beginning or the end.
        Spaces {
            /// Which name.
            part: UriPart
        } => ("{part} begins or ends with a space"),
        /// A colon in the issuer, or in the account when there is no issuer: it would be taken for the one between them.
        Colon {
            /// Which name.
            part: UriPart
        } => ("{part}: a colon here would be read as the one between issuer and account"),
        /// A control character, or an invisible one that changes how the text around it is shown.
        Unprintable {
            /// Which name.
            part: UriPart
        } => ("{part}: control and bidirectional formatting characters are not allowed"),
    }
}

#[cfg(feature = "uri")]
wraps!(SecretError in UriError as Secret);

/// What an OCRA response is computed from, in the order in which it is hashed.
#[cfg(feature = "ocra")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OcraPart {
    /// The counter, `C`.
    Counter,
    /// The question, `Q`.
    Question,
    /// The hash of the PIN, `P`.
    PinHash,
    /// The session information, `S`.
    Session,
    /// The time, `T`.
    Time,
}

#[cfg(feature = "ocra")]
impl fmt::Display for OcraPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Counter => "counter (C)",
            Self::Question => "question (Q)",
            Self::PinHash => "PIN hash (P)",
            Self::Session => "session information (S)",
            Self::Time => "time (T)",
        })
    }
}

#[cfg(feature = "ocra")]
errors! {
    /// Why text is not an OCRA suite.
    OcraSuiteError {
        /// More than 46 bytes, which is what all parts together can have.
        TooLong => ("an OCRA suite has at most 46 characters"),
        /// Something other than `OCRA-1`, up to the first colon.
        Version => ("an OCRA suite begins OCRA-1, in upper case"),
        /// Something other than `HOTP` after the first colon.
        Function => ("after OCRA-1: comes HOTP, in upper case"),
        /// A hash other than the three.
        Hash => ("the hash is SHA1, SHA256 or SHA512, without a dash in it"),
        /// A number of digits that is not supported, or no number.
        Digits => ("a response has 4 to 10 digits, written without leading zero"),
        /// 0 digits: the whole HMAC, which nobody types.
        Untruncated => ("0 digits, an untruncated response, are not supported; a response has 4 to 10 digits"),
        /// No question: each response answers one.
        MissingQuestion => ("the suite has no question (Q)"),
        /// A question other than alphanumeric, numeric and hexadecimal.
        QuestionFormat => ("a question is QA (alphanumeric), QN (numeric) or QH (hexadecimal)"),
        /// A question of fewer than 4 or more than 64 characters, or no number.
        QuestionLength => ("a question has 04 to 64 characters, like QN08"),
        /// Something that goes on after the `C` of the counter.
        Counter => ("a counter is C and nothing else"),
        /// A PIN hash other than the three.
        PinHash => ("a PIN hash is PSHA1, PSHA256 or PSHA512"),
        /// Session information of no or more than 512 bytes, or a length that has not three digits.
        SessionLength => ("session information has S001 to S512 bytes, written with three digits"),
        /// A time step that is not supported, or written with a leading zero.
        TimeStep => ("a time step is T1S to T59S, T1M to T59M or T1H to T48H"),
        /// Something that is no input, or nothing where one should be.
        UnknownInput => ("the inputs are C, Q, P, S and T, with one dash between each two"),
        /// An input that is there twice.
        Duplicate {
            /// Which.
            part: OcraPart
        } => ("{part} is there more than once"),
        /// An input that stands behind one that has to follow it.
        Order {
            /// Which.
            part: OcraPart
        } => ("{part} is in the wrong place; the order is C, Q, P, S, T"),
    }
}

#[cfg(feature = "ocra")]
errors! {
    /// Why what was typed is not an OCRA response.
    OcraResponseError {
        /// Nothing was typed.
        Empty => ("no response was entered"),
        /// Something other than digits, white space and dashes.
        NotADigit {
            /// Which byte of what was typed, counted from 0.
            position: usize
        } => ("byte {position} of the response is not a digit 0 to 9"),
        /// Fewer than 4 or more than 10 digits.
        Length {
            /// How many digits there were.
            digits: usize
        } => ("{digits} digits were entered; responses have 4 to 10"),
    }
}

#[cfg(feature = "ocra")]
errors! {
    /// Why there is no OCRA response to these inputs.
    OcraError {
        /// The suite takes an input that was not given.
        Missing {
            /// Which.
            part: OcraPart
        } => ("{part} is missing; the suite takes it"),
        /// An input was given that the suite does not take.
        Superfluous {
            /// Which.
            part: OcraPart
        } => ("{part} was given, but the suite does not take it"),
        /// A character that the question's format does not have.
        QuestionCharacter {
            /// Which byte of the question, counted from 0.
            position: usize
        } => ("byte {position} of the question is none that its format has"),
        /// A question that is too short for any suite, or too long for any or for this one.
        QuestionLength {
            /// How many characters there were.
            length: usize,
            /// How many there may be.
            most: usize
        } => ("the question has {length} characters; 4 to {most} are allowed"),
        /// A question of another format than the suite's.
        QuestionFormat => ("the question is of another format than the suite's"),
        /// Bytes that are not as many as any of the hashes has.
        PinHashLength {
            /// How many bytes there were.
            length: usize
        } => ("a PIN hash of {length} bytes was given; SHA-1 has 20, SHA-256 32, SHA-512 64"),
        /// A PIN hash of another hash than the suite's.
        PinHash => ("the PIN hash is of another hash than the suite's"),
        /// Session information that is longer than the suite says.
        SessionLength {
            /// How many bytes there were.
            length: usize,
            /// How many there may be.
            most: usize
        } => ("the session information has {length} bytes; the suite allows at most {most}"),
    }
}

errors! {
    /// Why a policy of logins cannot be made.
    LoginPolicyError {
        /// A period of more than 8784 hours.
        Hours => ("a period is 0 (never) to 8784 hours, which is 366 days"),
        /// A limit of no login at all; 0 hours say never.
        Logins => ("a limit on logins is 1 to 65535; for none at all the period is 0 hours"),
    }
}

errors! {
    /// Why bytes are not a login record.
    LoginRecordError {
        /// Another version, or a flag without a meaning: a newer version wrote it.
        Version => ("the login record is of a version that is not supported; this one reads version 1"),
        /// A time beyond 2^40 seconds, a reading before the period began, or something where there should be nothing.
        Damaged => ("the login record is damaged: its times contradict each other"),
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why bytes or text are not a recovery key.
    RecoveryKeyError {
        /// Not 32 bytes.
        Length {
            /// How many bytes there were.
            length: usize
        } => ("the recovery key has {length} bytes; it must have 32"),
        /// The text was refused.
        Base32 {
            /// What is wrong with it.
            error: SecretError
        } => ("{error}"),
    }
}

#[cfg(feature = "recovery")]
wraps!(SecretError in RecoveryKeyError as Base32);

#[cfg(feature = "recovery")]
errors! {
    /// Why text is not the id of a device.
    DeviceIdError {
        /// Fewer than 4 or more than 64 characters.
        Length {
            /// How many there were.
            length: usize
        } => ("the device id has {length} characters; it must have 4 to 64"),
        /// A character other than printable ASCII, or a space.
        Character {
            /// Which byte of the text, counted from 0.
            position: usize
        } => ("byte {position} of the device id is not a printable ASCII character other than space"),
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why what was typed is no PIN, challenge or response of a recovery. Costs no attempt and changes no state.
    RecoveryDigitsError {
        /// Nothing was typed.
        Empty => ("nothing was entered; nine digits are needed"),
        /// Something other than digits, white space and dashes.
        NotADigit {
            /// Which byte of what was typed, counted from 0.
            position: usize
        } => ("byte {position} of what was entered is not a digit 0 to 9"),
        /// Not nine digits.
        Length {
            /// How many digits there were.
            digits: usize
        } => ("{digits} digits were entered; nine are needed"),
        /// The ninth digit does not fit the other eight: one is wrong, or two were swapped.
        CheckDigit => ("a digit is wrong, or two were swapped; compare all nine again"),
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why a recovery policy cannot be made.
    RecoveryPolicyError {
        /// A clock tolerance of more than 300 seconds.
        ClockTolerance => ("the clock tolerance is 0 to 300 seconds"),
        /// A grant of no length or more than 7200 minutes.
        GrantLength => ("a grant lasts 1 to 7200 minutes, which is 5 days"),
        /// A grant of no or more than 200 logins.
        GrantUses => ("a grant is good for 1 to 200 logins"),
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why stored bytes are not the recovery record of this key and device. Refused means that nobody gets in.
    RecoveryRecordError {
        /// Not 96 bytes.
        Length => ("a stored recovery record has 96 bytes"),
        /// Not a recovery record, or one of a version that this library does not know.
        Version => ("these bytes are no recovery record, or one of a newer version than this library knows"),
        /// Corrupt, forged, or another key's or device's.
        Seal => ("the recovery record's seal is broken: it is corrupt, or it belongs to another key or device"),
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why a recovery could not be decided or computed. Nothing was counted and nothing changes.
    RecoveryError {
        /// The revision cannot grow any further.
        RevisionExhausted => ("the record has been changed as often as it can be"),
        /// This build is without the hash that recovery is computed with.
        NotComputable => ("this build cannot compute OCRA responses with SHA-256"),
    }
}

errors! {
    /// Why a policy of enrollments cannot be made.
    EnrollmentPolicyError {
        /// No time at all, or more than 24 hours.
        Lifetime => ("an enrollment is pending for 1 to 1440 minutes, which is 24 hours"),
        /// No wrong code at all, or more than 100.
        WrongCodes => ("an enrollment ends after 1 to 100 wrong codes"),
    }
}

errors! {
    /// Why an enrollment cannot be begun or confirmed. Nothing was counted and nothing changes.
    EnrollmentError {
        /// It is too late, or before the enrollment began.
        Over => ("the enrollment is over; begin again"),
        /// Somebody who has an authenticator by now needs a correct code, a recovery or an administrator for another.
        PermitIsForTheFirst => ("there is an authenticator already: its code, a recovery or an administrator permits another"),
        /// The code is of another length.
        Code {
            /// What is wrong with it.
            error: CodeError
        } => ("{error}"),
        /// The time cannot be right.
        Time {
            /// What is wrong with it.
            error: TimeError
        } => ("{error}"),
        /// This build cannot compute with these parameters, or they do not support what was asked.
        Credential {
            /// What is not supported.
            error: ParameterError
        } => ("{error}"),
        /// The authenticator cannot be added to the person.
        Person {
            /// Why not.
            error: PersonError
        } => ("{error}"),
        /// A code could not be looked at.
        Attempt {
            /// Why not.
            error: AttemptError
        } => ("{error}"),
    }
}

wraps!(
    CodeError in EnrollmentError as Code,
    TimeError in EnrollmentError as Time,
    ParameterError in EnrollmentError as Credential,
    PersonError in EnrollmentError as Person,
    AttemptError in EnrollmentError as Attempt,
);

errors! {
    /// Why stored bytes are not a pending enrollment.
    EnrollmentRecordError {
        /// Not an enrollment, or one of a version that this library does not know.
        Version => ("these bytes are no pending enrollment, or one of a newer version than this library knows"),
        /// A field is out of range.
        Damaged => ("the pending enrollment is damaged; begin again"),
    }
}

#[cfg(feature = "qr")]
errors! {
    /// Why there is no QR code of a text.
    QrError {
        /// More than the largest QR code holds.
        TooLong => ("the text does not fit a QR code, which holds 2953 bytes at most"),
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why what was typed or drawn is no recovery code. Costs no attempt and changes no state.
    RecoveryCodeError {
        /// Nothing was typed.
        Empty => ("no recovery code was entered"),
        /// A character that recovery codes do not have.
        Character {
            /// Which byte of what was typed, counted from 0.
            position: usize
        } => ("byte {position} of the recovery code is none of 0 to 9 and A to Z without U"),
        /// Neither 16 nor 24 characters.
        Length {
            /// How many characters there were.
            characters: usize
        } => ("{characters} characters were entered; recovery codes have 16 or 24"),
        /// Neither 10 nor 15 random bytes.
        RandomBytes {
            /// How many bytes there were.
            length: usize
        } => ("{length} random bytes were given; a recovery code is made of 10 or 15"),
    }
}

#[cfg(feature = "recovery")]
errors! {
    /// Why recovery codes are no set, or cannot be read or tried. Nothing was counted and nothing changes.
    RecoveryCodesError {
        /// No code or more than 16.
        Count {
            /// How many there were.
            count: usize
        } => ("{count} recovery codes were given; a set has 1 to 16"),
        /// A code that is longer or shorter than the set's.
        CodeLength {
            /// How many characters the set's codes have.
            characters: usize
        } => ("each recovery code of this set has {characters} characters"),
        /// One code twice: it would work twice. The random source is broken.
        SameCode => ("two recovery codes are the same, so it would work twice; is the random source broken?"),
        /// Not 312 bytes.
        RecordLength => ("a stored set of recovery codes has 312 bytes"),
        /// Not a set, or one of a version that this library does not know.
        Version => ("these bytes are no recovery codes, or those of a newer version than this library knows"),
        /// Numbers that no set has.
        Damaged => ("the stored recovery codes are damaged: they contradict themselves"),
        /// The revision cannot grow any further.
        RevisionExhausted => ("the record has been changed as often as it can be"),
    }
}
