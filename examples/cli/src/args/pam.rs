//! `mfa pam`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use mfa_host::PersonName;

use super::{Basics, PolicyFiles};
use crate::manual;

#[derive(Debug, Subcommand)]
pub(crate) enum PamCommand {
    /// Have services ask for a code, once a code of an administrator's was accepted
    ///
    /// Puts a block of lines into /etc/pam.d/SERVICE, right behind the line that asks for the password (Debian's `@include
    /// common-auth`, or an `auth` line that includes `password-auth` or `system-auth`). The block has pam_libmfa.so in it,
    /// which asks whom the policy says. Whoever gave a wrong password never comes that far, but where the password is a
    /// `substack` (Fedora), of which a warning tells. Services that give more rights (sudo, su, doas, pkexec, polkit-1) ask as
    /// the policy has it for that. At the console (login) root is not asked, so that somebody can always get in to set things
    /// right.
    ///
    /// A code of the administrator is asked for first, and used up. Nothing is written unless it was accepted: so it is
    /// known that codes are verified on this computer before they are asked for. Name somebody who may undo this. Which
    /// person that is, is not looked at any further.
    ///
    /// All services are looked at before anything is asked for, and refused together if one cannot be done: where the line
    /// for the password is missing, where pam_libmfa.so is asked already, and for files that many services share. Keep a
    /// session open, and log in by another one, before you close it.
    #[command(after_long_help = manual::help_of("pam-enable"))]
    Enable(PamEnableArgs),

    /// Take out again what mfa pam enable put in
    ///
    /// The block goes, whatever is in it now, and everything else stays as it is, byte for byte. Asks for no code and needs
    /// neither the store nor the policy, so it works where these are what is broken. Where pam_libmfa.so stands outside of
    /// such a block, somebody else put it there; that is told, and nothing is changed.
    #[command(after_long_help = manual::help_of("pam-disable"))]
    Disable(PamDisableArgs),

    /// Tell which services ask for a code
    ///
    /// Lists the files of /etc/pam.d that ask pam_libmfa.so, and those that mfa pam enable could have ask it. Whether what
    /// is there is sound is for mfa doctor to say.
    #[command(after_long_help = manual::help_of("pam-status"))]
    Status(PamStatusArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PamEnableArgs {
    /// The services, as their files in /etc/pam.d are called
    #[arg(value_name = "SERVICE", value_parser = service, required = true)]
    pub(crate) services: Vec<String>,

    /// Whose code is asked for: somebody who is enrolled, and may undo this
    #[arg(long, value_name = "NAME")]
    pub(crate) administrator: PersonName,

    /// The members of this group are never asked, also where the store or the policy is broken (exempt_group=)
    #[arg(long, value_name = "GROUP", value_parser = group, help_heading = "Module")]
    pub(crate) exempt_group: Option<String>,

    /// The codes of the members of this group have the throttle of the policy's administrators (admin_group=)
    #[arg(long, value_name = "GROUP", value_parser = group, help_heading = "Module")]
    pub(crate) admin_group: Option<String>,

    #[command(flatten)]
    pub(crate) root: RootArgs,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct PamDisableArgs {
    /// The services, as their files in /etc/pam.d are called
    #[arg(value_name = "SERVICE", value_parser = service, required = true)]
    pub(crate) services: Vec<String>,

    #[command(flatten)]
    pub(crate) root: RootArgs,

    /// Answer with one line of JSON
    #[arg(long, display_order = 102)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PamStatusArgs {
    #[command(flatten)]
    pub(crate) root: RootArgs,

    /// Answer with one line of JSON
    #[arg(long, display_order = 102)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RootArgs {
    /// The folder that is taken for /, for a system that is not running
    ///
    /// Store and policy file are then those below it, if no others are named.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) root: Option<PathBuf>,
}

impl PamCommand {
    /// What it has in common with all commands on the store, where it needs the store.
    pub(crate) fn basics(&mut self) -> Option<&mut Basics> {
        match self {
            Self::Enable(args) => Some(&mut args.basics),
            Self::Disable(_) | Self::Status(_) => None,
        }
    }
}

/// The name of a file in /etc/pam.d.
fn service(text: &str) -> Result<String, &'static str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._@+-".contains(c);
    if text.is_empty() || text.starts_with(['.', '-']) || text.len() > 128 || !text.chars().all(is_plain) {
        return Err("a service is called as its file in /etc/pam.d is, such as sshd, without the folder");
    }
    Ok(text.to_owned())
}

/// A group, as an option of a PAM module can name it.
fn group(text: &str) -> Result<String, &'static str> {
    let is_special = |c: char| c.is_whitespace() || c.is_control() || "[]#\\:,".contains(c);
    if text.is_empty() || text.contains(is_special) {
        return Err("a group is named here without spaces, brackets, and any of # \\ : ,");
    }
    Ok(text.to_owned())
}
