#![doc = include_str!("../README.md")]

pub mod attempt;
pub mod codes;
mod count;
pub mod credential;
pub mod decision;
pub mod enrollment;
pub mod error;
pub mod names;
pub mod ocra;
pub mod person;
pub mod policies;
pub mod policy;
pub mod qr;
pub mod record;
pub mod recovery;
pub mod secret;
#[cfg(unix)]
pub mod store;
mod time;
pub mod uri;
pub mod verdict;
#[allow(unsafe_code, reason = "an allocator is told of places by their addresses")]
mod wiping;

uniffi::setup_scaffolding!("mfa");

/// The version of the library, such as `0.1.0`: the same as of its Swift and Kotlin packages.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
