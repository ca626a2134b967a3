//! Why a call failed, and the number of each of the engine's errors.

#[cfg(feature = "std")]
mod hosted;
#[cfg(all(feature = "std", unix))]
pub(crate) use hosted::last_of_store;

use mfa_core as engine;

use crate::result::*;

/// A call that failed: the result to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure(pub(crate) mfa_result);

impl Failure {
    /// What is wrong with an argument, counted from 1.
    pub(crate) const fn argument(kind: mfa_result, argument: u8) -> Self {
        Self(kind.saturating_sub(argument as mfa_result))
    }
}

/// Gives each variant of an error its number; errors inside of errors have their own.
macro_rules! numbered {
    ($error:ident { $($variant:ident $({ $($field:tt)* })? => $number:expr),* $(,)? }) => {
        impl From<engine::$error> for Failure {
            fn from(error: engine::$error) -> Self {
                match error {
                    $(engine::$error::$variant $({ $($field)* })? => Self::from($number),)*
                    _ => Self(MFA_ERROR_UNKNOWN),
                }
            }
        }
    };
}

impl From<mfa_result> for Failure {
    fn from(result: mfa_result) -> Self {
        Self(result)
    }
}

numbered!(TimeError {
    Negative => MFA_ERROR_TIME_NEGATIVE,
    TooLarge => MFA_ERROR_TIME_TOO_LARGE,
    BeforeT0 => MFA_ERROR_TIME_BEFORE_T0,
});

numbered!(SecretError {
    TooShort { .. } => MFA_ERROR_SECRET_TOO_SHORT,
    TooLong => MFA_ERROR_SECRET_TOO_LONG,
    NotBase32 { .. } => MFA_ERROR_SECRET_NOT_BASE32,
    Base32CutShort => MFA_ERROR_SECRET_CUT_SHORT,
    Base32Padding => MFA_ERROR_SECRET_PADDING,
});

numbered!(ParameterError {
    UnsupportedAlgorithm => MFA_ERROR_UNSUPPORTED,
    Digits => MFA_ERROR_DIGITS,
    Period => MFA_ERROR_PERIOD,
    Counter => MFA_ERROR_COUNTER,
    T0 => MFA_ERROR_T0,
    Kind => MFA_ERROR_KIND,
    NotTimeBased => MFA_ERROR_NOT_TIME_BASED,
    NotCounterBased => MFA_ERROR_NOT_COUNTER_BASED,
});

numbered!(GenerationError {
    Time { error } => error,
    Credential { error } => error,
});

numbered!(CodeError {
    Empty => MFA_ERROR_CODE_EMPTY,
    NotADigit { .. } => MFA_ERROR_CODE_NOT_A_DIGIT,
    Length { .. } => MFA_ERROR_CODE_LENGTH,
});

numbered!(PolicyError {
    Window => MFA_ERROR_POLICY_WINDOW,
    LookAhead => MFA_ERROR_POLICY_LOOK_AHEAD,
    ResyncRange => MFA_ERROR_POLICY_RESYNC_RANGE,
    Drift => MFA_ERROR_POLICY_DRIFT,
    Reach => MFA_ERROR_POLICY_REACH,
    LockLength => MFA_ERROR_POLICY_LOCK,
    Cap => MFA_ERROR_POLICY_CAP,
    Free => MFA_ERROR_POLICY_FREE,
});

numbered!(StateError {
    Length => MFA_ERROR_STATE_LENGTH,
    Version => MFA_ERROR_STATE_VERSION,
    Seal => MFA_ERROR_STATE_SEAL,
});

numbered!(PersonError {
    NobodyEnrolled => MFA_ERROR_NOBODY_ENROLLED,
    TooMany => MFA_ERROR_TOO_MANY,
    NoSuchAuthenticator => MFA_ERROR_NO_SUCH_AUTHENTICATOR,
    StatesDisagree => MFA_ERROR_STATES_DISAGREE,
    SameSecret => MFA_ERROR_SAME_SECRET,
    WrongKindOfStart => MFA_ERROR_WRONG_KIND_OF_START,
    RevisionExhausted => MFA_ERROR_REVISION_EXHAUSTED,
    State { error, .. } => error,
});

