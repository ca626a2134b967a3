//! `mfa verify`: the login.

use mfa_host::people::PeopleError;

use super::verdict::Told;
use super::{Opened, enroll};
use crate::args::VerifyArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;

pub(crate) fn run(args: &VerifyArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    // Everybody is asked first, whether they are in the store or not.
    let code = Input::standard()?.code(format_args!("Code for {}: ", args.person))?;
    let now = args.basics.now()?;
    let policy = policies.codes_of(&args.person);
    let opened = Opened::new(&args.basics, &args.person)?;
    let people = opened.people();
    let verdict = match &args.name {
        Some(name) => {
            let verdict = people.verify_with(&args.person, name, now, &code, policy);
            verdict.map(|verdict| (verdict, Some(name.clone())))
        }
        None => people.verify_and_name(&args.person, now, &code, policy),
    };
    if let Err(PeopleError::NotEnrolled) = verdict {
        let record = people.record(&args.person);
        if let Some(waiting) = record.ok().and_then(|record| enroll::waiting(&record, &args.person, now)) {
            return Err(Failure::new(Exit::Nobody, format!("{} has no authenticator yet; {waiting}", args.person)));
        }
    }
    let (verdict, name) = opened.done(verdict)?;
    Told::of(verdict, name.as_ref())?.tell(&args.basics, &args.person, now)
}
