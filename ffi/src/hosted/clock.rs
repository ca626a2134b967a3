//! The system's clocks.

use mfa_core::Uptime;
use mfa_host::clock;

use crate::raw::size_field;
use crate::recovery::mfa_moment;
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

/// Now, and for how long the computer is up, where it tells: on Linux, time asleep included. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_clock_moment(moment: *mut mfa_moment) -> mfa_result {
    guarded_call!(|arguments| {
        let place = arguments.new_open(1, moment)?;
        let read = clock::moment()?;
        let (has_uptime, boot, uptime) = match read.uptime {
            Some(Uptime { boot, seconds }) => (1, boot, seconds.seconds()),
            None => (0, 0, 0),
        };
        place.fill(&mfa_moment { size: size_field::<mfa_moment>(), has_uptime, now: read.now.seconds(), boot, uptime });
        Ok(MFA_OK)
    })
}
