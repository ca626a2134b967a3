//! What is required of a person, how long they may do without, and how long codes count offline.

use mfa_core::{Allowance, PastDeadline, Requirement, UnixTime};
use mfa_host::PersonName;
use mfa_host::policy::Policies;
use mfa_host::record::Record;
use serde::{Serialize, Serializer};

use crate::commands::require;
use crate::json::Time;
use crate::sentences::{Counted, Word};
use crate::when;

/// What is required of a person, as JSON shows it.
#[derive(Serialize)]
pub(in crate::commands) struct Duty {
    #[serde(skip)]
    enrolled: bool,
    /// How long somebody who is not enrolled gets in, from the first login that requires it.
    #[serde(skip)]
    to_enroll: Allowance,
    #[serde(skip)]
    offline: Offline,
    /// What becomes of those whose time to enroll is over.
    #[serde(skip)]
    past_deadline: PastDeadline,
    /// Whether second factors are asked for at all.
    #[serde(skip)]
    asks: bool,
    /// `required`, `if-enrolled` or `exempt`.
    #[serde(serialize_with = "requirement")]
    requirement: Requirement,
    /// What an administrator said of this person alone; null for nothing.
    exception: Option<require::Told>,
    /// The deadline to enroll, once it is counted; null for somebody enrolled.
    enroll_until: Option<Time>,
    /// How many more logins they have before it; null for any number.
    enroll_logins_left: Option<u16>,
    /// When the device was online, the last time somebody logged in.
    last_online: Option<Time>,
}

/// How long codes count while the device is offline.
struct Offline {
    most: Allowance,
    since: Option<UnixTime>,
    logins: u16,
}

impl Duty {
    pub(super) fn of(person: &PersonName, record: &Record, now: UnixTime, policies: &Policies) -> Self {
        let requirement = record.requirement(policies.requirement_of(person), now);
        let enrolled = !record.authenticators().is_empty();
        let enrolls = requirement == Requirement::Required && !enrolled;
        let (login, logins) = (record.login_policy(&policies.login), record.logins());
        let to_enroll = login.without_factor;
        let logins_left = to_enroll.logins().map(|most| most.saturating_sub(logins.logins_without_factor()));
        let until = logins.required_since().map(|since| Time(to_enroll.until(since)));
        Self {
            enrolled,
            to_enroll,
            offline: Offline { most: login.offline, since: logins.last_online(), logins: logins.logins_since_online() },
            past_deadline: login.past_deadline,
            asks: login.enabled,
            requirement,
            exception: record.exception().map(|exception| Some(exception).into()),
            enroll_until: until.filter(|_| enrolls),
            enroll_logins_left: logins_left.filter(|_| enrolls),
            last_online: logins.last_online().map(Time),
        }
    }

    /// The deadline to enroll, once it is counted.
    pub(super) fn deadline(&self) -> Option<UnixTime> {
        self.enroll_until.map(|Time(until)| until)
    }

    /// Whether somebody who is not enrolled is let in.
    pub(super) fn lets_in(&self, now: UnixTime) -> bool {
        self.enroll_logins_left != Some(0) && self.deadline().is_some_and(|deadline| now < deadline)
    }

