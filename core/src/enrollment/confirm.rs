//! The codes that turn a pending authenticator into one of the person's.

use core::ops::RangeInclusive;

use super::Enrollment;
use super::permit::Scope;
use crate::attempt::{Attempt, NextStates, TwoSteps};
use crate::code::Code;
use crate::credential::Credential;
use crate::ct::{self, Seen, Sighting, Use};
use crate::error::{CodeError, EnrollmentError, PersonError};
use crate::parameters::Parameters;
use crate::person::Person;
use crate::policy::Policy;
use crate::position::Position;
use crate::secret::Secret;
use crate::time::UnixTime;

/// What a code came to while an authenticator was pending. Never a login: the code is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum Confirmation {
    /// The authenticator is the person's.
    #[non_exhaustive]
    Confirmed {
        /// The step or counter of the code, used up now.
        position: Position,
        /// How far it was from where it was expected: steps from now (negative: the phone is slow), or counters skipped.
        offset: i64,
    },
    /// The first of two codes was right, and it is used up. Ask for the next one that the phone shows. The first one
    /// typed again is answered alike, and counts nothing.
    OneMore,
    /// The code was wrong. This counts for nothing but this enrollment.
    #[non_exhaustive]
    Wrong {
        /// How many more wrong codes there may be, the one that ends it included.
        wrong_codes_left: u8,
    },
    /// Too late, before the enrollment began, or one wrong code too many: begin again, with another secret.
    Over,
}

/// What to store after a code, in one commit of the person's whole record.
#[derive(Debug)]
#[non_exhaustive]
pub struct NextEnrollment<const N: usize> {
    /// The person's states, sealed anew; after a confirmation the last one is the new authenticator's.
    pub states: NextStates<N>,
    /// What becomes of the pending authenticator.
    pub step: PendingStep,
}

/// What becomes of a pending authenticator.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is no heap to put it on")]
pub enum PendingStep {
    /// It is confirmed: store its secret and parameters beside its state, and delete what was pending.
    Enrolled {
        /// The secret.
        secret: Secret,
        /// The public parameters.
        parameters: Parameters,
    },
    /// Store this in its place.
    Pending(Enrollment),
    /// Delete it.
    Gone,
}

impl Enrollment {
    /// Tries a code. A correct one, the last that the policy asked for at the beginning, adds the authenticator to the
    /// person, as [`Person::add`] does, at the position after it.
    ///
    /// The code is tried at every position that `policy` accepts now, always: the window around now, or the counters
    /// from the first one on. A person's failures and locks are neither looked at nor changed.
    ///
    /// Refused, at no cost, if the code is of another length, if the time cannot be right, or if the permit was for a first
    /// authenticator and they have one by now. Whether there is room for a further authenticator, and whether the person
    /// has this secret already, is looked at when the last code was correct.
    pub fn confirm<const N: usize>(
        &self,
        person: Person<'_, N>,
        now: UnixTime,
        code: &Code,
        policy: &Policy,
    ) -> Result<Attempt<Confirmation, NextEnrollment<N>>, EnrollmentError> {
        if !self.is_open(now) {
            return changing(person, Confirmation::Over, PendingStep::Gone);
        }
        if self.scope == Scope::First && person.progress().next().is_some() {
            return Err(EnrollmentError::PermitIsForTheFirst);
        }
        if code.digits() != self.parameters.digits {
            return Err(CodeError::of_no_length_here(code).into());
        }
        let credential = self.credential()?;
        match self.scan(&credential, self.candidates(&credential, now, policy)?, code) {
            Seen::Fresh(position) if self.codes_left > 1 => self.expect_another(person, position),
            Seen::Fresh(position) => self.enroll(person, &credential, position, now),
            // Somebody repeats the first code, whose answer was lost: the next one is still to come.
            Seen::JustUsed => Ok(Attempt::settled(Confirmation::OneMore)),
            _ => self.count_wrong(person),
        }
    }

