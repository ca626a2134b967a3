//! The bridge to Swift and Kotlin: `mfa-bindings` as a library that programs load or hold, and what UniFFI's generator
//! writes in both languages of what it finds there.
//!
//! It is built once for both. The generator, a workspace of its own, is built meanwhile: each of the two keeps one core busy.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::{fs, thread};

use crate::failure::{Doing as _, Failure, Result};
use crate::internal;
use crate::job::LIMIT;
use crate::metadata::Metadata;
use crate::place::Place;
use crate::run::Runner;

/// Apart from the profile of the library for C, which see.
const PROFILE: &str = "bindings";
const GENERATOR: &str = "bindings/generator/Cargo.toml";

/// How a shared library is called here, and how a static one.
pub(crate) const LIBRARY: &str = if cfg!(target_os = "macos") { "libmfa_bindings.dylib" } else { "libmfa_bindings.so" };
pub(crate) const ARCHIVE: &str = "libmfa_bindings.a";

/// The Kotlin that is generated, in which nothing is public: see `internal`.
pub(crate) const KOTLIN: &str = "io/libmfa/bridge/mfa.kt";

/// What was built since this program began. Swift's suite and Kotlin's may run at the same time.
static BUILT: Mutex<Option<Bridge>> = Mutex::new(None);

#[derive(Debug, Clone)]
pub(crate) struct Bridge {
    /// The folder of both libraries.
    built: PathBuf,
    /// The folder of what was generated.
    generated: PathBuf,
}

impl Bridge {
    /// Builds the libraries, and generates, once.
    pub(crate) fn build(place: &Place, runner: &mut Runner) -> Result<Self> {
        let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
        let bridge = match built.take() {
            Some(bridge) => bridge,
            None => Self::build_anew(place, runner)?,
        };
        *built = Some(bridge.clone());
        Ok(bridge)
    }

    fn build_anew(place: &Place, runner: &mut Runner) -> Result<Self> {
        let log = place.folder("logs")?.join("generator.log");
        let (library, generator) = thread::scope(|scope| {
            let generator =
                scope.spawn(|| Runner::new(&log, LIMIT)?.must(&mut cargo_generator(place, "build")).map(drop));
            let library = runner.must(&mut cargo_library(place, "cdylib,staticlib"));
            (library, generator.join())
        });
        library?;
        generator.map_err(|_| Failure::new("the generator's build broke off"))??;
        let built = Metadata::read(place)?.target_directory()?.join(PROFILE);
        let generated = place.fresh_folder("bridge")?;
        let bridge = Self { built, generated };
        let mut generate = cargo_generator(place, "run");
        generate.arg("--").arg(bridge.library()).arg(&bridge.generated);
        runner.must(&mut generate)?;
        let kotlin = bridge.generated(KOTLIN);
        let named = |why: String| Failure::new(format!("{}: {why}", kotlin.display()));
        let written = fs::read_to_string(&kotlin).map_err(|error| named(error.to_string()))?;
        fs::write(&kotlin, internal::hide(&written).map_err(named)?).doing("cannot write the generated Kotlin")?;
        Ok(bridge)
    }

    /// The library that the JVM loads.
    pub(crate) fn library(&self) -> PathBuf {
        self.built.join(LIBRARY)
    }

    /// The library that becomes part of a program.
    pub(crate) fn archive(&self) -> PathBuf {
        self.built.join(ARCHIVE)
    }

    /// A file that was generated, such as `LibMFAFFI.h`.
    pub(crate) fn generated(&self, file: &str) -> PathBuf {
        self.generated.join(file)
    }
}

/// The library, as one of cargo's crate types or several.
pub(crate) fn cargo_library(place: &Place, kinds: &str) -> Command {
    let mut cargo = place.cargo();
    cargo.args(["rustc", "--locked", "-p", "mfa-bindings", "--lib", "--profile", PROFILE, "--crate-type", kinds]);
    cargo.args(["--features", "binary-preferences"]);
    cargo
}

/// Where a library for another machine is built.
pub(crate) fn built_for(place: &Place, target: &str) -> Result<PathBuf> {
    Ok(Metadata::read(place)?.target_directory()?.join(target).join(PROFILE))
}

