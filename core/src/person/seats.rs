//! A person in room that somebody else has, so that what is done at a login is there once, whatever room people need.
//!
//! [`Person`] has its room by value, of which the functions in C have two sizes: for one authenticator, and for as many as
//! there can be. Both would have a login of their own in the object code. A login is written for seats instead; whoever
//! has a [`Person`] lends it some.

use core::fmt;

use super::{Member, Person, cap_of, has_secret_of};
use crate::attempt::Attempt;
use crate::code::Code;
use crate::credential::Credential;
use crate::ct::Sighting;
use crate::error::{AttemptError, PersonError};
use crate::policy::Policy;
use crate::state::{SealedState, Standing, State};
use crate::time::UnixTime;
use crate::verdict::Verdict;

/// Room for one of a person's authenticators, and for what a login sees of it.
#[derive(Clone, Copy)]
pub struct Seat<'a> {
    pub(super) member: Option<Member<'a>>,
    /// Whether the code is tried with it.
    pub(super) is_tried: bool,
    pub(super) sighting: Sighting,
}

/// A person's authenticators, opened, in room that is lent, for one login: what comes of another begins where this one ended,
/// stored or not.
pub struct Seated<'s, 'a> {
    pub(super) seats: &'s mut [Seat<'a>],
    pub(super) standing: Standing,
    count: usize,
}

/// What is to be stored after a login.
pub struct NextOfSeats<'s, 'a> {
    seated: &'s Seated<'s, 'a>,
    expected_revision: u64,
}

impl<'a> Seat<'a> {
    /// Nobody's.
    pub const EMPTY: Self = Self::of(None);

    pub(super) const fn of(member: Option<Member<'a>>) -> Self {
        Self { member, is_tried: false, sighting: Sighting::NOTHING }
    }
}

/// The authenticators on some seats.
pub(super) fn members<'i, 'a>(seats: &'i [Seat<'a>]) -> impl Iterator<Item = &'i Member<'a>> + Clone {
    seats.iter().filter_map(|seat| seat.member.as_ref())
}

impl<'s, 'a> Seated<'s, 'a> {
    /// Nobody yet, on empty seats.
    pub const fn on(seats: &'s mut [Seat<'a>]) -> Self {
        Self { seats, standing: Standing::NEW, count: 0 }
    }

    /// Opens the next of the person's authenticators, in the order of the record. Refused as by [`Person::open`].
    pub fn open(&mut self, credential: &'a Credential, state: &[u8; SealedState::LENGTH]) -> Result<(), PersonError> {
        let State { next, drift, suspended, standing } =
            State::open(credential, state).map_err(|error| PersonError::State { index: self.count, error })?;
        if self.count == 0 {
            self.standing = standing;
        } else if self.standing != standing {
            return Err(PersonError::StatesDisagree);
        }
        if has_secret_of(members(self.seats), credential) {
            return Err(PersonError::SameSecret);
        }
        let seat = self.seats.get_mut(self.count).ok_or(PersonError::TooMany)?;
        seat.member = Some(Member { credential, next, drift, suspended });
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    /// As [`Person::verify`] or, where the person said which authenticator it is, [`Person::verify_with`].
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub fn verify(
        &mut self,
        only: Option<usize>,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Verdict, NextOfSeats<'_, 'a>>, AttemptError> {
        let expected_revision = self.standing.revision;
        let (verdict, changes) = self.login(only, now, code, policy)?;
        if !changes {
            return Ok(Attempt::settled(verdict));
        }
        self.standing.revision = expected_revision.checked_add(1).ok_or(AttemptError::RevisionExhausted)?;
        Ok(Attempt::changing(verdict, NextOfSeats { seated: self, expected_revision }))
    }

    /// How many consecutive failures are allowed.
    pub(super) fn cap(&self, policy: &Policy) -> u16 {
        cap_of(members(self.seats), policy)
    }
}

impl NextOfSeats<'_, '_> {
    /// The revision that the stored record must still have.
    pub const fn expected_revision(&self) -> u64 {
        self.expected_revision
    }

    /// The revision that these states carry: one more.
    pub const fn revision(&self) -> u64 {
        self.seated.standing.revision()
    }

    /// How many states there are.
    pub const fn count(&self) -> usize {
        self.seated.count
    }

    /// Seals one of the states, counted from 0, where it goes, which is all zeros.
    pub fn write_state(&self, index: usize, place: &mut [u8; SealedState::LENGTH]) {
        if let Some(member) = self.seated.seats.get(index).and_then(|seat| seat.member.as_ref()) {
            member.state(self.seated.standing).seal_into(member.credential, place);
        }
    }
}

impl<'a, const N: usize> Person<'a, N> {
    /// Lends the person seats for a login, and takes back what became of them.
    #[inline]
    pub(super) fn seated<R>(&mut self, login: impl FnOnce(&mut Seated<'_, 'a>) -> R) -> R {
        let mut seats = self.members.map(Seat::of);
        let mut seated = Seated { standing: self.standing, ..Seated::on(&mut seats) };
        let done = login(&mut seated);
        self.standing = seated.standing;
        self.members = seats.map(|seat| seat.member);
        done
    }
}

impl fmt::Debug for Seated<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seated").field("authenticators", &self.count).finish_non_exhaustive()
    }
}

impl fmt::Debug for Seat<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seat(..)")
    }
}

impl fmt::Debug for NextOfSeats<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextOfSeats").field("expected_revision", &self.expected_revision).finish_non_exhaustive()
    }
}
