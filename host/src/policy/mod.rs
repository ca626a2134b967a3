//! Everything an administrator decides, and the two kinds of files that say it: the policy file (TOML) and managed
//! preferences (property lists, as device management deploys them).
//!
//! The keys are one table ([`KEYS`]), from which a file is read, refused and told. Managed preferences have names of
//! their own ([`PREFERENCES`]) for some of these keys. A file is used as a whole or not at all. A program may set
//! single keys over it ([`Policies::with`]). `docs/policy.md` of the repository is the page for administrators.
//!
//! ```
//! use mfa_host::policy::{Kind, Policies, read};
//!
//! let file = b"[login]\nhours_without_factor = 72\nrequired = [\"*\"]\n";
//! let reading = read(file, Kind::PolicyFile, &Policies::default())?;
//! assert_eq!(reading.policies.login.without_factor.hours().count(), 72);
//! # Ok::<(), mfa_host::policy::PolicyFileError>(())
//! ```

mod draft;
mod error;
#[cfg(unix)]
mod file;
mod keys;
mod lists;
mod preferences;
mod reading;
mod single;
mod toml_file;
mod value;

pub use error::{Flaw, PolicyFileError, Spot};
#[cfg(unix)]
pub use file::{DEFAULT_PATH, open, open_default};
pub use keys::{KEYS, Key};
pub use preferences::{PREFERENCES, Preference};
pub use reading::{Kind, LONGEST, Reading, Setting, Unknown, read};
pub use value::Value;

use mfa_core::{
    DeviceId, EnrollmentPolicy, LoginPolicy, Policy, RecoveryCodeLength, RecoveryCodesPolicy, RecoveryPolicy,
    Requirement, is_listed,
};

use crate::name::PersonName;

/// Everything an administrator decides. By default the parts' own defaults: nobody is listed, recovery is off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// How codes are verified, for everybody who is no administrator.
    pub codes: Policy,
    /// Whose codes are verified otherwise, and how.
    pub administrators: Administrators,
    /// When a code is asked for, and how long a login goes on without one.
    pub login: LoginPolicy,
    /// Of whom a second factor is required: names, or `*` for everybody.
    pub required: Vec<String>,
    /// Who is never asked: names, or `*` for everybody.
    pub exempt: Vec<String>,
    /// How enrollments go.
    pub enrollment: EnrollmentPolicy,
    /// Who issues the secrets: what authenticator apps show beside the account.
    pub issuer: Option<String>,
    /// Whether and how people recover.
    pub recovery: RecoveryPolicy,
    /// What this computer is called when a recovery PIN is issued for it; `None` is the host's to fill in, with the name
    /// that the computer has in its network.
    pub device: Option<DeviceId>,
    /// Recovery codes on paper.
    pub recovery_codes: RecoverySheet,
    /// Whom those call who are not let in.
    pub contact: Contact,
}

/// Administrators, whose codes have a throttle of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrators {
    /// Who: names, or `*` for everybody.
    pub people: Vec<String>,
    /// How their codes are verified. A file sets the throttle; everything else it makes as it is for everybody.
    pub codes: Policy,
}

impl Default for Administrators {
    /// Nobody; [`Policy::ADMINISTRATOR`].
    fn default() -> Self {
        Self { people: Vec::new(), codes: Policy::ADMINISTRATOR }
    }
}

/// How many recovery codes a person gets, of what kind, and what becomes of those that are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoverySheet {
    /// How many: 1 to 16.
    pub count: u8,
    /// How long each is.
    pub length: RecoveryCodeLength,
    /// Whether they count, and what right and wrong ones lead to.
    pub policy: RecoveryCodesPolicy,
}

impl Default for RecoverySheet {
    /// Ten of 16 characters; [`RecoveryCodesPolicy::DEFAULT`].
    fn default() -> Self {
        Self { count: 10, length: RecoveryCodeLength::Sixteen, policy: RecoveryCodesPolicy::DEFAULT }
    }
}

/// Whom to call. Neither holds a character that a terminal would not show as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// An address for electronic mail.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
}

impl Policies {
    /// How a person's codes are verified.
    pub fn codes_of(&self, person: &PersonName) -> &Policy {
        if is_listed(self.administrators.people.iter().map(String::as_str), person.as_str()) {
            &self.administrators.codes
        } else {
            &self.codes
        }
    }

    /// What is required of a person. A name wins over `*`, and being required over being exempt; whoever is on neither
    /// list is asked if they have enrolled.
    ///
    /// ```
    /// use mfa_core::Requirement;
    /// use mfa_host::{PersonName, policy::Policies};
    ///
    /// let policies = Policies { required: vec!["*".into()], exempt: vec!["kiosk".into()], ..Policies::default() };
    /// assert_eq!(policies.requirement_of(&PersonName::new("alice")?), Requirement::Required);
    /// assert_eq!(policies.requirement_of(&PersonName::new("kiosk")?), Requirement::Exempt);
    /// # Ok::<(), mfa_host::NameError>(())
    /// ```
    pub fn requirement_of(&self, person: &PersonName) -> Requirement {
        let lists = [(&self.required, Requirement::Required), (&self.exempt, Requirement::Exempt)];
        let named = |entry: &str| lists.iter().find(|(list, _)| list.iter().any(|there| there == entry));
        named(person.as_str())
            .or_else(|| named(lists::EVERYBODY))
            .map_or(Requirement::IfEnrolled, |(_, requirement)| *requirement)
    }
}
