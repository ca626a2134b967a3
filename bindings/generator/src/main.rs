//! Writes the Swift and the Kotlin of the bridge: `mfa-generator LIBRARY FOLDER`, with the version of UniFFI that
//! `mfa-bindings` is built with.
//!
//! `LIBRARY` is `mfa_bindings` as a shared library; its symbols say what there is. In `FOLDER` are then `LibMFABridge.swift`,
//! `LibMFAFFI.h` and `io/libmfa/bridge/mfa.kt`.

use std::env;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate_with_bindgen_paths};
use uniffi_bindgen::{BindgenPaths, BindgenPathsLayer};

/// Where `mfa-bindings` is, which has a `uniffi.toml`. No other crate of the library has anything to do with UniFFI.
struct Bindings;

impl BindgenPathsLayer for Bindings {
    fn get_crate_root(&self, name: &str) -> Option<Utf8PathBuf> {
        let own = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
        own.parent().filter(|_| name == "mfa_bindings").map(Utf8Path::to_owned)
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let [library, folder] = words.as_slice() else {
        eprintln!("usage: mfa-generator LIBRARY FOLDER");
        return ExitCode::from(2);
    };
    let mut paths = BindgenPaths::default();
    paths.add_layer(Bindings);
    let options = GenerateOptions {
        languages: vec![TargetLanguage::Kotlin, TargetLanguage::Swift],
        source: library.into(),
        out_dir: folder.into(),
        ..GenerateOptions::default()
    };
    match generate_with_bindgen_paths(options, paths) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mfa-generator: {error:#}");
            ExitCode::FAILURE
        }
    }
}
