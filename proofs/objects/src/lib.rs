//! All of libmfa's object code in one library without an operating system: every function of the C ABI, and by [`engine`]
//! every function of the engine. `cargo xtask test freestanding division` links it and looks at its instructions.
//!
//! What must be found in it is planted here: a panic, and divisions where a secret is reduced to digits.

#![no_std]

mod engine;
mod planted;

/// The C ABI is exported by its own names.
pub use mfa;

/// A way to a panic is a way to here, and this needs what is nowhere. So a program with a way to it does not link.
#[panic_handler]
fn panics(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        safe fn mfa_panics_here() -> !;
    }
    mfa_panics_here()
}
