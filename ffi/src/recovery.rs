//! Recovery by PIN and by challenge: how somebody whose phone is gone gets in, on a computer that may be offline.
//!
//! A help desk computes a PIN from the key of a person and a device and reads it out, or answers the challenge that the
//! device shows. Neither replaces the first factor. Whoever issues verifies the caller first.

use core::ffi::c_char;

use mfa_core::{
    AfterRecovery, ClockTolerance, DeviceId, Digits, GrantLength, GrantLogins, GrantUses, Minutes, Moment,
    NextRecovery, Recovery, RecoveryDigits, RecoveryKey, RecoveryPolicy, RecoveryPolicyError, SealedRecovery, Seconds,
    UnixTime, Uptime,
};

use crate::attempt::{MFA_PART_RECOVERY, Writer, begin, mfa_attempt};
use crate::beside::{begun_beside, begun_redeemed};
use crate::credential::mfa_credential;
use crate::decision::flag;
use crate::failure::Failure;
use crate::person::{Given, mfa_status, with_person};
use crate::policy::{at_cap, mfa_policy, throttle};
use crate::raw::{Arguments, Done, size_field, wipe};
use crate::result::*;
use crate::verdict::{MFA_AUTHENTICATORS_BURNED, MFA_AUTHENTICATORS_KEPT, MFA_AUTHENTICATORS_SUSPENDED};

/// How many bytes a recovery key has.
pub const MFA_RECOVERY_KEY_LENGTH: usize = 32;
/// Room for a recovery key as base32 text and its NUL.
pub const MFA_RECOVERY_KEY_TEXT_SIZE: usize = 53;
/// Room for any device's id and its NUL.
pub const MFA_DEVICE_ID_SIZE: usize = 65;
/// How many bytes a recovery record has.
pub const MFA_RECOVERY_LENGTH: usize = 96;
/// How many digits a PIN, a challenge and a response have, the check digit included.
pub const MFA_RECOVERY_DIGITS: usize = 9;
/// Room for a PIN, a challenge or a response as it is read out, `123-456-786`, and its NUL.
pub const MFA_RECOVERY_DIGITS_SIZE: usize = 12;
/// How many random bytes a challenge is drawn from.
pub const MFA_CHALLENGE_RANDOM_LENGTH: usize = 8;

/// Each login under a grant asks for the PIN or the response that opened it.
pub const MFA_GRANT_SAME_PIN: u32 = 1;
/// Any login passes under a grant, behind the first factor.
pub const MFA_GRANT_ANY_PASSES: u32 = 2;

/// Whether and how people recover. Set `size`, have it filled in by mfa_recovery_policy_init(), change what is to be
/// different. Where NULL is passed for it: the default, which is off.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_recovery_policy {
    /// sizeof (mfa_recovery_policy).
    pub size: u32,
    /// 1 if there is recovery, else 0.
    pub is_on: u32,
    /// How far the device's clock and the issuer's may be apart: 0 to 300 seconds, rounded up to tens.
    pub clock_tolerance: u32,
    /// How long a grant lasts: 1 to 7200 minutes, which is 5 days. One that is stored and longer is cut to it.
    pub grant_length: u32,
    /// How many logins a grant is good for, the one that opens it included: 1 to 200.
    pub grant_uses: u32,
    /// What is asked at each login under a grant: MFA_GRANT_SAME_PIN or MFA_GRANT_ANY_PASSES.
    pub grant_logins: u32,
    /// What redeeming something new does to the authenticators: one of MFA_AUTHENTICATORS_*.
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

open!(mfa_recovery_policy {
    is_on: DEFAULT.is_on,
    clock_tolerance: DEFAULT.clock_tolerance,
    grant_length: DEFAULT.grant_length,
    grant_uses: DEFAULT.grant_uses,
    grant_logins: DEFAULT.grant_logins,
    authenticators: DEFAULT.authenticators,
    free_failures: DEFAULT.free_failures,
    first_lock: DEFAULT.first_lock,
    longest_lock: DEFAULT.longest_lock,
    cap: DEFAULT.cap,
    at_cap: DEFAULT.at_cap,
});

const DEFAULT: mfa_recovery_policy = mfa_recovery_policy::of(&RecoveryPolicy::DEFAULT);