    /// What is acceptable now.
    fn candidates(
        &self,
        credential: &Credential,
        now: UnixTime,
        policy: &Policy,
    ) -> Result<RangeInclusive<u64>, EnrollmentError> {
        if !credential.is_time_based() {
            let more = u64::from(policy.look_ahead.count()).saturating_sub(1);
            return Ok(self.next..=self.next.saturating_add(more));
        }
        let step = self.parameters.step_at::<EnrollmentError>(now)?.number();
        let (past, future) = (u64::from(policy.window.past()), u64::from(policy.window.future()));
        Ok(step.saturating_sub(past)..=step.saturating_add(future))
    }

    /// Tries a code against candidates, each and every one.
    fn scan(&self, credential: &Credential, candidates: RangeInclusive<u64>, code: &Code) -> Seen {
        let typed = code.value();
        let mut sighting = Sighting::NOTHING;
        credential.each_value(candidates, |position, value| {
            let usage = self.use_of(position);
            sighting.offer(position, usage, ct::same_code(typed, value));
        });
        sighting.reveal()
    }

    /// Whether a position may still confirm.
    fn use_of(&self, position: u64) -> Use {
        if position >= self.next {
            Use::Fresh
        } else if position.checked_add(1) == Some(self.next) {
            Use::JustUsed
        } else {
            Use::Used
        }
    }

    fn enroll<const N: usize>(
        &self,
        person: Person<'_, N>,
        credential: &Credential,
        position: u64,
        now: UnixTime,
    ) -> Result<Attempt<Confirmation, NextEnrollment<N>>, EnrollmentError> {
        let expected = if credential.is_time_based() {
            self.parameters.step_at::<EnrollmentError>(now)?.number()
        } else {
            self.next
        };
        let offset = i64::try_from(position).unwrap_or(i64::MAX).saturating_sub_unsigned(expected);
        let added = person.add(credential, credential.position(position.saturating_add(1)))?;
        let step = PendingStep::Enrolled { secret: self.secret.clone(), parameters: self.parameters };
        together(added, Confirmation::Confirmed { position: credential.position(position), offset }, step)
    }

    fn expect_another<const N: usize>(
        &self,
        person: Person<'_, N>,
        position: u64,
    ) -> Result<Attempt<Confirmation, NextEnrollment<N>>, EnrollmentError> {
        let next = position.saturating_add(1);
        let pending = Self { next, codes_left: self.codes_left.saturating_sub(1), ..self.clone() };
        changing(person, Confirmation::OneMore, PendingStep::Pending(pending))
    }

    fn count_wrong<const N: usize>(
        &self,
        person: Person<'_, N>,
    ) -> Result<Attempt<Confirmation, NextEnrollment<N>>, EnrollmentError> {
        match self.wrong_left.saturating_sub(1) {
            0 => changing(person, Confirmation::Over, PendingStep::Gone),
            wrong_left => {
                let pending = Self { wrong_left, ..self.clone() };
                changing(person, Confirmation::Wrong { wrong_codes_left: wrong_left }, PendingStep::Pending(pending))
            }
        }
    }
}

/// An outcome that changes the person's record only in what is pending.
fn changing<const N: usize>(
    person: Person<'_, N>,
    confirmation: Confirmation,
    step: PendingStep,
) -> Result<Attempt<Confirmation, NextEnrollment<N>>, EnrollmentError> {
    together(person.reseal()?, confirmation, step)
}

/// A change to the person's states and one to what is pending, as one attempt.
fn together<const N: usize>(
    change: Attempt<(), NextStates<N>>,
    confirmation: Confirmation,
    step: PendingStep,
) -> Result<Attempt<Confirmation, NextEnrollment<N>>, EnrollmentError> {
    match change.in_two_steps() {
        TwoSteps::Store(states, _) => Ok(Attempt::changing(confirmation, NextEnrollment { states, step })),
        // Each of these changes moves the revision, so there is always something to store.
        TwoSteps::Settled(()) => Err(PersonError::RevisionExhausted.into()),
    }
}
