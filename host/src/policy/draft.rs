//! The policies in plain numbers and words while a file is read, and what they become when all keys are in.

use mfa_core::{
    AfterRecovery, Allowance, AtCap, ClockTolerance, ConfirmedBy, DeviceId, Drift, EnrollmentLifetime,
    EnrollmentPolicy, GrantLength, GrantLogins, GrantUses, Hours, LoginPolicy, LookAhead, Minutes, Occasions,
    PastDeadline, Policy, RecoveryCodeLength, RecoveryCodesPolicy, RecoveryPolicy, ResyncRange, Seconds, Throttle,
    Window, WrongCodes,
};

use super::error::Flaw;
use super::{Administrators, Contact, Policies, RecoverySheet};

/// The presets for codes, and what they stand for.
const PRESETS: [(&str, Policy); 5] = [
    ("default", Policy::DEFAULT),
    ("rfc6238", Policy::RFC_6238),
    ("nist", Policy::NIST_SP_800_63B),
    ("asvs", Policy::ASVS_5),
    ("administrator", Policy::ADMINISTRATOR),
];
/// Their names.
pub(super) const PRESET_NAMES: &[&str] = &["default", "rfc6238", "nist", "asvs", "administrator"];
pub(super) const AT_CAP: &[&str] = &[CLOSE, KEEP_LOCKING];
const CLOSE: &str = "close";
const KEEP_LOCKING: &str = "keep-locking";
pub(super) const PAST_DEADLINE: &[&str] = &["deny", ENROLL_NOW];
const ENROLL_NOW: &str = "enroll-now";
pub(super) const GRANT_ASKS: &[&str] = &["same-pin", NOTHING];
const NOTHING: &str = "nothing";
pub(super) const AFTER_RECOVERY: &[&str] = &[KEEP, BURN_CODES, SUSPEND];
const KEEP: &str = "keep";
const BURN_CODES: &str = "burn-codes";
const SUSPEND: &str = "suspend";

/// What a file changes, a number or a word for each key.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// What the file lies over; what no key names stays as it is there.
    base: Policies,
    pub(super) preset: &'static str,
    pub(super) past_steps: u32,
    pub(super) future_steps: u32,
    pub(super) look_ahead: u32,
    pub(super) drift: u32,
    pub(super) resync: u32,
    pub(super) codes: Ladder,
    pub(super) administrators: Vec<String>,
    pub(super) administrators_codes: Ladder,
    pub(super) enabled: bool,
    pub(super) occasions: Occasions,
    pub(super) other_factor_suffices: bool,
    pub(super) without_factor_hours: u32,
    pub(super) without_factor_logins: Option<u16>,
    pub(super) past_deadline: &'static str,
    pub(super) offline_hours: u32,
    pub(super) offline_logins: Option<u16>,
    pub(super) required: Vec<String>,
    pub(super) exempt: Vec<String>,
    pub(super) lifetime: u32,
    pub(super) confirming_codes: u32,
    pub(super) wrong_codes: u32,
    pub(super) issuer: Option<String>,
    pub(super) recovery: bool,
    pub(super) device: Option<String>,
    pub(super) clock_tolerance: u32,
    pub(super) grant_minutes: u32,
    pub(super) grant_logins: u32,
    pub(super) grant_asks: &'static str,
    pub(super) recovery_authenticators: &'static str,
    pub(super) recovery_throttle: Ladder,
    pub(super) recovery_codes_enabled: bool,
    pub(super) recovery_codes: u32,
    pub(super) recovery_code_length: u32,
    pub(super) recovery_codes_authenticators: &'static str,
    pub(super) recovery_codes_throttle: Ladder,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
}

/// A throttle in plain numbers.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    pub(super) free: u32,
    pub(super) first_lock: u32,
    pub(super) longest_lock: u32,
    pub(super) most: u32,
    pub(super) at_most: &'static str,
}

