//! Why the file store says no. Whatever it is, nobody gets in.

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::record::Damage;

/// Why the file store cannot answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileError {
    /// There is no such folder.
    NoFolder(PathBuf),
    /// Somebody else could have written there, or could read secrets.
    Unsafe(PathBuf, Unsafe),
    /// The folder is on a file system where locks and renames do not hold what they promise.
    Network(PathBuf, &'static str),
    /// A record is damaged. It is left as it is.
    Damaged(PathBuf, Damage),
    /// The disk, or somebody's quota of it, is full.
    Full(PathBuf),
    /// The file system is read-only.
    ReadOnly(PathBuf),
    /// The system does not permit it.
    NotPermitted(PathBuf),
    /// Somebody else held the lock all the time.
    Busy(PathBuf),
    /// The change was made, and the disk did not confirm it: nobody knows whether it will last.
    NotConfirmed(PathBuf, io::Error),
    /// Anything else that the system reports.
    System(PathBuf, io::Error),
}

/// What is unsafe about a folder or a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsafe {
    /// It is no folder, or a link to one.
    NotAFolder,
    /// It is a link.
    Link,
    /// It is no regular file.
    NotAFile,
    /// It belongs to somebody else than runs this program.
    Owner,
    /// Its mode lets others in.
    Mode,
}

impl fmt::Display for Unsafe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAFolder => "it must be a folder, and not a link to one",
            Self::Link => "it is a link, and links are not followed",
            Self::NotAFile => "it is not a regular file",
            Self::Owner => "it must belong to the user that runs this program",
            Self::Mode => "others have access to it: a folder needs mode 0700, a file 0600",
        })
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(path) => write!(f, "{}: there is no such folder", path.display()),
            Self::Unsafe(path, what) => write!(f, "{}: {what}", path.display()),
            Self::Network(path, name) => {
                write!(f, "{}: it is on {name}; the store needs a local file system", path.display())
            }
            Self::Damaged(path, damage) => write!(f, "{}: {damage}; the file is left as it is", path.display()),
            Self::Full(path) => write!(f, "{}: the disk is full", path.display()),
            Self::ReadOnly(path) => write!(f, "{}: the file system is read-only", path.display()),
            Self::NotPermitted(path) => write!(f, "{}: permission denied", path.display()),
            Self::Busy(path) => write!(f, "{}: another program holds its lock; try again", path.display()),
            Self::NotConfirmed(path, error) => {
                write!(f, "{}: changed, but the disk has not confirmed it: {error}", path.display())
            }
            Self::System(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl core::error::Error for FileError {}

/// What went wrong, before it is said where.
#[derive(Debug)]
pub(super) enum Problem {
    NoFolder,
    Unsafe(Unsafe),
    Network(&'static str),
    Damaged(Damage),
    Busy,
    NotConfirmed(io::Error),
    System(io::Error),
}

impl Problem {
    pub(super) fn at(self, path: &Path) -> FileError {
        let path = path.to_owned();
        match self {
            Self::NoFolder => FileError::NoFolder(path),
            Self::Unsafe(what) => FileError::Unsafe(path, what),
            Self::Network(name) => FileError::Network(path, name),
            Self::Damaged(damage) => FileError::Damaged(path, damage),
            Self::Busy => FileError::Busy(path),
            Self::NotConfirmed(error) => FileError::NotConfirmed(path, error),
            Self::System(error) => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FileError::Full(path),
                io::ErrorKind::ReadOnlyFilesystem => FileError::ReadOnly(path),
                io::ErrorKind::PermissionDenied => FileError::NotPermitted(path),
                _ => FileError::System(path, error),
            },
        }
    }
}

impl From<Errno> for Problem {
    fn from(errno: Errno) -> Self {
        Self::System(errno.into())
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl From<Unsafe> for Problem {
    fn from(what: Unsafe) -> Self {
        Self::Unsafe(what)
    }
}

impl From<Damage> for Problem {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_reports_is_told_by_its_kind() {
        let told = |errno: Errno| Problem::from(errno).at(Path::new("/there"));
        assert!(matches!(told(Errno::NOSPC), FileError::Full(_)));
        assert!(matches!(told(Errno::DQUOT), FileError::Full(_)));
        assert!(matches!(told(Errno::ROFS), FileError::ReadOnly(_)));
        assert!(matches!(told(Errno::ACCESS), FileError::NotPermitted(_)));
        assert!(matches!(told(Errno::PERM), FileError::NotPermitted(_)));
        assert!(matches!(told(Errno::IO), FileError::System(..)));
    }
}
