//! The system that is looked at: this one, or one below a folder. What cannot be read is a finding.

use std::io;
use std::path::{Path, PathBuf};

use mfa_core::{TimeError, UnixTime};
use mfa_host::clock;
use mfa_host::store::FileStore;

use super::finding::Finding;
use crate::args::DoctorArgs;
use crate::commands::root::Root;
use crate::commands::stack::{self, Rule};
use crate::when::At;

pub(super) struct System {
    root: Root,
    /// The folder of the store.
    pub(super) store: PathBuf,
    /// What the clock says.
    pub(super) now: Result<UnixTime, TimeError>,
}

impl System {
    pub(super) fn of(args: &DoctorArgs) -> Self {
        let root = Root::of(args.root.as_deref());
        let store = args.basics.store.clone().unwrap_or_else(|| root.path(FileStore::DEFAULT_PATH));
        let now = match args.basics.at {
            Some(At::Time(time)) => Ok(time),
            Some(At::Now) | None => clock::now(),
        };
        Self { root, store, now }
    }

    pub(super) fn root(&self) -> &Root {
        &self.root
    }

    /// Where a path of the system is.
    pub(super) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.path(path)
    }

    pub(super) fn has(&self, path: impl AsRef<Path>) -> bool {
        self.root.has(path)
    }

    /// The text of a file; `None` if there is none.
    pub(super) fn text(&self, path: impl AsRef<Path>) -> Result<Option<String>, Finding> {
        self.root.text(&path).map_err(|error| self.unreadable(path, &error))
    }

    /// The names in a folder, in order; none if there is no such folder.
    pub(super) fn names(&self, path: impl AsRef<Path>) -> Result<Vec<String>, Finding> {
        self.root.names(&path).map_err(|error| self.unreadable(path, &error))
    }

    /// The rules by which a service asks who somebody is; none if there is no such service.
    pub(super) fn rules(&self, service: &str) -> Result<Vec<Rule>, Finding> {
        stack::rules(&self.root, service).map_err(|error| self.unreadable(stack::path_of(service), &error))
    }

    fn unreadable(&self, path: impl AsRef<Path>, error: &io::Error) -> Finding {
        Finding::unknown(self.path(path).display(), format!("it cannot be read: {error}"), "run this as root")
    }
}
