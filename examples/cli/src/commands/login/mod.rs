//! `mfa login`: what is decided of somebody whose password was right, and then whatever that asks for.
//!
//! This is what a plugin does: decide, ask at one prompt for a code, a recovery PIN or a recovery code, told apart by
//! their shape, and let in only whom the commit lets in. Whoever is not let in is told whom to ask ([`whom`]).

mod decided;
mod prompt;
mod whom;

use mfa_core::{Decision, EnrollmentPermit, UnixTime, Verdict};
use mfa_host::people::{Arrival, LoggedIn, PeopleError};
use mfa_host::policy::Policies;
use mfa_host::record::Record;
use serde::Serialize;

use super::verdict::{Outcome, Told, unknown};
use super::{Opened, enroll, recovery, recovery_codes};
use crate::args::{EnrollArgs, LoginArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::sentences::Word;
use crate::{json, output};
use decided::{Decided, Enroll, Of};
use prompt::Prompt;
use whom::Whom;

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    /// What became of it all.
    let_in: bool,
    #[serde(flatten)]
    decided: &'a Decided,
    /// Whom to ask, for whoever was denied, or can try nothing more now.
    #[serde(flatten)]
    whom: Option<Whom<'a>>,
    /// What became of what was typed; null if nothing was asked for.
    attempt: Option<&'a Outcome>,
}

pub(crate) fn run(args: &LoginArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    Login::decided(args, &opened, &policies)?.carried_out(&mut Input::standard()?)
}

/// What lets somebody enroll who is no administrator: what a login would ask of them, or have them do. Whoever may not is told
/// why, and the status to end with is given.
pub(super) fn permitted(args: &LoginArgs, input: &mut Input) -> Result<Result<EnrollmentPermit, Exit>, Failure> {
    let policies = args.policy.policies()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let login = Login::decided(args, &opened, &policies)?;
    match EnrollmentPermit::by_decision(&login.decision) {
        Some(permit) => Ok(Ok(permit)),
        None => login.permitted(input),
    }
}

/// A login of which was decided.
struct Login<'a> {
    args: &'a LoginArgs,
    opened: &'a Opened<'a>,
    policies: &'a Policies,
    decision: Decision,
    /// When that was decided, and what was stored of the person then.
    now: UnixTime,
    record: Option<Record>,
    whom: Whom<'a>,
}

impl<'a> Login<'a> {
    fn decided(args: &'a LoginArgs, opened: &'a Opened<'a>, policies: &'a Policies) -> Result<Self, Failure> {
        let arrival = Arrival { occasion: args.occasion.into(), online: !args.offline, other_factor: args.smartcard };
        let moment = args.basics.moment()?;
        let decision = opened.done(opened.people().decide(&args.person, &arrival, moment, policies))?;
        let record = opened.record_if_any()?;
        let has_pin = policies.recovery.is_on && record.as_ref().is_some_and(|record| record.recovery().is_some());
        let whom = Whom::of(&policies.contact, has_pin);
        Ok(Self { args, opened, policies, decision, now: moment.now, record, whom })
    }

    /// Tells what was decided, asks for what that asks for, and tells what came of it.
    fn carried_out(&self, input: &mut Input) -> Result<Exit, Failure> {
        let Self { args, decision, now, .. } = self;
        let decided = Decided::of(*decision)?;
        let enrolls_here = matches!(decision, Decision::EnrollNow { .. }) && input.is_terminal() && !args.basics.json;
        let is_out = matches!(decision, Decision::Deny { .. } | Decision::EnrollNow { .. }) && !enrolls_here;
        let prompt = Prompt::after(*decision, self.policies, self.whom.has_pin);
        if !args.basics.json {
            let record = self.record.as_ref().filter(|_| !enrolls_here);
            let waiting = record.and_then(|record| enroll::waiting(record, &args.person, *now));
            let may_recover = prompt == Some(Prompt::Pin);
            let ask = if is_out { format!("{}\n", self.whom.if_pin(may_recover)) } else { String::new() };
            output::print(self.announced(&decided, waiting, may_recover, *now) + &ask)?;
        }
        if enrolls_here {
            return self.enrolled_now(input);
        }
        let attempt = prompt.map(|prompt| self.tried(prompt, input)).transpose()?.flatten();
        let exit = attempt.as_ref().map_or(decided.exit(), |attempt| attempt.outcome.exit());
        let whom = attempt.as_ref().and_then(|attempt| attempt.whom).or(is_out.then_some(self.whom));
        if args.basics.json {
            let attempt = attempt.as_ref().map(|attempt| &attempt.outcome);
            let (person, let_in) = (args.person.as_str(), exit == Exit::Done);
            json::print(&Answer { person, let_in, decided: &decided, whom, attempt })?;
        } else if let Some(attempt) = attempt {
            self.tell(attempt, input)?;
        }
        Ok(exit)
    }

    /// Asks for what a login would, and gives what whoever is accepted may do.
    fn permitted(&self, input: &mut Input) -> Result<Result<EnrollmentPermit, Exit>, Failure> {
        let prompt = Prompt::after(self.decision, self.policies, self.whom.has_pin);
        let decided = Decided::of(self.decision)?;
        let ask = self.whom.if_pin(prompt == Some(Prompt::Pin));
        output::print(match prompt {
            None | Some(Prompt::Pin) => format!("{}; {ask}\n", decided.why_not_enroll(&self.args.person)),
            Some(_) => format!("{} comes first\n", decided.what_is_needed()),
        })?;
        let Some(attempt) = prompt.map(|prompt| self.tried(prompt, input)).transpose()?.flatten() else {
            return Ok(Err(Exit::Barred));
        };
        let exit = attempt.outcome.exit();
        let whom = attempt.whom.map_or_else(String::new, |whom| format!("{whom}\n"));
        match attempt.outcome {
            Outcome::Told(told) => {
                output::print(told.plainly(attempt.now) + "\n" + &whom)?;
                Ok(attempt.permit.ok_or(exit))
            }
            Outcome::Recovered { welcome, permit, .. } => {
                output::print(welcome)?;
                Ok(Ok(permit))
            }
        }
    }

