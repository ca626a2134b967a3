//! otpauth URIs: how a secret, its parameters and the names to show travel in a QR code (Google's Key URI format).

use core::ffi::c_char;
use core::fmt;

use mfa_core::{Label, Otpauth, SetupUri};

use crate::credential::{mfa_parameters, position_of};
use crate::failure::Failure;
use crate::raw::{Arguments, Done};
use crate::result::*;
use crate::secret::mfa_secret;

/// Room for any URI that is written, and its NUL. Most have fewer than 200 characters.
pub const MFA_URI_SIZE: usize = 2589;

/// Whose account it is.
pub const MFA_URI_ACCOUNT: u32 = 1;
/// Who issued the secret: what the parameter `issuer` says, else what the label says.
pub const MFA_URI_ISSUER: u32 = 2;
/// The issuer in the label, before the colon.
pub const MFA_URI_ISSUER_IN_LABEL: u32 = 3;
/// The issuer in the parameter `issuer`.
pub const MFA_URI_ISSUER_IN_PARAMETER: u32 = 4;

const _: () = assert!(MFA_URI_SIZE == SetupUri::LONGEST + 1, "the longest URI and its NUL");

/// Reads an otpauth URI of at most 4096 bytes: its secret, its parameters (set their `size` first), and `start`, the first
/// time step or counter that is good, for mfa_person_add().
///
/// Lenient where issuers differ, and what is left out has its default; but what is known and out of range, empty or there
/// twice is refused by name, and so are a hotp URI without counter, and names with control or bidirectional formatting
/// characters. The URI holds the secret in clear: wipe it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_uri_read(
    secret: *mut mfa_secret,
    parameters: *mut mfa_parameters,
    start: *mut u64,
    uri: *const c_char,
    uri_size: usize,
) -> mfa_result {
    call!(|arguments| {
        let secret = arguments.new_object(1, secret)?;
        let parameters = arguments.new_open(2, parameters)?;
        let start = arguments.new_number(3, start)?;
        let read = Otpauth::parse(arguments.text(4, uri, uri_size)?)?;
        *start = read.start().number();
        parameters.fill(&mfa_parameters::of(read.parameters()));
        secret.make(read.secret().clone());
        Ok(MFA_OK)
    })
}

/// Reads one of the names in an otpauth URI, decoded, with a NUL: `which` is MFA_URI_ACCOUNT, MFA_URI_ISSUER,
/// MFA_URI_ISSUER_IN_LABEL or MFA_URI_ISSUER_IN_PARAMETER. A name that is not there is empty, and no other one is.
///
/// The name is UTF-8 without control and bidirectional formatting characters, so it is safe to print, and has no more bytes
/// than the URI: `uri_size` + 1 are always room enough. `length`, which may be NULL, is how many bytes it has without the
/// NUL, even where it does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_uri_name(
    uri: *const c_char,
    uri_size: usize,
    which: u32,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(4, text, text_size)?;
        let length = arguments.optional_number(6, length)?;
        let read = Otpauth::parse(arguments.text(1, uri, uri_size)?)?;
        let name = match which {
            MFA_URI_ACCOUNT => read.account(),
            MFA_URI_ISSUER => read.issuer(),
            MFA_URI_ISSUER_IN_LABEL => read.issuer_in_label(),
            MFA_URI_ISSUER_IN_PARAMETER => read.issuer_in_parameter(),
            _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, 3)),
        };
        place.fill(length, |out| match name {
            Some(name) => fmt::write(out, format_args!("{name}")),
            None => Ok(()),
        })?;
        Ok(MFA_OK)
    })
}

/// Whether label and parameter of an otpauth URI both name an issuer, and not the same (1), or not (0). Some services do
/// that on purpose; show both.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_uri_issuers_disagree(
    uri: *const c_char,
    uri_size: usize,
    disagree: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(3, disagree)?;
        *place = Otpauth::parse(arguments.text(1, uri, uri_size)?)?.issuers_disagree().into();
        Ok(MFA_OK)
    })
}

/// Writes an otpauth URI with a NUL, in the one form that every app reads: MFA_URI_SIZE bytes are room enough. It is ASCII
/// and holds the secret in clear: wipe it, and show it once.
///
/// `parameters` may be NULL. Of `start`, the first time step or counter that is good, only a counter is written. `account` is
/// whose account it is, `issuer` who issues the secret, strongly recommended; none if `issuer_size` is 0. Each is 1 to 255
/// bytes of UTF-8 that neither begin nor end with a space, without control and bidirectional formatting characters; the
/// issuer has no colon, and without an issuer the account has none. `length`, which may be NULL, is how many characters the
/// URI has, even where it does not fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_uri_write(
    secret: *const mfa_secret,
    parameters: *const mfa_parameters,
    start: u64,
    issuer: *const c_char,
    issuer_size: usize,
    account: *const c_char,
    account_size: usize,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(8, text, text_size)?;
        let length = arguments.optional_number(10, length)?;
        let secret = arguments.object(1, secret)?;
        let parameters = arguments.open_or_default(2, parameters)?.read()?;
        let label = label(arguments, 4, (issuer, issuer_size), (account, account_size))?;
        let uri = SetupUri::new(label, secret, &parameters, position_of(&parameters, start)?)?;
        place.fill(length, |out| uri.write_to(out))?;
        Ok(MFA_OK)
    })
}

/// An issuer, none if it is empty, and an account: four arguments, of which the issuer is the first.
pub(crate) fn label<'c>(
    arguments: &mut Arguments<'c>,
    first: u8,
    (issuer, issuer_size): (*const c_char, usize),
    (account, account_size): (*const c_char, usize),
) -> Done<Label<'c>> {
    let issuer = Some(arguments.text(first, issuer, issuer_size)?).filter(|issuer| !issuer.is_empty());
    let account = arguments.text(first.saturating_add(2), account, account_size)?;
    Ok(Label::new(issuer, account)?)
}
