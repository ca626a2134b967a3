//! The Swift, Kotlin and Java in the documents, for the suites that compile it.

use std::fs;
use std::path::Path;

use super::console::blocks;
use super::{documents, files, read};
use crate::failure::{Doing as _, Failure, Result};
use crate::job::Job;

/// A block of a document that is a whole file of its language.
pub(in crate::suites) struct Tagged {
    /// The document and the line, as in `README.md:120`.
    pub(in crate::suites) place: String,
    pub(in crate::suites) program: String,
}

/// The blocks of all documents with a tag. It is an error if there is none.
pub(in crate::suites) fn tagged(job: &Job<'_>, tag: &str) -> Result<Vec<Tagged>> {
    let mut found = Vec::new();
    for file in documents(&files::list(job.place)?) {
        let text = read(job.place, file)?;
        for block in blocks(&text).into_iter().filter(|block| block.tag == tag) {
            let line = block.lines.first().map_or(0, |(line, _)| *line);
            let lines: Vec<&str> = block.lines.iter().map(|(_, line)| *line).collect();
            found.push(Tagged { place: format!("{}:{line}", file.display()), program: lines.join("\n") + "\n" });
        }
    }
    if found.is_empty() { Err(Failure::new(format!("no document has a block tagged `{tag}`"))) } else { Ok(found) }
}

impl Tagged {
    /// Writes it to a file, with a line before it that says where it is from.
    pub(in crate::suites) fn write(&self, file: &Path, before: &str) -> Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).doing("cannot make a folder for a document's program")?;
        }
        fs::write(file, format!("// {}\n{before}{}", self.place, self.program))
            .doing("cannot write a document's program")
    }
}
