//! What `mfa migrate` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use mfa_host::{AuthenticatorName, PersonName};

use super::Basics;

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    /// Which software the file is of
    #[arg(value_enum)]
    pub(crate) from: From,

    /// The file that it left
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,

    /// Whose file it is (google-authenticator), or whose lines are read (users.oath) [default: everybody's]
    #[arg(value_name = "PERSON")]
    pub(crate) people: Vec<PersonName>,

    /// What the authenticator will be called (google-authenticator) [default: the first free one of `authenticator`,
    /// `authenticator 2` and so on]
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    /// Say what would be done, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

/// The software whose files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum From {
    /// pam_google_authenticator.so: the file ~/.google_authenticator of one person
    GoogleAuthenticator,
    /// pam_oath.so: the file that its usersfile= names, often /etc/users.oath, with lines for several people
    #[value(name = "users.oath")]
    UsersOath,
}
