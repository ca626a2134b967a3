//! What the library takes on a Cortex-M4: text and stack, held to what was committed to in `proofs/footprint.txt`, and told
//! in a table in `docs/freestanding.md`. `cargo xtask footprint` measures all of it; with `--bless` it commits to that.

use core::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::library::{ENVIRONMENT, printed, symbols};
use super::stack::{Deepest, Stack};
use super::{Job, ready};
use crate::console::{Line, say};
use crate::failure::{Doing as _, Failure, Result};
use crate::job::LIMIT;
use crate::place::Place;
use crate::root::Root;
use crate::run::Runner;

const BUDGET: &str = "proofs/footprint.txt";
const DOCUMENT: &str = "docs/freestanding.md";
const BEGIN: &str = "<!-- footprint: written by `cargo xtask footprint --bless` -->\n";
const END: &str = "<!-- end of footprint -->\n";
const HEADING: &str = "\
# What the library takes on a Cortex-M4 (thumbv7em-none-eabihf), opt-level s: bytes of text with constants, and of stack at
# the most. `cargo xtask test footprint` fails above it; `cargo xtask footprint --bless` writes it anew.
";

pub(crate) const TARGET: &str = "thumbv7em-none-eabihf";
/// The opt-level that such machines are built at.
pub(crate) const LEVEL: &str = "profile.release.opt-level='s'";

/// What is measured: a login in C as a program, or all of the library with some features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Login(&'static str),
    Library(&'static str),
}

/// With what small machines are to have.
pub(crate) const SMALLEST: &str = "sha1,compact";

const ROWS: [What; 9] = [
    What::Login(SMALLEST),
    What::Login("sha1"),
    What::Library("sha1"),
    What::Library("sha1,sha256"),
    What::Library("sha1,sha512"),
    What::Library("sha1,uri"),
    What::Library("sha1,ocra"),
    What::Library("sha1,recovery"),
    What::Library("sha1,qr"),
];

/// Whose branch to a register is known: it is the caller's own function, or that of what is written for people.
const CALLS_BACK: [&str; 1] = ["mfa_attempt_commit"];

/// What a login in C is made of.
const LOGIN: [&str; 6] = [
    "mfa_secret_import",
    "mfa_credential_make",
    "mfa_person_verify",
    "mfa_attempt_commit",
    "mfa_attempt_wipe",
    "mfa_credential_wipe",
];

/// What was measured of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Measured {
    name: String,
    text: u64,
    stack: u64,
}

/// The suite `footprint`: the smallest login, or with `--full` each row.
pub(crate) fn suite(job: &mut Job<'_>) -> Result<()> {
    let root = ready(job)?;
    let budget = read(job.place, BUDGET)?;
    let committed = parse(&budget)?;
    let rows = if job.full() { &ROWS[..] } else { &ROWS[..1] };
    for row in rows {
        let measured = measure(job, &root, *row)?;
        let name = &measured.name;
        let Some(most) = committed.iter().find(|committed| committed.name == *name) else {
            return Err(Failure::new(format!("{BUDGET} has no line for {name}")));
        };
        let (text, stack) = (measured.text, measured.stack);
        job.test(&format!("{name}: {text} bytes of text"), within(text, most.text))?;
        job.test(&format!("{name}: {stack} bytes of stack"), within(stack, most.stack))?;
    }
    let document = read(job.place, DOCUMENT)?;
    let same =
        if document.contains(&table(&committed)) { Ok(()) } else { Err("write it anew with --bless".to_owned()) };
    job.test(&format!("the table in {DOCUMENT} is that of {BUDGET}"), same)
}

fn within(bytes: u64, most: u64) -> core::result::Result<(), String> {
    if bytes <= most { Ok(()) } else { Err(format!("{bytes} bytes, and {BUDGET} has {most}")) }
}

