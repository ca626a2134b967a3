//! A PostgreSQL of the tests' own: a cluster in a folder of its own, reached by a socket in that folder and by nothing else.
//!
//! It is started as an unprivileged user where root starts it, for PostgreSQL refuses root, and ended by its number. It can
//! be killed and started again, as often as is liked, with everything in it as it was.

use core::error::Error;
use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

/// Who runs it where root starts it, the first of these that there is.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];
/// Where Debian has its versions, and where others have the only one.
const VERSIONS: &str = "/usr/lib/postgresql";
const FOLDERS: [&str; 3] = ["/usr/bin", "/usr/local/bin", "/usr/local/pgsql/bin"];
/// How long it may take to answer: after a crash it reads its log first, and waits for what the dead left behind.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);
/// The owner of the cluster, as the database knows them.
const OWNER: &str = "postgres";

static CLUSTERS: AtomicU32 = AtomicU32::new(0);

/// Why there is no cluster.
#[derive(Debug)]
pub struct ClusterError(String);

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for ClusterError {}

impl From<io::Error> for ClusterError {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A cluster that runs. It ends, and its folder goes, when it is dropped.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    settings: Vec<String>,
    process: Option<Child>,
}

impl Cluster {
    /// Makes a cluster and starts it, with settings such as `fsync=on` beside the defaults of PostgreSQL.
    pub fn start(settings: &[&str]) -> Result<Self, ClusterError> {
        let number = CLUSTERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("mfa-cluster-{}-{number}", std::process::id()));
        Self::start_in(&folder, settings)
    }

    /// The same in a folder that is not there yet. Its path is short, for a socket's path has 107 bytes at most.
    pub fn start_in(folder: &Path, settings: &[&str]) -> Result<Self, ClusterError> {
        fs::create_dir(folder).map_err(|error| ClusterError(format!("{}: {error}", folder.display())))?;
        let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
        let mut cluster = Self { folder: folder.to_owned(), settings, process: None };
        cluster.make()?;
        cluster.launch()?;
        Ok(cluster)
    }

    /// How to reach it, as libpq takes it.
    pub fn connection(&self) -> String {
        format!("host={} user={OWNER} dbname=postgres", self.folder.display())
    }

    /// Its folder, where its socket and its log are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it wrote of itself.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The number of its first process; `None` if it does not run.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// Starts what does not run, and waits until it answers.
    pub fn launch(&mut self) -> Result<(), ClusterError> {
        let end = Instant::now().checked_add(PATIENCE).ok_or_else(|| ClusterError("no such time".to_owned()))?;
        while !self.answers()? {
            let ended = match &mut self.process {
                Some(process) => process.try_wait()?.is_some(),
                None => true,
            };
            // One that was killed leaves processes that end a little later, and until then no other begins.
            if ended {
                self.process = Some(self.spawn()?);
            }
            if Instant::now() > end {
                return Err(ClusterError(format!("PostgreSQL does not answer; it says:\n{}", self.log())));
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Ends it as a power cut would: its first process gets SIGKILL, and the others end once they notice.
    pub fn kill(&mut self) -> Result<(), ClusterError> {
        self.end(Signal::KILL)
    }

    /// Ends it at once and in order: connections are cut, and the next start reads the log.
    pub fn stop_immediately(&mut self) -> Result<(), ClusterError> {
        self.end(Signal::QUIT)
    }

    /// Ends it: connections are cut, and everything is written.
    pub fn stop(&mut self) -> Result<(), ClusterError> {
        self.end(Signal::INT)
    }

    /// Runs statements, and gives what comes out, a row a line, with `|` between columns.
    pub fn run(&self, statements: &str) -> Result<String, ClusterError> {
        self.run_in("postgres", statements)
    }

    /// The same in another database of the cluster.
    pub fn run_in(&self, database: &str, statements: &str) -> Result<String, ClusterError> {
        let output = self
            .as_owner(&tool("psql")?)
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", OWNER, "-d", database, "-c", statements])
            .arg("-h")
            .arg(&self.folder)
            .output()?;
        if !output.status.success() {
            return Err(ClusterError(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn make(&self) -> Result<(), ClusterError> {
        if let Some(user) = unprivileged() {
            done(Command::new("chown").arg(format!("{user}:")).arg(&self.folder))?;
        }
        done(Command::new("chmod").arg("700").arg(&self.folder))?;
        let mut initdb = self.as_owner(&tool("initdb")?);
        initdb.arg("-D").arg(self.data()).args(["-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        done(&mut initdb)
    }

    fn spawn(&self) -> Result<Child, ClusterError> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.folder.join("log"))?;
        let mut postgres = self.as_owner(&tool("postgres")?);
        postgres.arg("-D").arg(self.data()).args(["-c", "listen_addresses="]);
        postgres.arg("-c").arg(format!("unix_socket_directories={}", self.folder.display()));
        for setting in &self.settings {
            postgres.args(["-c", setting]);
        }
        Ok(postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?)
    }

    fn answers(&self) -> Result<bool, ClusterError> {
        let mut ask = Command::new(tool("pg_isready")?);
        let status = ask.arg("-q").arg("-h").arg(&self.folder).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        Ok(status.success() && self.run("select 1").is_ok())
    }

    fn end(&mut self, signal: Signal) -> Result<(), ClusterError> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        if process.try_wait()?.is_none() {
            let number = i32::try_from(process.id()).ok().and_then(Pid::from_raw);
            let number = number.ok_or_else(|| ClusterError("a process without a number".to_owned()))?;
            kill_process(number, signal).map_err(io::Error::from)?;
        }
        process.wait()?;
        Ok(())
    }

    /// A command as whoever owns the cluster; the program takes the place of what changes the user, so its number is known.
    fn as_owner(&self, program: &Path) -> Command {
        let mut command = match unprivileged() {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", user, "--regid", &group(user), "--clear-groups", "--"]).arg(program);
                command
            }
        };
        command.current_dir(&self.folder).env("LC_ALL", "C").env_remove("PGDATA").env_remove("PGHOST");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Nothing is left to try, and nobody to tell.
        let _ = self.stop_immediately();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A program of PostgreSQL's: of the newest version that has it.
pub fn tool(name: &str) -> Result<PathBuf, ClusterError> {
    let versions = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin").join(name)))
        })
        .filter(|(_, path)| path.is_file())
        .collect();
    found.sort();
    let elsewhere = || FOLDERS.iter().map(|folder| Path::new(folder).join(name)).find(|path| path.is_file());
    found
        .pop()
        .map(|(_, path)| path)
        .or_else(elsewhere)
        .ok_or_else(|| ClusterError(format!("{name} is not there; the Debian package postgresql has it")))
}

/// Whom to run it as; `None` if we are nobody special.
fn unprivileged() -> Option<&'static str> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    UNPRIVILEGED.into_iter().find(|user| is_user(user)).or(Some("nobody"))
}

fn is_user(user: &str) -> bool {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    users.lines().any(|line| line.split(':').next() == Some(user))
}

/// The number of a user's own group.
fn group(user: &str) -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = users.lines().find(|line| line.split(':').next() == Some(user)).unwrap_or_default();
    line.split(':').nth(3).unwrap_or("65534").to_owned()
}

fn done(command: &mut Command) -> Result<(), ClusterError> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(ClusterError(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))))
}
