//! The static library without `std` serves a C program that has no operating system, no C library and no heap: on x86-64 it
//! runs here, for a Cortex-M4 it is linked in the Debian 13 root. And no way leads to a panic, which linking shows.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::abi::sizes;
use crate::failure::{Doing as _, Result};
use crate::header::HEADER;
use crate::job::Job;
use crate::objects;
use crate::root::Root;

/// The least that codes need, with our own small SHA-1, and all but the QR code, which another's crate draws.
const LEAST: &str = "sha1,compact,panic-handler";
const MOST: &str = "sha1,sha256,sha512,uri,ocra,recovery,panic-handler";
const QR: &str = "sha1,qr,panic-handler";
const OPT_LEVELS: [&str; 2] = ["3", "s"];

/// What the library may ask of whoever links it: that memory is copied, set and compared.
const MAY_BE_IMPORTED: [&str; 5] = ["memcpy", "memmove", "memset", "memcmp", "bcmp"];
/// What gcc's own start files import, where they are.
const START_FILES: [&str; 4] =
    ["_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable", "__cxa_finalize", "__gmon_start__"];

const PROGRAM: &str = "ffi/tests/c/freestanding";
const C: [&str; 8] =
    ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-ffreestanding", "-ffunction-sections"];
const CORTEX_M4: [&str; 3] = ["--target=thumbv7em-none-eabihf", "-mcpu=cortex-m4", "-mthumb"];

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    planted_panic_does_not_link(job)?;
    for level in OPT_LEVELS {
        for features in [LEAST, MOST] {
            no_way_leads_to_a_panic(job, features, level)?;
        }
        program_runs_here(job, level)?;
    }
    let root = Root::ready(job)?;
    sizes_are_those_of_32_bits(job, &root)?;
    program_links_for_a_cortex_m4(job, &root)?;
    objects::panics(job)
}

/// `cargo rustc` for the library without `std`, which does not link if a way leads to a panic.
fn cargo(job: &Job<'_>, kind: &str, features: &str, level: &str) -> Result<Command> {
    let mut cargo = job.place.cargo();
    cargo
        .args(["rustc", "-p", "mfa-ffi", "--lib", "--release", "--crate-type", kind])
        .args(["--no-default-features", "--features", features, "--target-dir"])
        .arg(job.place.folder("freestanding")?)
        .args(["--", "--cfg", "mfa_no_panic"])
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
        .env("CARGO_PROFILE_RELEASE_STRIP", "none");
    Ok(cargo)
}

/// As a shared library, so that every exported function is there, and nothing may be missing.
fn shared(job: &Job<'_>, features: &str, level: &str) -> Result<Command> {
    let mut cargo = cargo(job, "cdylib", features, level)?;
    cargo.args(["-C", "link-arg=-Wl,-z,defs", "-C", "link-arg=-lc"]);
    Ok(cargo)
}

/// Drawing QR codes is another's code, which has panics that the compiler cannot see to be out of reach.
fn planted_panic_does_not_link(job: &mut Job<'_>) -> Result<()> {
    let outcome = job.runner.run(&mut shared(job, QR, "3")?)?;
    let found = !outcome.succeeded() && outcome.output.contains("undefined symbol: mfa_panics_here");
    let why = "either it has none any more, then it belongs to the others, or they are not found";
    job.test("panics in drawing QR codes are found", if found { Ok(()) } else { Err(why.to_owned()) })
}

fn no_way_leads_to_a_panic(job: &mut Job<'_>, features: &str, level: &str) -> Result<()> {
    let name = format!("opt-level {level}, {features}");
    let linked = job.check(&format!("{name}: no way leads to a panic"), &mut shared(job, features, level)?)?;
    if !linked.succeeded() {
        return Ok(());
    }
    let library = job.place.folder("freestanding")?.join("release/libmfa.so");
    let mut nm = Command::new("nm");
    let imports = job.runner.must(nm.args(["--dynamic", "--undefined-only", "--format=posix"]).arg(library))?.output;
    let foreign: Vec<&str> = imports
        .lines()
        .filter_map(|line| line.split([' ', '@']).next())
        .filter(|name| !MAY_BE_IMPORTED.contains(name) && !START_FILES.contains(name))
        .collect();
    let held = if foreign.is_empty() { Ok(()) } else { Err(format!("it wants {}", foreign.join(", "))) };
    job.test(&format!("{name}: it wants memory copied, set and compared, and nothing else"), held)
}

