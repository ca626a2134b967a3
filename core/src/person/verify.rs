//! The login itself: one code against all of a person's authenticators.

use super::candidates::distance;
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
        self.verify_among(|_| true, now, code, policy)
    }

    /// As [`Person::verify`], with one of the person's authenticators only: where the person said which.
    pub fn verify_with(
        mut self,
        authenticator: usize,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Verdict, NextStates<N>>, AttemptError> {
        self.member(authenticator)?;
        self.verify_among(|index| index == authenticator, now, code, policy)
    }

    fn verify_among(
        self,
        among: impl Fn(usize) -> bool,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Verdict, NextStates<N>>, AttemptError> {
        if self.members().next().is_none() {
            return Err(AttemptError::NobodyEnrolled);
        }
        let mut tried = self.members;
        for (index, member) in tried.iter_mut().enumerate() {
            *member = member.filter(|member| among(index) && !member.suspended);
        }
        if tried.iter().all(Option::is_none) {
            return Ok(Attempt::settled(Verdict::Suspended));
        }
        for member in &mut tried {
            *member = member.filter(|member| member.fits(code));
        }
        if tried.iter().all(Option::is_none) {
            return Err(CodeError::of_no_length_here(code).into());
        }
        self.attempt(now, policy, |person, cap| {
            let mut sightings = [None; N];
            try_all(&tried, now, code, policy, &mut sightings)?;
            let seen = sightings.map(|sighting| sighting.map(Sighting::reveal));
            Ok(match first_fresh(&person.members, &seen) {
                Some(found) => {
                    let (standing, members) = (&mut person.standing, &mut person.members);
                    Verdict::Accepted(accept(standing, members, now, policy, &seen, found)?)
                }
                None => Verdict::Rejected(person.reject(now, policy, cap, &seen)),
            })
        })
    }

    /// Counts the failure, unless the code is the one used last: then somebody repeats a login whose answer was lost.
    pub(super) fn reject(&mut self, now: UnixTime, policy: &Policy, cap: u16, seen: &[Option<Seen>]) -> Rejected {
        reject(&mut self.standing, now, policy, cap, seen)
    }
}

// What follows is the same for however many there is room for. Where speed
// is asked for it is put into its callers nevertheless, which takes a tenth off a login.

/// The first match that may still be used: in the record's order, time-based before counter-based.
#[inline]
fn first_fresh(members: &[Option<Member<'_>>], seen: &[Option<Seen>]) -> Option<(usize, u64)> {
    let of_kind = |time_based: bool| {
        members.iter().zip(seen).enumerate().find_map(|(index, pair)| match pair {
            (Some(member), Some(Seen::Fresh(position))) if member.credential.is_time_based() == time_based => {
                Some((index, *position))
            }
            _ => None,
        })
    };
    of_kind(true).or_else(|| of_kind(false))
}

/// Uses up what matched, which is the accepted position and every other step that shares the code, and forgets the failures.
#[inline]
fn accept(
    standing: &mut Standing,
    members: &mut [Option<Member<'_>>],
    now: UnixTime,
    policy: &Policy,
    seen: &[Option<Seen>],
    (index, position): (usize, u64),
) -> Result<Accepted, AttemptError> {
    for pair in members.iter_mut().zip(seen) {
        match pair {
            (Some(member), Some(Seen::Fresh(step))) if member.credential.is_time_based() => member.use_up(*step),
            _ => {}
        }
    }
    let member = members.get_mut(index).and_then(Option::as_mut).ok_or(AttemptError::NoSuchAuthenticator)?;
    let offset = member.take_at(now, policy, position)?;
    let position = member.credential.position(position);
    let failures_before = standing.failures();
    standing.ladder = standing.ladder.cleared();
    Ok(Accepted { authenticator: index, position, offset, failures_before })
}

#[inline]
fn reject(standing: &mut Standing, now: UnixTime, policy: &Policy, cap: u16, seen: &[Option<Seen>]) -> Rejected {
    let saw = |what: Seen| seen.contains(&Some(what));
    if saw(Seen::JustUsed) {
        standing.ladder = standing.ladder.without_lock();
        return standing.ladder.rejected(now, policy.throttle, cap, Reason::Replayed);
    }
    let reason = if saw(Seen::Used) { Reason::Replayed } else { Reason::Mismatch };
    standing.ladder.fail(now, policy.throttle, cap, reason)
}

/// What each authenticator saw. Nothing of it is looked at before all have been tried.
#[inline]
fn try_all(
    members: &[Option<Member<'_>>],
    now: UnixTime,
    code: &Code,
    policy: &Policy,
    sightings: &mut [Option<Sighting>],
) -> Result<(), AttemptError> {
    let mut refused = None;
    for (member, sighting) in members.iter().zip(&mut *sightings) {
        let Some(member) = member else { continue };
        match member.candidates(now, policy) {
            Ok(candidates) => *sighting = Some(member.scan(candidates, code)),
            Err(error) => refused = Some(error),
        }
    }
    match refused {
        // One exhausted counter does not keep the person's other authenticators from being tried.
        Some(error) if sightings.iter().all(Option::is_none) => Err(error),
        _ => Ok(()),
    }
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
