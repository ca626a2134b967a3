//! The library for Apple's systems: an XCFramework of static libraries, put together by `lipo` and `xcodebuild`.
//!
//! Nobody has run this yet: it was written where there is no Mac.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bridge::{self, ARCHIVE, copy_file};
use crate::failure::Result;
use crate::place::Place;
use crate::run::Runner;

/// What `Package.swift` names on Apple's systems.
pub(crate) const FRAMEWORK: &str = "LibMFAFFI.xcframework";

/// The C module. In a folder of its own among the headers: in theirs there is one `module.modulemap` for all frameworks of a
/// program.
const MODULE: &str = "LibMFAFFI";
const MODULE_FILES: [&str; 2] = ["LibMFAFFI.h", "module.modulemap"];

/// What goes into the framework: a name, and for each processor Rust's name of the machine.
const PLATFORMS: [(&str, &[&str]); 3] = [
    ("macos", &["aarch64-apple-darwin", "x86_64-apple-darwin"]),
    ("ios", &["aarch64-apple-ios"]),
    ("ios-simulator", &["aarch64-apple-ios-sim", "x86_64-apple-ios"]),
];

/// Builds for each machine whose Rust library must be there (`rustup target add`), and puts the framework into the package.
pub(crate) fn framework(place: &Place, runner: &mut Runner, module: &Path, package: &Path) -> Result<String> {
    let work = place.fresh_folder("xcframework")?;
    let headers = work.join("include");
    for file in MODULE_FILES {
        copy_file(&module.join(file), &headers.join(MODULE).join(file))?;
    }
    let mut create = Command::new("xcodebuild");
    create.arg("-create-xcframework");
    for (platform, targets) in PLATFORMS {
        let mut built = Vec::new();
        for target in targets {
            runner.must(bridge::cargo_library(place, "staticlib").args(["--target", target]))?;
            built.push(bridge::built_for(place, target)?.join(ARCHIVE));
        }
        let folder = place.folder(&format!("xcframework/{platform}"))?;
        create.arg("-library").arg(one_for_all(runner, &built, &folder)?).arg("-headers").arg(&headers);
    }
    let framework = package.join(FRAMEWORK);
    runner.must(create.arg("-output").arg(framework))?;
    Ok("for macOS, iOS and its simulator (written where there is no Mac: please tell us how it went)".to_owned())
}

/// One file with what was built for each processor of a platform.
fn one_for_all(runner: &mut Runner, built: &[PathBuf], folder: &Path) -> Result<PathBuf> {
    let path = folder.join(ARCHIVE);
    let mut lipo = Command::new("lipo");
    lipo.arg("-create").args(built).arg("-output").arg(&path);
    runner.must(&mut lipo)?;
    Ok(path)
}
