//! Prints the public interface of a crate, one item a line, from what rustdoc wrote of it as JSON: `list-public-api FILE`.
//!
//! What every type has (blanket implementations, auto traits) is left out, and so are derived implementations.

use std::env;
use std::process::ExitCode;

use public_api::Builder;

fn main() -> ExitCode {
    let Some(file) = env::args_os().nth(1) else {
        eprintln!("list-public-api FILE");
        return ExitCode::from(2);
    };
    let listed = Builder::from_rustdoc_json(file)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build();
    match listed {
        Ok(api) => {
            print!("{api}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
