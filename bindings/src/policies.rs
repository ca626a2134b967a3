//! Everything an administrator decides: from a policy file, from managed preferences, or key by key.

use std::sync::Arc;

use mfa_core as engine;
use mfa_host as host;
use mfa_host::policy::Kind;

use crate::count::count;
use crate::error::Refused;
use crate::policy::CodeRules;

/// What holds for everybody.
#[derive(Debug, uniffi::Object)]
pub struct Policies(pub(crate) host::policy::Policies);

/// What an app shows or goes by of the policies.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PolicyFacts {
    /// How codes are verified, for everybody who is no administrator.
    pub codes: CodeRules,
    /// Whether second factors are on at all.
    pub enabled: bool,
    /// Of whom one is required.
    pub required: Vec<String>,
    /// Who is never asked.
    pub exempt: Vec<String>,
    /// How many hours somebody gets in without an authenticator.
    pub hours_without_factor: u32,
    /// How many hours codes count without a network.
    pub hours_offline: u32,
    /// How many minutes an enrollment is pending.
    pub enrollment_minutes: u32,
    /// Whether two codes confirm one.
    pub confirmed_by_two: bool,
    /// Who issues the secrets.
    pub issuer: Option<String>,
    /// Whether there is recovery by PIN and challenge.
    pub recovery_is_on: bool,
    /// How long a grant lasts.
    pub grant_minutes: u32,
    /// How many logins a grant is good for.
    pub grant_uses: u8,
    /// Whether an open grant asks for nothing.
    pub grant_lets_pass: bool,
    /// What this computer is called when a PIN is issued for it.
    pub device: Option<String>,
    /// Whether recovery codes count.
    pub recovery_codes_are_on: bool,
    /// How many there are to a set.
    pub recovery_codes_count: u8,
    /// Whether they have 24 characters.
    pub recovery_codes_are_long: bool,
    /// Whom to write to.
    pub contact_email: Option<String>,
    /// Whom to call.
    pub contact_phone: Option<String>,
}

/// What a file said.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PolicyReading {
    /// What holds with it.
    pub policies: Arc<Policies>,
    /// What it sets.
    pub settings: Vec<PolicySetting>,
    /// What it has that no key is.
    pub unknown: Vec<String>,
}

/// A key that a file sets.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PolicySetting {
    /// What the file calls it.
    pub called: String,
    /// The key of the policy file.
    pub key: String,
    /// Its value, as the policy file writes it.
    pub value: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The character of the line, from 1.
    pub column: Option<u32>,
}

/// A key that can be set.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PolicyKey {
    /// Its section and name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What it takes.
    pub allowed: String,
}

/// A managed preference.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ManagedPreference {
    /// Its name.
    pub name: String,
    /// The key of the policy file that it sets.
    pub key: String,
}

/// What is typed at one prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Factor {
    /// A one-time code.
    Code,
    /// A recovery PIN, or the response to a challenge.
    Recovery,
    /// A recovery code.
    RecoveryCode,
}

/// The two kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PolicyFileKind {
    /// A policy file: TOML.
    PolicyFile,
    /// Managed preferences: a property list.
    ManagedPreferences,
}

