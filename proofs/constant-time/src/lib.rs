//! What the programs here have in common: talking to valgrind, people whose keys are known, and random numbers that are the
//! same in each run.
//!
//! - `follow` follows secrets through the engine and the C ABI, under memcheck.
//! - `count` counts the instructions of a login, under callgrind.
//!
//! `cargo xtask test constant-time` builds and runs both; `docs/constant-time.md` has what came of it.

pub mod people;
pub mod random;
pub mod valgrind;