fn program_runs_here(job: &mut Job<'_>, level: &str) -> Result<()> {
    job.runner.must(&mut cargo(job, "staticlib", LEAST, level)?)?;
    let folder = job.place.folder("freestanding")?;
    let program = folder.join(format!("program-{level}"));
    let mut cc = Command::new("cc");
    cc.current_dir(job.place.root().join(PROGRAM))
        .args(C)
        .args(["-O2", "-fno-tree-loop-distribute-patterns", "-fno-stack-protector", "-I../../../include"])
        .args(["-nostdlib", "-static", "-Wl,--gc-sections", "-o"])
        .arg(&program)
        .args(["program.c", "memory.c", "x86_64_linux.c"])
        .arg(folder.join("release/libmfa.a"));
    job.runner.must(&mut cc)?;
    let outcome = job.runner.run(&mut Command::new(&program))?;
    let said = outcome.output.trim_end();
    let held = if outcome.succeeded() && said.ends_with("held") { Ok(()) } else { Err(outcome.told()) };
    job.test(&format!("opt-level {level}: on x86-64 Linux: {said}"), held)?;
    no_heap_and_no_panic_in(job, &program)?;
    let text = text_size(job, &mut Command::new("size"), &program)?;
    job.note(&format!("a program that verifies, opt-level {level}, SHA-1: {text} bytes of text on x86-64"));
    Ok(())
}

/// Nothing of the kind is in the program, under whatever name.
fn no_heap_and_no_panic_in(job: &mut Job<'_>, program: &Path) -> Result<()> {
    let symbols = job.runner.must(Command::new("nm").arg(program))?.output;
    let ours = symbols.lines().any(|line| line.contains("mfa_person_verify"));
    let found: Vec<&str> =
        symbols.lines().filter(|line| ["panic", "alloc", "unwind"].iter().any(|part| line.contains(part))).collect();
    let held = if ours && found.is_empty() { Ok(()) } else { Err(format!("found {}", found.join(", "))) };
    job.test("no allocator, no panic and no unwinding is in it", held)
}

/// Text and constants, as `size` counts them.
fn text_size(job: &mut Job<'_>, size: &mut Command, program: &Path) -> Result<u64> {
    objects::footprint::text_in(&job.runner.must(size.arg(program))?.output)
}

/// A folder of the root's, which is also here.
struct Shared {
    here: PathBuf,
}

impl Shared {
    fn new(job: &Job<'_>) -> Result<Self> {
        Ok(Self { here: job.place.folder("in-debian-13/freestanding")? })
    }

    fn inside(&self, name: &str) -> String {
        format!("/build/freestanding/{name}")
    }
}

fn sizes_are_those_of_32_bits(job: &mut Job<'_>, root: &Root) -> Result<()> {
    let header = std::fs::read_to_string(job.place.root().join(HEADER)).doing(format_args!("cannot read {HEADER}"))?;
    let shared = Shared::new(job)?;
    let folder = job.place.folder("freestanding/include")?;
    std::fs::write(folder.join("mfa.h"), &header).doing("cannot write the header")?;
    let folder = job.place.folder("freestanding")?;
    let narrow = sizes::by(&mut job.runner, &folder, &header, Command::new("cc").arg("-m32"))?;
    std::fs::write(shared.here.join("sizes.c"), sizes::unit(&header)).doing("cannot write sizes.c")?;
    let (source, object) = (shared.inside("sizes.c"), shared.inside("sizes.o"));
    let words = ["clang", "-ffreestanding", "-fno-common", "-I/checkout/ffi/include", "-c", "-o", &object, &source];
    job.runner.must(&mut root.command(&[&words[..], &CORTEX_M4].concat()))?;
    let found = sizes::in_object(&mut job.runner, &shared.here.join("sizes.o"), &header)?;
    let same = if found == narrow { Ok(()) } else { Err(format!("{found:?} and not {narrow:?}")) };
    job.test("each type is as large on a Cortex-M4 as on i686", same)
}

/// At the opt-level that such machines are built for, as the suite `footprint` builds it.
fn program_links_for_a_cortex_m4(job: &mut Job<'_>, root: &Root) -> Result<()> {
    objects::footprint::library(job, root, objects::footprint::SMALLEST)?;
    let shared = Shared::new(job)?;
    let built = objects::footprint::archive();
    let sources = ["program.c", "cortex_m4.c"].map(|source| format!("/checkout/{PROGRAM}/{source}"));
    let linker = ["-Os", "-nostdlib", "-fuse-ld=lld", "-Wl,--gc-sections,--entry=begin"];
    let elf = shared.inside("program.elf");
    let words = ["-I/checkout/ffi/include", "-o", &elf, &sources[0], &sources[1], &built];
    let link = [&["clang"][..], &CORTEX_M4, &C, &linker, &words].concat();
    job.check("it links for a Cortex-M4", &mut root.command(&link))?;
    no_heap_and_no_panic_in(job, &shared.here.join("program.elf"))?;
    let text = text_size(job, &mut Command::new("size"), &shared.here.join("program.elf"))?;
    job.note(&format!("the same for a Cortex-M4, opt-level s: {text} bytes of text"));
    Ok(())
}
