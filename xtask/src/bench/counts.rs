//! Instructions of one call of each operation, counted by callgrind: the same on every run, whatever else the machine does.
//!
//! Valgrind hides instructions made for SHA, so compressions are the portable ones, and most of what is counted. What is
//! counted outside of them stands beside that: a regression of ours shows there first.

use core::fmt::Write as _;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Doing as _, Failure, Result};
use crate::place::Place;
use crate::run::Runner;

/// More than this many hundredths above the baseline is a regression.
const ALLOWED: u64 = 5;
/// What a function of the hash crates that is not counted as ours is named after.
const COMPRESSION: &str = "compress";
/// How callgrind says why it wrote a file.
const TRIGGER: &str = "desc: Trigger: Client Request: ";

/// What one call took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    name: String,
    all: u64,
    /// Outside of the hashes' compressions.
    ours: u64,
}

/// What all of them took, and who compiled them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    compiler: String,
    rows: Vec<Row>,
}

/// What a comparison came to.
#[derive(Debug)]
pub(crate) struct Compared {
    /// A table in Markdown.
    pub(crate) table: String,
    /// Whatever is no longer as it was allowed to be.
    pub(crate) worse: Vec<String>,
}

impl Counts {
    /// Builds the program and counts. `planted` has it do more than it says.
    pub(crate) fn count(place: &Place, runner: &mut Runner, planted: bool) -> Result<Self> {
        let target = super::target(place)?;
        let mut build = super::cargo(place)?;
        runner.must(build.args(["build", "--quiet", "--release", "--bin", "count"]))?;
        let folder = place.fresh_folder("bench/counts")?;
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=counts"]).current_dir(&folder);
        valgrind.arg(target.join("release/count"));
        if planted {
            valgrind.arg("--planted");
        }
        runner.must(&mut valgrind)?;
        let compiler = runner.must(Command::new("rustc").arg("--version").current_dir(place.root()))?.output;
        let counts = Self { compiler: compiler.trim().to_owned(), rows: read_folder(&folder)? };
        if counts.rows.is_empty() {
            return Err(Failure::new("callgrind counted nothing"));
        }
        Ok(counts)
    }

    /// Reads what [`Counts::text`] wrote.
    pub(crate) fn read(text: &str) -> Result<Self> {
        let compiler = text.lines().find_map(|line| line.strip_prefix("# compiled by "));
        let compiler = compiler.ok_or_else(|| Failure::new("the baseline does not say who compiled it"))?.to_owned();
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let rows =
            lines.map(|line| row(line).ok_or_else(|| Failure::new(format!("the baseline has no counts: {line}"))));
        Ok(Self { compiler, rows: rows.collect::<Result<_>>()? })
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "# Instructions of one call, counted by callgrind: all, those outside of the hashes' compressions, of what.\n\
             # `cargo xtask bench --baseline FILE` compares with this file, and with `--write` writes it anew.\n\
             # compiled by {}\n",
            self.compiler
        );
        for Row { name, all, ours } in &self.rows {
            let _ = writeln!(text, "{all:>8} {ours:>7}  {name}");
        }
        text
    }

    /// Holds counts against these.
    pub(crate) fn compare(&self, now: &Self) -> Compared {
        let mut table = String::new();
        if self.compiler != now.compiler {
            let _ = writeln!(table, "The baseline was compiled by {}, this by {}.\n", self.compiler, now.compiler);
        }
        table.push_str("| | all | before | | ours | before | |\n|---|---|---|---|---|---|---|\n");
        let mut worse = Vec::new();
        for Row { name, all, ours } in &now.rows {
            let Some(before) = self.rows.iter().find(|row| row.name == *name) else {
                worse.push(format!("{name} is not in the baseline"));
                continue;
            };
            let (of_all, of_ours) = (hundredths(*all, before.all), hundredths(*ours, before.ours));
            let _ = writeln!(
                table,
                "| {name} | {all} | {} | {of_all:+} % | {ours} | {} | {of_ours:+} % |",
                before.all, before.ours
            );
            if is_worse(*all, before.all) || is_worse(*ours, before.ours) {
                worse.push(format!("{name} takes {all} ({of_all:+} %), {ours} of them ours ({of_ours:+} %)"));
            }
        }
        let gone = self.rows.iter().filter(|before| now.rows.iter().all(|row| row.name != before.name));
        worse.extend(gone.map(|before| format!("{} is no longer counted", before.name)));
        Compared { table, worse }
    }
}

fn is_worse(now: u64, before: u64) -> bool {
    now.saturating_mul(100) > before.saturating_mul(100_u64.saturating_add(ALLOWED))
}

