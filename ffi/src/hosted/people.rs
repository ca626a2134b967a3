//! People in a store: their authenticators come and go, and an administrator helps. Each is one commit.
//!
//! A person is a store and a name: 1 to 200 bytes of UTF-8 without slash, leading dot or what a terminal would not show as it
//! is. The clock is the system's.

use core::ffi::c_char;
use std::string::String;

use mfa_core::{Enrollment, Label, Parameters, RecoveryCodes, UnixTime};
use mfa_host::record::{Exception, Record};
use mfa_host::{clock, random};
use zeroize::Zeroizing;

use super::policies::mfa_policies;
use super::store::mfa_store;
use super::with::{Somebody, Told, name_if_any, name_of};
use crate::attempt::{Answer as _, mfa_permit, mfa_verdict};
use crate::credential::{mfa_parameters, reach_of};
use crate::decision::{MFA_REQUIREMENT_EXEMPT, MFA_REQUIREMENT_REQUIRED};
use crate::enrollment::MFA_SETUP_KEY_SIZE;
use crate::failure::Failure;
use crate::person::{mfa_progress, mfa_status};
use crate::raw::{Done, size_field};
use crate::result::*;
use crate::uri::MFA_URI_SIZE;

/// Room for any authenticator's name and its NUL.
pub const MFA_NAME_SIZE: usize = 65;

/// What a person has in the store.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_possessions {
    /// sizeof (mfa_possessions).
    pub size: u32,
    /// How many authenticators.
    pub authenticators: u32,
    /// Until when an enrollment can be confirmed, in Unix seconds; 0 if none is pending.
    pub pending_until: u64,
    /// How many correct codes are still to come to confirm it.
    pub pending_codes: u32,
    /// 1 if there is a recovery key, else 0.
    pub recovery_key: u32,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// What an administrator said of this person alone: MFA_REQUIREMENT_REQUIRED or MFA_REQUIREMENT_EXEMPT; 0 if nothing.
    pub requirement: u32,
}

open!(mfa_possessions {
    authenticators: 0,
    pending_until: 0,
    pending_codes: 0,
    recovery_key: 0,
    recovery_codes: 0,
    requirement: 0,
});

/// Begins an enrollment: draws a secret, stores it as pending, in place of any that is, and gives the texts to show. The
/// person may be new. Confirm it with mfa_people_confirm().
///
/// `name` is what the person calls the authenticator, 1 to 64 bytes. `parameters` may be NULL for TOTP as all apps have
/// it. `permit` says by whose leave, mfa_log_in()'s or mfa_permit_by_administrator()'s; it is used up. `setup_key` is
/// for whoever types it in, base32 in groups of four: MFA_SETUP_KEY_SIZE bytes are room enough. `uri` is the otpauth
/// URI to show as a QR code: MFA_URI_SIZE bytes are room enough. Either may be NULL with size 0. Both are secret: show
/// them once, and wipe them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_enroll(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    name: *const c_char,
    name_size: usize,
    parameters: *const mfa_parameters,
    permit: *mut mfa_permit,
    setup_key: *mut c_char,
    setup_key_size: usize,
    uri: *mut c_char,
    uri_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let key_place = arguments.new_text(9, setup_key, setup_key_size)?;
        let uri_place = arguments.new_text(11, uri, uri_size)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let name = name_of(arguments, 5, (name, name_size))?;
        let parameters = if parameters.is_null() { Parameters::TOTP } else { arguments.open(7, parameters)?.read()? };
        if !policies.recovery.allows(parameters.digits) {
            return Err(Failure(MFA_ERROR_NINE_DIGITS));
        }
        let label = Label::new(policies.issuer.as_deref(), somebody.name.as_str())?;
        let (secret, now) = (random::secret()?, clock::now()?);
        let permit = arguments.taken(8, permit)?;
        let enrollment = Enrollment::begin(permit, secret, parameters, now, &policies.enrollment)?;

        let mut shown_key = Zeroizing::new(String::with_capacity(MFA_SETUP_KEY_SIZE));
        let written = enrollment.write_setup_key(&mut *shown_key);
        written.map_err(|_| Failure(MFA_ERROR_UNKNOWN))?;
        // A text that grows leaves copies behind.
        let mut shown_uri = Zeroizing::new(String::with_capacity(MFA_URI_SIZE));
        let written = enrollment.setup_uri(label)?.write_to(&mut *shown_uri);
        written.map_err(|_| Failure(MFA_ERROR_UNKNOWN))?;
        if setup_key_size > 0 {
            key_place.must_fit(&shown_key)?;
        }
        if uri_size > 0 {
            uri_place.must_fit(&shown_uri)?;
        }
        somebody.people().enroll(&somebody.name, &name, &enrollment)?;
        key_place.fill_cut(&shown_key);
        uri_place.fill_cut(&shown_uri);
        Ok(MFA_OK)
    })
}

