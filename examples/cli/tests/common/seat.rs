//! A person at a terminal of a test's own, in which the program runs.

use core::time::Duration;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use super::{Place, program};

/// How long the slowest machine may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A person at a terminal in which the program runs.
pub struct Seat {
    person: File,
    terminal: OwnedFd,
    pub child: Child,
    /// Everything that the terminal has shown.
    pub shown: String,
    /// The beginning of a character whose end was not read yet.
    cut: Vec<u8>,
}

impl Seat {
    pub fn new(place: &Place, line: &[&str]) -> Self {
        let mut command = program();
        command.args(line).arg("--store").arg(place.store());
        Self::of(&mut command, 0)
    }

    /// A terminal of so many columns, or of none known for 0.
    pub fn of(command: &mut Command, columns: u16) -> Self {
        let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&person).unwrap();
        unlockpt(&person).unwrap();
        let name = ptsname(&person, Vec::new()).unwrap();
        let terminal = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        tcsetwinsize(&terminal, Winsize { ws_row: 0, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let end = || Stdio::from(terminal.try_clone().unwrap());
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        Self { person: person.into(), terminal, child, shown: String::new(), cut: Vec::new() }
    }

    /// Waits until the terminal shows a text.
    pub fn waits_for(&mut self, text: &str) {
        let begun = Instant::now();
        while !self.shown.contains(text) {
            assert!(begun.elapsed() < PATIENCE, "waited for {text}, was shown: {}", self.shown);
            self.look();
        }
    }

    /// Reads what the terminal shows, if it does soon.
    fn look(&mut self) {
        let mut watched = [PollFd::new(&self.person, PollFlags::IN)];
        let soon = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
        if poll(&mut watched, Some(&soon)).unwrap() > 0 {
            let mut bytes = [0; 4096];
            let count = self.person.read(&mut bytes).unwrap();
            self.cut.extend(&bytes[..count]);
            let whole = core::str::from_utf8(&self.cut).map_or_else(|error| error.valid_up_to(), str::len);
            let rest = self.cut.split_off(whole);
            self.shown.push_str(core::str::from_utf8(&self.cut).unwrap());
            self.cut = rest;
        }
    }

    /// Lets the program go on for so long, in which it must not end.
    pub fn stays_for(&mut self, length: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < length {
            self.look();
            assert!(self.child.try_wait().unwrap().is_none(), "has ended: {}", self.shown);
        }
    }

    pub fn types(&mut self, text: &str) {
        self.person.write_all(text.as_bytes()).unwrap();
    }

    pub fn sends(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub fn has_echo(&self) -> bool {
        tcgetattr(&self.terminal).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    /// Waits until the program is stopped.
    pub fn waits_for_stop(&mut self) {
        let begun = Instant::now();
        let options = WaitOptions::UNTRACED | WaitOptions::NOHANG;
        while waitpid(Some(Pid::from_child(&self.child)), options).unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "is not stopped: {}", self.shown);
            self.look();
        }
    }

    pub fn ends(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            self.look();
            if let Some(status) = self.child.try_wait().unwrap() {
                self.look();
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "does not end: {}", self.shown);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
