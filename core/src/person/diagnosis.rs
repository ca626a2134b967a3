//! How far is that phone's clock off?
//!
//! Answered freely it would be an oracle: one guess in 174 hits some step of a day. So there are two questions. An
//! administrator may ask about any step. At a login it is an attempt that counts a failure, and only steps that are
//! no longer acceptable are looked at, so that the answer never tells of a code that is still good.

use super::Person;
use super::candidates::distance;
use crate::attempt::{Attempt, NextStates};
use crate::code::Code;
use crate::credential::Credential;
use crate::ct::{self, Seen, Sighting, Use};
use crate::error::{AttemptError, CodeError, ParameterError};
use crate::policy::{DiagnosisReach, Policy};
use crate::time::UnixTime;
use crate::verdict::{Diagnosis, Reason};

impl Credential {
    /// How many steps a phone's clock is off (negative: slow), if the code is found; the nearest step counts.
    ///
    /// For administrators, or while an authenticator is being enrolled: it counts nothing, is refused by no lock, and
    /// uses up nothing. Never answer it to a person at a login prompt.
    pub fn diagnose_as_administrator(
        &self,
        now: UnixTime,
        code: &Code,
        reach: DiagnosisReach,
    ) -> Result<Option<i64>, AttemptError> {
        if code.digits() != self.parameters().digits {
            return Err(CodeError::of_no_length_here(code).into());
        }
        let here = self.parameters().step_at::<AttemptError>(now)?.number();
        let both_ways = (0..=u64::from(reach.count())).flat_map(|distance| {
            [here.checked_sub(distance), here.checked_add(distance).filter(|_| distance > 0)].into_iter().flatten()
        });
        Ok(match self.first_in(both_ways, code) {
            Seen::Fresh(step) => Some(distance(here, step)),
            _ => None,
        })
    }

    /// The first of some positions that has this code; all are tried.
    fn first_in(&self, positions: impl Iterator<Item = u64>, code: &Code) -> Seen {
        let typed = code.value();
        let mut sighting = Sighting::NOTHING;
        self.each_value(positions, |position, value| sighting.offer(position, Use::Fresh, ct::same_code(typed, value)));
        sighting.reveal()
    }
}

impl<const N: usize> Person<'_, N> {
    /// How many steps a phone's clock is slow, for a person at a login prompt whose code was rejected.
    ///
    /// It is an attempt like any other: refused while locked, and it counts a failure whatever it finds. It looks only
    /// at steps before those that are acceptable now.
    pub fn diagnose(
        mut self,
        now: UnixTime,
        authenticator: usize,
        code: &Code,
        reach: DiagnosisReach,
        policy: &Policy,
    ) -> Result<Attempt<Diagnosis, NextStates<N>>, AttemptError> {
        let member = *self.member(authenticator)?;
        member.must_fit(code)?;
        if !member.credential.is_time_based() {
            return Err(ParameterError::NotTimeBased.into());
        }
        if member.suspended {
            return Ok(Attempt::settled(Diagnosis::Suspended));
        }
        let here = member.credential.parameters().step_at::<AttemptError>(now)?.number();
        let end = member.candidates(now, policy)?.lowest();
        let begin = here.saturating_sub(u64::from(reach.count()));
        self.attempt(now, policy, |person, cap| {
            let seen = member.credential.first_in((begin..end).rev(), code);
            let rejected = person.fail(now, policy, cap, Reason::Mismatch);
            Ok(match seen {
                Seen::Fresh(step) => Diagnosis::Slow { steps: here.saturating_sub(step), rejected },
                _ => Diagnosis::Unknown(rejected),
            })
        })
    }
}
