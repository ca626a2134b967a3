//! Other software's file: bounded, wiped, and no device or pipe that would be waited for.

use std::fs::File;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;

use crate::failure::Failure;
use crate::input::{self, Text};
use crate::output;

/// The longest file that is read, in bytes: some ten thousand lines of users.oath.
const LONGEST: usize = 1024 * 1024;
/// The mode bits of everybody but the owner.
const OTHERS: u32 = 0o077;

pub(super) fn read(path: &Path) -> Result<Text, Failure> {
    let place = path.display().to_string();
    let unreadable = |error: std::io::Error| Failure::input(format!("{place} cannot be read: {error}"));
    let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or(0);
    let mut file = File::options().read(true).custom_flags(nonblocking).open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err(Failure::input(format!("{place} is not a regular file")));
    }
    if about.mode() & OTHERS != 0 {
        output::warn(&format!(
            "others than its owner have access to {place} (mode {:04o}): whoever has read it has the codes, so it is \
             better to enroll anew",
            about.mode() & 0o7777
        ));
    }
    input::all(&mut file, LONGEST, &place)
}
