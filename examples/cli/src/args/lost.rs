//! `mfa suspend` and `mfa reset`: what is done when a phone is lost.

use clap::Args;
use mfa_host::{AuthenticatorName, PersonName};

use super::{Basics, PolicyFiles};

#[derive(Debug, Args)]
pub(crate) struct SuspendArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// This authenticator only
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct ResetArgs {
    /// The person's name
    pub(crate) person: PersonName,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}
