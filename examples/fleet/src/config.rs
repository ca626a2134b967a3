//! What an operator says in the configuration file: read as a whole or not at all, and refused by key and by what is allowed.

mod text;

use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};

use mfa_core::DeviceId;
use mfa_host::policy::{self, Policies};
use serde::Deserialize;

pub use text::{Token, TokenHash, drawn_token};

/// Why a configuration is refused. It names the file, the key, and what is allowed.
#[derive(Debug)]
pub struct ConfigError(String);

impl ConfigError {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for ConfigError {}

/// A configuration that was found good.
#[derive(Debug)]
pub struct Config {
    /// Where it listens.
    pub listen: Listen,
    /// How to reach the database.
    pub database: tokio_postgres::Config,
    /// How many connections to it.
    pub connections: usize,
    /// The file with the keys of the vault.
    pub keys: PathBuf,
    /// Everything an administrator decides of people.
    pub policies: Policies,
    /// Who issues the secrets: what authenticator apps show beside the account.
    pub issuer: String,
    /// What the fleet is called when a recovery PIN is issued for it.
    pub device: DeviceId,
    /// Who may call.
    pub callers: Vec<Caller>,
    /// What nobody may exceed.
    pub limits: Limits,
    /// Whether people's names are in the log.
    pub log_people: bool,
}

/// Where it listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and a port; port 0 is any that is free.
    Tcp(SocketAddr),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// Somebody who may call.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What logs call them.
    pub name: String,
    /// What they may ask.
    pub role: Role,
    /// The hash of their token.
    pub token: TokenHash,
}

/// What a caller may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A login server: verifies, enrolls whom the policy lets, looks at people.
    Login,
    /// A help desk: unlocks, deletes, issues recovery PINs, enrolls by its own leave, looks at people.
    Desk,
    /// Whoever collects metrics.
    Metrics,
}

impl Role {
    /// What the configuration calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Desk => "desk",
            Self::Metrics => "metrics",
        }
    }
}

/// What nobody may exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes a body may have.
    pub body: usize,
    /// How long a header may take from when it is waited for; so long a connection may idle too.
    pub header_time: Duration,
    /// How long a body may take once its header is there.
    pub body_time: Duration,
    /// How long a request may take in all once its header is there.
    pub request_time: Duration,
    /// How long the database may take over a statement.
    pub statement_time: Duration,
    /// How many requests are worked at.
    pub at_once: usize,
    /// How many more may wait for that; from then on they are refused at once.
    pub waiting: usize,
    /// How many connections of callers there may be.
    pub callers: usize,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: String,
    #[serde(default)]
    behind_tls: bool,
    database: String,
    #[serde(default = "connections")]
    connections: usize,
    keys: PathBuf,
    policy: Option<PathBuf>,
    issuer: Option<String>,
    device: Option<String>,
    #[serde(default = "yes")]
    log_people: bool,
    #[serde(default)]
    limits: LimitsFile,
    #[serde(default, rename = "caller")]
    callers: Vec<CallerFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallerFile {
    name: String,
    role: Role,
    token_sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LimitsFile {
    body_bytes: usize,
    header_milliseconds: u64,
    body_milliseconds: u64,
    request_milliseconds: u64,
    statement_milliseconds: u64,
    at_once: usize,
    waiting: usize,
    callers: usize,
}

impl Default for LimitsFile {
    fn default() -> Self {
        Self {
            body_bytes: 4096,
            header_milliseconds: 5_000,
            body_milliseconds: 5_000,
            request_milliseconds: 10_000,
            statement_milliseconds: 4_000,
            at_once: 64,
            waiting: 256,
            callers: 1024,
        }
    }
}

const fn connections() -> usize {
    8
}

const fn yes() -> bool {
    true
}

/// The longest configuration file in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Reads a configuration file, and the policy file that it names. Paths in it begin at its own folder.
pub fn read(path: &Path) -> Result<Config, ConfigError> {
    let of_file = |error: &dyn fmt::Display| ConfigError(format!("{}: {error}", path.display()));
    let length = fs::metadata(path).map_err(|error| of_file(&error))?.len();
    if length > LONGEST {
        return Err(of_file(&format_args!("it has {length} bytes, and there may be {LONGEST}")));
    }
    let text = fs::read_to_string(path).map_err(|error| of_file(&error))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    parse(&text, folder).map_err(|error| of_file(&error))
}

/// Reads a configuration from text. Paths in it begin at this folder.
pub fn parse(text: &str, folder: &Path) -> Result<Config, ConfigError> {
    // What stands in the file may be a secret that was put under the wrong key, so it is not repeated.
    let file: File = toml::from_str(text).map_err(|error| ConfigError(told(&error, text)))?;
    let policies = match &file.policy {
        None => Policies::default(),
        Some(path) => policies(&folder.join(path))?,
    };
    let listen = listen(&file.listen, file.behind_tls)?;
    let database = database(&file.database, file.behind_tls)?;
    let device = device(file.device.as_deref(), &policies)?;
    let issuer = file.issuer.or_else(|| policies.issuer.clone());
    let issuer = issuer
        .ok_or_else(|| ConfigError::new("issuer: it is missing, here and in the policy; name the organization"))?;
    mfa_core::Label::new(Some(&issuer), "account").map_err(|error| ConfigError(format!("issuer: {error}")))?;
    let connections = within("connections", file.connections, 1, 100)?;
    Ok(Config {
        listen,
        database,
        connections,
        keys: folder.join(file.keys),
        policies,
        issuer,
        device,
        callers: callers(file.callers)?,
        limits: limits(&file.limits)?,
        log_people: file.log_people,
    })
}

/// What toml says, without the line that it quotes.
fn told(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count().saturating_add(1);
    format!("line {line}: {}", error.message())
}

fn policies(path: &Path) -> Result<Policies, ConfigError> {
    let reading = policy::open(path, &Policies::default()).map_err(|error| ConfigError(format!("policy: {error}")))?;
    match reading.unknown.first() {
        None => Ok(reading.policies),
        Some(unknown) => Err(ConfigError(format!(
            "policy: {} has a key {:?} that this program does not know; docs/policy.md lists them",
            path.display(),
            unknown.called
        ))),
    }
}

fn listen(text: &str, behind_tls: bool) -> Result<Listen, ConfigError> {
    if let Some(path) = text.strip_prefix("unix:") {
        return if path.starts_with('/') {
            Ok(Listen::Unix(path.into()))
        } else {
            Err(ConfigError::new("listen: behind `unix:` stands the path of a socket, beginning with a slash"))
        };
    }
    let address: SocketAddr = text.parse().map_err(|_| {
        ConfigError::new(
            "listen: allowed are an address with its port (`127.0.0.1:8443`, `[::1]:8443`) and `unix:/path`",
        )
    })?;
    if address.ip().is_loopback() || behind_tls {
        return Ok(Listen::Tcp(address));
    }
    Err(ConfigError::new(
        "listen: others reach this address, and tokens and codes would cross the network in clear; listen on loopback or on \
         a Unix socket, or say `behind_tls = true` if what is in front of it encrypts",
    ))
}

fn database(text: &str, behind_tls: bool) -> Result<tokio_postgres::Config, ConfigError> {
    use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
    // The driver's error may quote a password.
    let mut config: tokio_postgres::Config = text.parse().map_err(|_| {
        ConfigError::new("database: allowed is what libpq takes, as in `host=/run/postgresql user=mfa dbname=mfa`")
    })?;
    if config.get_hosts().is_empty() {
        return Err(ConfigError::new("database: `host=` is missing: a folder with a socket, or a name"));
    }
    let is_local = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: core::net::IpAddr| ip.is_loopback()),
    };
    // The driver goes to `hostaddr` and not to what the name of the host stands for.
    let is_near = config.get_hosts().iter().all(is_local) && config.get_hostaddrs().iter().all(|ip| ip.is_loopback());
    if !behind_tls && !is_near {
        return Err(ConfigError::new(
            "database: its host is not this computer, and this program speaks to it in clear; reach it by a socket or by \
             loopback, or say `behind_tls = true` if what is between encrypts",
        ));
    }
    if config.get_ssl_mode() == SslMode::Require {
        return Err(ConfigError::new("database: `sslmode=require` is not what this program can do; see README, TLS"));
    }
    config.ssl_mode(SslMode::Disable).target_session_attrs(TargetSessionAttrs::ReadWrite);
    config.connect_timeout(Duration::from_secs(3)).application_name("mfa-fleet");
    Ok(config)
}

