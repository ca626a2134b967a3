//! The C ABI from C: `ffi/tests/c` is compiled against `mfa.h` and run with the shared and with the static library.

use core::time::Duration;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::count::Count;
use crate::debian;
use crate::failure::{Doing as _, Failure, Result};
use crate::header::HEADER;
use crate::job::Job;
use crate::metadata::Metadata;

const TESTS: &str = "ffi/tests/c";
const VECTORS: &str = "core/tests/vectors";
/// A program of its own.
const RACER: &str = "racer.c";
pub(super) const AS_C: &[&str] =
    &["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes", "-Werror", "-g"];
const AS_CPP: &[&str] =
    &["-std=c++17", "-x", "c++", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-fsyntax-only"];
/// What Rust's library wants of the system.
pub(super) const SYSTEM: &[&str] = &["-lpthread", "-ldl", "-lm"];
/// The first finding ends the program. That nothing is warned of is shown without: gcc is wrong more often with sanitizers.
pub(super) const SANITIZED: &[&str] =
    &["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-Wno-error"];
/// How many rounds `c-race` has, each with that many processes.
const ROUNDS: &str = "200";
const PROCESSES: &str = "64";

/// Which library a program is linked with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Linked {
    Shared,
    Static,
}

use Linked::{Shared, Static};

impl Linked {
    const fn name(self) -> &'static str {
        match self {
            Shared => "shared",
            Static => "static",
        }
    }
}

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let library = libraries(job, &[])?;
    header_compiles_as_cpp(job)?;
    let shared = compile(job, &library, Shared, "tests", &["-O1"])?;
    every_function_is_called(job, &shared)?;
    tests(job, &mut with_vectors(&shared), "shared")?;
    let linked = compile(job, &library, Static, "tests-static", &["-O1"])?;
    tests(job, &mut with_vectors(&linked), "static")
}

