//! The library installed as C people expect it, and used by programs that know nothing but `pkg-config`; and as packages,
//! on a Debian where nothing was ever installed.

mod consumers;
mod packages;
mod pam_package;
mod staged;

use std::time::Instant;

use crate::console::seconds;
use crate::failure::Result;
use crate::job::Job;
use crate::root::Root;

/// Where it is installed in the root.
const PREFIX: &str = "/build/installed";

type Part = fn(&mut Job<'_>, &Root) -> Result<()>;

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let root = Root::ready(job)?;
    let parts: [(&str, Part); 3] = [
        ("cargo cinstall and what it installed", staged::run),
        ("the consumers", consumers::run),
        ("the packages", packages::run),
    ];
    for (name, part) in parts {
        let begun = Instant::now();
        part(job, &root)?;
        job.note(&format!("{name}: {}", seconds(begun.elapsed())));
    }
    Ok(())
}

/// What is to be the same, or else how it differs.
fn same(found: &str, expected: &str) -> core::result::Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("expected\n{expected}\nfound\n{found}")) }
}
