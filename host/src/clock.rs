//! The system's clocks, as the engine takes them.

use std::time::{SystemTime, UNIX_EPOCH};

use mfa_core::{Moment, TimeError, UnixTime, Uptime};

/// Now, in whole seconds; an error if the clock stands before 1970 or beyond 2^40 seconds.
pub fn now() -> Result<UnixTime, TimeError> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| TimeError::Negative)?;
    UnixTime::new(since.as_secs())
}

/// Now, and how long the computer is up, where it tells.
pub fn moment() -> Result<Moment, TimeError> {
    Ok(Moment { now: now()?, uptime: uptime() })
}

/// How long the computer is up, time asleep included, and what tells this boot from others: Linux only.
#[cfg(target_os = "linux")]
pub fn uptime() -> Option<Uptime> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let elapsed = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let seconds = UnixTime::try_from(elapsed.tv_sec).ok()?;
    Some(Uptime { boot: boot_number(&boot)?, seconds })
}

/// How long the computer is up: not known here.
#[cfg(not(target_os = "linux"))]
pub fn uptime() -> Option<Uptime> {
    None
}

/// The first half of a boot's id, `9a8b7c6d-5e4f-4a3b-...`, as a number.
#[cfg(target_os = "linux")]
fn boot_number(id: &str) -> Option<u64> {
    let digits: String = id.chars().filter(|character| *character != '-').take(16).collect();
    if digits.len() < 16 { None } else { u64::from_str_radix(&digits, 16).ok() }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn boot_is_the_first_half_of_its_id() {
        assert_eq!(boot_number("0123abcd-4567-89ab-cdef-0123456789ab\n"), Some(0x0123_abcd_4567_89ab));
        assert_eq!(boot_number("0123"), None);
        assert_eq!(boot_number(""), None);
    }

    #[test]
    fn uptime_is_of_one_boot_and_goes_on() {
        let (before, after) = (uptime().unwrap(), uptime().unwrap());
        assert_eq!(before.boot, after.boot);
        assert!(before.seconds <= after.seconds);
    }
}
