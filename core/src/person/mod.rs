//! A person and their authenticators, opened for one attempt or one change.
//!
//! All of a person's states carry the same failures, lock and revision and are stored as one record. So a wrong code is
//! one failure however many authenticators were tried, the acceptance of any clears it, and a record that was put back
//! by itself shows.

mod candidates;
mod diagnosis;
mod membership;
#[cfg(feature = "recovery")]
mod recovered;
mod resynchronize;
mod seats;
mod status;
mod suspension;
mod verify;

pub use seats::{NextOfSeats, Seat, Seated};
pub use status::{Progress, Status};

use core::fmt;

use crate::attempt::{Attempt, NextStates};
use crate::code::Code;
use crate::credential::Credential;
use crate::ct::Use;
use crate::error::{AttemptError, CodeError, PersonError};
use crate::policy::Policy;
use crate::position::Position;
use crate::state::{SealedState, Standing, State};
use crate::time::UnixTime;
use crate::verdict::{Barred, Reason, Rejected};
use candidates::most_candidates;

/// The most authenticators that one person has.
pub const MOST_AUTHENTICATORS: usize = 8;

/// One authenticator of a person as a host holds it: a credential, and the state stored for it.
#[derive(Clone, Copy, Debug)]
pub struct Authenticator<'a> {
    /// The credential.
    pub credential: &'a Credential,
    /// Its state as it is stored.
    pub state: &'a SealedState,
}

/// A person's authenticators with their states opened: good for one attempt or one change, which consumes it.
///
/// `N` is how many there is room for; a host whose people have one authenticator each pays for one.
#[derive(Clone)]
pub struct Person<'a, const N: usize> {
    members: [Option<Member<'a>>; N],
    standing: Standing,
}

/// One authenticator, opened.
#[derive(Clone, Copy)]
struct Member<'a> {
    credential: &'a Credential,
    /// The smallest step or counter that is not used up.
    next: u64,
    /// Learned drift in steps.
    drift: i8,
    /// Whether its codes count for nothing until it is confirmed again.
    suspended: bool,
}

impl<'a, const N: usize> Person<'a, N> {
    /// Opens a person's authenticators, all of them and in the order of the record; `N` is at least as many.
    ///
    /// Refused if a state is corrupt or another credential's, if the states were not stored together, or if two
    /// authenticators share a secret. Refused means that nobody gets in.
    pub fn open(authenticators: &[Authenticator<'a>]) -> Result<Self, PersonError> {
        let mut person = Self::without_authenticators(Standing::NEW);
        person.standing = open_all(authenticators, &mut person.members)?;
        Ok(person)
    }

    /// A person without any authenticator: somebody new, or somebody whose last one was removed.
    pub const fn without_authenticators(standing: Standing) -> Self {
        const { assert!(1 <= N && N <= MOST_AUTHENTICATORS, "a person has 1 to 8 authenticators") };
        Self { members: [None; N], standing }
    }

    /// Failures and revision.
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    fn members(&self) -> impl Iterator<Item = &Member<'a>> + Clone {
        self.members.iter().flatten()
    }

    fn member(&mut self, index: usize) -> Result<&mut Member<'a>, AttemptError> {
        self.members.get_mut(index).and_then(Option::as_mut).ok_or(AttemptError::NoSuchAuthenticator)
    }

    fn has_secret_of(&self, credential: &Credential) -> bool {
        has_secret_of(self.members(), credential)
    }

    /// How many consecutive failures are allowed.
    fn cap(&self, policy: &Policy) -> u16 {
        cap_of(self.members(), policy)
    }

    /// Evaluates an attempt unless the person is locked or closed, and puts what changes into it.
    fn attempt<V: From<Barred>>(
        self,
        now: UnixTime,
        policy: &Policy,
        evaluate: impl FnOnce(&mut Self, u16) -> Result<V, AttemptError>,
    ) -> Result<Attempt<V, NextStates<N>>, AttemptError> {
        let cap = self.cap(policy);
        let mut after = self.clone();
        let outcome = match self.standing.ladder.barred_at(now, policy.throttle, cap) {
            Some(barred) => {
                after.standing.ladder = self.standing.ladder.seen_at(now);
                barred.into()
            }
            None => evaluate(&mut after, cap)?,
        };
        if after.is_as(&self) {
            return Ok(Attempt::settled(outcome));
        }
        let next = after.sealed().ok_or(AttemptError::RevisionExhausted)?;
        Ok(Attempt::changing(outcome, next))
    }

    /// Counts a failure.
    fn fail(&mut self, now: UnixTime, policy: &Policy, cap: u16, reason: Reason) -> Rejected {
        self.standing.ladder.fail(now, policy.throttle, cap, reason)
    }

    fn is_as(&self, other: &Self) -> bool {
        self.standing == other.standing && same_progress(&self.members, &other.members)
    }

    /// The states as they are to be stored, one revision further; `None` if there is no further revision.
    fn sealed(&self) -> Option<NextStates<N>> {
        let expected = self.standing.revision;
        let standing = Standing { revision: expected.checked_add(1)?, ..self.standing };
        Some(NextStates::new(|states| seal_all(&self.members, standing, states), expected, standing))
    }
}

