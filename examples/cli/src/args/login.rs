//! `mfa login`.

use clap::{Args, ValueEnum};
use mfa_core::Occasion;
use mfa_host::PersonName;

use super::{Basics, PolicyArgs};

#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// What they want
    #[arg(long, value_enum, value_name = "OCCASION", default_value_t = OccasionArg::Login)]
    pub(crate) occasion: OccasionArg,

    /// This device does not reach its directory or server now
    #[arg(long)]
    pub(crate) offline: bool,

    /// A smartcard, or another strong factor, was accepted already
    #[arg(long)]
    pub(crate) smartcard: bool,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

/// What a person wants.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OccasionArg {
    /// To begin a session
    Login,
    /// To go on with a session that is locked
    Unlock,
    /// To get more rights, as with sudo
    Elevate,
}

impl From<OccasionArg> for Occasion {
    fn from(occasion: OccasionArg) -> Self {
        match occasion {
            OccasionArg::Login => Self::Login,
            OccasionArg::Unlock => Self::Unlock,
            OccasionArg::Elevate => Self::Elevate,
        }
    }
}
