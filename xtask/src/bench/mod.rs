//! Benchmarks: all of them in turn, beside peers, in tables; or instructions counted and held against a baseline.

pub(crate) mod counts;
mod measured;
mod plots;
mod report;

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::console::{Line, say};
use crate::debian;
use crate::failure::{Doing as _, Result};
use crate::job::{FULL_LIMIT, Job};
use crate::place::Place;
use crate::run::Runner;
use counts::Counts;
use measured::Measured;

/// What was counted when somebody last said that it is as it should be.
pub(crate) const BASELINE: &str = "benches/baseline.txt";
/// The document whose tables are written, and where its plots are.
const DOCUMENT: &str = "docs/speed.md";
const IMAGES: &str = "docs/images";
/// What is installed where it is missing, besides Rust and a C compiler.
pub(crate) const TO_COUNT: [&str; 3] = ["gcc", "liboath-dev", "valgrind"];

/// Counts, where there is a file to compare with or to write to; otherwise measures everything.
pub(crate) fn run(place: &Place, baseline: Option<&Path>, write: Option<&Path>) -> Result<bool> {
    if baseline.is_some() || write.is_some() { count(place, baseline, write) } else { measure(place) }
}

/// Measures everything, and writes docs/speed.md's tables and plots anew.
fn measure(place: &Place) -> Result<bool> {
    let mut line = Line::start("bench");
    let runner = Runner::new(&place.folder("logs")?.join("bench.log"), FULL_LIMIT)?;
    let mut job = Job::new(place, runner, &mut line, true);
    debian::install_if_missing(&mut job, &["gcc", "liboath-dev"], Duration::from_secs(20))?;
    go(&mut job)?;
    let program = place.folder("bench")?.join("beside-go");
    let mut build = Command::new("go");
    build.args(["build", "-o"]).arg(&program).arg(".").current_dir(place.root().join("benches/beside-go"));
    job.runner.must(&mut build)?;

    job.note("the bounds, in turn");
    let bounds = job.runner.run(cargo(place)?.args(["run", "--quiet", "--release", "--bin", "speed"]))?;
    job.note(&bounds.output);
    job.note("everything, in turn");
    let mut all = cargo(place)?;
    let told = job.runner.must(all.args(["run", "--quiet", "--release", "--bin", "all"]).arg(&program))?.output;
    let liboath = told.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("liboath");

    let measured = Measured::read(&told)?;
    let ratios = bounds.output.split_once("\n\n").map_or("", |(_, ratios)| ratios);
    let tables = [
        ("machine", report::machine(place, liboath)?),
        ("bounds", ratios.to_owned()),
        ("beside", report::beside(&measured)?),
        ("hashes", report::hashes(&measured)?),
        ("tried", report::tried(&measured)?),
    ];
    let document = place.root().join(DOCUMENT);
    let mut text = fs::read_to_string(&document).doing(format_args!("cannot read {DOCUMENT}"))?;
    for (name, table) in &tables {
        say(&format!("\n{table}"));
        text = report::put_into(&text, name, table)?;
    }
    fs::write(&document, text).doing(format_args!("cannot write {DOCUMENT}"))?;
    let images = place.root().join(IMAGES);
    fs::create_dir_all(&images).doing(format_args!("cannot make {IMAGES}"))?;
    for (name, drawing) in report::drawings(&measured)? {
        fs::write(images.join(name), drawing).doing(format_args!("cannot write {name}"))?;
    }
    say(&format!("{DOCUMENT} and {IMAGES} are written\n"));
    Ok(bounds.succeeded())
}

/// The Go that is there, or Debian's.
fn go(job: &mut Job<'_>) -> Result<()> {
    if Command::new("go").arg("version").output().is_ok_and(|out| out.status.success()) {
        return Ok(());
    }
    debian::install_if_missing(job, &["golang-go", "ca-certificates"], Duration::from_secs(30))
}

/// Counts instructions and compares them with a file, or writes them to one; true if nothing takes longer.
pub(crate) fn count(place: &Place, baseline: Option<&Path>, write: Option<&Path>) -> Result<bool> {
    let mut line = Line::start("bench");
    let runner = Runner::new(&place.folder("logs")?.join("bench.log"), FULL_LIMIT)?;
    let mut job = Job::new(place, runner, &mut line, true);
    debian::install_if_missing(&mut job, &TO_COUNT, Duration::from_secs(20))?;
    let now = Counts::count(place, &mut job.runner, false)?;
    if let Some(path) = write {
        fs::write(path, now.text()).doing(format_args!("cannot write {}", path.display()))?;
    }
    let Some(path) = baseline else {
        say(&format!("\n{}", now.text()));
        return Ok(true);
    };
    let text = fs::read_to_string(path).doing(format_args!("cannot read {}", path.display()))?;
    let compared = Counts::read(&text)?.compare(&now);
    say(&format!("\n{}", compared.table));
    for worse in &compared.worse {
        say(&format!("worse: {worse}\n"));
    }
    Ok(compared.worse.is_empty())
}

/// Where the benchmarks are built.
pub(crate) fn target(place: &Place) -> Result<PathBuf> {
    place.folder("bench/build")
}

/// The cargo that builds them.
pub(crate) fn cargo(place: &Place) -> Result<Command> {
    let mut command = place.cargo();
    command.current_dir(place.root().join("benches")).env("CARGO_TARGET_DIR", target(place)?);
    Ok(command)
}
