//! Policies: what an administrator decides of one-time codes. Checked at each use, so that a wrong one denies.

use mfa_core::{AtCap, Drift, LookAhead, Policy, PolicyError, ResyncRange, Seconds, Throttle, Window};

use crate::failure::Failure;
use crate::raw::{Arguments, Done, size_field};
use crate::result::*;

/// One step to each side, ten counters ahead, no drift; five free failures, locks of 30 seconds up to an hour, closed
/// after 100.
pub const MFA_POLICY_DEFAULT: u32 = 0;
/// RFC 6238, section 5.2, to the letter: at most one step back, none ahead.
pub const MFA_POLICY_RFC_6238: u32 = 1;
/// NIST SP 800-63B: at most 100 consecutive failures, then the authenticator is bound anew.
pub const MFA_POLICY_NIST_SP_800_63B: u32 = 2;
/// OWASP ASVS 5.0: a code lives for its 30 seconds only, and strangers cannot shut people out.
pub const MFA_POLICY_ASVS_5: u32 = 3;
/// Five attempts, for administrators: from the sixth failure on each locks for an hour; time lifts it.
pub const MFA_POLICY_ADMINISTRATOR: u32 = 4;

/// At the cap codes are closed until an administrator unlocks or a recovery is redeemed.
pub const MFA_AT_CAP_CLOSE: u32 = 1;
/// At the cap every further failure locks for the longest time, and time lifts it.
pub const MFA_AT_CAP_KEEP_LOCKING: u32 = 2;

/// How codes are verified. Set `size`, have it filled in by mfa_policy_init(), change what is to be different. Where NULL
/// is passed for it: MFA_POLICY_DEFAULT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_policy {
    /// sizeof (mfa_policy).
    pub size: u32,
    /// How many past steps are acceptable (TOTP): 0 to 50.
    pub past: u32,
    /// How many future steps are acceptable (TOTP): 0 to 50.
    pub future: u32,
    /// How many counters are acceptable, the expected one included (HOTP): 1 to 100.
    pub look_ahead: u32,
    /// How many steps a phone's clock may be learned to be off (TOTP): 1 to 20, or 0 to learn nothing.
    pub drift: u32,
    /// How many counters a resynchronization looks at (HOTP): 1 to 1000.
    pub resync_range: u32,
    /// How many consecutive failures do not lock: at most `cap`.
    pub free_failures: u32,
    /// How long the first lock lasts: 1 to 86400 seconds.
    pub first_lock: u32,
    /// How long a lock lasts at the most: up to 86400 seconds, not less than the first.
    pub longest_lock: u32,
    /// How many consecutive failures there can be: 1 to 100.
    pub cap: u32,
    /// What happens then: MFA_AT_CAP_CLOSE or MFA_AT_CAP_KEEP_LOCKING.
    pub at_cap: u32,
}

open!(mfa_policy {
    past: DEFAULT.past,
    future: DEFAULT.future,
    look_ahead: DEFAULT.look_ahead,
    drift: DEFAULT.drift,
    resync_range: DEFAULT.resync_range,
    free_failures: DEFAULT.free_failures,
    first_lock: DEFAULT.first_lock,
    longest_lock: DEFAULT.longest_lock,
    cap: DEFAULT.cap,
    at_cap: DEFAULT.at_cap,
});

const DEFAULT: mfa_policy = mfa_policy::of(&Policy::DEFAULT);

/// Fills in a policy: MFA_POLICY_DEFAULT or another MFA_POLICY_*. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_policy_init(policy: *mut mfa_policy, which: u32) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(1, policy)?;
        place.fill(&mfa_policy::of(match which {
            MFA_POLICY_DEFAULT => &Policy::DEFAULT,
            MFA_POLICY_RFC_6238 => &Policy::RFC_6238,
            MFA_POLICY_NIST_SP_800_63B => &Policy::NIST_SP_800_63B,
            MFA_POLICY_ASVS_5 => &Policy::ASVS_5,
            MFA_POLICY_ADMINISTRATOR => &Policy::ADMINISTRATOR,
            _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, 2)),
        }));
        Ok(MFA_OK)
    })
}

/// The policy that an argument says; NULL is the default.
pub(crate) fn policy_of(arguments: &mut Arguments<'_>, argument: u8, policy: *const mfa_policy) -> Done<Policy> {
    if policy.is_null() { Ok(Policy::DEFAULT) } else { arguments.open(argument, policy)?.read() }
}

impl mfa_policy {
    /// What it says, if it can.
    pub(crate) fn read(&self) -> Done<Policy> {
        let [past, future] = [self.past, self.future].map(u8::try_from);
        let (Ok(past), Ok(future)) = (past, future) else { return Err(PolicyError::Window.into()) };
        let look_ahead = u8::try_from(self.look_ahead).map_err(|_| PolicyError::LookAhead)?;
        let resync_range = u16::try_from(self.resync_range).map_err(|_| PolicyError::ResyncRange)?;
        let drift = u8::try_from(self.drift).map_err(|_| PolicyError::Drift)?;
        Ok(Policy {
            window: Window::new(past, future)?,
            look_ahead: LookAhead::new(look_ahead)?,
            drift: if drift == 0 { None } else { Some(Drift::within(drift)?) },
            throttle: throttle(self.free_failures, self.first_lock, self.longest_lock, self.cap, self.at_cap)?,
            resync_range: ResyncRange::new(resync_range)?,
        })
    }

    const fn of(policy: &Policy) -> Self {
        let throttle = policy.throttle;
        Self {
            size: size_field::<Self>(),
            past: policy.window.past() as u32,
            future: policy.window.future() as u32,
            look_ahead: policy.look_ahead.count() as u32,
            drift: match policy.drift {
                Some(drift) => drift.bound() as u32,
                None => 0,
            },
            resync_range: policy.resync_range.count() as u32,
            free_failures: throttle.free() as u32,
            first_lock: throttle.first_lock().count(),
            longest_lock: throttle.longest_lock().count(),
            cap: throttle.cap() as u32,
            at_cap: at_cap(throttle),
        }
    }
}

/// A throttle as the header's structs spell it.
pub(crate) fn throttle(free: u32, first_lock: u32, longest_lock: u32, cap: u32, at_cap: u32) -> Done<Throttle> {
    let free = u8::try_from(free).map_err(|_| PolicyError::Free)?;
    let cap = u8::try_from(cap).map_err(|_| PolicyError::Cap)?;
    let at_cap = match at_cap {
        MFA_AT_CAP_CLOSE => AtCap::Close,
        MFA_AT_CAP_KEEP_LOCKING => AtCap::KeepLocking,
        _ => return Err(Failure(MFA_ERROR_POLICY_AT_CAP)),
    };
    Ok(Throttle::new(free, Seconds::new(first_lock), Seconds::new(longest_lock), cap, at_cap)?)
}

pub(crate) const fn at_cap(throttle: Throttle) -> u32 {
    match throttle.at_cap() {
        AtCap::Close => MFA_AT_CAP_CLOSE,
        AtCap::KeepLocking => MFA_AT_CAP_KEEP_LOCKING,
    }
}
