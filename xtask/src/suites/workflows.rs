//! The workflow files for a forge's CI are sound, as far as actionlint sees without the forge, and the chores that they run
//! are there.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli;
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

const WORKFLOWS: &str = ".github/workflows";
const ACTIONLINT: &str = "github.com/rhysd/actionlint/cmd/actionlint";
/// Not the newest: Go 1.19 of Debian 12 builds it.
const VERSION: &str = "1.7.7";
/// One of the mistakes that a workflow is looked through for; and without it there is none.
const MISTAKE: (&str, &str) = ("ubuntu-nosuch", "ubuntu-latest");

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let actionlint = actionlint(job)?;
    a_mistake_is_found(job, &actionlint)?;
    let files = files(&job.place.root().join(WORKFLOWS))?;
    for file in &files {
        let name = job.place.short(file).display().to_string();
        job.check(&format!("{name} is sound"), &mut lint(&actionlint, file))?;
        let text = fs::read_to_string(file).doing(format_args!("cannot read {name}"))?;
        let wrong: Vec<_> = chores(&text).filter_map(|words| cli::parse(&words).err()).collect();
        let outcome = if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) };
        job.test(&format!("{name}: its chores are there"), outcome)?;
    }
    Ok(())
}

fn a_mistake_is_found(job: &mut Job<'_>, actionlint: &Path) -> Result<()> {
    let file = job.place.fresh_folder("workflows")?.join("planted.yml");
    let (mistake, right) = MISTAKE;
    let planted = format!("on: push\njobs:\n  one:\n    runs-on: {mistake}\n    steps:\n      - run: 'true'\n");
    for (text, sound) in [(planted.replace(mistake, right), true), (planted, false)] {
        fs::write(&file, text).doing("cannot write a workflow")?;
        let passed = job.runner.run(&mut lint(actionlint, &file))?.succeeded();
        let name = if sound { "a workflow without a mistake is sound" } else { "a planted mistake is found" };
        job.test(name, (passed == sound).then_some(()).ok_or_else(|| "it is not".to_owned()))?;
    }
    Ok(())
}

/// Without the linters of other languages, which a machine may have or not.
fn lint(actionlint: &Path, file: &Path) -> Command {
    let mut command = Command::new(actionlint);
    command.args(["-no-color", "-shellcheck=", "-pyflakes="]).arg(file);
    command
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let cannot = || format!("cannot read {}", folder.display());
    let entries: std::io::Result<Vec<_>> = fs::read_dir(folder).doing(cannot())?.collect();
    let mut files: Vec<_> = entries.doing(cannot())?.into_iter().map(|entry| entry.path()).collect();
    files.sort();
    if files.is_empty() { Err(Failure::new(format!("{} is empty", folder.display()))) } else { Ok(files) }
}

/// The words after `cargo xtask` wherever a workflow runs that, by itself on its line.
fn chores(workflow: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = workflow.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.filter_map(|line| Some(line.split_once("cargo xtask ")?.1.split_whitespace().collect()))
}

/// The program, built once under `target` with the Go that is there, or Debian's.
fn actionlint(job: &mut Job<'_>) -> Result<PathBuf> {
    let folder = job.place.folder(&format!("actionlint-{VERSION}"))?;
    let program = folder.join("actionlint");
    if program.is_file() {
        return Ok(program);
    }
    let has_go = Command::new("go").arg("version").output().is_ok_and(|out| out.status.success());
    if !has_go {
        debian::install(job, &["golang-go", "ca-certificates"], Duration::from_secs(30))?;
    }
    job.note("building actionlint, usually 1 min");
    let mut go = Command::new("go");
    go.args(["install", &format!("{ACTIONLINT}@v{VERSION}")]).env("GOBIN", &folder).current_dir(&folder);
    job.runner.must(&mut go)?;
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chores_are_read_out_of_a_workflow() {
        let workflow =
            "# cargo xtask dance\n    - run: cargo xtask test --all\n      - run: |\n          cargo xtask header\n";
        assert_eq!(chores(workflow).collect::<Vec<_>>(), [vec!["test", "--all"], vec!["header"]]);
    }
}