    /// What was decided, for the person; and what they do to enroll, where that is up to them.
    fn announced(&self, decided: &Decided, waiting: Option<String>, may_recover: bool, now: UnixTime) -> String {
        let Self { args, .. } = self;
        let begin = || Enroll::Begin(format!("`mfa enroll {}`", Word(args.person.as_str())));
        let enroll = waiting.map_or_else(begin, Enroll::Waiting);
        decided.text(&Of { person: &args.person, occasion: args.occasion.into(), now, enroll, may_recover })
    }

    /// Says what became of an attempt. Whoever is in by a recovery is asked whether they enroll a phone in place of the one
    /// that is gone; they are in either way.
    fn tell(&self, attempt: Attempt<'_>, input: &mut Input) -> Result<(), Failure> {
        let whom = attempt.whom.map_or_else(String::new, |whom| format!("{whom}\n"));
        match attempt.outcome {
            Outcome::Told(told) => output::print(told.plainly(attempt.now) + "\n" + &whom),
            Outcome::Recovered { welcome, permit, .. } => {
                output::print(welcome)?;
                if input.is_terminal() && input.wants("enroll a phone now? [y/N] ").unwrap_or(false) {
                    let args = EnrollArgs::at_login(self.args);
                    if let Err(failure) = enroll::by(permit, &self.args.person, &args, input) {
                        failure.tell();
                    }
                }
                Ok(())
            }
        }
    }

    /// Enrolls whoever must before they are let in. A script is told so by its exit status, and enrolls them by itself.
    fn enrolled_now(&self, input: &mut Input) -> Result<Exit, Failure> {
        let permit = EnrollmentPermit::by_decision(&self.decision).ok_or_else(unknown)?;
        match enroll::by(permit, &self.args.person, &EnrollArgs::at_login(self.args), input) {
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

    /// Asks, and tries what was typed; `None` if nothing was, where nothing need be.
    fn tried(&self, prompt: Prompt, input: &mut Input) -> Result<Option<Attempt<'_>>, Failure> {
        let Self { args, opened, policies, .. } = self;
        let (people, person) = (opened.people(), &args.person);
        if prompt == Prompt::Pass {
            let moment = args.basics.moment()?;
            let passed = people.pass(person, moment, &policies.recovery, policies.codes_of(person));
            return self.attempt(LoggedIn::ByRecovery(opened.done(passed)?), moment.now).map(Some);
        }
        let Some(typed) = prompt.asked(person, policies, input)? else { return Ok(None) };
        let moment = args.basics.moment()?;
        let logged_in = match people.log_in(&self.decision, person, moment, &typed, policies) {
            Err(PeopleError::NoRecovery) => return Err(self.has_none("recovery key on this computer")),
            Err(PeopleError::NoRecoveryCodes) => return Err(self.has_none("recovery codes")),
            Err(PeopleError::NotEnrolled) => return Err(self.has_none("authenticator")),
            Err(PeopleError::NotAsked) => {
                let sentence =
                    "codes do not count now, offline for so long; type the recovery PIN; nothing was counted";
                return Err(Failure::new(Exit::Barred, format!("{sentence}; {}", self.whom)));
            }
            other => opened.done(other)?,
        };
        self.attempt(logged_in, moment.now).map(Some)
    }

    fn attempt(&self, logged_in: LoggedIn, now: UnixTime) -> Result<Attempt<'_>, Failure> {
        let (person, policies) = (&self.args.person, self.policies);
        // No other PIN helps where PINs are not looked at.
        let pin_helps = !matches!(logged_in, LoggedIn::ByRecovery(_));
        let permit = match &logged_in {
            LoggedIn::ByCode(Verdict::Accepted(accepted), _) => Some(EnrollmentPermit::by_code(accepted)),
            _ => None,
        };
        let outcome = match logged_in {
            LoggedIn::ByCode(verdict, name) => Outcome::Told(Told::of(verdict, name.as_ref())?),
            LoggedIn::ByRecovery(redemption) => {
                recovery::redeem::outcome(redemption, person, now, policies.recovery.grant_logins)?
            }
            LoggedIn::ByRecoveryCode(redemption) => recovery_codes::outcome(redemption, person)?,
        };
        let is_barred = matches!(&outcome, Outcome::Told(told) if told.is_barred());
        let whom = is_barred.then(|| self.whom.if_pin(pin_helps));
        Ok(Attempt { outcome, now, permit, whom })
    }

    /// What was typed is for a factor that the person has not.
    fn has_none(&self, of_what: &str) -> Failure {
        Failure::new(Exit::Nobody, format!("{} has no {of_what}; {}", self.args.person, self.whom))
    }
}

/// What became of what was typed.
struct Attempt<'a> {
    outcome: Outcome,
    now: UnixTime,
    /// What a code that was accepted lets them do about authenticators; a recovery has it with its outcome.
    permit: Option<EnrollmentPermit>,
    /// Whom to ask, if nothing more can be tried now.
    whom: Option<Whom<'a>>,
}

impl Opened<'_> {
    /// What is stored of the person, if they are there.
    fn record_if_any(&self) -> Result<Option<Record>, Failure> {
        match self.people().record(self.person) {
            Err(PeopleError::NoSuchPerson) => Ok(None),
            record => self.done(record).map(Some),
        }
    }
}
