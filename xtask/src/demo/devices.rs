//! One person at several devices: hosts that share a store use a code once, one with a store of its own once more.

use super::stage::{Stage, Step};
use crate::failure::Result;

const NINE: &str = "2026-01-05T09:00:00Z";
const SECRET: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";

pub(super) fn story(stage: &mut Stage<'_>) -> Result<()> {
    one_code_for_three_hosts(stage)?;
    at_the_same_moment(stage)?;
    a_laptop_with_a_store_of_its_own(stage)?;
    login_ssh_unlock_and_elevation(stage)
}

fn one_code_for_three_hosts(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("Alice has one phone. A desktop, a server and a mail gateway ask the same store about her.")?;
    stage.run(mfa("add alice --name phone -").types(SECRET).prints("added \"phone\" to alice"))?;
    stage.say("She types one code at all three. The first uses it up, for the others too.")?;
    let code = phone(stage, NINE)?;
    stage.run(login("people", NINE).types(&code).prints("accepted"))?;
    for seconds_later in ["2026-01-05T09:00:02Z", "2026-01-05T09:00:04Z"] {
        stage.run(login("people", seconds_later).types(&code).exits(1).prints("refused"))?;
    }
    Ok(())
}

fn at_the_same_moment(stage: &mut Stage<'_>) -> Result<()> {
    let now = "2026-01-05T10:00:00Z";
    stage.say("A thief beside her types what she types, at the same moment. One gets in, whoever was faster.")?;
    let code = phone(stage, now)?;
    let line = format!(
        "for host in desktop server mail; do echo {code} | mfa --store people login alice --at {now} & done; wait"
    );
    let answers = stage.run(Step::new(line))?;
    let count = |answer| answers.lines().filter(|line| *line == answer).count();
    stage.check("one is accepted and two are refused", (count("accepted"), count("refused")) == (1, 2))
}

fn a_laptop_with_a_store_of_its_own(stage: &mut Stage<'_>) -> Result<()> {
    let (now, later, after_a_week) = ("2026-01-06T09:00:00Z", "2026-01-06T10:00:00Z", "2026-01-13T09:00:00Z");
    stage.say("Her laptop has to let her in on a train, so it has a store of its own, made from the first.")?;
    stage.run(Step::new("mfa --store people export alice | mfa --store laptop import alice").prints("\"phone\""))?;
    stage.say("Codes count offline once the laptop was online; for a week then, by default.")?;
    let code = phone(stage, now)?;
    let offline = |at: &str| Step::new(format!("mfa --store laptop login alice --offline --at {at}"));
    stage.run(offline(now).types(&code).exits(3).prints("only once the device was online"))?;
    stage.run(login("laptop", now).types(&code).prints("accepted"))?;
    let code = phone(stage, later)?;
    stage.run(offline(later).types(&code).prints("accepted"))?;
    stage.run(offline(later).types(&code).exits(1).prints("refused"))?;
    stage.say(
        "The laptop accepts that code once. But it cannot tell the others, and they accept it once more while it lasts:\n\
         where each device has a store, each uses up codes for itself. docs/store.md says so under \"What it cannot see\".",
    )?;
    stage.run(login("people", later).types(&code).prints("accepted"))?;
    stage.say("After the week the laptop has to see its network first.")?;
    let code = phone(stage, after_a_week)?;
    stage.run(offline(after_a_week).types(&code).exits(3).prints("connect it, and codes count again"))?;
    Ok(())
}

fn login_ssh_unlock_and_elevation(stage: &mut Stage<'_>) -> Result<()> {
    let (now, soon, next) = ("2026-01-07T09:00:00Z", "2026-01-07T09:00:10Z", "2026-01-07T09:00:30Z");
    stage.say("What asks on Linux? The login, SSH, the locked screen, sudo. Here the screen does without.")?;
    stage.run(Step::new("umask 077; cat > policy.toml").types("[login]").types("ask_at_unlock = false"))?;
    let on = |occasion: &str, at: &str| {
        Step::new(format!("mfa --store people login alice --policy policy.toml --occasion {occasion} --at {at}"))
    };
    let code = phone(stage, now)?;
    stage.run(on("login", now).types(&code).prints("accepted"))?;
    stage.run(on("unlock", soon).prints("let in, no code needed: the policy asks for none to unlock"))?;
    stage.say("The code that let her in by SSH is used up, for sudo as well. It takes the next one.")?;
    stage.run(on("elevate", soon).types(&code).exits(1).prints("refused"))?;
    let code = phone(stage, next)?;
    stage.run(on("elevate", next).types(&code).prints("accepted"))?;
    Ok(())
}

fn mfa(arguments: &str) -> Step {
    Step::new(format!("mfa --store people {arguments}"))
}

fn login(store: &str, at: &str) -> Step {
    Step::new(format!("mfa --store {store} login alice --at {at}"))
}

/// What her phone shows when its clock says so.
fn phone(stage: &mut Stage<'_>, its_time: &str) -> Result<String> {
    let code = stage.run(Step::new(format!("mfa code --at {its_time} -")).types(SECRET))?;
    Ok(code.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_the_story_refers_to_stands_in_the_documents() {
        let store = include_str!("../../../docs/store.md");
        let (_, section) = store.split_once("\n## What it cannot see\n").unwrap();
        assert!(section.contains("two computers with stores of their own accept it twice"));
    }
}
