//! How codes are verified, as an administrator's numbers.

use std::sync::Arc;

use mfa_core as engine;

use crate::error::Refused;

/// The numbers of a policy. Each is checked when the policy is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CodeRules {
    /// How many past steps are acceptable (TOTP): at most 50.
    pub past: u8,
    /// How many future steps are acceptable (TOTP): at most 50.
    pub future: u8,
    /// How many counters are acceptable (HOTP): 1 to 100.
    pub look_ahead: u8,
    /// How many steps a clock may be learned to be off: 1 to 20; `None` learns nothing.
    pub drift: Option<u8>,
    /// How far a resynchronization looks (HOTP): 1 to 1,000.
    pub resync_range: u16,
    /// What wrong codes lead to.
    pub throttle: ThrottleRules,
}

/// The numbers of a throttle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ThrottleRules {
    /// How many consecutive failures do not lock.
    pub free: u8,
    /// How long the first lock lasts, in seconds.
    pub first_lock: u32,
    /// How long a lock lasts at the most, in seconds.
    pub longest_lock: u32,
    /// The cap on consecutive failures: 1 to 100.
    pub cap: u8,
    /// Whether codes are closed at the cap, rather than locked for the longest time each.
    pub closes_at_cap: bool,
}

/// Policies that are known by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Preset {
    /// One step to each side, ten counters ahead, no drift.
    Default,
    /// RFC 6238, section 5.2, to the letter.
    Rfc6238,
    /// NIST SP 800-63B.
    NistSp80063b,
    /// OWASP ASVS 5.0.
    Asvs5,
    /// Five attempts, for administrators.
    Administrator,
}

/// A policy, checked.
#[derive(Debug, uniffi::Object)]
pub struct CodePolicy(pub(crate) engine::Policy);

#[uniffi::export]
impl CodePolicy {
    /// The policy of these numbers.
    #[uniffi::constructor]
    pub fn new(rules: CodeRules) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(rules.checked()?)))
    }
}

/// The numbers of a policy that is known by name.
#[uniffi::export]
pub fn preset_rules(preset: Preset) -> Result<CodeRules, Refused> {
    Ok(CodeRules::from(&match preset {
        Preset::Default => engine::Policy::DEFAULT,
        Preset::Rfc6238 => engine::Policy::RFC_6238,
        Preset::NistSp80063b => engine::Policy::NIST_SP_800_63B,
        Preset::Asvs5 => engine::Policy::ASVS_5,
        Preset::Administrator => engine::Policy::ADMINISTRATOR,
    }))
}

impl CodeRules {
    pub(crate) fn checked(self) -> Result<engine::Policy, engine::PolicyError> {
        Ok(engine::Policy {
            window: engine::Window::new(self.past, self.future)?,
            look_ahead: engine::LookAhead::new(self.look_ahead)?,
            drift: self.drift.map(engine::Drift::within).transpose()?,
            throttle: self.throttle.checked()?,
            resync_range: engine::ResyncRange::new(self.resync_range)?,
        })
    }
}

impl ThrottleRules {
    fn checked(self) -> Result<engine::Throttle, engine::PolicyError> {
        let at_cap = if self.closes_at_cap { engine::AtCap::Close } else { engine::AtCap::KeepLocking };
        let [first, longest] = [self.first_lock, self.longest_lock].map(engine::Seconds::new);
        engine::Throttle::new(self.free, first, longest, self.cap, at_cap)
    }
}

impl From<&engine::Policy> for CodeRules {
    fn from(policy: &engine::Policy) -> Self {
        Self {
            past: policy.window.past(),
            future: policy.window.future(),
            look_ahead: policy.look_ahead.count(),
            drift: policy.drift.map(engine::Drift::bound),
            resync_range: policy.resync_range.count(),
            throttle: ThrottleRules::from(policy.throttle),
        }
    }
}

impl From<engine::Throttle> for ThrottleRules {
    fn from(throttle: engine::Throttle) -> Self {
        Self {
            free: throttle.free(),
            first_lock: throttle.first_lock().count(),
            longest_lock: throttle.longest_lock().count(),
            cap: throttle.cap(),
            closes_at_cap: throttle.at_cap() == engine::AtCap::Close,
        }
    }
}