numbered!(AttemptError {
    NobodyEnrolled => MFA_ERROR_NOBODY_ENROLLED,
    NoSuchAuthenticator => MFA_ERROR_NO_SUCH_AUTHENTICATOR,
    RevisionExhausted => MFA_ERROR_REVISION_EXHAUSTED,
    CounterExhausted => MFA_ERROR_COUNTER_EXHAUSTED,
    DriftIsOff => MFA_ERROR_DRIFT_IS_OFF,
    NotSuspended => MFA_ERROR_NOT_SUSPENDED,
    PermitIsForTheFirst => MFA_ERROR_PERMIT,
    Code { error } => error,
    Time { error } => error,
    Credential { error } => error,
});

#[cfg(feature = "uri")]
numbered!(UriError {
    TooLong => MFA_ERROR_URI_TOO_LONG,
    Scheme => MFA_ERROR_URI_SCHEME,
    Migration => MFA_ERROR_URI_MIGRATION,
    Type => MFA_ERROR_URI_TYPE,
    Fragment => MFA_ERROR_URI_FRAGMENT,
    PercentEncoding { .. } => MFA_ERROR_URI_PERCENT,
    Utf8 { .. } => MFA_ERROR_URI_UTF8,
    Unprintable { .. } => MFA_ERROR_URI_UNPRINTABLE,
    Duplicate { .. } => MFA_ERROR_URI_DUPLICATE,
    MissingSecret => MFA_ERROR_URI_NO_SECRET,
    Algorithm => MFA_ERROR_URI_ALGORITHM,
    Digits => MFA_ERROR_URI_DIGITS,
    Period => MFA_ERROR_URI_PERIOD,
    Counter => MFA_ERROR_URI_COUNTER,
    MissingCounter => MFA_ERROR_URI_NO_COUNTER,
    T0 => MFA_ERROR_URI_T0,
    WrongKindOfStart => MFA_ERROR_URI_START,
    Secret { error } => error,
});

#[cfg(feature = "uri")]
numbered!(LabelError {
    Empty { .. } => MFA_ERROR_LABEL_EMPTY,
    TooLong { .. } => MFA_ERROR_LABEL_TOO_LONG,
    Spaces { .. } => MFA_ERROR_LABEL_SPACE,
    Colon { .. } => MFA_ERROR_LABEL_COLON,
    Unprintable { .. } => MFA_ERROR_LABEL_UNPRINTABLE,
});

#[cfg(feature = "qr")]
numbered!(QrError {
    TooLong => MFA_ERROR_QR_TOO_LONG,
});

numbered!(EnrollmentPolicyError {
    Lifetime => MFA_ERROR_ENROLLMENT_LIFETIME,
    WrongCodes => MFA_ERROR_ENROLLMENT_WRONG_CODES,
});

numbered!(EnrollmentError {
    PermitIsForTheFirst => MFA_ERROR_PERMIT,
    Over => MFA_ERROR_ENROLLMENT_OVER,
    Code { error } => error,
    Time { error } => error,
    Credential { error } => error,
    Person { error } => error,
    Attempt { error } => error,
});

numbered!(EnrollmentRecordError {
    Version => MFA_ERROR_ENROLLMENT_VERSION,
    Damaged => MFA_ERROR_ENROLLMENT_DAMAGED,
});

#[cfg(feature = "recovery")]
numbered!(RecoveryKeyError {
    Length { .. } => MFA_ERROR_RECOVERY_KEY_LENGTH,
    Base32 { error } => error,
});

#[cfg(feature = "recovery")]
numbered!(DeviceIdError {
    Length { .. } => MFA_ERROR_DEVICE_ID_LENGTH,
    Character { .. } => MFA_ERROR_DEVICE_ID_CHARACTER,
});

#[cfg(feature = "recovery")]
numbered!(RecoveryDigitsError {
    Empty => MFA_ERROR_RECOVERY_DIGITS_EMPTY,
    NotADigit { .. } => MFA_ERROR_RECOVERY_DIGITS_NOT_A_DIGIT,
    Length { .. } => MFA_ERROR_RECOVERY_DIGITS_LENGTH,
    CheckDigit => MFA_ERROR_RECOVERY_DIGITS_CHECK,
});

#[cfg(feature = "recovery")]
numbered!(RecoveryPolicyError {
    ClockTolerance => MFA_ERROR_RECOVERY_POLICY_TOLERANCE,
    GrantLength => MFA_ERROR_RECOVERY_POLICY_GRANT_LENGTH,
    GrantUses => MFA_ERROR_RECOVERY_POLICY_GRANT_USES,
});

#[cfg(feature = "recovery")]
numbered!(RecoveryRecordError {
    Length => MFA_ERROR_RECOVERY_LENGTH,
    Version => MFA_ERROR_RECOVERY_VERSION,
    Seal => MFA_ERROR_RECOVERY_SEAL,
});

