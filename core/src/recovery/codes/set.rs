//! A set of recovery codes, opened for one attempt or one change, and what comes out of it.

use core::fmt;

use super::code::{RecoveryCode, RecoveryCodeLength};
use super::record::{Record, Sheet, StoredCodes};
use crate::attempt::Attempt;
use crate::ct::{self, Seen, Sighting, Use};
use crate::error::RecoveryCodesError;
use crate::person::Status;
use crate::policy::Throttle;
use crate::recovery::policy::{AfterRecovery, RecoveryCodesPolicy};
use crate::recovery::redemption::Recovered;
use crate::state::Standing;
use crate::time::UnixTime;
use crate::verdict::{Barred, Reason, Rejected};

/// A person's recovery codes, opened: good for one attempt or one change, which consumes it.
///
/// The salt of a set is 16 random bytes, drawn for it alone; the pepper, if there is one, is 32 bytes kept elsewhere than
/// the record, the same for everybody.
///
/// ```
/// use mfa_core::{Commit, RecoveryCode, RecoveryCodes, RecoveryCodesPolicy, UnixTime};
///
/// let sheet = [RecoveryCode::from_random(&[7; 10])?, RecoveryCode::from_random(&[8; 10])?];
/// let mut stored = None;
/// RecoveryCodes::begin(&sheet, [9; 16], None)?.commit(|next| {
///     stored = Some(*next.record());
///     Commit::Stored
/// })?;
///
/// let typed = RecoveryCode::parse("ow3g-e1r7-ow3g-e1r7")?;
/// let codes = RecoveryCodes::open(&stored.ok_or("nothing stored")?)?;
/// let policy = RecoveryCodesPolicy::DEFAULT;
/// let redemption = codes.redeem(UnixTime::new(1_700_000_000)?, &typed, None, &policy)?.commit(|next| {
///     stored = Some(*next.record());
///     Commit::Stored
/// })?;
/// assert!(redemption.is_accepted());
/// assert_eq!(RecoveryCodes::open(&stored.ok_or("nothing stored")?)?.left(), 1);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct RecoveryCodes {
    record: Record,
}

/// The record to store. Replace what was read as a whole, and only if it is still what was read: compare all old bytes, or
/// the record's id and [`expected_revision`](NextCodes::expected_revision).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NextCodes {
    stored: StoredCodes,
    expected_revision: u64,
    revision: u64,
    recovered: Option<Recovered>,
}

/// What a recovery code came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub enum CodeRedemption {
    /// The person is in, behind the first factor, and the code is used up.
    Accepted(CodeRedeemed),
    /// The code was not accepted.
    Rejected(Rejected),
    /// Too many wrong ones: this one was not looked at and nothing was counted.
    Locked {
        /// From when on a code is looked at again.
        until: UnixTime,
    },
    /// Recovery codes are closed until an administrator unlocks them.
    Closed,
    /// The policy has recovery codes off. Nothing was looked at.
    Off,
}

/// An accepted recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeRedeemed {
    /// Which code of the set, counted from 0.
    pub index: usize,
    /// What became of the person's authenticators.
    pub authenticators: AfterRecovery,
    /// How many are left. Ask for a new set before there is none.
    pub left: usize,
    /// How many wrong codes went before it. Show it.
    pub failures_before: u16,
}

impl RecoveryCodes {
    /// How many codes a set should have.
    pub const RECOMMENDED_COUNT: usize = 10;

    /// The first set of somebody who has none: 1 to 16 codes of one length. Store it; [`RecoveryCodes::open`] is the only
    /// way to an attempt.
    pub fn begin(
        codes: &[RecoveryCode],
        salt: [u8; 16],
        pepper: Option<&[u8; 32]>,
    ) -> Result<Attempt<(), NextCodes>, RecoveryCodesError> {
        Self { record: Record { standing: Standing::NEW, sheet: Sheet::of(codes, salt, pepper)? } }.reseal()
    }

    /// Opens a record. Refused if it is damaged; refused means that nobody gets in.
    pub fn open(stored: &StoredCodes) -> Result<Self, RecoveryCodesError> {
        Record::open(stored).map(|record| Self { record })
    }

    /// The record as it is, one revision further, for a change elsewhere beside it.
    pub fn reseal(self) -> Result<Attempt<(), NextCodes>, RecoveryCodesError> {
        self.next(&self.record).map(|next| Attempt::changing((), next))
    }

    /// A new set that burns this one. Failures, lock and revision stay.
    pub fn renew(
        self,
        codes: &[RecoveryCode],
        salt: [u8; 16],
        pepper: Option<&[u8; 32]>,
    ) -> Result<Attempt<(), NextCodes>, RecoveryCodesError> {
        let after = Record { sheet: Sheet::of(codes, salt, pepper)?, ..self.record };
        self.next(&after).map(|next| Attempt::changing((), next))
    }

    /// All codes used up, with no set in place of this one: its owner begins again. Failures, lock and revision stay.
    pub fn burn(self) -> Result<Attempt<(), NextCodes>, RecoveryCodesError> {
        let mut after = self.record;
        after.sheet.use_up_all();
        self.next(&after).map(|next| Attempt::changing((), next))
    }

    /// Clears consecutive failures and the lock, and opens what was closed; the failures in all stay. For administrators.
    pub fn unlock(self) -> Result<Attempt<(), NextCodes>, RecoveryCodesError> {
        let mut after = self.record;
        after.standing.ladder = after.standing.ladder.cleared();
        self.next(&after).map(|next| Attempt::changing((), next))
    }

