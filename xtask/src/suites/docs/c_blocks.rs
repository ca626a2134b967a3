//! The C in the documents is C: each block compiles as C99 against `mfa.h`, with no warning.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::console::blocks;
use crate::failure::{Doing as _, Result};
use crate::job::Job;

const STRICT: [&str; 7] = ["-std=c99", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"];

/// Compiles the blocks of a document that are tagged `c`.
pub(super) fn compile(job: &mut Job<'_>, file: &Path, text: &str) -> Result<()> {
    let folder = job.place.folder("docs-c")?;
    for block in blocks(text).into_iter().filter(|block| block.tag == "c") {
        let line = block.lines.first().map_or(0, |(line, _)| *line);
        let program: Vec<&str> = block.lines.iter().map(|(_, line)| *line).collect();
        let source = folder.join("block.c");
        fs::write(&source, program.join("\n") + "\n").doing("cannot write a block of C")?;
        let mut compiler = Command::new("cc");
        compiler.args(STRICT).arg("-I").arg(job.place.root().join("ffi/include")).arg(&source);
        job.check(&format!("{}:{line} compiles", file.display()), &mut compiler)?;
    }
    Ok(())
}
