//! Every chore of this repository under one name: `cargo xtask demo`, `cargo xtask test`, `cargo xtask header` and others.
//!
//! `cli` is the command line; `suites` is the table of tests and `demo` that of stories: a new one is a line there
//! and a file beside it. What they stand on: `run` runs a command, `guard` ends it when we end, `shell` is a person's
//! shell with `mfa` on its PATH, `debian` installs packages, `root` keeps a Debian 13 to build in, `package` makes packages
//! of ours there, `room` is a computer with them to log in to, `objects` looks into object code. `bridge` is what `swift`
//! and `kotlin` make packages of. `tool` installs programs from crates.io, `release` looks at what a release needs.

mod abi;
mod android;
mod apple;
mod bench;
mod bridge;
mod cli;
mod console;
mod count;
mod debian;
mod demo;
mod failure;
mod firmware;
mod fleet;
mod fuzz;
mod guard;
mod header;
mod internal;
mod job;
mod kotlin;
mod metadata;
mod objects;
mod package;
mod place;
mod release;
mod room;
mod root;
mod run;
mod shell;
mod suites;
mod swift;
mod tail;
mod tool;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Chore, Cli};

fn main() -> ExitCode {
    let place = place::Place::new();
    let done = match Cli::parse().chore {
        Chore::Abi { bless } => abi::run(&place, bless),
        Chore::Api { bless } => release::api::run(&place, bless),
        Chore::Bench { baseline, write } => bench::run(&place, baseline.as_deref(), write.as_deref()),
        Chore::Demo { story } => demo::run(&place, story.as_deref()),
        Chore::Firmware { bless } => firmware::footprint::chore(&place, bless),
        Chore::Footprint { bless } => objects::footprint::run(&place, bless),
        Chore::Fuzz { target, time, keep } => fuzz::chore(&place, target.as_deref(), time, keep),
        Chore::Header => header::write(&place),
        Chore::Kotlin { to } => kotlin::run(&place, to.as_deref()),
        Chore::Package { kind } => package::run(&place, kind),
        Chore::Release => release::run(&place),
        Chore::Swift { to } => swift::run(&place, to.as_deref()),
        Chore::Test { list: true, .. } => {
            suites::list();
            Ok(true)
        }
        Chore::Test { names, all, full, .. } => suites::run(&place, &names, all, full),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::from(2)
        }
    }
}
