//! An organization makes a second factor a duty: who is asked, who has how long, who is called, and what scripts get.
//!
//! The codes come from `mfa code`, which plays the phones.

use super::stage::{Stage, Step};
use crate::failure::Result;

const MONDAY: &str = "2026-01-05T09:00:00Z";
const WEDNESDAY: &str = "2026-01-07T09:00:00Z";
const THURSDAY: &str = "2026-01-08T09:00:00Z";
/// The deadline of those who were told on Monday.
const NEXT_MONDAY: &str = "2026-01-12T09:00:00Z";
const ALICES: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const CAROLS: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const EVES: &str = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
/// None of the three shows it at a time of this story.
const WRONG: &str = "000000";

const POLICY: &[&str] = &[
    "[login]",
    "required = [\"alice\", \"bob\"]",
    "days_to_enroll = 7",
    "logins_without_factor = \"unlimited\"",
    "[administrators]",
    "people = [\"eve\"]",
    "[contact]",
    "email = \"helpdesk@example.com\"",
    "phone = \"+33 4 00 00 00 00\"",
];

pub(super) fn story(stage: &mut Stage<'_>) -> Result<()> {
    selected_people_have_seven_days(stage)?;
    only_the_enrolled_are_asked(stage)?;
    everybody_s_status_is_told(stage)?;
    administrators_lock_for_longer(stage)?;
    after_the_deadline_somebody_is_called(stage)?;
    a_phone_in_the_mail(stage)?;
    a_gateway_without_a_terminal(stage)
}

fn selected_people_have_seven_days(stage: &mut Stage<'_>) -> Result<()> {
    stage.say("From Monday on a second factor is required of some people, who have a week to enroll.")?;
    let file = POLICY.iter().fold(Step::new("umask 077; cat > policy.toml"), |step, line| step.types(line));
    stage.run(file)?;
    stage.run(Step::new("mfa policy check policy.toml").prints("login.days_to_enroll = 7 days"))?;
    stage.say("Dave is on no list; he gets a week by name.")?;
    stage.run(mfa("require dave --days 7").prints("dave (new): required; 7 d to enroll, from the next login on"))?;
    stage.say("Each is let in, and told until when. The week begins with the first login and not anew with each.")?;
    for person in ["alice", "bob", "dave"] {
        let told = "let in without an authenticator until 2026-01-12T09:00:00Z, in 7 d";
        stage.run(login(person, MONDAY).prints(told).prints(format!("`mfa enroll {person}`")))?;
    }
    stage.run(login("dave", WEDNESDAY).prints("until 2026-01-12T09:00:00Z, in 5 d"))?;
    Ok(())
}

fn only_the_enrolled_are_asked(stage: &mut Stage<'_>) -> Result<()> {
    let (now, later) = (WEDNESDAY, "2026-01-07T10:00:00Z");
    stage.say("Alice enrolls on Wednesday. From then on she is asked.")?;
    let code = phone(stage, ALICES, now)?;
    let enroll = mfa(&format!("enroll alice --name phone --secret - --qr none --at {now}")).types(ALICES).types(&code);
    stage.run(enroll.prints("confirmed: \"phone\" is alice's"))?;
    let code = phone(stage, ALICES, later)?;
    stage.run(login("alice", later).types(&code).prints("accepted"))?;
    stage.say("Of Carol nothing is required, so nobody asks her. Once she enrolls all the same, she is asked too.")?;
    stage.run(login("carol", now).prints("no code needed: none is required of carol, who has not enrolled"))?;
    stage.run(mfa("add carol --name phone -").types(CAROLS).prints("added \"phone\" to carol"))?;
    stage.run(login("carol", later).types(WRONG).exits(1).prints("refused"))?;
    let code = phone(stage, CAROLS, later)?;
    stage.run(login("carol", later).types(&code).prints("accepted"))?;
    Ok(())
}

fn everybody_s_status_is_told(stage: &mut Stage<'_>) -> Result<()> {
    let now = THURSDAY;
    stage.say("Who has enrolled, and who has not much time left?")?;
    let list = mfa(&format!("list --policy policy.toml --at {now}"));
    let waiting = "not enrolled, let in until 2026-01-12T09:00:00Z, in 4 d";
    let list = stage.run(list.prints("alice").prints("carol").prints(waiting))?;
    stage.check("bob and dave have not", list.matches(waiting).count() == 2)?;
    let status = mfa(&format!("status bob --policy policy.toml --at {now}"));
    stage.run(status.exits(5).prints("second factor; let in without one until 2026-01-12T09:00:00Z"))?;
    Ok(())
}

