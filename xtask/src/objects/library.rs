//! Building `proofs/objects` and linking it whole, so that every instruction has one address and every call a name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;
use crate::root::Root;
use crate::run::Outcome;

/// A machine that code is made for.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) target: &'static str,
    /// What the linker calls it.
    emulation: &'static str,
    /// Whether Rust's library leaves copying memory to somebody else's.
    foreign_memory: bool,
}

/// A microcontroller, the smallest of its family (which has no divide instruction), one of another make, and two computers.
pub(super) const MACHINES: [Machine; 5] = [
    Machine { target: "thumbv7em-none-eabihf", emulation: "armelf_linux_eabi", foreign_memory: false },
    Machine { target: "thumbv6m-none-eabi", emulation: "armelf_linux_eabi", foreign_memory: false },
    Machine { target: "riscv32imac-unknown-none-elf", emulation: "elf32lriscv", foreign_memory: false },
    Machine { target: "aarch64-unknown-none", emulation: "aarch64linux", foreign_memory: false },
    Machine { target: "x86_64-unknown-linux-gnu", emulation: "elf_x86_64", foreign_memory: true },
];

/// What compilers call to copy, set and compare memory.
pub(super) const MEMORY: [&str; 5] = ["memcpy", "memmove", "memset", "memcmp", "bcmp"];

/// What is built of it: in full everything that people build with. In CI the microcontrollers as they are mostly built for,
/// and the computers where compilers divide most.
pub(super) fn sample(job: &Job<'_>) -> Vec<(&'static str, &'static [Machine])> {
    if job.full() {
        return ["z", "s", "2", "3"].map(|level| (level, &MACHINES[..])).to_vec();
    }
    let (controllers, computers) = MACHINES.split_at(CONTROLLERS);
    vec![("s", controllers), ("z", computers)]
}

/// How many of the machines are microcontrollers.
const CONTROLLERS: usize = 3;

/// Lines for addresses, and how much of the stack each function takes. Without the outliner, which makes functions of
/// instructions that are there already, and lines of none of them.
pub(crate) const ENVIRONMENT: [&str; 2] = [
    "RUSTFLAGS=-Cdebuginfo=1 -Zemit-stack-sizes -Cllvm-args=-enable-machine-outliner=never",
    "CARGO_TARGET_DIR=/build/objects",
];

/// What is built, for one machine at one opt-level.
#[derive(Debug)]
pub(super) struct Library<'r> {
    pub(super) machine: &'static Machine,
    pub(super) level: &'static str,
    root: &'r Root,
    /// As the root sees it, and from here.
    inside: String,
    here: PathBuf,
}

/// Builds the library for some machines.
pub(super) fn build<'r>(
    job: &mut Job<'_>,
    root: &'r Root,
    level: &'static str,
    machines: &'static [Machine],
) -> Result<Vec<Library<'r>>> {
    let level_flag = format!("profile.release.opt-level={}", quoted(level));
    let mut arguments = vec!["--manifest-path", "proofs/objects/Cargo.toml", "--release", "-Zbuild-std=core"];
    arguments.extend(["--config", &level_flag]);
    arguments.extend(machines.iter().flat_map(|machine| ["--target", machine.target]));
    job.runner.must(&mut root.nightly_cargo_with(&ENVIRONMENT, "build", &arguments))?;
    let of = |machine: &'static Machine| {
        let archive = format!("objects/{}/release/libobjects.a", machine.target);
        Library { machine, level, root, inside: format!("/build/{archive}"), here: root.built(&archive) }
    };
    Ok(machines.iter().map(of).collect())
}

impl Library<'_> {
    /// For whoever reads what was tested.
    pub(super) fn name(&self) -> String {
        format!("{}, opt-level {}", self.machine.target, self.level)
    }

    /// The names of all that is exported, but for what is planted.
    pub(super) fn exported(&self) -> Result<Vec<String>> {
        let ours = |name: &str| {
            ["mfa_", "PERSON_OF_"].iter().any(|start| name.starts_with(start))
                || ["ENGINE", "RECOVERY", "TEXT"].contains(&name)
        };
        let exported = symbols(&self.here)?.into_iter().filter(|symbol| symbol.global && ours(&symbol.name));
        let names: Vec<String> = exported.map(|symbol| symbol.name).collect();
        if names.is_empty() { Err(Failure::new("the library exports nothing")) } else { Ok(names) }
    }

    /// The functions of the compiler's own library, which is not ours to look at: calls of it are.
    pub(super) fn compilers_functions(&self) -> Result<BTreeSet<String>> {
        let (theirs, ours): (Vec<_>, Vec<_>) = symbols(&self.here)?
            .into_iter()
            // Marks between code and data are called the same everywhere.
            .filter(|symbol| !symbol.name.starts_with(['$', '.']))
            // What of Rust's library it has in common with us is looked at like ours.
            .partition(|symbol| symbol.member.starts_with("compiler_builtins-") && is_the_compilers(&symbol.name));
        let ours: BTreeSet<String> = ours.into_iter().map(|symbol| symbol.name).collect();
        let theirs: BTreeSet<String> = theirs.into_iter().map(|symbol| symbol.name).collect();
        let names: BTreeSet<String> = theirs.difference(&ours).cloned().collect();
        if names.is_empty() { Err(Failure::new("the library brings nothing of the compiler's")) } else { Ok(names) }
    }

    /// Links what can be reached from `roots`, and nothing else, to `name`; gives how that went, and where it is.
    pub(super) fn link(
        &self,
        job: &mut Job<'_>,
        name: &str,
        roots: &[String],
        flags: &[&str],
    ) -> Result<(Outcome, PathBuf)> {
        let folder = format!("objects/linked/{}-{}", self.machine.target, self.level);
        std::fs::create_dir_all(self.root.built(&folder)).doing("cannot make a folder for what is linked")?;
        let elf = format!("{folder}/{name}.elf");
        // The names go by a file: there are more than 150.
        let script = format!("{folder}/{name}.roots");
        let names = roots.iter().map(|root| format!("EXTERN({root})\n")).collect::<String>();
        std::fs::write(self.root.built(&script), names).doing("cannot write what is to be linked")?;
        let (elf_inside, script) = (format!("/build/{elf}"), format!("/build/{script}"));
        let mut words = vec!["ld.lld", "-m", self.machine.emulation, "--gc-sections", "--emit-relocs", "--entry=0"];
        let memory = MEMORY.map(|name| format!("--defsym={name}=0"));
        if self.machine.foreign_memory {
            words.extend(memory.iter().map(String::as_str));
        }
        words.extend(flags);
        words.extend(["-o", &elf_inside, &script, &self.inside]);
        let outcome = job.runner.run(&mut self.root.command(&words))?;
        Ok((outcome, self.root.built(&elf)))
    }
}

