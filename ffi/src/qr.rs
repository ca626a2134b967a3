//! QR codes (ISO/IEC 18004), for an otpauth URI to be scanned: as modules, as text for a terminal, and as SVG.
//!
//! What is drawn holds the secret in clear, in every form: wipe it, and show the setup key beside it, for those who cannot
//! scan.

use core::ffi::c_char;

use mfa_core::{Qr, QrSpace, TerminalColors};

use crate::failure::Failure;
use crate::raw::{Done, wipe};
use crate::result::*;

/// A terminal with light text on a dark ground, as most: light modules are written as blocks.
pub const MFA_TERMINAL_LIGHT_ON_DARK: u32 = 1;
/// A terminal with dark text on a light ground, as on paper: dark modules are written as blocks.
pub const MFA_TERMINAL_DARK_ON_LIGHT: u32 = 2;

/// A QR code: 8 KB, whatever it holds. It is drawn in them, so that drawing takes less than 2 KB of stack (in an optimized
/// build); where the stack is small, make it static. May be copied; wipe every copy.
#[repr(C)]
pub struct mfa_qr {
    opaque: [u64; 1024],
}

object!(mfa_qr holds QrSpace, tagged b"QRCO");

/// How many bytes an mfa_qr has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_qr_size() -> usize {
    size_of::<mfa_qr>()
}

/// Draws the smallest QR code that holds a text in UTF-8, at error correction M (15 % may be lost) or better, beyond 2331
/// bytes L (7 %). 2953 bytes fit always, which is more than any URI that mfa_uri_write() writes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_qr_draw(qr: *mut mfa_qr, text: *const c_char, text_size: usize) -> mfa_result {
    guarded_call!(|arguments| {
        let place = arguments.new_object(1, qr)?;
        let text = arguments.text(2, text, text_size)?;
        place.make_of(QrSpace::new, |space| {
            space.draw(text)?;
            Ok(())
        })?;
        Ok(MFA_OK)
    })
}

/// How many modules a side of a QR code has, without the quiet zone of four around it: 21 to 177.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_qr_side(qr: *const mfa_qr, side: *mut u32) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(2, side)?;
        *place = u32::try_from(drawn(arguments.object(1, qr)?)?.side()).unwrap_or(0);
        Ok(MFA_OK)
    })
}

/// Whether a module of a QR code is dark (1) or light (0); `x` counts from the left, `y` from the top, both from 0. Outside of
/// the code all are light.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_qr_is_dark(qr: *const mfa_qr, x: u32, y: u32, dark: *mut u32) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(4, dark)?;
        let code = drawn(arguments.object(1, qr)?)?;
        if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) {
            *place = code.is_dark(x, y).into();
        }
        Ok(MFA_OK)
    })
}

/// Writes a QR code for a terminal in UTF-8 with a NUL: two modules above one another are one character, each line ends
/// with a line feed, and a quiet zone is around it. `colors` is MFA_TERMINAL_LIGHT_ON_DARK or MFA_TERMINAL_DARK_ON_LIGHT.
///
/// `length`, which may be NULL, is how many bytes the text has without the NUL, even where it does not fit: pass no room
/// first to learn it. That is 4 to 7 KB for a usual URI, 52 KB at the most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_qr_write_text(
    qr: *const mfa_qr,
    colors: u32,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(3, text, text_size)?;
        let length = arguments.optional_number(5, length)?;
        let code = drawn(arguments.object(1, qr)?)?;
        let colors = match colors {
            MFA_TERMINAL_LIGHT_ON_DARK => TerminalColors::LightOnDark,
            MFA_TERMINAL_DARK_ON_LIGHT => TerminalColors::DarkOnLight,
            _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, 2)),
        };
        place.fill(length, |out| code.write_text(colors, out))?;
        Ok(MFA_OK)
    })
}

/// Writes a QR code as an SVG image with a NUL: black on white with a quiet zone, one unit a module, to be shown at any
/// size.
///
/// `length`, which may be NULL, is how many bytes the image has without the NUL, even where it does not fit: pass no room
/// first to learn it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_qr_write_svg(
    qr: *const mfa_qr,
    text: *mut c_char,
    text_size: usize,
    length: *mut usize,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_text(2, text, text_size)?;
        let length = arguments.optional_number(4, length)?;
        let code = drawn(arguments.object(1, qr)?)?;
        place.fill(length, |out| code.write_svg(out))?;
        Ok(MFA_OK)
    })
}

/// Wipes a QR code. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_qr_wipe(qr: *mut mfa_qr) {
    wipe(qr);
}

/// An object is only there once something is drawn.
fn drawn(space: &QrSpace) -> Done<Qr<'_>> {
    space.drawn().ok_or(Failure(MFA_ERROR_UNKNOWN))
}
