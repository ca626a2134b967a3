//! The commands on the store, and those about the program itself.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::Shell;
use mfa_core::{DiagnosisReach, PolicyError, ResyncRange};
use mfa_host::{AuthenticatorName, PersonName};

use super::policy::number;
use super::{Basics, PolicyArgs, PolicyFiles, SecretArgs};

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The person's name
    pub(crate) person: PersonName,

    #[command(flatten)]
    pub(crate) secret: SecretArgs,

    /// What the authenticator is called, such as `phone`
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    /// Change nothing, and succeed, if the person has an authenticator of that name or with that secret
    #[arg(long)]
    pub(crate) if_absent: bool,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// Try this authenticator only
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// The person's name
    pub(crate) person: PersonName,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// The new name
    #[arg(long, value_name = "NEW")]
    pub(crate) to: AuthenticatorName,

    /// Which authenticator, if the person has several
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// Which authenticator, if the person has several
    #[arg(long, group = "which")]
    pub(crate) name: Option<AuthenticatorName>,

    /// All of the person's authenticators
    #[arg(long, group = "which")]
    pub(crate) all: bool,

    /// The person's whole record
    ///
    /// Failures, lock and revision are gone with it: whoever is enrolled again under that name begins anew.
    #[arg(long, group = "which")]
    pub(crate) forget: bool,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct ResyncArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// Which authenticator, if the person has several
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    /// How many counters are looked at for the first of the two codes, 1 to 1000 (HOTP) [default: as the policy has it, 100]
    #[arg(long, value_name = "N", value_parser = resync_range, allow_negative_numbers = true, help_heading = "Policy")]
    pub(crate) resync_range: Option<ResyncRange>,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct DiagnoseArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// Which authenticator, if the person has several
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    /// How many time steps to look at on each side, 1 to 2880 [default: 120, an hour at 30 seconds]
    #[arg(long, value_name = "N", value_parser = reach, allow_negative_numbers = true)]
    pub(crate) reach: Option<DiagnosisReach>,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct UnlockArgs {
    /// The person's name
    pub(crate) person: PersonName,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// This authenticator only
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// Where the otpauth URIs are, one a line; a dash is standard input
    #[arg(value_name = "@FILE|-", default_value = "-", hide_default_value = true)]
    pub(crate) from: OsString,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyCheckArgs {
    /// Policy files and managed preferences [default: /etc/libmfa/policy.toml]
    ///
    /// Each is looked at on its own, and several then together: each laid over those before it.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,

    /// Answer with one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command whose page is printed, in one word or two [default: the page of mfa itself]
    #[arg(conflicts_with = "to", num_args = 0..=2)]
    pub(crate) command: Vec<String>,

    /// Write all pages into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) to: Option<PathBuf>,
}

fn resync_range(text: &str) -> Result<ResyncRange, PolicyError> {
    ResyncRange::new(number(text, PolicyError::ResyncRange)?)
}

fn reach(text: &str) -> Result<DiagnosisReach, PolicyError> {
    DiagnosisReach::new(number(text, PolicyError::Reach)?)
}
