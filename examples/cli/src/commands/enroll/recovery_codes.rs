//! Recovery codes that go with an authenticator.

use mfa_core::RecoveryCode;
use mfa_host::policy::Policies;
use mfa_host::random::{self, RandomError};

use crate::args::RecoveryCodesArgs;
use crate::commands::Opened;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::Counted;

/// A set of recovery codes that is stored, to be shown once.
pub(super) struct Sheet {
    codes: Vec<RecoveryCode>,
}

impl Sheet {
    /// Makes the person a set, if one is wanted.
    pub(super) fn made(
        opened: &Opened<'_>,
        args: &RecoveryCodesArgs,
        policies: &Policies,
    ) -> Result<Option<Self>, Failure> {
        let Some(count) = args.recovery_codes else { return Ok(None) };
        let policy = policies.recovery_codes;
        let broken = |error: RandomError| Failure::new(Exit::Store, format!("{error}; no recovery codes were made"));
        let codes = random::recovery_codes(count.unwrap_or(policy.count).into(), policy.length).map_err(broken)?;
        let salt = random::bytes().map_err(broken)?;
        opened.done(opened.people().set_recovery_codes(opened.person, &codes, *salt))?;
        Ok(Some(Self { codes }))
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(RecoveryCode::as_str)
    }

    /// Adds its lines to a text that has room for them and is wiped.
    pub(super) fn add_to(&self, text: &mut String) {
        let count = u64::try_from(self.codes.len()).unwrap_or(u64::MAX);
        *text += &format!("{}, each good once, in place of any there were:\n", Counted(count, "recovery code"));
        for code in self.codes() {
            text.push_str(code);
            text.push('\n');
        }
    }
}
