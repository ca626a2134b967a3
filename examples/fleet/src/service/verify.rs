//! What somebody typed, verified; and what is to happen to somebody who arrives.

use mfa_core::{
    AfterRecovery, Code, CodeRedemption, Decision, Denial, Ended, GrantLogins, Occasion, OpenGrant, Redeemed,
    RedeemedBy, Redemption, Rejected, Typed, UnixTime, Unneeded, Verdict,
};
use mfa_host::people::{Arrival, LoggedIn, People, PeopleError};
use mfa_host::{AuthenticatorName, PersonName};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::answer::{Answer, denied};
use super::error::{not_typed, refused};
use super::known::Known;
use super::{Answered, Service, now, read, seconds};
use crate::store::StoreError;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyBody {
    pub(super) typed: Zeroizing<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArrivalBody {
    occasion: OccasionName,
    /// Whether another strong factor, such as a smartcard, was accepted already.
    #[serde(default)]
    other_factor: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OccasionName {
    Login,
    Unlock,
    Elevate,
}

impl From<OccasionName> for Occasion {
    fn from(name: OccasionName) -> Self {
        match name {
            OccasionName::Login => Self::Login,
            OccasionName::Unlock => Self::Unlock,
            OccasionName::Elevate => Self::Elevate,
        }
    }
}

impl Service {
    /// The one-time code that is to be verified, if it is one: [`Service::verify_code`] does that without a thread.
    pub fn code_of(&self, body: &[u8]) -> Option<Box<Code>> {
        let body: VerifyBody = read(body).ok()?;
        match self.policies.typed(&body.typed) {
            // What moves leaves copies behind, so it does not move.
            Ok(Typed::Code(code)) => Some(Box::new(code)),
            _ => None,
        }
    }

    /// Verifies a one-time code, as [`Service::answer`] would.
    ///
    /// Nothing is decided of the arrival first. A server is never offline, so that whoever has an authenticator is asked for
    /// its code, and nobody else's is accepted; and a decision is a commit, for it notes the time.
    pub async fn verify_code(&self, person: &PersonName, code: &Code) -> Answer {
        let now = match now() {
            Ok(now) => now,
            Err(answer) => return answer,
        };
        let people = People::of(&self.store);
        match people.verify_awaited(person, now, code, self.policies.codes_of(person)).await {
            Ok((verdict, name)) => of_verdict(&verdict, name.as_ref()),
            Err(error) => refused(&error),
        }
    }

    /// Verifies what was typed: a one-time code, a recovery PIN or a recovery code, told apart by its shape.
    pub(super) fn verify(&self, person: &PersonName, now: UnixTime, body: &VerifyBody) -> Answered {
        let typed = self.policies.typed(&body.typed).map_err(|error| not_typed(&error))?;
        let logged_in = self.log_in(person, now, &typed).map_err(|error| refused(&error))?;
        Ok(told(&logged_in))
    }

    /// Tries what was typed as a login does. Nobody is created by it.
    pub(super) fn log_in(
        &self,
        person: &PersonName,
        now: UnixTime,
        typed: &Typed,
    ) -> Result<LoggedIn, PeopleError<StoreError>> {
        let known = Known(&self.store);
        let people = People::of(&known);
        let decision = match typed {
            // As in `verify_code`.
            Typed::Code(_) => Decision::AskForCode,
            _ => people.decide(person, &Arrival::LOGIN, now, &self.policies)?,
        };
        people.log_in(&decision, person, now, typed, &self.policies)
    }

    /// Decides what is to happen to somebody whose first factor was accepted. Somebody new gets a record once something has
    /// to be remembered of them.
    pub(super) fn arrival(&self, person: &PersonName, now: UnixTime, body: &ArrivalBody) -> Answered {
        let arrival = Arrival { occasion: body.occasion.into(), online: true, other_factor: body.other_factor };
        let decision = self.people().decide(person, &arrival, now, &self.policies).map_err(|error| refused(&error))?;
        decided(&decision, self.policies.recovery.grant_logins)
    }
}

#[derive(Serialize)]
struct Accepted<'a> {
    answer: &'static str,
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator: Option<&'a str>,
    failures_before: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant: Option<Grant>,
    /// What became of the person's authenticators, where a recovery changes that.
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticators: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_codes_left: Option<usize>,
}

#[derive(Serialize)]
struct Grant {
    until: u64,
    logins_left: u8,
}

#[derive(Serialize)]
struct NotAccepted {
    answer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts_left: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<bool>,
}

impl From<OpenGrant> for Grant {
    fn from(open: OpenGrant) -> Self {
        Self { until: seconds(open.until), logins_left: open.uses_left }
    }
}

/// What a login came to. Why a code was not accepted is in no answer.
pub(super) fn told(logged_in: &LoggedIn) -> Answer {
    match logged_in {
        LoggedIn::ByCode(verdict, name) => of_verdict(verdict, name.as_ref()),
        LoggedIn::ByRecovery(redemption) => of_redemption(redemption),
        LoggedIn::ByRecoveryCode(redemption) => of_code_redemption(redemption),
    }
}

fn of_verdict(verdict: &Verdict, name: Option<&AuthenticatorName>) -> Answer {
    match verdict {
        Verdict::Accepted(accepted) => in_by(&Accepted {
            authenticator: name.map(AuthenticatorName::as_str),
            ..Accepted::by("code", accepted.failures_before)
        }),
        Verdict::Rejected(rejected) => of_rejected(rejected),
        Verdict::Locked { until } => locked(*until),
        Verdict::Closed => closed(),
        Verdict::Suspended => denied("suspended", "the authenticator does not count until it is confirmed again"),
        _ => unknown(),
    }
}

fn of_redemption(redemption: &Redemption) -> Answer {
    match redemption {
        Redemption::Accepted(Redeemed { by, grant, authenticators, failures_before, .. }) => in_by(&Accepted {
            grant: grant.map(Grant::from),
            authenticators: Some(after(*authenticators)),
            ..Accepted::by(redeemed_by(*by), *failures_before)
        }),
        Redemption::Rejected(rejected) => of_rejected(rejected),
        Redemption::Locked { until } => locked(*until),
        Redemption::Closed => closed(),
        Redemption::PinNeeded => denied("pin-needed", "the policy asks for the PIN at each login"),
        Redemption::Off | Redemption::NoChallenge => denied("off", "the policy has this recovery off"),
        _ => unknown(),
    }
}

fn of_code_redemption(redemption: &CodeRedemption) -> Answer {
    match redemption {
        CodeRedemption::Accepted(redeemed) => in_by(&Accepted {
            authenticators: Some(after(redeemed.authenticators)),
            recovery_codes_left: Some(redeemed.left),
            ..Accepted::by("recovery-code", redeemed.failures_before)
        }),
        CodeRedemption::Rejected(rejected) => of_rejected(rejected),
        CodeRedemption::Locked { until } => locked(*until),
        CodeRedemption::Closed => closed(),
        CodeRedemption::Off => denied("off", "the policy has recovery codes off"),
        _ => unknown(),
    }
}

impl Accepted<'_> {
    const fn by(by: &'static str, failures_before: u16) -> Self {
        Self {
            answer: "accepted",
            by,
            authenticator: None,
            failures_before,
            grant: None,
            authenticators: None,
            recovery_codes_left: None,
        }
    }
}

