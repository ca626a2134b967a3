//! A fleet to besiege: a cluster of its own, and server processes that are started, killed and started again.

use core::time::Duration;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use mfa_cluster::Cluster;
use seeded::Random;

use crate::client::{Client, Port};

/// As secret as can be read here; it is in no other place than this program's scratch folder.
const KEYS: &str = "[[key]]\nid = 1\nkey = \"9c3b5e8f0d1a4c7e6b2f8d4a1c9e7b5f3a6d0e8c2b4f7a1d5e9c3b8f6a0d2e4c\"\n";
/// As whom the other subcommands come to the database.
const OWNER: &str = "user=postgres";
/// How long a server may take to listen, or to answer that it is ready.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the database may take to notice that a server is dead.
const DEAD_FOR: Duration = Duration::from_secs(10);

/// What the siege is told on its command line.
pub(crate) struct Options {
    /// The server's program.
    pub(crate) server: PathBuf,
    /// All that could be shown, and not the sample that has room among the suites.
    pub(crate) full: bool,
    /// Schemathesis, where it is wanted.
    pub(crate) schemathesis: Option<PathBuf>,
}

/// How a fleet is to be.
#[derive(Clone)]
pub(crate) struct Setup<'a> {
    pub(crate) servers: usize,
    /// Connections that each server has to the database.
    pub(crate) connections: usize,
    /// The policy file.
    pub(crate) policy: &'a str,
    /// Settings of the cluster.
    pub(crate) settings: &'a [&'a str],
    /// Statements after the migration, before any server is there: what plants a fault in the database.
    pub(crate) planted: &'a str,
    /// More of the configuration, such as `[limits]`.
    pub(crate) more: &'a str,
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self { servers: 1, connections: 4, policy: "", settings: &[], planted: "", more: "" }
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Role {
    Login,
    Desk,
    Metrics,
}

pub(crate) struct Fleet {
    pub(crate) servers: Vec<Server>,
    pub(crate) cluster: Cluster,
    folder: PathBuf,
    program: PathBuf,
    tokens: [String; 3],
    /// The configuration without where it listens.
    configuration: String,
}

pub(crate) struct Server {
    process: Option<Child>,
    /// When the one that runs was started.
    since: SystemTime,
    /// Who it is for the database, as whom no other comes.
    role: String,
    pub(crate) port: Port,
    config: PathBuf,
    log: PathBuf,
}

impl Fleet {
    pub(crate) fn start(options: &Options, setup: &Setup<'_>) -> Self {
        let cluster = Cluster::start(setup.settings).expect("a cluster starts");
        let folder = cluster.folder().with_extension("servers");
        fs::create_dir_all(&folder).expect("a scratch folder");
        private(&folder.join("keys.toml"), KEYS);
        fs::write(folder.join("policy.toml"), setup.policy).expect("a policy");
        let mut fleet = Self {
            servers: Vec::new(),
            folder,
            program: options.server.clone(),
            tokens: [String::new(), String::new(), String::new()],
            configuration: String::new(),
            cluster,
        };
        fleet.configure(setup);
        fleet.run("migrate", "");
        for role in (0..setup.servers).map(role) {
            fleet.cluster.run(&format!("CREATE ROLE {role} LOGIN SUPERUSER")).expect("a role");
        }
        if !setup.planted.is_empty() {
            fleet.cluster.run(setup.planted).expect("a fault can be planted");
        }
        for index in 0..setup.servers {
            let server = Server {
                process: None,
                since: UNIX_EPOCH,
                role: role(index),
                port: Port::default(),
                config: fleet.config(&index.to_string()),
                log: fleet.folder.join(format!("{index}.log")),
            };
            fleet.servers.push(server);
            fleet.restart(index);
        }
        (0..setup.servers).for_each(|index| fleet.wait_ready(index));
        fleet
    }

    /// A caller of one of the servers.
    pub(crate) fn client(&self, server: usize, role: Role) -> Client {
        Client::new(self.servers[server].port.clone(), self.token(role))
    }

