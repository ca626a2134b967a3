//! A person's authenticators: verifying, resynchronizing, diagnosing; adding, removing, suspending; how they stand.
//!
//! A person is four arguments: their credentials one behind the other and how many, and what is stored for them and how many
//! bytes: 64 of state for each credential, in the same order; or, for somebody without any, the 30 of their standing.

use core::ffi::c_char;

use mfa_core::{
    Authenticator, Code, MOST_AUTHENTICATORS, Person, Policy, Position, Progress, SealedState, Seat, Seated, Standing,
    UnixTime,
};

use crate::attempt::{Beginning, Begun, begin, begin_of, begun, mfa_attempt, mfa_permit};
use crate::credential::{mfa_credential, position_of, reach_of};
use crate::failure::Failure;
use crate::policy::{mfa_policy, policy_of};
use crate::raw::{Arguments, Done, Objects};
use crate::result::*;

/// How many bytes the state of an authenticator has.
pub const MFA_STATE_LENGTH: usize = 64;
/// How many bytes the standing of somebody without any authenticator has.
pub const MFA_STANDING_LENGTH: usize = 30;
/// How many authenticators a person has at the most.
pub const MFA_MOST_AUTHENTICATORS: usize = 8;

/// How a person stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_status {
    /// sizeof (mfa_status).
    pub size: u32,
    /// Wrong codes since the last acceptance.
    pub failures: u32,
    /// Wrong codes in all. Never cleared.
    pub failures_in_all: u32,
    /// How many more wrong codes are looked at before one locks or closes; 0 while locked or closed.
    pub attempts_left: u32,
    /// Until when codes are locked, in Unix seconds; 0 if they are not.
    pub locked_until: u64,
    /// How many times the record was changed.
    pub revision: u64,
    /// 1 if codes are closed until an administrator unlocks or a recovery is redeemed, else 0.
    pub closed: u32,
    /// 0.
    pub reserved: u32,
}

open!(mfa_status {
    failures: 0,
    failures_in_all: 0,
    attempts_left: 0,
    locked_until: 0,
    revision: 0,
    closed: 0,
    reserved: 0,
});

/// Where one authenticator stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_progress {
    /// sizeof (mfa_progress).
    pub size: u32,
    /// 1 if its codes count for nothing until it is confirmed again, else 0.
    pub suspended: u32,
    /// The smallest time step or counter that is not used up.
    pub next: u64,
    /// 1 if there is none, for the counter is at its end, else 0.
    pub exhausted: u32,
    /// How many steps its clock was learned to be off (negative: slow).
    pub drift: i32,
}

open!(mfa_progress { suspended: 0, next: 0, exhausted: 0, drift: 0 });

/// The four arguments that are a person.
pub(crate) struct Given<'c> {
    credentials: Objects<'c, mfa_credential>,
    states: &'c [u8],
}

impl<'c> Given<'c> {
    /// Four arguments, of which the credentials are the first.
    pub(crate) fn take(
        arguments: &mut Arguments<'c>,
        first: u8,
        (credentials, count): (*const mfa_credential, usize),
        (states, states_size): (*const u8, usize),
    ) -> Done<Self> {
        if count > MOST_AUTHENTICATORS {
            return Err(Failure(MFA_ERROR_TOO_MANY));
        }
        let credentials = arguments.objects(first, credentials, count)?;
        let states = arguments.bytes(first.saturating_add(2), states, states_size)?;
        let expected = if count == 0 { MFA_STANDING_LENGTH } else { MFA_STATE_LENGTH.saturating_mul(count) };
        if states.len() != expected {
            return Err(Failure::argument(MFA_ARGUMENT_SIZE, first.saturating_add(3)));
        }
        Ok(Self { credentials, states })
    }

    /// Whether there is room for one is enough.
    pub(crate) const fn is_small(&self) -> bool {
        self.credentials.count() <= 1
    }

    /// Each state, parsed no further.
    pub(crate) fn states<const N: usize>(&self) -> [SealedState; N] {
        let mut sealed = [const { SealedState::from_bytes([0; MFA_STATE_LENGTH]) }; N];
        for (place, bytes) in sealed.iter_mut().zip(self.states.chunks_exact(MFA_STATE_LENGTH)) {
            *place = SealedState::try_from(bytes).unwrap_or(*place);
        }
        sealed
    }

