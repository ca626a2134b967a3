//! A sheet of recovery codes: made in place of any there was, stored, and shown once.

use mfa_core::{RecoveryCode, RecoveryCodeLength, RecoveryCodes};
use mfa_host::PersonName;
use mfa_host::policy::Policies;
use mfa_host::random::{self, RandomError};

use super::{Opened, recovery_codes};
use crate::args::RecoveryCodesArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::sentences::{Counted, Word};

/// A set of recovery codes that is stored.
pub(super) struct Sheet {
    codes: Vec<RecoveryCode>,
    /// How many of an older set were left, which work no more; `None` if there was no older set.
    pub(super) burned: Option<usize>,
}

impl Sheet {
    /// Makes a person a sheet that goes with an authenticator, if one is wanted.
    pub(super) fn wanted(
        opened: &Opened<'_>,
        args: &RecoveryCodesArgs,
        policies: &Policies,
    ) -> Result<Option<Self>, Failure> {
        args.recovery_codes.map(|count| Self::made(opened, count, None, policies)).transpose()
    }

    /// Makes a person a sheet of so many codes of a length, or of as many and as long as the policy has it.
    pub(super) fn made(
        opened: &Opened<'_>,
        count: Option<u8>,
        length: Option<RecoveryCodeLength>,
        policies: &Policies,
    ) -> Result<Self, Failure> {
        let policy = policies.recovery_codes;
        let broken = |error: RandomError| Failure::new(Exit::Store, format!("{error}; no recovery codes were made"));
        let (count, length) = (count.unwrap_or(policy.count), length.unwrap_or(policy.length));
        let codes = random::recovery_codes(count.into(), length).map_err(broken)?;
        let salt = random::bytes().map_err(broken)?;
        let before = opened.record()?;
        let burned = before.recovery_codes().and_then(|set| RecoveryCodes::open(set).ok()).map(|set| set.left());
        opened.done(opened.people().set_recovery_codes(opened.person, &codes, *salt))?;
        if !policy.policy.is_on {
            output::warn(&format!("no recovery code is accepted here; {}", recovery_codes::SWITCH));
        }
        Ok(Self { codes, burned })
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(RecoveryCode::as_str)
    }

    /// Says, where a stored sheet could not be shown, that nobody has seen its codes.
    pub(super) fn seen(sheet: Option<&Self>, shown: Result<(), Failure>, person: &PersonName) -> Result<(), Failure> {
        let word = Word(person.as_str());
        shown.map_err(|failure| match sheet {
            Some(_) => failure.and(format_args!(
                "; {person} has recovery codes that nobody has seen: `mfa recovery-codes new {word}` makes others"
            )),
            None => failure,
        })
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
