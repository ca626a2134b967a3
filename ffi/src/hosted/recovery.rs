//! Recovery of people in a store: keys that a help desk has too, challenges, and sheets of recovery codes.
//!
//! What the person types is tried by the login functions; here is what an administrator or an enrolling program sets up.

use core::ffi::c_char;

use mfa_core::{DeviceId, RecoveryCode, RecoveryKey};
use mfa_host::policy::Policies;
use mfa_host::{device, random};

use super::policies::mfa_policies;
use super::store::mfa_store;
use super::with::{Somebody, Told};
use crate::attempt::{Answer as _, mfa_verdict};
use crate::failure::Failure;
use crate::raw::Done;
use crate::result::*;

/// Room for any sheet of recovery codes, a line for each, and its NUL.
pub const MFA_RECOVERY_CODES_TEXT_SIZE: usize = 481;

/// Draws a recovery key and gives it to a person for this device; `replace` is 1 to put it in place of another, whose
/// grant and challenge are gone then, else 0. The person may be new.
///
/// `key` is its text in base32, of MFA_RECOVERY_KEY_TEXT_SIZE bytes: for the help desk's vault. Wipe it. `device` is
/// what PINs are issued for, of at most MFA_DEVICE_ID_SIZE bytes: as the policies say, or the computer's name in its
/// network, which is an error (MFA_ERROR_DEVICE_ID_...) if it has fewer than 4 characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_new_recovery_key(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    replace: u32,
    key: *mut c_char,
    key_size: usize,
    device: *mut c_char,
    device_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let key_place = arguments.new_text(6, key, key_size)?;
        let device_place = arguments.new_text(8, device, device_size)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let device = device_of(&policies)?;
        let key = random::recovery_key()?;
        key.to_base32(|text| key_place.must_fit(text))?;
        device_place.must_fit(device.as_str())?;
        set(&somebody, replace, 5, &device, &key)?;
        key.to_base32(|text| key_place.fill_cut(text));
        device_place.fill_cut(device.as_str());
        Ok(MFA_OK)
    })
}

/// Gives a person a recovery key of 32 bytes that was issued elsewhere, in place of another if `replace` is 1. `device`
/// is what PINs are issued for, 4 to 64 characters of printable ASCII; it may be NULL for what the policies say, or the
/// computer's name in its network. The person may be new.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_set_recovery_key(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    replace: u32,
    device: *const c_char,
    device_size: usize,
    key: *const u8,
    key_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let device = if device.is_null() && device_size == 0 {
            device_of(&policies)?
        } else {
            DeviceId::new(arguments.text(6, device, device_size)?)?
        };
        let key = RecoveryKey::import(arguments.bytes(8, key, key_size)?)?;
        set(&somebody, replace, 5, &device, &key)?;
        Ok(MFA_OK)
    })
}

/// Takes recovery by PIN and challenge from a person.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_remove_recovery_key(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        somebody.people().remove_recovery_key(&somebody.name)?;
        Ok(MFA_OK)
    })
}

/// The challenge to show to a person whose device's clock cannot be trusted: MFA_CHALLENGE_SHOWN and the verdict's
/// `challenge`, or MFA_OFF. It is the same until it is used up. What the help desk answers with goes to
/// mfa_log_in_respond(). Set the verdict's `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_challenge(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    verdict: *mut mfa_verdict,
) -> mfa_result {
    secret_call!(|arguments| {
        if verdict.is_null() {
            return Err(Failure::argument(MFA_ARGUMENT_NULL, 5));
        }
        let told = Told::verdict(arguments, 5, verdict)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let shown = somebody.people().challenge(&somebody.name, *random::bytes()?, &policies.recovery)?;
        Ok(told.answer(shown.answer()))
    })
}

/// Ends the grant that a recovery has opened, whatever is left of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_end_grant(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        somebody.people().end_grant(&somebody.name)?;
        Ok(MFA_OK)
    })
}

/// Draws a sheet of recovery codes, as many and as long as the policies say, and gives it to a person in place of any
/// other.
///
/// `codes` is a line for each, with a line feed behind the last one too: MFA_RECOVERY_CODES_TEXT_SIZE bytes are room
/// enough. Nobody can read them back: show them once, and wipe the text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_new_recovery_codes(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    codes: *mut c_char,
    codes_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let place = arguments.new_text(5, codes, codes_size)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let sheet = arguments.handle(2, policies)?.recovery_codes;
        let codes = random::recovery_codes(sheet.count.into(), sheet.length)?;
        let needed: usize = codes.iter().map(|code| code.as_str().len().saturating_add(1)).sum();
        if needed >= codes_size {
            return Err(Failure::argument(MFA_ARGUMENT_TOO_SMALL, 5));
        }
        somebody.people().set_recovery_codes(&somebody.name, &codes, *random::bytes()?)?;
        place.fill(None, |out| {
            codes.iter().map(RecoveryCode::as_str).try_for_each(|code| {
                out.write_str(code)?;
                out.write_str("\n")
            })
        })?;
        Ok(MFA_OK)
    })
}

/// Gives a person a key, in place of another only if that is wanted.
fn set(somebody: &Somebody, replace: u32, argument: u8, device: &DeviceId, key: &RecoveryKey) -> Done<()> {
    match replace {
        0 => somebody.people().add_recovery_key(&somebody.name, device, key)?,
        1 => somebody.people().set_recovery_key(&somebody.name, device, key)?,
        _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, argument)),
    }
    Ok(())
}

/// What this computer is called when a PIN is issued for it.
fn device_of(policies: &Policies) -> Done<DeviceId> {
    Ok(match policies.device {
        Some(device) => device,
        None => device::host_name()?,
    })
}
