//! Logins with one-time codes upon a store that is awaited: for servers whose requests are tasks and not threads.

use mfa_core::{Code, Policy, UnixTime, Verdict};

use super::codes::verified;
use super::{MOST_TRIES, People, PeopleError, decided, of_store, settled};
use crate::name::{AuthenticatorName, PersonName};
use crate::record::Record;
use crate::store::AwaitedStore;

impl<S: AwaitedStore> People<'_, S> {
    /// As [`People::verify_and_name`], for a store that is awaited. A future that is dropped denies; what it was storing
    /// may be stored all the same.
    pub async fn verify_awaited(
        &self,
        person: &PersonName,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<(Verdict, Option<AuthenticatorName>), PeopleError<S::Error>> {
        for _ in 0..MOST_TRIES {
            let read = self.store.read_awaited(person).await.map_err(PeopleError::Store)?;
            let (record, token) = read.ok_or(PeopleError::NoSuchPerson)?;
            let attempt = decided(&record, verified(now, code, policy))?;
            let mut failed = None;
            let committed = attempt
                .commit_async(async |next: Record| {
                    of_store(self.store.replace_awaited(person, &token, &next).await, &mut failed)
                })
                .await;
            if let Some(verdict) = settled(committed, failed)? {
                let name = record.name_of_accepted(&verdict);
                return Ok((verdict, name));
            }
        }
        Err(PeopleError::Busy)
    }
}