/// Whether a function is made for compilers to call, by its name, or a part of one.
pub(super) fn is_the_compilers(name: &str) -> bool {
    let of_rust = name.starts_with("_ZN") || name.starts_with("_R");
    let of_ours = name.starts_with("mfa_");
    !of_rust && !of_ours || name.contains("compiler_builtins")
}

/// Something that is defined in an archive or a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    /// The object file in the archive that it is in.
    pub(super) member: String,
    pub(super) address: u64,
    pub(super) global: bool,
    pub(super) name: String,
}

/// All that is defined. By objdump, for nm wants to understand the bitcode that is in an archive beside the code, and does
/// not if the compiler was a newer one.
pub(super) fn symbols(file: &Path) -> Result<Vec<Symbol>> {
    Ok(symbols_in(&printed(Command::new("llvm-objdump").arg("--syms").arg(file))?))
}

fn symbols_in(text: &str) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    let mut member = "";
    for line in text.lines() {
        if let Some((file, _)) = line.split_once(":\tfile format") {
            member = file.rsplit_once('(').map_or(file, |(_, member)| member);
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let [address, flag, .., name] = words[..] else { continue };
        let Ok(address) = u64::from_str_radix(address, 16) else { continue };
        if !words.contains(&"*UND*") && !words.contains(&"*ABS*") {
            let (member, name) = (member.to_owned(), name.to_owned());
            symbols.push(Symbol { member, address, global: ["g", "w"].contains(&flag), name });
        }
    }
    symbols
}

/// What a tool prints, kept out of the log: it is long.
pub(super) fn printed(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let out = command.output().doing(format_args!("cannot run {name}"))?;
    if !out.status.success() {
        return Err(Failure::new(format!("{name} failed: {}", String::from_utf8_lossy(&out.stderr).trim())));
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// An opt-level as TOML has it: a number, or a letter in quotes.
pub(crate) fn quoted(level: &str) -> String {
    if level.bytes().all(|byte| byte.is_ascii_digit()) { level.to_owned() } else { format!("'{level}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rusts_library_is_not_the_compilers() {
        assert!(is_the_compilers("__aeabi_uidiv"));
        assert!(is_the_compilers("_ZN17compiler_builtins3int19specialized_div_rem11u64_div_rem17h0E"));
        assert!(!is_the_compilers("mfa_person_verify"));
        assert!(!is_the_compilers("_ZN4core5slice29_$LT$impl$u20$$u5b$T$u5d$$GT$15copy_from_slice17h0E"));
    }

    #[test]
    fn symbols_are_told_with_the_file_that_they_are_in() {
        let text = "\nlib.a(objects-1.o):\tfile format elf32-littlearm\n\nSYMBOL TABLE:\n\
                    00000000 l    df *ABS*\t00000000 objects\n\
                    00000001 g     F .text.mfa_x\t00000010 mfa_x\n00000000         *UND*\t00000000 memcpy\n\n\
                    lib.a(compiler_builtins-2.o):\tfile format elf32-littlearm\n\nSYMBOL TABLE:\n\
                    00000001 g     F .text.memcpy\t00000010 .hidden memcpy\n00000001 l     F .text.x\t00000010 x\n";
        let symbol = |member: &str, address, global, name: &str| Symbol {
            member: member.to_owned(),
            address,
            global,
            name: name.to_owned(),
        };
        let expected = [
            symbol("objects-1.o)", 1, true, "mfa_x"),
            symbol("compiler_builtins-2.o)", 1, true, "memcpy"),
            symbol("compiler_builtins-2.o)", 1, false, "x"),
        ];
        assert_eq!(symbols_in(text), expected);
    }
}
