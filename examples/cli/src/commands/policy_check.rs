//! `mfa policy check`: what policy files and managed preferences say.

use core::fmt::Write as _;
use std::path::{Path, PathBuf};

use mfa_host::policy::{self, DEFAULT_PATH, KEYS, Kind, PREFERENCES, Policies, PolicyFileError, Reading, Spot, Value};
use serde::Serialize;

use crate::args::PolicyCheckArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sentences::Counted;
use crate::{json, output};

/// A file as JSON shows it.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Read {
        file: String,
        kind: &'static str,
        settings: Vec<Set>,
        /// What the file could set and does not.
        defaults: Vec<&'static str>,
        unknown: Vec<Unknown>,
        /// Why it is not used where it is laid over the files before it; null if it is, or is not looked at.
        together: Option<String>,
    },
    Refused {
        file: String,
        error: String,
        line: Option<usize>,
        column: Option<usize>,
    },
}

#[derive(Serialize)]
struct Set {
    /// What the file calls it.
    called: String,
    /// What the policy file calls it.
    key: &'static str,
    value: Plain,
    /// What a number counts; null for anything else.
    unit: Option<&'static str>,
    /// Null in a binary file, which has no lines.
    line: Option<usize>,
    column: Option<usize>,
}

/// A value as JSON has it.
#[derive(Serialize)]
#[serde(untagged)]
enum Plain {
    Number(u32),
    Switch(bool),
    Text(String),
    List(Vec<String>),
}

#[derive(Serialize)]
struct Unknown {
    called: String,
    line: Option<usize>,
    column: Option<usize>,
}

pub(crate) fn run(args: &PolicyCheckArgs) -> Result<Exit, Failure> {
    let default = [PathBuf::from(DEFAULT_PATH)];
    let files = match args.files.as_slice() {
        [] if matches!(policy::open_default(), Ok(None)) => return no_file(args.json),
        [] => default.as_slice(),
        files => files,
    };
    let mut exit = Exit::Done;
    let mut answers = Vec::with_capacity(files.len());
    let mut text = String::new();
    for file in files {
        match policy::open(file, &Policies::default()) {
            Ok(reading) => {
                text += &told(file, &reading);
                answers.push(read(file, reading));
            }
            Err(error) => {
                exit = Failure::input(error.to_string()).tell();
                answers.push(refused(file, &error));
            }
        }
    }
    if files.len() > 1 && exit == Exit::Done {
        match contradiction(files) {
            None => text += "together: each is laid over those before it, and they are used\n",
            Some((number, error)) => {
                exit = Failure::input(format!("together: {error}")).tell();
                if let Some(Answer::Read { together, .. }) = answers.get_mut(number) {
                    *together = Some(output::escaped(&error.to_string()));
                }
            }
        }
    }
    if args.json {
        json::print(&answers)?;
    } else {
        output::print(text)?;
    }
    Ok(exit)
}

/// Without the file that is used by default there is nothing to look at, and nothing wrong.
fn no_file(is_json: bool) -> Result<Exit, Failure> {
    if is_json {
        json::print(&[(); 0])?;
    } else {
        output::print(format!("there is no {DEFAULT_PATH}: all defaults hold\n"))?;
    }
    Ok(Exit::Done)
}

/// The first of several files that cannot be laid over those before it.
fn contradiction(files: &[PathBuf]) -> Option<(usize, PolicyFileError)> {
    let mut under = Policies::default();
    for (number, file) in files.iter().enumerate() {
        match policy::open(file, &under) {
            Ok(reading) => under = reading.policies,
            Err(error) => return Some((number, error)),
        }
    }
    None
}

fn shown(file: &Path) -> String {
    output::escaped(&file.display().to_string())
}

const fn kind(reading: &Reading) -> &'static str {
    match reading.kind {
        Kind::PolicyFile => "policy file",
        Kind::ManagedPreferences => "managed preferences",
    }
}

/// The names that the file could set and does not.
fn defaults(reading: &Reading) -> Vec<&'static str> {
    let all: Vec<_> = match reading.kind {
        Kind::PolicyFile => KEYS.iter().map(|key| (key.name(), key.name())).collect(),
        Kind::ManagedPreferences => PREFERENCES.iter().map(|preference| (preference.name, preference.key)).collect(),
    };
    let is_set = |key| reading.settings.iter().any(|set| set.key == key);
    all.into_iter().filter(|(_, key)| !is_set(*key)).map(|(name, _)| name).collect()
}

/// Line by line, for people.
fn told(file: &Path, reading: &Reading) -> String {
    let mut text = format!("{}: {}\n", shown(file), kind(reading));
    // Writing to a string does not fail.
    for set in &reading.settings {
        let _ = match reading.kind {
            Kind::PolicyFile => writeln!(text, "  {set}"),
            Kind::ManagedPreferences => writeln!(text, "  {set}  ({})", set.key),
        };
    }
    let left = Counted(u64::try_from(defaults(reading).len()).unwrap_or(u64::MAX), "key");
    let which = if reading.settings.is_empty() { "all" } else { "the other" };
    let _ = match left {
        Counted(0, _) => writeln!(text, "  by default: nothing"),
        _ => writeln!(text, "  by default: {which} {left}"),
    };
    if !reading.unknown.is_empty() {
        text += "  no such key, so nothing comes of it:\n";
    }
    for unknown in &reading.unknown {
        let line = unknown.spot.map_or_else(String::new, |spot| format!(" (line {})", spot.line));
        let _ = writeln!(text, "    {}{line}", output::escaped(&unknown.called));
    }
    text
}

fn read(file: &Path, reading: Reading) -> Answer {
    let settings = |set: policy::Setting| {
        let (line, column) = place(set.spot);
        let is_number = matches!(set.value, Value::Whole(_));
        let unit = set.unit.filter(|_| is_number);
        Set { called: set.called, key: set.key, value: set.value.into(), unit, line, column }
    };
    let unknown = |unknown: policy::Unknown| {
        let (line, column) = place(unknown.spot);
        Unknown { called: output::escaped(&unknown.called), line, column }
    };
    Answer::Read {
        file: shown(file),
        kind: kind(&reading),
        defaults: defaults(&reading),
        settings: reading.settings.into_iter().map(settings).collect(),
        unknown: reading.unknown.into_iter().map(unknown).collect(),
        together: None,
    }
}

fn refused(file: &Path, error: &PolicyFileError) -> Answer {
    let (line, column) = place(error.spot);
    Answer::Refused { file: shown(file), error: output::escaped(&error.to_string()), line, column }
}

/// Line and column, if there are such.
fn place(spot: Option<Spot>) -> (Option<usize>, Option<usize>) {
    (spot.map(|spot| spot.line), spot.map(|spot| spot.column))
}

impl From<Value> for Plain {
    fn from(value: Value) -> Self {
        match value {
            Value::Whole(number) => Self::Number(number),
            Value::Switch(on) => Self::Switch(on),
            Value::Text(text) => Self::Text(text),
            Value::List(entries) => Self::List(entries),
            // A kind of value that this program does not know is shown as a file has it.
            other => Self::Text(other.to_string()),
        }
    }
}