/// Tries a code of the authenticator that is pending: MFA_ENROLLED once it is confirmed, MFA_ONE_MORE_CODE where the
/// policies want two, MFA_REJECTED or MFA_ENROLLMENT_OVER. Never a login: the code is used up. A grant that is open ends.
///
/// `verdict`, which may be NULL, says more; set its `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_confirm(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    typed: *const c_char,
    typed_size: usize,
    verdict: *mut mfa_verdict,
) -> mfa_result {
    secret_call!(|arguments| {
        let told = Told::verdict(arguments, 7, verdict)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let code = arguments.code(5, typed, typed_size)?;
        let codes = policies.codes_of(&somebody.name);
        Ok(told.answer(somebody.people().confirm(&somebody.name, clock::now()?, &code, codes)?.answer()))
    })
}

/// Drops the enrollment that is pending.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_abandon(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        somebody.people().abandon(&somebody.name)?;
        Ok(MFA_OK)
    })
}

/// One of a person's authenticators, counted from 0; MFA_ERROR_NO_SUCH_AUTHENTICATOR behind the last. Changes nothing.
///
/// MFA_NAME_SIZE bytes are room enough for `name`. `added`, in Unix seconds, `parameters` and `progress` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_authenticator(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
    authenticator: usize,
    name: *mut c_char,
    name_size: usize,
    added: *mut u64,
    parameters: *mut mfa_parameters,
    progress: *mut mfa_progress,
) -> mfa_result {
    secret_call!(|arguments| {
        let name = arguments.new_text(5, name, name_size)?;
        let added = arguments.optional_number(7, added)?;
        let parameters = if parameters.is_null() { None } else { Some(arguments.new_open(8, parameters)?) };
        let progress = if progress.is_null() { None } else { Some(arguments.new_open(9, progress)?) };
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        let record = somebody.people().record(&somebody.name)?;
        let none = Failure(MFA_ERROR_NO_SUCH_AUTHENTICATOR);
        let entry = record.authenticators().get(authenticator).ok_or(none)?;
        let credentials = record.credentials()?;
        let seen = record.person(&credentials)?.progress().nth(authenticator).ok_or(none)?;
        name.fill(None, |out| out.write_str(entry.name.as_str()))?;
        if let Some(place) = added {
            *place = entry.added.seconds();
        }
        if let Some(place) = parameters {
            place.fill(&mfa_parameters::of(&entry.parameters));
        }
        if let Some(place) = progress {
            place.fill(&mfa_progress::of(&seen));
        }
        Ok(MFA_OK)
    })
}

/// How a person stands, and what they have. Changes nothing. Either struct may be NULL; set its `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_status(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    status: *mut mfa_status,
    possessions: *mut mfa_possessions,
) -> mfa_result {
    secret_call!(|arguments| {
        let status = if status.is_null() { None } else { Some(arguments.new_open(5, status)?) };
        let possessions = if possessions.is_null() { None } else { Some(arguments.new_open(6, possessions)?) };
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let record = somebody.people().record(&somebody.name)?;
        let (credentials, now) = (record.credentials()?, clock::now()?);
        let stands = record.person(&credentials)?.status(now, policies.codes_of(&somebody.name));
        let has = mfa_possessions::of(&record, now)?;
        if let Some(place) = status {
            place.fill(&mfa_status::of(&stands));
        }
        if let Some(place) = possessions {
            place.fill(&has);
        }
        Ok(MFA_OK)
    })
}

