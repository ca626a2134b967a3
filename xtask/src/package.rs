//! `cargo xtask package debian`: libmfa0, libmfa-dev, libmfa-tools and libpam-libmfa, built in the root by Debian's own
//! tools from what `packaging/debian` says.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;

use crate::console::{Line, say};
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::{Job, LIMIT};
use crate::place::Place;
use crate::root::Root;
use crate::run::Runner;

/// Whose packages.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    /// For Debian 13, for this machine's processor
    Debian,
}

/// Where the packages are put.
pub(crate) const PACKAGES: &str = "packages";

/// Where cargo finds the crates, for programs that nobody passes it to.
const CARGO: &str = r#"[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "/checkout/target/vendor"
[net]
offline = true
"#;

/// Debian's tools want the folder under a name of theirs, at the top of a source that can be written to.
const BUILD: &str = "
mkdir source
cp -r /checkout/packaging/debian source/debian
cd source
SOURCE=/checkout exec dpkg-buildpackage --build=binary --unsigned-changes --no-pre-clean
";

pub(crate) fn run(place: &Place, kind: Kind) -> Result<bool> {
    let Kind::Debian = kind;
    debian::be_allowed("cargo xtask package")?;
    let log = place.folder("logs")?.join("package.log");
    let mut line = Line::start("package");
    let mut job = Job::new(place, Runner::new(&log, LIMIT)?, &mut line, false);
    let root = Root::ready(&mut job)?;
    let packages = debian_packages(&mut job, &root)?;
    say("\n");
    for package in packages {
        say(&format!("{}\n", place.short(&package).display()));
    }
    Ok(true)
}

/// The packages that this program has built: two suites need them.
static BUILT: Mutex<Option<Vec<PathBuf>>> = Mutex::new(None);

/// Builds the packages, once, which are in the order of their names then, under `target` and in the root's `/build/package`.
pub(crate) fn debian_packages(job: &mut Job<'_>, root: &Root) -> Result<Vec<PathBuf>> {
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let packages = match built.take() {
        Some(packages) => packages,
        None => build(job, root)?,
    };
    *built = Some(packages.clone());
    Ok(packages)
}

fn build(job: &mut Job<'_>, root: &Root) -> Result<Vec<PathBuf>> {
    let built = job.place.fresh_folder("in-debian-13/package")?;
    let cargo = job.place.folder("in-debian-13/package/cargo")?;
    fs::write(cargo.join("config.toml"), CARGO).doing("cannot say where the crates are")?;
    job.runner.must(&mut root.shell(&["-C", "/build/package", "CARGO_HOME=/build/package/cargo"], BUILD))?;
    let kept = job.place.target(PACKAGES);
    job.runner.must(Command::new("rm").arg("-rf").arg(&kept))?;
    fs::create_dir_all(&kept).doing("cannot make the packages' folder")?;
    let mut packages = Vec::new();
    for entry in fs::read_dir(&built).doing("cannot see what was built")? {
        let path = entry.doing("cannot see what was built")?.path();
        if let Some(name) = path.file_name().filter(|_| path.extension().is_some_and(|ending| ending == "deb")) {
            fs::copy(&path, kept.join(name)).doing("cannot keep a package")?;
            packages.push(kept.join(name));
        }
    }
    packages.sort();
    if packages.is_empty() { Err(Failure::new("no package was built")) } else { Ok(packages) }
}
