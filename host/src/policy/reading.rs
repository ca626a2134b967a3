//! From the bytes of a file to policies: as a whole, or not at all.

use core::fmt;
use std::path::Path;

use super::draft::Draft;
use super::error::{Flaw, FlawAt, PolicyFileError, Spot};
use super::keys::{EITHER_OR, KEYS, Key};
use super::value::{Found, Value};
use super::{Policies, preferences, toml_file};

/// The most bytes that a file may have: 64 KiB.
pub const LONGEST: usize = 64 * 1024;
/// A mark at the beginning of a text, which says that it is UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// How a binary property list begins.
const BINARY: &[u8] = b"bplist";
/// How a profile begins that was signed: DER, a sequence with its length in two bytes or unknown.
const SIGNED: [&[u8]; 2] = [b"\x30\x82", b"\x30\x80"];

/// The two kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A policy file: TOML, with the keys of [`KEYS`].
    PolicyFile,
    /// Managed preferences: a property list, with the keys of [`PREFERENCES`](super::PREFERENCES). In XML; in binary form
    /// too with the feature `binary-preferences`.
    ManagedPreferences,
}

/// What a file said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What kind of file it is.
    pub kind: Kind,
    /// What holds with it.
    pub policies: Policies,
    /// What it sets, in the order of the table of keys.
    pub settings: Vec<Setting>,
    /// What it has that no key is: nothing comes of it.
    pub unknown: Vec<Unknown>,
}

/// A key that a file sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What the file calls it.
    pub called: String,
    /// The key of the policy file. Managed preferences call it something else.
    pub key: &'static str,
    /// To what.
    pub value: Value,
    /// What its number counts, in the plural.
    pub unit: Option<&'static str>,
    /// Where. A binary file has no such places.
    pub spot: Option<Spot>,
}

/// As in `login.hours_offline = 24 hours`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.called, self.value)?;
        match (&self.value, self.unit) {
            (Value::Whole(1), Some(unit)) => write!(f, " {}", unit.strip_suffix('s').unwrap_or(unit)),
            (Value::Whole(_), Some(unit)) => write!(f, " {unit}"),
            _ => Ok(()),
        }
    }
}

/// Something in a file that is no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it is called. It may hold any characters.
    pub called: String,
    /// Where. A binary file has no such places.
    pub spot: Option<Spot>,
}

impl Kind {
    /// What kind of file it is: managed preferences by their name (`.plist`, `.mobileconfig`, `.xml`) or by how they
    /// begin (`<`, `bplist`), a policy file otherwise.
    pub fn of(path: &Path, bytes: &[u8]) -> Self {
        let ends = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
        let text = bytes.strip_prefix(MARK).unwrap_or(bytes).trim_ascii_start();
        let is_preferences = matches!(ends.as_deref(), Some("plist" | "mobileconfig" | "xml"))
            || text.starts_with(b"<")
            || text.starts_with(BINARY);
        if is_preferences { Self::ManagedPreferences } else { Self::PolicyFile }
    }
}

/// Reads a file of a kind and lays it over policies: what it does not set stays as it is there. An error names the key,
/// its value and what is allowed, or where the file is not well-formed; nothing of the file is used then.
pub fn read(bytes: &[u8], kind: Kind, over: &Policies) -> Result<Reading, PolicyFileError> {
    if bytes.len() > LONGEST {
        return Err(Flaw::TooLong.into());
    }
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    if kind == Kind::ManagedPreferences {
        if SIGNED.iter().any(|beginning| bytes.starts_with(beginning)) {
            return Err(Flaw::Signed.into());
        }
        if bytes.starts_with(BINARY) {
            let contents = preferences::binary_contents(bytes);
            return contents.and_then(|contents| taken(&contents, "", kind, over)).map_err(|flaw| flaw.within(""));
        }
    }
    let text = core::str::from_utf8(bytes).map_err(|error| PolicyFileError {
        spot: Some(Spot::of(bytes, error.valid_up_to())),
        ..Flaw::NotText.into()
    })?;
    let contents = match kind {
        Kind::PolicyFile => toml_file::contents(text),
        Kind::ManagedPreferences => preferences::contents(text),
    };
    contents.and_then(|contents| taken(&contents, text, kind, over)).map_err(|flaw| flaw.within(text))
}

/// What a kind of file has: each key by its name in the policy file, and what no key is.
pub(super) struct Contents {
    pub(super) known: Vec<(&'static Key, Found)>,
    pub(super) unknown: Vec<(String, Option<usize>)>,
}

/// What holds with the contents of a file, whose places are in the text.
fn taken(contents: &Contents, text: &str, kind: Kind, over: &Policies) -> Result<Reading, FlawAt> {
    refuse_both_of_one(contents)?;
    let spot = |at: Option<usize>| at.map(|at| Spot::of(text.as_bytes(), at));
    let mut draft = Draft::from(over);
    let mut settings = Vec::with_capacity(contents.known.len());
    // In the order of the table, in which a preset comes before what it is the beginning of.
    for key in KEYS {
        for (_, found) in contents.known.iter().filter(|(known, _)| known.name() == key.name()) {
            let value = key.put(&found.key, &found.value, &mut draft).map_err(|flaw| FlawAt::new(found.at, flaw))?;
            let (called, spot) = (found.key.clone(), spot(found.at));
            settings.push(Setting { called, key: key.name(), value, unit: key.unit(), spot });
        }
    }
    let policies = draft.finished().map_err(|contradiction| {
        let of_key = |name: &str| contents.known.iter().find(|(key, _)| key.name() == name).map(|(_, found)| found);
        let at = contradiction.keys().filter_map(of_key).filter_map(|found| found.at).max();
        FlawAt { at, flaw: contradiction.flaw(|name| called(name, of_key(name))) }
    })?;
    let unknown = contents.unknown.iter().map(|(called, at)| Unknown { called: called.clone(), spot: spot(*at) });
    Ok(Reading { kind, policies, settings, unknown: unknown.collect() })
}

/// A key as whoever wrote the file knows it.
fn called(name: &str, found: Option<&Found>) -> String {
    found.map_or(name, |found| &found.key).to_owned()
}

fn refuse_both_of_one(contents: &Contents) -> Result<(), FlawAt> {
    for pair in EITHER_OR {
        let of_key = |name: &str| contents.known.iter().find(|(key, _)| key.name() == name);
        if let [Some((_, one)), Some((_, other))] = pair.map(of_key) {
            let keys = [one.key.clone(), other.key.clone()];
            return Err(FlawAt::new(one.at.max(other.at), Flaw::Both { keys }));
        }
    }
    Ok(())
}
