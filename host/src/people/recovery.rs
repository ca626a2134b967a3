//! Recovery by PIN or challenge, on the device's side. What it does to one-time codes is in the same commit.

use mfa_core::{
    AfterRecovery, Attempt, DeviceId, Moment, NextRecovery, NextStates, OpenGrant, Person, PersonError, Policy,
    Recovered, Recovery, RecoveryChallenge, RecoveryDigits, RecoveryError, RecoveryKey, RecoveryPolicy,
    RecoveryRecordError, Redemption, SealedRecovery, UnixTime,
};

use super::{Decided, People, PeopleError, next_of, states_of, stored_with};
use crate::name::PersonName;
use crate::record::{ROOM, Record, RecoveryEntry};
use crate::store::Store;

impl RecoveryEntry {
    /// The recovery, opened.
    pub fn open(&self) -> Result<Recovery<'_>, RecoveryRecordError> {
        Recovery::open(&self.key, &self.device, &self.state)
    }
}

impl<S: Store> People<'_, S> {
    /// Gives a person who has none a recovery key on this device. The person may be new.
    pub fn add_recovery_key(
        &self,
        person: &PersonName,
        device: &DeviceId,
        key: &RecoveryKey,
    ) -> Result<(), PeopleError<S::Error>> {
        self.change_or_create(person, |record, opened| match record.recovery() {
            None => with_key(record, opened, device, key),
            Some(_) => Err(PeopleError::RecoveryKeyThere),
        })
    }

    /// Gives a person a recovery key on this device, in place of any other: its grant and its challenge are gone then.
    /// Failures and lock stay. The person may be new.
    pub fn set_recovery_key(
        &self,
        person: &PersonName,
        device: &DeviceId,
        key: &RecoveryKey,
    ) -> Result<(), PeopleError<S::Error>> {
        self.change_or_create(person, |record, opened| with_key(record, opened, device, key))
    }

    /// Takes recovery by PIN and challenge from a person. Refused if they have none.
    pub fn remove_recovery_key(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            recovery_of(record)?;
            stored_with(record, opened.reseal()?, |next| next.recovery = None)
        })
    }

    /// Tries a PIN. The redemption is committed together with what it does to the person's authenticators.
    pub fn redeem(
        &self,
        person: &PersonName,
        moment: impl Into<Moment>,
        pin: &RecoveryDigits,
        recovery: &RecoveryPolicy,
        codes: &Policy,
    ) -> Result<Redemption, PeopleError<S::Error>> {
        let moment = moment.into();
        self.recover(person, moment.now, codes, |opened| opened.redeem(moment, pin, recovery))
    }

    /// Tries the response to the challenge that is shown. As [`People::redeem`].
    pub fn answer(
        &self,
        person: &PersonName,
        moment: impl Into<Moment>,
        response: &RecoveryDigits,
        recovery: &RecoveryPolicy,
        codes: &Policy,
    ) -> Result<Redemption, PeopleError<S::Error>> {
        let moment = moment.into();
        self.recover(person, moment.now, codes, |opened| opened.answer(moment, response, recovery))
    }

    /// A login under the open grant, where the policy asks for no PIN.
    pub fn pass(
        &self,
        person: &PersonName,
        moment: impl Into<Moment>,
        recovery: &RecoveryPolicy,
        codes: &Policy,
    ) -> Result<Redemption, PeopleError<S::Error>> {
        let moment = moment.into();
        self.recover(person, moment.now, codes, |opened| opened.pass(moment, recovery))
    }

    /// The challenge to show: the one that was shown before, or a new one from random bytes.
    pub fn challenge(
        &self,
        person: &PersonName,
        random: [u8; 8],
        recovery: &RecoveryPolicy,
    ) -> Result<RecoveryChallenge, PeopleError<S::Error>> {
        self.change_recovery(person, |opened| opened.challenge(random, recovery))
    }

    /// The grant that is open, if one is. An end that is seen is committed as the end.
    pub fn grant(
        &self,
        person: &PersonName,
        moment: impl Into<Moment>,
        recovery: &RecoveryPolicy,
    ) -> Result<Option<OpenGrant>, PeopleError<S::Error>> {
        let moment = moment.into();
        self.change_recovery(person, |opened| opened.look(moment, recovery))
    }

    /// Ends the grant, whatever is left of it.
    pub fn end_grant(&self, person: &PersonName) -> Result<(), PeopleError<S::Error>> {
        self.change_recovery(person, |opened| opened.end_grant())
    }

    /// Changes what is stored of the recovery by what redeems nothing, so that codes do not feel it.
    fn change_recovery<V>(
        &self,
        person: &PersonName,
        evaluate: impl Fn(Recovery<'_>) -> Result<Attempt<V, NextRecovery>, RecoveryError>,
    ) -> Result<V, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            evaluate(recovery_of(record)?.open()?)?.storing(|next| {
                let states = states_of(opened.reseal()?)?;
                Ok(record.with(&states, |record| record.set_recovery_state(Some(*next.record())))?)
            })
        })
    }

    /// Tries to redeem something. What it does to the person's authenticators is in the same commit.
    fn recover<V>(
        &self,
        person: &PersonName,
        now: UnixTime,
        codes: &Policy,
        evaluate: impl Fn(Recovery<'_>) -> Result<Attempt<V, NextRecovery>, RecoveryError>,
    ) -> Result<V, PeopleError<S::Error>> {
        self.change(person, |record, opened| {
            evaluate(recovery_of(record)?.open()?)?.storing(|next| {
                let states = states_after(opened, next.recovered(), now, codes)?;
                Ok(record.with(&states, |record| {
                    record.set_recovery_state(Some(*next.record()));
                    record.drop_pending_after(next.recovered());
                })?)
            })
        })
    }
}

