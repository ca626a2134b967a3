//! Enrollment: a secret is drawn and shown once, and a code of it makes it the person's.

use mfa_core::{
    CodeRedemption, Confirmation, Decision, Enrollment, EnrollmentPermit, Label, Parameters, QrSpace, Redemption,
    SetupUri, UnixTime, Verdict,
};
use mfa_host::people::{Arrival, LoggedIn};
use mfa_host::{AuthenticatorName, PersonName, random};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::answer::{Answer, denied};
use super::error::{not_typed, permit_is_missing, refused};
use super::verify::{told, unknown};
use super::{Answered, Service, seconds};
use crate::config::Role;

/// Room for the setup key and for the image, which are secrets and do not grow.
const KEY: usize = 320;
const IMAGE: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EnrollBody {
    name: String,
    /// What lets somebody bind a further authenticator: a code of one they have, a recovery PIN, a recovery code.
    #[serde(default, deserialize_with = "given")]
    typed: Option<Zeroizing<String>>,
}

/// What is there is there: `null` is nothing that was typed.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Zeroizing<String>>, D::Error> {
    Zeroizing::<String>::deserialize(from).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmBody {
    typed: Zeroizing<String>,
}

#[derive(Serialize)]
struct Begun<'a> {
    answer: &'static str,
    name: &'a str,
    setup_key: &'a str,
    uri: &'a str,
    qr_svg: &'a str,
    until: u64,
}

#[derive(Serialize)]
struct Confirmed<'a> {
    answer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong_codes_left: Option<u8>,
}

impl Service {
    /// Draws a secret, stores it as pending, and shows it.
    pub(super) fn enroll(&self, person: &PersonName, now: UnixTime, role: Role, body: &EnrollBody) -> Answered {
        let name =
            AuthenticatorName::new(&body.name).map_err(|error| Answer::error(400, "name", &error.to_string()))?;
        if name.as_str().starts_with('.') {
            // It would be a step in a path, with which it is removed.
            return Err(Answer::error(400, "name", "a name cannot begin with a dot"));
        }
        let label = Label::new(Some(&self.issuer), person.as_str())
            .map_err(|error| Answer::error(400, "person", &error.to_string()))?;
        let permit = self.permit(person, now, role, body)?;
        let secret = random::secret().map_err(|_| no_random())?;
        let enrollment = Enrollment::begin(permit, secret, Parameters::TOTP, now, &self.policies.enrollment)
            .map_err(|error| refused(&error.into()))?;
        let drawing = Drawing::of(&enrollment, label)?;
        self.people().enroll(person, &name, &enrollment).map_err(|error| refused(&error))?;
        Ok(Answer::with_secrets(
            201,
            "begun",
            &Begun {
                answer: "begun",
                name: name.as_str(),
                setup_key: &drawing.key,
                uri: &drawing.uri,
                qr_svg: &drawing.image,
                until: seconds(enrollment.until()),
            },
        ))
    }

    /// Who may bind: whom the login decision lets, whoever is accepted with what they typed, or whom a desk answers for.
    fn permit(
        &self,
        person: &PersonName,
        now: UnixTime,
        role: Role,
        body: &EnrollBody,
    ) -> Result<EnrollmentPermit, Answer> {
        if let Some(typed) = &body.typed {
            return self.permit_by(person, now, typed);
        }
        if role == Role::Desk {
            return Ok(EnrollmentPermit::by_administrator());
        }
        let decision =
            self.people().decide(person, &Arrival::LOGIN, now, &self.policies).map_err(|error| refused(&error))?;
        if let Some(permit) = EnrollmentPermit::by_decision(&decision) {
            return Ok(permit);
        }
        match decision {
            Decision::AskUnderGrant { .. } if self.policies.grant_lets_pass() => {
                let codes = self.policies.codes_of(person);
                let passed = self.people().pass(person, now, &self.policies.recovery, codes);
                match passed.map_err(|error| refused(&error))? {
                    Redemption::Accepted(redeemed) => Ok(EnrollmentPermit::by_recovery(&redeemed)),
                    other => Err(told(&LoggedIn::ByRecovery(other))),
                }
            }
            Decision::Deny { .. } => Err(denied("denied", "the time to enroll is over; a desk helps")),
            _ => Err(permit_is_missing()),
        }
    }

