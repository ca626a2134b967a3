//! `cargo xtask kotlin`: the Maven artifact `io.libmfa:libmfa`, with the native library inside, and the files of an Android
//! AAR: see `android`.
//!
//! What is generated and the library are put where `bindings/kotlin/pom.xml` looks for them. Maven installs the artifact into a
//! repository under `target/`, and never into the person's own.

use std::env::consts::{ARCH, OS};
use std::path::Path;
use std::process::Command;

use crate::android;
use crate::bridge::{Bridge, KOTLIN, LIBRARY, copy_file};
use crate::console::say;
use crate::failure::{Failure, Result};
use crate::job::LIMIT;
use crate::metadata::Metadata;
use crate::place::Place;
use crate::run::Runner;

pub(crate) const SOURCE: &str = "bindings/kotlin";
/// The local repository, under `target`.
const REPOSITORY: &str = "maven";
/// Kotlin's compiler would stay behind for hours, with two gigabytes of memory.
const NO_DAEMON: &str = "-Dkotlin.compiler.daemon=false";
/// Where jar and AAR are put unless something else is asked for.
const MADE: &str = "kotlin";

pub(crate) fn run(place: &Place, to: Option<&Path>) -> Result<bool> {
    let mut runner = Runner::new(&place.folder("logs")?.join("kotlin-artifact.log"), LIMIT)?;
    put_in_place(place, &mut runner)?;
    runner.must(maven(place, SOURCE).args(["-DskipTests", "install"]))?;
    let folder = to.map_or_else(|| place.target(MADE), Path::to_path_buf);
    let version = Metadata::read(place)?.version("mfa-bindings")?;
    let jar = format!("libmfa-{version}.jar");
    copy_file(&place.root().join(SOURCE).join("target").join(&jar), &folder.join(&jar))?;
    copy_file(&place.root().join(SOURCE).join("pom.xml"), &folder.join(format!("libmfa-{version}.pom")))?;
    say(&format!("{}: the artifact, for {OS} on {ARCH}\n", place.short(&folder.join(&jar)).display()));
    say(&format!("{}: a Maven repository with it\n", place.short(&place.target(REPOSITORY)).display()));
    let aar = folder.join("aar");
    let made = android::lay_out(place, &mut runner, &place.root().join(SOURCE).join("target/classes"), &aar)?;
    say(&format!("{}: {made}\n", place.short(&aar).display()));
    Ok(true)
}

/// Puts what is generated and the native library where the project expects them.
pub(crate) fn put_in_place(place: &Place, runner: &mut Runner) -> Result<()> {
    let bridge = Bridge::build(place, runner)?;
    let main = place.root().join(SOURCE).join("src/main");
    copy_file(&bridge.generated(KOTLIN), &main.join("generated").join(KOTLIN))?;
    copy_file(&bridge.library(), &main.join("resources-native").join(platform(OS, ARCH)?).join(LIBRARY))
}

/// Maven in a folder of the checkout, with a local repository of ours. What it is set up with on this machine stays.
pub(crate) fn maven(place: &Place, folder: &str) -> Command {
    let mut maven = Command::new("mvn");
    let mut repository = std::ffi::OsString::from("-Dmaven.repo.local=");
    repository.push(place.target(REPOSITORY));
    // What it downloads is no news.
    maven
        .args(["--batch-mode", "--no-transfer-progress", NO_DAEMON])
        .arg(repository)
        .current_dir(place.root().join(folder));
    maven
}

/// The folder in which JNA looks for a machine's library.
fn platform(system: &str, processor: &str) -> Result<String> {
    let system = match system {
        "linux" => "linux",
        "macos" => "darwin",
        other => return Err(Failure::new(format!("no artifact is made on {other}"))),
    };
    let processor = match processor {
        "x86_64" => "x86-64",
        "aarch64" => "aarch64",
        other => return Err(Failure::new(format!("no artifact is made for {other}"))),
    };
    Ok(format!("{system}-{processor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_where_jna_looks() {
        // Names of JNA's own libraries inside its jar.
        assert_eq!(platform("linux", "x86_64").unwrap(), "linux-x86-64");
        assert_eq!(platform("linux", "aarch64").unwrap(), "linux-aarch64");
        assert_eq!(platform("macos", "aarch64").unwrap(), "darwin-aarch64");
        assert!(platform("plan9", "x86_64").is_err());
    }
}
