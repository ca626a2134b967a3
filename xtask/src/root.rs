//! A Debian 13 in a folder: the promised minimum Rust, with the library source that bare metal is built from, and what
//! installs the library and its consumers. Beside it a clean one, as somebody's computer who installs packages, and one to
//! log in to, and one with Swift.
//!
//! It is built beside its place and renamed when whole, so that one that broke off is never taken, and kept under
//! `target/roots` for the next run. A call into it has namespaces of its own: what is mounted for it, and whatever it
//! started, is gone with it, however it ended.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::console::seconds;
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

const SUITE: &str = "trixie";

/// A root that is kept.
struct Kept {
    folder: &'static str,
    /// What is in it beyond what every Debian has. Another list makes another root.
    packages: &'static [&'static str],
    /// How long it takes and how large it is, for who waits.
    costs: &'static str,
    /// Held by whoever looks whether it is there, and builds it.
    door: Mutex<()>,
}

/// Where things are built.
static WORKSHOP: Kept = Kept {
    folder: "roots/debian-13",
    packages: &[
        "ca-certificates",
        "git",
        "rustc",
        "cargo",
        "rust-src",
        "lld",
        // The library as C people install it, those who use it, and the packages.
        "cargo-c",
        "build-essential",
        "pkgconf",
        "cmake",
        "golang-go",
        "python3",
        "debhelper",
        "libpam0g-dev",
        // C for machines without an operating system, and for Windows.
        "clang",
        "gcc-mingw-w64-x86-64-win32",
    ],
    costs: "usually 2 to 3 min, 2.8 GB",
    door: Mutex::new(()),
};

/// Where Swift is: apart from the workshop, whose packages are others' (Swift's own clang is not the one for bare metal).
static SWIFT: Kept = Kept {
    folder: "roots/debian-13-swift",
    // The example's authenticator reads pictures by the program of ZBar.
    packages: &["ca-certificates", "git", "libc6-dev", "libstdc++-14-dev", "swiftlang", "zbar-tools"],
    costs: "usually 66 s, 2.7 GB",
    door: Mutex::new(()),
};

/// Where nothing was ever installed.
static CLEAN: Kept =
    Kept { folder: "roots/debian-13-clean", packages: &[], costs: "usually 20 s, 200 MB", door: Mutex::new(()) };

/// What people log in to, and what the peers of our PAM module are in.
static LOGIN: Kept = Kept {
    folder: "roots/debian-13-login",
    packages: &[
        "openssh-server",
        "openssh-client",
        "sudo",
        "login",
        "iproute2",
        "python3",
        "oathtool",
        "pamtester",
        "strace",
        "libpam-oath",
        "libpam-google-authenticator",
        "freeradius",
        "freeradius-utils",
        "bindfs",
    ],
    costs: "usually 1 min, 350 MB",
    door: Mutex::new(()),
};

/// Whether the crates have been vendored. Once is enough; a second time while somebody builds of them would disturb.
static VENDORED_NOW: Mutex<bool> = Mutex::new(false);

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
exec chroot "$root" /usr/bin/env -i -C /checkout PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/build LC_ALL=C.UTF-8 \
    CARGO_HOME=/build/cargo CARGO_TARGET_DIR=/build/target CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never "$@"
"#;

/// Rust's own library in it; what it depends on is needed where `core` is built from source.
const LIBRARY: &str = "usr/lib/rustlib/src/rust/library/Cargo.toml";

