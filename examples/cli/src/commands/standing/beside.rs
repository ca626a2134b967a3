//! What a person has beside their authenticators: what is required of them, what is pending, and ways to recover.

use core::fmt::Write as _;

use mfa_core::{Allowance, Moment, PastDeadline, RecoveryCodes, Requirement, Status, UnixTime};
use mfa_host::PersonName;
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::record::{Pending, Record, RecoveryEntry};
use mfa_host::store::FileError;
use serde::Serialize;

use crate::commands::require;
use crate::json::Time;
use crate::sentences::{Counted, Quoted, Word};
use crate::when;

/// What a person has beside their authenticators, as JSON shows it.
#[derive(Serialize)]
pub(in crate::commands) struct Beside {
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
    requirement: &'static str,
    /// What an administrator said of this person alone; null for nothing.
    exception: Option<require::Told>,
    /// The deadline to enroll, once it is counted; null for somebody enrolled.
    enroll_until: Option<Time>,
    /// How many more logins they have before it; null for any number.
    enroll_logins_left: Option<u16>,
    /// When the device was online, the last time somebody logged in.
    last_online: Option<Time>,
    pending: Option<PendingShown>,
    recovery: Option<RecoveryShown>,
    recovery_codes: Option<CodesShown>,
}

/// How long codes count while the device is offline.
struct Offline {
    most: Allowance,
    since: Option<UnixTime>,
    logins: u16,
}

#[derive(Serialize)]
struct PendingShown {
    name: String,
    until: Time,
    /// Whether it can still be confirmed.
    open: bool,
}

#[derive(Serialize)]
struct RecoveryShown {
    device: String,
    /// Whether the policy has recovery on.
    #[serde(skip)]
    is_on: bool,
    grant: Option<GrantShown>,
    #[serde(flatten)]
    ladder: Ladder,
}

#[derive(Serialize)]
struct GrantShown {
    until: Time,
    logins_left: u8,
}

#[derive(Serialize)]
struct CodesShown {
    left: usize,
    /// Whether the policy has recovery codes on.
    #[serde(skip)]
    is_on: bool,
    #[serde(flatten)]
    ladder: Ladder,
}

/// Wrong ones, and the lock that they led to.
#[derive(Serialize)]
struct Ladder {
    failures: u16,
    locked_until: Option<Time>,
    closed: bool,
}

impl Beside {
    pub(super) fn of(
        person: &PersonName,
        record: &Record,
        moment: Moment,
        policies: &Policies,
    ) -> Result<Self, PeopleError<FileError>> {
        let (now, exception) = (moment.now, record.exception());
        let requirement = record.requirement(policies.requirement_of(person), now);
        let enrolls = requirement == Requirement::Required && record.authenticators().is_empty();
        let login = record.login_policy(&policies.login);
        let to_enroll = login.without_factor;
        let logins_left = to_enroll.logins().map(|most| most.saturating_sub(record.logins().logins_without_factor()));
        let codes = record.recovery_codes().map(|set| codes(set, now, policies)).transpose()?;
        Ok(Self {
            enrolled: !record.authenticators().is_empty(),
            to_enroll,
            offline: Offline {
                most: login.offline,
                since: record.logins().last_online(),
                logins: record.logins().logins_since_online(),
            },
            past_deadline: login.past_deadline,
            asks: login.enabled,
            requirement: match requirement {
                Requirement::Required => "required",
                Requirement::IfEnrolled => "if-enrolled",
                Requirement::Exempt => "exempt",
            },
            exception: exception.map(|exception| Some(exception).into()),
            enroll_until: record
                .logins()
                .required_since()
                .filter(|_| enrolls)
                .map(|since| Time(to_enroll.until(since))),
            enroll_logins_left: logins_left.filter(|_| enrolls),
            last_online: record.logins().last_online().map(Time),
            pending: record.pending().map(|pending| PendingShown::of(pending, now)),
            recovery: record.recovery().map(|entry| recovery(entry, moment, policies)).transpose()?,
            recovery_codes: codes,
        })
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
            "required" => "yes",
            "exempt" => "exempt",
            _ => "if enrolled",
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
        self.requirement == "required"
            && !self.enrolled
            && !self.lets_in(now)
            && (self.deadline().is_some() || has_none)
    }

    /// The time to enroll that no login has begun yet: `2 d and 10 logins`.
    pub(super) fn time_to_come(&self) -> Option<String> {
        if self.requirement != "required" || self.enrolled || self.deadline().is_some() {
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
            ("required", Some(until), _) if self.lets_in(now) => {
                format!("{}{}, {person} gets in with the password alone", when::until(until, now), self.logins_left())
            }
            ("required", None, Some(time)) => {
                format!("the time to enroll begins with the next login: {time}, with the password alone")
            }
            ("required", ..) if self.past_deadline == PastDeadline::EnrollNow => {
                format!("the time to enroll is over: {person} enrolls before the next login, with the password alone")
            }
            ("required", ..) => format!("the time to enroll is over: {person} is denied until {require}"),
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
            ("required", Some(until), _) if self.lets_in(now) => {
                format!("second factor; let in without one {}{}", when::until(until, now), self.logins_left())
            }
            ("required", Some(until), _) if now < until => {
                "second factor; the logins without one are used up".to_owned()
            }
            ("required", Some(until), _) => {
                format!("second factor; the time to enroll ended {}", when::at(until, now))
            }
            ("required", None, _) => match self.time_to_come() {
                Some(time) => format!("second factor; {time} to enroll, from the next login on"),
                None => "second factor".to_owned(),
            },
            ("exempt", _, Some(until)) => format!("nothing, exempt {}", when::until(until, now)),
            ("exempt", ..) => "nothing, exempt".to_owned(),
            _ if self.enrolled => "second factor, since they have enrolled one".to_owned(),
            _ => "nothing unless they enroll".to_owned(),
        }
    }

