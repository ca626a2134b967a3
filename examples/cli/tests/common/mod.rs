//! The program as a shell has it, a store of a test's own, and the published codes that it is held to.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses a part, and tests may be blunt"
)]

pub mod seat;

use core::sync::atomic::{AtomicU32, Ordering};
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The key of RFC 4226, appendix D, and of RFC 6238, appendix B: `12345678901234567890`.
pub const KEY_HEX: &str = "3132333435363738393031323334353637383930";
pub const KEY_BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// RFC 6238's keys for SHA-256 and SHA-512: the same digits, 32 and 64 of them.
pub const KEY_32_HEX: &str = "3132333435363738393031323334353637383930313233343536373839303132";
pub const KEY_64_HEX: &str = "3132333435363738393031323334353637383930313233343536373839303132\
                              3334353637383930313233343536373839303132333435363738393031323334";

/// RFC 4226, appendix D: the codes of counters 0 to 9. They are also the six-digit codes of time steps 0 to 9.
pub const CODES: [&str; 10] =
    ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];

/// RFC 6238, appendix B: time, and the codes with SHA-1, SHA-256 and SHA-512.
pub const TOTP: [(&str, [&str; 3]); 6] = [
    ("59", ["94287082", "46119246", "90693936"]),
    ("1111111109", ["07081804", "68084774", "25091201"]),
    ("1111111111", ["14050471", "67062674", "99943326"]),
    ("1234567890", ["89005924", "91819424", "93441116"]),
    ("2000000000", ["69279037", "90698825", "38618901"]),
    ("20000000000", ["65353130", "77737706", "47863826"]),
];

/// Another key, with NUL and bytes above 0x7f in it. Its codes are those of oathtool 2.6.7 and of Python's hmac.
pub const OTHER_HEX: &str = "00ff80c0017fe00a0d1b20415a617a7e8081fefd";
pub const OTHER_BASE32: &str = "AD7YBQABP7QAUDI3EBAVUYL2P2AID7X5";
pub const OTHER_CODES: [&str; 4] = ["547939", "247378", "888181", "387233"];

/// A code that none of these keys has anywhere near.
pub const WRONG: &str = "000000";

/// How a run of the program ended, and what it said.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// The exit status; 128 and the signal's number if a signal ended it.
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// Standard output is exactly that.
    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert_eq!(self.out, text, "{self:?}");
        self
    }

    /// Standard error has that in it.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "expected to read: {text}\n{self:?}");
        self
    }

    /// Nothing on standard error.
    #[track_caller]
    pub fn quietly(self) -> Self {
        assert_eq!(self.err, "", "{self:?}");
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }
}

/// The program, to be run.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mfa"));
    command.current_dir(env!("CARGO_TARGET_TMPDIR")).env("NO_COLOR", "1").env_remove("COLUMNS");
    command
}

/// Runs the program with nothing on standard input.
pub fn mfa<S: AsRef<OsStr>>(args: &[S]) -> Ran {
    mfa_typing(args, b"")
}

/// Runs the program with that on standard input.
pub fn mfa_typing<S: AsRef<OsStr>>(args: &[S], typed: &[u8]) -> Ran {
    run(program().args(args), typed)
}

/// Runs a command with that on standard input.
pub fn run(command: &mut Command, typed: &[u8]) -> Ran {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that does not read is not wrong.
    let _ = child.stdin.take().unwrap().write_all(typed);
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status.code().unwrap_or_else(|| 128_i32.saturating_add(output.status.signal().unwrap_or(0))),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of a test's own with a store in it, gone when the test ends.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
}

impl Place {
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// A place with alice, whose authenticator `phone` has RFC 4226's key, SHA-1 and six digits.
    pub fn with_alice(name: &str) -> Self {
        let place = Self::new(name);
        let key = place.file("key", KEY_HEX);
        place.mfa(&["add", "alice", "--name", "phone", "--hex", &key]).ends(0).quietly();
        place
    }

    /// Makes the store's folder, with nobody in it.
    pub fn opens_a_store(&self) {
        fs::create_dir_all(self.store()).unwrap();
        fs::set_permissions(self.store(), fs::Permissions::from_mode(0o700)).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    /// Writes a file, and gives its name as the program takes it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        format!("@{}", path.display())
    }

    pub fn mfa(&self, args: &[&str]) -> Ran {
        self.typing(args, "")
    }

    pub fn typing(&self, args: &[&str], typed: impl AsRef<[u8]>) -> Ran {
        let store = self.store();
        let mut all = vec!["--store", store.to_str().unwrap()];
        all.extend(args);
        mfa_typing(&all, typed.as_ref())
    }

    /// Verifies a code of alice's at a time.
    pub fn verify(&self, at: u64, code: &str) -> Ran {
        self.typing(&["verify", "alice", "--at", &at.to_string()], format!("{code}\n"))
    }

    /// Alice's status at a time, as JSON.
    pub fn status(&self, at: u64) -> Value {
        self.mfa(&["status", "alice", "--json", "--at", &at.to_string()]).json()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs the program for each line that is typed. All processes are there before any of them gets its line; gives their
/// exit statuses.
pub fn at_once(place: &Place, line: &[&str], typed: impl Iterator<Item = String>) -> Vec<i32> {
    let start = |typed: String| {
        let mut command = program();
        command.args(line).arg("--store").arg(place.store());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        (command.spawn().unwrap(), typed)
    };
    let mut racers: Vec<_> = typed.map(start).collect();
    for (racer, typed) in &mut racers {
        writeln!(racer.stdin.take().unwrap(), "{typed}").unwrap();
    }
    racers.iter_mut().map(|(racer, _)| racer.wait().unwrap().code().unwrap_or(-1)).collect()
}

/// The middle of a time step of thirty seconds.
pub const fn step(number: u64) -> u64 {
    number.saturating_mul(30).saturating_add(15)
}

/// A small generator, so that what failed can be had again (Steele and others, `SplitMix`, 2014).
pub struct Dice(pub u64);

impl Dice {
    /// A number below another.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).checked_rem(bound).unwrap_or(0)
    }

    pub fn next(&mut self, sides: usize) -> usize {
        usize::try_from(self.below(u64::try_from(sides).unwrap())).unwrap()
    }
}
