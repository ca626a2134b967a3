//! `mfa recovery redeem`: a login by what the help desk has read out.

use core::fmt::Write as _;

use mfa_core::{EnrollmentPermit, GrantLogins, OpenGrant, Redeemed, RedeemedBy, Redemption, UnixTime};
use mfa_host::PersonName;
use serde::Serialize;

use super::OFF;
use crate::args::RedeemArgs;
use crate::commands::Opened;
use crate::commands::verdict::{Outcome, Recovered, Told, failed_before, unknown};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::json::Time;
use crate::sentences::{Counted, Word, what_became_of_authenticators};
use crate::when;

/// Somebody is in: what scripts read.
#[derive(Serialize)]
pub(in crate::commands) struct Accepted {
    verdict: &'static str,
    /// What let the person in.
    by: &'static str,
    /// Null if no more logins come with it.
    grant: Option<Grant>,
    authenticators: &'static str,
    failures_before: u16,
}

#[derive(Serialize)]
struct Grant {
    until: Time,
    logins_left: u8,
}

pub(super) fn run(args: &RedeemArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    // Everybody is asked first, whether they have a key or not.
    let what = if args.response { "Response to the challenge" } else { "Recovery PIN" };
    let typed = Input::standard()?.recovery_digits(format_args!("{what} for {}: ", args.person))?;
    let moment = args.basics.moment()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let (people, recovery, codes) = (opened.people(), &policies.recovery, policies.codes_of(&args.person));
    let redemption = opened.done(if args.response {
        people.answer(&args.person, moment, &typed, recovery, codes)
    } else {
        people.redeem(&args.person, moment, &typed, recovery, codes)
    })?;
    outcome(redemption, &args.person, moment.now, recovery.grant_logins)?.tell(&args.basics, &args.person, moment.now)
}

/// What became of a recovery, for whoever tells it.
pub(in crate::commands) fn outcome(
    redemption: Redemption,
    person: &PersonName,
    now: UnixTime,
    asked: GrantLogins,
) -> Result<Outcome, Failure> {
    let told = match redemption {
        Redemption::Accepted(redeemed) => {
            return Ok(Outcome::Recovered {
                welcome: welcome(&redeemed, person, now, asked),
                permit: EnrollmentPermit::by_recovery(&redeemed),
                by: Recovered::ByGrant(redeemed.into()),
            });
        }
        Redemption::Rejected(rejected) => rejected.into(),
        Redemption::Locked { until } => Told::Locked { locked_until: Time(until) },
        Redemption::Closed => Told::Closed,
        Redemption::Off => OFF,
        Redemption::NoChallenge => return Err(no_challenge(person)),
        _ => return Err(unknown()),
    };
    Ok(Outcome::Told(told))
}

/// What the person is told who is in.
fn welcome(redeemed: &Redeemed, person: &PersonName, now: UnixTime, asked: GrantLogins) -> String {
    let mut text = format!("accepted\n{}", failed_before(redeemed.failures_before));
    // Writing to a string does not fail.
    let _ = match redeemed.grant {
        Some(OpenGrant { until, uses_left, .. }) => {
            let logins = Counted(uses_left.into(), "more login");
            let with = match (asked, redeemed.by) {
                (GrantLogins::AnyPasses, _) => "without another PIN",
                (_, RedeemedBy::NewPin) => "with the same PIN",
                (_, RedeemedBy::Response) => "with the same response",
                // A grant does not know which of the two it began with.
                _ => "with the same nine digits",
            };
            writeln!(text, "recovery {}, for {logins} {with}", when::until(until, now))
        }
        None => writeln!(text, "this was the last login of this recovery"),
    };
    text += what_became_of_authenticators(redeemed.authenticators);
    let when = if redeemed.grant.is_some() { "before it ends" } else { "now" };
    text + &format!("enroll a phone {when}: `mfa enroll {}`\n", Word(person.as_str()))
}

fn no_challenge(person: &PersonName) -> Failure {
    Failure::input(format!(
        "no challenge is shown that this could answer; `mfa recovery challenge {}` shows one. Nothing was counted",
        Word(person.as_str())
    ))
}

impl From<Redeemed> for Accepted {
    fn from(redeemed: Redeemed) -> Self {
        Self {
            verdict: "accepted",
            by: match redeemed.by {
                RedeemedBy::NewPin => "pin",
                RedeemedBy::Response => "response",
                RedeemedBy::SamePin => "same",
                RedeemedBy::Grant => "grant",
                _ => "other",
            },
            grant: redeemed.grant.map(|open| Grant { until: Time(open.until), logins_left: open.uses_left }),
            authenticators: crate::sentences::after_recovery(redeemed.authenticators),
            failures_before: redeemed.failures_before,
        }
    }
}