    /// The person, opened; refused if a state is not what the engine sealed.
    pub(crate) fn open<'a, const N: usize>(&self, states: &'a [SealedState; N]) -> Done<Person<'a, N>>
    where
        'c: 'a,
    {
        let Some(first) = self.credentials.get(0) else {
            let standing = self.states.try_into().map_err(|_| Failure(MFA_ERROR_UNKNOWN))?;
            return Ok(Person::without_authenticators(Standing::from_bytes(standing)?));
        };
        let state = states.first().ok_or(Failure(MFA_ERROR_UNKNOWN))?;
        let mut authenticators = [Authenticator { credential: first?, state }; N];
        for (index, (place, state)) in authenticators.iter_mut().zip(states).enumerate() {
            if let Some(credential) = self.credentials.get(index) {
                *place = Authenticator { credential: credential?, state };
            }
        }
        let count = self.credentials.count();
        Ok(Person::open(authenticators.get(..count).ok_or(Failure(MFA_ERROR_TOO_MANY))?)?)
    }

    /// Tries a code: with one of the authenticators only, where the person said which.
    fn verify(
        &self,
        beginning: &mut Beginning<'_>,
        only: Option<usize>,
        (now, code, policy): &(UnixTime, Code, Policy),
    ) -> Done<Begun> {
        let mut verify = |seats: &mut [Seat<'c>]| {
            let mut seated = Seated::on(seats);
            self.open_on(&mut seated)?;
            begun(beginning, seated.verify(only, *now, code, policy), |writer, next| writer.each_state(&next))
        };
        if self.is_small() {
            verify(&mut [Seat::EMPTY])
        } else {
            of_many(|| verify(&mut [Seat::EMPTY; MOST_AUTHENTICATORS]))
        }
    }

    /// Opens the person on seats; refused as by [`Given::open`], but that the standing of somebody without authenticators, who is
    /// refused anyway, is not looked at.
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn open_on(&self, seated: &mut Seated<'_, 'c>) -> Done<()> {
        for (index, state) in self.states.chunks_exact(MFA_STATE_LENGTH).enumerate() {
            if let (Some(credential), Ok(state)) = (self.credentials.get(index), state.try_into()) {
                seated.open(credential?, state)?;
            }
        }
        Ok(())
    }
}

/// Opens a person with room for as many authenticators as there are: whoever has one pays for one, of the stack too.
macro_rules! with_person {
    ($given:expr, |$person:ident| $body:expr) => {{
        let given = $given;
        if given.is_small() {
            $crate::person::of_one(|| {
                let states = given.states::<1>();
                let $person = given.open(&states)?;
                $body
            })
        } else {
            with_person!(roomy given, |$person| $body)
        }
    }};
    (roomy $given:expr, |$person:ident| $body:expr) => {{
        let given = $given;
        $crate::person::of_many(|| {
            let states = given.states::<{ mfa_core::MOST_AUTHENTICATORS }>();
            let $person = given.open(&states)?;
            $body
        })
    }};
}
pub(crate) use with_person;

/// What is done with a person of one authenticator, on a stack of its own.
#[inline(never)]
pub(crate) fn of_one<R>(done: impl FnOnce() -> Done<R>) -> Done<R> {
    done()
}

/// The same for as many as there can be.
#[inline(never)]
pub(crate) fn of_many<R>(done: impl FnOnce() -> Done<R>) -> Done<R> {
    done()
}

/// Writes the standing of somebody who is new, MFA_STANDING_LENGTH bytes: no failure, no lock, revision 0. Only for
/// enrolling: whoever was there before keeps their standing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_standing_init(standing: *mut u8, standing_size: usize) -> mfa_result {
    call!(|arguments| {
        *arguments.new_array(1, standing, standing_size)? = Standing::NEW.to_bytes();
        Ok(MFA_OK)
    })
}

