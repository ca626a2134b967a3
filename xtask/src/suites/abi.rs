//! The C ABI is what was committed to; each kind of change to it is found; and programs that were compiled against an older
//! header, or will have been against a newer one, work with today's library.

use core::time::Duration;
use std::path::Path;
use std::process::Command;

use crate::abi::{Abi, constants, symbols, types};
use crate::debian;
use crate::failure::{Failure, Result};
use crate::job::Job;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["abigail-tools"], Duration::from_secs(10))?;
    let abi = Abi::look(job.place, &mut job.runner)?;
    for (what, outcome) in abi.compare(job.place, &mut job.runner)? {
        job.test(&what, outcome)?;
    }
    lists_with_one_line_more_or_less_are_refused(job, &abi)?;
    for planted in PLANTED {
        planted_change_is_found(job, &abi, planted)?;
    }
    let library = symbols::library(job.place, &mut job.runner)?;
    for program in ["older", "newer"] {
        program_of_another_header_works(job, &library, program)?;
    }
    Ok(())
}

fn lists_with_one_line_more_or_less_are_refused(job: &mut Job<'_>, abi: &Abi) -> Result<()> {
    let less = |list: &[String]| list.iter().skip(1).cloned().collect::<Vec<_>>();
    let more = |list: &[String]| [list, &["mfa_planted".to_owned()]].concat();
    for list in [less(&abi.symbols), more(&abi.symbols)] {
        let refused = symbols::compare(&list, &abi.symbols).is_err();
        job.test(&format!("a list of {} symbols is refused", list.len()), refused_if(refused))?;
    }
    for list in [less(&abi.constants), more(&abi.constants)] {
        let refused = constants::compare(&list, &abi.constants).is_err();
        job.test(&format!("a list of {} constants is refused", list.len()), refused_if(refused))?;
    }
    Ok(())
}

fn refused_if(refused: bool) -> core::result::Result<(), String> {
    if refused { Ok(()) } else { Err("it passed".to_owned()) }
}

/// A change that somebody makes to the header, and the text that it changes.
struct Planted {
    change: &'static str,
    from: &'static str,
    to: &'static str,
}

const fn planted(change: &'static str, from: &'static str, to: &'static str) -> Planted {
    Planted { change, from, to }
}

const PLANTED: &[Planted] = &[
    planted("a wider field", "    uint32_t cap;", "    uint64_t cap;"),
    planted("a field of another sign", "    int64_t offset;", "    uint64_t offset;"),
    planted("another name for a field", "    uint32_t cap;", "    uint32_t highest;"),
    planted("a field in the middle", "    uint32_t cap;", "    uint32_t new_one;\n    uint32_t cap;"),
    planted("a field at the end", "} mfa_policy;", "    uint32_t new_one;\n} mfa_policy;"),
    planted("a field that is gone", "    uint32_t at_cap;\n", ""),
    planted("a larger object", "    uint64_t opaque[24];\n} mfa_secret;", "    uint64_t opaque[25];\n} mfa_secret;"),
    planted(
        "a smaller argument",
        "const uint8_t *random, size_t random_size",
        "const uint8_t *random, uint32_t random_size",
    ),
    planted("an argument that changes", "const uint8_t *random, size_t", "uint8_t *random, size_t"),
    planted("an argument less", "const uint8_t *random, size_t random_size", "const uint8_t *random"),
    planted("another result", "mfa_result mfa_secret_issue(", "uint32_t mfa_secret_issue("),
    planted("a wider type for all results", "typedef int32_t mfa_result;", "typedef int64_t mfa_result;"),
    planted("a callback with another argument", "(void *context, const mfa_next *next);", "(const mfa_next *next);"),
];

fn planted_change_is_found(job: &mut Job<'_>, abi: &Abi, planted: &Planted) -> Result<()> {
    let Planted { change, from, to } = planted;
    if abi.header.matches(from).count() == 0 {
        return job.test(change, Err(format!("the header no longer has `{from}`: plant something else")));
    }
    // The header's own check of sizes would be first to find some of these.
    let changed: String = abi
        .header
        .replace(from, to)
        .lines()
        .filter(|line| !line.starts_with("MFA_HAS_SIZE("))
        .collect::<Vec<_>>()
        .join("\n");
    let folder = job.place.folder("abi/planted")?;
    let dumped = folder.join("types.abi");
    types::dump(&mut job.runner, &folder, &changed, &abi.symbols, &dumped)?;
    let found = types::compare(&mut job.runner, &abi.types, &dumped)?.is_err();
    job.test(&format!("{change} is found"), if found { Ok(()) } else { Err("it was not".to_owned()) })
}

/// Compiles the program against the header beside it, and runs it on today's library.
fn program_of_another_header_works(job: &mut Job<'_>, library: &Path, program: &str) -> Result<()> {
    let source = job.place.root().join("ffi/tests/c").join(program);
    let built = job.place.folder("abi")?.join(program);
    let folder = library.parent().ok_or_else(|| Failure::new("the library is in no folder"))?;
    let mut cc = Command::new("cc");
    cc.args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-g"])
        .arg("-I")
        .arg(&source)
        .arg("-I")
        .arg(job.place.root().join("ffi/include"))
        .arg("-o")
        .arg(&built)
        .arg(source.join("test.c"))
        .arg("-L")
        .arg(folder)
        .arg("-lmfa");
    job.runner.must(&mut cc)?;
    let outcome = job.runner.run(Command::new(&built).env("LD_LIBRARY_PATH", folder))?;
    let last = outcome.output.lines().last().unwrap_or_default();
    let held = if outcome.succeeded() && last.ends_with("held") { Ok(()) } else { Err(outcome.told()) };
    job.test(&format!("a program of another header works: {last}"), held)
}
