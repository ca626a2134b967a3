//! The login itself: one code against all of a person's authenticators.

use super::candidates::distance;
use super::seats::{Seat, Seated};
use super::{Member, Person};
use crate::attempt::{Attempt, NextStates};
use crate::code::Code;
use crate::ct::{Seen, Sighting};
use crate::error::{AttemptError, CodeError};
use crate::policy::Policy;
use crate::state::Standing;
use crate::time::UnixTime;
use crate::verdict::{Accepted, Reason, Rejected, Verdict};

impl<const N: usize> Person<'_, N> {
    /// Tries a code. The verdict comes out of the attempt once its next states are stored.
    ///
    /// Every authenticator whose codes have as many digits is tried at every acceptable position, always; the first that
    /// matches in the record's order is accepted, time-based ones before counter-based ones, at its smallest position
    /// that is not used up. Refused, at no cost, if no authenticator shows codes of that length or if the time cannot be
    /// right. A suspended authenticator is not tried.
    ///
    /// Call it behind the first factor: whoever reaches it can use up the person's failures.
    pub fn verify(
        self,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Verdict, NextStates<N>>, AttemptError> {
        self.log_in(None, now, code, policy)
    }

    /// As [`Person::verify`], with one of the person's authenticators only: where the person said which.
    pub fn verify_with(
        self,
        authenticator: usize,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Verdict, NextStates<N>>, AttemptError> {
        self.log_in(Some(authenticator), now, code, policy)
    }

    fn log_in(
        mut self,
        only: Option<usize>,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Verdict, NextStates<N>>, AttemptError> {
        let (verdict, changes) = self.seated(|seated| seated.login(only, now, code, policy))?;
        if !changes {
            return Ok(Attempt::settled(verdict));
        }
        let next = self.sealed().ok_or(AttemptError::RevisionExhausted)?;
        Ok(Attempt::changing(verdict, next))
    }

    /// Counts the failure, unless the code is the one used last: then somebody repeats a login whose answer was lost.
    pub(super) fn reject(&mut self, now: UnixTime, policy: &Policy, cap: u16, seen: Seen) -> Rejected {
        reject(&mut self.standing, now, policy, cap, seen)
    }
}

impl Seated<'_, '_> {
    /// What a login comes to, and whether anything is to be stored.
    // There once, whatever room people have. Where speed is asked for it is put into its callers nevertheless, which takes a
    // tenth off a login.
    #[inline]
    pub(super) fn login(
        &mut self,
        only: Option<usize>,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<(Verdict, bool), AttemptError> {
        if !self.choose(only, code)? {
            return Ok((Verdict::Suspended, false));
        }
        let cap = self.cap(policy);
        let ladder = &mut self.standing.ladder;
        if let Some(barred) = ladder.barred_at(now, policy.throttle, cap) {
            let low = ladder.lock.low;
            *ladder = ladder.seen_at(now);
            return Ok((barred.into(), ladder.lock.low != low));
        }
        self.try_all(now, code, policy)?;
        Ok(match self.first_fresh() {
            Ok((index, position)) => (Verdict::Accepted(self.accept(now, policy, index, position)?), true),
            Err(seen) => {
                // A failure is counted, or a lock that is over is cleared.
                let changes = seen != Seen::JustUsed || self.standing.ladder.has_lock();
                (Verdict::Rejected(reject(&mut self.standing, now, policy, cap, seen)), changes)
            }
        })
    }

    /// Chooses whom the code is tried with; whether all that would be are suspended is the answer.
    #[inline]
    fn choose(&mut self, only: Option<usize>, code: &Code) -> Result<bool, AttemptError> {
        let (mut there, mut awake, mut fitting) = (false, false, false);
        for (index, seat) in self.seats.iter_mut().enumerate() {
            // What an earlier login saw counts for nothing.
            (seat.is_tried, seat.sighting) = (false, Sighting::NOTHING);
            let Some(member) = seat.member.filter(|_| only.is_none_or(|only| only == index)) else { continue };
            there = true;
            awake |= !member.suspended;
            seat.is_tried = !member.suspended && member.fits(code);
            fitting |= seat.is_tried;
        }
        match (there, awake, fitting) {
            (false, ..) if only.is_some() => Err(AttemptError::NoSuchAuthenticator),
            (false, ..) => Err(AttemptError::NobodyEnrolled),
            (_, true, false) => Err(CodeError::of_no_length_here(code).into()),
            _ => Ok(awake),
        }
    }

    /// What each authenticator sees. Nothing of it is looked at before all have been tried.
    #[inline]
    fn try_all(&mut self, now: UnixTime, code: &Code, policy: &Policy) -> Result<(), AttemptError> {
        let mut refused = None;
        for Seat { member, is_tried, sighting, .. } in &mut *self.seats {
            let Some(member) = member.as_ref().filter(|_| *is_tried) else { continue };
            match member.candidates(now, policy) {
                Ok(candidates) => member.scan(&candidates, code, sighting),
                Err(error) => (*is_tried, refused) = (false, Some(error)),
            }
        }
        if let Some(error) = refused.filter(|_| !self.seats.iter().any(|seat| seat.is_tried)) {
            // One exhausted counter does not keep the person's other authenticators from being tried.
            return Err(error);
        }
        Ok(())
    }

    /// The first match that may still be used: in the record's order, time-based before counter-based. Where there is none,
    /// what else was seen.
    #[inline]
    fn first_fresh(&self) -> Result<(usize, u64), Seen> {
        let (mut by_counter, mut otherwise) = (None, Seen::Nothing);
        for (index, seat) in self.seats.iter().enumerate() {
            match (seat.member, seat.sighting.reveal()) {
                (Some(member), Seen::Fresh(position)) if member.credential.is_time_based() => {
                    return Ok((index, position));
                }
                (_, Seen::Fresh(position)) => by_counter = by_counter.or(Some((index, position))),
                (_, Seen::Nothing) => {}
                (_, seen) => {
                    if otherwise != Seen::JustUsed {
                        otherwise = seen;
                    }
                }
            }
        }
        by_counter.ok_or(otherwise)
    }

    /// Uses up what matched, which is the accepted position and every other step that shares the code, and forgets the
    /// failures.
    #[inline]
    fn accept(
        &mut self,
        now: UnixTime,
        policy: &Policy,
        index: usize,
        position: u64,
    ) -> Result<Accepted, AttemptError> {
        let mut accepted = None;
        for (place, seat) in self.seats.iter_mut().enumerate() {
            let (Some(member), Seen::Fresh(seen)) = (&mut seat.member, seat.sighting.reveal()) else { continue };
            if place == index {
                let offset = member.take_at(now, policy, position)?;
                accepted = Some((member.credential.position(position), offset));
            } else if member.credential.is_time_based() {
                member.use_up(seen);
            }
        }
        let (position, offset) = accepted.ok_or(AttemptError::NoSuchAuthenticator)?;
        let failures_before = self.standing.failures();
        self.standing.ladder = self.standing.ladder.cleared();
        Ok(Accepted { authenticator: index, position, offset, failures_before })
    }
}

fn reject(standing: &mut Standing, now: UnixTime, policy: &Policy, cap: u16, seen: Seen) -> Rejected {
    if seen == Seen::JustUsed {
        standing.ladder = standing.ladder.without_lock();
        return standing.ladder.rejected(now, policy.throttle, cap, Reason::Replayed);
    }
    let reason = if seen == Seen::Used { Reason::Replayed } else { Reason::Mismatch };
    standing.ladder.fail(now, policy.throttle, cap, reason)
}

impl Member<'_> {
    /// Moves past a position. It only grows.
    pub(super) fn use_up(&mut self, position: u64) {
        self.next = self.next.max(position.saturating_add(1));
    }

    /// Uses up a position and learns from it; gives how far it was from where it was expected.
    pub(super) fn take_at(&mut self, now: UnixTime, policy: &Policy, position: u64) -> Result<i64, AttemptError> {
        let expected = if self.credential.is_time_based() {
            self.credential.parameters().step_at::<AttemptError>(now)?.number()
        } else {
            self.next
        };
        let offset = distance(expected, position);
        if let (true, Some(drift)) = (self.credential.is_time_based(), policy.drift) {
            self.drift = drift.clamp(offset);
        }
        self.use_up(position);
        Ok(offset)
    }
}
