//! `mfa recovery`.

use std::ffi::OsString;

use clap::{Args, Subcommand};
use mfa_core::DeviceId;
use mfa_host::PersonName;

use super::{Basics, PolicyFiles};
use crate::manual;
use crate::when::{self, At};

#[derive(Debug, Subcommand)]
pub(crate) enum RecoveryCommand {
    /// Make a recovery key for a person on this computer
    ///
    /// Stores it in the person's record and prints it once, for the help desk's vault: one entry for each pair of
    /// person and device. The person may be new, and the store's folder is made if it is not there.
    #[command(after_long_help = manual::help_of("recovery-key"))]
    Key(KeyArgs),

    /// Print the PIN of a device, at the help desk
    ///
    /// Needs the key and nothing else: no store, no network. Verify the caller before you read the PIN out. It opens a
    /// grant once, within two minutes; under that grant the same nine digits are asked for at each login.
    #[command(after_long_help = manual::help_of("recovery-issue"))]
    Issue(IssueArgs),

    /// Print the response to a challenge, at the help desk
    ///
    /// For a device whose clock cannot be trusted: it shows a challenge (mfa recovery challenge), and the caller reads
    /// it out. Needs the key and nothing else. Verify the caller before you read the response out.
    #[command(after_long_help = manual::help_of("recovery-respond"))]
    Respond(RespondArgs),

    /// Try the PIN that the help desk has read out
    ///
    /// Reads one PIN from standard input; at a terminal it is asked for and not shown. A PIN that is new opens a grant:
    /// some logins in some time, each with the same PIN. One that is wrong, expired, used or another device's is refused
    /// and counted. One with a digit wrong or two swapped is told from its check digit, and costs nothing.
    ///
    /// It stands behind the first factor and never in its place. Exit status 0 is accepted and committed; nothing else is.
    #[command(after_long_help = manual::help_of("recovery-redeem"))]
    Redeem(RedeemArgs),

    /// Show the challenge to read out to the help desk
    ///
    /// The same one until it is answered or five responses to it were wrong. mfa recovery redeem takes the response.
    #[command(after_long_help = manual::help_of("recovery-challenge"))]
    Challenge(PersonArgs),

    /// End a person's grant, whatever is left of it
    #[command(after_long_help = manual::help_of("recovery-end"))]
    End(EndArgs),
}

#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// What this computer is called when a PIN is issued for it [default: as before, as the policy has it, or its host name]
    ///
    /// 4 to 64 characters of ASCII without spaces; upper and lower case are the same.
    #[arg(long, value_name = "ID", value_parser = device)]
    pub(crate) device: Option<DeviceId>,

    /// Take this key, in base32, instead of making one
    ///
    /// @FILE reads it from a file, and a dash from standard input. It is not printed then.
    #[arg(long, value_name = "BASE32|@FILE|-")]
    pub(crate) key: Option<OsString>,

    /// Replace the key that the person has
    ///
    /// The PINs of the one in the vault do not work any more then, and an open grant and a challenge that was shown are
    /// gone. Failures and lock stay.
    #[arg(long)]
    pub(crate) replace: bool,

    /// Remove the key that the person has
    ///
    /// There is no recovery by PIN or challenge then. Grant, challenge, failures and which PINs were used go with it.
    #[arg(long, conflicts_with_all = ["device", "key", "replace"])]
    pub(crate) remove: bool,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct IssueArgs {
    /// What the device is called: what mfa recovery key has printed with its key
    #[arg(long, value_name = "ID", value_parser = device)]
    pub(crate) device: DeviceId,

    #[command(flatten)]
    pub(crate) key: GivenKey,

    /// The time of issue [default: now]; a time as for mfa code
    #[arg(long, value_name = "TIME", value_parser = when::parse_at, allow_negative_numbers = true)]
    pub(crate) at: Option<At>,

    /// Answer with one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RespondArgs {
    #[command(flatten)]
    pub(crate) key: GivenKey,

    /// The challenge as it was read out: nine digits
    #[arg(allow_hyphen_values = true)]
    pub(crate) challenge: OsString,

    /// Answer with one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GivenKey {
    /// The recovery key of the pair of person and device, in base32
    ///
    /// @FILE reads it from a file, and a dash from standard input. Given as it is, it shows in the process list and in
    /// the shell's history.
    #[arg(value_name = "KEY|@FILE|-")]
    pub(crate) key: OsString,
}

#[derive(Debug, Args)]
pub(crate) struct RedeemArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// Try the response to the challenge that is shown, not a PIN
    #[arg(long)]
    pub(crate) response: bool,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct PersonArgs {
    /// The person's name
    pub(crate) person: PersonName,

    #[command(flatten)]
    pub(crate) policy: PolicyFiles,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct EndArgs {
    /// The person's name
    pub(crate) person: PersonName,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

impl RecoveryCommand {
    /// What it has in common with all commands on the store, if it is one.
    pub(crate) fn basics(&mut self) -> Option<&mut Basics> {
        Some(match self {
            Self::Issue(_) | Self::Respond(_) => return None,
            Self::Key(args) => &mut args.basics,
            Self::Redeem(args) => &mut args.basics,
            Self::Challenge(args) => &mut args.basics,
            Self::End(args) => &mut args.basics,
        })
    }
}

fn device(text: &str) -> Result<DeviceId, mfa_core::DeviceIdError> {
    DeviceId::new(text)
}
