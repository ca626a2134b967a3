//! The engine's functions for Rust, each by its path, so that the compiler makes code of each. Of what a person is there is
//! one for one authenticator, one for two and one for the most.
//!
//! Functions that only hand out a field are left to what calls them: there is no code of theirs. Those of the C ABI, which
//! calls most, come twice.

use core::fmt;

use mfa_core::*;

/// Where a function is, of whatever type.
#[repr(transparent)]
pub struct Function(*const ());

// SAFETY: nobody looks behind them; they are there to be linked.
unsafe impl Sync for Function {}

macro_rules! functions {
    ($($function:expr),* $(,)?) => { [$(Function($function as *const ())),*] };
}

/// What is the same for however many authenticators.
#[unsafe(no_mangle)]
pub static ENGINE: [Function; 97] = functions![
    Code::parse,
    Code::as_str,
    Credential::new,
    Credential::code_at,
    Credential::code_in,
    Credential::code_for,
    Credential::beginning,
    Credential::diagnose_as_administrator,
    Secret::import,
    Secret::issue,
    Secret::from_base32,
    secret_to_base32,
    Secret::strength,
    Secret::same_as,
    Digits::new,
    Parameters::to_bytes,
    Parameters::from_bytes,
    Drift::within,
    LookAhead::new,
    ResyncRange::new,
    DiagnosisReach::new,
    Throttle::new,
    Window::new,
    Counter::new,
    Position::following,
    Standing::to_bytes,
    Standing::from_bytes,
    UnixTime::new,
    <UnixTime as TryFrom<i64>>::try_from,
    Period::new,
    TimeStep::at,
    TimeStep::new,
    Minutes::seconds,
    Days::hours,
    is_unprintable,
    Allowance::new,
    Allowance::until,
    listed,
    LoginPolicy::decide,
    LoginRecord::required_since,
    LoginRecord::last_online,
    LoginRecord::logins_without_factor,
    LoginRecord::logins_since_online,
    LoginRecord::with_time_to_enroll_again,
    LoginRecord::to_bytes,
    LoginRecord::from_bytes,
    Enrollment::begin,
    Enrollment::until,
    Enrollment::is_open,
    Enrollment::has_secret,
    Enrollment::diagnose,
    enrollment_to_bytes,
    Enrollment::from_bytes,
    EnrollmentPermit::by_decision,
    EnrollmentLifetime::new,
    WrongCodes::new,
    Label::new,
    Otpauth::parse,
    Otpauth::credential,
    Otpauth::issuer,
    Otpauth::issuers_disagree,
    uri_characters,
    SetupUri::new,
    Enrollment::setup_uri,
    OcraSuite::parse,
    Ocra::new,
    Ocra::response,
    OcraPinHash::of,
    OcraPinHash::import,
    OcraQuestion::numeric,
    OcraQuestion::alphanumeric,
    OcraQuestion::hexadecimal,
    OcraQuestion::new,
    OcraResponse::parse,
    OcraResponse::as_str,
    OcraResponse::matches,
    Typed::parse,
    issue,
    respond,
    RecoveryKey::import,
    RecoveryKey::from_base32,
    recovery_key_to_base32,
    DeviceId::new,
    RecoveryDigits::parse,
    RecoveryDigits::as_str,
    RecoveryCode::from_random,
    RecoveryCode::parse,
    RecoveryCode::as_str,
    RecoveryCodes::begin,
    RecoveryCodes::open,
    RecoveryCodes::reseal,
    RecoveryCodes::renew,
    RecoveryCodes::burn,
    RecoveryCodes::unlock,
    RecoveryCodes::left,
    RecoveryCodes::status,
    RecoveryCodes::redeem,
];

/// Recovery, by a time that nobody went back on, and by a moment of which the computer knows more.
#[unsafe(no_mangle)]
pub static RECOVERY: [Function; 22] = functions![
    Recovery::open,
    Recovery::begin,
    Recovery::reseal,
    Recovery::rekey,
    Recovery::unlock,
    Recovery::end_grant,
    Recovery::status,
    Recovery::challenge,
    grant::<UnixTime>,
    look::<UnixTime>,
    answer::<UnixTime>,
    redeem::<UnixTime>,
    pass::<UnixTime>,
    grant::<Moment>,
    look::<Moment>,
    answer::<Moment>,
    redeem::<Moment>,
    pass::<Moment>,
    RecoveryPolicy::allows,
    ClockTolerance::new,
    GrantLength::new,
    GrantUses::new,
];

