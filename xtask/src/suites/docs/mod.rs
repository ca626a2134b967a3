//! What the documents say is so: their commands run and print what is shown, their C compiles, their links lead somewhere,
//! the PAM module's words are those in its manual, and no file names what does not belong in a checkout.
//!
//! A command to be run stands in a block tagged `console`; `console` says how it is read and `matching` how its
//! output is compared. Commands that begin with `cargo` are run at the top of the checkout, or only looked at where
//! running them would run us again; all others run in a scratch folder, one for each document, with `mfa` on the PATH.

mod c_blocks;
mod cargo_words;
mod claims;
mod console;
mod files;
mod links;
mod matching;
mod pam_words;
mod strangers;
mod tagged;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::failure::{Doing as _, Result};
use crate::header::HEADER;
use crate::job::Job;
use crate::metadata::Metadata;
use crate::place::Place;
use crate::shell::{Program, Shell};
use console::Told;
pub(super) use tagged::tagged;

/// The documents that must be there.
const REQUIRED: [&str; 5] = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

/// What is claimed, and the command that shows it.
const ASSURANCE: &str = "docs/assurance.md";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let files = files::list(job.place)?;
    for name in REQUIRED {
        let there = job.place.root().join(name).is_file();
        job.test(&format!("{name} is there"), there.then_some(()).ok_or_else(|| "it is not".to_owned()))?;
    }
    commands(job, &files)?;
    for file in documents(&files) {
        let text = read(job.place, file)?;
        c_blocks::compile(job, file, &text)?;
        let broken = links::broken(&text, &job.place.root().join(file), job.place.root());
        job.test(&format!("links of {}", file.display()), none(&broken))?;
    }
    c_blocks::compile_example(job, &read(job.place, Path::new(HEADER))?)?;
    pam_words::compare(job)?;
    claims_have_commands(job)?;
    let strangers = strangers::find(job.place.root(), &files)?;
    job.test("no registry's host is named", none(&strangers.hosts))?;
    job.test("no path of this machine is named", none(&strangers.paths))
}

/// Each claim of the assurance page names a command that is there.
fn claims_have_commands(job: &mut Job<'_>) -> Result<()> {
    let metadata = Metadata::read(job.place)?;
    for (line, command) in claims::commands(&read(job.place, Path::new(ASSURANCE))?) {
        let words = command.map(console::words);
        let outcome = match words.as_deref() {
            Ok(["cargo", rest @ ..]) => match cargo_words::look(rest, &metadata, job.place.root()) {
                cargo_words::Look::Wrong(why) => Err(why),
                cargo_words::Look::Run | cargo_words::Look::Sound => Ok(()),
            },
            Ok(_) => Err("it is no cargo command".to_owned()),
            Err(why) => Err(why.clone()),
        };
        job.test(&format!("{ASSURANCE}:{line} has a command"), outcome)?;
    }
    Ok(())
}

fn documents(files: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    files.iter().filter(|file| file.extension().is_some_and(|end| end == "md"))
}

/// Fails with a list of what is wrong.
fn none(wrong: &[String]) -> core::result::Result<(), String> {
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn read(place: &Place, file: &Path) -> Result<String> {
    fs::read_to_string(place.root().join(file)).doing(format_args!("cannot read {}", file.display()))
}

/// Runs the commands of all documents.
fn commands(job: &mut Job<'_>, files: &[PathBuf]) -> Result<()> {
    let metadata = Metadata::read(job.place)?;
    let program = Program::build(job.place, &mut job.runner)?;
    for file in documents(files) {
        let text = read(job.place, file)?;
        let shell = Shell::open(job.place, &program, &format!("docs-{}", file.display()).replace('/', "-"))?;
        for told in console::read(&text) {
            let told = match told {
                Ok(told) => told,
                Err((line, why)) => {
                    job.test(&format!("{}:{line}", file.display()), Err(why))?;
                    continue;
                }
            };
            let outcome = one(job, &metadata, &shell, &told)?;
            job.test(&format!("{}:{} $ {}", file.display(), told.line, told.command), outcome)?;
        }
    }
    Ok(())
}

/// Runs or looks at one command.
fn one(job: &mut Job<'_>, metadata: &Metadata, shell: &Shell, told: &Told) -> Result<core::result::Result<(), String>> {
    let words = console::words(&told.command);
    let mut command = match words.as_slice() {
        ["cargo", rest @ ..] => match cargo_words::look(rest, metadata, job.place.root()) {
            cargo_words::Look::Sound => return Ok(Ok(())),
            cargo_words::Look::Wrong(why) => return Ok(Err(why)),
            cargo_words::Look::Run => {
                // Cargo itself is at home in the person's own folder.
                let mut command = job.place.cargo();
                command.args(rest);
                command
            }
        },
        [script, ..] if script.trim_start_matches("./").starts_with(".ci/") => {
            return Ok(is_program(&job.place.root().join(script)));
        }
        _ => shell.command(&told.command),
    };
    let outcome = job.runner.run(&mut command)?;
    if outcome.status != Some(told.status) {
        let status = outcome.status.map_or_else(|| "a signal".to_owned(), |status| status.to_string());
        return Ok(Err(format!("ended with {status}, the document says {}", told.status)));
    }
    if !told.output.is_empty() && !matching::matches(&told.output, &outcome.output) {
        return Ok(Err(format!("the document shows\n{}\nbut it printed\n{}", told.output, outcome.output)));
    }
    Ok(Ok(()))
}

fn is_program(path: &Path) -> core::result::Result<(), String> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() && found.permissions().mode() & 0o111 != 0 => Ok(()),
        Ok(_) => Err("it cannot be run".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