/// Gives an authenticator another name. `name` may be NULL if the person has only one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_rename(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
    name: *const c_char,
    name_size: usize,
    new_name: *const c_char,
    new_name_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        let name = name_if_any(arguments, 4, (name, name_size))?;
        let new_name = name_of(arguments, 6, (new_name, new_name_size))?;
        somebody.people().rename(&somebody.name, name.as_ref(), &new_name)?;
        Ok(MFA_OK)
    })
}

/// Removes an authenticator and leaves the others as they are. `name` may be NULL if the person has only one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_remove(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
    name: *const c_char,
    name_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        let name = name_if_any(arguments, 4, (name, name_size))?;
        somebody.people().remove(&somebody.name, name.as_ref())?;
        Ok(MFA_OK)
    })
}

/// Suspends an authenticator, or all of them if `name` is NULL: their codes count for nothing until each is confirmed
/// again with mfa_people_restore(). What is pending is dropped with all of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_suspend(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
    name: *const c_char,
    name_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        let name = name_if_any(arguments, 4, (name, name_size))?;
        somebody.people().suspend(&somebody.name, name.as_ref())?;
        Ok(MFA_OK)
    })
}

/// Tries a code of a suspended authenticator, which counts again if it is right: MFA_RESTORED, which is no login. It goes
/// through the throttle like a login. `name` may be NULL if the person has only one. `permit` says by whose leave; it is
/// used up. `verdict`, which may be NULL, says more; set its `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_restore(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    name: *const c_char,
    name_size: usize,
    permit: *mut mfa_permit,
    typed: *const c_char,
    typed_size: usize,
    verdict: *mut mfa_verdict,
) -> mfa_result {
    secret_call!(|arguments| {
        let told = Told::verdict(arguments, 10, verdict)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let name = name_if_any(arguments, 5, (name, name_size))?;
        let code = arguments.code(8, typed, typed_size)?;
        let (codes, now) = (policies.codes_of(&somebody.name), clock::now()?);
        if !arguments.taken(7, permit)?.is_for_any() {
            return Err(Failure(MFA_ERROR_PERMIT));
        }
        // The same permit for each time that somebody else is faster: it is for any authenticator.
        let permit = mfa_core::EnrollmentPermit::by_administrator;
        let restoration = somebody.people().restore(permit, &somebody.name, name.as_ref(), now, &code, codes)?;
        Ok(told.answer(restoration.answer()))
    })
}

/// Looks for two consecutive codes of one authenticator, far beyond what a login looks at: MFA_RESYNCHRONIZED, which is no
/// login. Both are used up. It goes through the throttle like a login. `name` may be NULL if the person has only one.
/// `verdict`, which may be NULL, says more; set its `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_resynchronize(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    name: *const c_char,
    name_size: usize,
    first: *const c_char,
    first_size: usize,
    second: *const c_char,
    second_size: usize,
    verdict: *mut mfa_verdict,
) -> mfa_result {
    secret_call!(|arguments| {
        let told = Told::verdict(arguments, 11, verdict)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let name = name_if_any(arguments, 5, (name, name_size))?;
        let first = arguments.code(7, first, first_size)?;
        let second = arguments.code(9, second, second_size)?;
        let (codes, now) = (policies.codes_of(&somebody.name), clock::now()?);
        let found = somebody.people().resynchronize(&somebody.name, name.as_ref(), now, [&first, &second], codes)?;
        Ok(told.answer(found.answer()))
    })
}

