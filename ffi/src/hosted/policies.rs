//! What an administrator decides, as a policy file (TOML) or managed preferences (a property list) say it. A handle may be
//! used by several threads at once.

use core::ffi::c_char;
use std::format;
use std::path::Path;
use std::string::{String, ToString as _};
use std::vec::Vec;

use mfa_host::policy::{DEFAULT_PATH, Flaw, Policies, PolicyFileError, Reading, open};

use super::with::{escaped, path_of};
use crate::failure::Failure;
use crate::raw::Handle;
use crate::result::*;

/// Policies that are read. The pointer is a handle: what is behind it is no memory of the caller's.
pub enum mfa_policies {}

impl Handle for mfa_policies {
    type Inner = Policies;
}

/// The policies that hold where no file says anything: nobody is required to enroll, so that whoever has no
/// authenticator is let in; recovery by PIN is off.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_policies_default(policies: *mut *mut mfa_policies) -> mfa_result {
    guarded_call!(|arguments| {
        arguments.new_handle(1, policies)?.open(Policies::default())?;
        Ok(MFA_OK)
    })
}

/// Reads a file (its keys are in docs/policy.md): all of it holds, or nothing. A key that is unknown is no error, but in
/// `message`. `path` may be NULL for /etc/libmfa/policy.toml, which may be missing.
///
/// What the file does not say is as in `over`, which may be NULL for the defaults; so several files are laid one over the
/// other. `over` stays open and as it is.
///
/// `message` is for a log, and may be NULL with size 0: where the file is refused, a sentence that says where, with
/// line and column, and what is wrong there; else what in the file is no key, or nothing. It is cut if there is no room
/// for all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_policies_open(
    path: *const c_char,
    path_size: usize,
    over: *const mfa_policies,
    policies: *mut *mut mfa_policies,
    message: *mut c_char,
    message_size: usize,
) -> mfa_result {
    guarded_call!(|arguments| {
        let place = arguments.new_handle(4, policies)?;
        let message = arguments.new_text(5, message, message_size)?;
        let over = arguments.optional_handle(3, over)?;
        let over = over.as_deref().cloned().unwrap_or_default();
        let is_default = path.is_null() && path_size == 0;
        let path = path_of(arguments, 1, (path, path_size), DEFAULT_PATH)?;
        match open(path, &over) {
            Ok(reading) => {
                message.fill_cut(&escaped(&unknown(path, &reading)));
                place.open(reading.policies)?;
            }
            Err(PolicyFileError { flaw: Flaw::NotThere, .. }) if is_default => place.open(over)?,
            Err(error) => {
                message.fill_cut(&escaped(&error.to_string()));
                return Err(Failure::from(&error));
            }
        }
        Ok(MFA_OK)
    })
}

/// Sets one key of the policy file over policies: what the options of a program say, laid over the file. All else is as in
/// `over`, which may be NULL for the defaults; `over` stays open and as it is.
///
/// `key` is called as in docs/policy.md, such as "login.past_deadline"; one that is unknown is an error here. `value` is
/// without quotes: a whole number, "true" or "false", a word, a text. What a list is set to is its only entry, whatever
/// characters are in it, so that a name from elsewhere says nothing but itself; with size 0 the list is empty.
///
/// What contradicts `over` is refused, as in a file. Where two keys have to change together, set first what leaves room
/// for the other: a longer "codes.longest_lock_seconds" before a longer "codes.first_lock_seconds". "codes.preset" sets all
/// keys of its section, so it comes before them.
///
/// `message` is for a log, and may be NULL with size 0: where the key is refused, a sentence that names it and says what it
/// may be; else nothing. It is cut if there is no room for all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_policies_set(
    over: *const mfa_policies,
    key: *const c_char,
    key_size: usize,
    value: *const c_char,
    value_size: usize,
    policies: *mut *mut mfa_policies,
    message: *mut c_char,
    message_size: usize,
) -> mfa_result {
    guarded_call!(|arguments| {
        let place = arguments.new_handle(6, policies)?;
        let message = arguments.new_text(7, message, message_size)?;
        let over = arguments.optional_handle(1, over)?;
        let over = over.as_deref().cloned().unwrap_or_default();
        let key = arguments.text(2, key, key_size)?;
        let value = arguments.text(4, value, value_size)?;
        match over.with(key, value) {
            Ok(set) => place.open(set)?,
            Err(error) => {
                message.fill_cut(&escaped(&error.to_string()));
                return Err(Failure::from(&error));
            }
        }
        Ok(MFA_OK)
    })
}

/// Closes policies. NULL is fine; some that were closed before are an error, and nothing is closed twice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_policies_close(policies: *mut mfa_policies) -> mfa_result {
    guarded_call!(|arguments| {
        arguments.close(1, policies)?;
        Ok(MFA_OK)
    })
}

/// Whom those call who are not let in: an address for electronic mail, and a telephone number. Either is empty if the
/// policies do not say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_policies_contact(
    policies: *const mfa_policies,
    email: *mut c_char,
    email_size: usize,
    phone: *mut c_char,
    phone_size: usize,
) -> mfa_result {
    guarded_call!(|arguments| {
        let email = arguments.new_text(2, email, email_size)?;
        let phone = arguments.new_text(4, phone, phone_size)?;
        let policies = arguments.handle(1, policies)?;
        let contact = &policies.contact;
        for (place, text) in [(email, &contact.email), (phone, &contact.phone)] {
            place.fill(None, |out| out.write_str(text.as_deref().unwrap_or_default()))?;
        }
        Ok(MFA_OK)
    })
}

/// A sentence about what in a file is no key; nothing if all is.
fn unknown(path: &Path, reading: &Reading) -> String {
    let called: Vec<&str> = reading.unknown.iter().map(|unknown| unknown.called.as_str()).collect();
    if called.is_empty() {
        return String::new();
    }
    format!("{}: no such key, so nothing comes of it: {}", path.display(), called.join(", "))
}
