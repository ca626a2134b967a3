//! The commands, one file each, and what they share: the opened store and the answers that several give.

mod add;
mod code;
mod completions;
mod diagnose;
mod doctor;
mod enroll;
mod export;
mod import;
mod list;
mod login;
mod lost;
mod man;
mod migrate;
mod module;
mod pam;
mod policy_check;
mod recovery;
mod recovery_codes;
mod remove;
mod rename;
mod require;
mod resync;
mod root;
mod sheet;
mod stack;
mod standing;
mod status;
mod unlock;
mod verdict;
mod verify;

use std::path::Path;

use mfa_host::people::{People, PeopleError};
use mfa_host::record::{Entry, Record};
use mfa_host::store::{FileError, FileStore};
use mfa_host::{AuthenticatorName, PersonName};

use crate::args::{Basics, Cli, Command, PolicyCommand};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences;

/// Carries out a command line.
pub(crate) fn run(cli: Cli) -> Result<Exit, Failure> {
    let Cli { store, mut command } = cli;
    if let (Some(store), Some(basics)) = (store, basics_of(&mut command)) {
        if basics.store.get_or_insert_with(|| store.clone()) != &store {
            return Err(Failure::input("--store is given twice, with two folders; give one"));
        }
    }
    match &command {
        Command::Code(args) => code::run(args),
        Command::Add(args) => add::run(args),
        Command::Enroll(args) => enroll::run(args),
        Command::Confirm(args) => enroll::confirm::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Status(args) => status::run(args),
        Command::List(args) => list::run(args),
        Command::Rename(args) => rename::run(args),
        Command::Remove(args) => remove::run(args),
        Command::Resync(args) => resync::run(args),
        Command::Diagnose(args) => diagnose::run(args),
        Command::Unlock(args) => unlock::run(args),
        Command::Login(args) => login::run(args),
        Command::Require(args) => require::require(args),
        Command::Exempt(args) => require::exempt(args),
        Command::Suspend(args) => lost::suspend(args),
        Command::Reset(args) => lost::reset(args),
        Command::Recovery { command } => recovery::run(command),
        Command::RecoveryCodes { command } => recovery_codes::run(command),
        Command::Export(args) => export::run(args),
        Command::Import(args) => import::run(args),
        Command::Policy { command: PolicyCommand::Check(args) } => policy_check::run(args),
        Command::Migrate(args) => migrate::run(args),
        Command::Pam { command } => pam::run(command),
        Command::Doctor(args) => doctor::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}

/// Where a command keeps the folder of the store, if it needs one.
fn basics_of(command: &mut Command) -> Option<&mut Basics> {
    Some(match command {
        Command::Code(_) | Command::Policy { .. } | Command::Completions(_) | Command::Man(_) => return None,
        Command::Add(args) => &mut args.basics,
        Command::Enroll(args) => &mut args.basics,
        Command::Confirm(args) => &mut args.basics,
        Command::Verify(args) => &mut args.basics,
        Command::Status(args) => &mut args.basics,
        Command::List(args) => &mut args.basics,
        Command::Rename(args) => &mut args.basics,
        Command::Remove(args) => &mut args.basics,
        Command::Resync(args) => &mut args.basics,
        Command::Diagnose(args) => &mut args.basics,
        Command::Unlock(args) => &mut args.basics,
        Command::Login(args) => &mut args.basics,
        Command::Require(args) => &mut args.basics,
        Command::Exempt(args) => &mut args.basics,
        Command::Suspend(args) => &mut args.basics,
        Command::Reset(args) => &mut args.basics,
        Command::Recovery { command } => return command.basics(),
        Command::RecoveryCodes { command } => command.basics(),
        Command::Export(args) => &mut args.basics,
        Command::Import(args) => &mut args.basics,
        Command::Migrate(args) => &mut args.basics,
        Command::Pam { command } => return command.basics(),
        Command::Doctor(args) => &mut args.basics,
    })
}

/// One person at the opened store.
struct Opened<'a> {
    store: FileStore,
    folder: &'a Path,
    person: &'a PersonName,
}

impl<'a> Opened<'a> {
    fn new(basics: &'a Basics, person: &'a PersonName) -> Result<Self, Failure> {
        let folder = basics.folder();
        let store = FileStore::open(folder).map_err(|error| sentences::store_failed(&error))?;
        Ok(Self { store, folder, person })
    }

    fn new_or_created(basics: &'a Basics, person: &'a PersonName) -> Result<Self, Failure> {
        let folder = basics.folder();
        let store = FileStore::open_or_create(folder).map_err(|error| sentences::store_failed(&error))?;
        Ok(Self { store, folder, person })
    }

    fn people(&self) -> People<'_, FileStore> {
        People::of(&self.store)
    }

    fn record(&self) -> Result<Record, Failure> {
        self.done(self.people().record(self.person))
    }

    /// Turns what the people say into what the program says.
    fn done<T>(&self, result: Result<T, PeopleError<FileError>>) -> Result<T, Failure> {
        result.map_err(|error| sentences::not_done(error, self.person, self.folder))
    }

    fn refused(&self, error: PeopleError<FileError>) -> Failure {
        sentences::not_done(error, self.person, self.folder)
    }

    /// The one authenticator that is meant: that of a name, or the only one.
    fn which<'r>(&self, record: &'r Record, name: Option<&AuthenticatorName>) -> Result<&'r Entry, Failure> {
        self.done(match (name, record.authenticators()) {
            (Some(name), all) => all.iter().find(|entry| entry.name == *name).ok_or(PeopleError::NoSuchAuthenticator),
            (None, []) => Err(PeopleError::NotEnrolled),
            (None, [only]) => Ok(only),
            (None, _) => Err(PeopleError::WhichAuthenticator),
        })
    }
}
