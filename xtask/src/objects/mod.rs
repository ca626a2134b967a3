//! What is in the object code that a compiler makes of the engine and the C ABI, on five machines. `proofs/objects` is the
//! library that is looked at: all of both, and mistakes that must be found. One build of it for each machine and opt-level
//! serves the suites `freestanding` and `division`; `footprint` looks at how large the library by itself is.

mod code;
mod division;
pub(crate) mod footprint;
mod frames;
mod library;
mod panics;
mod stack;

pub(crate) use library::ENVIRONMENT;
pub(crate) use stack::Stack;

use core::time::Duration;

use crate::debian;
use crate::failure::Result;
use crate::job::Job;
use crate::root::Root;

/// The suite `division`.
pub(crate) fn division(job: &mut Job<'_>) -> Result<()> {
    let root = ready(job)?;
    division::show(job, &root)
}

/// For the suite `freestanding`: no way to a panic, and nothing asked of anybody else.
pub(crate) fn panics(job: &mut Job<'_>) -> Result<()> {
    let root = ready(job)?;
    panics::show(job, &root)
}

/// Where it is built, and what it is looked at with.
fn ready(job: &mut Job<'_>) -> Result<Root> {
    debian::install(job, &["llvm"], Duration::from_secs(20))?;
    Root::ready(job)
}