impl From<&Policies> for Draft {
    fn from(base: &Policies) -> Self {
        let Policies { codes, login, enrollment, recovery, recovery_codes, .. } = base;
        Self {
            preset: "default",
            past_steps: codes.window.past().into(),
            future_steps: codes.window.future().into(),
            look_ahead: codes.look_ahead.count().into(),
            drift: codes.drift.map_or(0, |drift| drift.bound().into()),
            resync: codes.resync_range.count().into(),
            codes: codes.throttle.into(),
            administrators: base.administrators.people.clone(),
            administrators_codes: base.administrators.codes.throttle.into(),
            enabled: login.enabled,
            occasions: login.occasions,
            other_factor_suffices: login.other_factor_suffices,
            without_factor_hours: login.without_factor.hours().count(),
            without_factor_logins: login.without_factor.logins(),
            past_deadline: match login.past_deadline {
                PastDeadline::Deny => "deny",
                PastDeadline::EnrollNow => ENROLL_NOW,
            },
            offline_hours: login.offline.hours().count(),
            offline_logins: login.offline.logins(),
            required: base.required.clone(),
            exempt: base.exempt.clone(),
            lifetime: enrollment.lifetime.minutes().count(),
            confirming_codes: match enrollment.confirmed_by {
                ConfirmedBy::OneCode => 1,
                ConfirmedBy::TwoCodes => 2,
            },
            wrong_codes: enrollment.wrong_codes.count().into(),
            issuer: base.issuer.clone(),
            recovery: recovery.is_on,
            device: base.device.map(|device| device.as_str().to_owned()),
            clock_tolerance: recovery.clock_tolerance.seconds().count(),
            grant_minutes: recovery.grant_length.minutes().count(),
            grant_logins: recovery.grant_uses.count().into(),
            grant_asks: match recovery.grant_logins {
                GrantLogins::SamePin => "same-pin",
                GrantLogins::AnyPasses => NOTHING,
            },
            recovery_authenticators: word_of(recovery.authenticators),
            recovery_throttle: recovery.throttle.into(),
            recovery_codes_enabled: recovery_codes.policy.is_on,
            recovery_codes: recovery_codes.count.into(),
            recovery_code_length: match recovery_codes.length {
                RecoveryCodeLength::Sixteen => 16,
                RecoveryCodeLength::TwentyFour => 24,
            },
            recovery_codes_authenticators: word_of(recovery_codes.policy.authenticators),
            recovery_codes_throttle: recovery_codes.policy.throttle.into(),
            email: base.contact.email.clone(),
            phone: base.contact.phone.clone(),
            base: base.clone(),
        }
    }
}

impl Draft {
    /// Begins everything about codes as a preset has it.
    pub(super) fn begin_with(&mut self, preset: &'static str) {
        let Some((_, policy)) = PRESETS.iter().find(|(name, _)| *name == preset) else { return };
        let Self { past_steps, future_steps, look_ahead, drift, resync, codes, .. } =
            Self::from(&Policies { codes: *policy, ..self.base.clone() });
        *self = Self { preset, past_steps, future_steps, look_ahead, drift, resync, codes, ..self.clone() };
    }

    /// The policies, once all keys are in.
    pub(super) fn finished(self) -> Result<Policies, Contradiction> {
        self.nobody_is_on_both_lists()?;
        let codes = self.codes()?;
        let administrators = Policy { throttle: self.administrators_codes.throttle("administrators")?, ..codes };
        let recovery = self.recovery()?;
        Ok(Policies {
            codes,
            administrators: Administrators { codes: administrators, people: self.administrators.clone() },
            login: self.login()?,
            enrollment: EnrollmentPolicy {
                lifetime: EnrollmentLifetime::new(Minutes::new(self.lifetime)).map_err(refused)?,
                confirmed_by: if self.confirming_codes == 2 { ConfirmedBy::TwoCodes } else { ConfirmedBy::OneCode },
                wrong_codes: WrongCodes::new(small(self.wrong_codes)).map_err(refused)?,
            },
            recovery,
            device: self.device.as_deref().map(DeviceId::new).transpose().map_err(refused)?,
            recovery_codes: RecoverySheet {
                count: small(self.recovery_codes),
                length: match self.recovery_code_length {
                    24 => RecoveryCodeLength::TwentyFour,
                    _ => RecoveryCodeLength::Sixteen,
                },
                policy: RecoveryCodesPolicy {
                    is_on: self.recovery_codes_enabled,
                    authenticators: after_recovery(self.recovery_codes_authenticators),
                    throttle: self.recovery_codes_throttle.throttle("recovery_codes")?,
                },
            },
            required: self.required,
            exempt: self.exempt,
            issuer: self.issuer,
            contact: Contact { email: self.email, phone: self.phone },
        })
    }

    fn codes(&self) -> Result<Policy, Contradiction> {
        Ok(Policy {
            window: Window::new(small(self.past_steps), small(self.future_steps)).map_err(refused)?,
            look_ahead: LookAhead::new(small(self.look_ahead)).map_err(refused)?,
            drift: match self.drift {
                0 => None,
                steps => Some(Drift::within(small(steps)).map_err(refused)?),
            },
            throttle: self.codes.throttle("codes")?,
            resync_range: ResyncRange::new(u16::try_from(self.resync).unwrap_or(u16::MAX)).map_err(refused)?,
        })
    }

    fn login(&self) -> Result<LoginPolicy, Contradiction> {
        let allowance = |hours, logins| Allowance::new(Hours::new(hours), logins).map_err(refused);
        Ok(LoginPolicy {
            enabled: self.enabled,
            occasions: self.occasions,
            other_factor_suffices: self.other_factor_suffices,
            without_factor: allowance(self.without_factor_hours, self.without_factor_logins)?,
            past_deadline: if self.past_deadline == ENROLL_NOW { PastDeadline::EnrollNow } else { PastDeadline::Deny },
            offline: allowance(self.offline_hours, self.offline_logins)?,
        })
    }

