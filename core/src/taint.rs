//! Only with `--cfg mfa_taint`: tells a checker that follows secrets through the program what became public.
//!
//! `cargo xtask test constant-time` marks keys and codes as undefined memory and lets valgrind complain of every branch
//! and every address that depends on them.

extern crate std;

use std::sync::OnceLock;

/// What to call with the place and the size of a value that became public.
pub static BECAME_PUBLIC: OnceLock<fn(*const u8, usize)> = OnceLock::new();

pub(crate) fn told_of<T>(public: T) -> T {
    if let Some(tell) = BECAME_PUBLIC.get() {
        tell((&raw const public).cast(), size_of::<T>());
    }
    public
}

/// The same for what is behind a reference.
pub(crate) fn told_of_bytes(public: &[u8]) {
    if let Some(tell) = BECAME_PUBLIC.get() {
        tell(public.as_ptr(), public.len());
    }
}
