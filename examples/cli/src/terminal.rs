//! Asking at a terminal without showing what is typed, and putting the terminal right whatever happens meanwhile.
//!
//! The terminal keeps its line editing; only its echo is off. A signal that by default ends or stops a program
//! ([`SIGNALS`]) first has the echo switched on again, and a program that is continued asks once more. Out of reach are
//! SIGKILL and SIGSTOP, those of a program that is broken (SIGSEGV), and those that few send (real-time signals).

use core::sync::atomic::{AtomicBool, Ordering};
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::termios::{LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
};
use signal_hook::low_level::emulate_default_handler;
use signal_hook::{flag, low_level::pipe};

use zeroize::Zeroizing;

use crate::output::{complain, escaped};

/// The signals that are heard. SIGPIPE is not among them: Rust's runtime has it ignored.
const SIGNALS: [i32; 13] = [
    SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
];

/// How many bytes are taken from the terminal at once.
const AT_ONCE: usize = 256;

/// A terminal to ask at, with an ear for signals.
pub(crate) struct Terminal {
    /// Whether a signal does what it does by default; not while the echo is off.
    by_default: Arc<AtomicBool>,
    /// Where each signal is heard.
    ears: Vec<(i32, UnixStream)>,
}

/// A terminal without echo; dropping it puts the terminal right.
struct Hidden<'a> {
    terminal: BorrowedFd<'a>,
    before: Termios,
}

impl Terminal {
    pub(crate) fn new() -> io::Result<Self> {
        let by_default = Arc::new(AtomicBool::new(true));
        let mut ears = Vec::new();
        for signal in SIGNALS {
            flag::register_conditional_default(signal, Arc::clone(&by_default))?;
            let (ear, voice) = UnixStream::pair()?;
            pipe::register(signal, voice)?;
            ears.push((signal, ear));
        }
        Ok(Self { by_default, ears })
    }

    /// Shows the prompt and reads a line without showing it.
    pub(crate) fn ask(&mut self, from: &mut File, prompt: &str, line: &mut Vec<u8>) -> io::Result<()> {
        loop {
            self.by_default.store(false, Ordering::SeqCst);
            let heard = self.ask_once(from, prompt, line);
            self.by_default.store(true, Ordering::SeqCst);
            complain("\n");
            match heard? {
                // Ends or stops the program; comes back when it was stopped and goes on.
                Some(signal) => emulate_default_handler(signal)?,
                None => return Ok(()),
            }
        }
    }

    /// Reads a line, or gives the signal that came instead. The terminal is right again when this returns.
    fn ask_once(&mut self, from: &mut File, prompt: &str, line: &mut Vec<u8>) -> io::Result<Option<i32>> {
        line.clear();
        let terminal = from.try_clone()?;
        let hidden = Hidden::of(terminal.as_fd())?;
        complain(&escaped(prompt));
        let mut bytes = Zeroizing::new([0; AT_ONCE]);
        while line.len() < line.capacity() {
            // Before every read: an end of input (Ctrl-D) hands out the beginning of a line, whose rest may never come.
            if let Some(signal) = self.wait_for(from)? {
                return Ok(Some(signal));
            }
            // The terminal hands out no more than to the end of a line, so that what follows stays where it is.
            let room = line.capacity().saturating_sub(line.len()).min(AT_ONCE);
            let count = match from.read(bytes.get_mut(..room).unwrap_or_default()) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let read = bytes.get(..count).unwrap_or_default();
            let end = read.iter().position(|byte| *byte == b'\n');
            line.extend_from_slice(read.get(..end.unwrap_or(count)).unwrap_or_default());
            if end.is_some() || count == 0 {
                return Ok(None);
            }
        }
        // What is left of a line that is too long is not for the shell to run.
        tcflush(hidden.terminal, QueueSelector::IFlush)?;
        Ok(None)
    }

    /// Waits for something to read or a signal.
    fn wait_for(&mut self, from: &File) -> io::Result<Option<i32>> {
        loop {
            let ears = self.ears.iter().map(|(_, ear)| PollFd::new(ear, PollFlags::IN));
            let mut watched: Vec<_> = ears.chain([PollFd::new(from, PollFlags::IN)]).collect();
            match poll(&mut watched, None) {
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(errno) => return Err(errno.into()),
            }
            let ready: Vec<bool> = watched.iter().map(|fd| !fd.revents().is_empty()).collect();
            for ((signal, ear), ready) in self.ears.iter_mut().zip(ready) {
                if ready {
                    // One call is answered, however often the signal came.
                    let _ = ear.read(&mut [0; 64])?;
                    return Ok(Some(*signal));
                }
            }
            return Ok(None);
        }
    }
}

impl<'a> Hidden<'a> {
    fn of(terminal: BorrowedFd<'a>) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut without_echo = before.clone();
        without_echo.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL);
        tcsetattr(terminal, OptionalActions::Now, &without_echo)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        // Nothing is left to try if the terminal is gone.
        let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
    }
}
