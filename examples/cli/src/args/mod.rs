//! The command line: what can be said, and how its help reads.

mod basics;
mod code;
mod doctor;
mod enroll;
mod login;
mod lost;
mod migrate;
mod other;
mod pam;
mod policy;
mod recovery;
mod recovery_codes;
mod requirement;
mod secret;

pub(crate) use basics::Basics;
pub(crate) use code::CodeArgs;
pub(crate) use doctor::DoctorArgs;
pub(crate) use enroll::{BroughtArgs, ConfirmArgs, EnrollArgs, GroundArg, QrArg, RecoveryCodesArgs, ShowingArgs};
pub(crate) use login::{LoginArgs, OccasionArg};
pub(crate) use lost::{ResetArgs, SuspendArgs};
pub(crate) use migrate::{From as MigrateFrom, MigrateArgs};
pub(crate) use other::{
    AddArgs, CompletionsArgs, DiagnoseArgs, ExportArgs, ImportArgs, ListArgs, ManArgs, PolicyCheckArgs, RemoveArgs,
    RenameArgs, ResyncArgs, StatusArgs, UnlockArgs, VerifyArgs,
};
pub(crate) use pam::{PamCommand, PamDisableArgs, PamEnableArgs, PamStatusArgs};
pub(crate) use policy::{PolicyArgs, PolicyFiles};
pub(crate) use recovery::{EndArgs, IssueArgs, KeyArgs, PersonArgs, RecoveryCommand, RedeemArgs, RespondArgs};
pub(crate) use recovery_codes::{LeftArgs, NewCodesArgs, RecoveryCodesCommand};
pub(crate) use requirement::{ExemptArgs, RequireArgs};
pub(crate) use secret::SecretArgs;

use core::fmt;
use core::ops::RangeInclusive;
use core::str::FromStr;
use std::path::PathBuf;

use clap::builder::Styles;
use clap::builder::styling::Style;
use clap::{Parser, Subcommand, ValueHint};

use crate::manual;

