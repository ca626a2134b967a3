//! `mfa login`: what is decided of somebody whose password was right, and then whatever that asks for.
//!
//! This is what a plugin does: decide, ask at one prompt for a code, a recovery PIN or a recovery code, told apart by
//! their shape, and let in only whom the commit lets in.

mod decided;

use std::io::{self, IsTerminal as _};

use mfa_core::{Decision, EnrollmentPermit, Typed, UnixTime};
use mfa_host::PersonName;
use mfa_host::people::{Arrival, LoggedIn, PeopleError};
use mfa_host::policy::Policies;
use serde::Serialize;
use serde_json::Value;

use super::verdict::{Outcome, Told, unknown};
use super::{Opened, enroll, recovery, recovery_codes};
use crate::args::{EnrollArgs, LoginArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::{json, output};
use decided::Decided;

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    #[serde(flatten)]
    decided: &'a Decided,
    /// What became of what was typed; null if nothing was asked for.
    attempt: Option<Value>,
}

pub(crate) fn run(args: &LoginArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let arrival = Arrival { occasion: args.occasion.into(), online: !args.offline, other_factor: args.smartcard };
    let moment = args.basics.moment()?;
    let decision = opened.done(opened.people().decide(&args.person, &arrival, moment, &policies))?;
    let decided = Decided::of(decision, &policies.contact)?;
    let may = Prompt::after(decision, &policies, &opened)?;
    if !args.basics.json {
        output::print(decided.text(&args.person, args.occasion.into(), moment.now, may == Some(Prompt::Pin)))?;
        if let (Decision::EnrollNow { .. }, true) = (decision, io::stdin().is_terminal()) {
            return enrolled_now(args, &decision);
        }
    }
    let attempt = may.map(|prompt| prompt.answered(&decision, args, &opened, &policies)).transpose()?.flatten();
    let exit = attempt.as_ref().map_or(decided.exit(), |outcome| outcome.exit);
    if args.basics.json {
        let attempt = attempt.map(|outcome| outcome.json);
        json::print(&Answer { person: args.person.as_str(), decided: &decided, attempt })?;
    } else if let Some(outcome) = attempt {
        output::print(outcome.text)?;
    }
    Ok(exit)
}

/// Enrolls whoever must before they are let in. A script is told so by its exit status, and enrolls them by itself.
fn enrolled_now(args: &LoginArgs, decision: &Decision) -> Result<Exit, Failure> {
    let permit = EnrollmentPermit::by_decision(decision).ok_or_else(unknown)?;
    match enroll::by(permit, &EnrollArgs::at_login(args)) {
        Ok(Exit::Done) => {
            output::print("let in\n")?;
            Ok(Exit::Done)
        }
        Ok(_) => Ok(Exit::Enroll),
        Err(failure) => {
            failure.tell();
            Ok(Exit::Enroll)
        }
    }
}

/// What a person is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prompt {
    /// A code, a PIN or a recovery code.
    Any,
    /// Only what the help desk reads out: an open grant asks nothing else, or whoever is denied may recover.
    Pin,
    /// Nothing: the open grant lets any login pass.
    Pass,
}

impl Prompt {
    fn after(decision: Decision, policies: &Policies, opened: &Opened<'_>) -> Result<Option<Self>, Failure> {
        Ok(match decision {
            Decision::AskForCode => Some(Self::Any),
            Decision::AskUnderGrant { .. } if policies.grant_lets_pass() => Some(Self::Pass),
            Decision::AskUnderGrant { .. } => Some(Self::Any),
            // Whoever is denied calls the help desk, which may read out a PIN.
            Decision::Deny { .. } if policies.recovery.is_on && opened.can_recover()? => Some(Self::Pin),
            _ => None,
        })
    }

    /// Asks, and tries what was typed; `None` if nothing was, where nothing need be.
    fn answered(
        self,
        decision: &Decision,
        args: &LoginArgs,
        opened: &Opened<'_>,
        policies: &Policies,
    ) -> Result<Option<Outcome>, Failure> {
        let (people, person) = (opened.people(), &args.person);
        if self == Self::Pass {
            let moment = args.basics.moment()?;
            let passed = people.pass(person, moment, &policies.recovery, policies.codes_of(person));
            return told(LoggedIn::ByRecovery(opened.done(passed)?), person, moment.now, policies).map(Some);
        }
        let Some(typed) = self.asked(person, policies)? else { return Ok(None) };
        let moment = args.basics.moment()?;
        let outcome = opened.done(people.log_in(decision, person, moment, &typed, policies))?;
        told(outcome, person, moment.now, policies).map(Some)
    }

    fn asked(self, person: &PersonName, policies: &Policies) -> Result<Option<Typed>, Failure> {
        let mut input = Input::standard()?;
        if self == Self::Pin {
            return Ok(input.pin_if_any(format_args!("Recovery PIN for {person}: "), policies)?.map(Typed::Pin));
        }
        input.typed(format_args!("Code for {person}: "), policies).map(Some)
    }
}

fn told(outcome: LoggedIn, person: &PersonName, now: UnixTime, policies: &Policies) -> Result<Outcome, Failure> {
    match outcome {
        LoggedIn::ByCode(verdict, name) => Told::of(verdict, name.as_ref()).map(|told| told.outcome(person, now)),
        LoggedIn::ByRecovery(redemption) => {
            recovery::redeem::outcome(redemption, person, now, policies.recovery.grant_logins)
        }
        LoggedIn::ByRecoveryCode(redemption) => recovery_codes::outcome(redemption, person, now),
    }
}

impl Opened<'_> {
    /// Whether the person has a recovery key here.
    fn can_recover(&self) -> Result<bool, Failure> {
        match self.people().record(self.person) {
            Err(PeopleError::NoSuchPerson) => Ok(false),
            record => self.done(record).map(|record| record.recovery().is_some()),
        }
    }
}
