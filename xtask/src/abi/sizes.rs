//! How large every type of the header is, on machines of several kinds: the table in `docs/abi.md`.

use core::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Doing as _, Failure, Result};
use crate::run::Runner;

/// Where the table begins and ends in the document.
const BEGIN: &str = "<!-- sizes: written by `cargo xtask abi --bless` -->\n";
const END: &str = "<!-- end of sizes -->\n";

/// The types that C programmers make, in the order of the header.
pub(crate) fn types(header: &str) -> Vec<&str> {
    header.lines().filter_map(|line| line.strip_prefix("} mfa_")?.strip_suffix(';')).collect()
}

/// A C file in which an array for each type is as large as the type.
pub(crate) fn unit(header: &str) -> String {
    let mut text = String::from("#include <mfa.h>\n");
    for name in types(header) {
        let _ = writeln!(text, "char size_of_{name}[sizeof(mfa_{name})];");
    }
    text
}

/// A C file that does not compile where a type has another size.
pub(crate) fn assertions(header: &str, sizes: &[usize]) -> String {
    let mut text = String::from("#include <mfa.h>\n");
    for (name, size) in types(header).iter().zip(sizes) {
        let _ = writeln!(text, "_Static_assert(sizeof(mfa_{name}) == {size}, \"mfa_{name}\");");
    }
    text
}

/// The size of each type, as this compiler has it.
pub(crate) fn by(runner: &mut Runner, folder: &Path, header: &str, compiler: &mut Command) -> Result<Vec<usize>> {
    fs::write(folder.join("sizes.c"), unit(header)).doing("cannot write sizes.c")?;
    compiler.args(["-ffreestanding", "-fno-common", "-Iinclude", "-c", "-o", "sizes.o", "sizes.c"]);
    runner.must(compiler.current_dir(folder))?;
    in_object(runner, &folder.join("sizes.o"), header)
}

/// The size of each type, as an object file of the unit has it.
pub(crate) fn in_object(runner: &mut Runner, object: &Path, header: &str) -> Result<Vec<usize>> {
    let mut nm = Command::new("nm");
    let printed = runner.must(nm.args(["--print-size", "--format=posix", "--radix=d"]).arg(object))?.output;
    types(header)
        .iter()
        .map(|name| {
            let size = printed.lines().find_map(|line| {
                let mut words = line.split_whitespace();
                let (symbol, size) = (words.next()?, words.nth(2)?);
                (symbol.strip_prefix("size_of_") == Some(*name)).then(|| size.parse().ok())?
            });
            size.ok_or_else(|| Failure::new(format!("the compiler does not tell the size of mfa_{name}")))
        })
        .collect()
}

/// The table, with 64 and with 32 bits.
pub(crate) fn table(runner: &mut Runner, folder: &Path, header: &str) -> Result<String> {
    let wide = by(runner, folder, header, &mut Command::new("cc"))?;
    let narrow = by(runner, folder, header, Command::new("cc").arg("-m32"))?;
    let mut text = String::from("| type | bytes |\n|---|---|\n");
    for (name, (wide, narrow)) in types(header).iter().zip(wide.iter().zip(&narrow)) {
        let opaque = if is_opaque(header, name) { "" } else { " (open)" };
        let sizes = if wide == narrow { wide.to_string() } else { format!("{wide}; with 32 bits {narrow}") };
        if opaque.is_empty() && wide != narrow {
            return Err(Failure::new(format!("mfa_{name} has not one size everywhere: {sizes}")));
        }
        let _ = writeln!(text, "| `mfa_{name}`{opaque} | {sizes} |");
    }
    Ok(text)
}

/// Whether a type is an array of words that nobody looks into.
fn is_opaque(header: &str, name: &str) -> bool {
    header.contains(&format!("typedef struct mfa_{name} {{\n    uint64_t opaque["))
}

/// The table that a document has.
pub(crate) fn in_document(document: &str) -> Option<&str> {
    Some(document.split_once(BEGIN)?.1.split_once(END)?.0)
}

/// The document with this table.
pub(crate) fn put_into(document: &str, table: &str) -> Result<String> {
    let old = in_document(document).ok_or_else(|| Failure::new("docs/abi.md has no place for the table of sizes"))?;
    Ok(document.replace(&format!("{BEGIN}{old}{END}"), &format!("{BEGIN}{table}{END}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "typedef struct mfa_a {\n    uint64_t opaque[3];\n} mfa_a;\ntypedef struct mfa_b {\n    \
                          uint32_t size;\n} mfa_b;\ntypedef struct mfa_c mfa_c;\n";

    #[test]
    fn types_are_those_with_a_body() {
        assert_eq!(types(HEADER), ["a", "b"]);
        assert!(is_opaque(HEADER, "a") && !is_opaque(HEADER, "b"));
    }

    #[test]
    fn table_is_put_in_its_place() {
        let document = format!("before\n{BEGIN}old\n{END}after\n");
        let new = put_into(&document, "new\n").unwrap();
        assert_eq!(in_document(&new), Some("new\n"));
        assert!(new.starts_with("before\n") && new.ends_with("after\n"));
        assert!(put_into("nothing", "new").is_err());
    }
}
