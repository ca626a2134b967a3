//! The program itself, started on a database with a configuration, and ended.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;

use rustix::process::{Pid, Signal, kill_process};

use crate::client::{Reply, asked};
use crate::world::Database;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_mfa-fleet");
/// The tokens of the three roles, and their hashes by sha256sum.
pub const LOGIN: &str = "mfa_login";
pub const DESK: &str = "mfa_desk";
pub const METRICS: &str = "mfa_metrics";
const LOGIN_HASH: &str = "cfa5e1cb3b4807bf641b8378ada87647667bea87d2a5af77e78d8cceaebd8d4f";
const DESK_HASH: &str = "1efb95a23feda34957fd7c421e2cd2a0e6a615d52db90ce6a66250b0ce85f689";
const METRICS_HASH: &str = "7610bf58530efd931153f841e24fa76311b285086fad4cfc5505558ba678b95c";

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("mfa-fleet-test-{}-{number}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, name: &str, mode: u32, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A key as the file of keys has it.
pub fn key(number: i32, digit: char) -> String {
    format!("[[key]]\nid = {number}\nkey = \"{}\"\n", digit.to_string().repeat(64))
}

/// What a configuration is made of.
pub struct Setup {
    pub folder: Folder,
    pub database: Database,
}

impl Setup {
    /// A configuration on a new database with tables: recovery on, and key 1.
    pub fn new(more: &str) -> Self {
        let setup = Self { folder: Folder::new(), database: Database::migrated() };
        setup.folder.write("policy.toml", 0o644, "[recovery]\nenabled = true\n");
        setup.folder.write("keys.toml", 0o600, &key(1, 'a'));
        setup.configure(more);
        setup
    }

    pub fn configure(&self, more: &str) {
        self.configure_at("127.0.0.1:0", more);
    }

    pub fn configure_at(&self, listen: &str, more: &str) {
        let text = format!(
            "listen = \"{listen}\"\ndatabase = \"{}\"\nkeys = \"keys.toml\"\npolicy = \"policy.toml\"\n\
             issuer = \"Example\"\ndevice = \"FLEET\"\n{more}\n\
             [[caller]]\nname = \"web\"\nrole = \"login\"\ntoken_sha256 = \"{LOGIN_HASH}\"\n\
             [[caller]]\nname = \"help\"\nrole = \"desk\"\ntoken_sha256 = \"{DESK_HASH}\"\n\
             [[caller]]\nname = \"prometheus\"\nrole = \"metrics\"\ntoken_sha256 = \"{METRICS_HASH}\"\n",
            self.database.connection()
        );
        self.folder.write("fleet.toml", 0o644, &text);
    }

    /// Runs a command of the program with something on its standard input.
    pub fn command(&self, command: &str, input: &str) -> Output {
        let mut child = Command::new(PROGRAM)
            .args([command, "--config"])
            .arg(self.folder.path().join("fleet.toml"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    pub fn done(&self, command: &str, input: &str) -> String {
        let output = self.command(command, input);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn serve(&self) -> Server {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--config"])
            .arg(self.folder.path().join("fleet.toml"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).unwrap();
            text
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            panic!("it listens: {line:?}");
        });
        let address = said["listening"].as_str().unwrap().to_owned();
        Server { child, log: Some(log), address }
    }
}

/// A server that runs.
pub struct Server {
    child: Child,
    log: Option<JoinHandle<String>>,
    pub address: String,
}

impl Server {
    pub fn ask(&self, method: &str, path: &str, token: &str, body: Option<&str>) -> Reply {
        asked(&self.address, method, path, Some(token), body)
    }

    pub fn verify(&self, person: &str, typed: &str) -> Reply {
        let body = format!("{{\"typed\":\"{typed}\"}}");
        self.ask("POST", &format!("/v1/people/{person}/verify"), LOGIN, Some(&body))
    }

    /// Says that it is to end.
    pub fn terminate(&self) {
        kill_process(Pid::from_raw(self.child.id().cast_signed()).unwrap(), Signal::TERM).unwrap();
    }

    /// Ends it in order, and gives what it logged.
    pub fn ended(mut self) -> String {
        self.terminate();
        assert!(self.child.wait().unwrap().success(), "it ends in order");
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
