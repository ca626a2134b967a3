//! The place for what is wrong with the policy file: it cannot be read, a key is not known, others can write it.
//!
//! This program does not read one yet: the policy is what the command line says.

use super::finding::Finding;
use super::system::System;

/// Where an administrator puts it.
const POLICY: &str = "/etc/libmfa/policy.toml";

pub(super) fn check(system: &System) -> Vec<Finding> {
    if !system.has(POLICY) {
        return Vec::new();
    }
    vec![Finding::unknown(
        system.path(POLICY).display(),
        "this program does not read it",
        "give the policy on the command line where it matters",
    )]
}
