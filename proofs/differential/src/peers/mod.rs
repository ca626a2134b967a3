//! The peers: what each is asked, and how.

pub mod oath;
pub mod totp_rfc;
pub mod totp_rs;

use crate::case::{Case, Limits};

pub trait Peer {
    /// Its name and, where it says so itself, its version.
    fn name(&self) -> String;
    fn limits(&self) -> &'static Limits;
    /// The code at the case's counter or time.
    fn code(&self, case: &Case) -> String;
    /// Where it accepts a typed code, if it does.
    fn found(&self, case: &Case, typed: &str) -> Option<u64>;
}
