//! `mfa doctor`: what is unsafe or broken on this computer, and what to do. Nothing is changed.
//!
//! Each check is a file of its own and gives a list of findings. What could not be looked at is a finding too.

mod clock;
mod finding;
mod folder;
mod memory;
mod pam;
mod people;
mod policy_file;
mod sshd;
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