    /// Lines for what there is, each under its heading.
    pub(in crate::commands) fn lines(&self, now: UnixTime) -> String {
        let mut text = String::new();
        if self.enrolled && self.asks && self.requirement != "exempt" {
            text += &format!("Offline:         {}\n", self.offline.text(now));
        }
        // Writing to a string does not fail.
        if let Some(PendingShown { name, until: Time(until), open }) = &self.pending {
            let how = if *open { when::until(*until, now) } else { format!("over since {}", when::at(*until, now)) };
            let _ = writeln!(text, "Pending:         {}, {how}", Quoted(name));
        }
        if let Some(recovery) = &self.recovery {
            let _ = writeln!(text, "Recovery:        {}{}", recovery.device, recovery.text(now));
        }
        if let Some(codes) = &self.recovery_codes {
            let off = if codes.is_on { "" } else { OFF };
            let _ = writeln!(text, "Recovery codes:  {} left{off}{}", codes.left, codes.ladder.text(now));
        }
        text
    }

    /// What else the list has to say of somebody: `; pending; recovery until ..`.
    pub(super) fn marks(&self, now: UnixTime) -> String {
        let pending = self.pending.as_ref().filter(|pending| pending.open).map(|_| "; pending".to_owned());
        let recovery = self.recovery.as_ref().filter(|recovery| recovery.is_on);
        let recovery = recovery.and_then(|recovery| match (&recovery.grant, recovery.ladder.lock(now)) {
            (_, Some(lock)) => Some(format!("; recovery {lock}")),
            (Some(grant), None) => Some(format!("; recovery {}", when::until(grant.until.0, now))),
            (None, None) => None,
        });
        let codes = self.recovery_codes.as_ref().filter(|codes| codes.is_on);
        let codes = codes.and_then(|codes| codes.ladder.lock(now)).map(|lock| format!("; recovery codes {lock}"));
        [pending, recovery, codes].into_iter().flatten().collect()
    }

    /// The ways to recover that wrong ones have closed: what they are called, and after how many.
    pub(in crate::commands) fn closed(&self) -> Vec<(&'static str, u16)> {
        let pins = self.recovery.as_ref().filter(|recovery| recovery.is_on);
        let codes = self.recovery_codes.as_ref().filter(|codes| codes.is_on);
        [
            pins.filter(|pins| pins.ladder.closed).map(|pins| ("recovery by PIN", pins.ladder.failures)),
            codes.filter(|codes| codes.ladder.closed).map(|codes| ("recovery by code", codes.ladder.failures)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

const OFF: &str = "; off by policy";

impl RecoveryShown {
    /// A lock or the policy keeps out whoever has an open grant too, so it is told alone.
    fn text(&self, now: UnixTime) -> String {
        let off = if self.is_on { "" } else { OFF };
        match &self.grant {
            Some(GrantShown { until: Time(until), logins_left }) if self.is_on && self.ladder.lock(now).is_none() => {
                let logins = Counted((*logins_left).into(), "more login");
                format!("; let in {}, for {logins}{}", when::until(*until, now), self.ladder.text(now))
            }
            _ => format!("{off}{}", self.ladder.text(now)),
        }
    }
}

impl Offline {
    fn text(&self, now: UnixTime) -> String {
        let Some(since) = self.since else { return "codes do not count before a login online".to_owned() };
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

impl PendingShown {
    fn of(pending: &Pending, now: UnixTime) -> Self {
        Self {
            name: pending.name.as_str().to_owned(),
            until: Time(pending.enrollment.until()),
            open: pending.enrollment.is_open(now),
        }
    }
}

fn recovery(
    entry: &RecoveryEntry,
    moment: Moment,
    policies: &Policies,
) -> Result<RecoveryShown, PeopleError<FileError>> {
    let opened = entry.open()?;
    Ok(RecoveryShown {
        device: entry.device.as_str().to_owned(),
        is_on: policies.recovery.is_on,
        grant: opened
            .grant(moment, &policies.recovery)
            .map(|grant| GrantShown { until: Time(grant.until), logins_left: grant.uses_left }),
        ladder: opened.status(moment.now, &policies.recovery).into(),
    })
}

fn codes(
    set: &mfa_core::StoredCodes,
    now: UnixTime,
    policies: &Policies,
) -> Result<CodesShown, PeopleError<FileError>> {
    let opened = RecoveryCodes::open(set)?;
    let throttle = policies.recovery_codes.policy.throttle;
    let is_on = policies.recovery_codes.policy.is_on;
    Ok(CodesShown { left: opened.left(), is_on, ladder: opened.status(now, throttle).into() })
}

impl From<Status> for Ladder {
    fn from(status: Status) -> Self {
        Self { failures: status.failures, locked_until: status.locked_until.map(Time), closed: status.closed }
    }
}

impl Ladder {
    fn text(&self, now: UnixTime) -> String {
        match self.lock(now) {
            Some(lock) => format!("; {lock}"),
            None if self.failures > 0 => format!("; {} in a row", Counted(self.failures.into(), "failure")),
            None => String::new(),
        }
    }

    /// `closed`, or `locked until ..`.
    fn lock(&self, now: UnixTime) -> Option<String> {
        match (self.closed, self.locked_until) {
            (true, _) => Some("closed".to_owned()),
            (false, Some(Time(until))) => Some(format!("locked {}", when::until(until, now))),
            (false, None) => None,
        }
    }
}