fn administrators_lock_for_longer(stage: &mut Stage<'_>) -> Result<()> {
    let now = THURSDAY;
    stage.say(
        "Eve is an administrator, with a phone. Carol is none, and her sixth wrong code locks for half a minute.",
    )?;
    stage.run(mfa("add eve --name phone -").types(EVES).prints("added \"phone\" to eve"))?;
    stage.run(six_wrong_codes("carol", now).prints("1 attempt left\nrefused\nlocked until 2026-01-08T09:00:30Z"))?;
    stage.say("Eve's locks for an hour.")?;
    stage.run(six_wrong_codes("eve", now).prints("1 attempt left\nrefused\nlocked until 2026-01-08T10:00:00Z"))?;
    stage.say("Time lifts both. Who is in learns how many were wrong.")?;
    let (later, an_hour_later) = ("2026-01-08T09:02:00Z", "2026-01-08T10:00:00Z");
    let code = phone(stage, CAROLS, later)?;
    stage.run(login("carol", later).types(&code).prints("accepted").prints("6 failed attempts since"))?;
    let code = phone(stage, EVES, later)?;
    stage.run(login("eve", later).types(&code).exits(3).prints("locked until 2026-01-08T10:00:00Z"))?;
    let code = phone(stage, EVES, an_hour_later)?;
    stage.run(login("eve", an_hour_later).types(&code).prints("accepted").prints("6 failed attempts since"))?;
    Ok(())
}

fn after_the_deadline_somebody_is_called(stage: &mut Stage<'_>) -> Result<()> {
    let now = NEXT_MONDAY;
    stage.say("The week is over. Dave has not enrolled: he is denied, and told whom to call.")?;
    let denied = || login("dave", now).exits(3).prints("denied: the time to enroll an authenticator is over");
    stage.run(denied().prints("ask helpdesk@example.com or +33 4 00 00 00 00"))?;
    stage.say("Setting the clock back to the first day is of no use.")?;
    stage.run(
        login("dave", "2026-01-05T10:00:00Z").exits(3).prints("the clock shows a time before one that was seen"),
    )?;
    stage.say("He calls, and gets his week once more. Nothing but that gives it again.")?;
    stage.run(mfa("require dave --days 7").prints("dave: required; 7 d to enroll"))?;
    stage.run(login("dave", now).prints("let in without an authenticator until 2026-01-19T09:00:00Z, in 7 d"))?;
    Ok(())
}

fn a_phone_in_the_mail(stage: &mut Stage<'_>) -> Result<()> {
    let now = NEXT_MONDAY;
    let (just_before, end) = ("2026-01-15T08:59:00Z", "2026-01-15T09:00:00Z");
    stage.say(
        "Bob's new phone is in the mail. For three days he is asked for nothing; then what the list says holds again.",
    )?;
    let exempt = mfa(&format!("exempt bob --days 3 --at {now}"));
    stage.run(exempt.prints("bob: exempt until 2026-01-15T09:00:00Z, in 3 d"))?;
    stage.run(login("bob", just_before).prints("let in, no code needed: bob is exempt"))?;
    stage.run(login("bob", end).exits(3).prints("denied: the time to enroll").prints("ask helpdesk"))?;
    Ok(())
}

fn a_gateway_without_a_terminal(stage: &mut Stage<'_>) -> Result<()> {
    let (now, later) = ("2026-01-16T09:00:00Z", "2026-01-16T09:01:00Z");
    stage.say("The VPN's gateway has no terminal. It hands the code in by a pipe, and reads one line of JSON.")?;
    let code = phone(stage, ALICES, now)?;
    let json = |code: &str| Step::new(format!("echo {code} | {}", line("alice --json", now)));
    let accepted = json(&code).prints("\"decision\":\"ask-for-code\"").prints("\"verdict\":\"accepted\"");
    stage.run(accepted)?;
    stage.run(json(&code).exits(1).prints("\"verdict\":\"refused\"").prints("\"reason\":\"replayed\""))?;
    stage.say(
        "Or the exit status alone: 0 is in, and nothing else is. 1 is refused, 2 no code at all, 3 denied or locked.",
    )?;
    let next = phone(stage, ALICES, later)?;
    let status = |person: &str, typed: &str| {
        Step::new(format!("echo {typed} | {} > /dev/null 2>&1; echo $?", line(person, later)))
    };
    for (person, typed, expected) in
        [("alice", WRONG, "1"), ("alice", "hello", "2"), ("bob", WRONG, "3"), ("alice", next.as_str(), "0")]
    {
        let told = stage.run(status(person, typed))?;
        stage.check(&format!("the status is {expected}"), told.trim() == expected)?;
    }
    Ok(())
}

fn mfa(arguments: &str) -> Step {
    Step::new(format!("mfa --store people {arguments}"))
}

fn line(person: &str, at: &str) -> String {
    format!("mfa --store people login {person} --policy policy.toml --at {at}")
}

fn login(person: &str, at: &str) -> Step {
    Step::new(line(person, at))
}

fn six_wrong_codes(person: &str, at: &str) -> Step {
    Step::new(format!("for i in 1 2 3 4 5 6; do echo {WRONG} | {}; done", line(person, at))).exits(1)
}

/// What a phone with a secret shows when its clock says so.
fn phone(stage: &mut Stage<'_>, secret: &str, its_time: &str) -> Result<String> {
    let code = stage.run(Step::new(format!("mfa code --at {its_time} -")).types(secret))?;
    Ok(code.trim().to_owned())
}
