//! What an attempt holds: an outcome that nobody has seen yet, and the bytes to store before it may be seen.

use mfa_core::{Attempt as Decided, Commit, EnrollmentPermit, NextStates, NotCommitted, TwoSteps, Uncommitted};
use zeroize::Zeroize as _;

use super::verdict::Answer;
use super::*;
use crate::raw::OpenPlace;

/// How many parts there are: [`mfa_next`] names them.
const PARTS: usize = 8;

/// What an attempt holds besides the bytes to store.
pub(crate) struct Attempt {
    stage: Stage,
    expected_revision: u64,
    revision: u64,
    parts: u32,
    spans: [Span; PARTS],
    used: u16,
}

/// How far an attempt has come.
enum Stage {
    /// It could not be decided.
    Failed(mfa_result),
    /// It is decided.
    Begun(Outcome),
    /// What to store was taken.
    Taken(Outcome),
    /// It is over.
    Told(Option<EnrollmentPermit>),
}

/// Where a part's bytes lie.
#[derive(Clone, Copy, Default)]
struct Span {
    start: u16,
    length: u16,
}

/// An outcome that may need a commit.
pub(crate) enum Held<V> {
    Settled(V),
    Uncommitted(Uncommitted<V>),
}

/// The outcome of any kind of attempt.
macro_rules! outcomes {
    ($($(#[$on:meta])* $kind:ident($verdict:ty)),* $(,)?) => {
        pub(crate) enum Outcome { $($(#[$on])* $kind(Held<$verdict>)),* }

        $($(#[$on])* impl From<Held<$verdict>> for Outcome {
            fn from(held: Held<$verdict>) -> Self {
                Self::$kind(held)
            }
        })*

        impl Outcome {
            /// The answer, if what belongs to it is stored.
            fn told(self, commit: Commit) -> Result<(mfa_result, mfa_verdict, Option<EnrollmentPermit>), NotCommitted> {
                match self { $($(#[$on])* Self::$kind(held) => held.told(commit).map(Answer::answer)),* }
            }
        }
    };
}

outcomes! {
    Change(()),
    Verdict(mfa_core::Verdict),
    Resynchronization(mfa_core::Resynchronization),
    Restoration(mfa_core::Restoration),
    Diagnosis(mfa_core::Diagnosis),
    Confirmation(mfa_core::Confirmation),
    Decision(mfa_core::Decision),
    #[cfg(feature = "recovery")]
    Redemption(mfa_core::Redemption),
    #[cfg(feature = "recovery")]
    Challenge(mfa_core::RecoveryChallenge),
    #[cfg(feature = "recovery")]
    CodeRedemption(mfa_core::CodeRedemption),
}

impl<V> Held<V> {
    fn told(self, commit: Commit) -> Result<V, NotCommitted> {
        match self {
            Self::Settled(outcome) => Ok(outcome),
            Self::Uncommitted(uncommitted) => uncommitted.told(commit),
        }
    }
}

/// Begins an attempt in the caller's memory. Where that fails, the attempt remembers why.
pub(crate) fn begin<'c>(
    arguments: &mut Arguments<'c>,
    attempt: *mut mfa_attempt,
    decide: impl FnOnce(&mut Arguments<'c>, &mut Writer<'_>) -> Done<Outcome>,
) -> Done {
    let mut place = arguments.new_object(1, attempt)?;
    let mut writer = Writer { attempt: Attempt::empty(), room: place.room() };
    let decided = decide(arguments, &mut writer);
    let mut inner = writer.attempt;
    match decided {
        Ok(outcome) => {
            inner.stage = Stage::Begun(outcome);
            place.make(inner);
            Ok(MFA_UNCOMMITTED)
        }
        Err(failure) => {
            // Where another argument lies in the attempt, nothing more is written there.
            if mfa_result_kind(failure.0) != MFA_ARGUMENT_OVERLAP {
                inner.stage = Stage::Failed(failure.0);
                place.make(inner);
            }
            Err(failure)
        }
    }
}

/// The outcome of what the engine decided, with what is to be stored handed to `write`.
pub(crate) fn begun<V, X>(
    writer: &mut Writer<'_>,
    decided: Decided<V, X>,
    write: impl FnOnce(&mut Writer<'_>, X) -> Done<()>,
) -> Done<Outcome>
where
    Outcome: From<Held<V>>,
{
    match decided.in_two_steps() {
        TwoSteps::Settled(outcome) => Ok(Held::Settled(outcome).into()),
        TwoSteps::Store(next, uncommitted) => {
            write(writer, next)?;
            Ok(Held::Uncommitted(uncommitted).into())
        }
    }
}

/// Writes what is to be stored into an attempt.
pub(crate) struct Writer<'p> {
    attempt: Attempt,
    room: &'p mut [u8],
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

    /// What the record must have been, and what it becomes.
    pub(crate) fn revisions(&mut self, expected: u64, next: u64) {
        (self.attempt.expected_revision, self.attempt.revision) = (expected, next);
    }

    /// A part, of pieces one behind the other.
    pub(crate) fn part(&mut self, part: u32, pieces: &[&[u8]]) -> Done<()> {
        let start = self.attempt.used;
        for piece in pieces {
            let rest = self.room.get_mut(usize::from(self.attempt.used)..).unwrap_or_default();
            // Of the piece's length for sure: with a sum of two numbers the compiler keeps a panic.
            rest.get_mut(..piece.len()).ok_or(Failure(MFA_ERROR_UNKNOWN))?.copy_from_slice(piece);
            let length = u16::try_from(piece.len()).map_err(|_| Failure(MFA_ERROR_UNKNOWN))?;
            self.attempt.used = self.attempt.used.saturating_add(length);
        }
        let span = self.attempt.spans.get_mut(index_of(part)).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
        *span = Span { start, length: self.attempt.used.saturating_sub(start) };
        self.attempt.parts |= part;
        Ok(())
    }

    /// The secret and the parameters of an authenticator that is enrolled.
    pub(crate) fn enrolled(&mut self, secret: &[u8], parameters: &[u8]) -> Done<()> {
        self.part(PARAMETERS, &[parameters])?;
        self.part(MFA_PART_ENROLLED, &[secret])?;
        self.attempt.parts &= !PARAMETERS;
        Ok(())
    }
}

/// Where the parameters of an authenticator that is enrolled are kept; not told by itself.
const PARAMETERS: u32 = 128;

impl Attempt {
    const fn empty() -> Self {
        let spans = [Span { start: 0, length: 0 }; PARTS];
        Self { stage: Stage::Told(None), expected_revision: 0, revision: 0, parts: 0, spans, used: 0 }
    }

    /// What is to be stored. From now on the attempt waits to be told.
    pub(crate) fn take(&mut self, room: &[u8]) -> Done<mfa_next> {
        match core::mem::replace(&mut self.stage, Stage::Told(None)) {
            Stage::Begun(outcome) | Stage::Taken(outcome) => self.stage = Stage::Taken(outcome),
            other => return Err(self.refuse(other)),
        }
        let part = |part: u32| {
            let span = self.spans.get(index_of(part)).copied().unwrap_or_default();
            let (start, length) = (usize::from(span.start), usize::from(span.length));
            let bytes = room.get(start..start.saturating_add(length)).filter(|bytes| !bytes.is_empty());
            bytes.map_or((core::ptr::null(), 0), |bytes| (bytes.as_ptr(), bytes.len()))
        };
        let (states, states_size) = part(MFA_PART_STATES);
        let (standing, standing_size) = part(MFA_PART_STANDING);
        let (recovery, recovery_size) = part(MFA_PART_RECOVERY);
        let (codes, codes_size) = part(MFA_PART_CODES);
        let (pending, pending_size) = part(MFA_PART_PENDING);
        let (secret, secret_size) = part(MFA_PART_ENROLLED);
        let (parameters, parameters_size) = part(PARAMETERS);
        let (logins, logins_size) = part(MFA_PART_LOGINS);
        Ok(mfa_next {
            size: 0,
            parts: self.parts,
            expected_revision: self.expected_revision,
            revision: self.revision,
            states,
            states_size,
            standing,
            standing_size,
            recovery,
            recovery_size,
            codes,
            codes_size,
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

    /// Answers, once. Secrets that were to be stored are wiped.
    pub(crate) fn tell(
        &mut self,
        room: &mut [u8],
        commit: Commit,
        verdict: Option<OpenPlace<'_, mfa_verdict>>,
    ) -> Done {
        let outcome = match core::mem::replace(&mut self.stage, Stage::Told(None)) {
            Stage::Taken(outcome) => outcome,
            other => return Err(self.refuse(other)),
        };
        for part in [MFA_PART_PENDING, MFA_PART_ENROLLED] {
            let span = self.spans.get(index_of(part)).copied().unwrap_or_default();
            let (start, length) = (usize::from(span.start), usize::from(span.length));
            room.get_mut(start..start.saturating_add(length)).unwrap_or_default().zeroize();
        }
        let (result, told, permit) = match outcome.told(commit) {
            Ok(answer) => answer,
            Err(NotCommitted::Conflict) => return Ok(MFA_CONFLICT),
            Err(_) => return Ok(MFA_NOT_CONFIRMED),
        };
        self.stage = Stage::Told(permit);
        if let Some(place) = verdict {
            place.fill(&told);
        }
        Ok(result)
    }

    pub(crate) fn permit(&mut self) -> Done<EnrollmentPermit> {
        match &mut self.stage {
            Stage::Told(permit) => permit.take().ok_or(Failure(MFA_ERROR_NOTHING_PERMITTED)),
            Stage::Failed(result) => Err(Failure(*result)),
            _ => Err(Failure(MFA_ERROR_ORDER)),
        }
    }

    /// Leaves the stage as it is, and says why it is the wrong one.
    fn refuse(&mut self, stage: Stage) -> Failure {
        let failure = match stage {
            Stage::Failed(result) => Failure(result),
            _ => Failure(MFA_ERROR_ORDER),
        };
        self.stage = stage;
        failure
    }
}

fn index_of(part: u32) -> usize {
    usize::try_from(part.trailing_zeros()).unwrap_or(PARTS)
}