/// What the clocks of a device show.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_moment {
    /// sizeof (mfa_moment).
    pub size: u32,
    /// 1 if `boot` and `uptime` are known, else 0. Without them a response to a challenge lets in once, and opens no grant.
    pub has_uptime: u32,
    /// What the wall clock shows, in Unix seconds, at most 2^40.
    pub now: u64,
    /// What tells this boot from all others: a random number, or the first half of Linux's boot_id.
    pub boot: u64,
    /// Whole seconds since that boot, suspended time included (CLOCK_BOOTTIME), at most 2^40.
    pub uptime: u64,
}

open!(mfa_moment { has_uptime: 0, now: 0, boot: 0, uptime: 0 });

/// A recovery key with the id of its device: it belongs to one pair of person and device and is never shared. May be copied;
/// wipe every copy.
#[repr(C)]
pub struct mfa_recovery_key {
    opaque: [u64; 20],
}

object!(mfa_recovery_key holds Pair, tagged b"RKEY");

/// A person's recovery on one device, as it was read: the key and the record. Good for one attempt or one change; then it is
/// opened again from what is stored. May be copied; wipe every copy.
#[repr(C)]
pub struct mfa_recovery {
    opaque: [u64; 36],
}

object!(mfa_recovery holds Read, tagged b"RCVY");

/// Fills in the default policy: off; 30 seconds of tolerance, grants of 60 minutes and 20 logins with the same PIN, the
/// authenticators kept, failures as in MFA_POLICY_DEFAULT. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_policy_init(policy: *mut mfa_recovery_policy) -> mfa_result {
    call!(|arguments| {
        // The place for a struct holds its defaults from the beginning.
        arguments.new_open(1, policy)?;
        Ok(MFA_OK)
    })
}

/// Whether (1) or not (0) an authenticator may show codes of so many digits, 6 to 10: not nine where recovery is on, for at
/// one prompt nine digits are a PIN. `policy` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_policy_allows(
    policy: *const mfa_recovery_policy,
    digits: u32,
    allowed: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(3, allowed)?;
        let policy = arguments.open_or_default(1, policy)?.read(1)?;
        let digits = u8::try_from(digits).map_err(|_| Failure(MFA_ERROR_DIGITS))?;
        *place = policy.allows(Digits::new(digits)?).into();
        Ok(MFA_OK)
    })
}

/// How many bytes an mfa_recovery_key has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_recovery_key_size() -> usize {
    size_of::<mfa_recovery_key>()
}

/// Makes a recovery key of MFA_RECOVERY_KEY_LENGTH bytes, which for a new one the caller drew from the system's random
/// source, and of the device's id: 4 to 64 printable ASCII characters other than space. Case does not matter; both sides
/// have to use the same id, which is no secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_key_make(
    key: *mut mfa_recovery_key,
    bytes: *const u8,
    bytes_size: usize,
    device: *const c_char,
    device_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, key)?;
        let key = RecoveryKey::import(arguments.bytes(2, bytes, bytes_size)?)?;
        place.make(Pair { key, device: DeviceId::new(arguments.text(4, device, device_size)?)? });
        Ok(MFA_OK)
    })
}

/// As mfa_recovery_key_make(), of base32 text: any case, spaces and dashes between, padded or not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_key_from_base32(
    key: *mut mfa_recovery_key,
    text: *const c_char,
    text_size: usize,
    device: *const c_char,
    device_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, key)?;
        let key = RecoveryKey::from_base32(arguments.text(2, text, text_size)?)?;
        place.make(Pair { key, device: DeviceId::new(arguments.text(4, device, device_size)?)? });
        Ok(MFA_OK)
    })
}

/// Copies a recovery key's MFA_RECOVERY_KEY_LENGTH bytes, for whoever stores them. Wipe the copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_key_expose(
    key: *const mfa_recovery_key,
    bytes: *mut u8,
    bytes_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_array::<MFA_RECOVERY_KEY_LENGTH>(2, bytes, bytes_size)?;
        *place = *arguments.object(1, key)?.key.expose();
        Ok(MFA_OK)
    })
}