/// Tries a code with all authenticators of a person that show codes of its length. Behind the first factor: whoever
/// reaches it can use up the person's failures.
///
/// `now` is in Unix seconds, at most 2^40. `typed` is what the person typed: digits, with white space (a line feed too)
/// and dashes between; anything else is an error that costs no attempt. `policy` may be NULL. Returns MFA_UNCOMMITTED;
/// the attempt has what to store and, after that, the answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_verify(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    now: u64,
    typed: *const c_char,
    typed_size: usize,
    policy: *const mfa_policy,
) -> mfa_result {
    call_in_steps!(
        move |arguments| begin_of(arguments, attempt, |arguments| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            let policy = policy_of(arguments, 9, policy)?;
            let (now, code) = (UnixTime::new(now)?, arguments.code(7, typed, typed_size)?);
            Ok((given, (now, code, policy)))
        }),
        |(beginning, (given, tried))| { beginning.decide(|beginning| given.verify(beginning, None, tried)) }
    )
}

/// As mfa_person_verify(), with one of the authenticators only, counted from 0: where the person said which.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_verify_with(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    authenticator: usize,
    now: u64,
    typed: *const c_char,
    typed_size: usize,
    policy: *const mfa_policy,
) -> mfa_result {
    call_in_steps!(
        move |arguments| begin_of(arguments, attempt, |arguments| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            let policy = policy_of(arguments, 10, policy)?;
            let (now, code) = (UnixTime::new(now)?, arguments.code(8, typed, typed_size)?);
            Ok((given, (now, code, policy)))
        }),
        |(beginning, (given, tried))| {
            beginning.decide(|beginning| given.verify(beginning, Some(authenticator), tried))
        }
    )
}

/// Looks for two consecutive codes of one authenticator, far beyond what a login looks at (RFC 4226, section 7.4). Both
/// are used up. It goes through the throttle like a login; success is MFA_RESYNCHRONIZED, which is none.
/// `policy` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_resynchronize(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    authenticator: usize,
    now: u64,
    first: *const c_char,
    first_size: usize,
    second: *const c_char,
    second_size: usize,
    policy: *const mfa_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            let policy = policy_of(arguments, 12, policy)?;
            let first = arguments.code(8, first, first_size)?;
            let second = arguments.code(10, second, second_size)?;
            let now = UnixTime::new(now)?;
            with_person!(given, |person| {
                let attempt = person.resynchronize(now, authenticator, [&first, &second], &policy);
                begun(beginning, attempt, |writer, next| writer.states(&next))
            })
        })
    })
}

/// How far the clock of a person's phone is slow, for somebody at a login prompt whose code was rejected: up to `reach`
/// steps (1 to 2880). It counts a failure whatever it finds, and looks only at steps that are no longer acceptable.
/// What it finds is MFA_DIAGNOSED and the verdict's `offset`. `policy` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_diagnose(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    authenticator: usize,
    now: u64,
    typed: *const c_char,
    typed_size: usize,
    reach: u32,
    policy: *const mfa_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            let policy = policy_of(arguments, 11, policy)?;
            let (now, code) = (UnixTime::new(now)?, arguments.code(8, typed, typed_size)?);
            let reach = reach_of(reach)?;
            with_person!(given, |person| {
                let attempt = person.diagnose(now, authenticator, &code, reach, &policy);
                begun(beginning, attempt, |writer, next| writer.states(&next))
            })
        })
    })
}

/// Tries a code of a suspended authenticator, which counts again if it is right: MFA_RESTORED, which is no login. The code
/// is used up. It goes through the throttle like a login. `permit` says who answers for it, once.
/// `policy` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_restore(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    authenticator: usize,
    permit: *mut mfa_permit,
    now: u64,
    typed: *const c_char,
    typed_size: usize,
    policy: *const mfa_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            let policy = policy_of(arguments, 11, policy)?;
            let (now, code) = (UnixTime::new(now)?, arguments.code(9, typed, typed_size)?);
            // Last, so that a slip of the finger leaves it to be tried again.
            let permit = arguments.taken(7, permit)?;
            with_person!(given, |person| {
                let attempt = person.restore(permit, authenticator, now, &code, &policy);
                begun(beginning, attempt, |writer, next| writer.states(&next))
            })
        })
    })
}

