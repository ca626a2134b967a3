//! `cargo cinstall` into a folder of its own: each file where C people look for it, and what `pkg-config` says of them.

use super::{PREFIX, same};
use crate::failure::Result;
use crate::job::Job;
use crate::metadata::Metadata;
use crate::root::Root;

/// As `docs/install.md` has it, up to the prefix.
pub(super) const COMMAND: &str = "cargo cinstall --locked --profile installed --manifest-path ffi/Cargo.toml --prefix";

/// All that is installed.
const FILES: [&str; 6] = [
    "include/mfa.h",
    "lib/libmfa.a",
    "lib/libmfa.so",
    "lib/libmfa.so.0",
    "lib/libmfa.so.VERSION",
    "lib/pkgconfig/libmfa.pc",
];

pub(super) fn run(job: &mut Job<'_>, root: &Root) -> Result<()> {
    job.runner.must(&mut root.command(&["rm", "-rf", PREFIX]))?;
    let words: Vec<&str> = COMMAND.split(' ').skip(3).chain([PREFIX, "--libdir", "lib"]).collect();
    job.runner.must(&mut root.cargo("cinstall", &words))?;
    let version = Metadata::read(job.place)?.version("mfa-ffi")?;

    let installed = said(job, root, "find -L . -type f | sort | sed 's|^./||'")?;
    let expected = FILES.join("\n").replace("VERSION", &version);
    job.test("each file is where it is looked for, and no other is there", same(&installed, &expected))?;
    let soname = said(job, root, "readelf -d lib/libmfa.so | sed -n 's/.*SONAME.*\\[\\(.*\\)\\]/\\1/p'")?;
    job.test("programs load libmfa.so.0", same(&soname, "libmfa.so.0"))?;
    let foreign = said(job, root, "nm -D --defined-only lib/libmfa.so | awk '{print $3}' | grep -v ^mfa_ || true")?;
    job.test("the shared library exports mfa_ and nothing else", same(&foreign, ""))?;
    pkg_config(job, root, &version)
}

/// What a build that knows nothing else is told.
fn pkg_config(job: &mut Job<'_>, root: &Root, version: &str) -> Result<()> {
    for (asked, expected) in [
        ("--modversion", version),
        ("--cflags", "-I/build/installed/include"),
        ("--libs", "-L/build/installed/lib -lmfa"),
    ] {
        let told = said(job, root, &format!("pkg-config {asked} libmfa"))?;
        job.test(&format!("pkg-config {asked}"), same(&told, expected))?;
    }
    // What the archive needs beside itself is Rust's to say; that it is enough is what the static consumer shows.
    let told = said(job, root, "pkg-config --static --libs libmfa")?;
    let more = told.starts_with("-L/build/installed/lib -lmfa ") && told.split(' ').any(|word| word == "-lc");
    job.test("pkg-config --static names what the archive needs", more.then_some(()).ok_or(told))
}

/// What a line of a shell's prints, at the top of what is installed.
fn said(job: &mut Job<'_>, root: &Root, line: &str) -> Result<String> {
    let environment = ["-C", PREFIX, "PKG_CONFIG_PATH=/build/installed/lib/pkgconfig"];
    Ok(job.runner.must(&mut root.shell(&environment, line))?.output.trim().to_owned())
}
