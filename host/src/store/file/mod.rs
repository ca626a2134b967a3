//! The file store: one file for each person in a folder that only its owner may enter.
//!
//! A record is replaced by writing a new file beside it, syncing it, renaming it over the old one and syncing the
//! folder, so that a crash at any point leaves the old record or the new one. Writers hold a lock on the file itself,
//! and look at the path again once they have it: a lock on a file that others have renamed away guards nothing. Locks
//! die with their process.

mod error;
mod folder;
mod network;

pub use error::{FileError, Unsafe};

use core::time::Duration;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use mfa_core::Commit;
use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, Stat};
use rustix::io::{Errno, retry_on_intr};
use zeroize::Zeroizing;

use super::Store;
use crate::name::PersonName;
use crate::record::{self, Record};
use error::Problem;

/// All bytes of a record that was read: the token of its compare-and-set.
pub type Bytes = Zeroizing<Vec<u8>>;

const SUFFIX: &str = ".mfa";
/// What is being written beside a record. It begins with a dot, as no person's name does.
const NEW_SUFFIX: &str = ".new";
/// How long somebody waits for a lock before they are denied.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
const SHORTEST_PAUSE: Duration = Duration::from_micros(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(5);
const READ: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);
const WRITE_NEW: OFlags =
    OFlags::WRONLY.union(OFlags::CREATE).union(OFlags::EXCL).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
const OWNER_ONLY: Mode = Mode::RUSR.union(Mode::WUSR);

/// Records in a folder of the local file system.
#[derive(Debug)]
pub struct FileStore {
    folder: OwnedFd,
    path: PathBuf,
}

/// A file or the folder, locked until this is dropped.
struct Locked(File);

impl FileStore {
    /// Where the store is by default.
    pub const DEFAULT_PATH: &'static str = "/var/lib/libmfa";

