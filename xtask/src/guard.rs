//! Ending a command and all it started, also when we are ended ourselves.
//!
//! Each command runs in a process group of its own, so that the whole of it can be told to end. A small shell watches
//! a pipe of ours: when the pipe closes without a word (we were interrupted, killed, or gave the command up), it ends
//! that group, first by SIGTERM, then by SIGKILL. No signal handler, no dependency, and a `kill -9` is covered too.

use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Reads the group's number, then waits for a word. The time between the two signals is for cleaning up.
const WATCH: &str = r#"
trap '' INT TERM HUP
read -r group || exit 0
read -r word || { kill -s TERM -- "-$group"; sleep 2; kill -s KILL -- "-$group"; }
"#;

#[derive(Debug)]
pub(crate) struct Guard {
    watcher: Child,
    pipe: ChildStdin,
}

impl Guard {
    /// Starts a command in a group of its own, under guard.
    pub(crate) fn spawn(command: &mut Command) -> io::Result<(Child, Self)> {
        let mut watcher = Command::new("sh")
            .args(["-c", WATCH])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let Some(pipe) = watcher.stdin.take() else {
            return Err(io::Error::other("the watching shell has no pipe"));
        };
        let mut guard = Self { watcher, pipe };
        match command.process_group(0).spawn() {
            Ok(child) => {
                writeln!(guard.pipe, "{}", child.id())?;
                Ok((child, guard))
            }
            Err(error) => {
                guard.end();
                Err(error)
            }
        }
    }

    /// The command has ended by itself.
    pub(crate) fn dismiss(mut self) {
        // If the watcher is gone there is nobody left to dismiss.
        let _ = writeln!(self.pipe, "done");
        self.end();
    }

    /// Ends the command's group; returns when it is gone.
    pub(crate) fn end(mut self) {
        drop(self.pipe);
        let _ = self.watcher.wait();
    }
}