/// Writes a recovery key as base32 text with a NUL: upper case, no padding. MFA_RECOVERY_KEY_TEXT_SIZE
/// bytes are room enough. Wipe the text.
///
/// `length`, which may be NULL, is how many characters the text has, even where it does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_key_to_base32(
    key: *const mfa_recovery_key,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(2, text, text_size)?;
        let length = arguments.optional_number(4, length)?;
        let pair = arguments.object(1, key)?;
        place.fill(length, |out| pair.key.to_base32(|text| out.write_str(text)))?;
        Ok(MFA_OK)
    })
}

/// Writes the id of a recovery key's device, in upper case, with a NUL: MFA_DEVICE_ID_SIZE bytes are room enough.
///
/// `length`, which may be NULL, is how many characters the text has, even where it does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_key_device(
    key: *const mfa_recovery_key,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(2, text, text_size)?;
        let length = arguments.optional_number(4, length)?;
        let pair = arguments.object(1, key)?;
        place.fill(length, |out| out.write_str(pair.device.as_str()))?;
        Ok(MFA_OK)
    })
}

/// Wipes a recovery key. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_key_wipe(key: *mut mfa_recovery_key) {
    wipe(key);
}

/// Reads a PIN, a challenge or a response that a person typed, and writes it as it is read out, `123-456-786`, with a NUL:
/// MFA_RECOVERY_DIGITS_SIZE bytes are room enough. White space and dashes are dropped. Refused at no cost unless there are
/// nine digits of which the last is the check digit of the others. `text` may be NULL, with a size of 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_digits_parse(
    typed: *const c_char,
    typed_size: usize,
    text: *mut c_char,
    text_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = if text.is_null() && text_size == 0 { None } else { Some(arguments.new_text(3, text, text_size)?) };
        let digits = digits(arguments, 1, (typed, typed_size))?;
        if let Some(place) = place {
            place.fill(None, |out| out.write_str(digits.as_str()))?;
        }
        Ok(MFA_OK)
    })
}

/// The issuer's side: the PIN of a device at a time, as it is read out, with a NUL: MFA_RECOVERY_DIGITS_SIZE bytes are room
/// enough. Verify the caller first: whoever has the PIN and the person's first factor is in.
///
/// `valid_until` is from when on it is too old, two minutes later, and as much longer as the device's clock tolerance says.
/// `next_differs_from` is from when on the next PIN is another one: until then issuing again gives this one, which works only
/// once. Both are in Unix seconds and may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_issue(
    key: *const mfa_recovery_key,
    now: u64,
    pin: *mut c_char,
    pin_size: usize,
    valid_until: *mut u64,
    next_differs_from: *mut u64,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(3, pin, pin_size)?;
        let valid_until = arguments.optional_number(5, valid_until)?;
        let next_differs_from = arguments.optional_number(6, next_differs_from)?;
        let pair = arguments.object(1, key)?;
        let issued = mfa_core::issue(&pair.key, &pair.device, UnixTime::new(now)?)?;
        place.fill(None, |out| out.write_str(issued.pin.as_str()))?;
        if let Some(place) = valid_until {
            *place = issued.valid_until.seconds();
        }
        if let Some(place) = next_differs_from {
            *place = issued.next_differs_from.seconds();
        }
        Ok(MFA_OK)
    })
}

/// The issuer's side: the response to a challenge that a device shows, as it is read out, with a NUL:
/// MFA_RECOVERY_DIGITS_SIZE bytes are room enough. Verify the caller first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_respond(
    key: *const mfa_recovery_key,
    challenge: *const c_char,
    challenge_size: usize,
    response: *mut c_char,
    response_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(4, response, response_size)?;
        let pair = arguments.object(1, key)?;
        let response = mfa_core::respond(&pair.key, &digits(arguments, 2, (challenge, challenge_size))?)?;
        place.fill(None, |out| out.write_str(response.as_str()))?;
        Ok(MFA_OK)
    })
}

/// How many bytes an mfa_recovery has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_recovery_size() -> usize {
    size_of::<mfa_recovery>()
}

