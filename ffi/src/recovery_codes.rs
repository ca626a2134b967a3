//! Recovery codes: a sheet of paper that lets its owner in, each code once.

use core::ffi::c_char;

use mfa_core::{
    NextCodes, Person, RecoveryCode, RecoveryCodes, RecoveryCodesError, RecoveryCodesPolicy, StoredCodes, Typed,
    UnixTime,
};

use crate::attempt::{Beginning, Begun, MFA_PART_RECOVERY_CODES, begin, mfa_attempt};
use crate::beside::{begun_beside, begun_redeemed};
use crate::credential::mfa_credential;
use crate::decision::flag;
use crate::failure::Failure;
use crate::person::{Given, mfa_status, with_person};
use crate::policy::{at_cap, mfa_policy, throttle};
use crate::raw::{Arguments, Done, size_field, wipe};
use crate::recovery::{after_recovery, mfa_recovery_policy, of_after_recovery};
use crate::result::*;
use crate::verdict::{MFA_FACTOR_CODE, MFA_FACTOR_PIN, MFA_FACTOR_RECOVERY_CODE};

/// How many bytes the record of a set of recovery codes has.
pub const MFA_RECOVERY_CODES_LENGTH: usize = 312;
/// How many codes a set has at the most.
pub const MFA_MOST_RECOVERY_CODES: usize = 16;
/// How many codes a set should have.
pub const MFA_RECOVERY_CODES_RECOMMENDED: usize = 10;
/// Room for any recovery code as it is printed and its NUL.
pub const MFA_RECOVERY_CODE_SIZE: usize = 30;
/// How many random bytes a recovery code of 16 characters is made of: 80 bits.
pub const MFA_RECOVERY_CODE_RANDOM_LENGTH: usize = 10;
/// How many random bytes a recovery code of 24 characters is made of: 120 bits.
pub const MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH: usize = 15;
/// How many bytes the salt of a set has.
pub const MFA_RECOVERY_CODES_SALT_LENGTH: usize = 16;
/// How many bytes a pepper has.
pub const MFA_RECOVERY_CODES_PEPPER_LENGTH: usize = 32;

/// Whether recovery codes count, and what they do. Set `size`, have it filled in by mfa_recovery_codes_policy_init(), change
/// what is to be different. Where NULL is passed for it: the default, which is on, for a set is there only if somebody made
/// it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_recovery_codes_policy {
    /// sizeof (mfa_recovery_codes_policy).
    pub size: u32,
    /// 1 if they count, else 0.
    pub is_on: u32,
    /// What using one does to the authenticators: one of MFA_AUTHENTICATORS_*.
    pub authenticators: u32,
    /// How many consecutive failures do not lock: at most `cap`.
    pub free_failures: u32,
    /// How long the first lock lasts: 1 to 86400 seconds.
    pub first_lock: u32,
    /// How long a lock lasts at the most: up to 86400 seconds, not less than the first.
    pub longest_lock: u32,
    /// How many consecutive failures there can be: 1 to 100.
    pub cap: u32,
    /// What happens then: MFA_AT_CAP_CLOSE or MFA_AT_CAP_KEEP_LOCKING.
    pub at_cap: u32,
}

open!(mfa_recovery_codes_policy {
    is_on: DEFAULT.is_on,
    authenticators: DEFAULT.authenticators,
    free_failures: DEFAULT.free_failures,
    first_lock: DEFAULT.first_lock,
    longest_lock: DEFAULT.longest_lock,
    cap: DEFAULT.cap,
    at_cap: DEFAULT.at_cap,
});

const DEFAULT: mfa_recovery_codes_policy = mfa_recovery_codes_policy::of(&RecoveryCodesPolicy::DEFAULT);

/// A person's recovery codes as they were read, and the pepper. Good for one attempt or one change; then they are opened
/// again from what is stored. May be copied; wipe every copy.
#[repr(C)]
pub struct mfa_recovery_codes {
    opaque: [u64; 56],
}

object!(mfa_recovery_codes holds Read, tagged b"RCDS");

/// Fills in the default policy: on, the authenticators kept, failures as in MFA_POLICY_DEFAULT. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_policy_init(policy: *mut mfa_recovery_codes_policy) -> mfa_result {
    call!(|arguments| {
        // The place for a struct holds its defaults from the beginning.
        arguments.new_open(1, policy)?;
        Ok(MFA_OK)
    })
}

