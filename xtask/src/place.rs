//! Where things are: the checkout, and the folders under its `target` where chores work.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

use crate::failure::{Doing as _, Result};

#[derive(Debug)]
pub(crate) struct Place {
    root: PathBuf,
    cargo: OsString,
}

impl Place {
    pub(crate) fn new() -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self {
            root: own.parent().unwrap_or(own).to_path_buf(),
            cargo: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        }
    }

    /// The checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path under the checkout's `target`, the only folder that chores write to.
    pub(crate) fn target(&self, path: &str) -> PathBuf {
        self.root.join("target").join(path)
    }

    /// How much is free where the checkout is, as `df` tells; `None` if it does not.
    pub(crate) fn free_gigabytes(&self) -> Option<u64> {
        let told = Command::new("df").arg("-Pk").arg(&self.root).stderr(Stdio::null()).output().ok()?;
        free_of(&String::from_utf8_lossy(&told.stdout))
    }

    /// A folder under `target/xtask`, made if it is not there.
    pub(crate) fn folder(&self, path: &str) -> Result<PathBuf> {
        let folder = self.target("xtask").join(path);
        fs::create_dir_all(&folder).doing(format_args!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// The same, emptied of what an earlier run left.
    pub(crate) fn fresh_folder(&self, path: &str) -> Result<PathBuf> {
        let folder = self.target("xtask").join(path);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
        .doing(format_args!("cannot empty {}", folder.display()))?;
        self.folder(path)
    }

    /// A path as a reader of the console would name it: from the checkout on.
    pub(crate) fn short<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// The cargo that runs us, at the top of the checkout.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command
            .current_dir(&self.root)
            .stdin(Stdio::null())
            // Logs are read by `count` and by people, not by terminals.
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_PROGRESS_WHEN", "never");
        command
    }
}

/// The fourth column of the line that follows the heading, which is in KiB.
fn free_of(table: &str) -> Option<u64> {
    let kib: u64 = table.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    kib.checked_div(1024 * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_df_says_is_free_is_read() {
        let heading = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n";
        let line = "/dev/vda         263174212 43957320  52428800      46% /\n";
        assert_eq!(free_of(&format!("{heading}{line}")), Some(50));
        assert_eq!(free_of(heading), None);
        assert_eq!(free_of(""), None);
    }
}
