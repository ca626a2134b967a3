//! `mfa doctor`: what is unsafe or broken on this computer, and what to do. Nothing is changed.
//!
//! Each check is a file of its own and gives a list of findings. What could not be looked at is a finding too.

mod boot;
mod clock;
mod displays;
mod finding;
mod folder;
mod memory;
mod options;
mod pam;
mod people;
mod policy_file;
mod sshd;
mod sudo;
mod system;

use serde::Serialize;

use crate::args::DoctorArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{json, output};
use finding::Finding;
use system::System;

#[derive(Serialize)]
struct Answer<'a> {
    sound: bool,
    findings: &'a [Finding],
}

pub(crate) fn run(args: &DoctorArgs) -> Result<Exit, Failure> {
    let system = System::of(args);
    let (mut findings, policies) = policy_file::check(&system, args.policy.files());
    findings.extend(folder::check(&system));
    findings.extend(people::check(&system, &policies));
    findings.extend(clock::check(&system));
    findings.extend(memory::check(&system));
    findings.extend(pam::check(&system));
    findings.extend(sshd::check(&system));
    findings.extend(around(&system));
    findings.sort_by_key(|finding| finding.severity);
    let sound = findings.iter().all(|finding| !finding.severity.is_wrong());
    if args.basics.json {
        json::print(&Answer { sound, findings: &findings })?;
    } else {
        let mut text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
        if sound {
            text += "nothing that was looked at is unsafe or broken\n";
        }
        output::print(text)?;
    }
    Ok(if sound { Exit::Done } else { Exit::Refused })
}

/// What lets in without any login, where logins are asked by our module at all.
fn around(system: &System) -> Vec<Finding> {
    match pam::anybody_is_asked(system) {
        Ok(true) => {}
        Ok(false) => return Vec::new(),
        Err(unreadable) => return vec![unreadable],
    }
    let checks = [boot::check, displays::check, sudo::check];
    checks.iter().flat_map(|check| check(system).unwrap_or_else(|unreadable| vec![unreadable])).collect()
}