// What follows is the same for however many there is room for, and there once, whatever `N` people have. Where speed
// is asked for it is put into its callers nevertheless, which takes a tenth off a login.

/// Opens authenticators one after the other; gives what all of their states carry of the person.
#[inline]
fn open_all<'a>(
    authenticators: &[Authenticator<'a>],
    members: &mut [Option<Member<'a>>],
) -> Result<Standing, PersonError> {
    if authenticators.len() > members.len() {
        return Err(PersonError::TooMany);
    }
    let mut first = None;
    for (index, &Authenticator { credential, state }) in authenticators.iter().enumerate() {
        let State { next, drift, suspended, standing } =
            State::open(credential, state.as_bytes()).map_err(|error| PersonError::State { index, error })?;
        if *first.get_or_insert(standing) != standing {
            return Err(PersonError::StatesDisagree);
        }
        if has_secret_of(members.iter().flatten(), credential) {
            return Err(PersonError::SameSecret);
        }
        if let Some(place) = members.get_mut(index) {
            *place = Some(Member { credential, next, drift, suspended });
        }
    }
    first.ok_or(PersonError::NobodyEnrolled)
}

#[inline]
fn has_secret_of<'m, 'a: 'm>(mut members: impl Iterator<Item = &'m Member<'a>>, credential: &Credential) -> bool {
    members.any(|member| member.credential.same_key(credential))
}

/// How many consecutive failures are allowed, over everything that a code is tried against.
///
/// A guesser picks the number of digits that serves best, so the smallest cap of all counts.
#[inline]
fn cap_of<'m, 'a: 'm>(members: impl Iterator<Item = &'m Member<'a>> + Clone, policy: &Policy) -> u16 {
    let mut cap = u16::from(policy.throttle.cap());
    for digits in members.clone().map(|member| member.credential.parameters().digits) {
        let mut candidates: u32 = 0;
        for fitting in members.clone().filter(|member| member.credential.parameters().digits == digits) {
            candidates = candidates.saturating_add(most_candidates(fitting.credential, policy));
        }
        cap = cap.min(policy.throttle.cap_for(digits, candidates));
    }
    cap
}

#[inline]
fn same_progress(ours: &[Option<Member<'_>>], theirs: &[Option<Member<'_>>]) -> bool {
    let progress = |member: &Member<'_>| (member.next, member.drift, member.suspended);
    ours.iter()
        .map(|member| member.as_ref().map(progress))
        .eq(theirs.iter().map(|member| member.as_ref().map(progress)))
}

/// Seals the state of each, one behind the other; gives how many.
#[inline]
fn seal_all(members: &[Option<Member<'_>>], standing: Standing, states: &mut [SealedState]) -> usize {
    let mut count: usize = 0;
    for (member, place) in members.iter().flatten().zip(states) {
        *place = member.sealed(standing);
        count = count.saturating_add(1);
    }
    count
}

impl Member<'_> {
    /// Its state as it is to be stored.
    #[inline]
    fn sealed(&self, standing: Standing) -> SealedState {
        self.state(standing).seal(self.credential)
    }

    #[inline]
    fn state(&self, standing: Standing) -> State {
        let Self { next, drift, suspended, .. } = *self;
        State { next, drift, suspended, standing }
    }

    fn fits(&self, code: &Code) -> bool {
        self.credential.parameters().digits == code.digits()
    }

    fn must_fit(&self, code: &Code) -> Result<(), AttemptError> {
        if self.fits(code) { Ok(()) } else { Err(CodeError::of_no_length_here(code).into()) }
    }

    fn next_position(&self) -> Option<Position> {
        match self.credential.position(self.next) {
            Position::Counter(_) if self.next == u64::MAX => None,
            position => Some(position),
        }
    }

    /// Whether a position may still be used.
    fn use_of(&self, position: u64) -> Use {
        if position >= self.next {
            Use::Fresh
        } else if position.checked_add(1) == Some(self.next) {
            Use::JustUsed
        } else {
            Use::Used
        }
    }
}

impl<const N: usize> fmt::Debug for Person<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("authenticators", &self.members().count()).finish_non_exhaustive()
    }
}
