//! Functions of the caller's that are called back. Each is handed what lives as long as the call, and nothing else borrows.

use core::ffi::c_void;

use crate::attempt::mfa_verdict;
use crate::hosted::login::mfa_ask_callback;
use crate::hosted::store::mfa_name_callback;
use crate::result::mfa_result;

/// Tells a name; whether to go on. No function wants no name.
pub(crate) fn tell_name(each: mfa_name_callback, context: *mut c_void, name: &str) -> bool {
    // SAFETY: called as its type says; the name is read, and lives as long as the call.
    each.is_some_and(|each| unsafe { each(context, name.as_ptr().cast(), name.len()) } == 0)
}

/// Asks for what is to be typed: how many bytes that is, or a negative number. No function types nothing.
pub(crate) fn ask(
    ask: mfa_ask_callback,
    context: *mut c_void,
    (decided, verdict): (mfa_result, &mfa_verdict),
    typed: &mut [u8],
) -> i32 {
    // SAFETY: called as its type says; both places live as long as the call, and the bytes are good for so many.
    ask.map_or(-1, |ask| unsafe { ask(context, decided, verdict, typed.as_mut_ptr().cast(), typed.len()) })
}