#[cfg(feature = "recovery")]
numbered!(RecoveryError {
    NotComputable => MFA_ERROR_UNSUPPORTED,
    RevisionExhausted => MFA_ERROR_REVISION_EXHAUSTED,
});

#[cfg(feature = "recovery")]
numbered!(RecoveryCodeError {
    Empty => MFA_ERROR_RECOVERY_CODE_EMPTY,
    Character { .. } => MFA_ERROR_RECOVERY_CODE_CHARACTER,
    Length { .. } => MFA_ERROR_RECOVERY_CODE_LENGTH,
    RandomBytes { .. } => MFA_ERROR_RECOVERY_CODE_RANDOM,
});

#[cfg(feature = "recovery")]
numbered!(RecoveryCodesError {
    RevisionExhausted => MFA_ERROR_REVISION_EXHAUSTED,
    CodeLength { .. } => MFA_ERROR_RECOVERY_CODE_LENGTH,
    Count { .. } => MFA_ERROR_RECOVERY_CODES_COUNT,
    SameCode => MFA_ERROR_RECOVERY_CODES_SAME,
    RecordLength => MFA_ERROR_RECOVERY_CODES_RECORD_LENGTH,
    Version => MFA_ERROR_RECOVERY_CODES_VERSION,
    Damaged => MFA_ERROR_RECOVERY_CODES_DAMAGED,
});

#[cfg(feature = "recovery")]
numbered!(TypedError {
    Code { error } => error,
    Pin { error } => error,
    RecoveryCode { error } => error,
});

#[cfg(feature = "ocra")]
numbered!(OcraSuiteError {
    TooLong => MFA_ERROR_OCRA_SUITE_TOO_LONG,
    Version => MFA_ERROR_OCRA_SUITE_VERSION,
    Function => MFA_ERROR_OCRA_SUITE_FUNCTION,
    Hash => MFA_ERROR_OCRA_SUITE_HASH,
    Digits => MFA_ERROR_OCRA_SUITE_DIGITS,
    Untruncated => MFA_ERROR_OCRA_SUITE_UNTRUNCATED,
    MissingQuestion => MFA_ERROR_OCRA_SUITE_NO_QUESTION,
    QuestionFormat => MFA_ERROR_OCRA_SUITE_QUESTION_FORMAT,
    QuestionLength => MFA_ERROR_OCRA_SUITE_QUESTION_LENGTH,
    Counter => MFA_ERROR_OCRA_SUITE_COUNTER,
    PinHash => MFA_ERROR_OCRA_SUITE_PIN_HASH,
    SessionLength => MFA_ERROR_OCRA_SUITE_SESSION,
    TimeStep => MFA_ERROR_OCRA_SUITE_TIME_STEP,
    UnknownInput => MFA_ERROR_OCRA_SUITE_INPUT,
    Duplicate { .. } => MFA_ERROR_OCRA_SUITE_DUPLICATE,
    Order { .. } => MFA_ERROR_OCRA_SUITE_ORDER,
});

#[cfg(feature = "ocra")]
numbered!(OcraError {
    Missing { .. } => MFA_ERROR_OCRA_MISSING,
    Superfluous { .. } => MFA_ERROR_OCRA_SUPERFLUOUS,
    QuestionCharacter { .. } => MFA_ERROR_OCRA_QUESTION_CHARACTER,
    QuestionLength { .. } => MFA_ERROR_OCRA_QUESTION_LENGTH,
    QuestionFormat => MFA_ERROR_OCRA_QUESTION_FORMAT,
    PinHashLength { .. } => MFA_ERROR_OCRA_PIN_HASH_LENGTH,
    PinHash => MFA_ERROR_OCRA_PIN_HASH,
    SessionLength { .. } => MFA_ERROR_OCRA_SESSION_LENGTH,
});

#[cfg(feature = "ocra")]
numbered!(OcraResponseError {
    Empty => MFA_ERROR_OCRA_RESPONSE_EMPTY,
    NotADigit { .. } => MFA_ERROR_OCRA_RESPONSE_NOT_A_DIGIT,
    Length { .. } => MFA_ERROR_OCRA_RESPONSE_LENGTH,
});

numbered!(LoginPolicyError {
    Hours => MFA_ERROR_LOGIN_HOURS,
    Logins => MFA_ERROR_LOGIN_LOGINS,
});

numbered!(LoginRecordError {
    Version => MFA_ERROR_LOGIN_RECORD_VERSION,
    Damaged => MFA_ERROR_LOGIN_RECORD_DAMAGED,
});
