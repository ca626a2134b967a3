//! Attempts: decided, but nobody gets in before what comes of them is stored.
//!
//! A function that decides fills an attempt. Then either mfa_attempt_commit() stores through a callback and answers, or, in
//! two steps, mfa_attempt_next() tells what to store and mfa_attempt_told() answers once it is told what became of it.

mod held;

pub use crate::verdict::mfa_verdict;
#[cfg(all(feature = "std", unix))]
pub(crate) use crate::verdict::{Answer, Answered};
use held::Taken;
pub(crate) use held::{Attempt, Beginning, Begun, Writer, begin, begin_of, begun};

use core::ffi::c_void;
use core::mem::offset_of;

use mfa_core::{Commit, EnrollmentPermit};

use crate::failure::Failure;
use crate::raw::{Arguments, Done, OpenPlace, size_field, wipe};
use crate::result::*;

/// The change is durable, and it replaced exactly what was read, in exactly one record. Inside of a transaction: after
/// COMMIT.
pub const MFA_COMMIT_STORED: u32 = 101;
/// Somebody else changed the record first; nothing was written.
pub const MFA_COMMIT_CONFLICT: u32 = 102;
/// Whether it was written is not known: the connection was lost, the disk is full, or anything else. Denies. Every number
/// that is neither of the two above means this.
pub const MFA_COMMIT_UNKNOWN: u32 = 103;

/// The states of all authenticators are to be stored.
pub const MFA_PART_STATES: u32 = 1;
/// The person has no authenticator now: their standing is to be stored in place of states.
pub const MFA_PART_STANDING: u32 = 2;
/// The recovery record is to be stored.
pub const MFA_PART_RECOVERY: u32 = 4;
/// The recovery codes are to be stored.
pub const MFA_PART_RECOVERY_CODES: u32 = 8;
/// The pending enrollment is to be stored, or removed if it has no bytes.
pub const MFA_PART_PENDING: u32 = 16;
/// An authenticator is enrolled: its secret and its parameters are to be stored, behind those that were there.
pub const MFA_PART_ENROLLED: u32 = 32;
/// The login record is to be stored.
pub const MFA_PART_LOGINS: u32 = 64;

/// An attempt. Not to be copied: a copy is refused. Wipe it when it is done with.
#[repr(C)]
pub struct mfa_attempt {
    opaque: [u64; 160],
}

object!(mfa_attempt holds Attempt, tagged b"ATMP", stays);

/// What may be bound to a person. Made by an accepted attempt (mfa_attempt_permit(), mfa_log_in()) or by an administrator
/// (mfa_permit_by_administrator()); good once. Not to be copied. It remembers neither the person nor the time: use it for the
/// person, and in the session, that it was given in.
#[repr(C)]
pub struct mfa_permit {
    opaque: [u64; 4],
}

object!(mfa_permit holds EnrollmentPermit, tagged b"PRMT", stays);

/// What an attempt wants stored, all of it in one commit. The pointers lead into the attempt and are good until it is told.
///
/// All that is stored of a person is one record with one revision, that of their states or standing: whatever changes a
/// part of it has those among its parts. Store it only if the record is still what was read: compare all old bytes, or the
/// record's id and `expected_revision`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_next {
    /// sizeof (mfa_next).
    pub size: u32,
    /// What is to be stored: the sum of MFA_PART_*. What is not in it stays as it is. 0: nothing need be stored. Where there
    /// is one that you do not know or do not store, store nothing and say MFA_COMMIT_UNKNOWN.
    pub parts: u32,
    /// The revision that the stored record must still have.
    pub expected_revision: u64,
    /// The revision that the record has afterwards: one more.
    pub revision: u64,
    /// MFA_PART_STATES: 64 bytes for each authenticator, in the order in which they were passed.
    pub states: *const u8,
    /// How many bytes.
    pub states_size: usize,
    /// MFA_PART_STANDING: 30 bytes.
    pub standing: *const u8,
    /// How many bytes.
    pub standing_size: usize,
    /// MFA_PART_RECOVERY: 96 bytes.
    pub recovery: *const u8,
    /// How many bytes.
    pub recovery_size: usize,
    /// MFA_PART_RECOVERY_CODES: 312 bytes.
    pub recovery_codes: *const u8,
    /// How many bytes.
    pub recovery_codes_size: usize,
    /// MFA_PART_PENDING: 163 bytes, or none where nothing is pending any more. Secret.
    pub pending: *const u8,
    /// How many bytes.
    pub pending_size: usize,
    /// MFA_PART_ENROLLED: the secret, 10 to 128 bytes. Secret.
    pub secret: *const u8,
    /// How many bytes.
    pub secret_size: usize,
    /// MFA_PART_ENROLLED: the parameters, MFA_PARAMETERS_LENGTH bytes.
    pub parameters: *const u8,
    /// How many bytes.
    pub parameters_size: usize,
    /// MFA_PART_LOGINS: 30 bytes.
    pub logins: *const u8,
    /// How many bytes.
    pub logins_size: usize,
}