    fn recovery(&self) -> Result<RecoveryPolicy, Contradiction> {
        Ok(RecoveryPolicy {
            is_on: self.recovery,
            clock_tolerance: ClockTolerance::new(Seconds::new(self.clock_tolerance)).map_err(refused)?,
            grant_length: GrantLength::new(Minutes::new(self.grant_minutes)).map_err(refused)?,
            grant_uses: GrantUses::new(small(self.grant_logins)).map_err(refused)?,
            grant_logins: if self.grant_asks == NOTHING { GrantLogins::AnyPasses } else { GrantLogins::SamePin },
            authenticators: after_recovery(self.recovery_authenticators),
            throttle: self.recovery_throttle.throttle("recovery")?,
        })
    }

    fn nobody_is_on_both_lists(&self) -> Result<(), Contradiction> {
        let both = self.required.iter().find(|entry| self.exempt.contains(entry));
        both.map_or(Ok(()), |entry| {
            Err(Contradiction::between(
                [("login.required", format!("has {entry:?}")), ("login.exempt", "has it too".to_owned())],
                "nobody can be on both lists",
            ))
        })
    }
}

impl From<Throttle> for Ladder {
    fn from(throttle: Throttle) -> Self {
        Self {
            free: throttle.free().into(),
            first_lock: throttle.first_lock().count(),
            longest_lock: throttle.longest_lock().count(),
            most: throttle.cap().into(),
            at_most: match throttle.at_cap() {
                AtCap::Close => CLOSE,
                AtCap::KeepLocking => KEEP_LOCKING,
            },
        }
    }
}

impl Ladder {
    /// The throttle of a section of the policy file.
    fn throttle(&self, section: &str) -> Result<Throttle, Contradiction> {
        let setting = |key, number: u32| (format!("{section}.{key}"), format!("is {number}"));
        if self.longest_lock < self.first_lock {
            let settings =
                [setting("longest_lock_seconds", self.longest_lock), setting("first_lock_seconds", self.first_lock)];
            return Err(Contradiction::between(settings, "the longest lock is no shorter than the first"));
        }
        if self.free > self.most {
            let settings = [setting("free_failures", self.free), setting("most_failures", self.most)];
            return Err(Contradiction::between(settings, "no more failures are free than there can be at all"));
        }
        let at_cap = if self.at_most == KEEP_LOCKING { AtCap::KeepLocking } else { AtCap::Close };
        let locks = [self.first_lock, self.longest_lock].map(Seconds::new);
        let [first, longest] = locks;
        Throttle::new(small(self.free), first, longest, small(self.most), at_cap).map_err(refused)
    }
}

/// Why keys that are each right are not right together.
#[derive(Debug)]
pub(super) enum Contradiction {
    /// Two keys, what each says, and the rule.
    Between([(String, String); 2], &'static str),
    /// Anything else that the engine refuses.
    Refused(String),
}

impl Contradiction {
    fn between<K: Into<String>>(settings: [(K, String); 2], rule: &'static str) -> Self {
        Self::Between(settings.map(|(key, says)| (key.into(), says)), rule)
    }

    /// The keys that it is about.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let settings = match self {
            Self::Between(settings, _) => settings.as_slice(),
            Self::Refused(_) => &[],
        };
        settings.iter().map(|(key, _)| key.as_str())
    }

    /// What to tell, each key called what its file calls it.
    pub(super) fn flaw(self, called: impl Fn(&str) -> String) -> Flaw {
        match self {
            Self::Between(settings, rule) => {
                let settings = settings.map(|(key, says)| format!("{} {says}", called(&key)));
                Flaw::Contradiction { settings, rule }
            }
            Self::Refused(sentence) => Flaw::Refused(sentence),
        }
    }
}

const fn word_of(after: AfterRecovery) -> &'static str {
    match after {
        AfterRecovery::Keep => KEEP,
        AfterRecovery::BurnCodes => BURN_CODES,
        AfterRecovery::Suspend => SUSPEND,
    }
}

fn after_recovery(word: &str) -> AfterRecovery {
    match word {
        BURN_CODES => AfterRecovery::BurnCodes,
        SUSPEND => AfterRecovery::Suspend,
        _ => AfterRecovery::Keep,
    }
}

fn refused(error: impl core::error::Error) -> Contradiction {
    Contradiction::Refused(error.to_string())
}

/// A number that was held to the bounds of its key. Were it beyond a byte, the engine would refuse the largest there is.
fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presets_are_named_alike_in_both_lists() {
        assert_eq!(PRESETS.map(|(name, _)| name), PRESET_NAMES);
    }

    #[test]
    fn a_draft_of_the_defaults_becomes_the_defaults() {
        let policies = Policies::default();
        assert_eq!(Draft::from(&policies).finished().unwrap(), policies);
    }
}
