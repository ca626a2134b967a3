//! An authenticator, as status, list and diagnose show it.

use core::ops::RangeInclusive;

use mfa_core::{Algorithm, Moving, Policy, Position, Progress, Strength, TimeStep, UnixTime};
use mfa_host::record::Entry;
use serde::Serialize;

use crate::json::Time;
use crate::sentences::{self, Counted};
use crate::when;

/// An authenticator as JSON shows it.
#[derive(Serialize)]
pub(in crate::commands) struct Shown {
    pub(super) name: String,
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
    pub(in crate::commands) next: Option<u64>,
    /// How many time steps its clock was learned to be off.
    drift: i8,
    /// Until when its codes are used up, if that is further than logins at this time can have brought it: a clock was
    /// wrong when a code was accepted. Null for one that counts, and normally.
    used_up_until: Option<Time>,
    /// Whether its codes count for nothing until it is confirmed again.
    suspended: bool,
}

impl Shown {
    pub(super) fn of(entry: &Entry, progress: Progress, now: UnixTime, policy: &Policy) -> Self {
        let (kind, period, t0) = match entry.parameters.moving {
            Moving::Totp { period, t0 } => ("totp", Some(period.seconds()), Some(Time(t0))),
            Moving::Hotp => ("hotp", None, None),
        };
        let mut shown = Self {
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
            next: progress.next.map(Position::number),
            drift: progress.drift,
            used_up_until: None,
            suspended: progress.suspended,
        };
        shown.used_up_until = shown.ahead_until(entry, now, policy).map(Time);
        shown
    }

    /// Until when its codes are used up, if that is further than logins at this time can have brought it.
    pub(in crate::commands) fn used_up_until(&self) -> Option<UnixTime> {
        self.used_up_until.map(|Time(until)| until)
    }

    /// Whether its codes count for nothing until it is confirmed again.
    pub(super) const fn is_suspended(&self) -> bool {
        self.suspended
    }

    /// Whether its codes are counted, not timed.
    pub(in crate::commands) const fn is_counter_based(&self) -> bool {
        self.period.is_none()
    }

    /// Whether the code of a time step or counter is used up.
    pub(in crate::commands) fn has_used(&self, position: u64) -> bool {
        self.next.is_none_or(|next| position < next)
    }

    /// The time steps that a login looks at, counted from the current one: those around it, and those around it as the
    /// phone's learned drift has it.
    pub(in crate::commands) fn windows(&self, policy: &Policy) -> impl Iterator<Item = RangeInclusive<i64>> {
        let (past, future) = (i64::from(policy.window.past()), i64::from(policy.window.future()));
        let learned = policy.drift.map(|drift| {
            let bound = i64::from(drift.bound());
            i64::from(self.drift).clamp(bound.saturating_neg(), bound)
        });
        let middles = [Some(0), learned].into_iter().flatten();
        middles.map(move |middle| middle.saturating_sub(past)..=middle.saturating_add(future))
    }

    fn ahead_until(&self, entry: &Entry, now: UnixTime, policy: &Policy) -> Option<UnixTime> {
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

/// How many steps ahead codes may be used up without a wrong clock: a little more than what `mfa migrate` takes for used
/// up, which is an hour at 30 seconds.
const SOON: u64 = 122;

/// Whether codes that are used up until then come back so soon that it is best to wait.
pub(in crate::commands) fn is_soon(entry: &Entry, until: UnixTime, now: UnixTime) -> bool {
    let Moving::Totp { period, .. } = entry.parameters.moving else { return false };
    until.seconds().saturating_sub(now.seconds()) <= SOON.saturating_mul(period.seconds().into())
}

/// `"phone"  TOTP, SHA-1, 6 digits, 30 s; added 2026-01-01T00:00:00Z`.
pub(in crate::commands) fn line(entry: &Entry, shown: &Shown, now: UnixTime) -> String {
    let described = sentences::Described(&entry.parameters);
    let mut line =
        format!("{}: {described}; added {}", sentences::Quoted(entry.name.as_str()), when::shown(entry.added));
    if shown.period.is_none() {
        line += &match shown.next {
            Some(next) => format!("; next counter {next}"),
            None => "; its counter is at its end".to_owned(),
        };
    }
    if let Some(until) = shown.used_up_until() {
        line += &format!("; used up {}", when::until(until, now));
    }
    if shown.drift != 0 {
        line += &format!("; clock {}", off(i64::from(shown.drift)));
    }
    if shown.suspended {
        line += "; suspended";
    }
    if sentences::weakness(entry.secret.strength()).is_some() {
        line += "; short secret";
    }
    line
}

/// How far off a clock is: `3 steps slow`.
pub(in crate::commands) fn off(steps: i64) -> String {
    let way = if steps < 0 { "slow" } else { "fast" };
    format!("{} {way}", Counted(steps.unsigned_abs(), "step"))
}

pub(in crate::commands) fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Legacy => "legacy",
        Strength::Required => "required",
        Strength::Recommended => "recommended",
    }
}