/// Opens the recovery record that is stored for a person on this device, MFA_RECOVERY_LENGTH bytes. Refused if it is corrupt
/// or belongs to another key or device; refused means that nobody gets in. A missing record is an error too: only
/// mfa_recovery_begin() makes one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_open(
    recovery: *mut mfa_recovery,
    key: *const mfa_recovery_key,
    record: *const u8,
    record_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, recovery)?;
        let Pair { key, device } = arguments.object(2, key)?;
        let sealed = SealedRecovery::try_from(arguments.bytes(3, record, record_size)?)?;
        Recovery::open(key, device, &sealed)?;
        place.make(Read { pair: Pair { key: key.clone(), device: *device }, sealed });
        Ok(MFA_OK)
    })
}

/// Wipes a recovery. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_wipe(recovery: *mut mfa_recovery) {
    wipe(recovery);
}

/// The first record of a key that is new, to be stored together with the key. A change: MFA_CHANGED once it is stored.
///
/// This function and all that follow which begin an attempt take the person too, and have their states, or the standing of
/// somebody without authenticators, stored in the same commit as the recovery record: with the next revision, and as they
/// are where nothing else is said. `expected_revision` is the person's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_begin(
    attempt: *mut mfa_attempt,
    key: *const mfa_recovery_key,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let Pair { key, device } = arguments.object(2, key)?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| {
                begun_beside(beginning, Recovery::begin(key, device)?, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// Tries a PIN. Behind the first factor: whoever reaches it can use up the person's failures.
///
/// A PIN that is new is used up together with all older ones, and begins a grant in place of any other; this login is the
/// grant's first. While a grant is open its own PIN, or the response that it began with, is one more login under it
/// (MFA_FACTOR_SAME_PIN). A PIN that is expired, used or of another device is rejected like any wrong one.
///
/// What a new PIN does to the authenticators is in the same commit: codes that were closed are open again, and what `policy`
/// says in `authenticators` is done to them. Where they are suspended a pending enrollment is removed. `policy` may be NULL,
/// which is off; `code_policy`, the policy for one-time codes, too. Returns MFA_UNCOMMITTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_redeem(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    moment: *const mfa_moment,
    typed: *const c_char,
    typed_size: usize,
    policy: *const mfa_recovery_policy,
    code_policy: *const mfa_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let policy = arguments.open_or_default(10, policy)?.read(10)?;
            let codes = arguments.open_or_default(11, code_policy)?.read()?;
            let moment = arguments.open(7, moment)?.read(7)?;
            let pin = digits(arguments, 8, (typed, typed_size))?;
            with_person!(roomy given, |person| {
                let redeemed = recovery.redeem(moment, &pin, &policy)?;
                begun_redeemed(
                    beginning,
                    redeemed,
                    person,
                    (moment.now, &codes),
                    NextRecovery::recovered,
                    |writer, next| write(writer, next.record()),
                )
            })
        })
    })
}

/// Tries the response to the challenge that is shown. As mfa_recovery_redeem().
///
/// The right one lets in once and is used up. If the device's uptime is known it also begins a grant on that clock, under
/// which the same response lets in again; it ends with the boot. MFA_NO_CHALLENGE if none is shown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_answer(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    moment: *const mfa_moment,
    typed: *const c_char,
    typed_size: usize,
    policy: *const mfa_recovery_policy,
    code_policy: *const mfa_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let policy = arguments.open_or_default(10, policy)?.read(10)?;
            let codes = arguments.open_or_default(11, code_policy)?.read()?;
            let moment = arguments.open(7, moment)?.read(7)?;
            let response = digits(arguments, 8, (typed, typed_size))?;
            with_person!(roomy given, |person| {
                let redeemed = recovery.answer(moment, &response, &policy)?;
                begun_redeemed(
                    beginning,
                    redeemed,
                    person,
                    (moment.now, &codes),
                    NextRecovery::recovered,
                    |writer, next| write(writer, next.record()),
                )
            })
        })
    })
}

