//! What to do with a cargo command in a document: some can be run, others would run us again or change the machine,
//! and are only looked at.

use std::path::Path;

use crate::cli;
use crate::metadata::Metadata;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// It only builds: it can be run.
    Run,
    /// It would do what it says.
    Sound,
    Wrong(String),
}

/// Looks at the words after `cargo`.
pub(super) fn look(words: &[&str], metadata: &Metadata, root: &Path) -> Look {
    decide(words, &|package| metadata.has_package(package), &|path| root.join(path).exists())
}

fn decide(words: &[&str], has_package: &dyn Fn(&str) -> bool, has_path: &dyn Fn(&str) -> bool) -> Look {
    let verdict = match words {
        ["build" | "check" | "tree" | "metadata" | "--version", ..] => return Look::Run,
        ["xtask", rest @ ..] => cli::parse(rest),
        ["test" | "bench" | "run" | "clippy" | "doc" | "fmt" | "install" | "mutants" | "publish", rest @ ..] => {
            named(rest, &["-p", "--package"], has_package)
                .and_then(|()| named(rest, &["--path", "--manifest-path", "-f"], has_path))
        }
        ["add", ..] => Ok(()),
        _ => Err("the docs suite does not know this cargo command: teach it in cargo_words.rs".to_owned()),
    };
    verdict.map_or_else(Look::Wrong, |()| Look::Sound)
}

/// Whether all that follows one of the options exists.
fn named(words: &[&str], options: &[&str], exists: &dyn Fn(&str) -> bool) -> Result<(), String> {
    let own = words.split(|word| *word == "--").next().unwrap_or_default();
    for (option, value) in own.iter().zip(own.iter().skip(1)) {
        if options.contains(option) && !exists(value) {
            return Err(format!("{option} {value} does not exist"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(line: &str) -> Look {
        let words: Vec<&str> = line.split_whitespace().collect();
        decide(&words, &|package| package == "mfa-core", &|path| path == "examples/cli")
    }

    #[test]
    fn what_only_builds_is_run() {
        assert_eq!(decided("build --release -p libmfa-cli"), Look::Run);
    }

    #[test]
    fn chores_are_looked_up() {
        assert_eq!(decided("xtask test --all"), Look::Sound);
        assert!(matches!(decided("xtask dance"), Look::Wrong(_)));
    }

    #[test]
    fn packages_and_paths_must_exist() {
        assert_eq!(decided("test -p mfa-core -- --path x"), Look::Sound);
        assert_eq!(decided("install --path examples/cli"), Look::Sound);
        assert_eq!(decided("mutants -p mfa-core -f examples/cli"), Look::Sound);
        assert_eq!(decided("test -p nosuch"), Look::Wrong("-p nosuch does not exist".to_owned()));
        assert!(matches!(decided("install --path nowhere"), Look::Wrong(_)));
    }

    #[test]
    fn unknown_cargo_command_is_wrong() {
        assert!(matches!(decided("frobnicate"), Look::Wrong(_)));
    }
}
