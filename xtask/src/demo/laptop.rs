//! Recovery on a laptop: no phone, no network, and a help desk on the telephone.
//!
//! Times are given, so that the story is the same on any day. PINs are computed by `mfa recovery issue`, which plays the
//! help desk and has nothing but a key.

use super::stage::{Stage, Step};
use crate::failure::{Failure, Result};

/// What alice's phone has, and what the help desk's vault has for her on this laptop.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const KEY: &str = "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA";
const LAPTOP: &str = "LAPTOP-0042";
const POLICY: &str = "[login]\nrequired = [\"*\"]\n\n[recovery]\nenabled = true";
/// What device management has deployed.
const PREFERENCES: &str = "<plist version=\"1.0\"><dict>\n\
    <key>LoginPeriodWithOfflineFactor</key><integer>168</integer>\n\
    <key>LoginPeriodWithoutEnrolledFactor</key><integer>48</integer>\n\
    <key>AdminEmail</key><string>helpdesk@example.com</string>\n\
    <key>AdminPhone</key><string>+33 4 00 00 00 00</string>\n\
    </dict></plist>";

pub(super) fn story(stage: &mut Stage<'_>) -> Result<()> {
    a_laptop_is_made_ready(stage)?;
    let pin = a_pin_opens_an_hour(stage)?;
    the_hour_is_over_and_the_next_pin_is_another(stage, &pin)?;
    old_and_foreign_pins_are_refused(stage)?;
    setting_the_clock_back_brings_nothing_back(stage)?;
    a_minute_in_2040_shuts_nobody_out(stage)?;
    a_week_offline_and_whom_to_call(stage)?;
    two_days_without_a_phone_and_whom_to_call(stage)?;
    stage.say("That was recovery. docs/recovery.md is the page for help desks, docs/policy.md has the keys of the policy file.")
}

fn a_laptop_is_made_ready(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Everybody needs a second factor on this laptop, and recovery is on.")?;
    stage.run(writes("policy.toml", POLICY))?;
    stage.run(writes("company.plist", PREFERENCES))?;
    let check = Step::new("mfa policy check policy.toml company.plist");
    stage.run(check.prints("recovery.enabled = true").prints("AdminPhone"))?;
    stage.say("Alice has a phone. For the day it is gone, she and this laptop have a recovery key, which is in the vault too.")?;
    let add = Step::new("mfa --store people add alice --name phone --at 2026-03-02T07:00:00Z -");
    stage.run(add.types(SECRET).prints("added \"phone\" to alice"))?;
    stage.run(writes("vault.key", KEY))?;
    let key = mfa(&format!("recovery key alice --device {LAPTOP} --key @vault.key"));
    stage.run(key.prints(LAPTOP))?;
    Ok(())
}

fn a_pin_opens_an_hour(stage: &mut Stage<'_>) -> Result<String> {
    stage.say(
        "Monday, 9:00, on a train: no network, and the phone is at home. She calls the help desk. They call her back on the\n\
         number that they know, and read out what the key of this pair gives.",
    )?;
    let pin = issued(stage, LAPTOP, "2026-03-02T09:00:03Z")?;
    stage.say("She mistypes a digit. The last digit tells, and it costs nothing.")?;
    stage.run(
        redeem("2026-03-02T09:00:40Z", &mistyped(&pin))
            .exits(2)
            .prints("a digit is wrong")
            .prints("nothing was counted"),
    )?;
    stage.say("Then it is right: she is in for an hour, with her password and the same nine digits.")?;
    let first = redeem("2026-03-02T09:00:50Z", &pin);
    stage.run(first.prints("accepted").prints("until 2026-03-02T10:00:50Z, in 1 h, for 19 more logins"))?;
    stage.run(redeem("2026-03-02T09:45:00Z", &pin).prints("accepted").prints("for 18 more logins"))?;
    Ok(pin)
}

fn the_hour_is_over_and_the_next_pin_is_another(stage: &mut Stage<'_>, pin: &str) -> Result<()> {
    stage.say("After the hour the PIN is worth nothing. She calls again and gets another.")?;
    stage.run(redeem("2026-03-02T10:00:50Z", pin).exits(1).prints("refused"))?;
    let overheard = issued(stage, LAPTOP, "2026-03-02T10:05:00Z")?;
    stage.say("Somebody in the next seat listens. So they issue once more; ten seconds later it is another one.")?;
    let next = issued(stage, LAPTOP, "2026-03-02T10:05:10Z")?;
    stage.run(redeem("2026-03-02T10:05:40Z", &next).prints("accepted").prints("1 failed attempt").prints("in 1 h"))?;
    stage.say("The one before it was burned by that, though its two minutes are not over.")?;
    stage.run(redeem("2026-03-02T10:05:50Z", &overheard).exits(1).prints("refused"))?;
    Ok(())
}

fn old_and_foreign_pins_are_refused(stage: &mut Stage<'_>) -> Result<()> {
    stage.say(
        "A PIN is good for two minutes, and half a minute more that the clocks may be apart. Then it has expired.",
    )?;
    let pin = issued(stage, LAPTOP, "2026-03-02T12:00:00Z")?;
    stage.run(redeem("2026-03-02T12:02:40Z", &pin).exits(1).prints("refused"))?;
    stage.say("A PIN for another laptop is none here. All are refused alike, for a thief might be listening.")?;
    let foreign = issued(stage, "LAPTOP-0043", "2026-03-02T12:05:00Z")?;
    stage.run(redeem("2026-03-02T12:05:10Z", &foreign).exits(1).prints("refused"))?;
    Ok(())
}