/// Writes a recovery code as it is printed, in groups of four with dashes between, with a NUL: MFA_RECOVERY_CODE_SIZE bytes
/// are room enough. It is made of MFA_RECOVERY_CODE_RANDOM_LENGTH or MFA_RECOVERY_CODE_LONG_RANDOM_LENGTH bytes that the
/// caller drew from the system's random source. Wipe the text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_code_from_random(
    random: *const u8,
    random_size: usize,
    text: *mut c_char,
    text_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(3, text, text_size)?;
        let code = RecoveryCode::from_random(arguments.bytes(1, random, random_size)?)?;
        place.fill(None, |out| out.write_str(code.as_str()))?;
        Ok(MFA_OK)
    })
}

/// Reads a recovery code that a person typed, without care for case, dashes and white space, and for O and 0, or I, L and 1,
/// and writes it as it is printed, with a NUL. Refused at no cost unless it has 16 or 24 characters. `text` may be NULL, with
/// a size of 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_code_parse(
    typed: *const c_char,
    typed_size: usize,
    text: *mut c_char,
    text_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = if text.is_null() && text_size == 0 { None } else { Some(arguments.new_text(3, text, text_size)?) };
        let code = code(arguments, 1, (typed, typed_size))?;
        if let Some(place) = place {
            place.fill(None, |out| out.write_str(code.as_str()))?;
        }
        Ok(MFA_OK)
    })
}

/// How many bytes an mfa_recovery_codes has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_recovery_codes_size() -> usize {
    size_of::<mfa_recovery_codes>()
}

/// Opens the recovery codes that are stored for a person, MFA_RECOVERY_CODES_LENGTH bytes. Refused if they are damaged;
/// refused means that nobody gets in. A missing record is an error too: only mfa_recovery_codes_begin() makes one.
///
/// `pepper` is the MFA_RECOVERY_CODES_PEPPER_LENGTH bytes that the set was made with, kept elsewhere than the record, the
/// same for everybody; or NULL, with a size of 0, if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_open(
    codes: *mut mfa_recovery_codes,
    record: *const u8,
    record_size: usize,
    pepper: *const u8,
    pepper_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, codes)?;
        let stored = StoredCodes::try_from(arguments.bytes(2, record, record_size)?)?;
        RecoveryCodes::open(&stored)?;
        place.make(Read { stored, pepper: self::pepper(arguments, 4, (pepper, pepper_size))?.copied() });
        Ok(MFA_OK)
    })
}

/// Wipes recovery codes. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_wipe(codes: *mut mfa_recovery_codes) {
    wipe(codes);
}

/// The first set of somebody who has none. A change: MFA_CHANGED once it is stored; only then show the codes, for nobody can
/// read them back.
///
/// `random` is `code_count` times the random bytes of a code, one behind the other; mfa_recovery_code_from_random() writes
/// each as it is printed. `salt` is MFA_RECOVERY_CODES_SALT_LENGTH random bytes, drawn for this set alone. `pepper` is
/// MFA_RECOVERY_CODES_PEPPER_LENGTH bytes, or NULL with a size of 0. Wipe the random bytes.
///
/// This function and all that follow which begin an attempt take the person too, and have their states, or the standing of
/// somebody without authenticators, stored in the same commit as the recovery codes: with the next revision, and as they are
/// where nothing else is said. `expected_revision` is the person's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_begin(
    attempt: *mut mfa_attempt,
    random: *const u8,
    random_size: usize,
    code_count: usize,
    salt: *const u8,
    salt_size: usize,
    pepper: *const u8,
    pepper_size: usize,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let sheet = Sheet::of(arguments.bytes(2, random, random_size)?, code_count, 3)?;
            let salt = *arguments.array(5, salt, salt_size)?;
            let pepper = self::pepper(arguments, 7, (pepper, pepper_size))?;
            let given = Given::take(arguments, 9, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| {
                let begun = RecoveryCodes::begin(sheet.codes(), salt, pepper)?;
                changed(beginning, begun, person)
            })
        })
    })
}

/// A new set that burns this one, with the pepper that was passed to mfa_recovery_codes_open(). Failures and lock stay. A
/// change. As mfa_recovery_codes_begin().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_renew(
    attempt: *mut mfa_attempt,
    codes: *const mfa_recovery_codes,
    random: *const u8,
    random_size: usize,
    code_count: usize,
    salt: *const u8,
    salt_size: usize,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let read = arguments.object(2, codes)?;
            let sheet = Sheet::of(arguments.bytes(3, random, random_size)?, code_count, 4)?;
            let salt = *arguments.array(6, salt, salt_size)?;
            let given = Given::take(arguments, 8, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| {
                let renewed = read.open()?.renew(sheet.codes(), salt, read.pepper.as_ref())?;
                changed(beginning, renewed, person)
            })
        })
    })
}

