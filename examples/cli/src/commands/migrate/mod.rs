//! `mfa migrate`: authenticators from what other software left.
//!
//! A file is read as a whole ([`google_authenticator`], [`users_oath`]), then it is planned who gets what ([`plan`]), and
//! only then is anybody changed, each person in one commit. What is used up there is used up here.

mod file;
mod google_authenticator;
mod plan;
mod told;
mod users_oath;

use std::path::Path;

use mfa_core::{Parameters, Position, Secret};
use mfa_host::people::People;
use mfa_host::store::{FileError, FileStore};
use mfa_host::{AuthenticatorName, PersonName};

use crate::args::{MigrateArgs, MigrateFrom};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::sentences::{self, weakness};
use plan::Plan;

/// What a file holds.
struct Found {
    carried: Vec<Carried>,
    left: Vec<Left>,
}

/// An authenticator as it is carried over.
struct Carried {
    person: PersonName,
    line: usize,
    name: Option<AuthenticatorName>,
    secret: Secret,
    parameters: Parameters,
    start: Position,
}

/// Something that is not carried over, and why or what does the same here.
struct Left {
    what: String,
    why: String,
}

pub(crate) fn run(args: &MigrateArgs) -> Result<Exit, Failure> {
    let text = file::read(&args.file)?;
    let now = args.basics.now()?;
    let Found { carried, left } = match args.from {
        MigrateFrom::GoogleAuthenticator => google_authenticator::read(args, &text, now)?,
        MigrateFrom::UsersOath => users_oath::read(args, &text, now)?,
    };
    if let Some(warning) = carried.iter().find_map(|carried| weakness(carried.secret.strength())) {
        output::warn(warning);
    }
    let folder = args.basics.folder();
    let plans = plan::of(carried, there(folder)?.as_ref(), folder, now)?;
    if !args.dry_run {
        carry_out(folder, &plans)?;
    }
    told::tell(args, &plans, &left, now)?;
    Ok(Exit::Done)
}

/// The store, if it is there.
fn there(folder: &Path) -> Result<Option<FileStore>, Failure> {
    match FileStore::open(folder) {
        Ok(store) => Ok(Some(store)),
        Err(FileError::NoFolder(_)) => Ok(None),
        Err(error) => Err(sentences::store_failed(&error)),
    }
}

fn carry_out(folder: &Path, plans: &[Plan]) -> Result<(), Failure> {
    let store = FileStore::open_or_create(folder).map_err(|error| sentences::store_failed(&error))?;
    let mut done: Vec<&str> = Vec::with_capacity(plans.len());
    for plan in plans {
        if let Err(error) = People::of(&store).add_all(&plan.person, &plan.news) {
            let failure = sentences::not_done(error, &plan.person, folder);
            return Err(match done.as_slice() {
                [] => failure,
                done => failure.after(format_args!("carried over for {} before this: ", done.join(", "))),
            });
        }
        done.push(plan.person.as_str());
    }
    Ok(())
}

/// A line that cannot be carried over, and why.
fn refused(line: usize, why: impl core::fmt::Display) -> Failure {
    Failure::input(format!("line {line}: {why}; nothing was changed"))
}
