//! The public Rust API as it is, and as it was committed to: `core/api.txt` and `host/api.txt`, an item a line. `cargo xtask api`
//! compares; with `--bless` it commits to what there is.

use std::fs;
use std::path::Path;

use super::Held;
use crate::console::say;
use crate::failure::{Doing as _, Result};
use crate::job::LIMIT;
use crate::place::Place;
use crate::run::Runner;

/// A crate, the name it has in Rust, and the file with its interface.
const CRATES: [(&str, &str, &str); 2] =
    [("mfa-core", "mfa_core", "core/api.txt"), ("mfa-host", "mfa_host", "host/api.txt")];

const LISTER: &str = "xtask/public-api/Cargo.toml";

/// Compares, or commits to what there is.
pub(crate) fn run(place: &Place, bless: bool) -> Result<bool> {
    let mut runner = Runner::new(&place.folder("logs")?.join("api.log"), LIMIT)?;
    if bless {
        for (package, library, file) in CRATES {
            let listed = listed(place, &mut runner, package, library)?;
            fs::write(place.root().join(file), listed).doing(format_args!("cannot write {file}"))?;
            say(&format!("{file} is written\n"));
        }
        return Ok(true);
    }
    match is_kept(place, &mut runner)? {
        Ok(()) => say("the public Rust API is what was committed to\n"),
        Err(why) => {
            say(&format!("{why}\n"));
            return Ok(false);
        }
    }
    Ok(true)
}

pub(crate) fn is_kept(place: &Place, runner: &mut Runner) -> Result<Held> {
    for (package, library, file) in CRATES {
        let committed = fs::read_to_string(place.root().join(file)).doing(format_args!("cannot read {file}"))?;
        if let Err(why) = same(&committed, &listed(place, runner, package, library)?) {
            return Ok(Err(format!("{file}: {why}\n`cargo xtask api --bless` commits to it")));
        }
    }
    Ok(Ok(()))
}

/// The interface of a crate with all features: what rustdoc writes as JSON, which a stable compiler does if it is told to be
/// another, as a list.
fn listed(place: &Place, runner: &mut Runner, package: &str, library: &str) -> Result<String> {
    let target = place.folder("public-api")?;
    let mut rustdoc = place.cargo();
    rustdoc.args(["rustdoc", "--quiet", "--locked", "--lib", "--all-features", "-p", package, "--target-dir"]);
    rustdoc.arg(&target).args(["--", "-Zunstable-options", "--output-format", "json"]);
    runner.must(rustdoc.env("RUSTC_BOOTSTRAP", "1"))?;
    let mut lister = place.cargo();
    lister.args(["run", "--quiet", "--locked", "--manifest-path", LISTER, "--target-dir"]).arg(&target).arg("--");
    lister.arg(target.join(Path::new("doc").join(library)).with_extension("json"));
    Ok(runner.must(&mut lister)?.output)
}

/// Whether two lists are the same, or which lines are gone and new.
pub(crate) fn same(committed: &str, found: &str) -> Held {
    let lost = committed.lines().filter(|line| !found.lines().any(|other| other == *line)).map(|line| ('-', line));
    let new = found.lines().filter(|line| !committed.lines().any(|other| other == *line)).map(|line| ('+', line));
    let changes: Vec<String> = lost.chain(new).map(|(sign, line)| format!("{sign} {line}")).collect();
    match changes.is_empty() {
        true if committed == found => Ok(()),
        true => Err("the order of the lines differs".to_owned()),
        false => Err(changes.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn what_is_gone_and_what_is_new_is_named() {
        assert_eq!(same("fn a()\nfn b()\n", "fn a()\nfn b()\n"), Ok(()));
        assert_eq!(same("fn a()\nfn b()\n", "fn a()\nfn c()\n"), Err("- fn b()\n+ fn c()".to_owned()));
        assert!(same("fn a()\nfn b()\n", "fn b()\nfn a()\n").is_err());
    }
}
