//! `mfa pam`: services ask for a code, or do not any more.
//!
//! What the file of a service says is for [`super::stack`] to read; where our block goes in it and how it goes out again is
//! in [`block`], and how the file is replaced in [`file`].

mod block;
mod disable;
mod enable;
mod file;
mod status;

use crate::args::PamCommand;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn run(command: &PamCommand) -> Result<Exit, Failure> {
    match command {
        PamCommand::Enable(args) => enable::run(args),
        PamCommand::Disable(args) => disable::run(args),
        PamCommand::Status(args) => status::run(args),
    }
}