    /// What was typed, tried as a login.
    fn permit_by(&self, person: &PersonName, now: UnixTime, typed: &str) -> Result<EnrollmentPermit, Answer> {
        let typed = self.policies.typed(typed).map_err(|error| not_typed(&error))?;
        match self.log_in(person, now, &typed).map_err(|error| refused(&error))? {
            LoggedIn::ByCode(Verdict::Accepted(accepted), _) => Ok(EnrollmentPermit::by_code(&accepted)),
            LoggedIn::ByRecovery(Redemption::Accepted(redeemed)) => Ok(EnrollmentPermit::by_recovery(&redeemed)),
            LoggedIn::ByRecoveryCode(CodeRedemption::Accepted(redeemed)) => {
                Ok(EnrollmentPermit::by_recovery_code(&redeemed))
            }
            other => Err(told(&other)),
        }
    }

    /// Tries a code of what is pending. It is never a login.
    pub(super) fn confirm(&self, person: &PersonName, now: UnixTime, body: &ConfirmBody) -> Answered {
        let code =
            mfa_core::Code::parse(&body.typed).map_err(|error| Answer::error(400, "typed", &error.to_string()))?;
        let pending = self.people().record(person).map_err(|error| refused(&error))?;
        let name = pending.pending().map(|pending| pending.name.clone());
        let codes = self.policies.codes_of(person);
        let confirmation = self.people().confirm(person, now, &code, codes).map_err(|error| refused(&error))?;
        let (status, told) = match confirmation {
            Confirmation::Confirmed { .. } => (
                200,
                Confirmed { authenticator: name.as_ref().map(AuthenticatorName::as_str), ..Confirmed::to("confirmed") },
            ),
            Confirmation::OneMore => (202, Confirmed::to("one-more")),
            Confirmation::Wrong { wrong_codes_left, .. } => {
                (403, Confirmed { wrong_codes_left: Some(wrong_codes_left), ..Confirmed::to("wrong") })
            }
            Confirmation::Over => (403, Confirmed::to("over")),
            _ => return Err(unknown()),
        };
        Ok(Answer::of(status, told.answer, &told))
    }
}

impl Confirmed<'_> {
    const fn to(answer: &'static str) -> Self {
        Self { answer, authenticator: None, wrong_codes_left: None }
    }
}

/// What is shown of a secret, wiped when dropped.
struct Drawing {
    key: Zeroizing<String>,
    uri: Zeroizing<String>,
    image: Zeroizing<String>,
}

impl Drawing {
    fn of(enrollment: &Enrollment, label: Label<'_>) -> Result<Self, Answer> {
        let cannot =
            |error: &dyn core::fmt::Display| Answer::error(400, "person", &format!("it cannot be drawn: {error}"));
        let mut key = Zeroizing::new(String::with_capacity(KEY));
        let mut uri = Zeroizing::new(String::with_capacity(SetupUri::LONGEST));
        let mut image = Zeroizing::new(String::with_capacity(IMAGE));
        enrollment.write_setup_key(&mut *key).map_err(|error| cannot(&error))?;
        let setup = enrollment.setup_uri(label).map_err(|error| cannot(&error))?;
        setup.write_to(&mut *uri).map_err(|error| cannot(&error))?;
        let mut space = QrSpace::new();
        let code = space.draw(&uri).map_err(|error| cannot(&error))?;
        code.write_svg(&mut *image).map_err(|error| cannot(&error))?;
        Ok(Self { key, uri, image })
    }
}

pub(super) fn no_random() -> Answer {
    tracing::error!("the system has no random bytes");
    Answer::error(503, "random", "the system has no random bytes to give")
}
