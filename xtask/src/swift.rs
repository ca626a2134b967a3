//! `cargo xtask swift`: the Swift package as a folder of its own, which could be a repository: `bindings/swift`, what is
//! generated for it, and the library.
//!
//! On Linux the library is in `lib/`, for this machine's processor. On a Mac it is an XCFramework: see `apple`.

use std::fs;
use std::path::Path;

use crate::apple;
use crate::bridge::{ARCHIVE, Bridge, copy_file, copy_folder};
use crate::console::say;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::LIMIT;
use crate::place::Place;
use crate::run::Runner;

/// The face, its tests and its manifest.
const SOURCE: &str = "bindings/swift";
/// Where the package is put unless something else is asked for: where `examples/swift` looks for it.
pub(crate) const PACKAGE: &str = "swift/LibMFA";
/// What tells a package that was made here from any other folder.
const MANIFEST: &str = "Package.swift";

const SWIFT: &str = "LibMFABridge.swift";
const HEADER: &str = "LibMFAFFI.h";
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
    be_ours(folder)?;
    let bridge = Bridge::build(place, runner)?;
    for old in ["Sources", "Tests", "lib", apple::FRAMEWORK] {
        remove(&folder.join(old))?;
    }
    copy_folder(&place.root().join(SOURCE), folder, &["lib", apple::FRAMEWORK, SWIFT, HEADER, "Package.resolved"])?;
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

/// A folder that is neither new nor an older package may be somebody's.
fn be_ours(folder: &Path) -> Result<()> {
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if is_empty || folder.join(MANIFEST).is_file() {
        return Ok(());
    }
    Err(Failure::new(format!("{} is not empty, and no Swift package: nothing is written there", folder.display())))
}

fn remove(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).doing(format_args!("cannot remove {}", path.display()))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_of_somebody_else_is_left_alone() {
        let folder = Place::new().fresh_folder("tests/swift-package").unwrap();
        assert!(be_ours(&folder).is_ok());
        assert!(be_ours(&folder.join("new")).is_ok());
        fs::write(folder.join("diary"), "").unwrap();
        assert!(be_ours(&folder).is_err());
        fs::write(folder.join(MANIFEST), "").unwrap();
        assert!(be_ours(&folder).is_ok());
    }
}
