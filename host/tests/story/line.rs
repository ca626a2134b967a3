//! One line of a story: what sets the scene, or a step and what it comes to.

use mfa_host::PersonName;

use super::steps;
use super::told::Told;
use super::world::{Result, World};

/// What stands between a step and what it comes to.
const ARROW: &str = " -> ";

/// Does a line; gives the verb if it was a step.
pub(super) fn done(world: &mut World, line: &str) -> Result<Option<String>> {
    if let Some(set) = world.set(line) {
        return set.map(|()| None);
    }
    let (step, expected) =
        line.split_once(ARROW).ok_or("it neither sets the scene nor says what it comes to (`->`)")?;
    match step.strip_prefix("meanwhile ") {
        Some(step) => meanwhile(world, step.trim(), expected).map(Some),
        None => one(world, step.trim(), expected).map(Some),
    }
}

/// A step by somebody who is faster than whoever comes next.
fn meanwhile(world: &mut World, step: &str, expected: &str) -> Result<String> {
    if let Some(what) = world.unfinished() {
        return Err(what);
    }
    let name = step.split_whitespace().next().unwrap_or_default();
    let person = PersonName::new(name).map_err(|error| error.to_string())?;
    let before = world.here().bytes(&person);
    let verb = one(world, step, expected)?;
    world.was_faster(person, before)?;
    Ok(verb)
}

fn one(world: &mut World, step: &str, expected: &str) -> Result<String> {
    let expects_fault = world.ready();
    let (verb, told) = steps::take(world, step)?;
    if world.here().calm() != expects_fault {
        return Err(format!("the fault was not met: it came to `{told}`"));
    }
    compare(&told, expected)?;
    Ok(verb)
}

/// What it came to must be what the line says: its word, and each detail that the line names.
fn compare(told: &Told, expected: &str) -> Result<()> {
    let mut words = expected.split_whitespace();
    let word = words.next().ok_or("it does not say what it comes to")?;
    let mut differs = word != told.word;
    for detail in words {
        let (name, value) = detail.split_once('=').ok_or_else(|| format!("`{detail}` is no detail"))?;
        match told.detail(name) {
            Some(there) => differs |= there != value,
            None if differs => {}
            None => return Err(format!("`{word}` has no detail `{name}`: it came to `{told}`")),
        }
    }
    if differs { Err(format!("it came to `{told}`")) } else { Ok(()) }
}
