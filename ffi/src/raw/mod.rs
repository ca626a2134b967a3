//! Everything that touches a pointer of C's: checked once, on the way in.
//!
//! A function of the header hands each of its arguments to [`Arguments`], which refuses what is NULL, misaligned, of a wrong
//! size, not what it should be, or overlaps another argument, and gives references that are good for the call. No other
//! module dereferences anything.
//!
//! What is promised by C, and what the references here rest upon: a pointer that is not NULL points to memory of the stated
//! type or size, which nobody else writes during the call. The header says so on top.

mod arguments;
#[cfg(all(feature = "std", unix))]
mod callback;
#[cfg(all(feature = "std", unix))]
mod handle;
#[macro_use]
mod object;
#[macro_use]
mod open;
mod room;
#[cfg(all(feature = "std", unix))]
mod stack;
mod text;

pub(crate) use arguments::{Arguments, Objects};
#[cfg(all(feature = "std", unix))]
pub(crate) use callback::{ask, tell_name};
#[cfg(all(feature = "std", unix))]
pub(crate) use handle::Handle;
pub(crate) use object::{Object, Place, room_of, tag};
pub(crate) use open::{Open, OpenPlace, size_field};
pub(crate) use room::{Room, Span};
#[cfg(all(feature = "std", unix))]
pub(crate) use stack::cleared_beneath;
pub(crate) use text::TextPlace;

use crate::failure::Failure;
use crate::result::*;

/// What a call comes to.
pub(crate) type Done<T = mfa_result> = Result<T, Failure>;

/// The body of a function of the header.
macro_rules! call {
    ($body:expr) => {{
        // SAFETY: a function of the header hands over its own arguments and no other pointers; what C promises of them is
        // said on top of the header.
        let arguments = unsafe { $crate::raw::Arguments::of_this_call() };
        $crate::raw::run(arguments, $body)
    }};
}

/// As `call!`, for what stands on code that is not ours: a panic there becomes an error. In the rest of the library there is
/// none, which linking shows.
#[cfg(feature = "std")]
macro_rules! guarded_call {
    ($body:expr) => {{
        let guarded = || call!($body);
        std::panic::catch_unwind(core::panic::AssertUnwindSafe(guarded)).unwrap_or($crate::result::MFA_ERROR_PANIC)
    }};
}

/// As `guarded_call!`, for what has secrets of the store's: the stack that it took is overwritten.
#[cfg(all(feature = "std", unix))]
macro_rules! secret_call {
    ($body:expr) => {
        $crate::raw::cleared_beneath(|| guarded_call!($body))
    };
}

/// Without `std` nobody can catch it: it ends in the program's panic handler.
#[cfg(all(feature = "qr", not(feature = "std")))]
macro_rules! guarded_call {
    ($body:expr) => {
        call!($body)
    };
}

/// As `call!` for a body in two steps: what looks at the arguments, and what is done with what they come to. Where there is
/// little room on the stack, what looks at them is gone from it by then.
macro_rules! call_in_steps {
    ($take:expr, $then:expr) => {{
        // SAFETY: as in `call!`.
        let mut taken = $crate::raw::look(unsafe { $crate::raw::ThisCall::new() }, $take);
        // Left where it lies, for there is little room to move it to.
        $crate::raw::result(taken.as_mut().map_err(|failure| *failure).and_then($then))
    }};
}

/// Looks at a function's arguments.
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn look<'c, T>(_call: ThisCall, take: impl FnOnce(&mut Arguments<'c>) -> Done<T>) -> Done<T> {
    // SAFETY: whoever made a `ThisCall` promised it.
    take(&mut unsafe { Arguments::of_this_call() })
}

/// Shows that somebody promised what [`Arguments::of_this_call`] asks for.
pub(crate) struct ThisCall(());

impl ThisCall {
    /// # Safety
    ///
    /// As of [`Arguments::of_this_call`].
    pub(crate) const unsafe fn new() -> Self {
        Self(())
    }
}

/// What a function returns.
pub(crate) fn result(done: Done) -> mfa_result {
    done.unwrap_or_else(|Failure(result)| result)
}

/// Runs a function's body.
#[inline]
pub(crate) fn run<'c>(mut arguments: Arguments<'c>, body: impl FnOnce(&mut Arguments<'c>) -> Done) -> mfa_result {
    result(body(&mut arguments))
}

/// Wipes an object, whatever it holds; NULL is nothing to wipe.
pub(crate) fn wipe<T: Object>(object: *mut T) {
    if !object.is_null() && object.is_aligned() {
        // SAFETY: as of every argument.
        unsafe { Place::emptied(object) }.wipe();
    }
}