/// gcc's sanitizers see what C does, and what Rust has the C library do; valgrind sees what Rust does.
pub(super) fn sanitized(job: &mut Job<'_>) -> Result<()> {
    debian::install(job, &["gcc", "valgrind"], Duration::from_secs(20))?;
    let library = libraries(job, &[])?;
    for linked in [Shared, Static] {
        let name = linked.name();
        let program = compile(job, &library, linked, &format!("tests-sanitized-{name}"), SANITIZED)?;
        let mut command = with_vectors(&program);
        command.arg("--exact").env("ASAN_OPTIONS", "detect_leaks=1").env("UBSAN_OPTIONS", "print_stacktrace=1");
        tests(job, &mut command, &format!("sanitized, {name}"))?;
        let program = compile(job, &library, linked, &format!("tests-{name}"), &["-O1"])?;
        let mut command = Command::new("valgrind");
        command
            .args(["--quiet", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite"])
            .arg(&program)
            .args(["--exact", VECTORS])
            .current_dir(job.place.root());
        tests(job, &mut command, &format!("valgrind, {name}"))?;
    }
    Ok(())
}

/// One code, many processes: one gets in. In release, for the faster they are, the closer the race.
pub(super) fn race(job: &mut Job<'_>) -> Result<()> {
    let library = libraries(job, &["--release"])?;
    let racer = folder(job)?.join("racer");
    let source = job.place.root().join(TESTS).join(RACER);
    link(job, &library, Shared, &racer, &[source], &["-O2"])?;
    let store = job.place.fresh_folder("c/race")?;
    let mut command = Command::new(&racer);
    command.arg(&store).args([PROCESSES, ROUNDS]).current_dir(job.place.root());
    tests(job, &mut command, "race")
}

fn folder(job: &Job<'_>) -> Result<PathBuf> {
    job.place.folder("c")
}

/// Builds both libraries and gives their folder.
pub(super) fn libraries(job: &mut Job<'_>, profile: &[&str]) -> Result<PathBuf> {
    let mut cargo = job.place.cargo();
    cargo.args(["rustc", "-p", "mfa-ffi", "--lib", "--crate-type", "cdylib,staticlib"]).args(profile);
    job.runner.must(&mut cargo)?;
    let built = if profile.is_empty() { "debug" } else { "release" };
    Ok(Metadata::read(job.place)?.target_directory()?.join(built))
}

pub(super) fn compiler(variable: &str, otherwise: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| otherwise.into())
}

/// Without a compiler for C++ there is nothing to see.
fn header_compiles_as_cpp(job: &mut Job<'_>) -> Result<()> {
    let cpp = compiler("CXX", "c++");
    if Command::new(&cpp).arg("--version").output().is_err() {
        job.note("there is no C++ compiler, so the header is compiled as C only");
        return Ok(());
    }
    let mut command = Command::new(cpp);
    command.args(AS_CPP).arg(job.place.root().join(HEADER));
    job.check("mfa.h compiles as C++17 without a warning", &mut command)?;
    Ok(())
}

/// Compiles all tests into one program.
fn compile(job: &mut Job<'_>, library: &Path, linked: Linked, name: &str, flags: &[&str]) -> Result<PathBuf> {
    let program = folder(job)?.join(name);
    link(job, library, linked, &program, &sources(job)?, flags)?;
    Ok(program)
}

fn sources(job: &Job<'_>) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(job.place.root().join(TESTS)).doing(format_args!("cannot read {TESTS}"))?;
    let mut sources: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    sources.retain(|path| path.extension().is_some_and(|end| end == "c") && !path.ends_with(RACER));
    sources.sort();
    Ok(sources)
}

fn link(
    job: &mut Job<'_>,
    library: &Path,
    linked: Linked,
    program: &Path,
    sources: &[PathBuf],
    flags: &[&str],
) -> Result<()> {
    let mut command = Command::new(compiler("CC", "cc"));
    command.args(AS_C).args(flags).arg("-I").arg(job.place.root().join("ffi/include")).args(sources);
    match linked {
        Shared => {
            let mut path = OsString::from("-Wl,-rpath,");
            path.push(library);
            command.arg("-L").arg(library).arg("-lmfa").arg(path);
        }
        Static => {
            command.arg(library.join("libmfa.a")).args(SYSTEM);
        }
    }
    command.arg("-o").arg(program);
    let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let outcome = job.check(&format!("{name} compiles without a warning"), &mut command)?;
    if outcome.succeeded() { Ok(()) } else { Err(Failure::new(format!("{name} does not compile"))) }
}

fn with_vectors(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg(VECTORS);
    command
}

/// Runs a program that ends with `N passed, M failed`.
pub(super) fn tests(job: &mut Job<'_>, command: &mut Command, how: &str) -> Result<()> {
    let outcome = job.runner.run(command.current_dir(job.place.root()))?;
    let count = counted(&outcome.output, outcome.succeeded());
    let mut wrong: Vec<&str> = outcome.output.lines().filter(|line| !line.starts_with("ok ")).collect();
    wrong.truncate(LINES);
    job.told(&format!("{how}: {}", wrong.join("\n")), count);
    Ok(())
}

/// Lines shown of a program that failed.
const LINES: usize = 40;

/// The closing line of a test program in C, held against how it ended.
fn counted(output: &str, succeeded: bool) -> Count {
    let counts = output.lines().last().and_then(|line| line.strip_suffix(" failed")?.split_once(" passed, "));
    let numbers = counts.and_then(|(passed, failed)| Some((passed.parse().ok()?, failed.parse().ok()?)));
    let (passed, failed) = numbers.unwrap_or((0, 0));
    let failed = if failed == 0 && (!succeeded || passed == 0) { 1 } else { failed };
    Count { passed, failed, ..Count::default() }
}

/// A new function of the header without a test in C is a failure, and so is one without wrong arguments.
fn every_function_is_called(job: &mut Job<'_>, program: &Path) -> Result<()> {
    let header = fs::read_to_string(job.place.root().join(HEADER)).doing(format_args!("cannot read {HEADER}"))?;
    let functions = functions(&header);
    let symbols = job.runner.must(Command::new("nm").args(["--dynamic", "--undefined-only"]).arg(program))?.output;
    let called: Vec<&str> = symbols.split_whitespace().map(|word| word.split('@').next().unwrap_or(word)).collect();
    let rows = job.runner.must(Command::new(program).arg("--rows"))?.output;
    let abused: Vec<&str> = rows.lines().collect();
    let missing = |among: &[&str], but: fn(&str) -> bool| -> core::result::Result<(), String> {
        let missing: Vec<&str> = functions.iter().copied().filter(|name| !but(name) && !among.contains(name)).collect();
        if missing.is_empty() { Ok(()) } else { Err(missing.join(" ")) }
    };
    job.test("every function of mfa.h is called", missing(&called, |_| false))?;
    job.test("every function of mfa.h is called with every wrong argument", missing(&abused, takes_nothing_wrong))
}

/// What takes no pointer, or any.
fn takes_nothing_wrong(function: &str) -> bool {
    function.ends_with("_size")
        || function.ends_with("_wipe")
        || function.starts_with("mfa_result_")
        || function == "mfa_version"
}

/// The functions that a header declares, in its order.
fn functions(header: &str) -> Vec<&str> {
    let declares =
        |line: &str| line.starts_with(|first: char| first.is_ascii_lowercase()) && !line.starts_with("typedef");
    let before_parenthesis = header.lines().filter(|line| declares(line)).filter_map(|line| line.split_once('('));
    before_parenthesis.filter_map(|(before, _)| before.rsplit([' ', '*']).next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_and_types_are_not() {
        let header = "/*\n * mfa_not(a)\n */\nmfa_result mfa_one(int a,\n               int b);\n\nsize_t mfa_two(void);\n\
                      const char *mfa_three(mfa_result result);\ntypedef int (*mfa_callback)(void);\n#define MFA_X(a) a\n";
        assert_eq!(functions(header), ["mfa_one", "mfa_two", "mfa_three"]);
    }

    #[test]
    fn what_a_program_counted_is_held_against_how_it_ended() {
        assert_eq!(counted("ok a\n3 passed, 0 failed\n", true), Count { passed: 3, ..Count::default() });
        assert_eq!(counted("not ok a: b\n2 passed, 1 failed", false), Count { passed: 2, failed: 1, ignored: 0 });
        assert_eq!(counted("3 passed, 0 failed\n", false).failed, 1);
        assert_eq!(counted("0 passed, 0 failed", true).failed, 1);
        assert_eq!(counted("ok a\n", true), Count::FAILED);
    }
}