/// One-time codes and second-factor logins
///
/// Generates one-time codes (HOTP, RFC 4226; TOTP, RFC 6238), and verifies them for the people of a store: each code
/// once, wrong ones slowed down and in the end locked out.
#[derive(Debug, Parser)]
#[command(
    name = "mfa",
    version,
    styles = STYLES,
    subcommand_value_name = "COMMAND",
    subcommand_help_heading = "Commands",
    after_long_help = manual::help_of("mfa"),
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// The folder of the store [default: /var/lib/libmfa]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) store: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print one-time codes, or check one
    ///
    /// Prints the code of a secret, one code a line and nothing else. Time-based (TOTP) unless --hotp is given or the
    /// otpauth URI says so. Nothing is stored: a code that is checked here is not used up. For that, see mfa verify.
    #[command(after_long_help = manual::help_of("code"))]
    Code(CodeArgs),

    /// Add an authenticator to a person
    ///
    /// Adds an authenticator, and the person if they are new. The store's folder is made if it is not there.
    ///
    /// Without --name the authenticator is named after the issuer in its otpauth URI, else after the account in it,
    /// else `authenticator`; if that name is taken, the first free one of `authenticator 2`, `authenticator 3` and so
    /// on. A secret that the person has already is refused, for each of its codes would work twice.
    #[command(after_long_help = manual::help_of("add"))]
    Add(AddArgs),

    /// Enroll a person's phone: draw a secret, show it, and take a code of it
    ///
    /// Draws a new secret and shows it as a QR code, as a setup key for whoever cannot scan, and as an otpauth URI. It is
    /// pending then, for as long as the policy has it, and counts for nothing. A code that the phone shows, asked for at a
    /// terminal or read from a line of standard input, confirms it (two codes where the policy says so); a wrong one may be
    /// tried again. If the phone's clock is off, the answer says by how much. What confirms is used up: it is no login.
    ///
    /// With --pending it stays pending, and mfa confirm takes the code. With --yes it counts at once: no code is asked for,
    /// and nobody has shown that the phone has the secret.
    ///
    /// This is for administrators, who answer for whose phone it is. The person may be new, and the store's folder is made
    /// if it is not there. What was pending before is replaced. Without --name the authenticator is named after the issuer,
    /// else `authenticator`, with a number if that name is taken.
    ///
    /// With --self it is for whoever calls it by sudo, under a rule of sudoers for that very command line. sudo has asked for
    /// their password, or they gave it a little while ago at the same terminal. What is decided then is what a login would
    /// decide, and counts like one: whoever has an authenticator gives a code of it first, a recovery PIN or a recovery code;
    /// whoever has none may enroll the first one while the policy lets them in without, or has them enroll now; everybody
    /// else is told whom to ask. Know what that means: for as long as somebody has no authenticator, whoever has their
    /// password can enroll one.
    #[command(after_long_help = manual::help_of("enroll"))]
    Enroll(EnrollArgs),

    /// Confirm an authenticator that is pending or suspended, by a code of it
    ///
    /// Reads codes from lines of standard input, or asks for them at a terminal, until what mfa enroll began is confirmed,
    /// or is over: after its time, at a time before it began, or after too many wrong codes. Then it has to be begun again;
    /// exit status 1.
    ///
    /// Where nothing is pending, or --name names another, a suspended authenticator is confirmed again, by one code. A wrong
    /// one counts like that of a login then.
    ///
    /// The codes are used up, and this is no login. For administrators, who answer for whose phone it is.
    #[command(after_long_help = manual::help_of("confirm"))]
    Confirm(ConfirmArgs),

    /// Verify a person's code, which uses it up
    ///
    /// Reads one code from standard input; at a terminal it is asked for and not shown. All of the person's
    /// authenticators are tried. An accepted code never works again. A wrong one is counted, and after a few of them
    /// codes are locked for a while (the throttle).
    ///
    /// Whoever reaches this prompt can use up the person's attempts, so verify codes behind the first factor.
    ///
    /// Exit status 0 is accepted and committed; nothing else is.
    #[command(after_long_help = manual::help_of("verify"))]
    Verify(VerifyArgs),

    /// Show a person's authenticators, failures and lock
    ///
    /// Also what is required of them and until when they may do without, what is pending, how long codes count offline, and
    /// recovery.
    #[command(after_long_help = manual::help_of("status"))]
    Status(StatusArgs),

    /// List everybody in the store
    ///
    /// How many authenticators they have, whether a second factor is required of them, wrong codes in a row, and whether
    /// codes are looked at; who is not enrolled and until when they are let in, what is pending, and open or locked recovery.
    #[command(after_long_help = manual::help_of("list"))]
    List(ListArgs),

    /// Give an authenticator another name
    #[command(after_long_help = manual::help_of("rename"))]
    Rename(RenameArgs),

    /// Remove a person's authenticator
    ///
    /// Removes the authenticator of that name, or the person's only one. The others stay as they are, and so do the
    /// person's failures, lock and revision: whoever is enrolled again is where they were.
    #[command(after_long_help = manual::help_of("remove"))]
    Remove(RemoveArgs),

    /// Find an authenticator that has run away, by two codes in a row
    ///
    /// Resynchronization (RFC 4226, section 7.4; RFC 6238, section 6): reads two consecutive codes on two lines from
    /// standard input, or asks for them at a terminal, and looks for them far beyond what a login looks at. A
    /// counter-based authenticator (HOTP) is sought over --resync-range, a time-based one (TOTP) over --drift, which
    /// has to be on. Both codes are used up. Wrong ones count like those of a login. It is not a login.
    #[command(after_long_help = manual::help_of("resync"))]
    Resync(ResyncArgs),

    /// Tell how far off a phone's clock is
    ///
    /// Reads one code from standard input, or asks for it at a terminal, and looks for its time step on both sides of
    /// now. Counts nothing, uses up nothing, and answers while codes are locked.
    ///
    /// If a clock was set wrong when a code was accepted, the phone's or this computer's, all codes up to then are used
    /// up. The reset is to remove the authenticator (mfa remove) and to enroll it anew (mfa add).
    ///
    /// For administrators only. Never offer it to the person at a login prompt: it tells a guesser how near they are.
    #[command(after_long_help = manual::help_of("diagnose"))]
    Diagnose(DiagnoseArgs),

    /// Clear a person's failures and lock
    ///
    /// Also opens what too many failures have closed. The failures in all stay on record.
    #[command(after_long_help = manual::help_of("unlock"))]
    Unlock(UnlockArgs),

    /// Log in, as a plugin does it after the password
    ///
    /// Decides what happens to the person, and does it: asks for a code, lets in without one and tells until when, or
    /// denies and says whom to call. At one prompt a one-time code, a recovery PIN and a recovery code are told apart by
    /// their shape; they are read from standard input, or asked for at a terminal and not shown. The decision is stored:
    /// logins without an authenticator are counted.
    ///
    /// Exit status 0 is let in and committed; nothing else is.
    #[command(after_long_help = manual::help_of("login"))]
    Login(LoginArgs),

    /// Require a second factor of people
    ///
    /// Says so of each of them, whatever the policy's lists say, and gives them the time to enroll once more: it begins
    /// with their next login. They may be new, which the answer says. Nothing else gives that time again, not even mfa reset.
    #[command(after_long_help = manual::help_of("require"))]
    Require(RequireArgs),

    /// Ask people for no second factor
    ///
    /// Says so of each of them, whatever the policy's lists say, enrolled or not. Whoever knows their password is in.
    #[command(after_long_help = manual::help_of("exempt"))]
    Exempt(ExemptArgs),

    /// Suspend a person's authenticators, for a phone that is lost and may be found
    ///
    /// Their codes count for nothing until each is confirmed again (mfa confirm). The person is still enrolled, so their
    /// password alone lets nobody in.
    #[command(after_long_help = manual::help_of("suspend"))]
    Suspend(SuspendArgs),

    /// Remove whatever lets a person in, so that they enroll again
    ///
    /// All authenticators, an enrollment that is pending, recovery codes and an open grant, in one commit. What is
    /// required of them stays, and so do failures, revision and the recovery key. Their time to enroll does not begin
    /// again: mfa require gives it once more. The answer says what the password alone opens then.
    #[command(after_long_help = manual::help_of("reset"))]
    Reset(ResetArgs),

    /// Let somebody in whose phone is gone, by telephone
    ///
    /// The help desk reads out a PIN that it computes from a key (mfa recovery issue), and this computer accepts it for
    /// two minutes, without a network (mfa recovery redeem).
    #[command(subcommand_value_name = "COMMAND", after_long_help = manual::help_of("recovery"))]
    Recovery {
        #[command(subcommand)]
        command: RecoveryCommand,
    },

    /// Recovery codes on paper, each good once
    #[command(subcommand_value_name = "COMMAND", after_long_help = manual::help_of("recovery-codes"))]
    RecoveryCodes {
        #[command(subcommand)]
        command: RecoveryCodesCommand,
    },

    /// Print a person's secrets as otpauth URIs
    ///
    /// One line an authenticator, for a backup or another store. Issuer and account are the authenticator's name and
    /// the person's, so that mfa import gives the names back. Failures, lock and what is used up stay behind; of a
    /// counter-based authenticator (HOTP) the next counter is written.
    ///
    /// What an otpauth URI cannot say is refused by name, and nothing is printed then: steps that are not counted from
    /// 1970, and names with a colon or with a space at an end.
    #[command(after_long_help = manual::help_of("export"))]
    Export(ExportArgs),

    /// Add authenticators from otpauth URIs
    ///
    /// Reads one otpauth URI a line, names each authenticator after its issuer, else its account, and adds those whose
    /// name and secret the person does not have yet. An authenticator that is there stays as it is: no code that was
    /// used works again. All lines are read before any is added; one that is wrong is told by its number.
    #[command(after_long_help = manual::help_of("import"))]
    Import(ImportArgs),

    /// Look at policy files
    #[command(subcommand_value_name = "COMMAND", after_long_help = manual::help_of("policy"))]
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },

    /// Carry over authenticators from other software
    ///
    /// Reads what google-authenticator-libpam left of one person (~/.google_authenticator), or pam_oath's file of
    /// everybody (users.oath), and adds the authenticators: secret, kind, digits, period, counter, and what is used up.
    /// A code that was accepted there is not accepted here. Where the file does not tell which codes were, all that can
    /// have been by now are taken for used up; the answer says until when.
    ///
    /// Take the other software out of the login first: what it accepts after the file was read works here once more.
    ///
    /// The whole file is read before anybody is changed; each person is changed in one commit, or not at all. What cannot
    /// be carried over is refused or told by name: emergency codes, passwords, options. An authenticator whose secret the
    /// person has is skipped and stays as it is.
    #[command(after_long_help = manual::help_of("migrate"))]
    Migrate(MigrateArgs),

    /// Have logins ask for a code, by way of PAM
    ///
    /// Puts pam_libmfa.so into the login stacks of services, and takes it out again.
    #[command(subcommand_value_name = "COMMAND", after_long_help = manual::help_of("pam"))]
    Pam {
        #[command(subcommand)]
        command: PamCommand,
    },

    /// Find what is unsafe or broken on this computer
    ///
    /// Looks at the store's folder and those above it, at each record and how each person stands, at the clock, at swap
    /// and core dumps, at the login stacks of PAM (/etc/pam.d) and at sshd's files, and says what to do. Where logins ask
    /// pam_libmfa.so, also at what goes around them: the boot loader, rescue mode and the debug shell, consoles and display
    /// managers that log somebody in by themselves, and rules by which sudo and doas ask nobody. Changes nothing. Run it as
    /// the user that the store belongs to, usually root.
    ///
    /// A finding is broken, unsafe, advice, or unknown: what could not be looked at. The exit status is 1 if one is
    /// broken or unsafe. It knows what is listed here and no more: the files of a PAM stack are looked at one by
    /// one, Match blocks of sshd_config are not evaluated, and the kernel is not asked whether its clock is right.
    #[command(after_long_help = manual::help_of("doctor"))]
    Doctor(DoctorArgs),

    /// Print the completions of a shell
    #[command(after_long_help = manual::help_of("completions"))]
    Completions(CompletionsArgs),

    /// Print a manual page, or write all of them
    #[command(after_long_help = manual::help_of("man"))]
    Man(ManArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Tell what policy files and managed preferences say
    ///
    /// Each setting with its unit, how many keys keep their defaults, and what no key is, from which nothing comes. A file
    /// that would not be used is told with what is wrong in it and where; exit status 2. Of several files it is told whether
    /// they can be used together, each laid over those before it.
    ///
    /// A file whose name ends in .plist, .mobileconfig or .xml, or that begins with `<` or `bplist`, is read as managed
    /// preferences.
    #[command(after_long_help = manual::help_of("policy-check"))]
    Check(PolicyCheckArgs),
}

/// Headings and what is to be typed stand out; errors have no colours, ours or clap's.
pub(crate) const STYLES: Styles =
    Styles::plain().header(Style::new().bold()).usage(Style::new().bold()).literal(Style::new().bold());

/// Reads a number within bounds, or says which there are.
fn within<N: FromStr + PartialOrd + fmt::Display>(
    bounds: RangeInclusive<N>,
) -> impl Fn(&str) -> Result<N, String> + Clone
where
    RangeInclusive<N>: Clone,
{
    move |text| {
        let number = text.trim().parse().ok().filter(|number| bounds.contains(number));
        number.ok_or_else(|| format!("it must be {} to {}", bounds.start(), bounds.end()))
    }
}
