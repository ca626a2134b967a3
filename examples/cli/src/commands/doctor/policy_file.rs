//! The policy files: whether they are used, and what in them says nothing.

use std::path::{Path, PathBuf};

use mfa_host::policy::{self, Policies, PolicyFileError, Reading};

use super::finding::Finding;
use super::system::System;

/// What is wrong with the policy files, and the policies by which people are looked at.
pub(super) fn check(system: &System, named: &[PathBuf]) -> (Vec<Finding>, Policies) {
    let default = system.path(policy::DEFAULT_PATH);
    let files = match named {
        [] if !default.exists() => return (Vec::new(), Policies::default()),
        [] => core::slice::from_ref(&default),
        named => named,
    };
    let (mut findings, mut policies) = (Vec::new(), Policies::default());
    for file in files {
        match policy::open(file, &policies) {
            Ok(reading) => {
                findings.extend(unknown_keys(file, &reading));
                policies = reading.policies;
            }
            Err(error) => {
                let error = PolicyFileError { path: None, ..error };
                findings.push(Finding::broken(file.display(), error.to_string(), "nobody gets in until it is right"));
            }
        }
    }
    (findings, policies)
}

fn unknown_keys(file: &Path, reading: &Reading) -> Option<Finding> {
    if reading.unknown.is_empty() {
        return None;
    }
    let keys: Vec<&str> = reading.unknown.iter().map(|unknown| unknown.called.as_str()).collect();
    let what = format!("it has keys that say nothing: {}", keys.join(", "));
    Some(Finding::advice(file.display(), what, "`mfa policy check` shows what it says"))
}