/// The chore: measures all, and commits to it if asked to.
pub(crate) fn run(place: &Place, bless: bool) -> Result<bool> {
    let log = place.folder("logs")?.join("footprint.log");
    let mut line = Line::start("footprint");
    let mut job = Job::new(place, Runner::new(&log, LIMIT.saturating_mul(4))?, &mut line, true);
    let root = ready(&mut job)?;
    let mut measured = Vec::new();
    for row in ROWS {
        measured.push(measure(&mut job, &root, row)?);
    }
    say(&format!("\n{}", table(&measured)));
    if bless {
        let document = read(place, DOCUMENT)?;
        let (before, rest) = document.split_once(BEGIN).ok_or_else(no_table)?;
        let (_, after) = rest.split_once(END).ok_or_else(no_table)?;
        write(place, DOCUMENT, &format!("{before}{}{after}", table(&measured)))?;
        write(place, BUDGET, &text(&measured))?;
    }
    Ok(true)
}

fn no_table() -> Failure {
    Failure::new(format!("{DOCUMENT} has no place for the table"))
}

fn measure(job: &mut Job<'_>, root: &Root, row: What) -> Result<Measured> {
    let (name, features) = match row {
        What::Login(features) => (features.replace("sha1", "login"), features),
        What::Library(features) => (features.to_owned(), features),
    };
    library(job, root, features)?;
    let program = match row {
        What::Login(_) => login(job, root)?,
        What::Library(_) => whole(job, root)?,
    };
    let stack = Stack::of(&program)?;
    if matches!(row, What::Login(_)) {
        if let Some(unknown) = stack.indirect().find(|function| !CALLS_BACK.contains(function)) {
            return Err(Failure::new(format!("{unknown} calls what nobody can know")));
        }
    }
    let deepest = match row {
        What::Login(_) => deepest(&stack.without(is_of_many), &LOGIN.map(str::to_owned))?,
        What::Library(_) => deepest(&stack, &exported(&program)?)?,
    };
    for (function, bytes) in &deepest.way {
        job.runner.write(&format!("{name}: {bytes} bytes in {function}"))?;
    }
    Ok(Measured { name, text: text_of(&program)?, stack: deepest.bytes })
}

/// What is done for people with several authenticators, which a login with one does not come through.
fn is_of_many(function: &str) -> bool {
    function.contains("3mfa6person7of_many")
}

/// The static library as anybody builds it, with what tells how deep its stack is.
pub(crate) fn library(job: &mut Job<'_>, root: &Root, features: &str) -> Result<()> {
    let features = format!("{features},panic-handler");
    let arguments = ["-p", "mfa-ffi", "--lib", "--release", "--crate-type", "staticlib", "--no-default-features"];
    let target = ["--features", &features, "--config", LEVEL, "-Zbuild-std=core", "--target", TARGET];
    job.runner.must(&mut root.nightly_cargo_with(&ENVIRONMENT, "rustc", &[&arguments[..], &target].concat()))?;
    Ok(())
}

/// Where that is, as the root sees it.
pub(crate) fn archive() -> String {
    format!("/build/objects/{TARGET}/release/libmfa.a")
}

/// A program in C that logs somebody in, and does nothing else.
fn login(job: &mut Job<'_>, root: &Root) -> Result<PathBuf> {
    let folder = "/checkout/ffi/tests/c/freestanding";
    let (one, other) = (format!("{folder}/login.c"), format!("{folder}/cortex_m4.c"));
    let machine =
        ["clang", "--target=thumbv7em-none-eabihf", "-mcpu=cortex-m4", "-mthumb", "-std=c99", "-ffreestanding"];
    let linker =
        ["-Os", "-ffunction-sections", "-nostdlib", "-fuse-ld=lld", "-Wl,--gc-sections,--entry=begin,--emit-relocs"];
    let words = ["-I/checkout/ffi/include", "-o", "/build/objects/login.elf", &one, &other, &archive()];
    job.runner.must(&mut root.command(&[&machine[..], &linker, &words].concat()))?;
    Ok(root.built("objects/login.elf"))
}

