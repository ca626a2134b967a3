//! What a redeemed recovery does to one-time codes, in the commit that stores the redemption.

use super::Person;
use crate::attempt::{Attempt, NextStates};
use crate::error::PersonError;
use crate::policy::Policy;
use crate::recovery::{AfterRecovery, Recovered};
use crate::time::UnixTime;
use crate::verdict::Barred;

impl<const N: usize> Person<'_, N> {
    /// The person after a recovery was redeemed. Store it in the same commit as the next record of the recovery, which says
    /// so ([`NextRecovery::recovered`](crate::NextRecovery::recovered), [`NextCodes::recovered`](crate::NextCodes::recovered)).
    ///
    /// Codes that were closed at the cap of failures are open again; a lock stays until time lifts it. What becomes of the
    /// authenticators is the policy's ([`AfterRecovery`]).
    pub fn recovered(
        mut self,
        recovered: Recovered,
        now: UnixTime,
        policy: &Policy,
    ) -> Result<Attempt<(), NextStates<N>>, PersonError> {
        let ladder = self.standing.ladder;
        if ladder.barred_at(now, policy.throttle, self.cap(policy)) == Some(Barred::Closed) {
            self.standing.ladder = ladder.cleared();
        }
        match recovered.authenticators() {
            AfterRecovery::Keep => {}
            AfterRecovery::BurnCodes => self.burn_codes(now, policy),
            AfterRecovery::Suspend => self.suspend_members(),
        }
        self.changed()
    }

    /// Uses up every time step whose code is acceptable now. A counter has no such step, and stays.
    fn burn_codes(&mut self, now: UnixTime, policy: &Policy) {
        let time_based = self.members.iter_mut().flatten().filter(|member| member.credential.is_time_based());
        for member in time_based {
            // Before its T0 an authenticator has no acceptable step.
            if let Some(last) = member.candidates(now, policy).ok().map(|candidates| candidates.highest()) {
                member.use_up(last);
            }
        }
    }
}