    pub(crate) fn token(&self, role: Role) -> &str {
        &self.tokens[role as usize]
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Imports people, a line each.
    pub(crate) fn import(&self, lines: &str) {
        self.run("import", lines);
    }

    /// A subcommand of the server's program, with something on its standard input; gives what it printed.
    pub(crate) fn run(&self, subcommand: &str, input: &str) -> String {
        let (succeeded, printed) = self.try_run(subcommand, input);
        assert!(succeeded, "mfa-fleet {subcommand}: {printed}");
        printed
    }

    pub(crate) fn try_run(&self, subcommand: &str, input: &str) -> (bool, String) {
        let mut command = Command::new(&self.program);
        command.arg(subcommand);
        if !matches!(subcommand, "token" | "openapi") {
            command.arg("--config").arg(self.config("tool"));
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("mfa-fleet runs");
        let mut stdin = child.stdin.take().expect("it is piped");
        let text = input.to_owned();
        // What it prints may fill its pipe before all is read.
        let writer = std::thread::spawn(move || drop(stdin.write_all(text.as_bytes())));
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("no panic");
        let printed = [output.stdout, if output.status.success() { Vec::new() } else { output.stderr }].concat();
        (output.status.success(), String::from_utf8_lossy(&printed).into_owned())
    }

    /// Kills a server as a power cut would.
    pub(crate) fn kill(&mut self, server: usize) {
        self.servers[server].kill();
    }

    /// Starts a server that does not run; it listens when this returns.
    pub(crate) fn restart(&mut self, server: usize) {
        let server = &mut self.servers[server];
        server.kill();
        let log = File::options().create(true).append(true).open(&server.log).expect("a log");
        server.since = SystemTime::now();
        let mut child = Command::new(&self.program)
            .args(["serve", "--config"])
            .arg(&server.config)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("mfa-fleet runs");
        let mut line = String::new();
        let said = BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line);
        server.process = Some(child);
        let told: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        let port = told["listening"].as_str().and_then(|address| address.rsplit(':').next()?.parse().ok());
        let log = || fs::read_to_string(&server.log).unwrap_or_default();
        server.port.set(port.unwrap_or_else(|| panic!("a server does not listen: {said:?} {line:?} {}", log())));
    }

    /// Waits until a server reaches the database.
    pub(crate) fn wait_ready(&self, server: usize) {
        let end = Instant::now() + PATIENCE;
        let mut client = self.client(server, Role::Login);
        while !client.call("GET", "/health?ready", None).is_ok_and(|answer| answer.status == 200) {
            assert!(Instant::now() < end, "server {server} does not get ready");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn wait_all_ready(&self) {
        (0..self.servers.len()).for_each(|server| self.wait_ready(server));
    }

    /// Waits until the database has ended what servers that were killed had begun: it may still be writing that to the disk.
    pub(crate) fn wait_for_the_dead(&self) {
        let dead = |server: &Server| {
            let since = server.since.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
            format!("(usename = '{}' AND backend_start < to_timestamp({since:.6}))", server.role)
        };
        let all: Vec<String> = self.servers.iter().map(dead).collect();
        let ask = format!("SELECT count(*) FROM pg_stat_activity WHERE {}", all.join(" OR "));
        let end = Instant::now() + DEAD_FOR;
        while self.cluster.run(&ask).expect("the database answers") != "0" {
            assert!(Instant::now() < end, "the database goes on for servers that were killed");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What all servers wrote of what they did.
    pub(crate) fn logs(&self) -> String {
        self.servers.iter().map(|server| fs::read_to_string(&server.log).unwrap_or_default()).collect()
    }

    /// The memory of a server's process that is its own, in KiB.
    pub(crate) fn memory(&self, server: usize) -> u64 {
        self.servers[server].process.as_ref().map_or(0, |child| private_memory(child.id()))
    }

    /// The same of the database: all its processes, each shared page once.
    pub(crate) fn database_memory(&self) -> u64 {
        self.database_processes().into_iter().map(private_memory).sum()
    }

    /// How long all servers have computed, and the database, since they were started.
    pub(crate) fn computed(&self) -> [Duration; 2] {
        let servers = self.servers.iter().filter_map(|server| server.process.as_ref().map(Child::id));
        [servers.map(computed).sum(), self.database_processes().into_iter().map(computed).sum()]
    }

    /// The database's processes, the first of them first.
    pub(crate) fn database_processes(&self) -> Vec<u32> {
        self.cluster.pid().into_iter().flat_map(|first| [vec![first], children(first)].concat()).collect()
    }

    fn config(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.toml"))
    }

    /// Draws tokens and writes a configuration for each server and one for the other subcommands.
    fn configure(&mut self, setup: &Setup<'_>) {
        let mut callers = String::new();
        for (index, role) in ["login", "desk", "metrics"].into_iter().enumerate() {
            let token = format!("mfa_{role}_{:016x}{:016x}", Random::seed(), Random::seed());
            let hash: String =
                hmac_sha256::Hash::hash(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            self.tokens[index] = token;
            callers
                .push_str(&format!("[[caller]]\nname = \"{role}-1\"\nrole = \"{role}\"\ntoken_sha256 = \"{hash}\"\n"));
        }
        self.configuration = format!(
            "listen = \"127.0.0.1:0\"\ndatabase = \"{}\"\nconnections = {}\nkeys = \"keys.toml\"\npolicy = \"policy.toml\"\n\
             issuer = \"siege\"\ndevice = \"SIEGE-01\"\n{}\n{callers}",
            self.cluster.connection(),
            setup.connections,
            setup.more,
        );
        private(&self.config("tool"), &self.configuration);
        for index in 0..setup.servers {
            let own = self.configuration.replace(OWNER, &format!("user={}", role(index)));
            private(&self.config(&index.to_string()), &own);
        }
    }

    /// Writes another file of keys.
    pub(crate) fn write_keys(&self, keys: &str) {
        private(&self.folder.join("keys.toml"), keys);
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        self.servers.iter_mut().for_each(Server::kill);
        if std::thread::panicking() {
            eprintln!("what the servers said is in {}", self.folder.display());
        } else {
            // A scratch folder that stays does no harm.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Server {
    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| matches!(process.try_wait(), Ok(None)))
    }
}

/// Who a server is for the database.
fn role(server: usize) -> String {
    format!("server_{server}")
}

/// Writes a file that nobody else can read.
fn private(path: &Path, text: &str) {
    let mut options = File::options();
    let mut file = options.create(true).write(true).truncate(true).mode(0o600).open(path).expect("a file");
    file.write_all(text.as_bytes()).expect("room on the disk");
}

/// The proportional set size in KiB.
fn private_memory(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// In user mode and in the kernel's; there are a hundred ticks in a second.
fn computed(pid: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // Its name may have spaces in it, and is in parentheses; what is looked for stands 12 and 13 places behind it.
    let (_, rest) = text.rsplit_once(')').unwrap_or_default();
    let ticks: u64 = rest.split_whitespace().skip(11).take(2).filter_map(|word| word.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn children(pid: u32) -> Vec<u32> {
    let text = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}
