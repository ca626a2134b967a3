//! What a person has beside their authenticators: one that is pending, and ways to recover.

use core::fmt::Write as _;

use mfa_core::{Moment, RecoveryCodes, Status, StoredCodes, UnixTime};
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::record::{Pending, Record, RecoveryEntry};
use mfa_host::store::FileError;
use serde::Serialize;

use crate::json::Time;
use crate::sentences::{Counted, Quoted};
use crate::when;

/// What is pending and what recovers, as JSON shows it.
#[derive(Serialize)]
pub(in crate::commands) struct Ways {
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

impl Ways {
    pub(super) fn of(record: &Record, moment: Moment, policies: &Policies) -> Result<Self, PeopleError<FileError>> {
        Ok(Self {
            pending: record.pending().map(|pending| PendingShown::of(pending, moment.now)),
            recovery: record.recovery().map(|entry| recovery(entry, moment, policies)).transpose()?,
            recovery_codes: record.recovery_codes().map(|set| codes(set, moment.now, policies)).transpose()?,
        })
    }

    /// Lines for what there is, each under its heading.
    pub(in crate::commands) fn lines(&self, now: UnixTime) -> String {
        let mut text = String::new();
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

fn codes(set: &StoredCodes, now: UnixTime, policies: &Policies) -> Result<CodesShown, PeopleError<FileError>> {
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
