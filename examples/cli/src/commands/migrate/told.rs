//! What `mfa migrate` says it did.

use mfa_core::{Moving, Position, UnixTime};
use mfa_host::people::NewAuthenticator;
use serde::Serialize;

use super::Left;
use super::plan::{Plan, Skipped};
use crate::args::MigrateArgs;
use crate::failure::Failure;
use crate::json::{self, Time};
use crate::output;
use crate::sentences::{Described, Quoted};
use crate::when;

#[derive(Serialize)]
struct Answer<'a> {
    dry_run: bool,
    people: Vec<Person<'a>>,
    left: Vec<Thing<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    person: &'a str,
    added: Vec<Added<'a>>,
    skipped: Vec<There<'a>>,
}

#[derive(Serialize)]
struct Added<'a> {
    name: &'a str,
    /// The first time step or counter that is good.
    next: u64,
    /// Until when its codes are used up, if that is after now.
    used_up_until: Option<Time>,
}

#[derive(Serialize)]
struct There<'a> {
    name: &'a str,
    has: &'static str,
}

#[derive(Serialize)]
struct Thing<'a> {
    what: &'a str,
    why: &'a str,
}

pub(super) fn tell(args: &MigrateArgs, plans: &[Plan], left: &[Left], now: UnixTime) -> Result<(), Failure> {
    if args.basics.json {
        json::print(&Answer {
            dry_run: args.dry_run,
            people: plans.iter().map(|plan| person(plan, now)).collect(),
            left: left.iter().map(|Left { what, why }| Thing { what, why }).collect(),
        })
    } else {
        let mut text: String = plans.iter().flat_map(|plan| lines(plan, args.dry_run, now)).collect();
        text.extend(left.iter().map(|Left { what, why }| format!("not carried over: {what}; {why}\n")));
        output::print(text)
    }
}

fn person(plan: &Plan, now: UnixTime) -> Person<'_> {
    let added = plan.news.iter().map(|new| Added {
        name: new.name.as_str(),
        next: new.start.map_or(0, Position::number),
        used_up_until: used_up_until(new, now).map(Time),
    });
    let skipped = plan.skipped.iter().map(|Skipped { name, has }| There { name: name.as_str(), has });
    Person { person: plan.person.as_str(), added: added.collect(), skipped: skipped.collect() }
}

fn lines(plan: &Plan, dry_run: bool, now: UnixTime) -> Vec<String> {
    let person = &plan.person;
    let (add, skip) = if dry_run { ("would add", "would skip") } else { ("added", "skipped") };
    let added = plan.news.iter().map(|new| {
        let mut line = format!("{add} {} to {person}: {}", Quoted(new.name.as_str()), Described(&new.parameters));
        match (new.start, used_up_until(new, now)) {
            (Some(Position::Counter(next)), _) => line += &format!("; next counter {}", next.value()),
            (_, Some(until)) => line += &format!("; used up {}", when::until(until, now)),
            _ => {}
        }
        line + "\n"
    });
    let skipped = plan.skipped.iter().map(|Skipped { name, has }| match *has {
        "secret" => format!("{skip} {}: {person} has that secret already, under this name\n", Quoted(name.as_str())),
        has => format!("{skip} {}: {person} has that {has} already\n", Quoted(name.as_str())),
    });
    added.chain(skipped).collect()
}

/// Until when the codes of a time-based authenticator are used up, if that is after now.
fn used_up_until(new: &NewAuthenticator, now: UnixTime) -> Option<UnixTime> {
    let (Moving::Totp { period, t0 }, Some(Position::Step(next))) = (new.parameters.moving, new.start) else {
        return None;
    };
    let until = next.number().saturating_mul(period.seconds().into()).saturating_add(t0.seconds());
    Some(UnixTime::new(until).unwrap_or(UnixTime::MAX)).filter(|until| *until > now)
}
