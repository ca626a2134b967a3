//! A recovery record, opened for one attempt or one change, and what comes out of it.

use core::fmt;

use super::clock::Moment;
use super::device::DeviceId;
use super::grant::{Grant, OpenGrant, Phase};
use super::key::RecoveryKey;
use super::policy::RecoveryPolicy;
use super::record::{Record, SealedRecovery};
use super::redemption::{Recovered, Redemption};
use crate::attempt::Attempt;
use crate::ct::{self, Because};
use crate::error::{RecoveryError, RecoveryRecordError};
use crate::person::Status;
use crate::state::Standing;
use crate::time::UnixTime;

/// A person's recovery on one device, opened: good for one attempt or one change, which consumes it.
///
/// ```
/// use mfa_core::{Commit, DeviceId, Recovery, RecoveryKey, RecoveryPolicy, SealedRecovery, UnixTime, issue};
///
/// let (key, device) = (RecoveryKey::from_random([7; 32]), DeviceId::new("laptop-0042")?);
/// let mut stored: Option<SealedRecovery> = None;
/// Recovery::begin(&key, &device)?.commit(|next| {
///     stored = Some(*next.record());
///     Commit::Stored
/// })?;
///
/// let policy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
/// let pin = issue(&key, &device, UnixTime::new(1_700_000_003)?)?.pin; // at the help desk
/// let recovery = Recovery::open(&key, &device, &stored.ok_or("nothing stored")?)?; // on the device
/// let redemption = recovery.redeem(UnixTime::new(1_700_000_060)?, &pin, &policy)?.commit(|next| {
///     stored = Some(*next.record());
///     Commit::Stored
/// })?;
/// assert!(redemption.is_accepted());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct Recovery<'a> {
    pub(super) key: &'a RecoveryKey,
    pub(super) device: &'a DeviceId,
    pub(super) record: Record,
}

/// The record to store. Replace what was read as a whole, and only if it is still what was read: compare all old bytes, or
/// the record's id and [`expected_revision`](NextRecovery::expected_revision).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NextRecovery {
    sealed: SealedRecovery,
    expected_revision: u64,
    revision: u64,
    recovered: Option<Recovered>,
}

impl<'a> Recovery<'a> {
    /// Opens a record. Refused if it is corrupt, or belongs to another key or device; refused means that nobody gets in.
    ///
    /// A missing record is an error too: only [`Recovery::begin`] makes one.
    pub fn open(
        key: &'a RecoveryKey,
        device: &'a DeviceId,
        sealed: &SealedRecovery,
    ) -> Result<Self, RecoveryRecordError> {
        Record::open(key, device, sealed).map(|record| Self { key, device, record })
    }

    /// The first record of a key that is new: no PIN used, no failure. Store it; [`Recovery::open`] is the only way to an
    /// attempt.
    pub fn begin(key: &'a RecoveryKey, device: &'a DeviceId) -> Result<Attempt<(), NextRecovery>, RecoveryError> {
        Self { key, device, record: Record::NEW }.reseal()
    }

    /// The record as it is, one revision further, for a change elsewhere beside it.
    pub fn reseal(self) -> Result<Attempt<(), NextRecovery>, RecoveryError> {
        self.next(&self.record).map(|next| Attempt::changing((), next))
    }

    /// The record of a new key or device id in place of this one: no grant, no challenge, and, if the key is another, no
    /// PIN used. Failures, lock and revision stay.
    pub fn rekey(self, key: &RecoveryKey, device: &DeviceId) -> Result<Attempt<(), NextRecovery>, RecoveryError> {
        let same_key = ct::same_bytes(self.key.expose(), key.expose());
        let same_key = ct::reveal_choice(Because::SharedKeyIsAnswered, same_key);
        let next = if same_key { self.record.next } else { Record::NEW.next };
        let record = Record { standing: self.record.standing, next, ..Record::NEW };
        Recovery { key, device, record }.reseal()
    }

    /// Clears consecutive failures and the lock, and opens what was closed; the failures in all stay. For administrators.
    pub fn unlock(self) -> Result<Attempt<(), NextRecovery>, RecoveryError> {
        let mut after = self.record;
        after.standing.ladder = after.standing.ladder.cleared();
        self.next(&after).map(|next| Attempt::changing((), next))
    }

    /// Ends the grant, whatever is left of it, and drops the challenge that is shown: somebody enrolled anew, or an
    /// administrator says so. Settled if there is neither.
    pub fn end_grant(self) -> Result<Attempt<(), NextRecovery>, RecoveryError> {
        let after = Record { grant: None, challenge: None, ..self.record };
        self.with((), &after)
    }

