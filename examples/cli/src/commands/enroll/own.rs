//! `mfa enroll --self`: somebody enrolls by themselves, called by sudo, and what a login would decide is what they may.
//!
//! A rule of sudoers(5) names this command line and no other. That nothing which is an administrator's to say goes with it is
//! looked at here all the same: a rule with a star in it is soon written.

use std::env;

use mfa_host::PersonName;
use nix::unistd::{Uid, User};

use crate::args::{Basics, BroughtArgs, EnrollArgs, LoginArgs, OccasionArg, RecoveryCodesArgs, ShowingArgs};
use crate::commands::login;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;

/// Who called sudo: their number, and their name.
const NUMBER: &str = "SUDO_UID";
const NAME: &str = "SUDO_USER";

pub(super) fn run(args: &EnrollArgs) -> Result<Exit, Failure> {
    if let Some(option) = administrators(args) {
        return Err(nothing(format!("{option} is for administrators, and does not go with --self")));
    }
    let person = caller()?;
    let login = LoginArgs {
        person: person.clone(),
        occasion: OccasionArg::Login,
        offline: false,
        smartcard: false,
        policy: args.policy.clone(),
        basics: args.basics.clone(),
    };
    let mut input = Input::standard()?;
    match login::permitted(&login, &mut input)? {
        Ok(permit) => super::by(permit, &person, args, &mut input),
        Err(exit) => Ok(exit),
    }
}

/// An option that is an administrator's to say. A new option does not compile before it is told which it is.
fn administrators(args: &EnrollArgs) -> Option<&'static str> {
    let EnrollArgs { person: _, own: _, name: _, issuer, account, pending, yes, .. } = args;
    let EnrollArgs { recovery, showing, brought, algorithm, digits, period, hotp, policy, basics, .. } = args;
    let RecoveryCodesArgs { recovery_codes } = recovery;
    let ShowingArgs { qr: _, terminal: _, svg } = showing;
    let BroughtArgs { secret, hex } = brought;
    let Basics { store, at, json } = basics;
    let said = [
        ("--issuer", issuer.is_some()),
        ("--account", account.is_some()),
        ("--pending", *pending),
        ("--yes", *yes),
        ("--recovery-codes", recovery_codes.is_some()),
        ("--svg", svg.is_some()),
        ("--secret", secret.is_some()),
        ("--hex", hex.is_some()),
        ("--algorithm", algorithm.is_some()),
        ("--digits", digits.is_some()),
        ("--period", period.is_some()),
        ("--hotp", *hotp),
        ("what changes the policy", !policy.is_silent()),
        ("--store", store.is_some()),
        ("--at", at.is_some()),
        ("--json", *json),
    ];
    said.into_iter().find(|(_, is_said)| *is_said).map(|(option, _)| option)
}

/// Whoever called sudo, as the system knows them.
fn caller() -> Result<PersonName, Failure> {
    if !rustix::process::geteuid().is_root() {
        return Err(nothing("--self is for whoever calls it by sudo: `sudo mfa enroll --self`"));
    }
    let by_sudo = || nothing(format!("sudo says who calls, in {NUMBER} and {NAME}, and here it did not"));
    let number: u32 = env::var(NUMBER).ok().and_then(|number| number.parse().ok()).ok_or_else(by_sudo)?;
    let name = env::var(NAME).map_err(|_| by_sudo())?;
    if number == 0 {
        return Err(nothing("root does not enroll with --self; `mfa enroll root` does"));
    }
    let user = User::from_uid(Uid::from_raw(number));
    let user = user.map_err(|errno| nothing(format!("the system cannot say who user {number} is: {errno}")))?;
    match user {
        Some(user) if user.name == name => {
            PersonName::new(&name).map_err(|error| nothing(format!("{name} cannot be enrolled: {error}")))
        }
        Some(user) => {
            Err(nothing(format!("sudo says that {name} calls, and to the system user {number} is {}", user.name)))
        }
        None => Err(nothing(format!("sudo says that {name} calls, and the system knows no user {number}"))),
    }
}

fn nothing(sentence: impl Into<String>) -> Failure {
    Failure::input(sentence).and(". Nothing was decided")
}
