//! Recovery codes: a sheet of them is made, and each is good once.

use mfa_core::{
    Attempt, CodeRedemption, NextCodes, Policy, RecoveryCode, RecoveryCodes, RecoveryCodesError, RecoveryCodesPolicy,
    StoredCodes, UnixTime,
};

use super::recovery::states_after;
use super::{People, PeopleError, next_of, stored_with};
use crate::name::PersonName;
use crate::store::Store;

impl<S: Store> People<'_, S> {
    /// Gives a person these recovery codes, in place of any other. Failures and lock stay. Show them once this is stored:
    /// nobody can read them back. `salt` is random, for this set alone.
    pub fn set_recovery_codes(
        &self,
        person: &PersonName,
        codes: &[RecoveryCode],
        salt: [u8; 16],
    ) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let begun = match &record.codes {
                None => RecoveryCodes::begin(codes, salt, None)?,
                Some(set) => RecoveryCodes::open(set)?.renew(codes, salt, None)?,
            };
            let set = *next_of(begun).ok_or(RecoveryCodesError::RevisionExhausted)?.record();
            stored_with(record, opened.reseal()?, |next| next.codes = Some(set))
        })
    }

    /// Tries a recovery code. The redemption is committed together with what it does to the person's authenticators.
    pub fn use_recovery_code(
        &self,
        person: &PersonName,
        now: UnixTime,
        code: &RecoveryCode,
        recovery: &RecoveryCodesPolicy,
        codes: &Policy,
    ) -> Result<CodeRedemption, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            let set = record.recovery_codes().ok_or(PeopleError::NoRecoveryCodes)?;
            RecoveryCodes::open(set)?.redeem(now, code, None, recovery)?.storing(|next| {
                let states = states_after(opened, next.recovered(), now, codes)?;
                Ok(record.with(&states, |record| {
                    record.codes = Some(*next.record());
                    record.drop_pending_after(next.recovered());
                })?)
            })
        })
    }

    /// How many recovery codes a person has left.
    pub fn recovery_codes_left(&self, person: &PersonName) -> Result<usize, PeopleError<S::Error>> {
        let record = self.record(person)?;
        let set = record.recovery_codes().ok_or(PeopleError::NoRecoveryCodes)?;
        Ok(RecoveryCodes::open(set)?.left())
    }
}

/// What is stored of recovery codes after a change, for a commit of several together; `None` if there are none.
pub(super) fn codes_after<E>(
    set: Option<&StoredCodes>,
    change: impl FnOnce(RecoveryCodes) -> Result<Attempt<(), NextCodes>, RecoveryCodesError>,
) -> Result<Option<StoredCodes>, PeopleError<E>> {
    let Some(set) = set else { return Ok(None) };
    Ok(next_of(change(RecoveryCodes::open(set)?)?).map(|next| *next.record()))
}
