//! Enrollment: a secret is shown, and counts once a code proves that it arrived.
//!
//! Until then it is pending: nobody logs in with it, and it is good for its lifetime and a few wrong codes. The code that
//! confirms it is used up.

use core::ffi::c_char;

use mfa_core::{
    ConfirmedBy, Enrollment, EnrollmentLifetime, EnrollmentPolicy, EnrollmentPolicyError, Minutes, NextEnrollment,
    PendingStep, UnixTime, WrongCodes,
};

use crate::attempt::{MFA_PART_PENDING, Writer, begin, begun, mfa_attempt, mfa_permit};
use crate::credential::{mfa_credential, mfa_parameters, reach_of};
use crate::failure::Failure;
use crate::person::{Given, with_person};
use crate::policy::mfa_policy;
use crate::raw::{Done, wipe};
use crate::result::*;
use crate::secret::{MFA_SECRET_LONGEST, mfa_secret};
#[cfg(feature = "uri")]
use crate::uri::label;

/// How many bytes a stored enrollment has.
pub const MFA_ENROLLMENT_LENGTH: usize = 163;
/// Room for any setup key and its NUL.
pub const MFA_SETUP_KEY_SIZE: usize = 257;

const _: () = {
    assert!(MFA_ENROLLMENT_LENGTH == Enrollment::LENGTH, "what core stores");
    let characters = (MFA_SECRET_LONGEST * 8).div_ceil(5);
    assert!(MFA_SETUP_KEY_SIZE == characters + characters.div_ceil(4), "a space or the NUL behind each four");
};

/// How enrollments go. Where NULL is passed for it: 10 minutes, one correct code, 10 wrong ones.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_enrollment_policy {
    /// sizeof (mfa_enrollment_policy).
    pub size: u32,
    /// For how many minutes it is pending: 1 to 1440.
    pub lifetime: u32,
    /// How many correct codes confirm it: 1, or 2 in two calls, of which the second is a later one.
    pub codes: u32,
    /// How many wrong codes end it: 1 to 100. They count for nothing else.
    pub wrong_codes: u32,
}

open!(mfa_enrollment_policy { lifetime: 10, codes: 1, wrong_codes: 10 });

/// How a pending enrollment stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_pending {
    /// sizeof (mfa_pending).
    pub size: u32,
    /// 1 if it can be confirmed now, else 0: too late, or before it began.
    pub is_open: u32,
    /// When it was begun, in Unix seconds.
    pub start: u64,
    /// When it ends, in Unix seconds; from then on it has to be begun again.
    pub until: u64,
    /// How many correct codes are still to come: 1 or 2.
    pub codes_left: u32,
    /// How many more wrong codes there may be, the one that ends it included.
    pub wrong_codes_left: u32,
}

open!(mfa_pending { is_open: 0, start: 0, until: 0, codes_left: 0, wrong_codes_left: 0 });

/// An authenticator that is pending: shown to the person, not confirmed yet. May be copied; wipe every copy.
#[repr(C)]
pub struct mfa_enrollment {
    opaque: [u64; 36],
}

object!(mfa_enrollment holds Enrollment, tagged b"ENRO");

/// Fills in the default policy. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_policy_init(policy: *mut mfa_enrollment_policy) -> mfa_result {
    call!(|arguments| {
        // The place for a struct holds its defaults from the beginning.
        arguments.new_open(1, policy)?;
        Ok(MFA_OK)
    })
}

/// How many bytes an mfa_enrollment has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_enrollment_size() -> usize {
    size_of::<mfa_enrollment>()
}

