//! Programs of the boards under QEMU: one that runs to its end, and a lock whose serial line is ours.

use core::time::Duration;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;

use super::{Board, Firmware};
use crate::failure::{Doing as _, Failure, Result};
use crate::guard::Guard;
use crate::job::Job;
use crate::run::Outcome;

/// How long an answer may take. It takes milliseconds, but where others need the processor.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// How many bytes of flash are blank around a new journal.
const BLANK: usize = 20 * 1024;

/// QEMU with a program, and the folder that its files are in.
fn qemu(board: Board, program: &Path, folder: &Path) -> Command {
    let mut qemu = Command::new("qemu-system-arm");
    qemu.args(["-M", board.machine, "-display", "none", "-monitor", "none"])
        .args(["-semihosting-config", "enable=on,target=native", "-kernel"])
        .arg(program)
        .current_dir(folder);
    qemu
}

/// Runs a program that ends by itself; what it prints is what it says over semihosting. Where instructions are counted, each
/// takes one nanosecond of the emulated time.
pub(crate) fn run(job: &mut Job<'_>, board: Board, program: &Path, counted: bool) -> Result<Outcome> {
    let folder = program.parent().unwrap_or(program);
    let mut qemu = qemu(board, program, folder);
    qemu.args(["-serial", "null"]);
    if counted {
        qemu.args(["-icount", "shift=0"]);
    }
    job.runner.run(&mut qemu)
}

/// A lock in a door, as far as QEMU has doors. Its flash is a file, which outlasts it.
#[derive(Debug)]
pub(crate) struct Lock {
    board: Board,
    program: PathBuf,
    folder: PathBuf,
    power: Option<Power>,
}

/// A lock that is switched on.
#[derive(Debug)]
struct Power {
    qemu: Child,
    guard: Guard,
    /// What is to be typed, and what came of it: QEMU may take nothing in.
    keypad: Sender<Vec<u8>>,
    typed: Receiver<io::Result<()>>,
    answers: Receiver<String>,
}

impl Lock {
    /// A lock that nobody has used, switched off. Its flash is in that folder.
    pub(crate) fn new(firmware: &Firmware, board: Board, program: &str, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).doing("cannot make the lock's folder")?;
        let lock =
            Self { board, program: firmware.program(board.name, program), folder: folder.to_path_buf(), power: None };
        if lock.flash().exists() {
            fs::remove_file(lock.flash()).doing("cannot empty the lock's flash")?;
        }
        Ok(lock)
    }

    pub(crate) fn board(&self) -> Board {
        self.board
    }

    /// A new lock as it is in a door, which writes to no file: its flash is blank each time it is switched on.
    pub(crate) fn door(firmware: &Firmware, board: Board, folder: &Path) -> Result<Self> {
        let lock = Self::new(firmware, board, "lock", folder)?;
        fs::write(lock.flash(), [0xff; BLANK]).doing("cannot write blank flash")?;
        Ok(lock)
    }

    /// The file that is its flash.
    pub(crate) fn flash(&self) -> PathBuf {
        self.folder.join("flash.bin")
    }

    /// Switches it on; gives what it says first.
    pub(crate) fn power_on(&mut self) -> Result<String> {
        let mut command = qemu(self.board, &self.program, &self.folder);
        if self.flash().exists() {
            // Where the program reads the file itself, it comes to the same.
            let loader = format!("loader,file=flash.bin,force-raw=on,addr={}", self.board.journal);
            command.args(["-device", &loader]);
        }
        command.args(["-serial", "stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let (mut qemu, guard) = Guard::spawn(&mut command).doing("cannot run qemu-system-arm")?;
        let (Some(mut serial), Some(line)) = (qemu.stdin.take(), qemu.stdout.take()) else {
            return Err(Failure::new("QEMU has no serial line"));
        };
        let (sender, answers) = channel();
        thread::spawn(move || {
            for text in BufReader::new(line).split(b'\n').map_while(core::result::Result::ok) {
                let text = String::from_utf8_lossy(&text).trim_end_matches('\r').to_owned();
                if sender.send(text).is_err() {
                    break;
                }
            }
        });
        let (keypad, keys) = channel::<Vec<u8>>();
        let (told, typed) = channel();
        thread::spawn(move || {
            for bytes in keys {
                if told.send(serial.write_all(&bytes).and_then(|()| serial.flush())).is_err() {
                    break;
                }
            }
        });
        self.power = Some(Power { qemu, guard, keypad, typed, answers });
        self.answer()
    }

    /// Types a line; gives the answer.
    pub(crate) fn types(&mut self, line: &str) -> Result<String> {
        self.sends(format!("{line}\n").as_bytes())?;
        self.answer()
    }

    /// Sends bytes over the serial line.
    pub(crate) fn sends(&mut self, bytes: &[u8]) -> Result<()> {
        let power = self.power()?;
        power.keypad.send(bytes.to_vec()).map_err(|_| Failure::new("the keypad is off"))?;
        let typed = power.typed.recv_timeout(PATIENCE).map_err(|_| Failure::new("the lock takes nothing in"))?;
        typed.doing("cannot type")
    }

    /// The next line that it says.
    pub(crate) fn answer(&mut self) -> Result<String> {
        self.answer_within(PATIENCE)?.ok_or_else(|| Failure::new("the lock does not answer"))
    }

    /// The next line, if one comes in that time.
    pub(crate) fn answer_within(&mut self, time: Duration) -> Result<Option<String>> {
        match self.power()?.answers.recv_timeout(time) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Failure::new("the lock is off")),
        }
    }

    /// Draws the plug: QEMU is killed, by its number.
    pub(crate) fn kill(&mut self) -> Result<()> {
        if let Some(mut power) = self.power.take() {
            power.qemu.kill().doing("cannot kill QEMU")?;
            power.qemu.wait().doing("cannot wait for QEMU")?;
            power.guard.dismiss();
        }
        Ok(())
    }

    fn power(&mut self) -> Result<&mut Power> {
        self.power.as_mut().ok_or_else(|| Failure::new("the lock is off"))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Whoever forgets it leaves nothing running.
        let _ = self.kill();
    }
}
