//! Enrollment: a secret that is shown, and pending until a code confirms it.

use std::sync::Arc;

use mfa_core as engine;
use mfa_core::EnrollmentPermit;
use mfa_host::PersonName;

use crate::credential::Parameters;
use crate::error::Refused;
use crate::policies::Policies;
use crate::secret::Secret;
use crate::time::{seconds, time};
use crate::uri::label;

/// Leave to bind an authenticator. It comes out of what was accepted or decided, or an administrator gives it.
///
/// What was accepted or decided of a person in a record is leave for that person, and refused for any other.
#[derive(Debug, uniffi::Object)]
pub struct Permit {
    permit: EnrollmentPermit,
    /// `None` of an administrator's, and of what was accepted from a table of the host's own.
    whose: Option<PersonName>,
}

/// A pending authenticator: what to show, and to store by `PersonRecord::enroll`.
#[derive(Debug, uniffi::Object)]
pub struct Enrollment {
    pub(crate) begun: engine::Enrollment,
    /// For whom it was permitted; `None` for anybody.
    whose: Option<PersonName>,
}

/// What a code came to while an authenticator was pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Confirmation {
    /// The authenticator is the person's.
    Confirmed {
        /// The step or counter of the code, which is used up.
        position: u64,
        /// How far the code was from where it was expected.
        offset: i64,
    },
    /// The first of two codes was right.
    OneMore,
    /// The code was wrong.
    Wrong {
        /// How many more wrong codes there may be.
        wrong_codes_left: u8,
    },
    /// Begin again, with another secret.
    Over,
}

/// An administrator answers for the person.
#[uniffi::export]
pub fn permit_by_administrator() -> Result<Arc<Permit>, Refused> {
    Ok(Permit::of(EnrollmentPermit::by_administrator(), None))
}

#[uniffi::export]
impl Permit {
    /// Whether it is good for somebody who has authenticators.
    pub fn is_for_any(&self) -> Result<bool, Refused> {
        Ok(self.permit.is_for_any())
    }
}

impl Permit {
    pub(crate) fn of(permit: EnrollmentPermit, whose: Option<&PersonName>) -> Arc<Self> {
        Arc::new(Self { permit, whose: whose.cloned() })
    }

    /// For authenticators of which the library does not know whose they are.
    pub(crate) fn given(&self) -> EnrollmentPermit {
        self.permit.clone()
    }

    /// Refused for another person than it was given for.
    pub(crate) fn given_for(&self, person: &PersonName) -> Result<EnrollmentPermit, Refused> {
        be_theirs(self.whose.as_ref(), person)?;
        Ok(self.given())
    }
}

#[uniffi::export]
impl Enrollment {
    /// Begins with this secret. Refused are nine digits where the policies have recovery on.
    #[uniffi::constructor]
    pub fn begin(
        permit: &Permit,
        secret: &Secret,
        parameters: Parameters,
        now: i64,
        policies: &Policies,
    ) -> Result<Arc<Self>, Refused> {
        let policy = &policies.0.enrollment;
        let (secret, parameters) = (secret.0.clone(), parameters.checked()?);
        if !policies.0.recovery.allows(parameters.digits) {
            return Err(Refused::nine_digits());
        }
        let begun = engine::Enrollment::begin(permit.given(), secret, parameters, time(now)?, policy)?;
        Ok(Arc::new(Self { begun, whose: permit.whose.clone() }))
    }

    /// An enrollment that was stored by itself, in a table of the host's own.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: &[u8]) -> Result<Arc<Self>, Refused> {
        let bytes = bytes.try_into().map_err(|_| engine::EnrollmentRecordError::Version)?;
        Ok(Arc::new(Self { begun: engine::Enrollment::from_bytes(bytes)?, whose: None }))
    }

    /// The enrollment as bytes, which hold the secret; they carry no seal.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Refused> {
        Ok(self.begun.to_bytes(|bytes| bytes.to_vec()))
    }

    /// The setup key, in groups of four.
    pub fn setup_key(&self) -> Result<String, Refused> {
        // Room for the longest, so that it does not grow and move.
        let mut key = String::with_capacity(512);
        let _cannot_fail = self.begun.write_setup_key(&mut key);
        Ok(key)
    }

    /// The URI to show as a QR code.
    pub fn setup_uri(&self, issuer: Option<String>, account: &str) -> Result<String, Refused> {
        let uri = self.begun.setup_uri(label(issuer.as_deref(), account)?)?;
        crate::uri::written(|out| uri.write_to(out))
    }

    /// Its parameters.
    pub fn parameters(&self) -> Result<Parameters, Refused> {
        Ok(self.begun.parameters().into())
    }

    /// How many steps a phone's clock is off (negative: slow), if the code is found. Counts nothing and uses up nothing.
    pub fn diagnose(&self, now: i64, code: &str, reach: u16) -> Result<Option<i64>, Refused> {
        let (now, code, reach) = (time(now)?, engine::Code::parse(code)?, engine::DiagnosisReach::new(reach)?);
        Ok(self.begun.diagnose(now, &code, reach)?)
    }

    /// How many correct codes are still to come.
    pub fn codes_left(&self) -> Result<u8, Refused> {
        Ok(self.begun.codes_left())
    }

    /// How many more wrong codes there may be.
    pub fn wrong_codes_left(&self) -> Result<u8, Refused> {
        Ok(self.begun.wrong_codes_left())
    }

    /// When it ends.
    pub fn until(&self) -> Result<i64, Refused> {
        Ok(seconds(self.begun.until()))
    }
}

impl Enrollment {
    /// Refused for another person than it was permitted for.
    pub(crate) fn begun_for(&self, person: &PersonName) -> Result<&engine::Enrollment, Refused> {
        be_theirs(self.whose.as_ref(), person)?;
        Ok(&self.begun)
    }
}

fn be_theirs(whose: Option<&PersonName>, person: &PersonName) -> Result<(), Refused> {
    match whose {
        Some(other) if other != person => Err(Refused::not_theirs()),
        _ => Ok(()),
    }
}

impl From<engine::Confirmation> for Confirmation {
    fn from(confirmation: engine::Confirmation) -> Self {
        match confirmation {
            engine::Confirmation::Confirmed { position, offset, .. } => {
                Self::Confirmed { position: position.number(), offset }
            }
            engine::Confirmation::OneMore => Self::OneMore,
            engine::Confirmation::Wrong { wrong_codes_left, .. } => Self::Wrong { wrong_codes_left },
            _ => Self::Over,
        }
    }
}