fn device(own: Option<&str>, policies: &Policies) -> Result<DeviceId, ConfigError> {
    match (own, policies.device) {
        (Some(own), _) => DeviceId::new(own).map_err(|error| ConfigError(format!("device: {error}"))),
        (None, Some(device)) => Ok(device),
        (None, None) => Err(ConfigError::new(
            "device: it is missing, here and in the policy; it is what all servers together are called when a recovery PIN \
             is issued: 4 to 64 characters",
        )),
    }
}

fn callers(files: Vec<CallerFile>) -> Result<Vec<Caller>, ConfigError> {
    let mut callers: Vec<Caller> = Vec::with_capacity(files.len());
    for CallerFile { name, role, token_sha256 } in files {
        if name.is_empty() || name.len() > 64 || name.chars().any(mfa_core::is_unprintable) {
            return Err(ConfigError::new("caller.name: allowed are 1 to 64 bytes of printable characters"));
        }
        let token = TokenHash::parse(&token_sha256).ok_or_else(|| {
            ConfigError(format!(
                "caller.token_sha256 of {name:?}: allowed are the 64 hexadecimal digits that `mfa-fleet token` prints"
            ))
        })?;
        if callers.iter().any(|other| other.name == name) {
            return Err(ConfigError(format!("caller.name: {name:?} is there twice")));
        }
        if callers.iter().any(|other| other.token.same_as(&token)) {
            return Err(ConfigError(format!(
                "caller.token_sha256 of {name:?}: another caller has it too; draw one for each"
            )));
        }
        callers.push(Caller { name, role, token });
    }
    if callers.is_empty() {
        return Err(ConfigError::new("caller: there is none, so nobody could call; `mfa-fleet token` draws one"));
    }
    Ok(callers)
}

fn limits(file: &LimitsFile) -> Result<Limits, ConfigError> {
    let time = |key: &str, milliseconds| {
        let key = format!("limits.{key}_milliseconds");
        within(&key, milliseconds, 10, 600_000).map(Duration::from_millis)
    };
    Ok(Limits {
        body: within("limits.body_bytes", file.body_bytes, 256, 65_536)?,
        header_time: time("header", file.header_milliseconds)?,
        body_time: time("body", file.body_milliseconds)?,
        request_time: time("request", file.request_milliseconds)?,
        statement_time: time("statement", file.statement_milliseconds)?,
        at_once: within("limits.at_once", file.at_once, 1, 1024)?,
        waiting: within("limits.waiting", file.waiting, 0, 65_536)?,
        callers: within("limits.callers", file.callers, 1, 65_536)?,
    })
}

fn within<T: PartialOrd + fmt::Display>(key: &str, value: T, least: T, most: T) -> Result<T, ConfigError> {
    if least <= value && value <= most {
        Ok(value)
    } else {
        Err(ConfigError(format!("{key}: {value} is not within {least} to {most}")))
    }
}
