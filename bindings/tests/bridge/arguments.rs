//! What the generated code could hand over wrongly, and never does: the call fails and the process goes on.

#![allow(unsafe_code, reason = "it calls as the generated code does")]

use core::ptr;
use std::sync::Arc;

use mfa_bindings::attempt::{Commit, uniffi_mfa_bindings_fn_method_attempt_told as told};
use mfa_bindings::ocra::{Ocra, uniffi_mfa_bindings_fn_method_ocra_response as response};
use mfa_bindings::secret::Secret;
use mfa_bindings::secret::uniffi_mfa_bindings_fn_constructor_secret_import as import;
use uniffi::{ForeignBytes, Handle, RustBuffer, RustCallStatus, RustCallStatusCode};

use crate::{CODE, NOW, SECRET, alice, is_accepted, policies, record_of};

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

/// A text among other things, a record that is cut short, and a variant that there is not. A text by itself is taken for
/// UTF-8 by UniFFI without a look: both languages' encoders give nothing else.
#[test]
fn what_is_not_as_it_was_agreed_fails_and_is_not_told() {
    let ocra = Ocra::new(&Secret::import(SECRET).unwrap(), "OCRA-1:HOTP-SHA1-6:QN08").unwrap();
    let mut inputs = vec![0, 0, 0, 13];
    inputs.extend_from_slice(b"QXZJKVQXZJKV\xff\0\0\0\0\0");
    for wrong in [&inputs[..], &inputs[..3], &inputs[..9], &[]] {
        let (handle, wrong) = (Handle::from_arc(Arc::clone(&ocra)), RustBuffer::from_vec(wrong.to_vec()));
        let message = unexpected(|status| response(handle, wrong, status));
        assert!(message.contains("inputs") && !message.contains("QXZJ") && !message.contains("81, 88"), "{message}");
    }
}

#[test]
fn commit_that_there_is_not_lets_nobody_in_and_uses_up_nothing() {
    let attempt = record_of(&alice()).verify(NOW, CODE, &policies()).unwrap();
    attempt.next().unwrap().unwrap();
    for wrong in [&[0, 0, 0, 0][..], &[0, 0, 0, 4], &[0xff; 4], &[0, 0, 0], &[0, 0, 0, 1, 0]] {
        let (handle, wrong) = (Handle::from_arc(Arc::clone(&attempt)), RustBuffer::from_vec(wrong.to_vec()));
        unexpected(|status| told(handle, wrong, status));
    }
    assert!(is_accepted(&attempt.told(Commit::Stored).unwrap()));
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