/// How many hundredths more or less, rounded.
fn hundredths(now: u64, before: u64) -> i64 {
    let (now, before) = (i64::try_from(now).unwrap_or(i64::MAX), i64::try_from(before).unwrap_or(i64::MAX));
    let more = now.saturating_sub(before).saturating_mul(100);
    more.checked_div(before).unwrap_or(0)
}

fn row(line: &str) -> Option<Row> {
    let (all, rest) = line.trim().split_once(' ')?;
    let (ours, name) = rest.trim().split_once(' ')?;
    Some(Row { name: name.trim().to_owned(), all: all.parse().ok()?, ours: ours.parse().ok()? })
}

/// What callgrind wrote, in the order in which it was asked to.
fn read_folder(folder: &Path) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for number in 1.. {
        let path = folder.join(format!("counts.{number}"));
        if !path.exists() {
            break;
        }
        let text = fs::read_to_string(&path).doing(format_args!("cannot read {}", path.display()))?;
        rows.extend(read_dump(&text));
    }
    Ok(rows)
}

/// One file of callgrind's: the sum of its cost lines, apart from lines that tell what a call came to.
fn read_dump(text: &str) -> Option<Row> {
    let name = text.lines().find_map(|line| line.strip_prefix(TRIGGER))?.to_owned();
    let mut names: HashMap<&str, bool> = HashMap::new();
    let (mut all, mut ours) = (0_u64, 0_u64);
    let (mut in_compression, mut is_call) = (false, false);
    for line in text.lines() {
        if let Some(function) = line.strip_prefix("fn=") {
            // "(3) name" the first time, "(3)" from then on; a call names functions the same way.
            in_compression = is_compression(&mut names, function);
        } else if let Some(function) = line.strip_prefix("cfn=") {
            is_compression(&mut names, function);
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost = line.split_whitespace().nth(1).and_then(|cost| cost.parse().ok()).unwrap_or(0);
            if !core::mem::take(&mut is_call) {
                all = all.saturating_add(cost);
                ours = ours.saturating_add(if in_compression { 0 } else { cost });
            }
        }
    }
    Some(Row { name, all, ours })
}

fn is_compression<'t>(names: &mut HashMap<&'t str, bool>, function: &'t str) -> bool {
    match function.split_once(' ') {
        Some((number, name)) => {
            let is = name.contains(COMPRESSION);
            names.insert(number, is);
            is
        }
        None => names.get(function).copied().unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "\
desc: Trigger: Client Request: verify/SHA-1, wrong code

positions: line
events: Ir
ob=(2) /count
fl=(1) ???
fn=(10) count::main
0 5
cfn=(11) sha1::compress
calls=2 0
0 2000
0 7
fn=(11)
0 1990
+0 10

fn=(10)
0 1
totals: 2013
";

    #[test]
    fn what_callgrind_wrote_is_added_up_once() {
        let row = read_dump(DUMP).unwrap();
        assert_eq!(row, Row { name: "verify/SHA-1, wrong code".to_owned(), all: 2013, ours: 13 });
        assert_eq!(read_dump("desc: Trigger: Program termination\n"), None);
    }

    fn counts(rows: &[(&str, u64, u64)]) -> Counts {
        let rows = rows.iter().map(|(name, all, ours)| Row { name: (*name).to_owned(), all: *all, ours: *ours });
        Counts { compiler: "rustc 1.95.0".to_owned(), rows: rows.collect() }
    }

    #[test]
    fn baseline_is_read_as_it_was_written() {
        let counts = counts(&[("verify/SHA-1, wrong code", 15_000, 1_500), ("window/0", 9_000, 1_000)]);
        assert_eq!(Counts::read(&counts.text()).unwrap(), counts);
        assert!(Counts::read("# compiled by rustc\nnothing\n").is_err());
        assert!(Counts::read("10 10 a\n").is_err());
    }

    #[test]
    fn more_than_a_twentieth_more_is_a_regression() {
        let before = counts(&[("a", 1000, 100)]);
        assert!(before.compare(&counts(&[("a", 1050, 105)])).worse.is_empty());
        assert!(before.compare(&counts(&[("a", 900, 10)])).worse.is_empty());
        assert_eq!(before.compare(&counts(&[("a", 1051, 100)])).worse.len(), 1);
        assert_eq!(before.compare(&counts(&[("a", 1006, 106)])).worse.len(), 1);
        assert_eq!(before.compare(&counts(&[("b", 1000, 100)])).worse.len(), 2);
    }

    #[test]
    fn another_compiler_is_said() {
        let (before, mut now) = (counts(&[("a", 10, 1)]), counts(&[("a", 10, 1)]));
        assert!(!before.compare(&now).table.contains("compiled"));
        now.compiler = "rustc 1.99.0".to_owned();
        assert!(before.compare(&now).table.contains("rustc 1.99.0"));
    }
}
