//! How a person stands, as status and list show it.

use core::ops::RangeInclusive;

use mfa_core::{Algorithm, Moving, Policy, Position, Status, Strength, TimeStep, UnixTime};
use mfa_host::PersonName;
use mfa_host::people::PeopleError;
use mfa_host::record::{Entry, Record};
use mfa_host::store::FileError;
use serde::Serialize;

use crate::json::Time;
use crate::sentences::{self, Counted};
use crate::when;

/// A person as JSON shows them.
#[derive(Serialize)]
pub(super) struct Standing {
    pub(super) person: String,
    pub(super) enrolled: bool,
    /// Wrong codes since the last acceptance.
    pub(super) failures: u16,
    /// Wrong codes in all.
    pub(super) failures_in_all: u32,
    /// How many more wrong codes are looked at before one locks or closes; 0 while locked, closed or not enrolled.
    pub(super) attempts_left: u16,
    pub(super) locked_until: Option<Time>,
    pub(super) closed: bool,
    /// How many times the record was changed.
    pub(super) revision: u64,
    pub(super) authenticators: Vec<Shown>,
}

/// An authenticator as JSON shows it.
#[derive(Serialize)]
pub(super) struct Shown {
    name: String,
    /// `totp` or `hotp`.
    kind: &'static str,
    algorithm: &'static str,
    digits: usize,
    /// Seconds; null for a counter-based one.
    period: Option<u16>,
    /// When step 0 began; null for a counter-based one.
    t0: Option<Time>,
    /// `legacy` (under 128 bits), `required` (under 160) or `recommended`.
    strength: &'static str,
    added: Time,
    /// The smallest time step or counter that is not used up; null for a counter at its end.
    pub(super) next: Option<u64>,
    /// How many time steps its clock was learned to be off.
    drift: i8,
}

impl Standing {
    pub(super) fn of(
        person: &PersonName,
        record: &Record,
        now: UnixTime,
        policy: &Policy,
    ) -> Result<Self, PeopleError<FileError>> {
        let credentials = record.credentials()?;
        let opened = record.person(&credentials)?;
        let enrolled = !record.authenticators().is_empty();
        let Status { failures, failures_in_all, attempts_left, locked_until, closed, revision, .. } =
            opened.status(now, policy);
        let entries = record.authenticators().iter().zip(opened.progress());
        Ok(Self {
            person: person.as_str().to_owned(),
            enrolled,
            failures,
            failures_in_all,
            // Without an authenticator there is nothing to try, to lock or to close.
            attempts_left: if enrolled { attempts_left } else { 0 },
            locked_until: locked_until.filter(|_| enrolled).map(Time),
            closed: enrolled && closed,
            revision,
            authenticators: entries.map(|(entry, progress)| Shown::of(entry, progress.next, progress.drift)).collect(),
        })
    }

    /// An authenticator as it is shown.
    pub(super) fn of_entry(&self, entry: &Entry) -> Option<&Shown> {
        self.authenticators.iter().find(|shown| shown.name == entry.name.as_str())
    }

    /// Whether codes are looked at: `open`, `locked until ..`, `closed`.
    pub(super) fn codes(&self, now: UnixTime) -> String {
        match self.locked_until {
            _ if !self.enrolled => "not enrolled".to_owned(),
            _ if self.closed => "closed".to_owned(),
            Some(Time(until)) => format!("locked {}", when::until(until, now)),
            None => format!("open, {} left", Counted(self.attempts_left.into(), "attempt")),
        }
    }
}

impl Shown {
    fn of(entry: &Entry, next: Option<Position>, drift: i8) -> Self {
        let (kind, period, t0) = match entry.parameters.moving {
            Moving::Totp { period, t0 } => ("totp", Some(period.seconds()), Some(Time(t0))),
            Moving::Hotp => ("hotp", None, None),
        };
        Self {
            name: entry.name.as_str().to_owned(),
            kind,
            algorithm: match entry.parameters.algorithm {
                Algorithm::Sha1 => "sha1",
                Algorithm::Sha256 => "sha256",
                Algorithm::Sha512 => "sha512",
            },
            digits: entry.parameters.digits.count(),
            period,
            t0,
            strength: strength(entry.secret.strength()),
            added: Time(entry.added),
            next: next.map(Position::number),
            drift,
        }
    }

    /// Whether its codes are counted, not timed.
    pub(super) const fn is_counter_based(&self) -> bool {
        self.period.is_none()
    }

    /// Whether the code of a time step or counter is used up.
    pub(super) fn has_used(&self, position: u64) -> bool {
        self.next.is_none_or(|next| position < next)
    }

    /// The time steps that a login looks at, counted from the current one: those around it, and those around it as the
    /// phone's learned drift has it.
    pub(super) fn windows(&self, policy: &Policy) -> impl Iterator<Item = RangeInclusive<i64>> {
        let (past, future) = (i64::from(policy.window.past()), i64::from(policy.window.future()));
        let learned = policy.drift.map(|drift| {
            let bound = i64::from(drift.bound());
            i64::from(self.drift).clamp(bound.saturating_neg(), bound)
        });
        let middles = [Some(0), learned].into_iter().flatten();
        middles.map(move |middle| middle.saturating_sub(past)..=middle.saturating_add(future))
    }

    /// Until when the codes of a time-based authenticator are used up, if that is further than logins at this time can
    /// have brought it: a clock was wrong when a code was accepted.
    pub(super) fn used_up_until(&self, entry: &Entry, now: UnixTime, policy: &Policy) -> Option<UnixTime> {
        let Moving::Totp { period, t0 } = entry.parameters.moving else { return None };
        let next = self.next?;
        let here = TimeStep::at(now, period, t0).ok()?.number();
        let last = here.saturating_add_signed(self.windows(policy).map(|window| *window.end()).max()?);
        if next <= last.saturating_add(1) {
            return None;
        }
        let until = next.saturating_mul(period.seconds().into()).saturating_add(t0.seconds());
        Some(UnixTime::new(until).unwrap_or(UnixTime::MAX))
    }
}

/// `"phone"  TOTP, SHA-1, 6 digits, 30 s; added 2026-01-01T00:00:00Z`.
pub(super) fn line(entry: &Entry, shown: &Shown, now: UnixTime, policy: &Policy) -> String {
    let described = sentences::Described(&entry.parameters);
    let mut line = format!("\"{}\": {described}; added {}", entry.name, when::shown(entry.added));
    if shown.period.is_none() {
        line += &match shown.next {
            Some(next) => format!("; next counter {next}"),
            None => "; its counter is at its end".to_owned(),
        };
    }
    if let Some(until) = shown.used_up_until(entry, now, policy) {
        line += &format!("; used up until {}", when::shown(until));
    }
    if shown.drift != 0 {
        line += &format!("; clock {}", off(i64::from(shown.drift)));
    }
    if sentences::weakness(entry.secret.strength()).is_some() {
        line += "; short secret";
    }
    line
}

/// How far off a clock is: `3 steps slow`.
pub(super) fn off(steps: i64) -> String {
    let way = if steps < 0 { "slow" } else { "fast" };
    format!("{} {way}", Counted(steps.unsigned_abs(), "step"))
}

pub(super) fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Legacy => "legacy",
        Strength::Required => "required",
        Strength::Recommended => "recommended",
    }
}
