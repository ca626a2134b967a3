//! The fleet: any number of login servers, without state of their own, on one PostgreSQL.
//!
//! A request comes in by HTTP ([`http`]), what it asks is decided by `mfa-host`'s people ([`service`]) on a store
//! ([`store`]) whose rows are sealed with a key that the database never has ([`vault`]). [`config`] is what an operator says;
//! [`commands`] is what the program `mfa-fleet` does. No rule about codes, locks or recovery is in here.

pub mod commands;
pub mod config;
pub mod http;
pub mod metrics;
pub mod schema;
pub mod service;
pub mod store;
pub mod vault;
