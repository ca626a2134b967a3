//! `mfa`: one-time codes and second-factor logins from the command line, for administrators and for whoever would use
//! oathtool.
//!
//! A command line is read ([`args`]), its command is carried out ([`commands`]) and ends with one of the statuses in
//! [`exit`]. The engine is `mfa-core` and the people are `mfa-host`'s; here is only what a terminal and a script need:
//! times, secrets and codes in ([`when`], [`secret_input`], [`input`]), sentences and JSON out ([`sentences`],
//! [`output`], [`json`]).

#[cfg(not(unix))]
compile_error!("mfa keeps its people in the file store, which needs Unix");

mod args;
mod commands;
mod exit;
mod failure;
mod input;
mod json;
mod manual;
mod output;
mod secret_input;
mod sentences;
mod terminal;
mod when;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use args::Cli;
use exit::Exit;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => commands::run(cli).unwrap_or_else(|failure| failure.tell()).into(),
        Err(answer) => told_by_clap(&answer).into(),
    }
}

/// Help and version go to standard output; what is wrong with a command line goes to standard error, escaped, for it
/// repeats what was typed.
fn told_by_clap(answer: &clap::Error) -> Exit {
    let text = answer.render();
    match answer.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match answer.print() {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => failure::unwritable(&error).tell(),
            _ => Exit::Done,
        },
        _ => {
            output::complain(&output::escaped_lines(&text.to_string()));
            Exit::Input
        }
    }
}
