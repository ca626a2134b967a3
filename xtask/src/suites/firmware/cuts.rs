//! The power is cut at each operation of the flash: of the journal alone and of the whole lock here under sanitizers, and on both
//! boards. Mistakes that journals have are planted first, each in a copy, and found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::c;
use crate::failure::{Doing as _, Failure, Result};
use crate::firmware::{BOARDS, FOLDER, Firmware, run as emulated};
use crate::job::Job;

const JOURNAL: &str = "src/journal.c";
const STORE: &str = "src/store.c";

/// What tests the journal, and what the lock is beside it.
const TESTS: [&str; 3] = ["tests/host_cuts.c", "tests/journal_cuts.c", "tests/host.c"];
const LOCK: [&str; 8] = ["text.c", "line.c", "clock.c", "random.c", "person.c", "answer.c", "service.c", "lock.c"];

/// A mistake: what is replaced by what in a file.
struct Mistake {
    name: &'static str,
    file: &'static str,
    replaced: &'static [(&'static str, &'static str)],
    /// Whether it takes the lock to find it.
    needs_lock: bool,
}

const MISTAKES: [Mistake; 7] = [
    Mistake {
        name: "the slot that counts is erased",
        file: JOURNAL,
        replaced: &[("uint32_t which = last == 0 ? 1 : 0;", "uint32_t which = last == FLASH_SLOTS ? 0 : last;")],
        needs_lock: false,
    },
    Mistake {
        name: "there is no checksum",
        file: JOURNAL,
        replaced: &[(" && slot(which)[RECORD + words] == checksum_of_slot(which)", "")],
        needs_lock: false,
    },
    Mistake {
        name: "a mark in place of the checksum, written before the record",
        file: JOURNAL,
        replaced: &[
            (
                "    return ~checksum(0xFFFFFFFFu, slot(which), RECORD + slot(which)[WORDS]);",
                "    return slot(which)[NUMBER];",
            ),
            ("    put(which, RECORD + words, ~checksum(checksum(0xFFFFFFFFu, header, RECORD), record, words));\n", ""),
            (
                "    put(which, WORDS, words);\n",
                "    put(which, WORDS, words);\n    put(which, RECORD + words, number);\n",
            ),
            (
                "    uint32_t header[RECORD], word;\n\n    header[NUMBER] = number;\n    header[WORDS] = words;\n",
                "    uint32_t word;\n\n",
            ),
        ],
        needs_lock: false,
    },
    Mistake {
        name: "a slot is written that was not erased",
        file: JOURNAL,
        replaced: &[("    flash_erase(which);\n", "")],
        needs_lock: false,
    },
    Mistake {
        name: "what was written is not read back",
        file: JOURNAL,
        replaced: &[("    if (!is_there(which, record, words))\n        return 0;\n", "    (void)is_there;\n")],
        needs_lock: false,
    },
    Mistake {
        name: "a lock that was used is new where a slot is blank",
        file: JOURNAL,
        replaced: &[(
            "return is_marked() ?",
            "return is_marked() && slot(0)[NUMBER] != BLANK && slot(1)[NUMBER] != BLANK ?",
        )],
        needs_lock: false,
    },
    Mistake {
        name: "the door opens before it is stored",
        file: STORE,
        replaced: &[(
            "return store_save() ? MFA_COMMIT_STORED : MFA_COMMIT_UNKNOWN;",
            "return (void)store_save(), MFA_COMMIT_STORED;",
        )],
        needs_lock: true,
    },
];

pub(super) fn here(job: &mut Job<'_>) -> Result<()> {
    let library = c::libraries(job, &[])?.join("libmfa.a");
    for mistake in &MISTAKES {
        let found = planted(job, mistake, &library)?;
        let outcome = if found { Ok(()) } else { Err("the planted mistake was missed".to_owned()) };
        job.test(&format!("found: {}", mistake.name), outcome)?;
    }
    let program = compile(job, &folder(job)?.join("cuts"), None, Some(&library), c::SANITIZED)?;
    let outcome = job.check("cut at each operation, on this computer", &mut Command::new(program))?;
    job.runner.write(outcome.output.trim())
}

pub(super) fn on_the_boards(job: &mut Job<'_>, firmware: &Firmware) -> Result<()> {
    for board in BOARDS {
        let outcome = emulated(job, board, &firmware.program(board.name, "cuts"), false)?;
        let said = outcome.output.trim().to_owned();
        let held = outcome.succeeded() && said.contains(" held");
        job.test(
            &format!("{}: cut at each operation: {said}", board.name),
            if held { Ok(()) } else { Err(outcome.told()) },
        )?;
    }
    Ok(())
}

fn folder(job: &Job<'_>) -> Result<PathBuf> {
    job.place.folder("firmware/cuts")
}

/// Whether a mistake is found.
fn planted(job: &mut Job<'_>, mistake: &Mistake, library: &Path) -> Result<bool> {
    let own = job.place.root().join(FOLDER).join(mistake.file);
    let mut text = fs::read_to_string(&own).doing(format_args!("cannot read {}", own.display()))?;
    for (from, to) in mistake.replaced {
        if !text.contains(from) {
            return Err(Failure::new(format!("{}: there is no {from:?} in {}", mistake.name, mistake.file)));
        }
        text = text.replace(from, to);
    }
    let copy = folder(job)?.join(mistake.file.rsplit('/').next().unwrap_or_default());
    fs::write(&copy, text).doing("cannot write a copy with a mistake")?;
    let library = mistake.needs_lock.then_some(library);
    let program =
        compile(job, &folder(job)?.join("planted"), Some((mistake.file, &copy)), library, &["-O1", "-Wno-error"])?;
    let outcome = job.runner.run(&mut Command::new(program))?;
    Ok(outcome.status == Some(1) && outcome.output.contains("does not hold: "))
}

/// The tests for this computer, with the library for the whole lock, or without for the journal alone; a file may be another.
fn compile(
    job: &mut Job<'_>,
    program: &Path,
    other: Option<(&str, &Path)>,
    library: Option<&Path>,
    flags: &[&str],
) -> Result<PathBuf> {
    let root = job.place.root().join(FOLDER);
    let mut sources: Vec<String> = TESTS.map(str::to_owned).to_vec();
    sources.extend([JOURNAL.to_owned(), "src/flash.c".to_owned()]);
    if library.is_some() {
        sources.extend(LOCK.iter().map(|name| format!("src/{name}")));
        sources.extend([STORE.to_owned(), "tests/lock_cuts.c".to_owned()]);
    }
    let mut cc = Command::new(c::compiler("CC", "cc"));
    cc.args(c::AS_C).args(flags).args(["-DTRIAL", "-I"]).arg(job.place.root().join("ffi/include"));
    cc.arg("-I").arg(root.join("src")).arg("-o").arg(program);
    for source in sources {
        match other {
            Some((file, copy)) if file == source => cc.arg(copy),
            _ => cc.arg(root.join(source)),
        };
    }
    if let Some(library) = library {
        cc.arg("-DLOCK").arg(library).args(c::SYSTEM);
    }
    job.runner.must(&mut cc)?;
    Ok(program.to_path_buf())
}
