//! How much of the stack a function takes at the most, with all that it calls: what the compiler says of each frame, along
//! the deepest way through the calls.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use super::code::{self, Function};
use super::library::{Symbol, is_the_compilers, printed, symbols};
use crate::failure::{Doing as _, Failure, Result};

/// The calls of a program of a 32-bit ARM, and how much of the stack each of its functions takes by itself.
#[derive(Debug)]
pub(crate) struct Stack {
    calls: BTreeMap<String, BTreeSet<String>>,
    frames: BTreeMap<String, u64>,
    /// Who calls a function that nobody can know.
    indirect: BTreeSet<String>,
}

/// The deepest way from a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deepest {
    pub(crate) bytes: u64,
    /// From the function on, each with its own frame.
    pub(crate) way: Vec<(String, u64)>,
}

impl Stack {
    pub(crate) fn of(program: &Path) -> Result<Self> {
        let section = program.with_extension("stack_sizes");
        let mut objcopy = Command::new("llvm-objcopy");
        objcopy.arg(format!("--dump-section=.stack_sizes={}", section.display()));
        printed(objcopy.arg(program).arg(program.with_extension("copy")))?;
        let entries = entries(&fs::read(&section).doing("cannot read the sizes of frames")?);
        let mut functions = code::of(program)?;
        functions.extend(other_names(&functions, &symbols(program)?));
        let mut frames = BTreeMap::new();
        for (address, size) in entries {
            let there = functions.iter().filter(|function| function.start == without_thumb(address));
            frames.extend(there.map(|function| (function.name.clone(), size)));
        }
        Ok(Self { calls: calls(&functions), frames, indirect: indirect(&functions) })
    }

    /// Whose calls nobody can follow.
    pub(super) fn indirect(&self) -> impl Iterator<Item = &str> {
        self.indirect.iter().map(String::as_str)
    }

    /// Without the ways through some functions.
    pub(super) fn without(mut self, is_left_out: impl Fn(&str) -> bool) -> Self {
        self.calls.values_mut().for_each(|called| called.retain(|name| !is_left_out(name)));
        self
    }

    /// With a call that goes through a pointer. Whoever says one of a function's says all of them.
    pub(crate) fn with(mut self, caller: &str, called: &str) -> Self {
        self.indirect.remove(caller);
        self.calls.entry(caller.to_owned()).or_default().insert(called.to_owned());
        self
    }

    /// Refuses a way from this function on where somebody calls what nobody has said.
    pub(crate) fn is_known_from(&self, function: &str) -> Result<()> {
        let mut reached = BTreeSet::from([function]);
        let mut next = vec![function];
        while let Some(caller) = next.pop() {
            if self.indirect.contains(caller) {
                return Err(Failure::new(format!("{caller} calls what nobody can know")));
            }
            let called = self.calls.get(caller).into_iter().flatten().map(String::as_str);
            next.extend(called.filter(|name| reached.insert(name)));
        }
        Ok(())
    }

    /// The deepest way from a function; refused if a function calls itself on the way.
    pub(crate) fn deepest(&self, function: &str) -> Result<Deepest> {
        self.deepest_of(function, &mut BTreeMap::new(), &mut Vec::new())
    }

    fn deepest_of(
        &self,
        function: &str,
        known: &mut BTreeMap<String, Deepest>,
        path: &mut Vec<String>,
    ) -> Result<Deepest> {
        if let Some(deepest) = known.get(function) {
            return Ok(deepest.clone());
        }
        if path.iter().any(|earlier| earlier == function) {
            return Err(Failure::new(format!("{function} calls itself: {}", path.join(", "))));
        }
        path.push(function.to_owned());
        let mut below = Deepest { bytes: 0, way: Vec::new() };
        for called in self.calls.get(function).into_iter().flatten() {
            let deepest = self.deepest_of(called, known, path)?;
            if deepest.bytes > below.bytes {
                below = deepest;
            }
        }
        path.pop();
        let own = match self.frames.get(function) {
            Some(size) => *size,
            // What is written in assembly has no frame that anybody tells of; it takes a few words.
            None if is_the_compilers(function) => 0,
            None => return Err(Failure::new(format!("nobody says how much stack {function} takes"))),
        };
        below.bytes = below.bytes.saturating_add(own);
        below.way.insert(0, (function.to_owned(), own));
        known.insert(function.to_owned(), below.clone());
        Ok(below)
    }
}

