//! Logins with one-time codes, and what clears up after them.

use core::cell::RefCell;

use mfa_core::{
    Code, Diagnosis, DiagnosisReach, Policy, Recovery, RecoveryCodes, Resynchronization, SealedRecovery, StoredCodes,
    UnixTime, Verdict,
};

use super::{People, PeopleError, Which, next_of, stored, stored_with, which_of};
use crate::name::{AuthenticatorName, PersonName};
use crate::record::RecoveryEntry;
use crate::store::Store;

impl<S: Store> People<'_, S> {
    /// Verifies a code against all of a person's authenticators. The verdict is committed.
    pub fn verify(
        &self,
        person: &PersonName,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Verdict, PeopleError<S::Error>> {
        self.change(person, |record, opened| stored(record, opened.verify(now, code, policy)?))
    }

    /// Verifies a code as [`verify`](Self::verify) does, and gives the name of the authenticator that accepted it too: as
    /// it was in the record that was decided upon, whoever renames or removes it meanwhile.
    pub fn verify_and_name(
        &self,
        person: &PersonName,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<(Verdict, Option<AuthenticatorName>), PeopleError<S::Error>> {
        // Of the last record that was looked at. The verdict that comes out is that one's.
        let names = RefCell::new(Vec::new());
        let verdict = self.change(person, |record, opened| {
            names.replace(record.authenticators().iter().map(|entry| entry.name.clone()).collect());
            stored(record, opened.verify(now, code, policy)?)
        })?;
        let name = match &verdict {
            Verdict::Accepted(accepted) => names.into_inner().into_iter().nth(accepted.authenticator),
            _ => None,
        };
        Ok((verdict, name))
    }

    /// Verifies a code against one of a person's authenticators. The verdict is committed.
    pub fn verify_with(
        &self,
        person: &PersonName,
        name: &AuthenticatorName,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Verdict, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, Some(name))?;
            stored(record, opened.verify_with(index, now, code, policy)?)
        })
    }

    /// Looks for two consecutive codes of one authenticator. Committed.
    pub fn resynchronize(
        &self,
        person: &PersonName,
        which: Which<'_>,
        now: UnixTime,
        codes: [&Code; 2],
        policy: &Policy,
    ) -> Result<Resynchronization, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            stored(record, opened.resynchronize(now, index, codes, policy)?)
        })
    }

    /// Asks at a login how slow a phone is. An attempt that counts. Committed.
    pub fn diagnose(
        &self,
        person: &PersonName,
        which: Which<'_>,
        now: UnixTime,
        code: &Code,
        reach: DiagnosisReach,
        policy: &Policy,
    ) -> Result<Diagnosis, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let index = which_of(record, which)?;
            stored(record, opened.diagnose(now, index, code, reach, policy)?)
        })
    }

    /// Clears a person's failures and locks: of one-time codes, recovery and recovery codes. For administrators.
    pub fn unlock(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let recovery = record.recovery.as_ref().map(unlocked_recovery).transpose()?;
            let codes = record.codes.as_ref().map(unlocked_codes).transpose()?;
            stored_with(record, opened.unlock()?, |next| {
                next.set_recovery_state(recovery.flatten());
                next.codes = codes.flatten().or(next.codes);
            })
        })
    }
}

fn unlocked_recovery<E>(entry: &RecoveryEntry) -> Result<Option<SealedRecovery>, PeopleError<E>> {
    let recovery = Recovery::open(&entry.key, &entry.device, &entry.state)?;
    Ok(next_of(recovery.unlock()?).map(|next| *next.record()))
}

fn unlocked_codes<E>(codes: &StoredCodes) -> Result<Option<StoredCodes>, PeopleError<E>> {
    Ok(next_of(RecoveryCodes::open(codes)?.unlock()?).map(|next| *next.record()))
}
