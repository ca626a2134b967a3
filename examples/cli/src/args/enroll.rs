//! Enrolling, and confirming what was enrolled.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use mfa_core::{Digits, Period};
use mfa_host::{AuthenticatorName, PersonName};

use super::secret::{HashArg, digits, period};
use super::{Basics, LoginArgs, PolicyArgs, within};

/// The most recovery codes of a set.
const MOST_RECOVERY_CODES: u8 = 16;

#[derive(Debug, Args)]
pub(crate) struct EnrollArgs {
    /// The person's name
    #[arg(required_unless_present = "own")]
    pub(crate) person: Option<PersonName>,

    /// Enroll whoever called sudo, as the policy has it, without an administrator
    ///
    /// With --name, --qr and --terminal, and with nothing else.
    #[arg(long = "self", conflicts_with = "person")]
    pub(crate) own: bool,

    /// What the authenticator is called, such as `phone`
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    /// Who issues the secret, as the phone shows it [default: as the policy has it, else none]
    #[arg(long)]
    pub(crate) issuer: Option<String>,

    /// Whose account it is, as the phone shows it [default: the person's name]
    #[arg(long)]
    pub(crate) account: Option<String>,

    /// Leave it pending; mfa confirm takes the code
    #[arg(long, conflicts_with_all = ["yes", "recovery_codes"])]
    pub(crate) pending: bool,

    /// Ask for no code: the authenticator counts at once
    ///
    /// Nobody has shown then that the phone has the secret. Whoever runs this vouches for it.
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) recovery: RecoveryCodesArgs,

    #[command(flatten)]
    pub(crate) showing: ShowingArgs,

    #[command(flatten)]
    pub(crate) brought: BroughtArgs,

    /// The hash of HMAC; some phones know no other than SHA-1 [default: sha1]
    #[arg(long, value_enum, value_name = "HASH", ignore_case = true, help_heading = "Parameters")]
    pub(crate) algorithm: Option<HashArg>,

    /// How many digits a code has, 6 to 10; not 9 where the policy has recovery on [default: 6]
    #[arg(long, value_name = "N", value_parser = digits, allow_negative_numbers = true, help_heading = "Parameters")]
    pub(crate) digits: Option<Digits>,

    /// How long a time step lasts, 1 to 3600 seconds [default: 30]
    #[arg(
        long,
        value_name = "SECONDS",
        value_parser = period,
        allow_negative_numbers = true,
        conflicts_with = "hotp",
        help_heading = "Parameters"
    )]
    pub(crate) period: Option<Period>,

    /// Counter-based (HOTP) instead of time-based (TOTP), from counter 0 on
    #[arg(long, help_heading = "Parameters")]
    pub(crate) hotp: bool,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

impl EnrollArgs {
    /// What a login takes that enrolls: nothing is chosen, everything is asked for.
    pub(crate) fn at_login(login: &LoginArgs) -> Self {
        Self {
            person: Some(login.person.clone()),
            own: false,
            name: None,
            issuer: None,
            account: None,
            pending: false,
            yes: false,
            recovery: RecoveryCodesArgs::default(),
            showing: ShowingArgs::default(),
            brought: BroughtArgs::default(),
            algorithm: None,
            digits: None,
            period: None,
            hotp: false,
            policy: login.policy.clone(),
            basics: login.basics.clone(),
        }
    }
}

/// How the secret is shown.
#[derive(Debug, Default, Args)]
pub(crate) struct ShowingArgs {
    /// How the QR code is printed; the setup key and the otpauth URI are printed beside it [default: utf8; none with --json]
    #[arg(long, value_enum, value_name = "HOW", help_heading = "QR code")]
    pub(crate) qr: Option<QrArg>,

    /// What the terminal looks like [default: black on white of its own at a terminal that has colours, else dark]
    #[arg(long, value_enum, value_name = "GROUND", help_heading = "QR code")]
    pub(crate) terminal: Option<GroundArg>,

    /// Also write the QR code into this new file, as an SVG image of mode 0600
    ///
    /// It holds the secret: delete it once the phone has it.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "QR code")]
    pub(crate) svg: Option<PathBuf>,
}

/// A secret that is there already, instead of one that is drawn.
#[derive(Debug, Default, Args)]
#[group(multiple = false)]
pub(crate) struct BroughtArgs {
    /// A secret that is brought along, in base32; without it one of 160 bits is drawn
    ///
    /// @FILE reads it from a file, and a dash from a line of standard input, before any code.
    #[arg(long, value_name = "BASE32|@FILE|-", help_heading = "Secret")]
    pub(crate) secret: Option<OsString>,

    /// The same in hexadecimal
    #[arg(long, value_name = "HEX|@FILE|-", help_heading = "Secret")]
    pub(crate) hex: Option<OsString>,
}

#[derive(Debug, Args)]
pub(crate) struct ConfirmArgs {
    /// The person's name
    pub(crate) person: PersonName,

    /// Which authenticator, if several could be meant
    #[arg(long)]
    pub(crate) name: Option<AuthenticatorName>,

    #[command(flatten)]
    pub(crate) recovery: RecoveryCodesArgs,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

/// Recovery codes to go with an authenticator.
#[derive(Debug, Default, Args)]
pub(crate) struct RecoveryCodesArgs {
    /// Then make and print so many recovery codes, 1 to 16, in place of any there were; without N as the policy has it
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        value_parser = within(1..=MOST_RECOVERY_CODES),
        allow_negative_numbers = true
    )]
    pub(crate) recovery_codes: Option<Option<u8>>,
}

/// How a QR code is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum QrArg {
    /// Not at all
    None,
    /// As text of half blocks, for a terminal
    Utf8,
    /// As an SVG image
    Svg,
}

/// What a terminal looks like.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GroundArg {
    /// Light text on a dark ground
    Dark,
    /// Dark text on a light ground
    Light,
}
