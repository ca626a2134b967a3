//! `mfa resync`: two codes in a row find an authenticator that has run away.

use mfa_core::{Moving, Policy};

use super::Opened;
use super::standing::off;
use super::verdict::{Told, print_of};
use crate::args::ResyncArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output;
use crate::sentences::Counted;

pub(crate) fn run(args: &ResyncArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let policy = policy(args, policies.codes_of(&args.person));
    let mut input = Input::standard()?;
    let first = input.code(format_args!("Code for {}: ", args.person))?;
    let second = input.code("The code that follows it: ")?;
    let now = args.basics.now()?;
    let opened = Opened::new(&args.basics, &args.person)?;
    let record = opened.record()?;
    let entry = opened.which(&record, args.name.as_ref())?;
    let codes = [&first, &second];
    let outcome = opened.people().resynchronize(&args.person, Some(&entry.name), now, codes, &policy);
    let told = Told::try_from(opened.done(outcome)?)?;
    if args.basics.json {
        print_of(&args.person, &told)?;
    } else {
        let more = match told {
            Told::Resynchronized { offset, .. } => {
                format!(": {}; both codes are used up, and this was no login", found(offset, entry.parameters.moving))
            }
            _ => String::new(),
        };
        output::print(told.text(&args.person, now) + &more + "\n")?;
    }
    Ok(told.exit())
}

fn policy(args: &ResyncArgs, policy: &Policy) -> Policy {
    Policy { resync_range: args.resync_range.unwrap_or(policy.resync_range), ..*policy }
}

fn found(offset: i64, moving: Moving) -> String {
    match moving {
        Moving::Hotp => format!("{} ahead", Counted(offset.unsigned_abs(), "counter")),
        Moving::Totp { .. } if offset == 0 => "its clock is right".to_owned(),
        Moving::Totp { .. } => format!("its clock is {}", off(offset)),
    }
}
