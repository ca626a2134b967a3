//! Looks at images of processes that made calls with secrets and let go of them. `cargo xtask test memory` builds the
//! subjects and runs this.
//!
//!     memory planted|calls SUBJECT FOLDER [--begin SUBJECT] [--seed NUMBER]
//!
//! - `planted`: what is held, freed unwiped or left somewhere on purpose is found, all of it.
//! - `calls`: of what a call had in its hands nothing is found but on the stack and in registers; what is found there is
//!   told, a line for each call. `--begin` is the subject that makes a store for those that make none.
//!
//! Secrets are drawn anew for each process and told over a pipe, so none is in a program. The seed is printed: with it the
//! same secrets are drawn. What is found is looked for once more with other secrets, and counts if it is found again: four
//! bytes of a number can be anywhere by chance.

mod look;

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use look::Look;
use memory::image::{Area, Found};
use seeded::Random;

type Result<T> = core::result::Result<T, String>;

const NOTHING: &str = "nothing";

/// What is planted or left on purpose, and where it is then.
const PLANTED: [(&str, Area); 5] = [
    ("planted-static", Area::Elsewhere),
    ("planted-freed", Area::Elsewhere),
    ("planted-stack", Area::Stack),
    ("held", Area::Elsewhere),
    ("unwiped", Area::Elsewhere),
];

/// What objects hold.
const HELD: [&str; 5] = ["key", "chaining values", "code", "recovery key", "PIN"];

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<bool> {
    let mut next = |what: &str| arguments.next().ok_or(format!("{what} is missing"));
    let (what, subject, folder) = (next("planted or calls")?, next("the subject")?, next("a folder")?);
    let (subject, folder) = (PathBuf::from(subject), PathBuf::from(folder));
    let (mut begin, mut seed) = (subject.clone(), Random::seed());
    while let Ok(option) = next("") {
        match option.as_str() {
            "--begin" => begin = next("a subject")?.into(),
            "--seed" => seed = next("a number")?.parse().map_err(|_| "the seed is no number")?,
            other => return Err(format!("{other}: no such option")),
        }
    }
    println!("seed {seed}");
    let look = Look { subject, begin, folder, seed };
    match what.as_str() {
        "planted" => planted(&look),
        "calls" => calls(&look),
        other => Err(format!("{other}: planted or calls")),
    }
}

/// Everything that was planted, and all that an object holds.
fn planted(look: &Look) -> Result<bool> {
    let calls = PLANTED.map(|(call, _)| call.to_owned());
    let mut all_found = true;
    for (looked, (call, area)) in look.at_each(&calls, 1)?.into_iter().zip(PLANTED) {
        for (everything, found) in looked {
            let is_wanted = |name: &&str| call.starts_with("planted") || HELD.contains(name);
            let missed: Vec<&str> =
                everything.into_iter().filter(is_wanted).filter(|name| !found.contains(&(area, name))).collect();
            println!("{call}: {}", if missed.is_empty() { "all found" } else { "MISSED" });
            missed.iter().for_each(|name| println!("  missed: {name}"));
            all_found &= missed.is_empty();
        }
    }
    Ok(all_found)
}

fn calls(look: &Look) -> Result<bool> {
    let list = Command::new(&look.subject).arg("calls").output().map_err(|error| format!("{error}"))?;
    let calls: Vec<String> = String::from_utf8_lossy(&list.stdout).lines().map(str::to_owned).collect();
    let mut is_clean = !calls.is_empty();
    for (looked, call) in look.at_each(&calls, 2)?.into_iter().zip(&calls) {
        let left: Found = looked.into_iter().flat_map(|(_, found)| found).collect();
        let elsewhere = told(&left, |area| area == Area::Elsewhere);
        println!("stack after {call}: {}", told(&left, |area| area != Area::Elsewhere));
        println!("elsewhere after {call}: {elsewhere}");
        is_clean &= elsewhere == NOTHING;
    }
    Ok(is_clean)
}

/// The names of what was found in some areas.
fn told(left: &Found, is_meant: fn(Area) -> bool) -> String {
    let names: BTreeSet<&str> = left.iter().filter(|(area, _)| is_meant(*area)).map(|(_, name)| *name).collect();
    if names.is_empty() { NOTHING.to_owned() } else { names.into_iter().collect::<Vec<_>>().join(", ") }
}
