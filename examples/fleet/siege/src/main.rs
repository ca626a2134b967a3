//! Besieges a fleet of `mfa-fleet` servers on a PostgreSQL of its own: races, kills, load, guesses and bad requests.
//!
//! `siege NAME --server PROGRAM [--full] [--schemathesis PROGRAM]`; each prints what it shows, and a closing line that counts it.
//! `cargo xtask test fleet` builds and runs them all.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "it is a test, and may be blunt"
)]

mod attack;
mod badly;
mod callers;
mod client;
mod codes;
mod describe;
mod fleet;
mod http;
mod kill;
mod load;
mod log;
mod plant;
mod race;
mod report;
mod statistics;
mod story;
mod until;

use std::env;
use std::process::ExitCode;

use fleet::Options;
use report::Report;

type Siege = fn(&Options, &mut Report);

const SIEGES: [(&str, &str, Siege); 7] = [
    ("race", "one code at all servers at once", race::run),
    ("kill", "servers and the database killed under load", kill::run),
    ("load", "right codes as fast as they are verified, beside pgbench", load::run),
    ("attack", "guesses at one person, and at everybody", attack::run),
    ("badly", "requests that no caller should send", badly::run),
    ("describe", "schemathesis against the OpenAPI description", describe::run),
    ("story", "what somebody who runs a fleet sees", story::run),
];

fn main() -> ExitCode {
    let Some((siege, options)) = read(env::args().skip(1)) else {
        eprintln!("siege NAME --server PROGRAM [--full] [--schemathesis PROGRAM]\n");
        for (name, about, _) in SIEGES {
            eprintln!("  {name:10}{about}");
        }
        return ExitCode::from(2);
    };
    let mut report = Report::new();
    siege(&options, &mut report);
    if report.end() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(mut words: impl Iterator<Item = String>) -> Option<(Siege, Options)> {
    let name = words.next()?;
    let (_, _, siege) = SIEGES.into_iter().find(|(known, _, _)| *known == name)?;
    let (mut server, mut full, mut schemathesis) = (None, false, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--server" => server = Some(words.next()?.into()),
            // It is run from another folder.
            "--schemathesis" => schemathesis = Some(std::path::absolute(words.next()?).ok()?),
            "--full" => full = true,
            _ => return None,
        }
    }
    Some((siege, Options { server: server?, full, schemathesis }))
}
