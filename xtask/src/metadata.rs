//! What cargo knows of the workspace, by `cargo metadata`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::{Doing as _, Failure, Result};
use crate::place::Place;

#[derive(Debug)]
pub(crate) struct Metadata(Value);

impl Metadata {
    pub(crate) fn read(place: &Place) -> Result<Self> {
        let out = place
            .cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .doing("cannot run cargo metadata")?;
        if !out.status.success() {
            let said = String::from_utf8_lossy(&out.stderr);
            return Err(Failure::new(format!("cargo metadata failed: {}", said.trim())));
        }
        serde_json::from_slice(&out.stdout)
            .map(Self)
            .map_err(|error| Failure::new(format!("cargo metadata is not JSON: {error}")))
    }

    /// Where cargo builds to.
    pub(crate) fn target_directory(&self) -> Result<PathBuf> {
        self.0
            .get("target_directory")
            .and_then(Value::as_str)
            .map(|path| Path::new(path).to_path_buf())
            .ok_or_else(|| Failure::new("cargo metadata names no target directory"))
    }

    /// Whether the workspace has a package of that name.
    pub(crate) fn has_package(&self, name: &str) -> bool {
        self.package(name).is_ok()
    }

    /// The package's features but for `default`, in the order of their names.
    pub(crate) fn features(&self, package: &str) -> Result<Vec<String>> {
        let features = self
            .package(package)?
            .get("features")
            .and_then(Value::as_object)
            .ok_or_else(|| Failure::new(format!("cargo metadata names no features of {package}")))?;
        Ok(features.keys().filter(|name| *name != "default").cloned().collect())
    }

    /// The oldest Rust that the package promises to build with, such as `1.85`.
    pub(crate) fn minimum_rust(&self, package: &str) -> Result<String> {
        self.package(package)?
            .get("rust_version")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("{package} states no rust-version")))
    }

    /// The package's version.
    pub(crate) fn version(&self, package: &str) -> Result<String> {
        self.package(package)?
            .get("version")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("{package} states no version")))
    }

    fn package(&self, name: &str) -> Result<&Value> {
        self.0
            .get("packages")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .find(|package| package.get("name").and_then(Value::as_str) == Some(name))
            .ok_or_else(|| Failure::new(format!("the workspace has no package {name}")))
    }
}
