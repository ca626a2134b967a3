//! The clock: time-based codes and locks stand on it.
//!
//! Whether it is synchronized is taken from what the usual programs leave in /run. The kernel is not asked.

use mfa_core::UnixTime;

use super::finding::Finding;
use super::system::System;
use crate::when;

/// 2026-01-01, before which this program was not written.
const WRITTEN: u64 = 1_767_225_600;
/// What systemd-timesyncd makes, and touches at each synchronization.
const TIMESYNCD: &str = "/run/systemd/timesync";
const SYNCHRONIZED: &str = "/run/systemd/timesync/synchronized";
/// What other programs that keep clocks make, and how each is asked.
const OTHERS: [(&str, &str); 4] = [
    ("/run/chrony", "chronyc tracking"),
    ("/run/chronyd.pid", "chronyc tracking"),
    ("/run/ntpd.pid", "ntpq -p"),
    ("/run/openntpd.pid", "ntpctl -s all"),
];

pub(super) fn check(system: &System) -> Vec<Finding> {
    reading(system).into_iter().chain(synchronization(system)).collect()
}

fn reading(system: &System) -> Option<Finding> {
    let advice = "set it: codes are refused, and locks last wrongly, while it is off";
    match system.now {
        Ok(now) if now.seconds() >= WRITTEN => None,
        Ok(now) => Some(Finding::broken(
            "the clock",
            format!("it says {}, and this program was written in 2026", when::shown(now)),
            advice,
        )),
        Err(error) => Some(Finding::broken("the clock", format!("it cannot be right: {error}"), advice)),
    }
}

fn synchronization(system: &System) -> Option<Finding> {
    if system.has(SYNCHRONIZED) {
        return None;
    }
    if let Some((_, ask)) = OTHERS.iter().find(|(path, _)| system.has(path)) {
        return Some(Finding::unknown(
            "the clock",
            "another program than systemd-timesyncd keeps it, which is not asked here",
            format!("`{ask}` says whether it is synchronized"),
        ));
    }
    Some(if system.has(TIMESYNCD) {
        Finding::advice(
            "the clock",
            "systemd-timesyncd has not synchronized it since it was started",
            "`timedatectl timesync-status` says why",
        )
    } else {
        Finding::advice(
            "the clock",
            "nothing is seen that keeps it right (systemd-timesyncd, chronyd, ntpd)",
            "install one, unless the clock is kept from outside, as that of a container is",
        )
    })
}

/// The time to go by; 1970 where the clock cannot be right, which is a finding of its own.
pub(super) fn now(system: &System) -> UnixTime {
    system.now.unwrap_or(UnixTime::EPOCH)
}
