//! `mfa login`: what is decided of somebody whose password was right, and then whatever that asks for.
//!
//! This is what a plugin does: decide, ask at one prompt for a code, a recovery PIN or a recovery code, told apart by
//! their shape, and let in only whom the commit lets in.

mod decided;

use mfa_core::{Decision, GrantLogins, Moment, Typed};
use mfa_host::people::Arrival;
use mfa_host::policy::Policies;
use serde::Serialize;
use serde_json::Value;

use super::verdict::{Outcome, Told};
use super::{Opened, recovery, recovery_codes};
use crate::args::LoginArgs;
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
    let opened = Opened::new_or_created(&args.basics, &args.person)?;
    let arrival = Arrival {
        occasion: args.occasion.into(),
        listed: policies.requirement_of(&args.person),
        online: !args.offline,
        other_factor: args.smartcard,
    };
    let moment = args.basics.moment()?;
    let decision =
        opened.done(opened.people().decide(&args.person, &arrival, moment, &policies.login, &policies.recovery))?;
    let decided = Decided::of(decision, &policies.contact)?;
    let may = Prompt::after(decision, &policies, &opened)?;
    if !args.basics.json {
        output::print(decided.text(&args.person, args.occasion.into(), moment.now))?;
    }
    let attempt = may.map(|prompt| prompt.answered(args, &opened, &policies)).transpose()?.flatten();
    let exit = attempt.as_ref().map_or(decided.exit(), |outcome| outcome.exit);
    if args.basics.json {
        let attempt = attempt.map(|outcome| outcome.json);
        json::print(&Answer { person: args.person.as_str(), decided: &decided, attempt })?;
    } else if let Some(outcome) = attempt {
        output::print(outcome.text)?;
    }
    Ok(exit)
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
            Decision::AskUnderGrant { .. } if policies.recovery.grant_logins == GrantLogins::AnyPasses => {
                Some(Self::Pass)
            }
            Decision::AskUnderGrant { .. } => Some(Self::Any),
            // Whoever is denied calls the help desk, which may read out a PIN.
            Decision::Deny { .. } if policies.recovery.is_on && opened.can_recover()? => Some(Self::Pin),
            _ => None,
        })
    }

    /// Asks, and tries what was typed; `None` if nothing was, where nothing need be.
    fn answered(self, args: &LoginArgs, opened: &Opened<'_>, policies: &Policies) -> Result<Option<Outcome>, Failure> {
        let people = opened.people();
        let (person, recovery, codes) = (&args.person, &policies.recovery, policies.codes_of(&args.person));
        let redeemed = |redemption, moment: Moment| {
            recovery::redeem::outcome(opened.done(redemption)?, person, moment.now, recovery.grant_logins).map(Some)
        };
        if self == Self::Pass {
            let moment = args.basics.moment()?;
            return redeemed(people.pass(person, moment, recovery, codes), moment);
        }
        let Some(typed) = self.asked(args, policies)? else { return Ok(None) };
        let moment = args.basics.moment()?;
        match typed {
            Typed::Pin(pin) => redeemed(people.redeem(person, moment, &pin, recovery, codes), moment),
            _ if self == Self::Pin => Ok(None),
            Typed::Code(code) => {
                let (verdict, name) = opened.done(people.verify_and_name(person, moment.now, &code, codes))?;
                Told::of(verdict, name.as_ref()).map(|told| Some(told.outcome(person, moment.now)))
            }
            Typed::RecoveryCode(code) => {
                let policy = &policies.recovery_codes.policy;
                let used = opened.done(people.use_recovery_code(person, moment.now, &code, policy, codes))?;
                recovery_codes::outcome(used, person, moment.now).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn asked(self, args: &LoginArgs, policies: &Policies) -> Result<Option<Typed>, Failure> {
        let what = match self {
            Self::Pin => "Recovery PIN",
            Self::Any | Self::Pass => "Code",
        };
        let mut input = Input::standard()?;
        let prompt = format!("{what} for {}: ", args.person);
        match input.typed(prompt, &policies.recovery, &policies.recovery_codes.policy) {
            // Whoever is denied need not have a PIN.
            Err(_) if self == Self::Pin => Ok(None),
            typed => typed.map(Some),
        }
    }
}

impl Opened<'_> {
    /// Whether the person has a recovery key here.
    fn can_recover(&self) -> Result<bool, Failure> {
        match self.people().record(self.person) {
            Err(mfa_host::people::PeopleError::NoSuchPerson) => Ok(false),
            record => self.done(record).map(|record| record.recovery().is_some()),
        }
    }
}
