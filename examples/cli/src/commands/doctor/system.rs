//! The system that is looked at: this one, or one below a folder.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use mfa_core::{TimeError, UnixTime};
use mfa_host::clock;
use mfa_host::store::FileStore;
use rustix::fs::OFlags;

use super::finding::Finding;
use crate::args::DoctorArgs;
use crate::when::At;

/// The longest file that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;

pub(super) struct System {
    root: PathBuf,
    /// The folder of the store.
    pub(super) store: PathBuf,
    /// What the clock says.
    pub(super) now: Result<UnixTime, TimeError>,
}

impl System {
    pub(super) fn of(args: &DoctorArgs) -> Self {
        let root = args.root.clone().unwrap_or_else(|| PathBuf::from("/"));
        let store = args.basics.store.clone().unwrap_or_else(|| below(&root, FileStore::DEFAULT_PATH));
        let now = match args.basics.at {
            Some(At::Time(time)) => Ok(time),
            Some(At::Now) | None => clock::now(),
        };
        Self { root, store, now }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Where a path of the system is.
    pub(super) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        below(&self.root, path)
    }

    pub(super) fn has(&self, path: impl AsRef<Path>) -> bool {
        self.path(path).exists()
    }

    /// The text of a file; `None` if there is none, a finding if it cannot be read.
    pub(super) fn text(&self, path: impl AsRef<Path>) -> Result<Option<String>, Finding> {
        let path = self.path(path);
        match text(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(&path, &error)),
        }
    }

    /// The names in a folder, in order; none if there is no such folder.
    pub(super) fn names(&self, path: impl AsRef<Path>) -> Result<Vec<String>, Finding> {
        let path = self.path(path);
        let listed = fs::read_dir(&path).and_then(|entries| {
            entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<Vec<_>>>()
        });
        match listed {
            Ok(mut names) => {
                names.sort();
                Ok(names)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(unreadable(&path, &error)),
        }
    }
}

fn below(root: &Path, path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    root.join(path.strip_prefix("/").unwrap_or(path))
}

/// A file's text, bounded; a pipe is not waited for.
fn text(path: &Path) -> io::Result<String> {
    let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = File::options().read(true).custom_flags(nonblocking).open(path)?;
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unreadable(path: &Path, error: &io::Error) -> Finding {
    Finding::unknown(path.display(), format!("it cannot be read: {error}"), "run this as root")
}
