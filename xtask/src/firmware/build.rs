//! The library for each machine, and the programs that are linked with it, in the Debian 13 root.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;

use super::{BOARDS, Board, FOLDER, table};
use crate::debian;
use crate::failure::{Doing as _, Result};
use crate::job::Job;
use crate::objects::ENVIRONMENT;
use crate::objects::footprint::LEVEL;
use crate::root::Root;

/// All but drawing QR codes. The same as `proofs/objects` has, so that what the library stands on is built once for both.
const FEATURES: &str = "sha1,sha256,sha512,uri,ocra,recovery,panic-handler";
/// What `build.sh` calls the machine that the lock is linked for and never run on.
pub(crate) const RISCV: &str = "riscv";
const RISCV_TARGET: &str = "riscv32imac-unknown-none-elf";
/// What is in a door, and what tests run.
const PROGRAMS: [&str; 5] = ["lock", "trial", "vectors", "cuts", "measure"];
/// Where programs are, as the root sees it.
const INSIDE: &str = "/build/firmware";

/// What was built.
#[derive(Debug)]
pub(crate) struct Firmware {
    folder: PathBuf,
}

impl Firmware {
    /// Builds all of it.
    pub(crate) fn build(job: &mut Job<'_>) -> Result<Self> {
        Self::build_some(job, &BOARDS, &PROGRAMS, Some((RISCV, RISCV_TARGET)))
    }

    /// Builds what the story needs on one board.
    pub(crate) fn for_the_story(job: &mut Job<'_>, board: Board) -> Result<Self> {
        Self::build_some(job, &[board], &["trial"], None)
    }

    fn build_some(
        job: &mut Job<'_>,
        boards: &[Board],
        programs: &[&str],
        linked: Option<(&str, &str)>,
    ) -> Result<Self> {
        debian::install(job, &["qemu-system-arm", "python3", "llvm"], Duration::from_secs(20))?;
        let root = Root::ready(job)?;
        let folder = job.place.fresh_folder("in-debian-13/firmware")?;
        fs::write(folder.join("table.h"), table::of(job.place.root())?).doing("cannot write the table of vectors")?;
        let mut jobs = String::new();
        for board in boards {
            library(job, &root, board.target)?;
            programs.iter().for_each(|program| jobs.push_str(&line(board.name, program, board.target)));
        }
        if let Some((name, target)) = linked {
            library(job, &root, target)?;
            jobs.push_str(&line(name, "lock", target));
        }
        fs::write(folder.join("jobs"), jobs).doing("cannot write what is to be built")?;
        let shell = format!("xargs --max-procs=2 --max-lines=1 sh {FOLDER}/build.sh < {INSIDE}/jobs");
        job.runner.must(&mut root.shell(&[], &shell))?;
        Ok(Self { folder })
    }

    /// A program for a board, as it is seen from outside of the root.
    pub(crate) fn program(&self, board: &str, program: &str) -> PathBuf {
        self.folder.join(format!("{program}-{board}.elf"))
    }

    /// The vectors' program for a board with one digit wrong, which it has to find.
    pub(crate) fn with_a_wrong_vector(&self, job: &mut Job<'_>, board: Board) -> Result<PathBuf> {
        let root = Root::ready(job)?;
        let wrong = job.place.folder("in-debian-13/firmware/wrong")?;
        fs::write(wrong.join("table.h"), table::with_a_wrong_digit(&table::of(job.place.root())?))
            .doing("cannot write the wrong table")?;
        let (library, elf) = (archive(board.target), format!("{INSIDE}/wrong/vectors.elf"));
        let words = ["sh", "examples/firmware/build.sh", board.name, "vectors", &library, &elf];
        job.runner.must(&mut root.command(&[&words[..], &["-I/build/firmware/wrong"]].concat()))?;
        Ok(wrong.join("vectors.elf"))
    }
}

/// The words of `build.sh` for a program.
fn line(board: &str, program: &str, target: &str) -> String {
    format!("{board} {program} {} {INSIDE}/{program}-{board}.elf -I{INSIDE}\n", archive(target))
}

/// Where the library for a machine is put: beside what cargo builds, and not where others who build it with less look for theirs.
fn archive(target: &str) -> String {
    format!("/build/objects/{target}/firmware.a")
}

/// The static library as anybody builds it, but for what tells how deep its stack is.
fn library(job: &mut Job<'_>, root: &Root, target: &str) -> Result<()> {
    let arguments = ["-p", "mfa-ffi", "--lib", "--release", "--crate-type", "staticlib", "--no-default-features"];
    let machine = ["--features", FEATURES, "--config", LEVEL, "-Zbuild-std=core", "--target", target];
    let emit = format!("--emit=link={}", archive(target));
    let to = ["--", &emit];
    let words = [&arguments[..], &machine, &to].concat();
    job.runner.must(&mut root.nightly_cargo_with(&ENVIRONMENT, "rustc", &words))?;
    Ok(())
}
