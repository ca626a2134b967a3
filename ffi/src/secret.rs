//! Secrets: what an authenticator and the verifier share (RFC 4226, section 4).

use core::ffi::c_char;

use mfa_core::{Secret, Strength};

use crate::raw::wipe;
use crate::result::*;

/// Fewer than 128 bits, which RFC 4226 requires at least: fine to import, worth replacing.
pub const MFA_STRENGTH_LEGACY: u32 = 1;
/// 128 to 159 bits: what RFC 4226 requires.
pub const MFA_STRENGTH_REQUIRED: u32 = 2;
/// 160 bits or more: what RFC 4226 recommends.
pub const MFA_STRENGTH_RECOMMENDED: u32 = 3;

/// How many bytes a new secret should have.
pub const MFA_SECRET_RECOMMENDED_LENGTH: usize = 20;
/// How many bytes a secret has at the most.
pub const MFA_SECRET_LONGEST: usize = 128;
/// Room for any secret as base32 text and its NUL.
pub const MFA_SECRET_TEXT_SIZE: usize = 206;

/// A shared secret of 10 to 128 bytes. May be copied; wipe every copy.
#[repr(C)]
pub struct mfa_secret {
    opaque: [u64; 24],
}

object!(mfa_secret holds Secret, tagged b"SECR");

/// How many bytes an mfa_secret has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_secret_size() -> usize {
    size_of::<mfa_secret>()
}

/// Makes a secret that somebody else issued, of 10 to 128 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_import(secret: *mut mfa_secret, bytes: *const u8, bytes_size: usize) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, secret)?;
        place.make(Secret::import(arguments.bytes(2, bytes, bytes_size)?)?);
        Ok(MFA_OK)
    })
}

/// Makes a new secret of 16 to 128 bytes that the caller drew from the system's random source, by default
/// MFA_SECRET_RECOMMENDED_LENGTH of them. Wipe those bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_issue(
    secret: *mut mfa_secret,
    random: *const u8,
    random_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, secret)?;
        place.make(Secret::issue(arguments.bytes(2, random, random_size)?)?);
        Ok(MFA_OK)
    })
}

/// Makes a secret from base32 text: any case, spaces and dashes between, padded or not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_from_base32(
    secret: *mut mfa_secret,
    text: *const c_char,
    text_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_object(1, secret)?;
        place.make(Secret::from_base32(arguments.text(2, text, text_size)?)?);
        Ok(MFA_OK)
    })
}

/// Writes a secret as base32 text with a NUL: upper case, no padding. MFA_SECRET_TEXT_SIZE bytes are room
/// enough. Wipe the text.
///
/// `length`, which may be NULL, is how many characters the text has, even where it does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_to_base32(
    secret: *const mfa_secret,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(2, text, text_size)?;
        let length = arguments.optional_number(4, length)?;
        let secret = arguments.object(1, secret)?;
        place.fill(length, |out| secret.to_base32(|text| out.write_str(text)))?;
        Ok(MFA_OK)
    })
}

/// Copies a secret's bytes, for whoever stores them: `length` of them. Wipe the copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_expose(
    secret: *const mfa_secret,
    bytes: *mut u8,
    bytes_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_bytes(2, bytes, bytes_size)?;
        let length = arguments.new_number(4, length)?;
        let exposed = arguments.object(1, secret)?.expose();
        *length = exposed.len();
        let place =
            place.get_mut(..exposed.len()).ok_or(crate::failure::Failure::argument(MFA_ARGUMENT_TOO_SMALL, 2))?;
        place.copy_from_slice(exposed);
        Ok(MFA_OK)
    })
}

/// How strong a secret is: one of MFA_STRENGTH_*.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_strength(secret: *const mfa_secret, strength: *mut u32) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(2, strength)?;
        *place = match arguments.object(1, secret)?.strength() {
            Strength::Legacy => MFA_STRENGTH_LEGACY,
            Strength::Required => MFA_STRENGTH_REQUIRED,
            Strength::Recommended => MFA_STRENGTH_RECOMMENDED,
        };
        Ok(MFA_OK)
    })
}

/// Whether two secrets are the same (1) or not (0), told without revealing where they differ.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_same(
    secret: *const mfa_secret,
    other: *const mfa_secret,
    same: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(3, same)?;
        *place = arguments.object(1, secret)?.same_as(arguments.object(2, other)?).into();
        Ok(MFA_OK)
    })
}

/// Wipes a secret. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_secret_wipe(secret: *mut mfa_secret) {
    wipe(secret);
}