/// A login under the open grant without a PIN, where the policy has MFA_GRANT_ANY_PASSES: one of its uses. Else
/// MFA_PIN_NEEDED. There is nothing to guess, so failures neither bar it nor are cleared by it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_pass(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    moment: *const mfa_moment,
    policy: *const mfa_recovery_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let policy = arguments.open_or_default(8, policy)?.read(8)?;
            let moment = arguments.open(7, moment)?.read(7)?;
            with_person!(roomy given, |person| {
                let passed = recovery.pass(moment, &policy)?;
                begun_beside(beginning, passed, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// The challenge to show, for a device whose clock cannot be trusted: the one that was shown before, or a new one from
/// MFA_CHALLENGE_RANDOM_LENGTH bytes that the caller drew from the system's random source. MFA_CHALLENGE_SHOWN and the
/// verdict's `challenge`, once it is stored. A challenge is dropped after five wrong responses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_challenge(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    random: *const u8,
    random_size: usize,
    policy: *const mfa_recovery_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let policy = arguments.open_or_default(9, policy)?.read(9)?;
            let random = *arguments.array::<MFA_CHALLENGE_RANDOM_LENGTH>(7, random, random_size)?;
            with_person!(roomy given, |person| {
                let shown = recovery.challenge(random, &policy)?;
                begun_beside(beginning, shown, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// Looks whether a grant is open, and remembers an end that it sees, so that no clock that is set back undoes it.
/// MFA_ASK_UNDER_GRANT with the verdict's `until` and `logins_left`, or MFA_PIN_NEEDED. No login.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_look(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    moment: *const mfa_moment,
    policy: *const mfa_recovery_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let policy = arguments.open_or_default(8, policy)?.read(8)?;
            let moment = arguments.open(7, moment)?.read(7)?;
            with_person!(roomy given, |person| {
                let seen = recovery.look(moment, &policy)?;
                begun_beside(beginning, seen, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// Ends the grant, whatever is left of it, and drops the challenge that is shown: somebody enrolled anew, or an
/// administrator says so. A change; nothing need be stored if there is neither.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_end_grant(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| {
                begun_beside(beginning, recovery.end_grant()?, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// Clears consecutive failures and the lock of recovery, and opens what was closed; the failures in all stay. For
/// administrators. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_unlock(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| {
                begun_beside(beginning, recovery.unlock()?, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// The record of a new key or device id in place of this one, to be stored together with the key: no grant, no challenge,
/// and, if the key is another, no PIN used. Failures and lock stay. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_rekey(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    key: *const mfa_recovery_key,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let Pair { key, device } = arguments.object(7, key)?;
            with_person!(roomy given, |person| {
                begun_beside(beginning, recovery.rekey(key, device)?, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// Seals the recovery record anew, one revision further, for a change elsewhere beside it. A change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_reseal(
    attempt: *mut mfa_attempt,
    recovery: *const mfa_recovery,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let recovery = arguments.object(2, recovery)?.open()?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| {
                begun_beside(beginning, recovery.reseal()?, person, |writer, next| write(writer, next.record()))
            })
        })
    })
}

/// When the grant that is open ends, in Unix seconds as the wall clock shows now, and for how many more logins it is good:
/// both 0 if none is open. It lets nobody in by itself, and remembers nothing: see mfa_recovery_look(). `logins_left` may be
/// NULL; `policy` too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_grant(
    recovery: *const mfa_recovery,
    moment: *const mfa_moment,
    policy: *const mfa_recovery_policy,
    until: *mut u64,
    logins_left: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let until = arguments.new_number(4, until)?;
        let logins_left = arguments.optional_number(5, logins_left)?;
        let recovery = arguments.object(1, recovery)?.open()?;
        let policy = arguments.open_or_default(3, policy)?.read(3)?;
        if let Some(grant) = recovery.grant(arguments.open(2, moment)?.read(2)?, &policy) {
            *until = grant.until.seconds();
            if let Some(place) = logins_left {
                *place = grant.uses_left.into();
            }
        }
        Ok(MFA_OK)
    })
}

/// How recovery stands at a time, under a policy, which may be NULL; `revision` is the recovery record's own. Changes
/// nothing. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_recovery_status(
    recovery: *const mfa_recovery,
    now: u64,
    policy: *const mfa_recovery_policy,
    status: *mut mfa_status,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(4, status)?;
        let recovery = arguments.object(1, recovery)?.open()?;
        let policy = arguments.open_or_default(3, policy)?.read(3)?;
        place.fill(&mfa_status::of(&recovery.status(UnixTime::new(now)?, &policy)));
        Ok(MFA_OK)
    })
}

/// A key and the device that it belongs to.
pub(crate) struct Pair {
    key: RecoveryKey,
    device: DeviceId,
}

/// A record that was read, and its key.
pub(crate) struct Read {
    pair: Pair,
    sealed: SealedRecovery,
}

impl Read {
    fn open(&self) -> Done<Recovery<'_>> {
        Ok(Recovery::open(&self.pair.key, &self.pair.device, &self.sealed)?)
    }
}

impl mfa_recovery_policy {
    /// What it says, if it can.
    pub(crate) fn read(&self, argument: u8) -> Done<RecoveryPolicy> {
        let grant_uses = u8::try_from(self.grant_uses).map_err(|_| RecoveryPolicyError::GrantUses)?;
        Ok(RecoveryPolicy {
            is_on: flag(self.is_on, argument)?,
            clock_tolerance: ClockTolerance::new(Seconds::new(self.clock_tolerance))?,
            grant_length: GrantLength::new(Minutes::new(self.grant_length))?,
            grant_uses: GrantUses::new(grant_uses)?,
            grant_logins: match self.grant_logins {
                MFA_GRANT_SAME_PIN => GrantLogins::SamePin,
                MFA_GRANT_ANY_PASSES => GrantLogins::AnyPasses,
                _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, argument)),
            },
            authenticators: after_recovery(self.authenticators, argument)?,
            throttle: throttle(self.free_failures, self.first_lock, self.longest_lock, self.cap, self.at_cap)?,
        })
    }

    const fn of(policy: &RecoveryPolicy) -> Self {
        let throttle = policy.throttle;
        Self {
            size: size_field::<Self>(),
            is_on: policy.is_on as u32,
            clock_tolerance: policy.clock_tolerance.seconds().count(),
            grant_length: policy.grant_length.minutes().count(),
            grant_uses: policy.grant_uses.count() as u32,
            grant_logins: match policy.grant_logins {
                GrantLogins::SamePin => MFA_GRANT_SAME_PIN,
                GrantLogins::AnyPasses => MFA_GRANT_ANY_PASSES,
            },
            authenticators: of_after_recovery(policy.authenticators),
            free_failures: throttle.free() as u32,
            first_lock: throttle.first_lock().count(),
            longest_lock: throttle.longest_lock().count(),
            cap: throttle.cap() as u32,
            at_cap: at_cap(throttle),
        }
    }
}

