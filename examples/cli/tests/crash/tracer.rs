//! The program between two stops at each of its system calls, where a call can be cut short.
//!
//! What is counted begins with the first call that names the store's folder and ends with the program, so that the calls
//! by which it answers are in it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::errno::Errno;
use nix::libc::{self, user_regs_struct};
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::call::{Call, name_of};
use crate::common::{Place, Ran, program};

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The program is killed, and the call not made.
    KilledBefore,
    /// The call is made, and the program killed before it knows.
    KilledAfter,
    /// The call is not made, and says that it failed.
    Fails(Errno),
    /// The call is made, and says that it failed.
    DoneButFails(Errno),
    /// The call is made for so many bytes only.
    Cut(u64),
}

/// A run of the program: each call in order, and how it ended.
#[derive(Debug)]
pub(crate) struct Traced {
    pub(crate) calls: Vec<Call>,
    /// The record after each call that put another in its place or took it away; `None` where none is there.
    pub(crate) records: Vec<Option<Vec<u8>>>,
    pub(crate) ran: Ran,
    /// How many of the faults took place.
    pub(crate) hits: usize,
}

/// Runs the program on a place's store. Each fault is for the call of a number.
#[allow(clippy::zombie_processes, reason = "it is waited for by its number, stop by stop")]
pub(crate) fn run(place: &Place, line: &[String], typed: &str, faults: &[(usize, Fault)]) -> Traced {
    let mut command = Command::new("sh");
    // The shell becomes the program once it is told to, and that is once it is watched.
    command.args(["-c", "read -r go && exec \"$@\"", "sh"]);
    let program = program();
    command.arg(program.get_program()).arg("--store").arg(place.store()).args(line);
    command.current_dir(program.get_current_dir().unwrap()).env("NO_COLOR", "1").env_remove("COLUMNS");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut tracer = Tracer::new(place, &child, faults);
    child.stdin.take().unwrap().write_all(format!("\n{typed}").as_bytes()).unwrap();
    let status = tracer.follow();
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    Traced { calls: tracer.calls, records: tracer.records, ran: Ran { status, out, err }, hits: tracer.hits }
}

struct Tracer<'a> {
    pid: Pid,
    folder: &'a Path,
    store: PathBuf,
    faults: &'a [(usize, Fault)],
    calls: Vec<Call>,
    records: Vec<Option<Vec<u8>>>,
    hits: usize,
    /// What its standard input, output and error are.
    standard: Vec<PathBuf>,
    /// The registers that the call being made began with, if it is one that counts.
    begun: Option<user_regs_struct>,
}

impl<'a> Tracer<'a> {
    fn new(place: &'a Place, child: &Child, faults: &'a [(usize, Fault)]) -> Self {
        let pid = Pid::from_raw(child.id().try_into().unwrap());
        let options = Options::PTRACE_O_TRACESYSGOOD | Options::PTRACE_O_TRACEEXEC | Options::PTRACE_O_EXITKILL;
        ptrace::seize(pid, options).expect("this machine must permit ptrace");
        let standard = (0..3).map(|number| file_of(pid, number)).collect();
        let (folder, store) = (place.folder(), place.store());
        let (calls, records) = (Vec::new(), Vec::new());
        Self { pid, folder, store, faults, calls, records, hits: 0, standard, begun: None }
    }

    /// Until the end, which is the exit status, or 128 and the signal's number.
    fn follow(&mut self) -> i32 {
        loop {
            match waitpid(self.pid, None).unwrap() {
                WaitStatus::Exited(_, status) => return status,
                WaitStatus::Signaled(_, signal, _) => return 128 + signal as i32,
                WaitStatus::PtraceSyscall(_) => {
                    let mut registers = ptrace::getregs(self.pid).unwrap();
                    match ptrace::syscall_info(self.pid).unwrap().op {
                        libc::PTRACE_SYSCALL_INFO_ENTRY => self.enters(&mut registers),
                        libc::PTRACE_SYSCALL_INFO_EXIT => self.leaves(&mut registers),
                        other => panic!("a stop at a system call that is neither end of it: {other}"),
                    }
                    ptrace::syscall(self.pid, None).or_else(unless_killed).unwrap();
                }
                WaitStatus::Stopped(_, signal) => ptrace::syscall(self.pid, signal).unwrap(),
                // The shell has become the program.
                WaitStatus::PtraceEvent(..) => ptrace::syscall(self.pid, None).unwrap(),
                other => panic!("{other:?}"),
            }
        }
    }

    fn enters(&mut self, registers: &mut user_regs_struct) {
        if self.calls.is_empty() && !self.begins(registers) {
            return;
        }
        let on = self.subject(registers);
        self.begun = Some(*registers);
        let name = name_of(registers);
        self.calls.push(Call { name, on, result: None });
        match self.fault() {
            Some(Fault::KilledBefore) => {
                registers.orig_rax = u64::MAX;
                ptrace::setregs(self.pid, *registers).unwrap();
                self.kills();
            }
            Some(Fault::Fails(_)) => {
                registers.orig_rax = u64::MAX;
                ptrace::setregs(self.pid, *registers).unwrap();
            }
            Some(Fault::Cut(length)) => {
                assert!(length < registers.rdx, "{length} bytes cut nothing of {}", registers.rdx);
                registers.rdx = length;
                ptrace::setregs(self.pid, *registers).unwrap();
            }
            Some(Fault::KilledAfter | Fault::DoneButFails(_)) | None => {}
        }
    }

