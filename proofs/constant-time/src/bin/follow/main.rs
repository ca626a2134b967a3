//! Follows secrets: keys and typed codes are marked as undefined memory, and valgrind's memcheck reports every branch and
//! every address that depends on them. `cargo xtask test constant-time` builds this with `--cfg mfa_taint` and runs it.
//!
//! - `follow planted`: makes each of the leaks that are planted, and says of each whether memcheck saw it.
//! - `follow leaks`: their names.
//! - `follow parts`: the parts of the engine that can be followed.
//! - `follow PART [all]`: one of them, or all that it could: of it memcheck must report nothing. Says how often which outcome
//!   was seen.
//!
//! What memcheck cannot see: instructions whose time depends on their operands, above all division; and what the hashes do
//! with instructions of their own (SHA-NI), which valgrind hides, so that the portable code runs.

mod planted;
mod scenarios;
mod tally;
mod through_c;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use constant_time::valgrind;

/// Whether what becomes public is told to memcheck.
static TOLD: AtomicBool = AtomicBool::new(true);

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["leaks"] => planted::leaks().for_each(|(leak, _)| println!("{leak}")),
        ["parts"] => scenarios::PARTS.iter().for_each(|(part, _)| println!("{part}")),
        _ if !(valgrind::is_running() && listens()) => {
            eprintln!("this is built with --cfg mfa_taint, and runs under valgrind");
            return ExitCode::from(2);
        }
        ["planted"] => planted::make(),
        [part] | [part, "all"] => match scenarios::PARTS.iter().find(|(known, _)| known == part) {
            Some((_, follow)) => {
                follow(arguments.len() > 1);
                tally::print();
            }
            None => return ExitCode::from(2),
        },
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

/// Has the engine say what becomes public, if it was built to.
fn listens() -> bool {
    #[cfg(mfa_taint)]
    return mfa_core::taint::BECAME_PUBLIC.set(became_public).is_ok();
    #[cfg(not(mfa_taint))]
    false
}

/// What the engine says became public.
#[cfg_attr(not(mfa_taint), expect(dead_code, reason = "nobody says so"))]
fn became_public(place: *const u8, size: usize) {
    if TOLD.load(Ordering::Relaxed) {
        valgrind::unmark(place, size);
    }
}

/// Does something as if nothing ever became public.
fn untold(act: impl FnOnce()) {
    TOLD.store(false, Ordering::Relaxed);
    act();
    TOLD.store(true, Ordering::Relaxed);
}
