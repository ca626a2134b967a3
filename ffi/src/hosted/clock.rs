//! The system's clocks.

use mfa_core::Uptime;
use mfa_host::clock;

use crate::result::*;

/// Now, in Unix seconds. An error if the clock stands before 1970 or beyond 2^40 seconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_clock_now(now: *mut u64) -> mfa_result {
    guarded_call!(|arguments| {
        let place = arguments.new_number(1, now)?;
        *place = clock::now()?.seconds();
        Ok(MFA_OK)
    })
}

/// Now, and for how long the computer is up, where it tells: then `has_uptime` is 1, `boot` is a number that tells this
/// boot from others, and `uptime` is in seconds, time asleep included. Known on Linux; elsewhere the three are 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_clock_moment(
    now: *mut u64,
    has_uptime: *mut u32,
    boot: *mut u64,
    uptime: *mut u64,
) -> mfa_result {
    guarded_call!(|arguments| {
        let now = arguments.new_number(1, now)?;
        let has_uptime = arguments.new_number(2, has_uptime)?;
        let boot = arguments.new_number(3, boot)?;
        let uptime = arguments.new_number(4, uptime)?;
        let moment = clock::moment()?;
        *now = moment.now.seconds();
        if let Some(Uptime { boot: number, seconds }) = moment.uptime {
            (*has_uptime, *boot, *uptime) = (1, number, seconds.seconds());
        }
        Ok(MFA_OK)
    })
}