fn grant<M: Into<Moment>>(recovery: &Recovery<'_>, moment: M, policy: &RecoveryPolicy) -> Option<OpenGrant> {
    recovery.grant(moment, policy)
}

type Looked = Result<Attempt<Option<OpenGrant>, NextRecovery>, RecoveryError>;

fn look<M: Into<Moment>>(recovery: Recovery<'_>, moment: M, policy: &RecoveryPolicy) -> Looked {
    recovery.look(moment, policy)
}

type Redeeming = Result<Attempt<Redemption, NextRecovery>, RecoveryError>;

fn answer<M: Into<Moment>>(
    recovery: Recovery<'_>,
    moment: M,
    response: &RecoveryDigits,
    policy: &RecoveryPolicy,
) -> Redeeming {
    recovery.answer(moment, response, policy)
}

fn redeem<M: Into<Moment>>(
    recovery: Recovery<'_>,
    moment: M,
    pin: &RecoveryDigits,
    policy: &RecoveryPolicy,
) -> Redeeming {
    recovery.redeem(moment, pin, policy)
}

fn pass<M: Into<Moment>>(recovery: Recovery<'_>, moment: M, policy: &RecoveryPolicy) -> Redeeming {
    recovery.pass(moment, policy)
}

/// What a person is, with room for `N`.
macro_rules! person {
    ($name:ident, $n:literal) => {
        #[unsafe(no_mangle)]
        pub static $name: [Function; 19] = functions![
            Person::<$n>::open,
            Person::<$n>::verify,
            Person::<$n>::verify_with,
            Person::<$n>::resynchronize,
            Person::<$n>::diagnose,
            Person::<$n>::add,
            Person::<$n>::add_all,
            Person::<$n>::remove,
            Person::<$n>::remove_all,
            Person::<$n>::unlock,
            Person::<$n>::reseal,
            Person::<$n>::recovered,
            Person::<$n>::status,
            progress::<$n>,
            Person::<$n>::suspend,
            Person::<$n>::suspend_all,
            Person::<$n>::restore,
            Enrollment::confirm::<$n>,
            login::<$n>,
        ];
    };
}

person!(PERSON_OF_ONE, 1);
person!(PERSON_OF_TWO, 2);
person!(PERSON_OF_EIGHT, 8);

/// A login as a host has it, whole: the attempt, its commit and its verdict.
fn login<const N: usize>(
    authenticators: &[Authenticator<'_>],
    now: UnixTime,
    typed: &str,
    policy: &Policy,
    store: fn(&NextStates<N>) -> Commit,
) -> bool {
    let (Ok(person), Ok(code)) = (Person::<N>::open(authenticators), Code::parse(typed)) else { return false };
    let Ok(attempt) = person.verify(now, &code, policy) else { return false };
    attempt.commit(|next| store(&next)).is_ok_and(|verdict| verdict.is_accepted())
}

fn progress<const N: usize>(person: &Person<'_, N>, see: fn(Progress)) {
    person.progress().for_each(see);
}

fn secret_to_base32(secret: &Secret, see: fn(&str)) {
    secret.to_base32(see);
}

fn recovery_key_to_base32(key: &RecoveryKey, see: fn(&str)) {
    key.to_base32(see);
}

fn enrollment_to_bytes(enrollment: &Enrollment, see: fn(&[u8; Enrollment::LENGTH])) {
    enrollment.to_bytes(see);
}

fn uri_characters(text: UriText<'_>, see: fn(char)) {
    text.chars().for_each(see);
}

fn listed(list: &[&str], person: &str) -> bool {
    is_listed(list.iter().copied(), person)
}

/// What is written for people, into anything.
#[unsafe(no_mangle)]
pub static TEXT: [Function; 6] = functions![
    Enrollment::write_setup_key,
    SetupUri::write_to,
    <AttemptError as fmt::Display>::fmt,
    <PersonError as fmt::Display>::fmt,
    <SecretError as fmt::Display>::fmt,
    <UriError as fmt::Display>::fmt,
];
