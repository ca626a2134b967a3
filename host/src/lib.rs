#![doc = include_str!("../README.md")]

pub mod clock;
#[cfg(unix)]
pub mod device;
mod name;
pub mod people;
pub mod policy;
pub mod random;
pub mod record;
pub mod store;

pub use name::{AuthenticatorName, NameError, PersonName};

/// The examples of the repository's front page, compiled as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct FrontPage;
