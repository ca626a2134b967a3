//! Files on the disk: opened without following links, and believed only if nobody else could have written them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::{Errno, retry_on_intr};

use super::Policies;
use super::error::{Flaw, PolicyFileError};
use super::reading::{Kind, LONGEST, Reading, read};

/// Where the policy file is by default.
pub const DEFAULT_PATH: &str = "/etc/libmfa/policy.toml";

const OPEN: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);
/// What nobody but the owner may have.
const WRITE_OF_OTHERS: Mode = Mode::WGRP.union(Mode::WOTH);

/// Reads a policy file or managed preferences and lays it over policies; of which kind it is says [`Kind::of`].
///
/// It must be a regular file and no link, belong to root or to whoever runs this, and be writable by nobody else. The
/// folders above it are the caller's to choose well: whoever can write one of them can put another file in its place.
pub fn open(path: &Path, over: &Policies) -> Result<Reading, PolicyFileError> {
    let read = || {
        let bytes = bytes_of(path)?;
        read(&bytes, Kind::of(path, &bytes), over)
    };
    read().map_err(|error| error.of_file(path))
}

/// Reads the policy file at [`DEFAULT_PATH`] over the defaults; `None` if there is none.
pub fn open_default() -> Result<Option<Reading>, PolicyFileError> {
    match open(Path::new(DEFAULT_PATH), &Policies::default()) {
        Err(PolicyFileError { flaw: Flaw::NotThere, .. }) => Ok(None),
        other => other.map(Some),
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Flaw> {
    let file = match retry_on_intr(|| rustix::fs::open(path, OPEN, Mode::empty())) {
        Ok(file) => file,
        Err(Errno::NOENT) => return Err(Flaw::NotThere),
        Err(Errno::LOOP) => return Err(Flaw::Link),
        // A socket, or a device that nobody answers for.
        Err(Errno::NXIO) => return Err(Flaw::NotAFile),
        Err(errno) => return Err(Flaw::System(errno.into())),
    };
    let stat = rustix::fs::fstat(&file).map_err(|errno| Flaw::System(errno.into()))?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(Flaw::NotAFile);
    }
    if stat.st_uid != 0 && stat.st_uid != rustix::process::geteuid().as_raw() {
        return Err(Flaw::Owner);
    }
    if Mode::from_raw_mode(stat.st_mode).intersects(WRITE_OF_OTHERS) {
        return Err(Flaw::Mode);
    }
    // One byte more than there may be, which is refused when it is read.
    let bound = LONGEST.saturating_add(1);
    let mut bytes = Vec::with_capacity(bound);
    File::from(file).take(bound as u64).read_to_end(&mut bytes).map_err(Flaw::System)?;
    Ok(bytes)
}