open!(mfa_next {
    parts: 0,
    expected_revision: 0,
    revision: 0,
    states: core::ptr::null(),
    states_size: 0,
    standing: core::ptr::null(),
    standing_size: 0,
    recovery: core::ptr::null(),
    recovery_size: 0,
    recovery_codes: core::ptr::null(),
    recovery_codes_size: 0,
    pending: core::ptr::null(),
    pending_size: 0,
    secret: core::ptr::null(),
    secret_size: 0,
    parameters: core::ptr::null(),
    parameters_size: 0,
    logins: core::ptr::null(),
    logins_size: 0,
});

/// Stores what an attempt wants stored, and says what became of it: MFA_COMMIT_STORED, MFA_COMMIT_CONFLICT or
/// MFA_COMMIT_UNKNOWN. Called once, and not at all if there is nothing to store. It must return: no longjmp(), no exception.
pub type mfa_commit_callback = Option<unsafe extern "C" fn(context: *mut c_void, next: *const mfa_next) -> u32>;

/// How many bytes an mfa_attempt has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_attempt_size() -> usize {
    size_of::<mfa_attempt>()
}

/// Stores an attempt through a callback and answers: MFA_OK if, and only if, the code was accepted and that is stored.
///
/// Where the function that should have begun the attempt failed, this returns the same error. `verdict`, which may be NULL,
/// says more; set its `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_attempt_commit(
    attempt: *mut mfa_attempt,
    store: mfa_commit_callback,
    context: *mut c_void,
    verdict: *mut mfa_verdict,
) -> mfa_result {
    call!(|arguments| {
        let verdict = verdict_place(arguments, 4, verdict)?;
        let store = store.ok_or(Failure::argument(MFA_ARGUMENT_NULL, 2))?;
        let (inner, room) = arguments.changed_with_room(1, attempt)?;
        let next = mfa_next { size: size_field::<mfa_next>(), ..inner.next(&room)? };
        inner.is_taken(Taken::ByCallback);
        let commit = match next.parts {
            0 => Commit::Stored,
            // SAFETY: a function of the caller's, called as its type says; nothing borrows the attempt meanwhile.
            _ => commit(unsafe { store(context, &raw const next) }),
        };
        // The callback may have done anything, so what is there is looked at again.
        let (inner, room) = arguments.changed_again(1, attempt)?;
        inner.must_be_with_callback()?;
        inner.tell(room, commit, verdict)
    })
}

/// What an attempt wants stored: the first of the two steps. Set `size` of `next` first. Returns MFA_UNCOMMITTED: nobody is
/// in yet.
///
/// A struct without the fields of a part that is to be stored is too small, for what is stored without that part lets
/// somebody in twice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_attempt_next(attempt: *mut mfa_attempt, next: *mut mfa_next) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(2, next)?;
        let (inner, room) = arguments.changed_with_room(1, attempt)?;
        let next = inner.next(&room)?;
        if place.size() < next.needed() {
            return Err(Failure::argument(MFA_ARGUMENT_TOO_SMALL, 2));
        }
        inner.is_taken(Taken::ToBeTold);
        place.fill(&next);
        Ok(MFA_UNCOMMITTED)
    })
}