/// Adds an authenticator as the last one. `start` is the first time step or counter that is good: 0 for a new one, the
/// counter in the URI or the position after the last one used for one that is taken over. Failures, lock and revision
/// stay the person's. A change: MFA_CHANGED once it is stored. The states are what is to be stored: see to it that the
/// secret and the parameters are in the same commit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_add(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    added: *const mfa_credential,
    start: u64,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            let added = arguments.object(6, added)?;
            let start = position_of(added.parameters(), start)?;
            with_person!(roomy given, |person| {
                begun(beginning, person.add(added, start), |writer, next| writer.states(&next))
            })
        })
    })
}

/// Removes an authenticator, counted from 0, and leaves the others as they are. A change. Where it was the last one the
/// person's standing is to be stored in place of states.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_remove(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    authenticator: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            with_person!(given, |person| {
                begun(beginning, person.remove(authenticator), |writer, next| writer.states(&next))
            })
        })
    })
}

/// Removes all authenticators and leaves the person's standing. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_remove_all(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            with_person!(given, |person| begun(beginning, person.remove_all(), |writer, next| writer.states(&next)))
        })
    })
}

/// Suspends an authenticator, counted from 0: its codes count for nothing until mfa_person_restore(). A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_suspend(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    authenticator: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            with_person!(given, |person| {
                begun(beginning, person.suspend(authenticator), |writer, next| writer.states(&next))
            })
        })
    })
}

/// Suspends all authenticators. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_suspend_all(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            with_person!(given, |person| begun(beginning, person.suspend_all(), |writer, next| writer.states(&next)))
        })
    })
}

/// Clears consecutive failures and the lock, and opens what was closed; the failures in all stay. For administrators. A
/// change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_unlock(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            with_person!(given, |person| begun(beginning, person.unlock(), |writer, next| writer.states(&next)))
        })
    })
}

/// Seals the states anew with the next revision, for a change elsewhere in the person's record. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_reseal(
    attempt: *mut mfa_attempt,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let given = Given::take(arguments, 2, (credentials, count), (states, states_size))?;
            with_person!(given, |person| begun(beginning, person.reseal(), |writer, next| writer.states(&next)))
        })
    })
}

/// How a person stands at a time, under a policy, which may be NULL. Changes nothing. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_status(
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    now: u64,
    policy: *const mfa_policy,
    status: *mut mfa_status,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(7, status)?;
        let given = Given::take(arguments, 1, (credentials, count), (states, states_size))?;
        let policy = policy_of(arguments, 6, policy)?;
        let now = UnixTime::new(now)?;
        let status = with_person!(given, |person| Ok(person.status(now, &policy)))?;
        place.fill(&mfa_status::of(&status));
        Ok(MFA_OK)
    })
}

/// Where one authenticator stands, counted from 0. Changes nothing. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_person_progress(
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    authenticator: usize,
    progress: *mut mfa_progress,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(6, progress)?;
        let given = Given::take(arguments, 1, (credentials, count), (states, states_size))?;
        let seen = with_person!(given, |person| Ok(person.progress().nth(authenticator)))?;
        place.fill(&mfa_progress::of(&seen.ok_or(Failure(MFA_ERROR_NO_SUCH_AUTHENTICATOR))?));
        Ok(MFA_OK)
    })
}

impl mfa_status {
    pub(crate) fn of(status: &mfa_core::Status) -> Self {
        Self {
            size: 0,
            failures: status.failures.into(),
            failures_in_all: status.failures_in_all,
            attempts_left: status.attempts_left.into(),
            locked_until: status.locked_until.map_or(0, UnixTime::seconds),
            revision: status.revision,
            closed: status.closed.into(),
            reserved: 0,
        }
    }
}

impl mfa_progress {
    pub(crate) fn of(progress: &Progress) -> Self {
        Self {
            size: 0,
            suspended: progress.suspended.into(),
            next: progress.next.map_or(0, Position::number),
            exhausted: progress.next.is_none().into(),
            drift: progress.drift.into(),
        }
    }
}
