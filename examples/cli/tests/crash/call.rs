//! A system call as the suite knows it: what it is called, what it is about, and in which ways it may fail.

use core::fmt;

use nix::errno::Errno;
use nix::libc::{self, user_regs_struct};

/// A system call that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// With what it is asked to do, where one name does several things.
    pub(crate) name: &'static str,
    /// The file, from the place's folder on: `store/alice.mfa`.
    pub(crate) on: String,
    /// What it gave back; `None` if it never did.
    pub(crate) result: Option<i64>,
}

impl Call {
    /// Whether it is the same call, whatever comes of it.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        (self.name, &self.on) == (other.name, &other.on)
    }

    pub(crate) fn succeeded(&self) -> bool {
        self.result.is_some_and(|result| result >= 0)
    }

    /// The file that it changes: for a rename the new name.
    pub(crate) fn target(&self) -> &str {
        self.on.rsplit(" to ").next().unwrap()
    }

    /// Whether it puts another record in a record's place, or takes one away.
    pub(crate) fn changes_the_record(&self) -> bool {
        matches!(self.name, "rename" | "unlink") && self.target().ends_with(".mfa") && self.succeeded()
    }

    /// Whether it puts a record's change on the disk.
    pub(crate) fn makes_it_durable(&self) -> bool {
        self.name == "fsync" && self.on == "store"
    }

    /// The errors of this call that are tried.
    pub(crate) fn errors(&self) -> &'static [Errno] {
        match self.name {
            // They never fail.
            "geteuid" | "sigaltstack" | "exit_group" | "munmap" | "brk" | "mmap" => &[],
            // Only Rust's own checks make it, and they end a program whose descriptors are not its own.
            "fcntl(F_GETFD)" => &[],
            _ if self.on == "stdin" => &[Errno::EIO, Errno::EINTR],
            _ => &[Errno::EIO, Errno::ENOSPC, Errno::EROFS, Errno::EINTR],
        }
    }

    /// Whether an interrupted call is to be made again (signal(7), and the calls' own pages in section 2). The others
    /// are not interrupted on a local file system.
    pub(crate) fn is_made_again(&self) -> bool {
        matches!(self.name, "open" | "openat" | "read" | "write" | "fsync" | "flock" | "fstatfs" | "rename")
    }

    /// Whether it gives something back that is not needed any more, or asks for what can be done without: whether somebody
    /// sits at a terminal, and how long the computer is up.
    pub(crate) fn may_fail_unseen(&self) -> bool {
        matches!(self.name, "close" | "flock(LOCK_UN)" | "ioctl") || self.on.starts_with("/proc/")
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.on)
    }
}

/// What a call is called. The suite fails on one that it does not know.
pub(crate) fn name_of(registers: &user_regs_struct) -> &'static str {
    match i64::try_from(registers.orig_rax).unwrap() {
        libc::SYS_open => "open",
        libc::SYS_openat => "openat",
        libc::SYS_close => "close",
        libc::SYS_read => "read",
        libc::SYS_write => "write",
        libc::SYS_fsync => "fsync",
        libc::SYS_flock if registers.rsi == libc::LOCK_UN as u64 => "flock(LOCK_UN)",
        libc::SYS_flock => "flock",
        libc::SYS_fstat => "fstat",
        libc::SYS_fstatfs => "fstatfs",
        libc::SYS_newfstatat => "newfstatat",
        libc::SYS_statx => "statx",
        libc::SYS_fchmod => "fchmod",
        libc::SYS_fchmodat => "fchmodat",
        libc::SYS_mkdirat => "mkdirat",
        libc::SYS_renameat => "rename",
        libc::SYS_unlinkat => "unlink",
        libc::SYS_fcntl if registers.rsi == libc::F_GETFD as u64 => "fcntl(F_GETFD)",
        libc::SYS_fcntl => "fcntl",
        libc::SYS_ioctl => "ioctl",
        libc::SYS_geteuid => "geteuid",
        libc::SYS_sigaltstack => "sigaltstack",
        libc::SYS_munmap => "munmap",
        libc::SYS_mmap => "mmap",
        libc::SYS_brk => "brk",
        libc::SYS_exit_group => "exit_group",
        other => panic!("system call {other} is not in the list: say what it is, and how it may fail"),
    }
}
