//! What an attempt holds: an answer that nobody has seen yet, and the bytes to store before it may be seen.
//!
//! Both are written where they lie, in the caller's memory: an attempt is never on the stack. What kind of attempt it is only
//! whoever begins it knows, so that a program has the code for those kinds alone that it begins.

use super::*;
use crate::raw::{OpenPlace, Place, Room, Span};
use crate::verdict::Answer;
use mfa_core::{Attempt as Decided, Commit, EnrollmentPermit, NextOfSeats, NextStates, TwoSteps};

/// How many parts there are: [`mfa_next`] names them, and each has its place in the order of their bits.
const PARTS: usize = 8;

/// What an attempt holds besides the bytes to store.
pub(crate) struct Attempt {
    stage: Stage,
    taken: Taken,
    /// Whether the answer counts only once what belongs to it is stored.
    uncommitted: bool,
    /// What may be bound by the answer.
    permit: Option<EnrollmentPermit>,
    /// Why it could not be decided, or the answer.
    result: mfa_result,
    verdict: mfa_verdict,
    to_store: ToStore,
}

/// What is to be stored, and where in the attempt's room its parts lie.
struct ToStore {
    expected_revision: u64,
    revision: u64,
    parts: u32,
    spans: [Span; PARTS],
}

/// Who took what to store.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Nobody,
    /// Whoever tells what became of it.
    ToBeTold,
    /// The callback that stores it.
    ByCallback,
}

/// How far an attempt has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It could not be decided.
    Failed,
    /// It is decided.
    Begun,
    /// It is over.
    Told,
}

/// What shows that an attempt was begun: [`begun`] alone makes one.
pub(crate) struct Begun(());

/// Where an attempt is to be written.
pub(crate) struct Beginning<'p>(Place<'p, mfa_attempt>);

/// Begins an attempt in the caller's memory. Where that fails, the attempt remembers why.
pub(crate) fn begin<'c>(
    arguments: &mut Arguments<'c>,
    attempt: *mut mfa_attempt,
    decide: impl FnOnce(&mut Arguments<'c>, &mut Beginning<'_>) -> Done<Begun>,
) -> Done {
    Beginning(arguments.new_object(1, attempt)?).decide(|beginning| decide(arguments, beginning))
}

/// As [`begin`], where what the arguments come to is all that is needed to decide.
pub(crate) fn begin_of<'c, T>(
    arguments: &mut Arguments<'c>,
    attempt: *mut mfa_attempt,
    take: impl FnOnce(&mut Arguments<'c>) -> Done<T>,
) -> Done<(Beginning<'c>, T)> {
    let mut beginning = Beginning(arguments.new_object(1, attempt)?);
    match take(arguments) {
        Ok(taken) => Ok((beginning, taken)),
        Err(failure) => Err(beginning.fail(failure)),
    }
}

impl Beginning<'_> {
    /// Decides the attempt, or makes one that remembers why it could not be.
    pub(crate) fn decide(&mut self, decide: impl FnOnce(&mut Self) -> Done<Begun>) -> Done {
        match decide(self) {
            Ok(Begun(())) => {
                self.0.made();
                Ok(MFA_UNCOMMITTED)
            }
            Err(failure) => Err(self.fail(failure)),
        }
    }

    fn fail(&mut self, failure: Failure) -> Failure {
        // Where another argument lies in the attempt, nothing more is written there.
        if mfa_result_kind(failure.0) != MFA_ARGUMENT_OVERLAP {
            let (attempt, _) = self.0.write(Attempt::NEW);
            (attempt.stage, attempt.result) = (Stage::Failed, failure.0);
            self.0.made();
        }
        failure
    }
}

/// Keeps what the engine decided, with what is to be stored handed to `write`.
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn begun<V: Answer, X, E>(
    beginning: &mut Beginning<'_>,
    decided: Result<Decided<V, X>, E>,
    write: impl FnOnce(&mut Writer<'_>, X) -> Done<()>,
) -> Done<Begun>
where
    Failure: From<E>,
{
    let decided = decided?;
    let (attempt, room) = beginning.0.write(Attempt::NEW);
    let outcome = match decided.in_two_steps() {
        TwoSteps::Settled(outcome) => outcome,
        TwoSteps::Store(next, uncommitted) => {
            let to_store = &mut attempt.to_store;
            write(&mut Writer { to_store, room, last: Span::NOTHING }, next)?;
            // The engine's lock is opened, and ours is closed: nobody sees the answer before it is told that this is stored.
            attempt.uncommitted = true;
            uncommitted.told(Commit::Stored).map_err(|_| Failure(MFA_ERROR_UNKNOWN))?
        }
    };
    (attempt.result, attempt.permit) = outcome.fill(&mut attempt.verdict);
    Ok(Begun(()))
}

/// Writes what is to be stored into an attempt.
pub(crate) struct Writer<'w> {
    to_store: &'w mut ToStore,
    room: Room<'w>,
    last: Span,
}

