//! A login decision as the person is told it, and as scripts read it.

use mfa_core::{Decision, Denial, Ended, Occasion, UnixTime, Unneeded};
use mfa_host::PersonName;
use serde::{Serialize, Serializer};

use crate::commands::verdict::unknown;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::json::Time;
use crate::sentences::Counted;
use crate::when;

/// What was decided.
#[derive(Serialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub(super) enum Decided {
    AskForCode,
    AskUnderGrant {
        until: Time,
    },
    LetInUnenrolled {
        /// The deadline.
        until: Time,
        /// How many more logins there are, where they are limited.
        logins_left: Option<u16>,
    },
    EnrollNow,
    NoCodeNeeded {
        #[serde(serialize_with = "unneeded")]
        because: Unneeded,
    },
    Deny {
        #[serde(serialize_with = "denial")]
        reason: Denial,
    },
}

impl Decided {
    pub(super) fn of(decision: Decision) -> Result<Self, Failure> {
        Ok(match decision {
            Decision::AskForCode => Self::AskForCode,
            Decision::AskUnderGrant { until, .. } => Self::AskUnderGrant { until: Time(until) },
            Decision::LetInUnenrolled { until, logins_left, .. } => {
                Self::LetInUnenrolled { until: Time(until), logins_left }
            }
            Decision::EnrollNow { .. } => Self::EnrollNow,
            Decision::NoCodeNeeded { because, .. } => Self::NoCodeNeeded { because },
            Decision::Deny { reason, .. } => Self::Deny { reason },
            _ => return Err(unknown()),
        })
    }

    /// How a login ends that asks for nothing more.
    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::LetInUnenrolled { .. } | Self::NoCodeNeeded { .. } => Exit::Done,
            Self::EnrollNow => Exit::Enroll,
            // Nobody is in before what is asked for was accepted.
            Self::AskForCode | Self::AskUnderGrant { .. } => Exit::Refused,
            Self::Deny { .. } => Exit::Barred,
        }
    }

    /// For the person; nothing where a code is simply asked for. `enroll` is what they may do about an authenticator, and
    /// whoever is denied may still recover where there is a key.
    pub(super) fn text(&self, of: &Of<'_>) -> String {
        let Of { person, occasion, now, enroll, may_recover } = of;
        match self {
            Self::AskForCode => String::new(),
            Self::AskUnderGrant { until } => format!("recovery is open {}\n", when::until(until.0, *now)),
            Self::LetInUnenrolled { logins_left: Some(0), .. } => {
                let enroll = enroll.said("enroll a phone now: ");
                format!("let in without an authenticator, and this was the last such login\n{enroll}\n")
            }
            Self::LetInUnenrolled { until, logins_left } => {
                let logins = logins_left
                    .map_or_else(String::new, |left| format!(", for {}", Counted(left.into(), "more login")));
                let until = when::until(until.0, *now);
                let enroll = enroll.said("enroll a phone before then: ");
                format!("let in without an authenticator {until}{logins}\n{enroll}\n")
            }
            Self::EnrollNow => enroll.said("an authenticator must be enrolled first: ") + "\n",
            Self::NoCodeNeeded { because } => format!("let in, no code needed: {}\n", why(*because, person, *occasion)),
            Self::Deny { reason } if *may_recover => format!("no code lets in: {}\n", why_not(*reason)),
            Self::Deny { reason } => format!("denied: {}\n", why_not(*reason)),
        }
    }
}

impl Decided {
    /// Why nothing was decided by which somebody could enroll.
    pub(super) fn why_not_enroll(&self, person: &PersonName) -> String {
        match self {
            Self::NoCodeNeeded { because } => {
                format!(
                    "{person} cannot enroll alone: no code is asked for, {}",
                    why(*because, person, Occasion::Login)
                )
            }
            Self::Deny { reason } => format!("{person} cannot enroll alone: {}", why_not(*reason)),
            _ => format!("{person} cannot enroll alone"),
        }
    }

