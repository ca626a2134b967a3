//! What a newcomer sees first: what a login is, and what happens to the codes that should not work.
//!
//! Codes that are written out here are RFC 4226's and RFC 6238's; the others come from `mfa code`, which plays the phone.
//! Times are given, so that the story is the same on any day.

use super::stage::{Stage, Step};
use crate::failure::{Failure, Result};

/// RFC 6238's secret, two others, and two of the RFC's times.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const BOBS: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const NEW_PHONES: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
const IN_2005: &str = "1111111109";
const IN_2009: &str = "1234567890";

pub(super) fn story(stage: &mut Stage<'_>) -> Result<()> {
    a_phone_is_added_and_its_code_works_once(stage)?;
    wrong_codes_lock_and_time_lifts_the_lock(stage)?;
    a_slow_phone_is_found_and_learned(stage)?;
    a_lost_phone_is_removed(stage)?;
    a_token_that_ran_away_is_found(stage)?;
    two_logins_at_once_with_one_code(stage)?;
    stage.say(
        "That was libmfa. Embed it: README.md has an example for a server, for firmware and for an app, and\n\
         core/README.md a login on a database of your own. Use it: cargo install --path examples/cli; mfa --help",
    )
}

fn a_phone_is_added_and_its_code_works_once(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Alice enrolls her phone with an otpauth URI, as Google, Keycloak and others issue it.")?;
    let uri = format!("otpauth://totp/Example:alice@example.com?secret={SECRET}&issuer=Example");
    stage.run(mfa("add alice --name phone -").types(&uri).prints("added \"phone\" to alice"))?;
    stage.say("It is 18 March 2005, her phone shows 081804, and she is in.")?;
    stage.run(verify("alice", IN_2005, "081804").prints("accepted"))?;
    stage.say("Somebody has watched her and types the same code again, in whatever spelling.")?;
    stage.run(verify("alice", IN_2005, "081-804").exits(1).prints("refused"))?;
    Ok(())
}

fn wrong_codes_lock_and_time_lifts_the_lock(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Somebody guesses. Five wrong codes are free, the sixth locks.")?;
    for left in ["5 attempts left", "4 attempts left", "3 attempts left", "2 attempts left", "1 attempt left"] {
        stage.run(verify("alice", "1111111115", "123456").exits(1).prints("refused").prints(left))?;
    }
    stage.run(verify("alice", "1111111115", "123456").exits(1).prints("locked until"))?;
    stage.say("Now not even the right code is looked at, and setting the clock back does not help.")?;
    stage.run(verify("alice", "1111111120", "050471").exits(3).prints("locked until"))?;
    stage.run(verify("alice", "1111111100", "081804").exits(3).prints("locked until"))?;
    stage.say("After half a minute the lock is over. She is in, and learns that somebody has tried.")?;
    let code = phone(stage, SECRET, "1111111150")?;
    stage.run(verify("alice", "1111111150", &code).prints("accepted").prints("6 failed attempts"))?;
    Ok(())
}

fn a_slow_phone_is_found_and_learned(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Bob's phone is two steps slow: a minute. His codes are too old to be good.")?;
    stage.run(mfa("add bob --name phone -").types(BOBS))?;
    let (before, now) = (phone(stage, BOBS, "1234567800")?, phone(stage, BOBS, "1234567830")?);
    stage.run(verify("bob", IN_2009, &now).exits(1).prints("refused"))?;
    stage.say("With drift on, two codes in a row find the phone, and what was learned is remembered.")?;
    let found = mfa("resync bob --drift 10 --at 1234567890").types(&before).types(&now);
    stage.run(found.prints("2 steps"))?;
    let next = phone(stage, BOBS, "1234567860")?;
    let drifted = mfa("verify bob --drift 10 --at 1234567920").types(&next);
    stage.run(drifted.prints("accepted"))?;
    Ok(())
}

fn a_lost_phone_is_removed(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Alice has a new phone beside the old one. Either lets her in, each with its own codes.")?;
    stage.run(mfa("add alice --name 'new phone' -").types(NEW_PHONES))?;
    stage.run(verify("alice", IN_2009, "005924").prints("accepted"))?;
    stage.say("Then the old one is lost. It is removed, and its codes are out; nothing else changes.")?;
    stage.run(mfa("remove alice --name phone"))?;
    stage.run(verify("alice", "2000000000", "279037").exits(1).prints("refused"))?;
    let code = phone(stage, NEW_PHONES, "2000000000")?;
    stage.run(verify("alice", "2000000000", &code).prints("accepted"))?;
    stage.run(mfa("list --at 2000000000").prints("alice").prints("bob"))?;
    Ok(())
}

fn a_token_that_ran_away_is_found(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Carol has a token with a button, which her children have pressed forty times.")?;
    stage.run(mfa("add carol --name token --hotp -").types(SECRET))?;
    stage.run(verify("carol", IN_2009, "755224").prints("accepted"))?;
    let codes = Step::new("mfa code --hotp --counter 40 --window 2 -").types(SECRET);
    let codes: Vec<String> = stage.run(codes)?.lines().map(str::to_owned).collect();
    let [first, second, third] = codes.as_slice() else { return Err(Failure::new("three codes were asked for")) };
    stage.run(verify("carol", IN_2009, first).exits(1).prints("refused"))?;
    stage.say("Two codes in a row bring it back. Both are used up; the next one lets her in.")?;
    stage.run(mfa("resync carol --at 1234567890").types(first).types(second))?;
    stage.run(verify("carol", IN_2009, second).exits(1).prints("refused"))?;
    stage.run(verify("carol", IN_2009, third).prints("accepted"))?;
    Ok(())
}

fn two_logins_at_once_with_one_code(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Two logins at the same moment with one code. One gets in.")?;
    stage.run(mfa("add dave --name phone -").types(SECRET))?;
    let line = "for login in 1 2; do echo 005924 | mfa --store people verify dave --at 1234567890 & done; wait";
    let answers = stage.run(Step::new(line).prints("accepted").prints("refused"))?;
    match answers.matches("accepted").count() {
        1 => Ok(()),
        count => Err(Failure::new(format!("{count} logins got in with one code"))),
    }
}

fn mfa(arguments: &str) -> Step {
    Step::new(format!("mfa --store people {arguments}"))
}

fn verify(person: &str, at: &str, code: &str) -> Step {
    mfa(&format!("verify {person} --at {at}")).types(code)
}

/// What a phone with a secret shows when its clock says so.
fn phone(stage: &mut Stage<'_>, secret: &str, its_time: &str) -> Result<String> {
    let code = stage.run(Step::new(format!("mfa code --at {its_time} -")).types(secret))?;
    Ok(code.trim().to_owned())
}
