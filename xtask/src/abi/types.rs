//! The types of the header's functions and structs, as a C compiler sees them and libabigail writes them down.
//!
//! What rustc says of its types changes with its version, and all of Rust's insides are in it. So the ABI is that of a small
//! library in C which defines every exported function by its prototype in the header. That the prototypes are those of the
//! Rust functions is what generating the header is for.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Doing as _, Failure, Result};
use crate::run::{Outcome, Runner};

/// abidiff found changes (libabigail: ABIDIFF_ABI_CHANGE, ABIDIFF_ABI_INCOMPATIBLE_CHANGE).
const CHANGED: [i32; 2] = [4, 12];

/// Writes down the types of the functions in a header.
pub(crate) fn dump(runner: &mut Runner, folder: &Path, header: &str, symbols: &[String], to: &Path) -> Result<()> {
    let include = folder.join("include");
    fs::create_dir_all(&include).doing("cannot make the header's folder")?;
    let cannot = "cannot write the library in C";
    fs::write(include.join("mfa.h"), header).doing(cannot)?;
    fs::write(folder.join("types.c"), definitions(header, symbols)?).doing(cannot)?;
    let mut cc = Command::new("cc");
    cc.args(["-std=c11", "-g", "-shared", "-fPIC", "-Iinclude", "-o", "types.so", "types.c"]).current_dir(folder);
    runner.must(&mut cc)?;
    let mut abidw = Command::new("abidw");
    abidw
        .args(["--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--no-elf-needed", "--no-parameter-names"])
        .arg("--out-file")
        .arg(to)
        .arg("types.so")
        .current_dir(folder);
    runner.must(&mut abidw)?;
    Ok(())
}

/// Whether two such files are the same, down to the names of fields.
pub(crate) fn compare(runner: &mut Runner, committed: &Path, found: &Path) -> Result<core::result::Result<(), String>> {
    let mut abidiff = Command::new("abidiff");
    abidiff.arg("--harmless").arg(committed).arg(found);
    let Outcome { status, output } = runner.run(&mut abidiff)?;
    match status {
        Some(0) => Ok(Ok(())),
        Some(changed) if CHANGED.contains(&changed) => Ok(Err(output)),
        _ => Err(Failure::new(format!("abidiff failed: {output}"))),
    }
}

/// A function of C's for each symbol.
fn definitions(header: &str, symbols: &[String]) -> Result<String> {
    let mut text = String::from("#include <mfa.h>\n");
    for symbol in symbols {
        let prototype = prototype(header, symbol)
            .ok_or_else(|| Failure::new(format!("{symbol} is exported, and the header has no prototype of it")))?;
        text.push_str(&format!("{prototype} {{ __builtin_trap(); }}\n"));
    }
    Ok(text)
}

/// A function's prototype without its semicolon.
pub(super) fn prototype<'h>(header: &'h str, symbol: &str) -> Option<&'h str> {
    header
        .match_indices(&format!("{symbol}("))
        .filter_map(|(at, _)| {
            let (before, _) = header.split_at_checked(at)?;
            let start = before.rfind('\n')?.checked_add(1)?;
            let rest = header.get(start..)?;
            // A declaration begins with its type, at the beginning of the line; a comment does not.
            let declares = rest.starts_with(|first: char| first.is_ascii_lowercase());
            let whole_name = before.ends_with([' ', '*']);
            if declares && whole_name { rest.split(';').next() } else { None }
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "/*\n * See mfa_b(), and b = mfa_a(x).\n */\nmfa_result mfa_a(const char *text,\n                 \
                          size_t text_size);\n\nconst char *mfa_b(void);\nvoid mfa_b_a(void);\n";

    #[test]
    fn prototypes_are_found_among_comments() {
        assert_eq!(prototype(HEADER, "mfa_b"), Some("const char *mfa_b(void)"));
        assert!(prototype(HEADER, "mfa_a").unwrap().ends_with("size_t text_size)"));
        assert_eq!(prototype(HEADER, "b_a"), None);
        assert_eq!(prototype(HEADER, "mfa_c"), None);
    }
}