    /// What somebody gives who has an authenticator, or a grant.
    pub(super) const fn what_is_needed(&self) -> &'static str {
        match self {
            Self::AskUnderGrant { .. } => "what the recovery asks for",
            _ => "a code of an authenticator that is enrolled already, a recovery PIN or a recovery code",
        }
    }
}

/// What a decision is told with.
pub(super) struct Of<'a> {
    pub(super) person: &'a PersonName,
    pub(super) occasion: Occasion,
    pub(super) now: UnixTime,
    pub(super) enroll: Enroll,
    pub(super) may_recover: bool,
}

/// What somebody does who has no authenticator.
pub(super) enum Enroll {
    /// The command that begins.
    Begin(String),
    /// The sentence for what waits for its code already, and would be replaced by another.
    Waiting(String),
}

impl Enroll {
    fn said(&self, before: &str) -> String {
        match self {
            Self::Begin(command) => format!("{before}{command}"),
            Self::Waiting(sentence) => sentence.clone(),
        }
    }
}

fn unneeded<S: Serializer>(because: &Unneeded, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match because {
        Unneeded::Disabled => "disabled",
        Unneeded::Exempt => "exempt",
        Unneeded::Occasion => "occasion",
        Unneeded::OtherFactor => "other-factor",
        Unneeded::NotEnrolled => "not-enrolled",
        _ => "other",
    })
}

fn why(because: Unneeded, person: &PersonName, occasion: Occasion) -> String {
    match because {
        Unneeded::Disabled => "the policy has second factors off".to_owned(),
        Unneeded::Exempt => format!("{person} is exempt"),
        Unneeded::Occasion => format!("the policy asks for none {}", on(occasion)),
        Unneeded::OtherFactor => "a smartcard was accepted already".to_owned(),
        _ => format!("none is required of {person}, who has not enrolled"),
    }
}

const fn on(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Login => "at a login",
        Occasion::Unlock => "to unlock",
        Occasion::Elevate => "to elevate rights",
    }
}

fn denial<S: Serializer>(reason: &Denial, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match reason {
        Denial::NotEnrolled(Ended::NeverAllowed) => "not-enrolled",
        Denial::NotEnrolled(Ended::LoginsUsedUp) => "enrollment-logins-used-up",
        Denial::NotEnrolled(Ended::ClockSetBack) => "enrollment-clock-set-back",
        Denial::NotEnrolled(_) => "enrollment-time-is-up",
        Denial::Offline(Ended::NeverAllowed) => "never-offline",
        Denial::Offline(Ended::NeverBegun) => "never-online",
        Denial::Offline(Ended::LoginsUsedUp) => "offline-logins-used-up",
        Denial::Offline(Ended::ClockSetBack) => "offline-clock-set-back",
        Denial::Offline(_) => "offline-time-is-up",
        _ => "other",
    })
}

const fn why_not(reason: Denial) -> &'static str {
    match reason {
        Denial::NotEnrolled(Ended::NeverAllowed) => "an authenticator is required, and there is none",
        Denial::NotEnrolled(Ended::LoginsUsedUp) => "the logins without an authenticator are used up",
        Denial::NotEnrolled(Ended::ClockSetBack) => {
            "the clock shows a time before one that was seen, so the time to enroll counts as over"
        }
        Denial::NotEnrolled(_) => "the time to enroll an authenticator is over",
        Denial::Offline(Ended::NeverAllowed) => "codes do not count while the device is offline",
        Denial::Offline(Ended::NeverBegun) => "codes count offline only once the device was online",
        Denial::Offline(Ended::LoginsUsedUp) => "the logins offline are used up; connect the device to its network",
        Denial::Offline(Ended::ClockSetBack) => {
            "the clock shows a time before one that was seen; connect the device to its network"
        }
        Denial::Offline(_) => {
            "the device was offline for longer than codes count without a network; connect it, and codes count again"
        }
        _ => "the policy says so",
    }
}
