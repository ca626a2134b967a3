//! Logins with one-time codes, and what clears up after them.

use mfa_core::{Code, Diagnosis, DiagnosisReach, Person, Policy, RecoveryCodes, Resynchronization, UnixTime, Verdict};

use super::recovery::recovery_after;
use super::recovery_codes::codes_after;
use super::{Decided, People, PeopleError, Which, stored, stored_with, which_of};
use crate::name::{AuthenticatorName, PersonName};
use crate::record::{ROOM, Record};
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
        self.verify_and_name(person, now, code, policy).map(|(verdict, _)| verdict)
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
        let (verdict, upon) = self.change_and_see(person, verified(now, code, policy))?;
        let name = upon.name_of_accepted(&verdict);
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
            let recovery = recovery_after(record.recovery(), |opened| opened.unlock())?;
            let codes = codes_after(record.recovery_codes(), RecoveryCodes::unlock)?;
            stored_with(record, opened.unlock()?, |next| {
                next.set_recovery_state(recovery);
                next.codes = codes.or(next.codes);
            })
        })
    }
}

/// What a code comes to, for whoever stores it.
pub(super) fn verified<E>(
    now: UnixTime,
    code: &Code,
    policy: &Policy,
) -> impl Fn(&Record, Person<'_, ROOM>) -> Decided<Verdict, E> {
    move |record, opened| stored(record, opened.verify(now, code, policy)?)
}

impl Record {
    /// The name of the authenticator that accepted a code.
    pub(super) fn name_of_accepted(&self, verdict: &Verdict) -> Option<AuthenticatorName> {
        let Verdict::Accepted(accepted) = verdict else { return None };
        self.authenticators().get(accepted.authenticator).map(|entry| entry.name.clone())
    }
}
