//! `mfa recovery-codes`: a sheet of codes for the day the phone is gone.

use mfa_core::{CodeRedeemed, CodeRedemption, EnrollmentPermit};
use mfa_host::PersonName;
use serde::Serialize;

use super::Opened;
use super::sheet::Sheet;
use super::verdict::{Outcome, Recovered, Told, failed_before, unknown};
use crate::args::{LeftArgs, NewCodesArgs, PersonArgs, RecoveryCodesCommand};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::json::Time;
use crate::sentences::{Counted, Word, after_recovery, what_became_of_authenticators};
use crate::{json, output};

/// How the policy file turns recovery codes on.
pub(super) const SWITCH: &str = "`recovery_codes.enabled = true` in the policy file turns recovery codes on";

#[derive(Serialize)]
struct New<'a> {
    person: &'a str,
    codes: Vec<&'a str>,
    /// How many of an older set were left, which work no more; null if there was no older set.
    burned: Option<usize>,
}

#[derive(Serialize)]
pub(super) struct Accepted {
    verdict: &'static str,
    left: usize,
    authenticators: &'static str,
    failures_before: u16,
}

#[derive(Serialize)]
struct Left<'a> {
    person: &'a str,
    left: usize,
}

pub(super) fn run(command: &RecoveryCodesCommand) -> Result<Exit, Failure> {
    match command {
        RecoveryCodesCommand::New(args) => new(args),
        RecoveryCodesCommand::Use(args) => try_one(args),
        RecoveryCodesCommand::Left(args) => left(args),
    }
}

fn new(args: &NewCodesArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let sheet = Sheet::made(&opened, args.count, args.length, &policies)?;
    let (person, burned) = (args.person.as_str(), sheet.burned);
    if let Some(burned) = burned {
        let older = Counted(u64::try_from(burned).unwrap_or(u64::MAX), "code");
        output::warn(&format!("{person} had a set of recovery codes with {older} left, which work no more"));
    }
    output::warn(&format!("these codes are shown once, and each lets {person} in once, behind the password"));
    let shown = if args.basics.json {
        json::print(&New { person, codes: sheet.codes().collect(), burned })
    } else {
        output::stream(|out| sheet.codes().try_for_each(|code| writeln!(out, "{code}")))
    };
    Sheet::seen(Some(&sheet), shown, &args.person).map(|()| Exit::Done)
}

fn try_one(args: &PersonArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    // Everybody is asked first, whether they have codes or not.
    let code = Input::standard()?.recovery_code(format_args!("Recovery code for {}: ", args.person))?;
    let now = args.basics.now()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let policy = &policies.recovery_codes.policy;
    let codes = policies.codes_of(&args.person);
    let redemption = opened.done(opened.people().use_recovery_code(&args.person, now, &code, policy, codes))?;
    outcome(redemption, &args.person)?.tell(&args.basics, &args.person, now)
}

/// What became of a recovery code, for whoever tells it.
pub(super) fn outcome(redemption: CodeRedemption, person: &PersonName) -> Result<Outcome, Failure> {
    let told = match redemption {
        CodeRedemption::Accepted(redeemed) => {
            return Ok(Outcome::Recovered {
                welcome: welcome(&redeemed, person),
                permit: EnrollmentPermit::by_recovery_code(&redeemed),
                by: Recovered::ByCode(redeemed.into()),
            });
        }
        CodeRedemption::Rejected(rejected) => rejected.into(),
        CodeRedemption::Locked { until } => Told::Locked { locked_until: Time(until) },
        CodeRedemption::Closed => Told::Closed,
        CodeRedemption::Off => Told::Off { switch: SWITCH },
        _ => return Err(unknown()),
    };
    Ok(Outcome::Told(told))
}

/// What the person is told who is in.
fn welcome(redeemed: &CodeRedeemed, person: &PersonName) -> String {
    let word = Word(person.as_str());
    let more = match redeemed.left {
        0 => format!("; `mfa recovery-codes new {word}` makes new ones"),
        _ => String::new(),
    };
    format!(
        "accepted\n{}{}{more}\n{}",
        failed_before(redeemed.failures_before),
        Leftover(redeemed.left),
        what_became_of_authenticators(redeemed.authenticators)
    )
}

fn left(args: &LeftArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    let left = opened.done(opened.people().recovery_codes_left(&args.person))?;
    if args.basics.json {
        json::print(&Left { person: args.person.as_str(), left })?;
    } else {
        output::print(format!("{}\n", Leftover(left)))?;
    }
    Ok(Exit::Done)
}

/// `9 recovery codes left`.
struct Leftover(usize);

impl core::fmt::Display for Leftover {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} left", Counted(u64::try_from(self.0).unwrap_or(u64::MAX), "recovery code"))
    }
}

impl From<CodeRedeemed> for Accepted {
    fn from(redeemed: CodeRedeemed) -> Self {
        Self {
            verdict: "accepted",
            left: redeemed.left,
            authenticators: after_recovery(redeemed.authenticators),
            failures_before: redeemed.failures_before,
        }
    }
}
