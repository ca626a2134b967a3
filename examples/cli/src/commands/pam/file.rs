//! The file of a service: read as it is, and replaced as a whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, OFlags};

use crate::commands::root::Root;
use crate::commands::stack::{self, FOLDER, Rule, VENDOR_FOLDER};
use crate::exit::Exit;
use crate::failure::Failure;

/// The longest file that is taken for a stack, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// A file of /etc/pam.d as it was read.
pub(super) struct ServiceFile {
    pub(super) service: String,
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
    about: Metadata,
}

/// A file and what is to stand in it.
pub(super) struct Change {
    pub(super) file: ServiceFile,
    pub(super) text: Vec<u8>,
}

impl ServiceFile {
    /// Reads it. A link is refused: what it leads to may be shared, and a rename would replace the link.
    pub(super) fn read(root: &Root, service: &str) -> Result<Self, Failure> {
        let path = root.path(stack::path_of(service));
        match read(&path) {
            Ok((bytes, about)) => Ok(Self { service: service.to_owned(), path, bytes, about }),
            Err(error) => Err(refused(root, service, &path, &error)),
        }
    }

    pub(super) fn rules(&self) -> Vec<Rule> {
        stack::of_text(&String::from_utf8_lossy(&self.bytes))
    }

    fn new_path(&self) -> PathBuf {
        self.path.with_file_name(format!(".{}.mfa-new", self.service))
    }

    /// Whether it is what was read, still.
    fn is_unchanged(&self) -> io::Result<bool> {
        let (bytes, about) = read(&self.path)?;
        Ok(bytes == self.bytes && (about.mode(), about.uid(), about.gid()) == self.owned())
    }

    fn owned(&self) -> (u32, u32, u32) {
        (self.about.mode(), self.about.uid(), self.about.gid())
    }
}

/// Whether files of the folder could be replaced, as far as that can be known before.
pub(super) fn must_be_writable(root: &Root) -> Result<(), Failure> {
    let folder = root.path(FOLDER);
    rustix::fs::accessat(CWD, &folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).map_err(|errno| {
        let error = io::Error::from(errno);
        Failure::input(format!(
            "{} cannot be written: {error}; run this as root. Nothing was changed",
            folder.display()
        ))
    })
}

/// Replaces the files, each by a rename, once all new ones are written and synced.
pub(super) fn replace(changes: &[Change]) -> Result<(), Failure> {
    let written = changes.iter().try_for_each(|change| {
        write_new(change).map_err(|error| failed(change, &error, "nothing was changed"))?;
        match change.file.is_unchanged() {
            Ok(true) => Ok(()),
            Ok(false) => Err(failed(change, &"somebody else changed it meanwhile", "nothing was changed")),
            Err(error) => Err(failed(change, &error, "nothing was changed")),
        }
    });
    let mut done: Vec<&str> = Vec::new();
    let replaced = written.and_then(|()| {
        changes.iter().try_for_each(|change| {
            let renamed = fs::rename(change.file.new_path(), &change.file.path).and_then(|()| sync_folder(change));
            renamed.map_err(|error| {
                let before = if done.is_empty() { "nothing".to_owned() } else { done.join(", ") };
                failed(change, &error, &format!("changed before it: {before}"))
            })?;
            done.push(&change.file.service);
            Ok(())
        })
    });
    if replaced.is_err() {
        for change in changes {
            // The failure to tell is the first one. What was renamed is not there any more.
            let _ = fs::remove_file(change.file.new_path());
        }
    }
    replaced
}

/// Writes the new file beside the old one, with its owner and mode.
fn write_new(change: &Change) -> io::Result<()> {
    let path = change.file.new_path();
    // What a crash left there is nobody's.
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let (mode, owner, group) = change.file.owned();
    let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    let is_ours = new.metadata().map(|about| (about.uid(), about.gid()) == (owner, group))?;
    if !is_ours {
        fchown(&new, Some(owner), Some(group))?;
    }
    new.write_all(&change.text)?;
    new.set_permissions(Permissions::from_mode(mode & 0o7777))?;
    new.sync_all()
}

fn sync_folder(change: &Change) -> io::Result<()> {
    let folder = change.file.path.parent().unwrap_or(Path::new("/"));
    File::open(folder)?.sync_all()
}

fn failed(change: &Change, why: &dyn core::fmt::Display, then: &str) -> Failure {
    Failure::new(Exit::Store, format!("{} cannot be replaced: {why}; {then}", change.file.path.display()))
}

fn read(path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or(0);
    let file = File::options().read(true).custom_flags(flags).open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    if about.len() > LONGEST {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok((bytes, about))
}

fn refused(root: &Root, service: &str, path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    let sentence = if fs::symlink_metadata(root.path(stack::path_of(service))).is_ok_and(|about| about.is_symlink()) {
        format!("{path} is a link, and links are not followed; name the file that it leads to, or make it a file")
    } else if error.kind() != io::ErrorKind::NotFound {
        format!("{path} cannot be read: {error}")
    } else if root.has(format!("{VENDOR_FOLDER}/{service}")) {
        let vendor = root.path(format!("{VENDOR_FOLDER}/{service}"));
        format!("there is no {path}, and {} is its package's; copy that there first", vendor.display())
    } else {
        format!("there is no {path}")
    };
    Failure::input(format!("{sentence}. Nothing was changed"))
}
