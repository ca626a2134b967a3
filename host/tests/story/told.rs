//! What a step came to, in the words of the stories.

use core::fmt;

use mfa_core::{
    AfterRecovery, AttemptError, CodeRedemption, Confirmation, Decision, Denial, Diagnosis, Ended, EnrollmentError,
    OpenGrant, PersonError, Position, Reason, RecoveryChallenge, Redeemed, RedeemedBy, Redemption, Rejected,
    Restoration, Resynchronization, TypedError, UnixTime, Unneeded, Verdict,
};
use mfa_host::AuthenticatorName;
use mfa_host::people::{LoggedIn, PeopleError};

use super::store::Failed;

/// A word, and details with a name each.
pub(super) struct Told {
    pub(super) word: &'static str,
    details: Vec<(&'static str, String)>,
}

impl Told {
    pub(super) const fn of(word: &'static str) -> Self {
        Self { word, details: Vec::new() }
    }

    pub(super) const DONE: Self = Self::of("done");

    pub(super) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.details.push((name, value.to_string()));
        self
    }

    pub(super) fn detail(&self, name: &str) -> Option<&str> {
        self.details.iter().find(|(there, _)| *there == name).map(|(_, value)| value.as_str())
    }

    fn rejected(self, rejected: Rejected) -> Self {
        let Rejected { attempts_left, locked_until, closed, reason, .. } = rejected;
        let reason = match reason {
            Reason::Mismatch => "mismatch",
            Reason::Replayed => "replayed",
            other => panic!("{other:?} is new"),
        };
        self.with("left", attempts_left)
            .with("until", or_none(locked_until))
            .with("closed", yes_or_no(closed))
            .with("reason", reason)
    }

    fn locked(until: UnixTime) -> Self {
        Self::of("locked").with("until", until)
    }

    fn at(self, position: Position) -> Self {
        self.with("position", position.number())
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)?;
        self.details.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
    }
}

pub(super) const fn yes_or_no(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

pub(super) fn or_none<T: fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

/// A verdict, and whose code it was if it was accepted.
pub(super) fn verdict(verdict: &Verdict, name: Option<&AuthenticatorName>) -> Told {
    match *verdict {
        Verdict::Accepted(accepted) => Told::of("accepted")
            .with("factor", "code")
            .with("by", or_none(name))
            .at(accepted.position)
            .with("offset", accepted.offset)
            .with("failures", accepted.failures_before),
        Verdict::Rejected(rejected) => Told::of("rejected").rejected(rejected),
        Verdict::Locked { until } => Told::locked(until),
        Verdict::Closed => Told::of("closed"),
        Verdict::Suspended => Told::of("suspended"),
        other => panic!("{other:?} is new"),
    }
}

impl From<&LoggedIn> for Told {
    fn from(login: &LoggedIn) -> Self {
        match login {
            LoggedIn::ByCode(outcome, name) => verdict(outcome, name.as_ref()),
            LoggedIn::ByRecovery(redemption) => redemption.into(),
            LoggedIn::ByRecoveryCode(redemption) => redemption.into(),
        }
    }
}

impl From<&Redemption> for Told {
    fn from(redemption: &Redemption) -> Self {
        match *redemption {
            Redemption::Accepted(redeemed) => accepted(redeemed),
            Redemption::Rejected(rejected) => Self::of("rejected").rejected(rejected),
            Redemption::Locked { until } => Self::locked(until),
            Redemption::Closed => Self::of("closed"),
            Redemption::NoChallenge => Self::of("no-challenge"),
            Redemption::PinNeeded => Self::of("pin-needed"),
            Redemption::Off => Self::of("off"),
            other => panic!("{other:?} is new"),
        }
    }
}

fn accepted(redeemed: Redeemed) -> Told {
    let by = match redeemed.by {
        RedeemedBy::NewPin => "new-pin",
        RedeemedBy::Response => "response",
        RedeemedBy::SamePin => "same-pin",
        RedeemedBy::Grant => "grant",
        other => panic!("{other:?} is new"),
    };
    Told::of("accepted")
        .with("factor", "recovery")
        .with("by", by)
        .with("until", or_none(redeemed.grant.map(|grant| grant.until)))
        .with("left", or_none(redeemed.grant.map(|grant| grant.uses_left)))
        .with("authenticators", after(redeemed.authenticators))
        .with("failures", redeemed.failures_before)
}

impl From<&CodeRedemption> for Told {
    fn from(redemption: &CodeRedemption) -> Self {
        match *redemption {
            CodeRedemption::Accepted(redeemed) => Self::of("accepted")
                .with("factor", "recovery-code")
                .with("index", redeemed.index)
                .with("left", redeemed.left)
                .with("authenticators", after(redeemed.authenticators))
                .with("failures", redeemed.failures_before),
            CodeRedemption::Rejected(rejected) => Self::of("rejected").rejected(rejected),
            CodeRedemption::Locked { until } => Self::locked(until),
            CodeRedemption::Closed => Self::of("closed"),
            CodeRedemption::Off => Self::of("off"),
            other => panic!("{other:?} is new"),
        }
    }
}

const fn after(recovery: AfterRecovery) -> &'static str {
    match recovery {
        AfterRecovery::Keep => "keep",
        AfterRecovery::BurnCodes => "burn-codes",
        AfterRecovery::Suspend => "suspend",
    }
}