impl Writer<'_> {
    /// The next states of a person, or their standing where no authenticator is left.
    pub(crate) fn states<const N: usize>(&mut self, next: &NextStates<N>) -> Done<()> {
        self.revisions(next.expected_revision(), next.revision());
        if next.states().is_empty() {
            return self.part(MFA_PART_STANDING, &[&next.standing().to_bytes()]);
        }
        let mut states: [&[u8]; N] = [&[]; N];
        for (place, state) in states.iter_mut().zip(next.states()) {
            *place = state.as_bytes();
        }
        self.part(MFA_PART_STATES, &states)
    }

    /// The next states of a person who logs in.
    pub(crate) fn each_state(&mut self, next: &NextOfSeats<'_, '_>) -> Done<()> {
        self.revisions(next.expected_revision(), next.revision());
        for index in 0..next.count() {
            let (last, place) = self.room.push_zeros(self.last).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
            next.write_state(index, place);
            self.is_pushed(MFA_PART_STATES, last)?;
        }
        Ok(())
    }

    /// What the record must have been, and what it becomes.
    pub(crate) fn revisions(&mut self, expected: u64, next: u64) {
        (self.to_store.expected_revision, self.to_store.revision) = (expected, next);
    }

    /// A part, of pieces one behind the other.
    pub(crate) fn part(&mut self, part: u32, pieces: &[&[u8]]) -> Done<()> {
        self.to_store.parts |= part;
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            let last = self.room.push(self.last, piece).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
            self.is_pushed(part, last)?;
        }
        Ok(())
    }

    /// A piece of a part was written.
    fn is_pushed(&mut self, part: u32, last: Span) -> Done<()> {
        let span = self.to_store.spans.get_mut(index_of(part)).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
        *span = span.and(last);
        self.last = last;
        self.to_store.parts |= part;
        Ok(())
    }

    /// The secret and the parameters of an authenticator that is enrolled.
    pub(crate) fn enrolled(&mut self, secret: &[u8], parameters: &[u8]) -> Done<()> {
        self.part(PARAMETERS, &[parameters])?;
        self.part(MFA_PART_ENROLLED, &[secret])?;
        self.to_store.parts &= !PARAMETERS;
        Ok(())
    }
}

/// Where the parameters of an authenticator that is enrolled are kept; not told by itself.
const PARAMETERS: u32 = 128;

impl ToStore {
    const NOTHING: Self = Self { expected_revision: 0, revision: 0, parts: 0, spans: [Span::NOTHING; PARTS] };

    fn span(&self, part: u32) -> Span {
        self.spans.get(index_of(part)).copied().unwrap_or_default()
    }
}

impl Attempt {
    /// Decided, and nothing is known of it yet.
    const NEW: Self = Self {
        stage: Stage::Begun,
        taken: Taken::Nobody,
        uncommitted: false,
        permit: None,
        result: MFA_ERROR_UNKNOWN,
        verdict: <mfa_verdict as crate::raw::Open>::DEFAULT,
        to_store: ToStore::NOTHING,
    };

    /// What is to be stored.
    pub(crate) fn next(&self, room: &Room<'_>) -> Done<mfa_next> {
        match self.stage {
            Stage::Begun => {}
            Stage::Failed => return Err(Failure(self.result)),
            Stage::Told => return Err(Failure(MFA_ERROR_ORDER)),
        }
        let to_store = &self.to_store;
        let [
            (states, states_size),
            (standing, standing_size),
            (recovery, recovery_size),
            (recovery_codes, recovery_codes_size),
            (pending, pending_size),
            (secret, secret_size),
            (logins, logins_size),
            (parameters, parameters_size),
        ] = to_store.spans.map(|span| room.piece(span));
        Ok(mfa_next {
            size: 0,
            parts: to_store.parts,
            expected_revision: to_store.expected_revision,
            revision: to_store.revision,
            states,
            states_size,
            standing,
            standing_size,
            recovery,
            recovery_size,
            recovery_codes,
            recovery_codes_size,
            pending,
            pending_size,
            secret,
            secret_size,
            parameters,
            parameters_size,
            logins,
            logins_size,
        })
    }

    /// From now on the attempt waits to be told. What a callback took it goes on storing, whoever looks at it meanwhile.
    pub(crate) fn is_taken(&mut self, taken: Taken) {
        if self.taken != Taken::ByCallback {
            self.taken = taken;
        }
    }

    /// Whether it is still the attempt that a callback was handed: it may have begun another in the same place. One that
    /// could not begin says why by itself.
    pub(crate) fn must_be_with_callback(&self) -> Done<()> {
        let same = self.taken == Taken::ByCallback || self.stage == Stage::Failed;
        if same { Ok(()) } else { Err(Failure(MFA_ERROR_ORDER)) }
    }

    /// Answers, once. Secrets that were to be stored are wiped.
    pub(crate) fn tell(
        &mut self,
        mut room: Room<'_>,
        commit: Commit,
        verdict: Option<OpenPlace<'_, mfa_verdict>>,
    ) -> Done {
        match self.stage {
            Stage::Begun if self.taken != Taken::Nobody => {}
            Stage::Failed => return Err(Failure(self.result)),
            _ => return Err(Failure(MFA_ERROR_ORDER)),
        }
        self.stage = Stage::Told;
        for part in [MFA_PART_PENDING, MFA_PART_ENROLLED] {
            room.wipe(self.to_store.span(part));
        }
        if self.uncommitted && commit != Commit::Stored {
            self.permit = None;
            return Ok(if commit == Commit::Conflict { MFA_CONFLICT } else { MFA_NOT_CONFIRMED });
        }
        if let Some(place) = verdict {
            place.fill(&self.verdict);
        }
        Ok(self.result)
    }

    pub(crate) fn permit(&mut self) -> Done<EnrollmentPermit> {
        match self.stage {
            Stage::Told => self.permit.take().ok_or(Failure(MFA_ERROR_NOTHING_PERMITTED)),
            Stage::Failed => Err(Failure(self.result)),
            Stage::Begun => Err(Failure(MFA_ERROR_ORDER)),
        }
    }
}

fn index_of(part: u32) -> usize {
    usize::try_from(part.trailing_zeros()).unwrap_or(PARTS)
}
