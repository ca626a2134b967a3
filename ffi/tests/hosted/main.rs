//! The C ABI where there is an operating system, called as C calls it, on real folders and with the real clock.
#![cfg(all(unix, feature = "std"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    reason = "a test may be blunt"
)]
#![allow(unsafe_code, clippy::undocumented_unsafe_blocks, reason = "it calls the C ABI, with memory of its own")]

mod clock;
mod handles;
mod login;
mod logins_in_two_calls;
mod numbers;
mod people;
mod policies;
mod recovery;
mod site;
mod store;