    /// How many codes are not used.
    pub fn left(&self) -> usize {
        self.record.sheet.left()
    }

    /// How long the set's codes are: what a prompt tells them by.
    pub const fn length(&self) -> RecoveryCodeLength {
        self.record.sheet.length
    }

    /// How the set's owner stands now. Evaluates nothing and changes nothing.
    pub fn status(&self, now: UnixTime, throttle: Throttle) -> Status {
        Status::of(&self.record.standing, now, throttle, u16::from(throttle.cap()))
    }

    /// Tries a code. The redemption comes out of the attempt once its next record is stored.
    ///
    /// Every tag is compared, always. A code that was used is rejected and, as nobody guesses one, counts no failure. One
    /// that is longer or shorter than the set's is refused at no cost.
    ///
    /// Call it behind the first factor: whoever reaches it can use up the person's failures.
    pub fn redeem(
        self,
        now: UnixTime,
        code: &RecoveryCode,
        pepper: Option<&[u8; 32]>,
        policy: &RecoveryCodesPolicy,
    ) -> Result<Attempt<CodeRedemption, NextCodes>, RecoveryCodesError> {
        if code.length() != self.length() {
            return Err(RecoveryCodesError::CodeLength { characters: self.length().characters() });
        }
        if !policy.is_on {
            return Ok(Attempt::settled(CodeRedemption::Off));
        }
        let cap = u16::from(policy.throttle.cap());
        let mut after = self.record;
        let ladder = self.record.standing.ladder;
        let outcome = match ladder.barred_at(now, policy.throttle, cap) {
            Some(barred) => {
                after.standing.ladder = ladder.seen_at(now);
                barred.into()
            }
            None => after.evaluate(now, code, pepper, policy, cap),
        };
        if after == self.record {
            return Ok(Attempt::settled(outcome));
        }
        let recovered = outcome.is_accepted().then_some(Recovered::by(policy.authenticators));
        self.next(&after).map(|next| Attempt::changing(outcome, NextCodes { recovered, ..next }))
    }

    fn next(&self, after: &Record) -> Result<NextCodes, RecoveryCodesError> {
        let expected_revision = self.record.standing.revision;
        let revision = expected_revision.checked_add(1).ok_or(RecoveryCodesError::RevisionExhausted)?;
        let stored = Record { standing: Standing { revision, ..after.standing }, ..*after }.stored();
        Ok(NextCodes { stored, expected_revision, revision, recovered: None })
    }
}

impl Record {
    fn evaluate(
        &mut self,
        now: UnixTime,
        code: &RecoveryCode,
        pepper: Option<&[u8; 32]>,
        policy: &RecoveryCodesPolicy,
        cap: u16,
    ) -> CodeRedemption {
        let (throttle, authenticators) = (policy.throttle, policy.authenticators);
        let failures_before = self.standing.failures();
        let ladder = &mut self.standing.ladder;
        match seen(&self.sheet, code, pepper) {
            (Seen::Fresh(_), Some(index)) => {
                *ladder = ladder.cleared();
                self.sheet.use_up(index);
                CodeRedemption::Accepted(CodeRedeemed {
                    index,
                    authenticators,
                    left: self.sheet.left(),
                    failures_before,
                })
            }
            (Seen::JustUsed | Seen::Used, _) => {
                *ladder = ladder.without_lock();
                CodeRedemption::Rejected(ladder.rejected(now, throttle, cap, Reason::Replayed))
            }
            _ => CodeRedemption::Rejected(ladder.fail(now, throttle, cap, Reason::Mismatch)),
        }
    }
}

/// What comparing a code with all tags saw, and the index of the first that is not used, if it is one.
fn seen(sheet: &Sheet, code: &RecoveryCode, pepper: Option<&[u8; 32]>) -> (Seen, Option<usize>) {
    let typed = sheet.tag_of(code, pepper);
    let mut sighting = Sighting::NOTHING;
    for (position, (index, tag)) in (0_u64..).zip(sheet.tags()) {
        let usage = if sheet.is_used(index) { Use::Used } else { Use::Fresh };
        sighting.offer(position, usage, ct::same_seal(tag, typed));
    }
    match sighting.reveal() {
        Seen::Fresh(position) => (Seen::Fresh(position), usize::try_from(position).ok()),
        seen => (seen, None),
    }
}

impl CodeRedemption {
    /// Whether the person is in.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }
}

impl From<Barred> for CodeRedemption {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::Locked { until } => Self::Locked { until },
            Barred::Closed => Self::Closed,
        }
    }
}

impl NextCodes {
    /// The record.
    pub const fn record(&self) -> &StoredCodes {
        &self.stored
    }

    /// The revision that the stored record must still have; 0 if there must be none yet.
    pub const fn expected_revision(&self) -> u64 {
        self.expected_revision
    }

    /// The revision that this record carries: one more.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether a code was used: then the person's states change in the same commit
    /// ([`Person::recovered`](crate::Person::recovered)).
    pub const fn recovered(&self) -> Option<Recovered> {
        self.recovered
    }
}

impl fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryCodes").field("left", &self.left()).finish_non_exhaustive()
    }
}

impl fmt::Debug for NextCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextCodes").field("expected_revision", &self.expected_revision).finish_non_exhaustive()
    }
}
