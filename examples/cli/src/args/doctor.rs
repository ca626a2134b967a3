//! What `mfa doctor` takes.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{Basics, PolicyArgs};

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The folder that is looked at as if it were /, for a system that is not running
    ///
    /// The store is then DIR/var/lib/libmfa, unless --store names another.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) root: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}
