//! What the generated code could hand over wrongly, and never does: the call fails and the process goes on.

#![allow(unsafe_code, reason = "it calls as the generated code does")]

use std::ptr;

use mfa_bindings::secret::Secret;
use mfa_bindings::secret::{
    uniffi_mfa_bindings_fn_constructor_secret_from_setup_key as from_setup_key,
    uniffi_mfa_bindings_fn_constructor_secret_import as import,
};
use uniffi::{ForeignBytes, RustBuffer, RustCallStatus, RustCallStatusCode};

use crate::SECRET;

/// What a call says that fails by something else than a `Refused`.
fn unexpected<V>(call: impl FnOnce(&mut RustCallStatus) -> V) -> String {
    let mut status = RustCallStatus::default();
    call(&mut status);
    assert_eq!(status.code, RustCallStatusCode::UnexpectedError);
    String::from_utf8(core::mem::take(&mut *status.error_buf).destroy_into_vec()).unwrap()
}

#[test]
fn null_with_a_length_and_a_negative_length_fail() {
    // SAFETY: the bytes are not looked at.
    let null = unsafe { ForeignBytes::from_raw_parts(ptr::null(), 12) };
    assert!(unexpected(|status| import(null, status)).contains("null"));
    // SAFETY: the same.
    let negative = unsafe { ForeignBytes::from_raw_parts(SECRET.as_ptr(), -1) };
    assert!(unexpected(|status| import(negative, status)).contains("negative"));
}

#[test]
fn text_that_is_no_utf_8_fails_and_is_not_told() {
    let text = RustBuffer::from_vec(b"QXZJKVQXZJKV\xff".to_vec());
    let message = unexpected(|status| from_setup_key(text, status));
    assert!(message.contains("text") && !message.contains("QXZJ") && !message.contains("81, 88"), "{message}");
}

#[test]
fn null_without_a_length_is_no_bytes() {
    let mut status = RustCallStatus::default();
    // SAFETY: no bytes are there.
    import(unsafe { ForeignBytes::from_raw_parts(ptr::null(), 0) }, &mut status);
    assert_eq!(status.code, RustCallStatusCode::Error);
    core::mem::take(&mut *status.error_buf).destroy();
}

#[test]
fn call_after_a_failed_one_works() {
    // SAFETY: the bytes are not looked at.
    let null = unsafe { ForeignBytes::from_raw_parts(ptr::null(), 12) };
    unexpected(|status| import(null, status));
    assert!(Secret::import(SECRET).is_ok());
}
