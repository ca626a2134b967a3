//! `mfa recovery issue` and `mfa recovery respond`: the help desk's side, from a key alone.

use mfa_core::{RecoveryDigits, RecoveryError};
use serde::Serialize;

use crate::args::{IssueArgs, RespondArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::parsed_recovery_digits;
use crate::json::Time;
use crate::{json, output, secret_input, when};

/// What whoever reads it out must have done. It comes before what is read out.
const VERIFY: &str = "verify the caller before you read this out: call back on the number your directory has, ask their \
                      manager, or look at them; with it and the password, whoever calls is in as that person";

#[derive(Serialize)]
struct Issued<'a> {
    device: &'a str,
    pin: &'a str,
    valid_until: Time,
    next_differs_from: Time,
}

#[derive(Serialize)]
struct Response<'a> {
    response: &'a str,
}

pub(super) fn issue(args: &IssueArgs) -> Result<Exit, Failure> {
    let key = secret_input::recovery_key(&args.key.key)?;
    let now = when::now(args.at)?;
    let issued = mfa_core::issue(&key, &args.device, now).map_err(not_computed)?;
    let (valid_until, next) = (issued.valid_until, issued.next_differs_from);
    output::warn(VERIFY);
    if args.json {
        let (device, pin) = (args.device.as_str(), issued.pin.as_str());
        json::print(&Issued { device, pin, valid_until: Time(valid_until), next_differs_from: Time(next) })?;
    } else {
        output::stream(|out| {
            writeln!(out, "PIN {}", issued.pin)?;
            writeln!(out, "valid {}", when::until(valid_until, now))?;
            let wait = when::Length(next.seconds().saturating_sub(now.seconds()));
            writeln!(out, "the next PIN is another one from {} on, in {wait}", when::shown(next))
        })?;
    }
    Ok(Exit::Done)
}

pub(super) fn respond(args: &RespondArgs) -> Result<Exit, Failure> {
    let challenge = challenge_of(args)?;
    let key = secret_input::recovery_key(&args.key.key)?;
    let response = mfa_core::respond(&key, &challenge).map_err(not_computed)?;
    output::warn(VERIFY);
    if args.json {
        json::print(&Response { response: response.as_str() })?;
    } else {
        output::stream(|out| writeln!(out, "response {response}"))?;
    }
    Ok(Exit::Done)
}

fn challenge_of(args: &RespondArgs) -> Result<RecoveryDigits, Failure> {
    let text = args.challenge.to_str().ok_or_else(|| Failure::input("the challenge is not text"))?;
    parsed_recovery_digits(text).map_err(|failure| failure.after("the challenge: "))
}

fn not_computed(error: RecoveryError) -> Failure {
    Failure::new(Exit::Store, error.to_string())
}
