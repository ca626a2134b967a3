//! Recovery, recovery codes and the login decision through the C ABI: whole stories, and what is refused.
//!
//! PINs, responses, printed codes and one-time codes are computed independently (RFC 6287, RFC 6238 and Crockford's base32,
//! written anew in another language).

#![cfg(feature = "recovery")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::undocumented_unsafe_blocks,
    reason = "a test may be blunt"
)]
#![allow(unsafe_code, missing_debug_implementations, reason = "it calls the C ABI")]

mod codes;
mod decisions;
mod desk;
mod keys;
mod pins;