fn setting_the_clock_back_brings_nothing_back(stage: &mut Stage<'_>) -> Result<()> {
    stage.say(
        "In the evening somebody has the laptop and a PIN that was used, and sets the clock back to when it was good.",
    )?;
    let pin = issued(stage, LAPTOP, "2026-03-02T18:00:00Z")?;
    stage.run(redeem("2026-03-02T18:00:30Z", &pin).prints("accepted"))?;
    stage.run(redeem("2026-03-02T19:00:30Z", &pin).exits(1).prints("refused"))?;
    stage.run(redeem("2026-03-02T18:00:40Z", &pin).exits(1).prints("refused"))?;
    Ok(())
}

fn a_minute_in_2040_shuts_nobody_out(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("The laptop's battery was empty, and for a minute it thinks that it is 2040. Her PIN is far too old there,\nand the sixth failure in a row locks.")?;
    let pin = issued(stage, LAPTOP, "2026-03-03T08:00:00Z")?;
    for tries in 1..=4 {
        let told = if tries == 4 { "locked until 2040" } else { "refused" };
        stage.run(redeem("2040-01-01T00:00:00Z", &pin).exits(1).prints(told))?;
    }
    stage.say("Then the clock is right again. The lock of thirty seconds lasts thirty more, and not until 2040.")?;
    stage.run(redeem("2026-03-03T08:01:00Z", &pin).exits(3).prints("locked until 2026-03-03T08:01:30Z"))?;
    stage.run(redeem("2026-03-03T08:01:40Z", &pin).prints("accepted"))?;
    stage.run(Step::new("mfa --store people recovery end alice").prints("ended the grant"))?;
    Ok(())
}

fn a_week_offline_and_whom_to_call(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("On Tuesday the phone is back, and so is the network. An ordinary login, online.")?;
    let code = phone(stage, "2026-03-03T12:00:00Z")?;
    stage.run(login("alice", "2026-03-03T12:00:00Z").types(&code).prints("accepted"))?;
    stage.say("Then a ship without a network. Her codes count for a week, which is 168 hours.")?;
    let code = phone(stage, "2026-03-10T11:00:00Z")?;
    stage.run(login("alice --offline", "2026-03-10T11:00:00Z").types(&code).prints("accepted"))?;
    stage.say("When they are over she is told whom to call.")?;
    let denied = login("alice --offline", "2026-03-10T12:00:00Z").types("").exits(3).prints("no code lets in");
    stage.run(denied.prints("helpdesk@example.com").prints("+33 4 00 00 00 00"))?;
    stage.say("They answer the telephone, and a PIN lets her in all the same. Back in port her codes count again.")?;
    let pin = issued(stage, LAPTOP, "2026-03-10T12:10:00Z")?;
    stage.run(login("alice --offline", "2026-03-10T12:10:30Z").types(&pin).prints("accepted"))?;
    let code = phone(stage, "2026-03-11T09:00:00Z")?;
    stage.run(login("alice", "2026-03-11T09:00:00Z").types(&code).prints("accepted"))?;
    Ok(())
}

fn two_days_without_a_phone_and_whom_to_call(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Bob is new and has no phone yet. From his first login on he has 48 hours to enroll one.")?;
    let until = "until 2026-03-13T09:00:00Z";
    stage.run(login("bob", "2026-03-11T09:00:00Z").prints("let in without an authenticator").prints(until))?;
    stage.run(login("bob --offline", "2026-03-13T08:59:00Z").prints(until))?;
    stage
        .say("He did not. Now his password is not enough, online or not, and setting the clock back helps nothing.")?;
    for line in ["bob", "bob --offline"] {
        let denied = login(line, "2026-03-13T09:00:00Z").exits(3).prints("denied");
        stage.run(denied.prints("helpdesk@example.com").prints("+33 4 00 00 00 00"))?;
    }
    stage.run(login("bob", "2026-03-11T10:00:00Z").exits(3).prints("denied"))?;
    Ok(())
}

/// A command on the laptop, which has both files.
fn mfa(arguments: &str) -> Step {
    Step::new(format!("mfa --store people {arguments} --policy policy.toml --policy company.plist"))
}

fn redeem(at: &str, pin: &str) -> Step {
    mfa(&format!("recovery redeem alice --at {at}")).types(pin)
}

fn login(who: &str, at: &str) -> Step {
    mfa(&format!("login {who} --at {at}"))
}

fn writes(file: &str, text: &str) -> Step {
    text.lines().fold(Step::new(format!("cat > {file}")), Step::types)
}

/// What the help desk reads out.
fn issued(stage: &mut Stage<'_>, device: &str, at: &str) -> Result<String> {
    let issue = Step::new(format!("mfa recovery issue --device {device} @vault.key --at {at}"));
    let told = stage.run(issue.prints("verify the caller").prints("valid until"))?;
    let pin = told.lines().find_map(|line| line.strip_prefix("PIN "));
    pin.map(str::to_owned).ok_or_else(|| Failure::new("the help desk has no PIN"))
}

/// What alice's phone shows when its clock says so.
fn phone(stage: &mut Stage<'_>, its_time: &str) -> Result<String> {
    let code = stage.run(Step::new(format!("mfa code --at {its_time} -")).types(SECRET))?;
    Ok(code.trim().to_owned())
}

/// A PIN whose last digit but one is another.
fn mistyped(pin: &str) -> String {
    let mut characters: Vec<char> = pin.chars().collect();
    if let [.., digit, _] = characters.as_mut_slice() {
        *digit = if *digit == '0' { '1' } else { '0' };
    }
    characters.into_iter().collect()
}