/// The record with a key, in place of any other.
fn with_key<E>(record: &Record, opened: Person<'_, ROOM>, device: &DeviceId, key: &RecoveryKey) -> Decided<(), E> {
    let begun = match &record.recovery {
        None => Recovery::begin(key, device)?,
        Some(entry) => entry.open()?.rekey(key, device)?,
    };
    let state = *next_of(begun).ok_or(RecoveryError::RevisionExhausted)?.record();
    let entry = RecoveryEntry { device: *device, key: Box::new(key.clone()), state };
    stored_with(record, opened.reseal()?, |next| next.recovery = Some(entry))
}

impl Record {
    pub(super) fn set_recovery_state(&mut self, state: Option<SealedRecovery>) {
        if let (Some(entry), Some(state)) = (&mut self.recovery, state) {
            entry.state = state;
        }
    }

    /// Whoever begun an enrollment with a phone that is lost now does not confirm it.
    pub(super) fn drop_pending_after(&mut self, recovered: Option<Recovered>) {
        if recovered.is_some_and(|recovered| recovered.authenticators() == AfterRecovery::Suspend) {
            self.pending = None;
        }
    }
}

/// What is stored of a recovery after a change, for a commit of several together; `None` if there is none to change, or
/// nothing changes.
pub(super) fn recovery_after<V, E>(
    entry: Option<&RecoveryEntry>,
    change: impl FnOnce(Recovery<'_>) -> Result<Attempt<V, NextRecovery>, RecoveryError>,
) -> Result<Option<SealedRecovery>, PeopleError<E>> {
    let Some(entry) = entry else { return Ok(None) };
    Ok(next_of(change(entry.open()?)?).map(|next| *next.record()))
}

fn recovery_of<E>(record: &Record) -> Result<&RecoveryEntry, PeopleError<E>> {
    record.recovery().ok_or(PeopleError::NoRecovery)
}

/// The person's states after what was recovered, if anything was.
pub(super) fn states_after(
    person: Person<'_, ROOM>,
    recovered: Option<Recovered>,
    now: UnixTime,
    codes: &Policy,
) -> Result<NextStates<ROOM>, PersonError> {
    states_of(match recovered {
        Some(recovered) => person.recovered(recovered, now, codes)?,
        None => person.reseal()?,
    })
}
