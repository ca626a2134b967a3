//! No way leads to a panic, and nothing is asked of anybody else, an allocator least of all: the library's panic handler
//! needs a function that is nowhere, and the whole links all the same.

use std::path::Path;

use super::library::{self, Library, symbols};
use crate::failure::Result;
use crate::job::Job;
use crate::root::Root;

/// At the smallest opt-level compilers leave checks in other people's functions that can never fail.
const WITH_CHECKS_LEFT: &str = "z";
const PLANTED: &str = "planted_panic";
const NOWHERE: &str = "undefined symbol: mfa_panics_here";

pub(super) fn show(job: &mut Job<'_>, root: &Root) -> Result<()> {
    for (level, machines) in library::sample(job) {
        if level == WITH_CHECKS_LEFT {
            continue;
        }
        for library in library::build(job, root, level, machines)? {
            planted_panic_does_not_link(job, &library)?;
            all_of_it_links(job, &library)?;
        }
    }
    Ok(())
}

fn planted_panic_does_not_link(job: &mut Job<'_>, library: &Library<'_>) -> Result<()> {
    let (linked, _) = library.link(job, "planted", &[PLANTED.to_owned()], &[])?;
    let found = !linked.succeeded() && linked.output.contains(NOWHERE);
    let missed = if found { Ok(()) } else { Err(linked.told()) };
    job.test(&format!("{}: a planted panic does not link", library.name()), missed)
}

fn all_of_it_links(job: &mut Job<'_>, library: &Library<'_>) -> Result<()> {
    let roots = library.exported()?;
    let (linked, program) = library.link(job, "whole", &roots, &[])?;
    let held = if linked.succeeded() { nothing_of_the_kind(&program)? } else { Err(linked.told()) };
    let what = format!("{}: {} functions and tables, no way to a panic, no allocator", library.name(), roots.len());
    job.test(&what, held)
}

/// Nothing of the kind is in what was linked, under whatever name.
fn nothing_of_the_kind(program: &Path) -> Result<core::result::Result<(), String>> {
    let symbols: Vec<String> = symbols(program)?.into_iter().map(|symbol| symbol.name).collect();
    let kinds = ["panic", "alloc", "unwind"];
    let found: Vec<&str> =
        symbols.iter().map(String::as_str).filter(|name| kinds.iter().any(|kind| name.contains(kind))).collect();
    let ours = ["mfa_person_verify", "PERSON_OF_TWO"].iter().all(|name| symbols.iter().any(|symbol| symbol == name));
    Ok(if ours && found.is_empty() { Ok(()) } else { Err(format!("found {}", found.join(", "))) })
}
