//! Nothing secret is divided: how long a division takes depends on its numbers on many processors, and memcheck cannot see
//! it. Each divide instruction and each call of the compiler's library that divides is traced to the function of the source
//! that it is of, whatever it was inlined into, and that function has to be one of those listed here.

use std::collections::BTreeSet;
use std::path::Path;

use super::code::{self, Function, Instruction};
use super::frames::{self, Frame};
use super::library::{self, Library, MEMORY};
use crate::failure::{Failure, Result};
use crate::job::Job;
use crate::root::Root;

/// What may divide, by the file and the function, and what it divides.
const MAY_DIVIDE: [(&str, &str, &str); 12] = [
    ("core/src/time.rs", "in_periods", "the time, which is public"),
    ("core/src/ocra/suite.rs", "step_at", "the time"),
    ("core/src/recovery/issuer.rs", "step_at", "the time"),
    ("core/src/recovery/policy.rs", "steps", "the policy's tolerance"),
    ("core/src/policy/throttle.rs", "cap_for", "how many codes there are by how many are tried"),
    ("core/src/base32.rs", "significant", "how long a text is"),
    ("core/src/base32.rs", "encoded", "how long a secret is"),
    ("core/src/recovery/codes/code.rs", "from_random", "how many bytes there are"),
    ("core/src/recovery/codes/code.rs", "as_str", "how long a code is"),
    ("core/src/recovery/challenge.rs", "drawn", "a challenge, which is read out to whoever listens"),
    ("ffi/src/recovery_codes.rs", "of", "how many bytes there are"),
    ("ffi/src/result.rs", "argument_of", "the number of an error"),
];

/// What divides in Rust's own library, whoever calls it: it does not see what is in a slice, or it writes for people.
const RUSTS_MAY_DIVIDE: [(&str, &str, &str); 7] = [
    ("library/core/src/slice/iter.rs", "size_hint", "how long a slice is"),
    ("library/core/src/slice/iter.rs", "new", "how long a slice is"),
    ("library/core/src/iter/adapters/zip.rs", "size", "how long a slice is"),
    ("library/core/src/ptr/const_ptr.rs", "sub_ptr", "how far two places are apart, which is how long a slice is"),
    ("library/core/src/ptr/const_ptr.rs", "offset_from_unsigned", "the same, by its newer name"),
    ("library/core/src/fmt/num.rs", "fmt", "numbers that are written out, of which none is secret"),
    ("library/core/src/fmt/num.rs", "_fmt", "the same"),
];

/// The mistakes that are planted in `proofs/objects`, and at which opt-levels they must be found on every machine. A
/// remainder by constants is made a multiplication by compilers that are not asked for the smallest code.
const PLANTED: [(&str, &[&str]); 3] = [
    ("planted_remainder_of_constants", &["z"]),
    ("planted_remainder", &["z", "s", "2", "3"]),
    ("planted_remainder_of_64_bits", &["z", "s", "2", "3"]),
];
const PLANTED_FILE: &str = "proofs/objects/src/planted.rs";

/// What of the compiler's library does not divide: it moves memory, multiplies and shifts.
const DOES_NOT_DIVIDE: [&str; 16] = [
    "__aeabi_lmul",
    "__aeabi_llsl",
    "__aeabi_llsr",
    "__aeabi_lasr",
    "__muldi3",
    "__multi3",
    "__ashldi3",
    "__ashrdi3",
    "__lshrdi3",
    "__ashlti3",
    "__ashrti3",
    "__lshrti3",
    "__clzsi2",
    "__clzdi2",
    "__ctzsi2",
    "__popcountsi2",
];

pub(super) fn show(job: &mut Job<'_>, root: &Root) -> Result<()> {
    for (level, machines) in library::sample(job) {
        for library in library::build(job, root, level, machines)? {
            nothing_secret_is_divided(job, &library)?;
        }
    }
    Ok(())
}

fn nothing_secret_is_divided(job: &mut Job<'_>, library: &Library<'_>) -> Result<()> {
    let mut roots = library.exported()?;
    roots.extend(PLANTED.iter().map(|(name, _)| (*name).to_owned()));
    // Whether it has a way to a panic is another question.
    let (linked, program) = library.link(job, "division", &roots, &["--defsym=mfa_panics_here=0"])?;
    if !linked.succeeded() {
        return Err(Failure::new(format!("{}: it does not link: {}", library.name(), linked.told())));
    }
    let theirs = library.compilers_functions()?;
    let functions = code::of(&program)?;
    let mut found = divisions(&functions, &theirs);
    found.sort_by_key(|division| division.instruction.address);
    let planted = traced(&program, &mut found)?;
    for (name, levels) in PLANTED {
        let name = name.to_owned();
        let what = format!("{}: {name}", library.name());
        if levels.contains(&library.level) {
            let seen = if planted.contains(&name) { Ok(()) } else { Err("the planted division was missed".to_owned()) };
            job.test(&format!("{what} is found"), seen)?;
        } else {
            let how = if planted.contains(&name) { "a division, and found" } else { "a multiplication" };
            job.runner.write(&format!("{what} is {how}"))?;
        }
    }
    let wrong: Vec<String> = found.iter().filter(|division| !division.is_allowed()).map(Division::told).collect();
    let what = format!("{}: {} divisions, none of a secret", library.name(), found.len());
    job.test(&what, if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) })
}

/// An instruction that divides, or calls what does.
struct Division<'f> {
    within: &'f str,
    instruction: &'f Instruction,
    frames: Vec<Frame>,
}

