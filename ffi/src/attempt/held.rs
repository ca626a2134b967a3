//! What an attempt holds: an outcome that nobody has seen yet, and the bytes to store before it may be seen.

use super::*;
use crate::raw::{OpenPlace, Room, Span};
use crate::verdict::Answer;
use mfa_core::{Attempt as Decided, Commit, EnrollmentPermit, NextStates, NotCommitted, TwoSteps, Uncommitted};

/// How many parts there are: [`mfa_next`] names them.
const PARTS: usize = 8;

/// What an attempt holds besides the bytes to store.
pub(crate) struct Attempt {
    stage: Stage,
    taken: Taken,
    to_store: ToStore,
}

/// What is to be stored, and where in the attempt's room its parts lie.
#[derive(Clone, Copy)]
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
enum Stage {
    /// It could not be decided.
    Failed(mfa_result),
    /// It is decided.
    Begun(Outcome),
    /// It is over.
    Told(Option<EnrollmentPermit>),
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
    Grant(Option<mfa_core::OpenGrant>),
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
    let mut writer = Writer { to_store: ToStore::NOTHING, room: place.room(), last: Span::NOTHING };
    let (stage, begun) = match decide(arguments, &mut writer) {
        Ok(outcome) => (Stage::Begun(outcome), Ok(MFA_UNCOMMITTED)),
        // Where another argument lies in the attempt, nothing more is written there.
        Err(failure) if mfa_result_kind(failure.0) == MFA_ARGUMENT_OVERLAP => return Err(failure),
        Err(failure) => (Stage::Failed(failure.0), Err(failure)),
    };
    let to_store = writer.to_store;
    place.make(Attempt { stage, taken: Taken::Nobody, to_store });
    begun
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
    to_store: ToStore,
    room: Room<'p>,
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

    /// What the record must have been, and what it becomes.
    pub(crate) fn revisions(&mut self, expected: u64, next: u64) {
        (self.to_store.expected_revision, self.to_store.revision) = (expected, next);
    }

    /// A part, of pieces one behind the other.
    pub(crate) fn part(&mut self, part: u32, pieces: &[&[u8]]) -> Done<()> {
        let span = self.to_store.spans.get_mut(index_of(part)).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
        for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
            self.last = self.room.push(self.last, piece).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
            *span = span.and(self.last);
        }
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
    /// What is to be stored.
    pub(crate) fn next(&self, room: &Room<'_>) -> Done<mfa_next> {
        match &self.stage {
            Stage::Begun(_) => {}
            Stage::Failed(result) => return Err(Failure(*result)),
            Stage::Told(_) => return Err(Failure(MFA_ERROR_ORDER)),
        }
        let to_store = &self.to_store;
        let part = |part: u32| room.piece(to_store.span(part));
        let (states, states_size) = part(MFA_PART_STATES);
        let (standing, standing_size) = part(MFA_PART_STANDING);
        let (recovery, recovery_size) = part(MFA_PART_RECOVERY);
        let (recovery_codes, recovery_codes_size) = part(MFA_PART_RECOVERY_CODES);
        let (pending, pending_size) = part(MFA_PART_PENDING);
        let (secret, secret_size) = part(MFA_PART_ENROLLED);
        let (parameters, parameters_size) = part(PARAMETERS);
        let (logins, logins_size) = part(MFA_PART_LOGINS);
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
        let same = self.taken == Taken::ByCallback || matches!(self.stage, Stage::Failed(_));
        if same { Ok(()) } else { Err(Failure(MFA_ERROR_ORDER)) }
    }

    /// Answers, once. Secrets that were to be stored are wiped.
    pub(crate) fn tell(
        &mut self,
        mut room: Room<'_>,
        commit: Commit,
        verdict: Option<OpenPlace<'_, mfa_verdict>>,
    ) -> Done {
        let outcome = match core::mem::replace(&mut self.stage, Stage::Told(None)) {
            Stage::Begun(outcome) if self.taken != Taken::Nobody => outcome,
            Stage::Failed(result) => {
                self.stage = Stage::Failed(result);
                return Err(Failure(result));
            }
            stage => {
                self.stage = stage;
                return Err(Failure(MFA_ERROR_ORDER));
            }
        };
        for part in [MFA_PART_PENDING, MFA_PART_ENROLLED] {
            room.wipe(self.to_store.span(part));
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
}

fn index_of(part: u32) -> usize {
    usize::try_from(part.trailing_zeros()).unwrap_or(PARTS)
}
