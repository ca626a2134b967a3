#![doc = include_str!("../README.md")]
#![no_std]
#![allow(unsafe_code, reason = "exported names, and the one module that touches C's pointers: raw")]
#![allow(non_camel_case_types, reason = "types have C's names")]
#![allow(missing_debug_implementations, reason = "Rust's way to print is not for secrets in C's memory")]
#![allow(clippy::missing_safety_doc, reason = "one contract for all functions, on top of the header")]
#![allow(clippy::too_many_arguments, reason = "C has no slices: a person is four arguments")]

#[cfg(feature = "std")]
extern crate std;

#[macro_use]
mod raw;

pub mod attempt;
mod beside;
pub mod credential;
pub mod decision;
pub mod enrollment;
mod failure;
#[cfg(feature = "std")]
pub mod hosted;
#[cfg(feature = "ocra")]
pub mod ocra;
pub mod person;
pub mod policy;
#[cfg(feature = "qr")]
pub mod qr;
#[cfg(feature = "recovery")]
pub mod recovery;
#[cfg(feature = "recovery")]
pub mod recovery_codes;
pub mod result;
pub mod secret;
#[cfg(feature = "uri")]
pub mod uri;
pub mod verdict;
pub mod version;

#[cfg(all(feature = "panic-handler", not(feature = "std")))]
mod panic;