/// What the compiler wrote: an address of four bytes and a number in LEB128 for each function.
fn entries(section: &[u8]) -> Vec<(u64, u64)> {
    let mut entries = Vec::new();
    let mut rest = section;
    while let Some((address, more)) = rest.split_first_chunk::<4>() {
        let (mut size, mut shift) = (0_u64, 0_u32);
        rest = more;
        while let Some((byte, more)) = rest.split_first() {
            size |= u64::from(byte & 0x7f).wrapping_shl(shift);
            shift = shift.saturating_add(7);
            rest = more;
            if byte & 0x80 == 0 {
                break;
            }
        }
        entries.push((u64::from(u32::from_le_bytes(*address)), size));
    }
    entries
}

/// Where code is Thumb's the address is odd.
fn without_thumb(address: u64) -> u64 {
    address & !1
}

/// Functions that the compiler made one of, for they do the same, by the names that are not printed with their instructions.
fn other_names(functions: &[Function], symbols: &[Symbol]) -> Vec<Function> {
    let known: BTreeSet<&str> = functions.iter().map(|function| function.name.as_str()).collect();
    let unknown = symbols.iter().filter(|symbol| symbol.global && !known.contains(symbol.name.as_str()));
    let same = unknown.filter_map(|symbol| {
        let function = functions.iter().find(|function| function.start == without_thumb(symbol.address))?;
        Some(Function { name: symbol.name.clone(), ..function.clone() })
    });
    same.collect()
}

/// Whom each function refers to: whoever is called, and whoever could be.
fn calls(functions: &[Function]) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeSet<&str> = functions.iter().map(|function| function.name.as_str()).collect();
    let mut calls = BTreeMap::<String, BTreeSet<String>>::new();
    for function in functions {
        let referred = function.instructions.iter().flat_map(|instruction| &instruction.names);
        let others = referred.filter(|name| **name != function.name && names.contains(name.as_str()));
        calls.entry(function.name.clone()).or_default().extend(others.cloned());
    }
    calls
}

/// Who branches to what is in a register, but for returning.
fn indirect(functions: &[Function]) -> BTreeSet<String> {
    let branches = |function: &&Function| {
        function.instructions.iter().any(|instruction| {
            matches!(instruction.mnemonic.as_str(), "bx" | "blx") && instruction.operands.starts_with('r')
        })
    };
    functions.iter().filter(branches).map(|function| function.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_numbers_of_seven_bits_a_byte() {
        let section = [0x05, 1, 0, 0, 0x10, 0x20, 2, 0, 0, 0x98, 0x02];
        assert_eq!(entries(&section), [(0x105, 16), (0x220, 280)]);
    }

    #[test]
    fn the_deepest_way_counts() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let calls = [
            ("a", set(&["b", "c"])),
            ("b", set(&["d"])),
            ("c", set(&[])),
            ("d", set(&[])),
            ("e", set(&["e2"])),
            ("e2", set(&["e"])),
        ];
        let frames = [("a", 8), ("b", 16), ("c", 40), ("d", 32)];
        let stack = Stack {
            calls: calls.map(|(name, called)| (name.to_owned(), called)).into(),
            frames: frames.map(|(name, size)| (name.to_owned(), size)).into(),
            indirect: BTreeSet::new(),
        };
        let deepest = stack.deepest("a").unwrap();
        assert_eq!(deepest.bytes, 56);
        assert_eq!(deepest.way.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a", "b", "d"]);
        assert!(stack.deepest("e").is_err());
    }

    #[test]
    fn what_is_called_through_a_pointer_has_to_be_said() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let calls = [("a", set(&["b"])), ("b", set(&["a"])), ("c", set(&["d"]))];
        let calls = calls.map(|(name, called)| (name.to_owned(), called)).into();
        let stack = Stack { calls, frames: BTreeMap::new(), indirect: set(&["b", "d", "e"]) };
        assert!(stack.is_known_from("a").is_err());
        assert!(stack.is_known_from("c").is_err());
        let stack = stack.with("b", "c");
        assert!(stack.is_known_from("a").is_err(), "d is reached through the pointer");
        let stack = stack.with("d", "f");
        assert!(stack.is_known_from("a").is_ok());
        assert!(stack.is_known_from("e").is_err());
    }
}
