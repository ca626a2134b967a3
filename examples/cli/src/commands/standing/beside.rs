//! What a person has beside their authenticators: what is required of them, what is pending, and ways to recover.

use core::fmt::Write as _;

use mfa_core::{Moment, RecoveryCodes, Requirement, Status, UnixTime};
use mfa_host::PersonName;
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::record::{Pending, Record, RecoveryEntry};
use mfa_host::store::FileError;
use serde::Serialize;

use crate::commands::require;
use crate::json::Time;
use crate::sentences::Counted;
use crate::when;

/// What a person has beside their authenticators, as JSON shows it.
#[derive(Serialize)]
pub(in crate::commands) struct Beside {
    #[serde(skip)]
    enrolled: bool,
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
        let time = record.login_policy(&policies.login).without_factor;
        let logins_left = time.logins().map(|most| most.saturating_sub(record.logins().logins_without_factor()));
        let codes = record.recovery_codes().map(|set| codes(set, now, policies)).transpose()?;
        Ok(Self {
            enrolled: !record.authenticators().is_empty(),
            requirement: match requirement {
                Requirement::Required => "required",
                Requirement::IfEnrolled => "if-enrolled",
                Requirement::Exempt => "exempt",
            },
            exception: exception.map(|exception| Some(exception).into()),
            enroll_until: record.logins().required_since().filter(|_| enrolls).map(|since| Time(time.until(since))),
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

    /// What is required: `second factor`, and until when one may do without.
    pub(in crate::commands) fn required(&self, now: UnixTime) -> String {
        let exempt_until = match &self.exception {
            Some(require::Told::Exempt { until: Some(Time(until)) }) => Some(*until),
            _ => None,
        };
        match (self.requirement, self.deadline(), exempt_until) {
            ("required", Some(until), _) if self.lets_in(now) => {
                let logins = self
                    .enroll_logins_left
                    .map_or_else(String::new, |left| format!(", for {}", Counted(left.into(), "more login")));
                format!("second factor; let in without one {}{logins}", when::until(until, now))
            }
            ("required", Some(until), _) if now < until => {
                "second factor; the logins without one are used up".to_owned()
            }
            ("required", Some(until), _) => {
                format!("second factor; the time to enroll ended {}", when::shown(until))
            }
            ("required", None, _) => "second factor".to_owned(),
            ("exempt", _, Some(until)) => format!("nothing, exempt {}", when::until(until, now)),
            ("exempt", ..) => "nothing, exempt".to_owned(),
            _ if self.enrolled => "second factor, since they have enrolled one".to_owned(),
            _ => "nothing unless they enroll".to_owned(),
        }
    }

    /// Lines for what there is, each under its heading.
    pub(in crate::commands) fn lines(&self, now: UnixTime) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        if let Some(PendingShown { name, until: Time(until), open }) = &self.pending {
            let how = if *open { when::until(*until, now) } else { format!("over since {}", when::shown(*until)) };
            let _ = writeln!(text, "Pending:         \"{name}\", {how}");
        }
        if let Some(recovery) = &self.recovery {
            let grant = recovery.grant.as_ref().map_or_else(String::new, |grant| {
                let logins = Counted(grant.logins_left.into(), "more login");
                format!("; let in {}, for {logins}", when::until(grant.until.0, now))
            });
            let _ = writeln!(text, "Recovery:        {}{grant}{}", recovery.device, recovery.ladder.text(now));
        }
        if let Some(codes) = &self.recovery_codes {
            let _ = writeln!(text, "Recovery codes:  {} left{}", codes.left, codes.ladder.text(now));
        }
        text
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
    Ok(CodesShown { left: opened.left(), ladder: opened.status(now, throttle).into() })
}

impl From<Status> for Ladder {
    fn from(status: Status) -> Self {
        Self { failures: status.failures, locked_until: status.locked_until.map(Time), closed: status.closed }
    }
}

impl Ladder {
    fn text(&self, now: UnixTime) -> String {
        match (self.closed, self.locked_until) {
            (true, _) => "; closed".to_owned(),
            (false, Some(Time(until))) => format!("; locked {}", when::until(until, now)),
            (false, None) if self.failures > 0 => {
                format!("; {} in a row", Counted(self.failures.into(), "failure"))
            }
            _ => String::new(),
        }
    }
}