/// All functions of the library.
fn whole(job: &mut Job<'_>, root: &Root) -> Result<PathBuf> {
    let here = root.built(&format!("objects/{TARGET}/release/libmfa.a"));
    let script = exported(&here)?.iter().map(|name| format!("EXTERN({name})\n")).collect::<String>();
    fs::write(root.built("objects/whole.roots"), script).doing("cannot write what is to be linked")?;
    let words = ["ld.lld", "-m", "armelf_linux_eabi", "--gc-sections", "--emit-relocs", "--entry=0"];
    let files = ["-o", "/build/objects/whole.elf", "/build/objects/whole.roots", &archive()];
    job.runner.must(&mut root.command(&[&words[..], &files].concat()))?;
    Ok(root.built("objects/whole.elf"))
}

fn exported(file: &Path) -> Result<Vec<String>> {
    let ours = symbols(file)?.into_iter().filter(|symbol| symbol.global && symbol.name.starts_with("mfa_"));
    Ok(ours.map(|symbol| symbol.name).collect())
}

fn deepest(stack: &Stack, functions: &[String]) -> Result<Deepest> {
    let mut all = functions.iter().map(|function| stack.deepest(function)).collect::<Result<Vec<_>>>()?;
    all.sort_by_key(|deepest| deepest.bytes);
    all.pop().filter(|deepest| deepest.bytes > 0).ok_or_else(|| Failure::new("no function takes any stack"))
}

/// Text and constants, as `size` counts them.
fn text_of(program: &Path) -> Result<u64> {
    text_in(&printed(Command::new("llvm-size").arg(program))?)
}

/// The first number of the second line that `size` prints.
pub(crate) fn text_in(printed: &str) -> Result<u64> {
    let number = printed.lines().nth(1).and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| Failure::new(format!("no size in: {printed}")))
}

/// The lines of the budget.
fn parse(text: &str) -> Result<Vec<Measured>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let wrong = || Failure::new(format!("{BUDGET}: not understood: {line}"));
            let [name, text, "text", stack, "stack"] = words[..] else { return Err(wrong()) };
            let (Ok(text), Ok(stack)) = (text.parse(), stack.parse()) else { return Err(wrong()) };
            Ok(Measured { name: name.to_owned(), text, stack })
        })
        .collect()
}

fn text(rows: &[Measured]) -> String {
    let mut text = HEADING.to_owned();
    for Measured { name, text: bytes, stack } in rows {
        let _ = writeln!(text, "{name:14} {bytes:6} text {stack:6} stack");
    }
    text
}

/// The table in the document.
fn table(rows: &[Measured]) -> String {
    let mut table = format!("{BEGIN}| what | text | more than SHA-1 alone | stack |\n|---|---|---|---|\n");
    let base = rows.iter().find(|row| row.name == "sha1").map_or(0, |row| row.text);
    for Measured { name, text, stack } in rows {
        let (what, more) = match name.as_str() {
            "login,compact" => {
                ("a login in C, SHA-1 with `compact`: credential, verification, commit".to_owned(), String::new())
            }
            "login" => ("the same without `compact`".to_owned(), String::new()),
            "sha1" => ("all functions, with the feature `sha1`".to_owned(), String::new()),
            _ => {
                (format!("all functions, with `{}`", name.replace(',', "`, `")), text.saturating_sub(base).to_string())
            }
        };
        let _ = writeln!(table, "| {what} | {text} | {more} | {stack} |");
    }
    table.push_str(END);
    table
}

fn read(place: &Place, path: &str) -> Result<String> {
    fs::read_to_string(place.root().join(path)).doing(format_args!("cannot read {path}"))
}

fn write(place: &Place, path: &str, text: &str) -> Result<()> {
    fs::write(place.root().join(path), text).doing(format_args!("cannot write {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let rows = [
            Measured { name: "login".to_owned(), text: 20_000, stack: 900 },
            Measured { name: "sha1,uri".to_owned(), text: 30_000, stack: 1000 },
        ];
        assert_eq!(parse(&text(&rows)).unwrap(), rows);
        assert!(parse("login 1 text\n").is_err());
        assert!(table(&rows).contains("| all functions, with `sha1`, `uri` | 30000 |"));
    }
}