/// Uses up all codes, with no set in place of this one: its owner begins again. Failures and lock stay. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_burn(
    attempt: *mut mfa_attempt,
    codes: *const mfa_recovery_codes,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let codes = arguments.object(2, codes)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| changed(beginning, codes.burn()?, person))
        })
    })
}

/// Clears consecutive failures and the lock of recovery codes, and opens what was closed; the failures in all stay. For
/// administrators. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_unlock(
    attempt: *mut mfa_attempt,
    codes: *const mfa_recovery_codes,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let codes = arguments.object(2, codes)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| changed(beginning, codes.unlock()?, person))
        })
    })
}

/// The record of the codes as it is, one revision further, for a change elsewhere beside it. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_reseal(
    attempt: *mut mfa_attempt,
    codes: *const mfa_recovery_codes,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let codes = arguments.object(2, codes)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| changed(beginning, codes.reseal()?, person))
        })
    })
}

/// Tries a recovery code. Behind the first factor: whoever reaches it can use up the person's failures.
///
/// One that was used is rejected and counts no failure; one that is longer or shorter than the set's is an error that costs
/// no attempt. What it does to the authenticators is in the same commit: codes that were closed are open again, and what
/// `policy` says in `authenticators` is done to them. Where they are suspended a pending enrollment is removed. `policy` may
/// be NULL, and `code_policy`, the policy for one-time codes, too. Returns MFA_UNCOMMITTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_redeem(
    attempt: *mut mfa_attempt,
    codes: *const mfa_recovery_codes,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    now: u64,
    typed: *const c_char,
    typed_size: usize,
    policy: *const mfa_recovery_codes_policy,
    code_policy: *const mfa_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let read = arguments.object(2, codes)?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let policy = arguments.open_or_default(10, policy)?.read(10)?;
            let code_policy = arguments.open_or_default(11, code_policy)?.read()?;
            let (now, code) = (UnixTime::new(now)?, code(arguments, 8, (typed, typed_size))?);
            with_person!(roomy given, |person| {
                let redeemed = read.open()?.redeem(now, &code, read.pepper.as_ref(), &policy)?;
                begun_redeemed(
                    beginning,
                    redeemed,
                    person,
                    (now, &code_policy),
                    NextCodes::recovered,
                    |writer, next| writer.part(MFA_PART_RECOVERY_CODES, &[next.record().as_bytes()]),
                )
            })
        })
    })
}

/// How many codes of a set are not used, and how many characters each has, 16 or 24, which may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_left(
    codes: *const mfa_recovery_codes,
    left: *mut usize,
    characters: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let left = arguments.new_number(2, left)?;
        let characters = arguments.optional_number(3, characters)?;
        let codes = arguments.object(1, codes)?.open()?;
        *left = codes.left();
        if let Some(place) = characters {
            *place = codes.length().characters();
        }
        Ok(MFA_OK)
    })
}

/// How the owner of recovery codes stands with them at a time, under a policy, which may be NULL; `revision` is that of the
/// codes' own record. Changes nothing. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_codes_status(
    codes: *const mfa_recovery_codes,
    now: u64,
    policy: *const mfa_recovery_codes_policy,
    status: *mut mfa_status,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(4, status)?;
        let codes = arguments.object(1, codes)?.open()?;
        let policy = arguments.open_or_default(3, policy)?.read(3)?;
        place.fill(&mfa_status::of(&codes.status(UnixTime::new(now)?, policy.throttle)));
        Ok(MFA_OK)
    })
}

