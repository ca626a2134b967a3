//! Which function of the source an instruction is of, by DWARF: whatever it was inlined into.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::library::printed;
use crate::failure::{Failure, Result};

/// A function of the source, and the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) function: String,
    /// From the checkout on, or from the crate's name on.
    pub(super) file: String,
    pub(super) line: u64,
}

/// For each address the functions that it is of: the innermost first, then what that was inlined into.
pub(super) fn of(program: &Path, addresses: &[u64]) -> Result<Vec<Vec<Frame>>> {
    if addresses.is_empty() {
        return Ok(Vec::new());
    }
    let mut symbolizer = Command::new("llvm-symbolizer");
    symbolizer.args(["--inlines", "--functions=short", "--output-style=JSON"]);
    symbolizer.arg(format!("--obj={}", program.display()));
    symbolizer.args(addresses.iter().map(|address| format!("{address:#x}")));
    let text = printed(&mut symbolizer)?;
    let told = places(&text);
    if told.len() == addresses.len() {
        Ok(told)
    } else {
        Err(Failure::new(format!("llvm-symbolizer told {} of {} places", told.len(), addresses.len())))
    }
}

/// All places told, which are one after the other or in a list, by version.
fn places(text: &str) -> Vec<Vec<Frame>> {
    let values = serde_json::Deserializer::from_str(text).into_iter().filter_map(core::result::Result::ok);
    let all = values.flat_map(|value: Value| match value {
        Value::Array(places) => places,
        place => vec![place],
    });
    all.map(|place| frames(&place)).collect()
}

fn frames(place: &Value) -> Vec<Frame> {
    let text = |symbol: &Value, key: &str| symbol.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let symbols = place.get("Symbol").and_then(Value::as_array).cloned().unwrap_or_default();
    let frame = |symbol: &Value| Frame {
        function: text(symbol, "FunctionName").split(['<', '{']).next().unwrap_or_default().to_owned(),
        file: short(&text(symbol, "FileName")).to_owned(),
        line: symbol.get("Line").and_then(Value::as_u64).unwrap_or(0),
    };
    symbols.iter().map(frame).collect()
}

/// Where Rust's own library is.
const RUST: &str = "/library/";

/// A path without where this machine has it.
fn short(path: &str) -> &str {
    for folder in ["/checkout/target/vendor/", "/checkout/"] {
        if let Some(rest) = path.strip_prefix(folder) {
            return rest;
        }
    }
    path.find(RUST).and_then(|place| path.get(place.saturating_add(1)..)).unwrap_or(path)
}

impl Frame {
    /// Whether it is of Rust's own library, which does what its callers say.
    pub(super) fn is_rusts(&self) -> bool {
        self.file.starts_with("library/") || self.is_the_compilers()
    }

    /// Whether it is of what compilers call where a machine has no instruction.
    pub(super) fn is_the_compilers(&self) -> bool {
        self.file.starts_with("compiler_builtins-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_the_innermost_first() {
        let line = r#"{"Address":"0x10","ModuleName":"v.elf","Symbol":[
            {"FileName":"/usr/lib/rustlib/src/rust/library/core/src/ops/arith.rs","FunctionName":"div","Line":3},
            {"FileName":"/checkout/core/src/time.rs","FunctionName":"left<u8>","Line":171}]}"#;
        assert_eq!(places(&format!("[{line},{line}]")), places(&format!("{line}\n{line}\n")));
        let found = &places(line)[0];
        assert_eq!(found[0].file, "library/core/src/ops/arith.rs");
        assert!(found[0].is_rusts() && !found[1].is_rusts());
        let left = Frame { function: "left".to_owned(), file: "core/src/time.rs".to_owned(), line: 171 };
        assert_eq!(found[1], left);
    }
}