    fn leaves(&mut self, registers: &mut user_regs_struct) {
        let Some(begun) = self.begun.take() else { return };
        match self.fault() {
            Some(Fault::KilledAfter) => self.kills(),
            Some(Fault::Fails(errno) | Fault::DoneButFails(errno)) => {
                registers.rax = -i64::from(errno as i32) as u64;
                ptrace::setregs(self.pid, *registers).unwrap();
                self.hits += 1;
            }
            Some(Fault::Cut(_)) => {
                // What it asked for is the program's, and a system call leaves it as it was.
                registers.rdx = begun.rdx;
                ptrace::setregs(self.pid, *registers).unwrap();
                self.hits += 1;
            }
            Some(Fault::KilledBefore) | None => {}
        }
        let call = self.calls.last_mut().unwrap();
        call.result = Some(registers.rax as i64);
        if call.changes_the_record() {
            let path = self.folder.join(call.target());
            self.records.push(fs::read(path).ok());
        }
    }

    fn kills(&mut self) {
        kill(self.pid, Signal::SIGKILL).unwrap();
        self.hits += 1;
    }

    /// What happens to the call that was begun last.
    fn fault(&self) -> Option<Fault> {
        let number = self.calls.len() - 1;
        self.faults.iter().find(|(of, _)| *of == number).map(|(_, fault)| *fault)
    }

    /// Whether a call is the first that counts.
    fn begins(&self, registers: &user_regs_struct) -> bool {
        let name = match i64::try_from(registers.orig_rax) {
            Ok(libc::SYS_open) => registers.rdi,
            Ok(libc::SYS_openat | libc::SYS_mkdirat) => registers.rsi,
            _ => return false,
        };
        self.store == self.text(name)
    }

    /// What a call is about, seen from the place's folder.
    fn subject(&self, registers: &user_regs_struct) -> String {
        let user_regs_struct { rdi, rsi, rdx, r10, .. } = *registers;
        match i64::try_from(registers.orig_rax).unwrap() {
            libc::SYS_open => self.path(libc::AT_FDCWD as u64, rdi),
            libc::SYS_openat
            | libc::SYS_mkdirat
            | libc::SYS_fchmodat
            | libc::SYS_newfstatat
            | libc::SYS_statx
            | libc::SYS_unlinkat => self.path(rdi, rsi),
            libc::SYS_renameat => format!("{} to {}", self.path(rdi, rsi), self.path(rdx, r10)),
            libc::SYS_read
            | libc::SYS_write
            | libc::SYS_fsync
            | libc::SYS_fstat
            | libc::SYS_fstatfs
            | libc::SYS_flock
            | libc::SYS_fchmod
            | libc::SYS_fcntl
            | libc::SYS_ioctl
            | libc::SYS_close => self.descriptor(rdi),
            _ => String::new(),
        }
    }

    /// A path as `openat` takes it.
    fn path(&self, at: u64, name: u64) -> String {
        let name = self.text(name);
        // The number is an int.
        if name.is_absolute() || at as i32 == libc::AT_FDCWD {
            return self.short(&name);
        }
        format!("{}/{}", self.descriptor(at), name.display())
    }

    fn descriptor(&self, number: u64) -> String {
        let file = file_of(self.pid, number);
        match self.standard.iter().position(|standard| *standard == file) {
            Some(standard) => ["stdin", "stdout", "stderr"][standard].to_owned(),
            None => self.short(&file),
        }
    }

    fn short(&self, path: &Path) -> String {
        match path.strip_prefix(self.folder) {
            Ok(inside) if inside.as_os_str().is_empty() => "above".to_owned(),
            Ok(inside) => inside.display().to_string(),
            Err(_) => path.display().to_string(),
        }
    }

    /// What stands in the program's memory up to the first NUL.
    fn text(&self, at: u64) -> PathBuf {
        let memory = File::open(format!("/proc/{}/mem", self.pid)).unwrap();
        let mut bytes = [0; libc::PATH_MAX as usize];
        // It ends where the memory does, and NULL is no name.
        let count = memory.read_at(&mut bytes, at).unwrap_or(0);
        let text = bytes[..count].split(|byte| *byte == 0).next().unwrap();
        OsStr::from_bytes(text).into()
    }
}

/// What a descriptor is open on.
fn file_of(pid: Pid, number: u64) -> PathBuf {
    fs::read_link(format!("/proc/{pid}/fd/{number}")).unwrap_or_default()
}

/// A program that was killed a moment ago need not be there any more to go on.
fn unless_killed(errno: Errno) -> nix::Result<()> {
    if errno == Errno::ESRCH { Ok(()) } else { Err(errno) }
}