/// Which factor something is for that was typed where a code, a recovery PIN and a recovery code are asked for together:
/// MFA_FACTOR_CODE, MFA_FACTOR_PIN (a response too) or MFA_FACTOR_RECOVERY_CODE, by its shape and by what the policies have
/// on. Each policy may be NULL. What is none of them is an error that costs no attempt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_typed_factor(
    typed: *const c_char,
    typed_size: usize,
    recovery: *const mfa_recovery_policy,
    codes: *const mfa_recovery_codes_policy,
    factor: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(5, factor)?;
        let recovery = arguments.open_or_default(3, recovery)?.read(3)?;
        let codes = arguments.open_or_default(4, codes)?.read(4)?;
        *place = match Typed::parse(arguments.typed(1, typed, typed_size)?, &recovery, &codes)? {
            Typed::Code(_) => MFA_FACTOR_CODE,
            Typed::Pin(_) => MFA_FACTOR_PIN,
            Typed::RecoveryCode(_) => MFA_FACTOR_RECOVERY_CODE,
            _ => return Err(Failure(MFA_ERROR_UNKNOWN)),
        };
        Ok(MFA_OK)
    })
}

/// A record that was read, and the pepper that its set was made with.
pub(crate) struct Read {
    stored: StoredCodes,
    pepper: Option<[u8; MFA_RECOVERY_CODES_PEPPER_LENGTH]>,
}

impl Read {
    fn open(&self) -> Done<RecoveryCodes> {
        Ok(RecoveryCodes::open(&self.stored)?)
    }
}

/// The codes of a new set.
struct Sheet {
    codes: [RecoveryCode; MFA_MOST_RECOVERY_CODES],
    count: usize,
}

impl Sheet {
    /// So many codes of random bytes, whose number is the argument that is named.
    fn of(random: &[u8], count: usize, argument: u8) -> Done<Self> {
        if count > MFA_MOST_RECOVERY_CODES {
            return Err(RecoveryCodesError::Count { count }.into());
        }
        let each = random.len().checked_div(count).ok_or(RecoveryCodesError::Count { count })?;
        if each.saturating_mul(count) != random.len() {
            return Err(Failure::argument(MFA_ARGUMENT_SIZE, argument));
        }
        let code = |index: usize| {
            let start = each.saturating_mul(index);
            RecoveryCode::from_random(random.get(start..start.saturating_add(each)).unwrap_or_default())
        };
        let first = code(0)?;
        let mut codes = [(); MFA_MOST_RECOVERY_CODES].map(|()| first.clone());
        for (index, place) in codes.iter_mut().enumerate().take(count) {
            *place = code(index)?;
        }
        Ok(Self { codes, count })
    }

    fn codes(&self) -> &[RecoveryCode] {
        self.codes.get(..self.count).unwrap_or_default()
    }
}

impl mfa_recovery_codes_policy {
    /// What it says, if it can.
    pub(crate) fn read(&self, argument: u8) -> Done<RecoveryCodesPolicy> {
        Ok(RecoveryCodesPolicy {
            is_on: flag(self.is_on, argument)?,
            authenticators: after_recovery(self.authenticators, argument)?,
            throttle: throttle(self.free_failures, self.first_lock, self.longest_lock, self.cap, self.at_cap)?,
        })
    }

    const fn of(policy: &RecoveryCodesPolicy) -> Self {
        let throttle = policy.throttle;
        Self {
            size: size_field::<Self>(),
            is_on: policy.is_on as u32,
            authenticators: of_after_recovery(policy.authenticators),
            free_failures: throttle.free() as u32,
            first_lock: throttle.first_lock().count(),
            longest_lock: throttle.longest_lock().count(),
            cap: throttle.cap() as u32,
            at_cap: at_cap(throttle),
        }
    }
}

/// A recovery code that a person typed.
fn code(arguments: &mut Arguments<'_>, first: u8, (typed, size): (*const c_char, usize)) -> Done<RecoveryCode> {
    let typed = arguments.typed_or(first, typed, size, MFA_ERROR_RECOVERY_CODE_CHARACTER)?;
    Ok(RecoveryCode::parse(typed)?)
}

/// The pepper where it lies, so that no copy of it stays behind.
fn pepper<'c>(
    arguments: &mut Arguments<'c>,
    first: u8,
    (pepper, size): (*const u8, usize),
) -> Done<Option<&'c [u8; MFA_RECOVERY_CODES_PEPPER_LENGTH]>> {
    if pepper.is_null() && size == 0 { Ok(None) } else { arguments.array(first, pepper, size).map(Some) }
}

/// A change of the codes' record that leaves the authenticators as they are.
fn changed<const N: usize>(
    beginning: &mut Beginning<'_>,
    change: mfa_core::Attempt<(), NextCodes>,
    person: Person<'_, N>,
) -> Done<Begun> {
    begun_beside(beginning, change, person, |writer, next| {
        writer.part(MFA_PART_RECOVERY_CODES, &[next.record().as_bytes()])
    })
}
