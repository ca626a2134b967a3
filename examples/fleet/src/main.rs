//! `mfa-fleet`: see `mfa_fleet::commands`.

use std::process::ExitCode;

fn main() -> ExitCode {
    mfa_fleet::commands::run(&std::env::args().skip(1).collect::<Vec<_>>())
}
