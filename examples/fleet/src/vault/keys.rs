//! The file of keys: newest first, for its owner's eyes alone.
//!
//! ```toml
//! [[key]]
//! id = 2
//! key = "64 hexadecimal digits"
//!
//! [[key]]
//! id = 1
//! key = "64 hexadecimal digits"
//! ```

use core::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use mfa_host::random::{self, RandomError};
use rustix::fs::{FileType, Mode, OFlags};
use serde::Deserialize;
use zeroize::Zeroizing;

const KEY: usize = 32;
/// The longest file in bytes: some hundred keys.
const LONGEST: usize = 64 * 1024;
const OPEN: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);
/// What nobody but the owner may have.
const OF_OTHERS: Mode = Mode::RWXG.union(Mode::RWXO);

/// Why the keys are refused. It never holds any of them.
#[derive(Debug)]
pub struct KeysError(String);

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for KeysError {}

/// One key.
pub struct Key {
    number: i32,
    cipher: XChaCha20Poly1305,
    /// For telling keys apart when the file is read; the cipher keeps its own copy, which it wipes.
    bytes: Zeroizing<[u8; KEY]>,
}

/// The keys: what is sealed is sealed with the newest, and opened with whichever it was sealed with.
pub struct Vault {
    newest: Key,
    older: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysFile {
    #[serde(default)]
    key: Vec<KeyFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    id: i32,
    key: Zeroizing<String>,
}

impl Key {
    /// A key from its bytes. Its number is what rows name it by.
    pub fn new(number: i32, bytes: &[u8; KEY]) -> Self {
        Self { number, cipher: XChaCha20Poly1305::new(bytes.into()), bytes: Zeroizing::new(*bytes) }
    }

    pub(super) const fn number(&self) -> i32 {
        self.number
    }

    pub(super) const fn cipher(&self) -> &XChaCha20Poly1305 {
        &self.cipher
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("number", &self.number).finish_non_exhaustive()
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("newest", &self.newest.number).finish_non_exhaustive()
    }
}

impl Vault {
    /// Keys, newest first. Refused if there is none, if a number is there twice or below 1, or if two are the same key.
    pub fn new(keys: Vec<Key>) -> Result<Self, KeysError> {
        for (index, key) in keys.iter().enumerate() {
            let before = keys.get(..index).unwrap_or_default();
            if key.number < 1 {
                return Err(KeysError(format!("key.id: {} is not within 1 to {}", key.number, i32::MAX)));
            }
            if before.iter().any(|other| other.number == key.number) {
                return Err(KeysError(format!("key.id: {} is there twice", key.number)));
            }
            if let Some(other) = before.iter().find(|other| other.bytes == key.bytes) {
                return Err(KeysError(format!("key: {} and {} are the same key", other.number, key.number)));
            }
        }
        let mut keys = keys.into_iter();
        let newest =
            keys.next().ok_or_else(|| KeysError("key: there is none; `mfa-fleet key` draws one".to_owned()))?;
        Ok(Self { newest, older: keys.collect() })
    }

    /// Reads a file of keys. It must be a regular file that belongs to root or to whoever runs this, and nobody else may
    /// read or write it.
    pub fn open_file(path: &Path) -> Result<Self, KeysError> {
        let of_file = |error: String| KeysError(format!("keys: {}: {error}", path.display()));
        let text = text_of(path).map_err(of_file)?;
        Self::parse(&text).map_err(|KeysError(error)| of_file(error))
    }

    /// Reads keys from text.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        // The parser's own words may quote a key.
        let file: KeysFile = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count().saturating_add(1);
            KeysError(format!(
                "line {line}: allowed are tables [[key]] with `id`, a number, and `key`, 64 hexadecimal digits"
            ))
        })?;
        let keys = file.key.iter().map(|KeyFile { id, key }| {
            let mut bytes = Zeroizing::new([0; KEY]);
            let read = base16ct::mixed::decode(key.as_bytes(), &mut *bytes).map(<[u8]>::len);
            if read != Ok(KEY) {
                return Err(KeysError(format!("key {id}: allowed are 64 hexadecimal digits")));
            }
            if bytes.iter().all(|byte| *byte == 0) {
                return Err(KeysError(format!("key {id}: all zeros are no key; `mfa-fleet key` draws one")));
            }
            Ok(Key::new(*id, &bytes))
        });
        Self::new(keys.collect::<Result<_, _>>()?)
    }

    /// The number of the key that is sealed with.
    pub const fn newest_number(&self) -> i32 {
        self.newest.number
    }

    /// Whether the key of a number is there.
    pub fn has(&self, number: i32) -> bool {
        self.key(number).is_some()
    }

    pub(super) const fn newest(&self) -> &Key {
        &self.newest
    }

    pub(super) fn key(&self, number: i32) -> Option<&Key> {
        core::iter::once(&self.newest).chain(&self.older).find(|key| key.number == number)
    }
}

/// A new key as the file has it.
pub fn drawn_key(number: i32) -> Result<Zeroizing<String>, RandomError> {
    let drawn = random::bytes::<KEY>()?;
    let digits = Zeroizing::new(base16ct::lower::encode_string(&*drawn));
    Ok(Zeroizing::new(format!("[[key]]\nid = {number}\nkey = \"{}\"\n", *digits)))
}

fn text_of(path: &Path) -> Result<Zeroizing<String>, String> {
    let file = rustix::fs::open(path, OPEN, Mode::empty()).map_err(|errno| errno.to_string())?;
    let stat = rustix::fs::fstat(&file).map_err(|errno| errno.to_string())?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err("it is not a regular file".to_owned());
    }
    if stat.st_uid != 0 && stat.st_uid != rustix::process::geteuid().as_raw() {
        return Err("it belongs to somebody else; it must be root's, or whose who runs this".to_owned());
    }
    if Mode::from_raw_mode(stat.st_mode).intersects(OF_OTHERS) {
        return Err("others may read or write it; `chmod 600` it".to_owned());
    }
    let mut text = Zeroizing::new(String::with_capacity(LONGEST));
    let read = File::from(file).take(LONGEST as u64).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if read < LONGEST { Ok(text) } else { Err(format!("it has more bytes than there may be, {LONGEST}")) }
}
