//! The C in the documents is C: each block compiles as C99 against `mfa.h`, with no warning.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::console::blocks;
use crate::failure::{Doing as _, Result};
use crate::job::Job;

const STRICT: [&str; 7] = ["-std=c99", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"];

/// What the example on top of the header leaves to its reader.
const USER: &str = "#include <mfa.h>\n\
    struct user { const mfa_credential *credentials; size_t count; const uint8_t *states; };\n\
    uint32_t replace_states(void *user, uint64_t expected, uint64_t next, const uint8_t *states, size_t size);\n\
    int may_enter(struct user *user, uint64_t now, const char *typed);\n";

/// Compiles the example on top of the header.
pub(super) fn compile_example(job: &mut Job<'_>, header: &str) -> Result<()> {
    let from_include = header.lines().skip_while(|line| !line.starts_with(" *     #include"));
    let example: Vec<&str> = from_include
        .take_while(|line| *line == " *" || line.starts_with(" *     "))
        .map(|line| line.strip_prefix(" *     ").unwrap_or_default())
        .collect();
    let source = job.place.folder("docs-c")?.join("example.c");
    fs::write(&source, format!("{USER}{}\n", example.join("\n"))).doing("cannot write the header's example")?;
    if example.len() < 10 {
        return job.fail("there is no example on top of the header");
    }
    let mut compiler = Command::new("cc");
    compiler.args(STRICT).arg("-I").arg(job.place.root().join("ffi/include")).arg(&source);
    job.check("the example on top of the header compiles", &mut compiler).map(drop)
}

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
