//! Binding an authenticator to a person: a secret is shown, and counts once a code proves that it arrived.
//!
//! Until then it is pending: an [`Enrollment`] is no [`Credential`], so nobody logs in with it. It is good for
//! `start <= now < start + lifetime`, a few wrong codes and nothing else; otherwise it is begun again. The code that
//! confirms is used up by being the authenticator's first position that is not good any more.

mod confirm;
mod permit;
mod policy;
mod record;

pub use confirm::{Confirmation, NextEnrollment, PendingStep};
pub use permit::EnrollmentPermit;
pub use policy::{ConfirmedBy, EnrollmentLifetime, EnrollmentPolicy, WrongCodes};

use core::fmt::{self, Write};

use crate::code::Code;
use crate::credential::Credential;
use crate::ct::{self, Because};
use crate::error::{EnrollmentError, ParameterError};
use crate::parameters::Parameters;
use crate::policy::DiagnosisReach;
use crate::secret::Secret;
use crate::time::{Seconds, UnixTime};
use permit::Scope;
#[cfg(feature = "uri")]
use {
    crate::error::UriError,
    crate::parameters::Moving,
    crate::position::{Counter, Position},
    crate::time::TimeStep,
    crate::uri::{Label, SetupUri},
};

/// How many characters of a setup key stand together.
const GROUP: usize = 4;

/// An authenticator that is pending: shown to the person, not confirmed yet. Its secret is wiped when it is dropped.
///
/// ```
/// use mfa_core::*;
///
/// let now = UnixTime::new(1_111_111_109)?; // RFC 6238, appendix B
/// let secret = Secret::issue(b"12345678901234567890")?; // 20 random bytes in earnest
/// let permit = EnrollmentPermit::by_administrator();
/// let pending = Enrollment::begin(permit, secret, Parameters::TOTP, now, &EnrollmentPolicy::DEFAULT)?;
/// let mut shown = String::new();
/// pending.write_setup_key(&mut shown)?;
/// assert_eq!(shown, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
///
/// // The person types what the phone shows; the store takes the whole change, or none of it.
/// let person = Person::<1>::without_authenticators(Standing::NEW);
/// let mut stored = None;
/// let attempt = pending.confirm(person, now, &Code::parse("081 804")?, &Policy::DEFAULT)?;
/// let confirmation = attempt.commit(|next| {
///     stored = Some(next);
///     Commit::Stored
/// })?;
/// assert!(matches!(confirmation, Confirmation::Confirmed { .. }));
/// let PendingStep::Enrolled { secret, parameters } = stored.unwrap().step else { panic!() };
/// # assert_eq!(secret.expose().len(), 20);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// Nobody logs in with it, for nothing that verifies takes one:
///
/// ```compile_fail,E0308
/// # use mfa_core::{Authenticator, Enrollment, SealedState};
/// fn log_in<'a>(pending: &'a Enrollment, state: &'a SealedState) -> Authenticator<'a> {
///     Authenticator { credential: pending, state }
/// }
/// ```
#[derive(Clone)]
pub struct Enrollment {
    secret: Secret,
    parameters: Parameters,
    scope: Scope,
    start: UnixTime,
    lifetime: EnrollmentLifetime,
    /// The smallest position that did not confirm yet.
    next: u64,
    /// How many codes are still to come, 1 or 2.
    codes_left: u8,
    /// How many more wrong codes are looked at, this one included.
    wrong_left: u8,
}

impl Enrollment {
    /// Begins: a secret that the caller drew, or one that is brought along. Steps and counters count from 0.
    ///
    /// Refused if this build is without the hash, or if the time is before T0.
    pub fn begin(
        permit: EnrollmentPermit,
        secret: Secret,
        parameters: Parameters,
        now: UnixTime,
        policy: &EnrollmentPolicy,
    ) -> Result<Self, EnrollmentError> {
        let enrollment = Self {
            secret,
            parameters,
            scope: permit.scope(),
            start: now,
            lifetime: policy.lifetime,
            next: 0,
            codes_left: policy.confirmed_by.codes(),
            wrong_left: policy.wrong_codes.count(),
        };
        let credential = enrollment.credential()?;
        if credential.is_time_based() {
            parameters.step_at::<EnrollmentError>(now)?;
        }
        Ok(enrollment)
    }

    /// The public parameters.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// When it was begun.
    pub const fn start(&self) -> UnixTime {
        self.start
    }

    /// When it ends; from then on it has to be begun again.
    pub fn until(&self) -> UnixTime {
        let end = self.start.seconds().saturating_add(u64::from(self.length().count()));
        UnixTime::new(end).unwrap_or(UnixTime::MAX)
    }

    /// How many correct codes are still to come: 1, or 2.
    pub const fn codes_left(&self) -> u8 {
        self.codes_left
    }

    /// How many more wrong codes there may be, the one that ends it included.
    pub const fn wrong_codes_left(&self) -> u8 {
        self.wrong_left
    }

    /// Whether it can still be confirmed at a time: neither too late nor before it began.
    pub fn is_open(&self, now: UnixTime) -> bool {
        self.start <= now && now < self.until()
    }

    /// Whether a secret is the one that is shown, in constant time.
    pub fn has_secret(&self, secret: &Secret) -> bool {
        self.secret.same_as(secret)
    }

    /// Writes the setup key, for whoever cannot scan: base32 in groups of four. It is the secret in clear: write it into
    /// a buffer that is wiped, and show it once. Fails only if `out` does.
    pub fn write_setup_key(&self, out: &mut dyn Write) -> fmt::Result {
        self.secret.to_base32(|text| {
            // Where a text is cut, its characters are looked at.
            let mut rest = ct::reveal_text(Because::SetupKeyIsShown, text.as_bytes());
            while let Some((group, others)) = rest.split_at_checked(GROUP) {
                out.write_str(group)?;
                if !others.is_empty() {
                    out.write_char(' ')?;
                }
                rest = others;
            }
            out.write_str(rest)
        })
    }

    /// The otpauth URI to show as a QR code. Refused if steps are not counted from 1970, which the format cannot say.
    #[cfg(feature = "uri")]
    pub fn setup_uri<'a>(&'a self, label: Label<'a>) -> Result<SetupUri<'a>, UriError> {
        let beginning = match self.parameters.moving {
            Moving::Totp { .. } => Position::Step(TimeStep::from_number(0)),
            Moving::Hotp => Position::Counter(Counter::ZERO),
        };
        SetupUri::new(label, &self.secret, &self.parameters, beginning)
    }

    /// How many steps a phone's clock is off (negative: slow), if the code is found; the nearest step counts.
    ///
    /// Free: it counts nothing and uses up nothing, for a pending secret opens no door. Refused once it is no longer
    /// open, and for a counter-based one.
    pub fn diagnose(&self, now: UnixTime, code: &Code, reach: DiagnosisReach) -> Result<Option<i64>, EnrollmentError> {
        if !self.is_open(now) {
            return Err(EnrollmentError::Over);
        }
        Ok(self.credential()?.diagnose_as_administrator(now, code, reach)?)
    }

    /// Prepared for one look. It never leaves this module.
    fn credential(&self) -> Result<Credential, ParameterError> {
        Credential::new(&self.secret, self.parameters)
    }

    const fn length(&self) -> Seconds {
        self.lifetime.minutes().seconds()
    }
}

impl fmt::Debug for Enrollment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enrollment").field("parameters", &self.parameters).finish_non_exhaustive()
    }
}