fn cargo_generator(place: &Place, verb: &str) -> Command {
    let mut cargo = place.cargo();
    cargo.args([verb, "--quiet", "--locked", "--manifest-path", GENERATOR, "--target-dir"]);
    cargo.arg(place.target("generator"));
    cargo
}

/// What tells a folder that was made here from any other.
const MARK: &str = ".made-by-xtask";

/// Takes a folder for what is made: a new one, an empty one, or one that was made here before, whose content is removed but
/// for what is named. Any other may be somebody's.
pub(crate) fn take_folder(folder: &Path, but: &[&str]) -> Result<()> {
    let cannot = || format!("cannot make a folder of {}", folder.display());
    fs::create_dir_all(folder).doing(cannot())?;
    let entries: Vec<_> = fs::read_dir(folder).doing(cannot())?.flatten().collect();
    if !entries.is_empty() && !folder.join(MARK).is_file() {
        let message = format!("{} is not empty and was not made here: nothing is written there", folder.display());
        return Err(Failure::new(message));
    }
    for entry in entries {
        let path = entry.path();
        match path.is_dir() {
            _ if but.contains(&entry.file_name().to_string_lossy().as_ref()) => Ok(()),
            true => fs::remove_dir_all(&path),
            false => fs::remove_file(&path),
        }
        .doing(cannot())?;
    }
    fs::write(folder.join(MARK), "").doing(cannot())
}

/// Copies a folder of the checkout into another, but for what is not committed there: what begins with a dot, what is built,
/// and what is named.
pub(crate) fn copy_folder(from: &Path, to: &Path, but: &[&str]) -> Result<()> {
    let cannot = || format!("cannot copy {} to {}", from.display(), to.display());
    fs::create_dir_all(to).doing(cannot())?;
    for entry in fs::read_dir(from).doing(cannot())? {
        let entry = entry.doing(cannot())?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.starts_with('.') && text != ".gitignore" || text == "target" || but.contains(&text.as_ref()) {
            continue;
        }
        let (path, copy) = (entry.path(), to.join(&name));
        if path.is_dir() {
            copy_folder(&path, &copy, but)?;
        } else {
            fs::copy(&path, &copy).doing(cannot())?;
        }
    }
    Ok(())
}

/// Copies a file, with the folders that it is to be in.
pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let cannot = || format!("cannot copy {} to {}", from.display(), to.display());
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).doing(cannot())?;
    }
    fs::copy(from, to).doing(cannot()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_the_bridge_are_of_one_version() {
        let version = |manifest: &str, name: &str| {
            let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = "))).map(str::to_owned);
            line.and_then(|line| Some(line.split_once("version = \"=")?.1.split_once('"')?.0.to_owned()))
        };
        let bridge = version(include_str!("../../bindings/Cargo.toml"), "uniffi");
        assert!(bridge.is_some());
        assert_eq!(bridge, version(include_str!("../../bindings/generator/Cargo.toml"), "uniffi_bindgen"));
    }

    #[test]
    fn folder_of_somebody_else_is_left_alone() {
        let folder = Place::new().fresh_folder("tests/taken").unwrap();
        let package = folder.join("Package.swift");
        fs::write(&package, "somebody's").unwrap();
        assert!(take_folder(&folder, &[]).is_err() && package.is_file());
        let made = folder.join("made");
        take_folder(&made, &[]).unwrap();
        for file in ["old", "kept"] {
            fs::write(made.join(file), "").unwrap();
        }
        take_folder(&made, &["kept"]).unwrap();
        assert!(!made.join("old").exists() && made.join("kept").exists());
    }

    #[test]
    fn what_is_built_or_generated_is_not_copied() {
        let folder = Place::new().fresh_folder("tests/copied").unwrap();
        let from = folder.join("from");
        for file in ["a/b/kept", "a/left-out", ".build/c", "target/d", ".gitignore"] {
            let file = from.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        copy_folder(&from, &folder.join("to"), &["left-out"]).unwrap();
        let there = |path: &str| folder.join("to").join(path).exists();
        assert!(there("a/b/kept") && there(".gitignore"));
        assert!(!there("a/left-out") && !there(".build") && !there("target"));
    }
}
