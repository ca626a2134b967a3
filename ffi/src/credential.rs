//! Credentials: a secret and its parameters, prepared, and the codes that they make (RFC 4226, RFC 6238).

use core::ffi::c_char;

use mfa_core::{
    Algorithm, Counter, Credential, DiagnosisReach, Digits, Moving, ParameterError, Parameters, Period, Position,
    TimeStep, UnixTime,
};

use crate::failure::Failure;
use crate::raw::{Done, size_field, wipe};
use crate::result::*;
use crate::secret::mfa_secret;

/// Time-based codes (RFC 6238).
pub const MFA_TOTP: u32 = 1;
/// Counter-based codes (RFC 4226).
pub const MFA_HOTP: u32 = 2;

/// HMAC-SHA-1, what nearly every authenticator app uses.
pub const MFA_SHA1: u32 = 1;
/// HMAC-SHA-256.
pub const MFA_SHA256: u32 = 2;
/// HMAC-SHA-512.
pub const MFA_SHA512: u32 = 3;

/// Room for any code and its NUL.
pub const MFA_CODE_SIZE: usize = 11;
/// How many bytes stored parameters have.
pub const MFA_PARAMETERS_LENGTH: usize = 11;

/// What is public of a credential. Where NULL is passed for it: TOTP, SHA-1, 6 digits, 30 seconds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_parameters {
    /// sizeof (mfa_parameters).
    pub size: u32,
    /// MFA_TOTP or MFA_HOTP.
    pub kind: u32,
    /// MFA_SHA1, MFA_SHA256 or MFA_SHA512.
    pub algorithm: u32,
    /// How many digits a code has: 6 to 10.
    pub digits: u32,
    /// How long a time step lasts: 1 to 3600 seconds. Of no meaning for MFA_HOTP.
    pub period: u32,
    /// 0.
    pub reserved: u32,
    /// From when on time steps are counted, in Unix seconds, usually 0. Of no meaning for MFA_HOTP.
    pub t0: u64,
}

open!(mfa_parameters { kind: MFA_TOTP, algorithm: MFA_SHA1, digits: 6, period: 30, reserved: 0, t0: 0 });

/// A secret prepared for use, from which codes are computed and by which states are sealed. Immutable. May be copied; wipe
/// every copy.
#[repr(C)]
pub struct mfa_credential {
    opaque: [u64; 32],
}

object!(mfa_credential holds Credential, tagged b"CRED");

/// Fills in the default parameters. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_parameters_init(parameters: *mut mfa_parameters) -> mfa_result {
    call!(|arguments| {
        // The place for a struct holds its defaults from the beginning.
        arguments.new_open(1, parameters)?;
        Ok(MFA_OK)
    })
}

/// Writes parameters as the MFA_PARAMETERS_LENGTH bytes to store them in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_parameters_to_bytes(
    parameters: *const mfa_parameters,
    bytes: *mut u8,
    bytes_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_array::<MFA_PARAMETERS_LENGTH>(2, bytes, bytes_size)?;
        *place = arguments.open_or_default(1, parameters)?.read()?.to_bytes();
        Ok(MFA_OK)
    })
}

/// Reads parameters that were stored. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_parameters_from_bytes(
    parameters: *mut mfa_parameters,
    bytes: *const u8,
    bytes_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(1, parameters)?;
        place.fill(&mfa_parameters::of(&Parameters::from_bytes(arguments.array(2, bytes, bytes_size)?)?));
        Ok(MFA_OK)
    })
}

/// How many bytes an mfa_credential has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_credential_size() -> usize {
    size_of::<mfa_credential>()
}

/// Makes a credential. The secret can be wiped afterwards; `parameters` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_credential_make(
    credential: *mut mfa_credential,
    secret: *const mfa_secret,
    parameters: *const mfa_parameters,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, credential)?;
        let secret = arguments.object(2, secret)?;
        place.make(Credential::new(secret, arguments.open_or_default(3, parameters)?.read()?)?);
        Ok(MFA_OK)
    })
}

/// The parameters of a credential. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_credential_parameters(
    credential: *const mfa_credential,
    parameters: *mut mfa_parameters,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(2, parameters)?;
        place.fill(&mfa_parameters::of(arguments.object(1, credential)?.parameters()));
        Ok(MFA_OK)
    })
}

/// The code of a time-based credential at a time in Unix seconds, with a NUL: MFA_CODE_SIZE bytes are room enough.
///
/// `step`, the time step, and `seconds_left`, how long the code is still the current one (1 second to the whole period),
/// may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_credential_code_at(
    credential: *const mfa_credential,
    now: u64,
    code: *mut c_char,
    code_size: usize,
    step: *mut u64,
    seconds_left: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(3, code, code_size)?;
        let step = arguments.optional_number(5, step)?;
        let seconds_left = arguments.optional_number(6, seconds_left)?;
        let shown = arguments.object(1, credential)?.code_at(UnixTime::new(now)?)?;
        place.fill(None, |out| out.write_str(shown.code.as_str()))?;
        if let Some(place) = step {
            *place = shown.step.number();
        }
        if let Some(place) = seconds_left {
            *place = shown.seconds_left.count();
        }
        Ok(MFA_OK)
    })
}

