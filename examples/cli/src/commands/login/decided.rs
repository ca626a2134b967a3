//! A login decision as the person is told it, and as scripts read it.

use mfa_core::{Decision, Denial, Ended, Occasion, UnixTime, Unneeded};
use mfa_host::PersonName;
use serde::Serialize;

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
        because: &'static str,
    },
    Deny {
        reason: &'static str,
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
            Decision::NoCodeNeeded { because, .. } => Self::NoCodeNeeded { because: unneeded(because) },
            Decision::Deny { reason, .. } => Self::Deny { reason: denial(reason) },
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
            Self::NoCodeNeeded { because } => format!("let in, no code needed: {}\n", why(because, person, *occasion)),
            Self::Deny { reason } if *may_recover => format!("no code lets in: {}\n", why_not(reason)),
            Self::Deny { reason } => format!("denied: {}\n", why_not(reason)),
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

fn why(because: &str, person: &PersonName, occasion: Occasion) -> String {
    match because {
        "disabled" => "the policy has second factors off".to_owned(),
        "exempt" => format!("{person} is exempt"),
        "occasion" => format!("the policy asks for none {}", on(occasion)),
        "other-factor" => "a smartcard was accepted already".to_owned(),
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

const fn denial(reason: Denial) -> &'static str {
    match reason {
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
    }
}

fn why_not(reason: &str) -> &'static str {
    match reason {
        "not-enrolled" => "an authenticator is required, and there is none",
        "enrollment-logins-used-up" => "the logins without an authenticator are used up",
        "enrollment-clock-set-back" => {
            "the clock shows a time before one that was seen, so the time to enroll counts as over"
        }
        "enrollment-time-is-up" => "the time to enroll an authenticator is over",
        "never-offline" => "codes do not count while the device is offline",
        "never-online" => "codes count offline only once the device was online",
        "offline-logins-used-up" => "the logins offline are used up; connect the device to its network",
        "offline-clock-set-back" => {
            "the clock shows a time before one that was seen; connect the device to its network"
        }
        "offline-time-is-up" => {
            "the device was offline for longer than codes count without a network; connect it, and codes count again"
        }
        _ => "the policy says so",
    }
}
