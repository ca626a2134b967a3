#![doc = include_str!("../README.md")]
#![allow(unreachable_pub, reason = "what is exported by a macro is public, wherever it stands")]

mod attempt;
mod codes;
mod credential;
mod decision;
mod enrollment;
mod error;
mod names;
mod person;
mod policies;
mod policy;
mod qr;
mod record;
mod recovery;
mod secret;
mod store;
mod time;
mod uri;
mod verdict;
#[allow(unsafe_code, reason = "an allocator is told of places by their addresses")]
mod wiping;

uniffi::setup_scaffolding!("mfa");

/// The version of the library, such as `0.1.0`: the same as of its Swift and Kotlin packages.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