/// Begins an enrollment with a secret, newly drawn (mfa_secret_issue()) or brought along. Steps and counters count from 0.
/// Store it before it is shown, in one commit with what mfa_person_reseal() wants stored.
///
/// `permit` says who answers for it, and is used up, but not where another argument is NULL or out of its range.
/// `parameters` and `policy` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_begin(
    enrollment: *mut mfa_enrollment,
    permit: *mut mfa_permit,
    secret: *const mfa_secret,
    parameters: *const mfa_parameters,
    now: u64,
    policy: *const mfa_enrollment_policy,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, enrollment)?;
        let secret = arguments.object(3, secret)?;
        let parameters = arguments.open_or_default(4, parameters)?.read()?;
        let policy = arguments.open_or_default(6, policy)?.read()?;
        let now = UnixTime::new(now)?;
        let permit = arguments.taken(2, permit)?;
        place.make(Enrollment::begin(permit, secret.clone(), parameters, now, &policy)?);
        Ok(MFA_OK)
    })
}

/// Writes an enrollment as the MFA_ENROLLMENT_LENGTH bytes to store in the person's record. They hold the secret in
/// clear, and no seal: keep them as private as a confirmed secret. Wipe the copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_to_bytes(
    enrollment: *const mfa_enrollment,
    bytes: *mut u8,
    bytes_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_array::<MFA_ENROLLMENT_LENGTH>(2, bytes, bytes_size)?;
        arguments.object(1, enrollment)?.to_bytes(|bytes| place.copy_from_slice(bytes));
        Ok(MFA_OK)
    })
}

/// Reads an enrollment that was stored. Wipe the bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_from_bytes(
    enrollment: *mut mfa_enrollment,
    bytes: *const u8,
    bytes_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, enrollment)?;
        place.make(Enrollment::from_bytes(arguments.array(2, bytes, bytes_size)?)?);
        Ok(MFA_OK)
    })
}

/// The parameters of an enrollment. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_parameters(
    enrollment: *const mfa_enrollment,
    parameters: *mut mfa_parameters,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(2, parameters)?;
        place.fill(&mfa_parameters::of(arguments.object(1, enrollment)?.parameters()));
        Ok(MFA_OK)
    })
}

/// How an enrollment stands at a time in Unix seconds. Changes nothing. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_status(
    enrollment: *const mfa_enrollment,
    now: u64,
    pending: *mut mfa_pending,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(3, pending)?;
        let (enrollment, now) = (arguments.object(1, enrollment)?, UnixTime::new(now)?);
        place.fill(&mfa_pending {
            size: 0,
            is_open: enrollment.is_open(now).into(),
            start: enrollment.start().seconds(),
            until: enrollment.until().seconds(),
            codes_left: enrollment.codes_left().into(),
            wrong_codes_left: enrollment.wrong_codes_left().into(),
        });
        Ok(MFA_OK)
    })
}

/// Whether a secret is the one that is pending (1) or not (0), told without revealing where they differ.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_has_secret(
    enrollment: *const mfa_enrollment,
    secret: *const mfa_secret,
    same: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(3, same)?;
        *place = arguments.object(1, enrollment)?.has_secret(arguments.object(2, secret)?).into();
        Ok(MFA_OK)
    })
}

/// Writes the setup key with a NUL, for whoever cannot scan: base32 in groups of four. MFA_SETUP_KEY_SIZE bytes are room
/// enough. It is the secret in clear: wipe it, and show it once.
///
/// `length`, which may be NULL, is how many characters it has, even where it does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_setup_key(
    enrollment: *const mfa_enrollment,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(2, text, text_size)?;
        let length = arguments.optional_number(4, length)?;
        let enrollment = arguments.object(1, enrollment)?;
        place.fill(length, |out| enrollment.write_setup_key(out))?;
        Ok(MFA_OK)
    })
}

/// Writes the otpauth URI with a NUL, to be shown as a QR code: issuer, account and text are as in mfa_uri_write().
/// Refused if steps are not counted from 1970, which the format cannot say.
#[cfg(feature = "uri")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_setup_uri(
    enrollment: *const mfa_enrollment,
    issuer: *const c_char,
    issuer_size: usize,
    account: *const c_char,
    account_size: usize,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(6, text, text_size)?;
        let length = arguments.optional_number(8, length)?;
        let enrollment = arguments.object(1, enrollment)?;
        let label = label(arguments, 2, (issuer, issuer_size), (account, account_size))?;
        let uri = enrollment.setup_uri(label)?;
        place.fill(length, |out| uri.write_to(out))?;
        Ok(MFA_OK)
    })
}