/// The code of a time-based credential in a time step, with a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_credential_code_in(
    credential: *const mfa_credential,
    step: u64,
    code: *mut c_char,
    code_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(3, code, code_size)?;
        let code = arguments.object(1, credential)?.code_in(TimeStep::new(step)?)?;
        place.fill(None, |out| out.write_str(code.as_str()))?;
        Ok(MFA_OK)
    })
}

/// The code of a counter-based credential (RFC 4226), with a NUL. An app stores the next counter before it shows the code.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_credential_code_for(
    credential: *const mfa_credential,
    counter: u64,
    code: *mut c_char,
    code_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(3, code, code_size)?;
        let code = arguments.object(1, credential)?.code_for(Counter::new(counter)?)?;
        place.fill(None, |out| out.write_str(code.as_str()))?;
        Ok(MFA_OK)
    })
}

/// How many steps a phone's clock is off (negative: slow), up to `reach` steps (1 to 2880) to both sides; `found` is 0 if
/// no step there has the code.
///
/// For administrators, who answer for the person: it is free and counts nothing, so it is never to be reachable at a login.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_credential_diagnose_as_administrator(
    credential: *const mfa_credential,
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
        let credential = arguments.object(1, credential)?;
        let code = arguments.code(3, typed, typed_size)?;
        let seen = credential.diagnose_as_administrator(UnixTime::new(now)?, &code, reach_of(reach)?)?;
        if let Some(steps) = seen {
            (*found, *offset) = (1, steps);
        }
        Ok(MFA_OK)
    })
}

/// Wipes a credential. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_credential_wipe(credential: *mut mfa_credential) {
    wipe(credential);
}

pub(crate) fn reach_of(steps: u32) -> Done<DiagnosisReach> {
    let steps = u16::try_from(steps).map_err(|_| Failure(MFA_ERROR_POLICY_REACH))?;
    Ok(DiagnosisReach::new(steps)?)
}

/// A time step or a counter, by what the codes of the parameters count.
pub(crate) fn position_of(parameters: &Parameters, number: u64) -> Done<Position> {
    Ok(match parameters.moving {
        Moving::Totp { .. } => Position::Step(TimeStep::new(number)?),
        Moving::Hotp => Position::Counter(Counter::new(number)?),
    })
}

/// One of the hashes, if the number is one of theirs.
pub(crate) const fn algorithm_of(number: u32) -> Done<Algorithm> {
    match number {
        MFA_SHA1 => Ok(Algorithm::Sha1),
        MFA_SHA256 => Ok(Algorithm::Sha256),
        MFA_SHA512 => Ok(Algorithm::Sha512),
        _ => Err(Failure(MFA_ERROR_ALGORITHM)),
    }
}

/// The number of a hash.
pub(crate) const fn number_of(algorithm: Algorithm) -> u32 {
    match algorithm {
        Algorithm::Sha1 => MFA_SHA1,
        Algorithm::Sha256 => MFA_SHA256,
        Algorithm::Sha512 => MFA_SHA512,
    }
}

impl mfa_parameters {
    /// What they say, if they can.
    pub(crate) fn read(&self) -> Done<Parameters> {
        if self.reserved != 0 {
            return Err(Failure(MFA_ERROR_RESERVED));
        }
        let moving = match self.kind {
            MFA_TOTP => {
                let t0 = UnixTime::new(self.t0).map_err(|_| ParameterError::T0)?;
                Moving::Totp { period: Period::new(self.period)?, t0 }
            }
            MFA_HOTP => Moving::Hotp,
            _ => return Err(Failure(MFA_ERROR_KIND)),
        };
        let algorithm = algorithm_of(self.algorithm)?;
        let digits = u8::try_from(self.digits).map_err(|_| ParameterError::Digits)?;
        Ok(Parameters { moving, algorithm, digits: Digits::new(digits)? })
    }

    pub(crate) fn of(parameters: &Parameters) -> Self {
        let (kind, period, t0) = match parameters.moving {
            Moving::Totp { period, t0 } => (MFA_TOTP, u32::from(period.seconds()), t0.seconds()),
            Moving::Hotp => (MFA_HOTP, 0, 0),
        };
        let algorithm = number_of(parameters.algorithm);
        let digits = parameters.digits as u32;
        Self { size: size_field::<Self>(), kind, algorithm, digits, period, reserved: 0, t0 }
    }
}
