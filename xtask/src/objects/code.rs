//! Object code as instructions: what llvm-objdump prints, read back.

use std::path::Path;
use std::process::Command;

use super::library::{Symbol, printed, symbols};
use crate::failure::{Failure, Result};

/// A function, or a part of one that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) start: u64,
    pub(super) instructions: Vec<Instruction>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instruction {
    pub(super) address: u64,
    pub(super) mnemonic: String,
    pub(super) operands: String,
    /// What it refers to, by the linker's relocations and by what its operands say.
    pub(super) names: Vec<String>,
}

/// All functions of a linked program.
pub(super) fn of(program: &Path) -> Result<Vec<Function>> {
    let mut objdump = Command::new("llvm-objdump");
    let parts = parse(&printed(objdump.args(["--disassemble", "--reloc", "--no-show-raw-insn"]).arg(program))?);
    let functions = without_marks(parts, &symbols(program)?);
    // What the disassembler does not know it might not know to be a division.
    let unknown = functions.iter().flat_map(|function| &function.instructions).any(|one| one.mnemonic == "<unknown>");
    match functions.is_empty() || unknown {
        true => Err(Failure::new(format!("llvm-objdump cannot read all of {}", program.display()))),
        false => Ok(functions),
    }
}

/// Between code and data there are marks, which the disassembler takes for names: where a function begins it has its own, and
/// anywhere else what follows is the rest of the function before.
fn without_marks(parts: Vec<Function>, symbols: &[Symbol]) -> Vec<Function> {
    let is_mark = |name: &str| name.starts_with(['$', '.']);
    let mut functions: Vec<Function> = Vec::new();
    for mut part in parts {
        if is_mark(&part.name) {
            // The address of Thumb code is odd.
            let here = |symbol: &&Symbol| symbol.address & !1 == part.start && !is_mark(&symbol.name);
            match (symbols.iter().find(here), functions.last_mut()) {
                (Some(symbol), _) => part.name.clone_from(&symbol.name),
                (None, Some(before)) => {
                    before.instructions.append(&mut part.instructions);
                    continue;
                }
                (None, None) => {}
            }
        }
        functions.push(part);
    }
    functions
}

fn parse(text: &str) -> Vec<Function> {
    let mut functions: Vec<Function> = Vec::new();
    for line in text.lines() {
        if let Some((start, name)) = heading(line) {
            functions.push(Function { name: name.to_owned(), start, instructions: Vec::new() });
            continue;
        }
        let Some(function) = functions.last_mut() else { continue };
        let Some((address, rest)) = addressed(line) else { continue };
        let rest = rest.trim_start();
        if let Some(relocation) = rest.strip_prefix("R_") {
            // The relocation's kind, then what it is about.
            if let (Some(last), Some(name)) = (function.instructions.last_mut(), relocation.split_whitespace().nth(1)) {
                last.names.push(bare(name).to_owned());
            }
            continue;
        }
        let (mnemonic, operands) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let names = operands.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(name, _)| bare(name));
        function.instructions.push(Instruction {
            address,
            mnemonic: mnemonic.to_owned(),
            operands: operands.trim().to_owned(),
            names: names.map(str::to_owned).collect(),
        });
    }
    functions
}

/// `00010508 <name>:`
fn heading(line: &str) -> Option<(u64, &str)> {
    let (start, name) = line.strip_suffix(">:")?.split_once(" <")?;
    Some((u64::from_str_radix(start, 16).ok()?, name))
}

/// `   10508:   instruction or relocation`
fn addressed(line: &str) -> Option<(u64, &str)> {
    let (address, rest) = line.trim_start().split_once(':')?;
    Some((u64::from_str_radix(address, 16).ok()?, rest))
}

/// A name without what is added to it.
fn bare(name: &str) -> &str {
    name.split(['+', '-']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_no_functions() {
        let text = "00000104 <$t>:\n   104:\ttbb\t[pc, r0]\n00000106 <$d.1>:\n   106:\t.byte\t1\n\
                    00000108 <$t>:\n   108:\tbx\tlr\n0000010a <other>:\n   10a:\tnop\n";
        let symbol =
            |address, name: &str| Symbol { member: String::new(), address, global: true, name: name.to_owned() };
        let symbols = [symbol(0x104, "$t"), symbol(0x105, "mfa_x"), symbol(0x108, "$t"), symbol(0x10b, "other")];
        let found = without_marks(parse(text), &symbols);
        let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.instructions.len())).collect();
        assert_eq!(found, [("mfa_x", 3), ("other", 1)]);
    }

    #[test]
    fn instructions_have_the_names_that_they_refer_to() {
        let text = "\nv.elf:\tfile format elf32-littlearm\n\nDisassembly of section .text:\n\n000205c4 <mfa_x>:\n\
                    \x20  205c4:      \tpush\t{r4, lr}\n\
                    \x20  205c6:      \tbl\t0x23d70 <__aeabi_uidiv> @ imm = #13834\n\
                    \t\t\t000205c6:  R_ARM_THM_CALL\t__aeabi_uidiv\n\
                    \x20  205ca:      \tb\t0x205c4 <mfa_x+0x4> @ imm = #-6\n\
                    \n000205cc <$d.1>:\n   205cc:\t10 00 00 00\t.word\t0x00000010\n";
        let functions = parse(text);
        assert_eq!(functions.iter().map(|function| function.name.as_str()).collect::<Vec<_>>(), ["mfa_x", "$d.1"]);
        let instructions = &functions[0].instructions;
        let mnemonics: Vec<&str> = instructions.iter().map(|instruction| instruction.mnemonic.as_str()).collect();
        assert_eq!(mnemonics, ["push", "bl", "b"]);
        assert_eq!(instructions[1].names, ["__aeabi_uidiv", "__aeabi_uidiv"]);
        assert_eq!((instructions[1].address, instructions[2].names.as_slice()), (0x205c6, &["mfa_x".to_owned()][..]));
    }
}
