//! A Debian 13 in a folder: the promised minimum Rust, with the library source that bare metal is built from.
//!
//! It is built beside its place and renamed when whole, so that one that broke off is never taken, and kept under
//! `target/roots` for the next run. A call into it has namespaces of its own: what is mounted for it, and whatever it
//! started, is gone with it, however it ended.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::console::seconds;
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;
use crate::place::Place;

const SUITE: &str = "trixie";

/// What is in it. Another list makes another root.
const PACKAGES: &str = "ca-certificates,git,libc6-dev,gcc,rustc,cargo,rust-src,lld";

/// Holds the suite and the list that a root was made with.
const STAMP: &str = "libmfa-root";

/// Enters the root. Arguments: the root, the checkout (seen read-only at /checkout), a folder to build in (/build),
/// and the command. The mounts are in the mount namespace that `unshare` made, and end with it.
const ENTER: &str = r#"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mkdir -p "$1/checkout" "$1/build"
mount --bind "$2" "$1/checkout"
mount -o remount,bind,ro "$1/checkout"
mount --bind "$3" "$1/build"
root=$1
shift 3
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/build LC_ALL=C.UTF-8 \
    CARGO_HOME=/build/cargo CARGO_TARGET_DIR=/build/target CARGO_TERM_COLOR=never "$@"
"#;

/// Where cargo finds the crates inside: vendored by the host, whose registry it is.
const VENDORED: [&str; 4] = [
    "--config",
    "source.crates-io.replace-with='vendored'",
    "--config",
    "source.vendored.directory='/checkout/target/vendor'",
];

#[derive(Debug)]
pub(crate) struct Root {
    folder: PathBuf,
    checkout: PathBuf,
    build: PathBuf,
}

impl Root {
    /// The root, built if it is not there, and the workspace's crates beside it.
    pub(crate) fn ready(job: &mut Job<'_>) -> Result<Self> {
        debian::be_root()?;
        let place = job.place;
        let folder = place.target("roots/debian-13");
        let stamp = format!("{SUITE} {PACKAGES}\n");
        if !fs::read_to_string(folder.join(STAMP)).is_ok_and(|found| found == stamp) {
            debian::install(job, &["debootstrap"], Duration::from_secs(20))?;
            build(job, &folder, &stamp)?;
        }
        job.must("cargo vendor", place.cargo().args(["vendor", "--locked", "--versioned-dirs"]).arg(vendor(place)))?;
        Ok(Self { folder, checkout: place.root().to_path_buf(), build: place.folder("in-debian-13")? })
    }

    /// A command in the root, at the top of the checkout.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = in_own_namespaces();
        command
            .args(["sh", "-ec", ENTER, "enter"])
            .args([&self.folder, &self.checkout, &self.build])
            .args(["sh", "-c", "cd /checkout && exec \"$@\"", "sh"])
            .args(words);
        command
    }

    /// A cargo command in the root.
    pub(crate) fn cargo(&self, verb: &str, arguments: &[&str]) -> Command {
        let mut command = self.command(&["cargo", verb, "--offline", "--locked"]);
        command.args(VENDORED).args(arguments);
        command
    }

    /// The same with the features of a nightly compiler, which building `core` from source needs.
    pub(crate) fn nightly_cargo(&self, verb: &str, arguments: &[&str]) -> Command {
        let mut command = self.command(&["env", "RUSTC_BOOTSTRAP=1", "cargo", verb, "--offline", "--locked"]);
        command.args(VENDORED).args(arguments);
        command
    }
}

/// `unshare`, so that mounts and processes made by the command that follows end with it.
pub(crate) fn in_own_namespaces() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]);
    command
}

fn vendor(place: &Place) -> PathBuf {
    place.target("vendor")
}

fn build(job: &mut Job<'_>, folder: &PathBuf, stamp: &str) -> Result<()> {
    job.note("building a Debian 13 root in target/roots, usually 2 min and 1.5 GB");
    let begun = Instant::now();
    let unfinished = folder.with_extension("unfinished");
    fs::create_dir_all(&unfinished).doing("cannot make the root's folder")?;
    for old in [folder, &unfinished] {
        // Never into something that is mounted there.
        job.must("removing the old root", Command::new("rm").args(["-rf", "--one-file-system"]).arg(old))?;
    }
    let mut debootstrap = in_own_namespaces();
    debootstrap.args(["debootstrap", "--variant=minbase"]).arg(format!("--include={PACKAGES}"));
    debootstrap.arg(SUITE).arg(&unfinished).args(mirror());
    job.must("debootstrap", &mut debootstrap)?;
    // The downloaded packages are in it twice.
    job.must("apt-get clean", Command::new("chroot").arg(&unfinished).args(["apt-get", "clean"]))?;
    fs::write(unfinished.join(STAMP), stamp).doing("cannot stamp the root")?;
    fs::rename(&unfinished, folder)
        .map_err(|error| Failure::new(format!("cannot move the root to its place: {error}")))?;
    job.note(&format!("built in {}", seconds(begun.elapsed())));
    Ok(())
}

/// The mirror this machine takes its own Debian packages from; debootstrap knows one where there is none.
fn mirror() -> Option<String> {
    let out = Command::new("apt-get")
        .args(["indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)", "Created-By: Packages"])
        .output()
        .ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    let mut mirrors = text.lines().filter_map(|line| line.strip_prefix("Debian Debian "));
    mirrors.find(|mirror| mirror.starts_with("http")).map(str::to_owned)
}