impl mfa_moment {
    fn read(&self, argument: u8) -> Done<Moment> {
        let now = UnixTime::new(self.now)?;
        let uptime = if flag(self.has_uptime, argument)? {
            Some(Uptime { boot: self.boot, seconds: UnixTime::new(self.uptime)? })
        } else {
            None
        };
        Ok(Moment { now, uptime })
    }
}

pub(crate) const fn after_recovery(authenticators: u32, argument: u8) -> Done<AfterRecovery> {
    match authenticators {
        MFA_AUTHENTICATORS_KEPT => Ok(AfterRecovery::Keep),
        MFA_AUTHENTICATORS_BURNED => Ok(AfterRecovery::BurnCodes),
        MFA_AUTHENTICATORS_SUSPENDED => Ok(AfterRecovery::Suspend),
        _ => Err(Failure::argument(MFA_ARGUMENT_VALUE, argument)),
    }
}

pub(crate) const fn of_after_recovery(after: AfterRecovery) -> u32 {
    match after {
        AfterRecovery::Keep => MFA_AUTHENTICATORS_KEPT,
        AfterRecovery::BurnCodes => MFA_AUTHENTICATORS_BURNED,
        AfterRecovery::Suspend => MFA_AUTHENTICATORS_SUSPENDED,
    }
}

/// Nine digits that a person typed.
fn digits(arguments: &mut Arguments<'_>, first: u8, (typed, size): (*const c_char, usize)) -> Done<RecoveryDigits> {
    let typed = arguments.typed_or(first, typed, size, MFA_ERROR_RECOVERY_DIGITS_NOT_A_DIGIT)?;
    Ok(RecoveryDigits::parse(typed)?)
}

fn write(writer: &mut Writer<'_>, record: &SealedRecovery) -> Done<()> {
    writer.part(MFA_PART_RECOVERY, &[record.as_bytes()])
}