fn divisions<'f>(functions: &'f [Function], theirs: &BTreeSet<String>) -> Vec<Division<'f>> {
    let mut found = Vec::new();
    for function in functions.iter().filter(|function| !theirs.contains(&function.name)) {
        let dividing = |instruction: &&Instruction| {
            divides(&instruction.mnemonic)
                || instruction.names.iter().any(|name| theirs.contains(name) && may_divide(name))
        };
        let instructions = function.instructions.iter().filter(dividing);
        found.extend(instructions.map(|instruction| Division {
            within: &function.name,
            instruction,
            frames: Vec::new(),
        }));
    }
    found
}

/// Any instruction of any of the machines that divides or takes a remainder.
fn divides(mnemonic: &str) -> bool {
    mnemonic.contains("div") || mnemonic.starts_with("rem")
}

/// What is not known not to.
fn may_divide(function: &str) -> bool {
    let memory = function.starts_with("__aeabi_mem") || MEMORY.contains(&function);
    !memory && !DOES_NOT_DIVIDE.contains(&function)
}

/// Finds out what each is of, and takes those out that are planted; gives their functions.
fn traced(program: &Path, found: &mut Vec<Division<'_>>) -> Result<BTreeSet<String>> {
    let addresses: Vec<u64> = found.iter().map(|division| division.instruction.address).collect();
    for (division, frames) in found.iter_mut().zip(frames::of(program, &addresses)?) {
        division.frames = frames;
    }
    let is_planted = |division: &Division<'_>| division.source().is_some_and(|frame| frame.file == PLANTED_FILE);
    let planted = found.iter().filter(|division| is_planted(division));
    let planted = planted.filter_map(|division| Some(division.source()?.function.clone())).collect();
    found.retain(|division| !is_planted(division) && !division.is_the_compilers());
    Ok(planted)
}

impl Division<'_> {
    /// The function of the source that it is of: the innermost that is not of Rust's own library, or where there is none the
    /// outermost of that.
    fn source(&self) -> Option<&Frame> {
        self.frames.iter().find(|frame| !frame.is_rusts()).or(self.frames.last())
    }

    /// Whether it is within the compiler's library, in a part of a function that has no name: what calls that is looked at.
    fn is_the_compilers(&self) -> bool {
        self.frames.iter().all(Frame::is_rusts) && self.frames.last().is_some_and(Frame::is_the_compilers)
    }

    fn is_allowed(&self) -> bool {
        let is_listed = |frame: Option<&Frame>, list: &[(&str, &str, &str)]| {
            frame.is_some_and(|frame| list.iter().any(|(file, name, _)| frame.file == *file && frame.function == *name))
        };
        is_listed(self.frames.first(), &RUSTS_MAY_DIVIDE) || is_listed(self.source(), &MAY_DIVIDE)
    }

    fn told(&self) -> String {
        let Instruction { address, mnemonic, operands, .. } = self.instruction;
        let place = match self.source() {
            Some(Frame { function, file, line }) => format!("{function} ({file}:{line})"),
            None => "nobody knows where".to_owned(),
        };
        format!("{place} divides, in {} at {address:#x}: {mnemonic} {operands}", self.within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instruction(mnemonic: &str, names: &[&str]) -> Instruction {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Instruction { address: 0, mnemonic: mnemonic.to_owned(), operands: String::new(), names }
    }

    #[test]
    fn divide_instructions_and_calls_of_what_divides_are_found() {
        let theirs: BTreeSet<String> = ["__aeabi_uidiv", "__aeabi_lmul", "memcpy"].map(str::to_owned).into();
        let instructions = vec![
            instruction("udiv", &[]),
            instruction("remuw", &[]),
            instruction("idivq", &[]),
            instruction("bl", &["__aeabi_uidiv"]),
            instruction("bl", &["__aeabi_lmul"]),
            instruction("bl", &["memcpy"]),
            instruction("bl", &["mfa_person_verify"]),
            instruction("umull", &[]),
        ];
        let ours = Function { name: "ours".to_owned(), start: 0, instructions };
        let library =
            Function { name: "__aeabi_uidiv".to_owned(), start: 0, instructions: vec![instruction("udiv", &[])] };
        assert_eq!(divisions(&[ours, library], &theirs).len(), 4);
    }

    #[test]
    fn a_division_is_of_the_innermost_function_that_is_ours() {
        let frame =
            |file: &str, function: &str| Frame { function: function.to_owned(), file: file.to_owned(), line: 1 };
        let inlined = |frames: Vec<Frame>| {
            let udiv = instruction("udiv", &[]);
            Division { within: "verify", instruction: &udiv, frames }.is_allowed()
        };
        let rusts = frame("library/core/src/ops/arith.rs", "div");
        assert!(inlined(vec![
            rusts.clone(),
            frame("core/src/time.rs", "in_periods"),
            frame("core/src/ct.rs", "truncate")
        ]));
        assert!(!inlined(vec![
            rusts.clone(),
            frame("core/src/ct.rs", "truncate"),
            frame("core/src/time.rs", "in_periods")
        ]));
        assert!(!inlined(vec![rusts]));
        let length = frame("library/core/src/ptr/const_ptr.rs", "sub_ptr");
        assert!(inlined(vec![length.clone(), frame("core/src/ct.rs", "truncate")]));
        assert!(!inlined(vec![frame("core/src/ct.rs", "truncate"), length]));
        assert!(!inlined(vec![]));
    }
}
