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
use clap::error::{ContextKind, ContextValue, ErrorKind};

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
    match answer.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match answer.print() {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => failure::unwritable(&error).tell(),
            _ => Exit::Done,
        },
        _ => {
            let text = without_the_value(answer).unwrap_or_else(|| answer.render().to_string());
            output::complain(&output::escaped_lines(&text));
            Exit::Input
        }
    }
}

/// What is wrong, for what stands where nothing or something else belongs: it may be a secret or a code, so it is not
/// repeated.
fn without_the_value(answer: &clap::Error) -> Option<String> {
    let context = |kind| match answer.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let usage = match answer.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => format!("{usage}\n\n"),
        _ => String::new(),
    };
    let invalid = context(ContextKind::InvalidArg).unwrap_or_default();
    let sentence = match answer.kind() {
        // An option's name or letter is no secret, and what it is like helps.
        ErrorKind::UnknownArgument if invalid.starts_with("--") || (invalid.starts_with('-') && invalid.len() <= 2) => {
            return None;
        }
        ErrorKind::UnknownArgument => format!("there is an argument too many{}", advice(&usage)),
        ErrorKind::TooManyValues => format!("{invalid} takes no value"),
        ErrorKind::InvalidSubcommand => match answer.get(ContextKind::SuggestedSubcommand) {
            Some(like) => format!("there is no such command; is `{like}` meant?"),
            None => "there is no such command; `mfa help` lists them".to_owned(),
        },
        ErrorKind::ValueValidation if invalid.starts_with('<') => {
            format!("{invalid}: {}", core::error::Error::source(answer)?)
        }
        _ => return None,
    };
    Some(format!("error: {sentence}\n\n{usage}For more information, try '--help'.\n"))
}

/// What whoever gave a command an argument too many was about to do.
fn advice(usage: &str) -> &'static str {
    let command = usage.split_whitespace().skip_while(|word| *word != "mfa").nth(1);
    match command {
        Some("code") => "; a secret with spaces needs quotes, and a code to check goes behind --check",
        Some("add") => "; a secret with spaces needs quotes",
        Some("verify" | "diagnose") => "; the code is read from standard input",
        Some("confirm") => "; codes are read from standard input",
        Some("resync") => "; the codes are read from standard input",
        _ => "",
    }
}