    /// Opens the folder. It must be a folder and no link, belong to whoever runs this, be closed to everybody else
    /// (mode 0700), and lie on a local file system. The folders above it are the caller's to choose well: whoever can
    /// write one of them can put another store in its place.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let opened = folder::plain(path).and_then(|path| Ok((folder::open(&path)?, path)));
        let (folder, path) = opened.map_err(|problem| problem.at(path))?;
        Ok(Self { folder, path })
    }

    /// Opens the folder, after making it with mode 0700 if it is not there. Its parent must be.
    ///
    /// For programs that enroll people. One that logs them in opens what is there: in a folder that was made a moment ago
    /// nobody is enrolled.
    pub fn open_or_create(path: &Path) -> Result<Self, FileError> {
        folder::plain(path).and_then(|path| folder::create(&path)).map_err(|problem| problem.at(path))?;
        Self::open(path)
    }

    /// Where a person's record is.
    pub fn path_of(&self, person: &PersonName) -> PathBuf {
        self.path.join(file_name(person))
    }

    /// Opens a person's file and checks what it is; `None` if there is none.
    fn open_file(&self, person: &PersonName) -> Result<Option<File>, Problem> {
        let opened = retry_on_intr(|| rustix::fs::openat(&self.folder, file_name(person), READ, Mode::empty()));
        let file = match opened {
            Ok(file) => file,
            Err(Errno::NOENT) => return Ok(None),
            Err(Errno::LOOP) => return Err(Unsafe::Link.into()),
            Err(errno) => return Err(errno.into()),
        };
        folder::must_be_private_file(&rustix::fs::fstat(&file)?)?;
        Ok(Some(file.into()))
    }

    /// Locks a person's file, certainly the one that the path leads to; `None` if there is none.
    fn lock(&self, person: &PersonName) -> Result<Option<Locked>, Problem> {
        while let Some(file) = self.open_file(person)? {
            let locked = Locked::wait_for(file)?;
            if self.leads_to(person, &rustix::fs::fstat(&locked.0)?)? {
                return Ok(Some(locked));
            }
        }
        Ok(None)
    }

    /// Locks the folder, under which alone files are made. On an opening of its own: a lock belongs to an opening, and
    /// threads share this store's.
    fn lock_folder(&self) -> Result<Locked, Problem> {
        Locked::wait_for(folder::reopened(self.folder.as_fd())?.into())
    }

    /// Whether a person's path leads to that very file.
    fn leads_to(&self, person: &PersonName, file: &Stat) -> Result<bool, Problem> {
        match rustix::fs::statat(&self.folder, file_name(person), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(there) => Ok((there.st_dev, there.st_ino) == (file.st_dev, file.st_ino)),
            Err(Errno::NOENT) => Ok(false),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Locks the record that was read, runs a change, and makes it durable; a conflict if the record is another now.
    fn if_still(
        &self,
        person: &PersonName,
        read: &Bytes,
        change: impl FnOnce() -> Result<(), Problem>,
    ) -> Result<Commit, Problem> {
        let Some(mut locked) = self.lock(person)? else {
            return Ok(Commit::Conflict);
        };
        if read_all(&mut locked.0)? != *read {
            return Ok(Commit::Conflict);
        }
        change()?;
        self.sync_folder()?;
        Ok(Commit::Stored)
    }

    /// Writes a record beside the person's file and renames it into place. The caller holds the lock.
    fn put(&self, person: &PersonName, record: &Record) -> Result<(), Problem> {
        let new = new_file_name(person);
        // What a crash left there is nobody's: whoever writes here holds the lock.
        self.remove_if_there(&new)?;
        let placed = self.write(&new, &record::encode(person, record)).and_then(|()| {
            retry_on_intr(|| rustix::fs::renameat(&self.folder, &new, &self.folder, file_name(person)))?;
            Ok(())
        });
        if placed.is_err() {
            // The failure to tell is the first one, not that of tidying up after it.
            let _ = self.remove_if_there(&new);
        }
        placed
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let file = retry_on_intr(|| rustix::fs::openat(&self.folder, name, WRITE_NEW, OWNER_ONLY))?;
        // Whatever the umask took away.
        rustix::fs::fchmod(&file, OWNER_ONLY)?;
        let mut file = File::from(file);
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(())
    }

    fn remove_if_there(&self, name: &str) -> Result<(), Problem> {
        match rustix::fs::unlinkat(&self.folder, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Makes a change durable that was made.
    fn sync_folder(&self) -> Result<(), Problem> {
        retry_on_intr(|| rustix::fs::fsync(&self.folder)).map_err(|errno| Problem::NotConfirmed(errno.into()))
    }

    fn told<T>(&self, person: &PersonName, result: Result<T, Problem>) -> Result<T, FileError> {
        result.map_err(|problem| problem.at(&self.path_of(person)))
    }
}

impl Store for FileStore {
    type Token = Bytes;
    type Error = FileError;

    fn read(&self, person: &PersonName) -> Result<Option<(Record, Bytes)>, FileError> {
        self.told(
            person,
            (|| {
                let Some(mut file) = self.open_file(person)? else {
                    return Ok(None);
                };
                let bytes = read_all(&mut file)?;
                Ok(Some((record::decode(person, &bytes)?, bytes)))
            })(),
        )
    }

    fn create(&self, person: &PersonName, record: &Record) -> Result<Commit, FileError> {
        self.told(
            person,
            (|| {
                let _locked = self.lock_folder()?;
                if self.open_file(person)?.is_some() {
                    return Ok(Commit::Conflict);
                }
                self.put(person, record)?;
                self.sync_folder()?;
                Ok(Commit::Stored)
            })(),
        )
    }

    fn replace(&self, person: &PersonName, read: &Bytes, record: &Record) -> Result<Commit, FileError> {
        self.told(person, self.if_still(person, read, || self.put(person, record)))
    }

    fn delete(&self, person: &PersonName, read: &Bytes) -> Result<Commit, FileError> {
        let delete = || {
            // A crash may have left the record's secrets beside it too.
            self.remove_if_there(&new_file_name(person))?;
            self.remove_if_there(&file_name(person))
        };
        self.told(person, self.if_still(person, read, delete))
    }

    fn people(&self) -> Result<Vec<PersonName>, FileError> {
        let listing = rustix::fs::Dir::read_from(&self.folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = listing.map_err(|errno| Problem::from(errno).at(&self.path))?;
        let mut people: Vec<_> = entries.iter().filter_map(|entry| person_of(entry.file_name().to_bytes())).collect();
        people.sort();
        Ok(people)
    }
}

impl Locked {
    /// Waits for a lock, but not for ever: whoever holds one may have been stopped.
    fn wait_for(file: File) -> Result<Self, Problem> {
        let begun = Instant::now();
        let mut pause = SHORTEST_PAUSE;
        loop {
            match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Self(file)),
                Err(Errno::WOULDBLOCK) if begun.elapsed() < LONGEST_WAIT => thread::sleep(pause),
                Err(Errno::WOULDBLOCK) => return Err(Problem::Busy),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }
}

impl Drop for Locked {
    /// Closing the file is not enough where another thread has forked meanwhile: its child holds the lock too.
    fn drop(&mut self) {
        let _ = rustix::fs::flock(&self.0, FlockOperation::Unlock);
    }
}

/// Reads a file up to one byte more than a record has; such a file is refused when it is decoded.
fn read_all(file: &mut File) -> Result<Bytes, Problem> {
    let bound = record::LONGEST.saturating_add(1);
    // The whole capacity at once: a vector that grows leaves copies of secrets behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(bound));
    Read::take(file, bound as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn file_name(person: &PersonName) -> String {
    format!("{person}{SUFFIX}")
}

fn new_file_name(person: &PersonName) -> String {
    format!(".{person}{NEW_SUFFIX}")
}

/// Whose record a file is, if it is one.
fn person_of(file_name: &[u8]) -> Option<PersonName> {
    let name = OsStr::from_bytes(file_name).to_str()?.strip_suffix(SUFFIX)?;
    PersonName::new(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a child has that another thread has forked: the same opening of the file, and with it the lock.
    #[test]
    fn a_lock_ends_with_the_change_even_if_a_child_still_has_the_file() -> Result<(), Problem> {
        let path = std::env::temp_dir().join(format!("libmfa-lock-{}", std::process::id()));
        let locked = Locked::wait_for(File::create(&path)?)?;
        let of_a_child = rustix::io::dup(&locked.0)?;
        let another = File::open(&path)?;
        std::fs::remove_file(&path)?;
        let try_lock = || rustix::fs::flock(&another, FlockOperation::NonBlockingLockExclusive);
        assert_eq!(try_lock(), Err(Errno::WOULDBLOCK));
        drop(locked);
        assert_eq!(try_lock(), Ok(()));
        drop(of_a_child);
        Ok(())
    }
}