/// How many steps a phone's clock is off (negative: slow), up to `reach` steps (1 to 2880) to both sides; `found` is 0
/// if no step there has the code. Free: it counts nothing and uses up nothing, for a pending secret opens no door.
/// Refused once the enrollment is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_diagnose(
    enrollment: *const mfa_enrollment,
    now: u64,
    typed: *const c_char,
    typed_size: usize,
    reach: u32,
    found: *mut u32,
    offset: *mut i64,
) -> mfa_result {
    call!(|arguments| {
        let found = arguments.new_number(6, found)?;
        let offset = arguments.new_number(7, offset)?;
        let enrollment = arguments.object(1, enrollment)?;
        let code = arguments.code(3, typed, typed_size)?;
        if let Some(steps) = enrollment.diagnose(UnixTime::new(now)?, &code, reach_of(reach)?)? {
            (*found, *offset) = (1, steps);
        }
        Ok(MFA_OK)
    })
}

/// Tries a code that proves that the secret arrived. The last one that the policy asked for adds the authenticator to the
/// person's as the last one: MFA_ENROLLED, which is no login. A first of two is MFA_ONE_MORE_CODE, a wrong one
/// MFA_REJECTED, and MFA_ENROLLMENT_OVER says to begin again.
///
/// The person's failures and locks are neither looked at nor changed, but MFA_PART_STATES (or MFA_PART_STANDING) and
/// MFA_PART_PENDING are to be stored whenever a code counts, right or wrong. `policy`, which may be NULL, says which
/// steps or counters are acceptable. The enrollment itself stays as it is: read it anew from what is stored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_confirm(
    attempt: *mut mfa_attempt,
    enrollment: *const mfa_enrollment,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    now: u64,
    typed: *const c_char,
    typed_size: usize,
    policy: *const mfa_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let enrollment = arguments.object(2, enrollment)?;
            let given = Given::take(arguments, 3, (credentials, count), (states, states_size))?;
            let policy = arguments.open_or_default(10, policy)?.read()?;
            let (now, code) = (UnixTime::new(now)?, arguments.code(8, typed, typed_size)?);
            with_person!(roomy given, |person| begun(beginning, enrollment.confirm(person, now, &code, &policy), write))
        })
    })
}

/// Wipes an enrollment. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_enrollment_wipe(enrollment: *mut mfa_enrollment) {
    wipe(enrollment);
}

/// What is to be stored after a code.
fn write<const N: usize>(writer: &mut Writer<'_>, next: NextEnrollment<N>) -> Done<()> {
    writer.states(&next.states)?;
    match next.step {
        PendingStep::Pending(pending) => pending.to_bytes(|bytes| writer.part(MFA_PART_PENDING, &[bytes])),
        PendingStep::Gone => writer.part(MFA_PART_PENDING, &[]),
        PendingStep::Enrolled { secret, parameters } => {
            writer.part(MFA_PART_PENDING, &[])?;
            writer.enrolled(secret.expose(), &parameters.to_bytes())
        }
    }
}

impl mfa_enrollment_policy {
    /// What it says, if it can.
    fn read(&self) -> Done<EnrollmentPolicy> {
        let wrong_codes = u8::try_from(self.wrong_codes).map_err(|_| EnrollmentPolicyError::WrongCodes)?;
        Ok(EnrollmentPolicy {
            lifetime: EnrollmentLifetime::new(Minutes::new(self.lifetime))?,
            confirmed_by: match self.codes {
                1 => ConfirmedBy::OneCode,
                2 => ConfirmedBy::TwoCodes,
                _ => return Err(Failure(MFA_ERROR_ENROLLMENT_CODES)),
            },
            wrong_codes: WrongCodes::new(wrong_codes)?,
        })
    }
}
