//! `mfa recovery-codes`.

use clap::{Args, Subcommand};
use mfa_core::RecoveryCodeLength;
use mfa_host::PersonName;

use super::recovery::PersonArgs;
use super::{Basics, PolicyFiles, within};
use crate::manual;

/// The most codes of a set.
const MOST: u8 = 16;

#[derive(Debug, Subcommand)]
pub(crate) enum RecoveryCodesCommand {
    /// Make recovery codes for a person, in place of any they have
    ///
    /// Prints one code a line and nothing else, once: they are stored in a form that nobody can read back. What is left
    /// of an older set works no more.
    #[command(after_long_help = manual::help_of("recovery-codes-new"))]
    New(NewCodesArgs),

    /// Try a recovery code, which uses it up
    ///
    /// Reads one code from standard input; at a terminal it is asked for and not shown. It is read without care for
    /// case, dashes and spaces, and for O and 0, or I, L and 1. Wrong ones are counted by themselves: they lock recovery
    /// codes and nothing else.
    ///
    /// It stands behind the first factor and never in its place. Exit status 0 is accepted and committed; nothing else is.
    #[command(after_long_help = manual::help_of("recovery-codes-use"))]
    Use(PersonArgs),

    /// Tell how many recovery codes a person has left
    #[command(after_long_help = manual::help_of("recovery-codes-left"))]
    Left(LeftArgs),
}

#[derive(Debug, Args)]
pub(crate) struct NewCodesArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// How many, 1 to 16 [default: as the policy has it, 10]
    #[arg(long, value_name = "N", value_parser = within(1..=MOST), allow_negative_numbers = true)]
    pub(crate) count: Option<u8>,

    /// How many characters each has, 16 or 24 [default: as the policy has it, 16]
    #[arg(long, value_name = "N", value_parser = length, allow_negative_numbers = true)]
    pub(crate) length: Option<RecoveryCodeLength>,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct LeftArgs {
    /// The person's name
    pub(crate) person: PersonName,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

impl RecoveryCodesCommand {
    /// What it has in common with all commands on the store.
    pub(crate) fn basics(&mut self) -> &mut Basics {
        match self {
            Self::New(args) => &mut args.basics,
            Self::Use(args) => &mut args.basics,
            Self::Left(args) => &mut args.basics,
        }
    }
}

fn length(text: &str) -> Result<RecoveryCodeLength, &'static str> {
    match text.trim() {
        "16" => Ok(RecoveryCodeLength::Sixteen),
        "24" => Ok(RecoveryCodeLength::TwentyFour),
        _ => Err("recovery codes have 16 or 24 characters"),
    }
}
