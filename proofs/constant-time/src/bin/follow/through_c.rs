//! The C ABI, called as C calls it: `c/*.c` is a program in C against `mfa.h`, and this is what it is given to mark secrets and
//! to say what it saw.

use core::ffi::{CStr, c_char, c_void};

use constant_time::valgrind;
// Its functions are called by name, from C.
use mfa as _;

use crate::{tally, untold};

/// Leaks in C, and in what crosses the ABI.
pub(crate) const LEAKS: &[(&str, fn())] = &[
    // SAFETY: functions of the program in C, which take nothing.
    ("c-early-exit", || unsafe { planted_early_exit() }),
    ("c-secret-exposed", || unsafe { planted_secret_exposed() }),
    ("c-secret-written-as-text", || unsafe { planted_secret_text() }),
    ("c-untold-verdict", || untold(|| unsafe { planted_verdict() })),
    ("c-untold-typed-digits", || untold(|| unsafe { planted_typed() })),
];

/// Follows the outcomes that [`crate::scenarios`] has too; with all, each candidate of the widest windows.
pub(crate) fn follow(all: bool) {
    // SAFETY: functions of the program in C, which take nothing but a number.
    unsafe {
        follow_logins(all.into());
        follow_recovery(all.into());
        follow_texts();
    }
}

unsafe extern "C" {
    fn follow_logins(all: i32);
    fn follow_recovery(all: i32);
    fn follow_texts();
    fn planted_early_exit();
    fn planted_secret_exposed();
    fn planted_secret_text();
    fn planted_verdict();
    fn planted_typed();
}

/// Marks memory of the program in C.
#[unsafe(no_mangle)]
extern "C" fn secret(place: *const c_void, size: usize) {
    valgrind::mark(place.cast(), size);
}

/// Counts an outcome that the program in C saw. The text stays.
#[unsafe(no_mangle)]
unsafe extern "C" fn saw(outcome: *const c_char) {
    // SAFETY: a string literal of the program in C.
    let outcome: &'static CStr = unsafe { CStr::from_ptr(outcome) };
    tally::saw(outcome.to_str().unwrap_or("text that is none"));
}
