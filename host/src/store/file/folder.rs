//! What a folder and a file must be before anything in them is believed.

use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::{Errno, retry_on_intr};

use super::error::{Problem, Unsafe};
use super::network;

const OPEN: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// What nobody but the owner may have.
const GROUP_AND_OTHERS: Mode = Mode::RWXG.union(Mode::RWXO);

/// A path that ends in the folder's own name. Behind a `/` or `/.` a link would be followed.
pub(super) fn plain(path: &Path) -> Result<PathBuf, Problem> {
    match path.components().next_back() {
        None | Some(Component::ParentDir) => Err(Unsafe::NotAFolder.into()),
        Some(_) => Ok(path.components().collect()),
    }
}

/// Makes the folder, for its owner only, if it is not there.
pub(super) fn create(path: &Path) -> Result<(), Problem> {
    match rustix::fs::mkdir(path, Mode::RWXU) {
        Ok(()) => {}
        Err(Errno::EXIST) => return Ok(()),
        Err(errno) => return Err(errno.into()),
    }
    // Whatever the umask took away.
    rustix::fs::chmodat(rustix::fs::CWD, path, Mode::RWXU, AtFlags::empty())?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // That one may be reached over a link.
    let parent = retry_on_intr(|| rustix::fs::open(parent, OPEN.difference(OFlags::NOFOLLOW), Mode::empty()))?;
    Ok(retry_on_intr(|| rustix::fs::fsync(&parent))?)
}

/// Opens the folder and checks what it is.
pub(super) fn open(path: &Path) -> Result<OwnedFd, Problem> {
    let folder = match retry_on_intr(|| rustix::fs::open(path, OPEN, Mode::empty())) {
        Ok(folder) => folder,
        // A link, or a file: either way no folder of ours.
        Err(Errno::LOOP | Errno::NOTDIR) => return Err(Unsafe::NotAFolder.into()),
        Err(Errno::NOENT) => return Err(Problem::NoFolder),
        Err(errno) => return Err(errno.into()),
    };
    must_be_owned_alone(&rustix::fs::fstat(&folder)?)?;
    match network::file_system(&folder)? {
        Some(name) => Err(Problem::Network(name)),
        None => Ok(folder),
    }
}

/// The same folder, opened once more.
pub(super) fn reopened(folder: BorrowedFd<'_>) -> Result<OwnedFd, Problem> {
    Ok(retry_on_intr(|| rustix::fs::openat(folder, ".", OPEN, Mode::empty()))?)
}

pub(super) fn must_be_private_file(stat: &Stat) -> Result<(), Problem> {
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(Unsafe::NotAFile.into());
    }
    must_be_owned_alone(stat)
}

fn must_be_owned_alone(stat: &Stat) -> Result<(), Problem> {
    if stat.st_uid != rustix::process::geteuid().as_raw() {
        Err(Unsafe::Owner.into())
    } else if Mode::from_raw_mode(stat.st_mode).intersects(GROUP_AND_OTHERS) {
        Err(Unsafe::Mode.into())
    } else {
        Ok(())
    }
}