impl NotAccepted {
    const fn of(answer: &'static str) -> Self {
        Self { answer, attempts_left: None, until: None, closed: None }
    }
}

fn in_by(accepted: &Accepted<'_>) -> Answer {
    Answer::of(200, "accepted", accepted)
}

fn of_rejected(rejected: &Rejected) -> Answer {
    Answer::of(
        403,
        "rejected",
        &NotAccepted {
            attempts_left: Some(rejected.attempts_left),
            until: rejected.locked_until.map(seconds),
            closed: rejected.closed.then_some(true),
            ..NotAccepted::of("rejected")
        },
    )
}

fn locked(until: UnixTime) -> Answer {
    let wait = mfa_host::clock::now().map_or(1, |now| until.seconds().saturating_sub(now.seconds()).max(1));
    Answer::of(403, "locked", &NotAccepted { until: Some(seconds(until)), ..NotAccepted::of("locked") }).after(wait)
}

fn closed() -> Answer {
    Answer::of(403, "closed", &NotAccepted::of("closed"))
}

/// An answer that this program does not know denies.
pub(super) fn unknown() -> Answer {
    tracing::error!("the engine gave an answer that this program does not know");
    Answer::error(500, "unknown", "the engine gave an answer that this program does not know; nobody gets in")
}

const fn redeemed_by(by: RedeemedBy) -> &'static str {
    match by {
        RedeemedBy::NewPin => "pin",
        RedeemedBy::SamePin => "same-pin",
        RedeemedBy::Response => "response",
        RedeemedBy::Grant => "grant",
        _ => "recovery",
    }
}

const fn after(authenticators: AfterRecovery) -> &'static str {
    match authenticators {
        AfterRecovery::Keep => "kept",
        AfterRecovery::BurnCodes => "codes-burnt",
        AfterRecovery::Suspend => "suspended",
    }
}

#[derive(Serialize)]
struct Decided {
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logins_left: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'static str>,
    /// Whether the open grant asks for nothing to be typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    passes: Option<bool>,
}

impl Decided {
    const fn to(decision: &'static str) -> Self {
        Self { decision, until: None, logins_left: None, because: None, passes: None }
    }
}

fn decided(decision: &Decision, logins: GrantLogins) -> Answered {
    let decided = match decision {
        Decision::AskForCode => Decided::to("ask-for-code"),
        Decision::AskUnderGrant { until, .. } => Decided {
            until: Some(seconds(*until)),
            passes: Some(logins == GrantLogins::AnyPasses),
            ..Decided::to("ask-under-grant")
        },
        Decision::LetInUnenrolled { until, logins_left, .. } => {
            Decided { until: Some(seconds(*until)), logins_left: *logins_left, ..Decided::to("let-in-unenrolled") }
        }
        Decision::EnrollNow { .. } => Decided::to("enroll-now"),
        Decision::NoCodeNeeded { because, .. } => {
            Decided { because: Some(unneeded(*because)), ..Decided::to("no-code-needed") }
        }
        Decision::Deny { reason, .. } => Decided { because: Some(denial(*reason)), ..Decided::to("deny") },
        _ => return Err(unknown()),
    };
    Ok(Answer::of(200, decided.decision, &decided))
}

const fn unneeded(because: Unneeded) -> &'static str {
    match because {
        Unneeded::Disabled => "disabled",
        Unneeded::Exempt => "exempt",
        Unneeded::Occasion => "occasion",
        Unneeded::OtherFactor => "other-factor",
        Unneeded::NotEnrolled => "not-enrolled",
        _ => "other",
    }
}

const fn denial(reason: Denial) -> &'static str {
    match reason {
        Denial::NotEnrolled(Ended::NeverAllowed) => "not-enrolled",
        Denial::NotEnrolled(Ended::LoginsUsedUp) => "enrollment-logins-used-up",
        Denial::NotEnrolled(Ended::ClockSetBack) => "enrollment-clock-set-back",
        Denial::NotEnrolled(_) => "enrollment-time-is-up",
        _ => "other",
    }
}
