//! `cargo xtask swift`: the Swift package as a folder of its own, which could be a repository: `bindings/swift`, what is
//! generated for it, and the library.
//!
//! On Linux the library is in `lib/`, for this machine's processor. On a Mac it is an XCFramework: see `apple`.

use std::fs;
use std::path::Path;

use crate::apple;
use crate::bridge::{ARCHIVE, Bridge, copy_file, copy_folder, take_folder};
use crate::console::say;
use crate::failure::{Doing as _, Result};
use crate::job::LIMIT;
use crate::place::Place;
use crate::run::Runner;

/// The face, its tests and its manifest.
const SOURCE: &str = "bindings/swift";
/// Where the package is put unless something else is asked for: where `examples/swift` looks for it.
pub(crate) const PACKAGE: &str = "swift/LibMFA";

const SWIFT: &str = "LibMFABridge.swift";
const HEADER: &str = "LibMFAFFI.h";
/// What is built or generated in the checkout, and what only the checkout ignores.
const NOT_COPIED: [&str; 6] = ["lib", apple::FRAMEWORK, SWIFT, HEADER, "Package.resolved", ".gitignore"];
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

pub(crate) fn run(place: &Place, to: Option<&Path>) -> Result<bool> {
    let mut runner = Runner::new(&place.folder("logs")?.join("swift-package.log"), LIMIT)?;
    let folder = to.map_or_else(|| place.target(PACKAGE), Path::to_path_buf);
    let made = make(place, &mut runner, &folder)?;
    say(&format!("{}: {made}\n", place.short(&folder).display()));
    Ok(true)
}

/// Makes the package in a folder of its own, and says for what machines it is.
pub(crate) fn make(place: &Place, runner: &mut Runner, folder: &Path) -> Result<String> {
    let bridge = Bridge::build(place, runner)?;
    take_folder(folder, &[".build"])?;
    copy_folder(&place.root().join(SOURCE), folder, &NOT_COPIED)?;
    // Whoever makes a repository of it commits what the checkout ignores: the library and what is generated.
    fs::write(folder.join(".gitignore"), "/.build/\n").doing("cannot write the package's .gitignore")?;
    for license in LICENSES {
        copy_file(&place.root().join(license), &folder.join(license))?;
    }
    copy_file(&bridge.generated(SWIFT), &folder.join("Sources/LibMFABridge").join(SWIFT))?;
    let ffi = folder.join("Sources/LibMFAFFI");
    copy_file(&bridge.generated(HEADER), &ffi.join(HEADER))?;
    if cfg!(target_os = "macos") {
        return apple::framework(place, runner, &ffi, folder);
    }
    copy_file(&bridge.archive(), &folder.join("lib").join(ARCHIVE))?;
    Ok(format!("for Linux on {}", std::env::consts::ARCH))
}
