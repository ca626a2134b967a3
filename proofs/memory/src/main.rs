//! Looks at images of processes that made calls with secrets and let go of them. `cargo xtask test memory` builds the
//! subjects and runs this.
//!
//!     memory planted|calls SUBJECT FOLDER [--begin SUBJECT] [--seed NUMBER]
//!
//! - `planted`: what is held, freed unwiped or left somewhere on purpose is found, all of it.
//! - `calls`: of what a call had in its hands nothing is found but on the stack and in registers; what is found there is
//!   told, a line for each call. `--begin` is the subject that makes a store for those that have none.
//!
//! Secrets are drawn anew for each process and told over a pipe, so none is in a program. Seeds are printed: with one the
//! same secrets are drawn. What is found is looked for once more with other secrets, and counts if it is found again: four
//! bytes of a number can be anywhere by chance.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs};

use memory::image::{Area, Found, Image};
use memory::person::Someone;
use seeded::Random;

type Result<T> = core::result::Result<T, String>;

/// Calls in which the hash of the authenticator makes a difference.
const BY_HASH: &[&str] = &["credential", "code", "accepted", "rejected", "enrollment", "held", "unwiped"];
/// How often something is looked for that was found where nothing may be.
const TRIES: usize = 3;

fn main() -> ExitCode {
    let outcome = Look::of(env::args().skip(1)).and_then(|mut look| match look.what.as_str() {
        "planted" => look.planted(),
        "calls" => look.calls(),
        other => Err(format!("{other}: planted or calls")),
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("error: {error}");
            ExitCode::from(2)
        }
    }
}

struct Look {
    what: String,
    subject: PathBuf,
    folder: PathBuf,
    begin: PathBuf,
    seed: u64,
    random: Random,
    images: usize,
    bytes: usize,
}

impl Look {
    fn of(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut next = |what: &str| arguments.next().ok_or(format!("{what} is missing"));
        let (what, subject, folder) = (next("planted or calls")?, next("the subject")?, next("a folder")?);
        let (mut begin, mut seed) = (subject.clone(), Random::seed());
        while let Ok(option) = next("") {
            match option.as_str() {
                "--begin" => begin = next("a subject")?,
                "--seed" => seed = next("a number")?.parse().map_err(|_| "the seed is no number")?,
                other => return Err(format!("{other}: no such option")),
            }
        }
        let random = Random::seeded(seed);
        let (subject, folder, begin) = (subject.into(), folder.into(), begin.into());
        Ok(Self { what, subject, folder, begin, seed, random, images: 0, bytes: 0 })
    }

    /// Everything that was planted, all that an object holds, and nowhere but where it is.
    fn planted(&mut self) -> Result<bool> {
        const OF_OBJECTS: &[&str] = &["key", "chaining values", "code", "recovery key", "PIN"];
        let mut all_found = true;
        for (call, area) in [
            ("planted-static", Area::Elsewhere),
            ("planted-freed", Area::Elsewhere),
            ("planted-stack", Area::Stack),
            ("held", Area::Elsewhere),
            ("unwiped", Area::Elsewhere),
        ] {
            for algorithm in hashes(call) {
                let someone = self.someone(algorithm);
                let found = self.looked_at(call, &someone)?;
                let wanted: BTreeSet<&str> = if call.starts_with("planted") {
                    someone.needles.iter().map(|needle| needle.name).collect()
                } else {
                    OF_OBJECTS.iter().copied().collect()
                };
                let missed: Vec<_> = wanted.into_iter().filter(|name| !found.contains(&(area, name))).collect();
                let outcome = if missed.is_empty() { "all found".to_owned() } else { format!("missed {missed:?}") };
                println!("{call}, {:?}: {outcome}", someone.inputs.algorithm());
                all_found &= missed.is_empty();
            }
        }
        self.summary();
        Ok(all_found)
    }

    fn calls(&mut self) -> Result<bool> {
        let list = Command::new(&self.subject).arg("calls").output().map_err(|error| format!("{error}"))?;
        let mut clean = true;
        for call in String::from_utf8_lossy(&list.stdout).lines() {
            let mut left = Found::new();
            for algorithm in hashes(call) {
                left.extend(self.left_by(call, algorithm)?);
            }
            let reached = told(&left, |area| area == Area::Elsewhere);
            println!("stack after {call}: {}", told(&left, |area| area != Area::Elsewhere));
            println!("elsewhere after {call}: {reached}");
            clean &= reached == NOTHING;
        }
        self.summary();
        Ok(clean)
    }

    /// What a call leaves, each time.
    fn left_by(&mut self, call: &str, algorithm: usize) -> Result<Found> {
        let mut left: Option<Found> = None;
        for _ in 0..TRIES {
            let someone = self.someone(algorithm);
            let found = self.looked_at(call, &someone)?;
            let again = left.map_or(found.clone(), |before| &before & &found);
            if again.is_empty() {
                return Ok(again);
            }
            left = Some(again);
        }
        Ok(left.unwrap_or_default())
    }

    fn someone(&mut self, algorithm: usize) -> Someone {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Someone::remarkable(&mut self.random, algorithm, now)
    }

    /// What is found of somebody's secrets in a process that has made a call.
    fn looked_at(&mut self, call: &str, someone: &Someone) -> Result<Found> {
        let store = self.folder.join("store");
        let _ = fs::remove_dir_all(&store);
        if call.starts_with("store-") && call != "store-begin" {
            Subject::after(&self.begin, "store-begin", &store, someone)?;
        }
        let subject = Subject::after(&self.subject, call, &store, someone)?;
        let image = Image::of(subject.child.id(), subject.on_the_stack, &self.folder)?;
        self.images += 1;
        self.bytes += image.length();
        Ok(image.search(&someone.needles))
    }

    fn summary(&self) {
        println!("{} images, {} MB, seed {}", self.images, self.bytes / 1_000_000, self.seed);
    }
}

const NOTHING: &str = "nothing";

/// The names of what was found in some areas.
fn told(left: &Found, is_meant: fn(Area) -> bool) -> String {
    let names: BTreeSet<&str> = left.iter().filter(|(area, _)| is_meant(*area)).map(|(_, name)| *name).collect();
    if names.is_empty() { NOTHING.to_owned() } else { names.into_iter().collect::<Vec<_>>().join(", ") }
}

fn hashes(call: &str) -> core::ops::Range<usize> {
    if BY_HASH.contains(&call) { 0..3 } else { 0..1 }
}

/// A process that has made its calls and waits.
struct Subject {
    child: std::process::Child,
    on_the_stack: u64,
}

impl Subject {
    fn after(program: &Path, call: &str, store: &Path, someone: &Someone) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg(call).arg(store).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let told = child.stdin.as_mut().map(|pipe| pipe.write_all(someone.inputs.bytes()));
        let mut line = String::new();
        let read = child.stdout.as_mut().map(|pipe| BufReader::new(pipe).read_line(&mut line));
        let mut subject = Self { child, on_the_stack: 0 };
        match (told, read, line.trim().strip_prefix("ready ")) {
            (Some(Ok(())), Some(Ok(_)), Some(address)) => {
                subject.on_the_stack = address.parse().map_err(|_| format!("{call}: {line}"))?;
                Ok(subject)
            }
            _ => Err(format!("{call}: the subject ended")),
        }
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