#[uniffi::export]
impl Policies {
    /// What holds where nothing is said: nobody is listed, recovery is off.
    #[uniffi::constructor]
    pub fn defaults() -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(host::policy::Policies::default())))
    }

    /// The bytes of a file laid over these: as a whole, or not at all.
    pub fn read(&self, bytes: &[u8], kind: PolicyFileKind) -> Result<PolicyReading, Refused> {
        let kind = match kind {
            PolicyFileKind::PolicyFile => Kind::PolicyFile,
            PolicyFileKind::ManagedPreferences => Kind::ManagedPreferences,
        };
        Ok(host::policy::read(bytes, kind, &self.0)?.into())
    }

    /// A policy file or managed preferences on the disk, laid over these: as a whole, or not at all. It must be a regular
    /// file and no link, belong to root or to whoever runs this, and be writable by nobody else.
    #[cfg(unix)]
    pub fn read_file(&self, path: &str) -> Result<PolicyReading, Refused> {
        Ok(host::policy::open(std::path::Path::new(path), &self.0)?.into())
    }

    /// For which factor it is what somebody typed at one prompt. Refused, at no cost, is what is for none.
    pub fn factor_of(&self, typed: &str) -> Result<Factor, Refused> {
        Ok(match self.0.typed(typed)? {
            engine::Typed::Pin(_) => Factor::Recovery,
            engine::Typed::RecoveryCode(_) => Factor::RecoveryCode,
            _ => Factor::Code,
        })
    }

    /// Whether an authenticator may show codes of so many digits: not nine where recovery is on.
    pub fn allows_digits(&self, digits: u8) -> Result<bool, Refused> {
        Ok(self.0.recovery.allows(engine::Digits::new(digits)?))
    }

    /// With one key of the policy file set, its value as text.
    pub fn with_key(&self, key: &str, value: &str) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(self.0.with(key, value)?)))
    }

    /// With the numbers that codes are verified by.
    pub fn with_codes(&self, rules: CodeRules) -> Result<Arc<Self>, Refused> {
        Ok(Arc::new(Self(host::policy::Policies { codes: rules.checked()?, ..self.0.clone() })))
    }

    /// What an app shows or goes by.
    pub fn facts(&self) -> Result<PolicyFacts, Refused> {
        Ok(PolicyFacts::from(&self.0))
    }

    /// Whether a second factor is required of a person, if not never asked for: `true`, `false` for exempt, `None` for
    /// only if they have enrolled.
    pub fn requires(&self, person: &str) -> Result<Option<bool>, Refused> {
        Ok(match self.0.requirement_of(&host::PersonName::new(person)?) {
            engine::Requirement::Required => Some(true),
            engine::Requirement::Exempt => Some(false),
            engine::Requirement::IfEnrolled => None,
        })
    }
}

/// The keys that can be set, in the order of the document.
#[uniffi::export]
pub fn policy_keys() -> Result<Vec<PolicyKey>, Refused> {
    let key = |key: &host::policy::Key| PolicyKey {
        name: key.name().to_owned(),
        meaning: key.meaning().to_owned(),
        allowed: key.allowed(),
    };
    Ok(host::policy::KEYS.iter().map(key).collect())
}

/// The managed preferences that can be set.
#[uniffi::export]
pub fn managed_preferences() -> Result<Vec<ManagedPreference>, Refused> {
    let preference = |preference: &host::policy::Preference| ManagedPreference {
        name: preference.name.to_owned(),
        key: preference.key.to_owned(),
    };
    Ok(host::policy::PREFERENCES.iter().map(preference).collect())
}

/// Where the policy file of a computer is by default.
#[cfg(unix)]
#[uniffi::export]
pub fn default_policy_path() -> Result<String, Refused> {
    Ok(host::policy::DEFAULT_PATH.to_owned())
}

impl From<host::policy::Reading> for PolicyReading {
    fn from(reading: host::policy::Reading) -> Self {
        let setting = |setting: &host::policy::Setting| PolicySetting {
            called: setting.called.clone(),
            key: setting.key.to_owned(),
            value: setting.value.to_string(),
            line: setting.spot.map(|spot| count(spot.line)),
            column: setting.spot.map(|spot| count(spot.column)),
        };
        Self {
            settings: reading.settings.iter().map(setting).collect(),
            unknown: reading.unknown.iter().map(|unknown| unknown.called.clone()).collect(),
            policies: Arc::new(Policies(reading.policies)),
        }
    }
}

impl From<&host::policy::Policies> for PolicyFacts {
    fn from(policies: &host::policy::Policies) -> Self {
        Self {
            codes: CodeRules::from(&policies.codes),
            enabled: policies.login.enabled,
            required: policies.required.clone(),
            exempt: policies.exempt.clone(),
            hours_without_factor: policies.login.without_factor.hours().count(),
            hours_offline: policies.login.offline.hours().count(),
            enrollment_minutes: policies.enrollment.lifetime.minutes().count(),
            confirmed_by_two: policies.enrollment.confirmed_by == engine::ConfirmedBy::TwoCodes,
            issuer: policies.issuer.clone(),
            recovery_is_on: policies.recovery.is_on,
            grant_minutes: policies.recovery.grant_length.minutes().count(),
            grant_uses: policies.recovery.grant_uses.count(),
            grant_lets_pass: policies.grant_lets_pass(),
            device: policies.device.map(|device| device.as_str().to_owned()),
            recovery_codes_are_on: policies.recovery_codes.policy.is_on,
            recovery_codes_count: policies.recovery_codes.count,
            recovery_codes_are_long: policies.recovery_codes.length == engine::RecoveryCodeLength::TwentyFour,
            contact_email: policies.contact.email.clone(),
            contact_phone: policies.contact.phone.clone(),
        }
    }
}
