//! The engine against a naive second implementation of the design, over long random histories.
//!
//! - [`decision`]: the model. What the design says, in vectors, strings and wide integers.
//! - [`world`]: the engine as a host runs it, with a store, a clock and people at the prompt.
//! - [`history`]: what can happen in a world, drawn at random and shrunk when something goes wrong.
//! - [`comparison`]: both, step by step; and how often each kind of outcome was seen.
//! - [`invariants`]: what holds in every history, whatever the model says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a model is as plain as can be, and a failing expectation is what a test is for"
)]

#[path = "../common/account.rs"]
mod account;
mod comparison;
mod decision;
mod history;
mod invariants;
#[path = "../common/naive.rs"]
mod naive;
mod world;