    /// The grant, if one is open now. It lets nobody in by itself, and remembers nothing: see [`Recovery::look`].
    pub fn grant(&self, moment: impl Into<Moment>, policy: &RecoveryPolicy) -> Option<OpenGrant> {
        self.record.open_grant(moment.into(), policy).map(|(_, open)| open)
    }

    /// As [`Recovery::grant`], and remembers an end that it sees, so that no clock that is set back undoes it.
    pub fn look(
        self,
        moment: impl Into<Moment>,
        policy: &RecoveryPolicy,
    ) -> Result<Attempt<Option<OpenGrant>, NextRecovery>, RecoveryError> {
        let moment = moment.into();
        let (grant, after) = (self.grant(moment, policy), self.record.without_ended_grant(moment, policy));
        self.with(grant, &after)
    }

    /// How recovery stands now. Evaluates nothing and changes nothing.
    pub fn status(&self, now: UnixTime, policy: &RecoveryPolicy) -> Status {
        Status::of(&self.record.standing, now, policy.throttle, policy.cap())
    }

    /// Evaluates an attempt unless recovery is off, locked or closed, and puts what changes into it.
    pub(super) fn attempt(
        self,
        moment: Moment,
        policy: &RecoveryPolicy,
        evaluate: impl FnOnce(&mut Record, u16) -> Result<Redemption, RecoveryError>,
    ) -> Result<Attempt<Redemption, NextRecovery>, RecoveryError> {
        if !policy.is_on {
            return Ok(Attempt::settled(Redemption::Off));
        }
        let cap = policy.cap();
        let mut after = self.record.without_ended_grant(moment, policy);
        let outcome = match after.standing.ladder.barred_at(moment.now, policy.throttle, cap) {
            Some(barred) => {
                after.standing.ladder = after.standing.ladder.seen_at(moment.now);
                barred.into()
            }
            None => evaluate(&mut after, cap)?,
        };
        let recovered = match outcome {
            Redemption::Accepted(redeemed) if redeemed.by.is_new() => Some(Recovered::by(policy.authenticators)),
            _ => None,
        };
        self.with(outcome, &after)?.storing(|next| Ok(NextRecovery { recovered, ..next }))
    }

    /// An outcome and what changes with it, if anything does.
    pub(super) fn with<V>(self, outcome: V, after: &Record) -> Result<Attempt<V, NextRecovery>, RecoveryError> {
        if *after == self.record {
            return Ok(Attempt::settled(outcome));
        }
        self.next(after).map(|next| Attempt::changing(outcome, next))
    }

    fn next(&self, after: &Record) -> Result<NextRecovery, RecoveryError> {
        let expected_revision = self.record.standing.revision;
        let revision = expected_revision.checked_add(1).ok_or(RecoveryError::RevisionExhausted)?;
        let standing = Standing { revision, ..after.standing };
        let sealed = Record { standing, ..*after }.seal(self.key, self.device);
        Ok(NextRecovery { sealed, expected_revision, revision, recovered: None })
    }
}

impl Record {
    /// The grant, if it is open, as it is stored and as policy leaves it.
    pub(super) fn open_grant(&self, moment: Moment, policy: &RecoveryPolicy) -> Option<(Grant, OpenGrant)> {
        let grant = self.grant?;
        match grant.phase(moment, policy) {
            Phase::Open(open) if policy.is_on => Some((grant, open)),
            _ => None,
        }
    }

    pub(super) fn without_ended_grant(mut self, moment: Moment, policy: &RecoveryPolicy) -> Self {
        self.grant = self.grant.filter(|grant| grant.phase(moment, policy) != Phase::Ended);
        self
    }
}

impl NextRecovery {
    /// The record.
    pub const fn record(&self) -> &SealedRecovery {
        &self.sealed
    }

    /// The revision that the stored record must still have; 0 if there must be none yet.
    pub const fn expected_revision(&self) -> u64 {
        self.expected_revision
    }

    /// The revision that this record carries: one more.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether something new was redeemed: then the person's states change in the same commit
    /// ([`Person::recovered`](crate::Person::recovered)).
    pub const fn recovered(&self) -> Option<Recovered> {
        self.recovered
    }
}

impl fmt::Debug for Recovery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recovery").field("device", &self.device).finish_non_exhaustive()
    }
}

impl fmt::Debug for NextRecovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextRecovery").field("expected_revision", &self.expected_revision).finish_non_exhaustive()
    }
}
