//! `mfa recovery challenge`: what a device whose clock is wrong shows.

use mfa_core::RecoveryChallenge;
use mfa_host::random;
use serde::Serialize;

use super::OFF;
use crate::args::PersonArgs;
use crate::commands::Opened;
use crate::commands::verdict::unknown;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::Word;
use crate::{json, output};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    device: &'a str,
    challenge: &'a str,
}

pub(super) fn run(args: &PersonArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let drawn = random::bytes().map_err(|error| Failure::new(Exit::Store, error.to_string()))?;
    let shown = match opened.done(opened.people().challenge(&args.person, *drawn, &policies.recovery))? {
        RecoveryChallenge::Shown(shown) => shown,
        RecoveryChallenge::Off => return OFF.tell(&args.basics, &args.person, args.basics.now()?),
        _ => return Err(unknown()),
    };
    let record = opened.record()?;
    let device = record.recovery().map(|entry| entry.device);
    let (person, device) = (args.person.as_str(), device.as_ref().map_or("", |device| device.as_str()));
    if args.basics.json {
        json::print(&Answer { person, device, challenge: shown.as_str() })?;
    } else {
        let word = Word(person);
        output::print(format!(
            "challenge {shown}\n\
             read it out to the help desk, with the device's name {device}; try what they answer with \
             `mfa recovery redeem {word} --response`\n"
        ))?;
    }
    Ok(Exit::Done)
}
