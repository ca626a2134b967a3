//! What the fleet promises, against a PostgreSQL that the tests start themselves.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::std_instead_of_core,
    reason = "a test says what failed by panicking"
)]

mod bad_requests;
mod beginning_and_end;
mod client;
mod commits;
mod configuration;
mod contract;
mod description;
mod readiness;
mod rotation;
mod secrets;
mod server;
mod stories;
mod world;