/// Tells an attempt what became of what was to be stored: the second of the two steps. `commit` is one of MFA_COMMIT_*;
/// where nothing need be stored it is not looked at.
///
/// Returns MFA_OK if, and only if, the code was accepted and that is stored. Refused before mfa_attempt_next(), and a second
/// time. `verdict`, which may be NULL, says more; set its `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_attempt_told(
    attempt: *mut mfa_attempt,
    commit: u32,
    verdict: *mut mfa_verdict,
) -> mfa_result {
    call!(|arguments| {
        let verdict = verdict_place(arguments, 3, verdict)?;
        let (inner, room) = arguments.changed_with_room(1, attempt)?;
        inner.tell(room, self::commit(commit), verdict)
    })
}

/// What an attempt that was told permits to bind: after an accepted code or a recovery any authenticator, where a login is
/// decided without a code a first one. Once for each attempt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_attempt_permit(attempt: *mut mfa_attempt, permit: *mut mfa_permit) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(2, permit)?;
        place.make(arguments.changed(1, attempt)?.permit()?);
        Ok(MFA_OK)
    })
}

/// Wipes an attempt. One that was not told denies. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_attempt_wipe(attempt: *mut mfa_attempt) {
    wipe(attempt);
}

/// How many bytes an mfa_permit has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_permit_size() -> usize {
    size_of::<mfa_permit>()
}

/// An administrator answers for the person: any authenticator may be bound.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_permit_by_administrator(permit: *mut mfa_permit) -> mfa_result {
    call!(|arguments| {
        arguments.new_object(1, permit)?.make(EnrollmentPermit::by_administrator());
        Ok(MFA_OK)
    })
}

/// Wipes a permit, so that nothing more can be bound by it. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_permit_wipe(permit: *mut mfa_permit) {
    wipe(permit);
}

/// The most that one attempt wants stored: the states of as many authenticators as there can be, and the longest part that
/// is stored beside them, or what is kept of an enrollment.
const _: () = {
    const STATES: usize = mfa_core::MOST_AUTHENTICATORS * mfa_core::SealedState::LENGTH;
    const ENROLLED: usize = mfa_core::Enrollment::LENGTH + 128 + mfa_core::Parameters::LENGTH;
    // As `mfa_core::StoredCodes::LENGTH` is, which is not there in every build.
    const CODES: usize = 312;
    const BESIDE: usize = if ENROLLED > CODES { ENROLLED } else { CODES };
    assert!(
        STATES + BESIDE <= crate::raw::room_of::<mfa_attempt>(),
        "an attempt has room for all that it wants stored"
    );
};

impl mfa_next {
    /// How many bytes of it there must be for what is to be stored.
    fn needed(&self) -> usize {
        let whole = [
            (0, offset_of!(Self, states)),
            (MFA_PART_STATES, offset_of!(Self, standing)),
            (MFA_PART_STANDING, offset_of!(Self, recovery)),
            (MFA_PART_RECOVERY, offset_of!(Self, recovery_codes)),
            (MFA_PART_RECOVERY_CODES, offset_of!(Self, pending)),
            (MFA_PART_PENDING, offset_of!(Self, secret)),
            (MFA_PART_ENROLLED, offset_of!(Self, logins)),
            (MFA_PART_LOGINS, size_of::<Self>()),
        ];
        let needed = whole.iter().filter(|(part, _)| self.parts & part == *part).map(|(_, end)| *end);
        needed.max().unwrap_or(size_of::<Self>())
    }
}

const fn commit(told: u32) -> Commit {
    match told {
        MFA_COMMIT_STORED => Commit::Stored,
        MFA_COMMIT_CONFLICT => Commit::Conflict,
        _ => Commit::Unknown,
    }
}

/// Where a verdict goes, if anybody wants it.
pub(crate) fn verdict_place<'c>(
    arguments: &mut Arguments<'c>,
    argument: u8,
    verdict: *mut mfa_verdict,
) -> Done<Option<OpenPlace<'c, mfa_verdict>>> {
    if verdict.is_null() { Ok(None) } else { arguments.new_open(argument, verdict).map(Some) }
}
