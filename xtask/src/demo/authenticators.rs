//! A person with several authenticators, each with its name: either lets them in, the lost one goes, the other stays.
//!
//! The phone's secret is drawn anew each time, the tablet's is brought along; `mfa code` plays both.

use super::stage::{Stage, Step};
use crate::failure::{Failure, Result};

/// Monday, and the Tuesday after it.
const NINE: &str = "2026-01-05T09:00:00Z";
const TUESDAY: &str = "2026-01-06T09:00:00Z";
/// What the tablet's app has made by itself.
const TABLETS: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

pub(super) fn story(stage: &mut Stage<'_>) -> Result<()> {
    let phones = a_phone_is_enrolled_and_confirmed(stage)?;
    a_tablet_brings_its_secret_along(stage)?;
    either_lets_her_in(stage, &phones)?;
    the_lost_phone_is_out_and_the_tablet_goes_on(stage, &phones)?;
    a_smartcard_in_place_of_a_code(stage)
}

/// Gives the secret that was shown.
fn a_phone_is_enrolled_and_confirmed(stage: &mut Stage<'_>) -> Result<String> {
    stage.say("Alice enrolls her phone. It gets a name, and counts once it has shown a correct code.")?;
    let enroll = mfa(&format!("enroll alice --name phone --qr none --pending --at {NINE}"));
    let shown = stage.run(enroll.prints("Setup key:").prints("2026-01-05T09:10:00Z, in 10 min"))?;
    let key = setup_key(&shown)?;
    let code = phone(stage, &key, "2026-01-05T09:01:00Z")?;
    let confirm = mfa(&format!("confirm alice --at {}", "2026-01-05T09:01:00Z")).types(&code);
    stage.run(confirm.prints("confirmed: \"phone\" is alice's"))?;
    Ok(key)
}

fn a_tablet_brings_its_secret_along(stage: &mut Stage<'_>) -> Result<()> {
    let now = "2026-01-05T09:05:00Z";
    stage.say("Her tablet's app has made a secret of its own. It is brought along, and a code confirms it just so.")?;
    let code = phone(stage, TABLETS, now)?;
    let enroll =
        |name: &str| mfa(&format!("enroll alice --name {name} --secret - --qr none --at {now}")).types(TABLETS);
    stage.run(enroll("phone").types(&code).exits(2).prints("alice has an authenticator of that name already"))?;
    stage.run(enroll("tablet").types(&code).prints("confirmed: \"tablet\" is alice's"))?;
    stage.say("The same secret under another name is refused, for each of its codes would be good twice.")?;
    stage.run(enroll("watch").types(&code).exits(2).prints("alice has that secret already"))?;
    Ok(())
}

fn either_lets_her_in(stage: &mut Stage<'_>, phones: &str) -> Result<()> {
    let (now, later) = ("2026-01-05T10:00:00Z", "2026-01-05T10:01:00Z");
    stage.say("At a login she is asked for one code, and it may be of either.")?;
    let code = phone(stage, phones, now)?;
    stage.run(login(now, &code).prints("accepted"))?;
    let code = phone(stage, TABLETS, later)?;
    stage.run(login(later, &code).prints("accepted"))?;
    stage.say("Each of them knows which of its codes are used up.")?;
    stage.run(login(later, &code).exits(1).prints("refused"))?;
    let status = mfa(&format!("status alice --at {}", later));
    stage.run(status.prints("\"phone\": TOTP").prints("\"tablet\": TOTP").prints("0 in a row"))?;
    Ok(())
}

fn the_lost_phone_is_out_and_the_tablet_goes_on(stage: &mut Stage<'_>, phones: &str) -> Result<()> {
    let now = TUESDAY;
    stage.say("On Tuesday the phone is left in a train. It goes by its name.")?;
    stage.run(mfa("remove alice --name phone").prints("removed \"phone\" of alice"))?;
    stage.say("Whoever has found it gets codes that are right and let nobody in. The tablet goes on as before.")?;
    let code = phone(stage, phones, now)?;
    stage.run(login(now, &code).exits(1).prints("refused"))?;
    let code = phone(stage, TABLETS, now)?;
    stage.run(login(now, &code).prints("accepted").prints("1 failed attempt since the last login"))?;
    let status = mfa(&format!("status alice --at {now}"));
    stage.run(status.prints("\"tablet\": TOTP").lacks("phone"))?;
    Ok(())
}

fn a_smartcard_in_place_of_a_code(stage: &mut Stage<'_>) -> Result<()> {
    let now = "2026-01-06T10:00:00Z";
    stage.say("At her desk she has a smartcard. Where the login accepted that already, no code is asked for.")?;
    let card = || mfa(&format!("login alice --smartcard --at {now}"));
    stage.run(card().prints("let in, no code needed: a smartcard was accepted already"))?;
    stage.say("Whether that suffices is the administrator's to say. Here it does not, and nothing is not a code.")?;
    stage.run(Step::new("umask 077; cat > policy.toml").types("[login]").types("other_factor_suffices = false"))?;
    let strict = || mfa(&format!("login alice --smartcard --policy policy.toml --at {now}"));
    stage.run(strict().exits(2).prints("nothing was counted"))?;
    let code = phone(stage, TABLETS, now)?;
    stage.run(strict().types(&code).prints("accepted"))?;
    Ok(())
}

fn mfa(arguments: &str) -> Step {
    Step::new(format!("mfa --store people {arguments}"))
}

fn login(at: &str, code: &str) -> Step {
    mfa(&format!("login alice --at {at}")).types(code)
}

/// What an authenticator with this secret shows when its clock says so.
fn phone(stage: &mut Stage<'_>, secret: &str, its_time: &str) -> Result<String> {
    let code = stage.run(Step::new(format!("mfa code --at {its_time} -")).types(secret))?;
    Ok(code.trim().to_owned())
}

fn setup_key(shown: &str) -> Result<String> {
    let line = shown.lines().find_map(|line| line.strip_prefix("Setup key:"));
    line.map(|key| key.trim().to_owned()).ok_or_else(|| Failure::new("there is no setup key"))
}
