//! What the tests of this crate share: folders of their own, and a person with a phone.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    clippy::unwrap_used,
    reason = "each test file uses a part, and tests may be blunt"
)]

use core::sync::atomic::{AtomicU32, Ordering};
use std::fs;
use std::path::{Path, PathBuf};

use mfa_core::{Code, Credential, Parameters, Secret, UnixTime};
use mfa_host::people::{NewAuthenticator, People};
use mfa_host::store::FileStore;
use mfa_host::{AuthenticatorName, PersonName};

/// RFC 6238's SHA-1 secret and a time from its appendix B, with the code's last six digits.
pub const SECRET: &[u8; 20] = b"12345678901234567890";
pub const NOW: u64 = 1_111_111_109;
pub const CODE: &str = "081804";

/// A name for a folder that is not there yet; whatever is there in the end is removed.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
        fs::create_dir_all(parent).unwrap();
        Self(parent.join(format!("{name}-{}-{number}", std::process::id())))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The folder as a store that has alice with one phone in it.
    pub fn with_alice(&self) -> FileStore {
        let store = FileStore::open_or_create(&self.0).unwrap();
        People::of(&store).add(&person("alice"), &phone()).unwrap();
        store
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn person(name: &str) -> PersonName {
    PersonName::new(name).unwrap()
}

pub fn phone() -> NewAuthenticator {
    NewAuthenticator {
        name: AuthenticatorName::new("phone").unwrap(),
        secret: Secret::import(SECRET).unwrap(),
        parameters: Parameters::TOTP,
        start: None,
        added: now(),
    }
}

pub fn credential() -> Credential {
    Credential::new(&Secret::import(SECRET).unwrap(), Parameters::TOTP).unwrap()
}

pub fn now() -> UnixTime {
    UnixTime::new(NOW).unwrap()
}

pub fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}
