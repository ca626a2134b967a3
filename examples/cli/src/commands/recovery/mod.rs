//! `mfa recovery`: the key of a pair, the help desk's side (`desk`), and the device's.

mod challenge;
mod desk;
mod end;
mod key;
pub(super) mod redeem;

use super::verdict::Told;
use crate::args::RecoveryCommand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

pub(super) fn run(command: &RecoveryCommand) -> Result<Exit, Failure> {
    match command {
        RecoveryCommand::Key(args) => key::run(args),
        RecoveryCommand::Issue(args) => desk::issue(args),
        RecoveryCommand::Respond(args) => desk::respond(args),
        RecoveryCommand::Redeem(args) => redeem::run(args),
        RecoveryCommand::Challenge(args) => challenge::run(args),
        RecoveryCommand::End(args) => end::run(args),
    }
}

/// How the policy file turns recovery on.
const SWITCH: &str = "`recovery.enabled = true` in the policy file turns recovery on";
/// The verdict where it does not.
const OFF: Told = Told::Off { switch: SWITCH };

/// Tells whoever makes a key that it is of no use yet.
fn warn_if_off(is_on: bool) {
    if !is_on {
        output::warn(&format!("no PIN is accepted here; {SWITCH}"));
    }
}
