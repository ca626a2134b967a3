//! `mfa recovery key`: what a help desk and one person's device share.

use mfa_core::{DeviceId, RecoveryKey};
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::{device, random};
use serde::Serialize;
use zeroize::Zeroizing;

use super::warn_if_off;
use crate::args::KeyArgs;
use crate::commands::Opened;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Text;
use crate::{json, output, secret_input};

#[derive(Serialize)]
struct Answer<'a> {
    person: &'a str,
    /// Null if the key was removed.
    device: Option<&'a str>,
    /// In base32; null if it was given, or removed.
    key: Option<&'a str>,
    /// Whether another key was there, which works no more.
    replaced: bool,
    removed: bool,
}

pub(super) fn run(args: &KeyArgs) -> Result<Exit, Failure> {
    if args.remove { remove(args) } else { set(args) }
}

fn set(args: &KeyArgs) -> Result<Exit, Failure> {
    let policies = args.policy.policies()?;
    let opened = Opened::new_or_created(&args.basics, &args.person)?;
    let there = device_there(&opened)?;
    if there.is_some() && !args.replace {
        return Err(opened.refused(PeopleError::RecoveryKeyThere));
    }
    let device = device_of(args, there, &policies)?;
    let key = match &args.key {
        Some(given) => secret_input::recovery_key(given)?,
        None => random::recovery_key().map_err(|error| Failure::new(Exit::Store, error.to_string()))?,
    };
    let people = opened.people();
    let replaced = match people.add_recovery_key(&args.person, &device, &key) {
        Err(PeopleError::RecoveryKeyThere) if args.replace => {
            opened.done(people.set_recovery_key(&args.person, &device, &key))?;
            true
        }
        result => opened.done(result).map(|()| false)?,
    };
    warn_if_off(policies.recovery.is_on);
    if replaced {
        output::warn(
            "the key that was there works no more, and its grant and challenge are gone; failures and lock stay",
        );
    }
    // A key that was given is in the vault already.
    let printed = args.key.is_none().then(|| text_of(&key));
    if printed.is_some() {
        output::warn(
            "this key is shown once: put it into the vault, an entry of its own for this person on this device; whoever \
             has it can issue PINs for them",
        );
    }
    let told = told(args, &device, printed.as_ref().map(|text| text.as_str()), replaced);
    told.map_err(|failure| match printed {
        Some(_) => failure
            .and(format_args!("; {} has a new key that nobody has seen: run it again with --replace", args.person)),
        None => failure,
    })
}

fn told(args: &KeyArgs, device: &DeviceId, key: Option<&str>, replaced: bool) -> Result<Exit, Failure> {
    let (person, device) = (args.person.as_str(), device.as_str());
    if args.basics.json {
        json::print(&Answer { person, device: Some(device), key, replaced, removed: false })?;
    } else {
        output::stream(|out| match key {
            Some(key) => writeln!(out, "person  {person}\ndevice  {device}\nkey     {key}"),
            None => writeln!(out, "{person} has the given recovery key on {device}"),
        })?;
    }
    Ok(Exit::Done)
}

/// What the device is called in the key that is there.
fn device_there(opened: &Opened<'_>) -> Result<Option<DeviceId>, Failure> {
    match opened.people().record(opened.person) {
        Ok(record) => Ok(record.recovery().map(|entry| entry.device)),
        Err(PeopleError::NoSuchPerson) => Ok(None),
        Err(error) => Err(opened.refused(error)),
    }
}

/// What the command line calls this computer, or the key that is there, or the policy, or its network.
fn device_of(args: &KeyArgs, there: Option<DeviceId>, policies: &Policies) -> Result<DeviceId, Failure> {
    match args.device.or(there).or(policies.device) {
        Some(device) => Ok(device),
        None => device::host_name().map_err(|error| {
            Failure::input(format!(
                "this computer's host name is no device id: {error}; give one with --device, or `recovery.device_id` in the \
                 policy file"
            ))
        }),
    }
}

fn text_of(key: &RecoveryKey) -> Text {
    key.to_base32(|text| Zeroizing::new(text.to_owned()))
}

fn remove(args: &KeyArgs) -> Result<Exit, Failure> {
    let opened = Opened::new(&args.basics, &args.person)?;
    opened.done(opened.people().remove_recovery_key(&args.person))?;
    let person = args.person.as_str();
    if args.basics.json {
        json::print(&Answer { person, device: None, key: None, replaced: false, removed: true })?;
    } else {
        output::print(format!(
            "removed the recovery key of {person}, and with it its grant, challenge and failures\n"
        ))?;
    }
    Ok(Exit::Done)
}
