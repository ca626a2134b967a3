//! QR codes from C: the same modules, text and image as the engine's, in memory of the caller's that never changes size.
#![cfg(feature = "qr")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "a test may be blunt"
)]
#![allow(unsafe_code, reason = "it calls the C ABI")]

use core::mem::MaybeUninit;
use core::ptr::null_mut;

use mfa::qr::*;
use mfa::result::*;
use mfa_core::{QrSpace, TerminalColors};

const URI: &str = "otpauth://totp/ACME:alice?secret=JBSWY3DPEHPK3PXP&issuer=ACME";

/// A code that was drawn.
fn drawn(text: &str) -> Box<mfa_qr> {
    let mut qr = Box::new(MaybeUninit::<mfa_qr>::zeroed());
    // SAFETY: good pointers; an opaque object is numbers alone.
    unsafe {
        assert_eq!(mfa_qr_draw(qr.as_mut_ptr(), text.as_ptr().cast(), text.len()), MFA_OK);
        Box::from_raw(Box::into_raw(qr).cast())
    }
}

/// What one of the writers writes, in a buffer of the length that it asked for first.
fn written(write: impl Fn(*mut core::ffi::c_char, usize, *mut usize) -> mfa_result) -> String {
    let mut length = 0;
    assert_eq!(mfa_result_kind(write(null_mut(), 0, &raw mut length)), MFA_ARGUMENT_TOO_SMALL);
    let mut buffer = vec![0xff_u8; length];
    assert_eq!(
        mfa_result_kind(write(buffer.as_mut_ptr().cast(), length, &raw mut length)),
        MFA_ARGUMENT_TOO_SMALL,
        "the NUL needs room too"
    );
    assert!(buffer.iter().all(|byte| *byte == 0), "nothing of the secret is left");
    buffer.resize(length + 1, 0xff);
    assert_eq!(write(buffer.as_mut_ptr().cast(), buffer.len(), null_mut()), MFA_OK);
    assert_eq!(buffer.pop(), Some(0));
    String::from_utf8(buffer).unwrap()
}

#[test]
fn modules_text_and_image_are_the_engines() {
    let mut space = QrSpace::new();
    let long = "x".repeat(2953);
    for text in [URI, "1", long.as_str()] {
        let qr = drawn(text);
        let engine = space.draw(text).unwrap();
        let mut side = 0;
        // SAFETY: good pointers.
        unsafe { assert_eq!(mfa_qr_side(&raw const *qr, &raw mut side), MFA_OK) };
        assert_eq!(side as usize, engine.side());
        for (x, y) in (0..side + 2).flat_map(|y| (0..side + 2).map(move |x| (x, y))) {
            let mut dark = 7;
            // SAFETY: good pointers.
            unsafe { assert_eq!(mfa_qr_is_dark(&raw const *qr, x, y, &raw mut dark), MFA_OK) };
            assert_eq!(dark == 1, engine.is_dark(x as usize, y as usize), "{x} {y}");
        }
        for (number, colors) in [
            (MFA_TERMINAL_LIGHT_ON_DARK, TerminalColors::LightOnDark),
            (MFA_TERMINAL_DARK_ON_LIGHT, TerminalColors::DarkOnLight),
        ] {
            let mut expected = String::new();
            engine.write_text(colors, &mut expected).unwrap();
            // SAFETY: good pointers.
            let text =
                written(|text, size, length| unsafe { mfa_qr_write_text(&raw const *qr, number, text, size, length) });
            assert_eq!(text, expected);
            assert!(text.len() < 52 * 1024);
        }
        let mut expected = String::new();
        engine.write_svg(&mut expected).unwrap();
        // SAFETY: good pointers.
        let image = written(|text, size, length| unsafe { mfa_qr_write_svg(&raw const *qr, text, size, length) });
        assert_eq!(image, expected);
    }
}

#[test]
fn what_is_not_drawn_is_no_code_and_leaves_nothing() {
    let mut qr = drawn(URI);
    let place = &raw mut *qr;
    let too_long = "x".repeat(2954);
    // SAFETY: good pointers.
    unsafe {
        assert_eq!(mfa_qr_draw(place, too_long.as_ptr().cast(), too_long.len()), MFA_ERROR_QR_TOO_LONG);
        let bytes = core::slice::from_raw_parts(place.cast::<u8>(), mfa_qr_size());
        assert!(bytes.iter().all(|byte| *byte == 0), "the code that was there is wiped");
        let mut side = 7;
        assert_eq!(mfa_qr_side(place, &raw mut side), MFA_ARGUMENT_UNSET - 1);
        assert_eq!(side, 0);
        assert_eq!(mfa_qr_draw(place, [0xff_u8].as_ptr().cast(), 1), MFA_ARGUMENT_TEXT - 2);
        assert_eq!(mfa_qr_draw(null_mut(), URI.as_ptr().cast(), URI.len()), MFA_ARGUMENT_NULL - 1);
        assert_eq!(mfa_qr_draw(place, core::ptr::null(), 3), MFA_ARGUMENT_NULL - 2);
        assert_eq!(mfa_qr_draw(place, place.cast(), 3), MFA_ARGUMENT_OVERLAP - 2);
    }
}

#[test]
fn unknown_colors_are_refused_and_a_wiped_code_is_none() {
    let mut qr = drawn(URI);
    let place = &raw mut *qr;
    // SAFETY: good pointers.
    unsafe {
        for colors in [0, 3] {
            assert_eq!(mfa_qr_write_text(place, colors, null_mut(), 0, null_mut()), MFA_ARGUMENT_VALUE - 2);
        }
        mfa_qr_wipe(place);
        mfa_qr_wipe(null_mut());
        assert_eq!(mfa_qr_write_svg(place, null_mut(), 0, null_mut()), MFA_ARGUMENT_UNSET - 1);
        let bytes = core::slice::from_raw_parts(place.cast::<u8>(), mfa_qr_size());
        assert!(bytes.iter().all(|byte| *byte == 0));
    }
}
