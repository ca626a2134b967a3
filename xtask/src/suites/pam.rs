//! The PAM module: `examples/pam` is made with its Makefile, and driven through libpam by `examples/pam/tests`.
//!
//! The program that drives it brings people, groups, a log, stacks, a store and a policy file of its own, so nothing under
//! `/etc` changes. Codes come from oathtool and openssl.

use core::time::Duration;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::c::{AS_C, SANITIZED, libraries, tests};
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

const MODULE: &str = "examples/pam";
const SO: &str = "pam_libmfa.so";
/// What PAM calls, and nothing else.
const EXPORTS: &[&str] = &["pam_sm_authenticate", "pam_sm_setcred"];
const PACKAGES: &[&str] = &["gcc", "make", "pkgconf", "libpam0g-dev", "valgrind", "oathtool", "openssl"];
const NEIGHBOUR: &str = "neighbour.c";
const KEEPER: &str = "keeper.c";

/// The programs and modules of one build, in one folder.
struct Built {
    folder: PathBuf,
}

/// The library in release, as it is installed: otherwise Rust leaves copies that no one asked for.
pub(super) fn beforehand(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, PACKAGES, Duration::from_secs(10))?;
    libraries(job, &["--release"]).map(drop)
}

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    beforehand(job)?;
    let library = libraries(job, &["--release"])?;
    let plain = build(job, &library, "gcc", &["-O2"])?;
    exports_are_what_pam_calls(job, &plain)?;
    with_clang(job, &library)?;
    tests(job, &mut plain.driver("promises"), "promises")?;
    tests(job, &mut plain.driver("threads"), "threads")?;
    tests(job, &mut plain.driver("memory"), "memory")?;
    tests(job, &mut plain.driver("alike"), "alike")?;
    sanitized(job, &library)?;
    under_valgrind(job, &plain)
}

/// Makes the module with its Makefile, in a copy, and the programs that drive it.
fn build(job: &mut Job<'_>, library: &Path, compiler: &str, flags: &[&str]) -> Result<Built> {
    let name = if flags == SANITIZED { "sanitized" } else { compiler };
    let folder = job.place.fresh_folder(&format!("pam/{name}"))?;
    copy(&job.place.root().join(MODULE), &folder)?;
    fs::write(folder.join("libmfa.pc"), pkg_config(job, library)).doing("cannot write libmfa.pc")?;
    let flags = [AS_C, flags].concat().join(" ");
    let mut make = Command::new("make");
    make.arg(format!("CC={compiler}"))
        .arg(format!("CFLAGS={flags}"))
        .arg(format!("LDFLAGS=-Wl,-rpath,{}", library.display()))
        .env("PKG_CONFIG_PATH", &folder)
        .current_dir(&folder);
    must_compile(job, &format!("{SO} compiles without a warning with {name}"), &mut make)?;
    let built = Built { folder };
    drivers(job, &built, library, compiler, &flags)?;
    Ok(built)
}

/// Files only: the Makefile needs no more.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).doing(format_args!("cannot read {}", from.display()))?.flatten() {
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).doing("cannot copy the module's files")?;
        }
    }
    Ok(())
}

/// Stands for the one that is installed.
fn pkg_config(job: &Job<'_>, library: &Path) -> String {
    format!(
        "Name: libmfa\nDescription: from the tree\nVersion: 0\nLibs: -L{} -lmfa\nCflags: -I{}\n",
        library.display(),
        job.place.root().join("ffi/include").display()
    )
}

fn must_compile(job: &mut Job<'_>, name: &str, command: &mut Command) -> Result<()> {
    let outcome = job.check(name, command)?;
    if outcome.succeeded() { Ok(()) } else { Err(Failure::new(format!("not so: {name}"))) }
}

/// The program that is like a server, and knows libpam only; another module; and the one that keeps the store.
fn drivers(job: &mut Job<'_>, built: &Built, library: &Path, compiler: &str, flags: &str) -> Result<()> {
    let tests = job.place.root().join(MODULE).join("tests");
    let with = |output: &str| {
        let mut command = Command::new(compiler);
        command.args(flags.split(' ')).arg("-D_DEFAULT_SOURCE").arg("-o").arg(built.folder.join(output));
        command
    };
    let mut driver = with("driver");
    driver.args(sources(&tests)?).args(["-rdynamic", "-lpam", "-lpthread", "-lm"]);
    must_compile(job, &format!("the driver compiles without a warning with {compiler}"), &mut driver)?;
    let mut neighbour = with("neighbour.so");
    neighbour.arg(tests.join(NEIGHBOUR)).args(["-shared", "-fPIC", "-lpam"]);
    job.runner.must(&mut neighbour)?;
    let mut keeper = with("keeper");
    keeper.arg("-I").arg(job.place.root().join("ffi/include")).arg(tests.join(KEEPER)).arg("-L").arg(library);
    keeper.arg("-lmfa").arg(format!("-Wl,-rpath,{}", library.display()));
    job.runner.must(&mut keeper)?;
    Ok(())
}

fn sources(tests: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(tests).doing(format_args!("cannot read {}", tests.display()))?;
    let mut sources: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    sources.retain(|path| {
        path.extension() == Some(OsStr::new("c")) && !path.ends_with(NEIGHBOUR) && !path.ends_with(KEEPER)
    });
    sources.sort();
    Ok(sources)
}

impl Built {
    fn driver(&self, tests: &str) -> Command {
        let mut command = Command::new(self.folder.join("driver"));
        self.arguments(&mut command, tests);
        command
    }

    fn arguments(&self, command: &mut Command, tests: &str) {
        command.args(["pam_libmfa.so", "neighbour.so", "keeper"].map(|name| self.folder.join(name))).arg(tests);
    }
}

fn exports_are_what_pam_calls(job: &mut Job<'_>, built: &Built) -> Result<()> {
    let mut nm = Command::new("nm");
    nm.args(["--dynamic", "--defined-only", "--format=just-symbols"]).arg(built.folder.join(SO));
    let output = job.runner.must(&mut nm)?.output;
    let found: Vec<&str> = output.split_whitespace().collect();
    let outcome = if found == EXPORTS { Ok(()) } else { Err(found.join(" ")) };
    job.test("the module exports what PAM calls, and nothing else", outcome)
}

fn with_clang(job: &mut Job<'_>, library: &Path) -> Result<()> {
    if Command::new("clang").arg("--version").output().is_err() {
        job.note("there is no clang, so the module is compiled by gcc only");
        return Ok(());
    }
    let built = build(job, library, "clang", &["-O2"])?;
    tests(job, &mut built.driver("promises"), "clang")
}

/// Of what is looked at here only the C is instrumented. Times and memory are not what they are otherwise.
fn sanitized(job: &mut Job<'_>, library: &Path) -> Result<()> {
    let built = build(job, library, "gcc", SANITIZED)?;
    for group in ["promises", "threads"] {
        let mut command = built.driver(group);
        command.env("ASAN_OPTIONS", "detect_leaks=1").env("UBSAN_OPTIONS", "print_stacktrace=1");
        tests(job, &mut command, &format!("sanitized, {group}"))?;
    }
    Ok(())
}

/// Without the threads, which take turns there.
fn under_valgrind(job: &mut Job<'_>, built: &Built) -> Result<()> {
    let mut command = Command::new("valgrind");
    command
        .args(["--quiet", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite"])
        .args(["--keep-debuginfo=yes", "--child-silent-after-fork=yes"])
        .arg(built.folder.join("driver"));
    built.arguments(&mut command, "promises");
    tests(job, &mut command, "valgrind")
}