impl From<Confirmation> for Told {
    fn from(confirmation: Confirmation) -> Self {
        match confirmation {
            Confirmation::Confirmed { position, offset, .. } => {
                Self::of("confirmed").at(position).with("offset", offset)
            }
            Confirmation::OneMore => Self::of("one-more"),
            Confirmation::Wrong { wrong_codes_left, .. } => Self::of("wrong").with("left", wrong_codes_left),
            Confirmation::Over => Self::of("over"),
            other => panic!("{other:?} is new"),
        }
    }
}

impl From<Resynchronization> for Told {
    fn from(resynchronization: Resynchronization) -> Self {
        match resynchronization {
            Resynchronization::Resynchronized(found) => {
                Self::of("resynchronized").at(found.position).with("offset", found.offset)
            }
            Resynchronization::Rejected(rejected) => Self::of("rejected").rejected(rejected),
            Resynchronization::Locked { until } => Self::locked(until),
            Resynchronization::Closed => Self::of("closed"),
            Resynchronization::Suspended => Self::of("suspended"),
            other => panic!("{other:?} is new"),
        }
    }
}

impl From<Restoration> for Told {
    fn from(restoration: Restoration) -> Self {
        match restoration {
            Restoration::Restored => Self::of("restored"),
            Restoration::Rejected(rejected) => Self::of("rejected").rejected(rejected),
            Restoration::Locked { until } => Self::locked(until),
            Restoration::Closed => Self::of("closed"),
            other => panic!("{other:?} is new"),
        }
    }
}

impl From<Diagnosis> for Told {
    fn from(diagnosis: Diagnosis) -> Self {
        match diagnosis {
            Diagnosis::Slow { steps, rejected, .. } => Self::of("slow").with("steps", steps).rejected(rejected),
            Diagnosis::Unknown(rejected) => Self::of("unknown").rejected(rejected),
            Diagnosis::Locked { until } => Self::locked(until),
            Diagnosis::Closed => Self::of("closed"),
            Diagnosis::Suspended => Self::of("suspended"),
            other => panic!("{other:?} is new"),
        }
    }
}

impl From<Decision> for Told {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::AskForCode => Self::of("ask-code"),
            Decision::LetInUnenrolled { until, logins_left, .. } => {
                let left = logins_left.map_or_else(|| "unlimited".to_owned(), |left| left.to_string());
                Self::of("let-in").with("until", until).with("left", left)
            }
            Decision::EnrollNow { .. } => Self::of("enroll-now"),
            Decision::AskUnderGrant { until, codes_count, .. } => {
                Self::of("ask-grant").with("until", until).with("codes", yes_or_no(codes_count))
            }
            Decision::NoCodeNeeded { because, .. } => Self::of("no-code").with("because", unneeded(because)),
            Decision::Deny { reason: Denial::NotEnrolled(ended), .. } => {
                Self::of("denied").with("because", "not-enrolled").with("ended", self::ended(ended))
            }
            Decision::Deny { reason: Denial::Offline(ended), .. } => {
                Self::of("denied").with("because", "offline").with("ended", self::ended(ended))
            }
            other => panic!("{other:?} is new"),
        }
    }
}