/// How far the clock of a person's phone is slow, for somebody at a login prompt whose code was rejected: up to `reach`
/// steps (1 to 2880). It counts a failure whatever it finds. What it finds is MFA_DIAGNOSED and the verdict's `offset`.
/// `name` may be NULL if the person has only one. Set the verdict's `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_diagnose(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    name: *const c_char,
    name_size: usize,
    typed: *const c_char,
    typed_size: usize,
    reach: u32,
    verdict: *mut mfa_verdict,
) -> mfa_result {
    secret_call!(|arguments| {
        if verdict.is_null() {
            return Err(Failure::argument(MFA_ARGUMENT_NULL, 10));
        }
        let told = Told::verdict(arguments, 10, verdict)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let name = name_if_any(arguments, 5, (name, name_size))?;
        let code = arguments.code(7, typed, typed_size)?;
        let (codes, now, reach) = (policies.codes_of(&somebody.name), clock::now()?, reach_of(reach)?);
        let found = somebody.people().diagnose(&somebody.name, name.as_ref(), now, &code, reach, codes)?;
        Ok(told.answer(found.answer()))
    })
}

/// Clears a person's failures and locks: of codes, of recovery and of recovery codes. For administrators.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_unlock(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        somebody.people().unlock(&somebody.name)?;
        Ok(MFA_OK)
    })
}

/// Says what is required of one person, whatever the policies' lists say: MFA_REQUIREMENT_REQUIRED or
/// MFA_REQUIREMENT_EXEMPT; 0 leaves it to the lists again. The person may be new. With MFA_REQUIREMENT_REQUIRED the
/// time to enroll is given once more; with MFA_REQUIREMENT_EXEMPT and `seconds` that are not 0, the exemption ends
/// after as many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_require(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
    requirement: u32,
    seconds: u64,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        let exception = match (requirement, seconds) {
            (0, 0) => None,
            (MFA_REQUIREMENT_REQUIRED, 0) => Some(Exception::Required { to_enroll: None }),
            (MFA_REQUIREMENT_EXEMPT, 0) => Some(Exception::Exempt),
            (MFA_REQUIREMENT_EXEMPT, seconds) => {
                let since = clock::now()?;
                let until = UnixTime::new(since.seconds().saturating_add(seconds))?;
                Some(Exception::ExemptFor { since, until })
            }
            (0 | MFA_REQUIREMENT_REQUIRED, _) => {
                return Err(Failure::argument(MFA_ARGUMENT_VALUE, 5));
            }
            _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, 4)),
        };
        somebody.people().set_exception(&somebody.name, exception)?;
        Ok(MFA_OK)
    })
}

/// Removes whatever lets a person in: all authenticators, one that is pending, what is left of the recovery codes, an open
/// grant and a challenge that is shown. What is required of them stays, and so do failures, revisions, the time to enroll
/// and the recovery key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_reset(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        somebody.people().reset(&somebody.name)?;
        Ok(MFA_OK)
    })
}

/// Deletes everything of a person, their failures and revision too: nobody remembers then which codes were used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_people_forget(
    store: *const mfa_store,
    person: *const c_char,
    person_size: usize,
) -> mfa_result {
    secret_call!(|arguments| {
        let somebody = Somebody::take(arguments, store, 2, (person, person_size))?;
        somebody.people().forget(&somebody.name)?;
        Ok(MFA_OK)
    })
}

impl mfa_possessions {
    fn of(record: &Record, now: UnixTime) -> Done<Self> {
        let pending = record.pending().map(|pending| &pending.enrollment).filter(|pending| pending.is_open(now));
        let codes = record.recovery_codes().map(RecoveryCodes::open).transpose()?;
        Ok(Self {
            size: size_field::<Self>(),
            authenticators: count(record.authenticators().len()),
            pending_until: pending.map_or(0, |pending| pending.until().seconds()),
            pending_codes: pending.map_or(0, |pending| pending.codes_left().into()),
            recovery_key: record.recovery().is_some().into(),
            recovery_codes: codes.map_or(0, |codes| count(codes.left())),
            requirement: match record.exception() {
                None => 0,
                Some(Exception::Required { .. }) => MFA_REQUIREMENT_REQUIRED,
                Some(Exception::Exempt) => MFA_REQUIREMENT_EXEMPT,
                Some(Exception::ExemptFor { since, until }) if since <= now && now < until => MFA_REQUIREMENT_EXEMPT,
                Some(Exception::ExemptFor { .. }) => 0,
            },
        })
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
