//! The symbols that the shared library exports.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::differences;
use super::types::prototype;
use crate::failure::Result;
use crate::metadata::Metadata;
use crate::place::Place;
use crate::run::Runner;

/// What every exported name begins with.
const PREFIX: &str = "mfa_";

/// Builds the shared library with all its features.
pub(crate) fn library(place: &Place, runner: &mut Runner) -> Result<PathBuf> {
    runner.must(place.cargo().args(["rustc", "-p", "mfa-ffi", "--lib", "--release", "--crate-type", "cdylib"]))?;
    Ok(Metadata::read(place)?.target_directory()?.join("release/libmfa.so"))
}

/// All symbols that a shared library defines for others, in order.
pub(crate) fn exported(runner: &mut Runner, library: &Path) -> Result<Vec<String>> {
    let mut nm = Command::new("nm");
    nm.args(["--dynamic", "--defined-only", "--format=posix"]).arg(library).env("LC_ALL", "C");
    let printed = runner.must(&mut nm)?.output;
    let mut symbols: Vec<String> =
        printed.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    symbols.sort();
    Ok(symbols)
}

/// Those that are there without an operating system, of what a list has.
pub(crate) fn freestanding(header: &str, listed: &[String]) -> Vec<String> {
    let part = header.split("\n#ifndef MFA_FREESTANDING\n").next().unwrap_or_default();
    listed.iter().filter(|symbol| prototype(part, symbol).is_some()).cloned().collect()
}

/// Whether the exported symbols are the listed ones, and all of them ours.
pub(crate) fn compare(listed: &[String], exported: &[String]) -> core::result::Result<(), String> {
    let foreign: Vec<&str> = exported.iter().map(String::as_str).filter(|symbol| !symbol.starts_with(PREFIX)).collect();
    if !foreign.is_empty() {
        return Err(format!("these do not begin with {PREFIX}: {}", foreign.join(", ")));
    }
    differences(listed, exported)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::lines;

    #[test]
    fn one_symbol_more_or_less_is_refused() {
        let listed = lines("mfa_a\nmfa_b\n");
        assert_eq!(compare(&listed, &lines("mfa_a\nmfa_b\n")), Ok(()));
        assert!(compare(&listed, &lines("mfa_a\n")).unwrap_err().contains("gone: mfa_b"));
        assert!(compare(&listed, &lines("mfa_a\nmfa_b\nmfa_c\n")).unwrap_err().contains("new: mfa_c"));
        assert!(compare(&lines("mfa_a\nmfa_a\n"), &lines("mfa_a\n")).is_err());
    }

    #[test]
    fn hosted_functions_are_not_freestanding() {
        let header = "\nint mfa_a(void);\n\n#ifndef MFA_FREESTANDING\n\nint mfa_b(void);\n\n#endif\n";
        assert_eq!(freestanding(header, &lines("mfa_a\nmfa_b\n")), ["mfa_a"]);
    }

    #[test]
    fn symbol_of_another_name_is_refused_though_listed() {
        let leaked = lines("mfa_a\nrust_eh_personality\n");
        assert!(compare(&leaked, &leaked).unwrap_err().contains("rust_eh_personality"));
    }
}