fn unneeded(because: Unneeded) -> &'static str {
    match because {
        Unneeded::Disabled => "disabled",
        Unneeded::Exempt => "exempt",
        Unneeded::Occasion => "occasion",
        Unneeded::OtherFactor => "other-factor",
        Unneeded::NotEnrolled => "not-enrolled",
        other => panic!("{other:?} is new"),
    }
}

fn ended(ended: Ended) -> &'static str {
    match ended {
        Ended::NeverAllowed => "never-allowed",
        Ended::NeverBegun => "never-begun",
        Ended::ClockSetBack => "clock-set-back",
        Ended::TimeIsUp => "time-is-up",
        Ended::LoginsUsedUp => "logins-used-up",
        other => panic!("{other:?} is new"),
    }
}

impl From<RecoveryChallenge> for Told {
    fn from(challenge: RecoveryChallenge) -> Self {
        match challenge {
            RecoveryChallenge::Shown(digits) => Self::of("shown").with("challenge", digits),
            RecoveryChallenge::Off => Self::of("off"),
            other => panic!("{other:?} is new"),
        }
    }
}

impl From<Option<OpenGrant>> for Told {
    fn from(grant: Option<OpenGrant>) -> Self {
        match grant {
            Some(grant) => Self::of("open").with("until", grant.until).with("left", grant.uses_left),
            None => Self::of("none"),
        }
    }
}

/// A refusal: `refused reason=Family.Reason`, the reason being the name of the engine's innermost error.
fn refused(family: &str, reason: &dyn fmt::Debug) -> Told {
    let debug = format!("{reason:?}");
    let name = debug.split(|character: char| !character.is_ascii_alphanumeric()).next().unwrap_or_default();
    Told::of("refused").with("reason", format_args!("{family}.{name}"))
}

pub(super) fn unreadable(error: &TypedError) -> Told {
    match error {
        TypedError::Code { error } => refused("Entry", error),
        TypedError::Pin { error } => refused("Entry", error),
        TypedError::RecoveryCode { error } => refused("Entry", error),
        other => panic!("{other:?} is new"),
    }
}

pub(super) fn not_an_entry(error: &dyn fmt::Debug) -> Told {
    refused("Entry", error)
}

impl From<PeopleError<Failed>> for Told {
    fn from(error: PeopleError<Failed>) -> Self {
        match error {
            PeopleError::Attempt(error) => attempt(error),
            PeopleError::Enrollment(EnrollmentError::Person { error }) | PeopleError::Person(error) => person(error),
            PeopleError::Enrollment(error) => enrollment(error),
            PeopleError::Recovery(error) => refused("Person", &error),
            PeopleError::RecoveryRecord(error) => refused("Stored", &error),
            PeopleError::RecoveryCodes(error) => refused("Person", &error),
            PeopleError::Credential(error) => refused("Parameters", &error),
            PeopleError::Store(Failed) => Self::of("refused").with("reason", "Store"),
            PeopleError::NotConfirmed => Self::of("refused").with("reason", "Commit.Unknown"),
            PeopleError::Busy => refused("Commit", &error),
            other => refused("Person", &other),
        }
    }
}

fn attempt(error: AttemptError) -> Told {
    match error {
        AttemptError::Code { error } => refused("Entry", &error),
        AttemptError::Time { error } => refused("Time", &error),
        AttemptError::Credential { error } => refused("Parameters", &error),
        error => refused("Person", &error),
    }
}

fn enrollment(error: EnrollmentError) -> Told {
    match error {
        EnrollmentError::Code { error } => refused("Entry", &error),
        EnrollmentError::Time { error } => refused("Time", &error),
        EnrollmentError::Credential { error } => refused("Parameters", &error),
        EnrollmentError::Attempt { error } => attempt(error),
        error => refused("Person", &error),
    }
}

fn person(error: PersonError) -> Told {
    match error {
        PersonError::State { .. } | PersonError::StatesDisagree => refused("Stored", &error),
        error => refused("Person", &error),
    }
}
