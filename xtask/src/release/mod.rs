//! `cargo xtask release`: what has to be so before a release, looked at one by one. It changes nothing; RELEASING.md says what
//! people do before and after.

pub(crate) mod api;
pub(crate) mod changelog;
pub(crate) mod dependencies;
pub(crate) mod versions;

use std::process::Command;

use crate::abi::Abi;
use crate::console::say;
use crate::failure::{Doing as _, Result};
use crate::header::{self, HEADER};
use crate::job::LIMIT;
use crate::metadata::Metadata;
use crate::place::Place;
use crate::run::Runner;

/// What crates.io gets.
const CRATES: [&str; 4] = ["mfa-core", "mfa-host", "mfa-ffi", "libmfa-cli"];

/// Whether something is so, or why not.
pub(crate) type Held = core::result::Result<(), String>;

struct Release<'a> {
    place: &'a Place,
    runner: Runner,
    version: String,
}

type Check = fn(&mut Release<'_>) -> Result<Held>;

const CHECKS: [(&str, Check); 10] = [
    ("the version is the same everywhere", |release| versions::agree(release.place, &release.version)),
    ("CHANGELOG.md has a section for it with its day, and nothing else unreleased", |release| {
        changelog::is_ready(release.place, &release.version)
    }),
    ("everything is committed", committed),
    ("main is checked out", on_main),
    ("no tag has this version", untagged),
    ("mfa.h is what its source says", header_is_written),
    ("the C ABI is what was committed to", abi_is_kept),
    ("the public Rust API is what was committed to", |release| api::is_kept(release.place, &mut release.runner)),
    ("dependencies are of known licences and sources", |release| {
        dependencies::are_allowed(release.place, &mut release.runner)
    }),
    ("the crates can be packaged", packaged),
];

/// Says of each point whether it is so; true if all are.
pub(crate) fn run(place: &Place) -> Result<bool> {
    let runner = Runner::new(&place.folder("logs")?.join("release.log"), LIMIT)?;
    let version = Metadata::read(place)?.version("mfa-core")?;
    say(&format!("Release {version}:\n"));
    let mut release = Release { place, runner, version };
    let mut ready = true;
    for (what, check) in CHECKS {
        match check(&mut release).unwrap_or_else(|failure| Err(failure.to_string())) {
            Ok(()) => say(&format!("ok       {what}\n")),
            Err(why) => {
                ready = false;
                say(&format!("NOT YET  {what}: {}\n", why.trim_end().replace('\n', "\n         ")));
            }
        }
    }
    Ok(ready)
}

fn committed(release: &mut Release<'_>) -> Result<Held> {
    let changed = release.git(&["status", "--porcelain"])?;
    Ok(if changed.is_empty() { Ok(()) } else { Err(changed) })
}

fn on_main(release: &mut Release<'_>) -> Result<Held> {
    let branch = release.git(&["branch", "--show-current"])?;
    Ok(if branch == "main" { Ok(()) } else { Err(format!("checked out is {branch:?}")) })
}

fn untagged(release: &mut Release<'_>) -> Result<Held> {
    let tag = format!("v{}", release.version);
    let found = release.git(&["tag", "--list", &tag])?;
    Ok(if found.is_empty() { Ok(()) } else { Err(format!("{tag} is there")) })
}

fn header_is_written(release: &mut Release<'_>) -> Result<Held> {
    let committed = std::fs::read_to_string(release.place.root().join(HEADER)).doing("cannot read the header")?;
    let same = header::generate(release.place, &mut release.runner)? == committed;
    Ok(if same { Ok(()) } else { Err("run `cargo xtask header`".to_owned()) })
}

fn abi_is_kept(release: &mut Release<'_>) -> Result<Held> {
    let abi = Abi::look(release.place, &mut release.runner)?;
    let compared = abi.compare(release.place, &mut release.runner)?;
    let wrong: Vec<_> =
        compared.into_iter().filter_map(|(what, held)| Some(format!("{what}: {}", held.err()?))).collect();
    Ok(if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) })
}

/// As cargo would send them, without building them once more.
fn packaged(release: &mut Release<'_>) -> Result<Held> {
    let mut cargo = release.place.cargo();
    cargo.args(["package", "--quiet", "--locked", "--no-verify", "--allow-dirty"]);
    cargo.args(CRATES.iter().flat_map(|name| ["-p", name]));
    let outcome = release.runner.run(&mut cargo)?;
    Ok(if outcome.succeeded() { Ok(()) } else { Err(outcome.told()) })
}

impl Release<'_> {
    fn git(&mut self, words: &[&str]) -> Result<String> {
        let mut git = Command::new("git");
        Ok(self.runner.must(git.args(words).current_dir(self.place.root()))?.output.trim().to_owned())
    }
}