/// Where cargo finds the crates inside: vendored by the host, which can reach a registry.
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
        let folder = kept(job, &WORKSHOP)?;
        vendor(job, &folder)?;
        let place = job.place;
        Ok(Self { folder, checkout: place.root().to_path_buf(), build: place.folder("in-debian-13")? })
    }

    /// The root with Swift, built if it is not there, with a folder of its own to build in.
    pub(crate) fn with_swift(job: &mut Job<'_>) -> Result<Self> {
        debian::be_root()?;
        let folder = kept(job, &SWIFT)?;
        let place = job.place;
        Ok(Self { folder, checkout: place.root().to_path_buf(), build: place.folder("in-debian-13-swift")? })
    }

    /// A copy of a Debian on which nothing was ever installed, with the same folder to build in. It is made anew each time.
    pub(crate) fn clean_copy(&self, job: &mut Job<'_>) -> Result<Self> {
        let clean = kept(job, &CLEAN)?;
        let copy = clean.with_extension("copy");
        remove(job, &copy)?;
        job.runner.must(Command::new("cp").arg("--archive").args([&clean, &copy]))?;
        // What is mounted for a command has its place there before anybody looks at what is there.
        for mounted in ["checkout", "build"] {
            fs::create_dir_all(copy.join(mounted)).doing("cannot make a folder in the copy")?;
        }
        Ok(Self { folder: copy, checkout: self.checkout.clone(), build: self.build.clone() })
    }

    /// Where the root is, seen from outside.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A folder under `/build`, seen from outside.
    pub(crate) fn built(&self, path: &str) -> PathBuf {
        self.build.join(path)
    }

    /// A line of a shell's in the root, with some environment.
    pub(crate) fn shell(&self, environment: &[&str], line: &str) -> Command {
        self.command(&[&["env"], environment, &["sh", "-ec", line]].concat())
    }

    /// A command in the root, at the top of the checkout.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.args(["-ec", ENTER, "enter"]).args([&self.folder, &self.checkout, &self.build]).args(words);
        in_own_namespaces(&command)
    }

    /// A cargo command in the root.
    pub(crate) fn cargo(&self, verb: &str, arguments: &[&str]) -> Command {
        self.command(&[&["cargo", verb, "--offline", "--locked"], &VENDORED[..], arguments].concat())
    }

    /// The same with what only a nightly compiler offers, such as building `core` from source.
    pub(crate) fn nightly_cargo(&self, verb: &str, arguments: &[&str]) -> Command {
        self.nightly_cargo_with(&[], verb, arguments)
    }

    /// The same in some environment.
    pub(crate) fn nightly_cargo_with(&self, environment: &[&str], verb: &str, arguments: &[&str]) -> Command {
        let cargo = ["cargo", verb, "--offline", "--locked"];
        self.command(&[&["env", "RUSTC_BOOTSTRAP=1"], environment, &cargo, &VENDORED, arguments].concat())
    }
}

/// The folder of a Debian to log in to, built if it is not there. Only a layer over it is to be written to.
pub(crate) fn to_log_in_to(job: &mut Job<'_>) -> Result<PathBuf> {
    debian::be_root()?;
    kept(job, &LOGIN)
}

/// A command in namespaces of its own: what it mounts and starts ends with it.
pub(crate) fn in_own_namespaces(command: &Command) -> Command {
    let mut inside = Command::new("unshare");
    inside.args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]);
    inside.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        inside.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => inside.env(name, value),
            None => inside.env_remove(name),
        };
    }
    inside
}

/// Puts the workspace's crates, and those that Rust's own library needs, where cargo in the root finds them.
fn vendor(job: &mut Job<'_>, root: &Path) -> Result<()> {
    let mut is_done = VENDORED_NOW.lock().unwrap_or_else(PoisonError::into_inner);
    if !*is_done {
        let mut vendor = job.place.cargo();
        vendor.args(["vendor", "--locked", "--versioned-dirs", "--sync"]).arg(root.join(LIBRARY));
        vendor.arg(job.place.target("vendor"));
        // The library's manifests use what only a nightly cargo reads.
        job.runner.must(vendor.env("RUSTC_BOOTSTRAP", "1"))?;
        *is_done = true;
    }
    Ok(())
}

/// The root's folder; it is built if it is not there.
fn kept(job: &mut Job<'_>, root: &Kept) -> Result<PathBuf> {
    let _door = root.door.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = job.place.target(root.folder);
    let stamp = format!("{SUITE} {}\n", root.packages.join(","));
    if !fs::read_to_string(folder.join(STAMP)).is_ok_and(|found| found == stamp) {
        debian::install(job, &["debootstrap"], Duration::from_secs(20))?;
        build(job, root, &folder, &stamp)?;
    }
    Ok(folder)
}

fn build(job: &mut Job<'_>, root: &Kept, folder: &Path, stamp: &str) -> Result<()> {
    job.note(&format!("building a Debian 13 in target/{}, {}", root.folder, root.costs));
    let begun = Instant::now();
    let unfinished = folder.with_extension("unfinished");
    for old in [folder, unfinished.as_path()] {
        remove(job, old)?;
    }
    fs::create_dir_all(&unfinished).doing("cannot make the root's folder")?;
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.arg("--variant=minbase");
    if !root.packages.is_empty() {
        debootstrap.arg(format!("--include={}", root.packages.join(",")));
    }
    debootstrap.arg(SUITE).arg(&unfinished).args(mirror());
    job.runner.must(&mut in_own_namespaces(&debootstrap))?;
    // The downloaded packages are in it twice.
    job.runner.must(Command::new("chroot").arg(&unfinished).args(["apt-get", "clean"]))?;
    fs::write(unfinished.join(STAMP), stamp).doing("cannot stamp the root")?;
    fs::rename(&unfinished, folder)
        .map_err(|error| Failure::new(format!("cannot move the root to its place: {error}")))?;
    job.note(&format!("built in {}", seconds(begun.elapsed())));
    Ok(())
}

/// Removes a root, and never what is mounted in it.
fn remove(job: &mut Job<'_>, folder: &Path) -> Result<()> {
    job.runner.must(Command::new("rm").args(["-rf", "--one-file-system"]).arg(folder))?;
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
