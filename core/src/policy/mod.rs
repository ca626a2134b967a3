//! What an administrator decides. Every part is checked when it is made, so a verification has nothing to refuse.

mod drift;
mod reach;
mod throttle;
mod window;

pub use drift::Drift;
pub use reach::{DiagnosisReach, LookAhead, ResyncRange};
pub use throttle::{AtCap, Throttle};
pub use window::Window;

use crate::time::Seconds;

/// How codes are verified. The default suits logins of people with a phone; the presets name their source.
///
/// ```
/// use mfa_core::{Drift, Policy, Throttle, Window};
///
/// const POLICY: Policy = Policy {
///     window: Window::of::<2, 1>(), // a window that is too wide does not compile
///     drift: Some(Drift::DEFAULT),
///     throttle: Throttle::ADMINISTRATOR,
///     ..Policy::DEFAULT
/// };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Which steps around now are acceptable (TOTP).
    pub window: Window,
    /// How many counters are acceptable from the expected one on (HOTP).
    pub look_ahead: LookAhead,
    /// How far a phone's clock may be learned to be off; `None` learns nothing.
    pub drift: Option<Drift>,
    /// What wrong codes lead to.
    pub throttle: Throttle,
    /// How far a resynchronization looks (HOTP).
    pub resync_range: ResyncRange,
}

impl Policy {
    /// One step to each side, ten counters ahead, no drift, and [`Throttle::DEFAULT`].
    pub const DEFAULT: Self = Self {
        window: Window::DEFAULT,
        look_ahead: LookAhead::DEFAULT,
        drift: None,
        throttle: Throttle::DEFAULT,
        resync_range: ResyncRange::DEFAULT,
    };

    /// RFC 6238, section 5.2, to the letter: at most one step back for the network's delay, none ahead.
    pub const RFC_6238: Self = Self { window: Window::of::<1, 0>(), ..Self::DEFAULT };

    /// NIST SP 800-63B, section 3.2.2 (rate limiting): at most 100 consecutive failures, then the authenticator is
    /// bound anew.
    pub const NIST_SP_800_63B: Self = Self { throttle: Throttle::NIST_SP_800_63B, ..Self::DEFAULT };

    /// OWASP ASVS 5.0: a code lives for its 30 seconds only (6.5.5), once (6.5.1), and guessing is slowed without
    /// letting strangers shut people out (6.1.1, 6.3.1).
    pub const ASVS_5: Self = Self { window: Window::of::<0, 0>(), throttle: Throttle::ASVS_5, ..Self::DEFAULT };

    /// Five attempts, for administrators: from the sixth failure on, each locks for an hour; time lifts it.
    pub const ADMINISTRATOR: Self = Self { throttle: Throttle::ADMINISTRATOR, ..Self::DEFAULT };
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

const MINUTE: u32 = 60;
const HOUR: Seconds = Seconds::new(60 * MINUTE);
const DAY: Seconds = Seconds::new(24 * 60 * MINUTE);
