//! The library as a DLL with an import library, built by mingw-w64 in the Debian 13 root; a C program linked with it runs
//! under Wine. All but what needs an operating system of the Unix kind: the store, the policy file and whole logins.

use core::time::Duration;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::abi::{SYMBOLS, lines, sizes, symbols};
use crate::debian;
use crate::failure::{Doing as _, Result};
use crate::header::HEADER;
use crate::job::Job;
use crate::root::{Root, in_own_namespaces};

const TARGET: &str = "x86_64-pc-windows-gnu";
const FEATURES: &str = "sha1,sha256,sha512,uri,ocra,recovery,qr,panic-handler";
const CC: &str = "x86_64-w64-mingw32-gcc";

/// What every Windows has.
const SYSTEM: [&str; 2] = ["KERNEL32.dll", "msvcrt.dll"];

/// Debian's `wine64` without its wrapper.
const WINE: &str = "/usr/lib/wine/wine64";

/// Links the DLL; it exports what the definition file lists.
const LINK: &str = "cd /build/windows && $0 -shared -s -Wl,--gc-sections -Wl,--out-implib,libmfa.dll.a -o mfa.dll mfa.def \
                    /build/target/x86_64-pc-windows-gnu/release/libmfa.a";
/// Links a program with it.
const LINK_PROGRAM: &str = "cd /build/windows && $0 -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Werror \
                            -I/checkout/ffi/include -o program.exe /checkout/ffi/tests/c/freestanding/program.c \
                            /checkout/ffi/tests/c/freestanding/hosted.c libmfa.dll.a";
const CHECK_SIZES: &str = "cd /build/windows && $0 -I/checkout/ffi/include -c -o sizes.o sizes.c";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let root = Root::ready(job)?;
    let folder = job.place.folder("in-debian-13/windows")?;
    let header = fs::read_to_string(job.place.root().join(HEADER)).doing(format_args!("cannot read {HEADER}"))?;
    let listed = fs::read_to_string(job.place.root().join(SYMBOLS)).doing(format_args!("cannot read {SYMBOLS}"))?;
    let listed = symbols::freestanding(&header, &lines(&listed));

    let features = ["--no-default-features", "--features", FEATURES, "-Zbuild-std=core", "--target", TARGET];
    let library = ["-p", "mfa-ffi", "--lib", "--release", "--crate-type", "staticlib"];
    job.runner.must(&mut root.nightly_cargo("rustc", &[&library[..], &features].concat()))?;
    fs::write(folder.join("mfa.def"), definition(&listed)).doing("cannot write mfa.def")?;
    job.check("the DLL and its import library are linked", &mut root.command(&["sh", "-c", LINK, CC]))?;
    dll_exports_the_list_and_needs_windows_only(job, &root, &listed)?;
    sizes_are_those_of_linux(job, &root, &folder, &header)?;
    job.check("a C program is linked with it", &mut root.command(&["sh", "-c", LINK_PROGRAM, CC]))?;
    program_runs_under_wine(job, &folder)
}

/// The file that tells the linker what a DLL exports.
fn definition(symbols: &[String]) -> String {
    let mut text = String::from("LIBRARY mfa.dll\nEXPORTS\n");
    for symbol in symbols {
        text.push_str(&format!("    {symbol}\n"));
    }
    text
}

fn dll_exports_the_list_and_needs_windows_only(job: &mut Job<'_>, root: &Root, listed: &[String]) -> Result<()> {
    let dump = ["x86_64-w64-mingw32-objdump", "--private-headers", "/build/windows/mfa.dll"];
    let printed = job.runner.must(&mut root.command(&dump))?.output;
    let same = symbols::compare(listed, &exports(&printed));
    job.test(&format!("it exports the {} functions that need no Unix", listed.len()), same)?;
    let foreign: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.trim().strip_prefix("DLL Name: "))
        .filter(|name| !SYSTEM.contains(name))
        .collect();
    let held = if foreign.is_empty() { Ok(()) } else { Err(format!("it needs {}", foreign.join(", "))) };
    job.test("it needs nothing but what every Windows has", held)
}

/// The names in the export table that `objdump` prints.
fn exports(printed: &str) -> Vec<String> {
    printed
        .lines()
        .skip_while(|line| !line.contains("[Ordinal/Name Pointer] Table"))
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.contains("+base["))
        .filter_map(|line| line.split_whitespace().last())
        .map(str::to_owned)
        .collect()
}

fn sizes_are_those_of_linux(job: &mut Job<'_>, root: &Root, folder: &Path, header: &str) -> Result<()> {
    let here = job.place.folder("windows")?;
    let include = job.place.folder("windows/include")?;
    fs::write(include.join("mfa.h"), header).doing("cannot write the header")?;
    let sizes = sizes::by(&mut job.runner, &here, header, &mut Command::new("cc"))?;
    fs::write(folder.join("sizes.c"), sizes::assertions(header, &sizes)).doing("cannot write sizes.c")?;
    job.check("each type is as large as on Linux", &mut root.command(&["sh", "-c", CHECK_SIZES, CC]))?;
    Ok(())
}

fn program_runs_under_wine(job: &mut Job<'_>, folder: &Path) -> Result<()> {
    debian::install(job, &["wine64"], Duration::from_secs(20))?;
    // Wine's idea of a disk C: takes 700 MB, and seven seconds to make.
    let prefix = job.place.fresh_folder("wine")?;
    let mut wine = Command::new(WINE);
    wine.arg("program.exe").current_dir(folder);
    wine.env("WINEPREFIX", &prefix).env("HOME", &prefix).env("WINEDEBUG", "-all");
    let outcome = job.runner.run(&mut in_own_namespaces(&wine))?;
    let said = outcome.output.lines().last().unwrap_or_default().trim();
    let held = if outcome.succeeded() && said.ends_with("held") { Ok(()) } else { Err(outcome.told()) };
    job.test(&format!("it runs under Wine: {said}"), held)?;
    fs::remove_dir_all(&prefix).doing("cannot remove Wine's folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_the_names_of_one_table() {
        let printed = "DLL Name: KERNEL32.dll\n[Ordinal/Name Pointer] Table -- Ordinal Base 1\n\t  Ordinal   Hint Name\n\t[   0] +base[   1]  0000 \
                       mfa_a\n\t[   1] +base[   2]  0001 mfa_b\n\nother\n";
        assert_eq!(exports(printed), ["mfa_a", "mfa_b"]);
        assert!(exports("nothing").is_empty());
    }
}
