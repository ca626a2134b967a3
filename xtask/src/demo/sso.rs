//! A person enrolls at a single sign-on: QR code or setup key, a code that confirms, and what may go wrong meanwhile.
//!
//! Secrets are drawn anew each time; `mfa code` plays the phone, which reads what is shown. Times are given, so that the
//! story is the same on any day.

use super::stage::{Stage, Step};
use crate::failure::{Failure, Result};

/// 1 January 2026, 9:00 UTC, and moments after it.
const NINE: u64 = 1_767_258_000;
const MINUTE: u64 = 60;
const STEP: u64 = 30;

pub(super) fn story(stage: &mut Stage<'_>) -> Result<()> {
    an_enrollment_expires_and_is_begun_again(stage)?;
    the_confirming_code_is_no_login(stage)?;
    a_tablet_whose_clock_is_wrong(stage)?;
    two_authenticators_by_name(stage)?;
    stage.say("The secrets were shown once. A lost device is removed by its name: mfa remove alice --name tablet")
}

fn an_enrollment_expires_and_is_begun_again(stage: &mut Stage<'_>) -> Result<()> {
    stage.say(
        "Alice is to enroll her phone at nine o'clock. A secret is drawn; she may scan it, or type the setup key.\n\
         It is pending for ten minutes, and the device has a name.",
    )?;
    let shown = stage.run(enroll("phone", NINE).prints("Setup key:").prints("2026-01-01T09:10:00Z, in 10 min"))?;
    let code = phone(stage, uri(&shown)?, NINE + 11 * MINUTE)?;
    stage.say(
        "She is called away, and reads out the code at eleven past nine. That is too late, however right it is.",
    )?;
    stage.run(confirm(NINE + 11 * MINUTE, &code).exits(1).prints("over").prints("begin again"))?;
    stage.run(confirm(NINE + 11 * MINUTE, &code).exits(5).prints("nothing is pending for alice"))?;
    Ok(())
}

fn the_confirming_code_is_no_login(stage: &mut Stage<'_>) -> Result<()> {
    let now = NINE + 12 * MINUTE;
    stage.say("So it is begun again, with another secret.")?;
    let shown = stage.run(enroll("phone", now).prints("Setup key:"))?;
    let uri = uri(&shown)?;
    let code = phone(stage, uri, now)?;
    stage.say("Pending is not enrolled: at a login the right code lets nobody in.")?;
    stage.run(verify(now, &code).exits(5).prints("alice has no authenticator"))?;
    stage.say("A slip of the finger may be tried again. Then the code is right, and the phone is hers.")?;
    stage.run(confirm(now, &slip(&code)).types(&code).prints("9 wrong codes left").prints("confirmed: \"phone\""))?;
    stage.say(
        "Somebody who looked over her shoulder has nothing: the confirming code is used up. Her next one is good.",
    )?;
    stage.run(verify(now, &code).exits(1).prints("refused"))?;
    let next = phone(stage, uri, now + STEP)?;
    stage.run(verify(now + STEP, &next).prints("accepted"))?;
    Ok(())
}

fn a_tablet_whose_clock_is_wrong(stage: &mut Stage<'_>) -> Result<()> {
    let now = NINE + 20 * MINUTE;
    stage.say("Her tablet has no camera, so she types the setup key. Its clock is a minute and a half slow.")?;
    let shown = stage.run(enroll("tablet", now).prints("Setup key:"))?;
    let key = after(&shown, "Setup key:")?;
    let code = phone(stage, key, now - 90)?;
    stage.say("The administrator is told in words that help.")?;
    stage.run(confirm(now, &code).exits(1).prints("that phone is 3 steps, about 90 seconds, slow; set its clock"))?;
    stage.say("She sets the clock, and the code that it shows then confirms it.")?;
    let code = phone(stage, key, now + MINUTE)?;
    stage.run(confirm(now + MINUTE, &code).prints("confirmed: \"tablet\" is alice's"))?;
    Ok(())
}

fn two_authenticators_by_name(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Alice has two authenticators now, each with its name.")?;
    let status = mfa(&format!("status alice --at {}", NINE + 30 * MINUTE));
    stage.run(status.prints("\"phone\": TOTP").prints("\"tablet\": TOTP"))?;
    Ok(())
}

fn mfa(arguments: &str) -> Step {
    Step::new(format!("mfa --store people {arguments}"))
}

fn enroll(name: &str, at: u64) -> Step {
    mfa(&format!("enroll alice --name {name} --issuer Example --pending --at {at}"))
}

fn confirm(at: u64, code: &str) -> Step {
    mfa(&format!("confirm alice --at {at}")).types(code)
}

fn verify(at: u64, code: &str) -> Step {
    mfa(&format!("verify alice --at {at}")).types(code)
}

/// What a phone shows that has scanned this URI, or was given this setup key, when its clock says so.
fn phone(stage: &mut Stage<'_>, scanned: &str, its_time: u64) -> Result<String> {
    let code = stage.run(Step::new(format!("mfa code --at {its_time} -")).types(scanned))?;
    Ok(code.trim().to_owned())
}

/// The same code with its last digit mistyped.
fn slip(code: &str) -> String {
    let (rest, mistyped) = match code.strip_suffix('7') {
        Some(rest) => (rest, '4'),
        None => (code.get(..code.len().saturating_sub(1)).unwrap_or_default(), '7'),
    };
    format!("{rest}{mistyped}")
}

fn uri(shown: &str) -> Result<&str> {
    after(shown, "URI:")
}

fn after<'s>(shown: &'s str, heading: &str) -> Result<&'s str> {
    let line = shown.lines().find_map(|line| line.strip_prefix(heading));
    line.map(str::trim).ok_or_else(|| Failure::new(format!("there is no line {heading}")))
}
