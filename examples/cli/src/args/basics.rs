//! What every command on the store takes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use mfa_core::{Moment, UnixTime};
use mfa_host::clock;
use mfa_host::store::FileStore;

use crate::failure::Failure;
use crate::when::{self, At};

#[derive(Clone, Debug, Args)]
pub(crate) struct Basics {
    /// The folder of the store [default: /var/lib/libmfa]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, display_order = 100)]
    pub(crate) store: Option<PathBuf>,

    /// Pretend that it is this time, for rehearsals
    ///
    /// Seconds since 1970 (1767225600), a date (2026-01-01, `2026-01-01 12:00:00`, 2026-01-01T12:00:00+02:00; UTC
    /// unless it says otherwise), or `now`.
    ///
    /// What is decided is stored all the same, and uses codes up: rehearse on a copy of the store. It matters only
    /// where a time is decided, stored or shown; rename, remove, unlock and export do the same at any time.
    #[arg(long, value_name = "TIME", value_parser = when::parse_at, allow_negative_numbers = true, display_order = 101)]
    pub(crate) at: Option<At>,

    /// Answer with one line of JSON
    #[arg(long, display_order = 102)]
    pub(crate) json: bool,
}

impl Basics {
    pub(crate) fn folder(&self) -> &Path {
        self.store.as_deref().unwrap_or(Path::new(FileStore::DEFAULT_PATH))
    }

    /// The time to take for now, and how long this computer is up, which nobody pretends.
    pub(crate) fn moment(&self) -> Result<Moment, Failure> {
        Ok(Moment { now: self.now()?, uptime: clock::uptime() })
    }

    pub(crate) fn now(&self) -> Result<UnixTime, Failure> {
        when::now(self.at)
    }
}
