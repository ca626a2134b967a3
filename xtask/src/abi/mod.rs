//! The C ABI as it is, and as it was committed to: `ffi/abi` and the table in `docs/abi.md`, which says the rules.
//!
//! Four things are held: which symbols the shared library exports, what the header's constants are, which types its functions
//! and structs have, and how large everything is. `cargo xtask abi` compares; with `--bless` it commits to what there is.

pub(crate) mod constants;
pub(crate) mod sizes;
pub(crate) mod symbols;
pub(crate) mod types;

use std::fs;
use std::path::PathBuf;

use crate::console::say;
use crate::failure::{Doing as _, Result};
use crate::header::HEADER;
use crate::place::Place;
use crate::run::Runner;

pub(crate) const SYMBOLS: &str = "ffi/abi/symbols.txt";
pub(crate) const CONSTANTS: &str = "ffi/abi/constants.txt";
pub(crate) const TYPES: &str = "ffi/abi/types.abi";
pub(crate) const DOCUMENT: &str = "docs/abi.md";

/// What each comparison came to, by what was compared.
pub(crate) type Compared = Vec<(String, core::result::Result<(), String>)>;

/// The ABI of this checkout.
#[derive(Debug)]
pub(crate) struct Abi {
    pub(crate) header: String,
    pub(crate) symbols: Vec<String>,
    pub(crate) constants: Vec<String>,
    pub(crate) sizes: String,
    /// A file with what the types are.
    pub(crate) types: PathBuf,
}

impl Abi {
    /// Builds the library and looks.
    pub(crate) fn look(place: &Place, runner: &mut Runner) -> Result<Self> {
        let folder = place.folder("abi")?;
        let header = read(place, HEADER)?;
        let library = symbols::library(place, runner)?;
        let symbols = symbols::exported(runner, &library)?;
        let types = folder.join("types.abi");
        types::dump(runner, &folder, &header, &symbols, &types)?;
        let sizes = sizes::table(runner, &folder, &header)?;
        Ok(Self { constants: constants::of(&header), sizes, header, symbols, types })
    }

    /// Whether it is what was committed to.
    pub(crate) fn compare(&self, place: &Place, runner: &mut Runner) -> Result<Compared> {
        let types = types::compare(runner, &place.root().join(TYPES), &self.types)?;
        let sizes = if sizes::in_document(&read(place, DOCUMENT)?) == Some(self.sizes.as_str()) {
            Ok(())
        } else {
            Err(format!("it is not what it should be:\n{}", self.sizes))
        };
        Ok(vec![
            (
                format!("the library exports what {SYMBOLS} lists"),
                symbols::compare(&lines(&read(place, SYMBOLS)?), &self.symbols),
            ),
            (
                format!("the header's constants are those of {CONSTANTS}"),
                constants::compare(&lines(&read(place, CONSTANTS)?), &self.constants),
            ),
            (format!("the header's types are those of {TYPES}"), types),
            (format!("the table of sizes in {DOCUMENT} is right"), sizes),
        ])
    }

    /// Commits to what there is.
    fn bless(&self, place: &Place) -> Result<()> {
        let document = sizes::put_into(&read(place, DOCUMENT)?, &self.sizes)?;
        let types = fs::read_to_string(&self.types).doing("cannot read what the types are")?;
        let files =
            [(SYMBOLS, text(&self.symbols)), (CONSTANTS, text(&self.constants)), (TYPES, types), (DOCUMENT, document)];
        for (path, content) in files {
            fs::write(place.root().join(path), content).doing(format_args!("cannot write {path}"))?;
        }
        Ok(())
    }
}

/// The chore: compares, or commits to what there is.
pub(crate) fn run(place: &Place, bless: bool) -> Result<bool> {
    let mut runner = Runner::new(&place.folder("logs")?.join("abi.log"), crate::job::LIMIT)?;
    let abi = Abi::look(place, &mut runner)?;
    let mut same = true;
    // What is not there yet differs from nothing.
    if !bless || place.root().join(TYPES).exists() {
        for (what, outcome) in abi.compare(place, &mut runner)? {
            if let Err(why) = outcome {
                say(&format!("NOT SO: {what}: {why}\n"));
                same = false;
            }
        }
    }
    if bless {
        abi.bless(place)?;
        say(
            "ffi/abi and docs/abi.md are written. What is gone or has changed above needs another soname, once released.\n",
        );
        return Ok(true);
    }
    say(if same {
        "the C ABI is what was committed to\n"
    } else {
        "`cargo xtask abi --bless` commits to what there is\n"
    });
    Ok(same)
}

fn read(place: &Place, path: &str) -> Result<String> {
    fs::read_to_string(place.root().join(path)).doing(format_args!("cannot read {path}"))
}

pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn text(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// What one list has and the other has not, as sentences.
pub(crate) fn differences(committed: &[String], found: &[String]) -> core::result::Result<(), String> {
    let mut said = String::new();
    for gone in committed.iter().filter(|line| !found.contains(line)) {
        said.push_str(&format!("\n  gone: {gone}"));
    }
    for new in found.iter().filter(|line| !committed.contains(line)) {
        said.push_str(&format!("\n  new: {new}"));
    }
    if said.is_empty() && committed.len() == found.len() { Ok(()) } else { Err(format!("it is another list{said}")) }
}