    /// `yes`, `if enrolled` or `exempt`.
    pub(in crate::commands) fn word(&self) -> &'static str {
        match self.requirement {
            Requirement::Required => "yes",
            Requirement::Exempt => "exempt",
            Requirement::IfEnrolled => "if enrolled",
        }
    }

    /// Whether a second factor is asked of them who are not enrolled, and who is denied for that now, without a way to
    /// enroll at the prompt.
    pub(in crate::commands) fn is_late(&self, now: UnixTime) -> bool {
        self.asks && self.is_over(now) && self.past_deadline == PastDeadline::Deny
    }

    /// Whether the time to enroll is over, or there is none.
    fn is_over(&self, now: UnixTime) -> bool {
        let has_none = self.to_enroll.hours().count() == 0;
        self.requirement == Requirement::Required
            && !self.enrolled
            && !self.lets_in(now)
            && (self.deadline().is_some() || has_none)
    }

    /// The time to enroll that no login has begun yet: `2 d and 10 logins`.
    pub(super) fn time_to_come(&self) -> Option<String> {
        if self.requirement != Requirement::Required || self.enrolled || self.deadline().is_some() {
            return None;
        }
        match self.to_enroll.hours().count() {
            0 => None,
            hours => Some(require::time(hours, self.to_enroll.logins())),
        }
    }

    /// What somebody without an authenticator gets with the password alone.
    pub(in crate::commands) fn without_authenticator(&self, person: &PersonName, now: UnixTime) -> String {
        let require = format!("`mfa require {} --days N`", Word(person.as_str()));
        if !self.asks {
            return "the policy has second factors off: the password alone is enough".to_owned();
        }
        match (self.requirement, self.deadline(), self.time_to_come()) {
            (Requirement::Required, Some(until), _) if self.lets_in(now) => {
                format!("{}{}, {person} gets in with the password alone", when::until(until, now), self.logins_left())
            }
            (Requirement::Required, None, Some(time)) => {
                format!("the time to enroll begins with the next login: {time}, with the password alone")
            }
            (Requirement::Required, ..) if self.past_deadline == PastDeadline::EnrollNow => {
                format!("the time to enroll is over: {person} enrolls before the next login, with the password alone")
            }
            (Requirement::Required, ..) => format!("the time to enroll is over: {person} is denied until {require}"),
            _ => format!("nothing is required of {person}: the password alone is enough"),
        }
    }

    /// `, for 9 more logins`.
    fn logins_left(&self) -> String {
        let left = |left: u16| format!(", for {}", Counted(left.into(), "more login"));
        self.enroll_logins_left.map_or_else(String::new, left)
    }

    /// What is required: `second factor`, and until when one may do without.
    pub(in crate::commands) fn required(&self, now: UnixTime) -> String {
        let exempt_until = match &self.exception {
            Some(require::Told::Exempt { until: Some(Time(until)) }) => Some(*until),
            _ => None,
        };
        match (self.requirement, self.deadline(), exempt_until) {
            (Requirement::Required, Some(until), _) if self.lets_in(now) => {
                format!("second factor; let in without one {}{}", when::until(until, now), self.logins_left())
            }
            (Requirement::Required, Some(until), _) if now < until => {
                "second factor; the logins without one are used up".to_owned()
            }
            (Requirement::Required, Some(until), _) => {
                format!("second factor; the time to enroll ended {}", when::at(until, now))
            }
            (Requirement::Required, None, _) => match self.time_to_come() {
                Some(time) => format!("second factor; {time} to enroll, from the next login on"),
                None => "second factor".to_owned(),
            },
            (Requirement::Exempt, _, Some(until)) => format!("nothing, exempt {}", when::until(until, now)),
            (Requirement::Exempt, ..) => "nothing, exempt".to_owned(),
            _ if self.enrolled => "second factor, since they have enrolled one".to_owned(),
            _ => "nothing unless they enroll".to_owned(),
        }
    }

    /// How long codes count offline, of somebody who is asked for them.
    pub(in crate::commands) fn offline(&self, now: UnixTime) -> Option<String> {
        let is_asked = self.enrolled && self.asks && self.requirement != Requirement::Exempt;
        is_asked.then(|| self.offline.text(now))
    }
}

impl Offline {
    fn text(&self, now: UnixTime) -> String {
        let Some(since) = self.since else { return "codes count once there was a login online".to_owned() };
        let left = self.most.logins().map(|most| most.saturating_sub(self.logins));
        let until = self.most.until(since);
        if self.most.hours().count() == 0 {
            return "codes do not count".to_owned();
        }
        if until <= now {
            return format!("codes count no more since {}", when::at(until, now));
        }
        match left {
            Some(0) => "codes count no more: the logins are used up".to_owned(),
            Some(left) => {
                format!("codes count {}, for {}", when::until(until, now), Counted(left.into(), "more login"))
            }
            None => format!("codes count {}", when::until(until, now)),
        }
    }
}

fn requirement<S: Serializer>(requirement: &Requirement, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match requirement {
        Requirement::Required => "required",
        Requirement::IfEnrolled => "if-enrolled",
        Requirement::Exempt => "exempt",
    })
}
