//! What the program does: a command line, a status to end with, and a sentence where it did not go well.

mod import;
mod rotate;
mod serve;

use core::fmt;
use core::time::Duration;
use std::path::Path;
use std::process::ExitCode;

use tokio::runtime::Runtime;

use crate::config::{self, Config};
use crate::http::OPENAPI;
use crate::metrics::Metrics;
use crate::schema;
use crate::store::{LanesConfig, PostgresStore, connected};
use crate::vault::{Vault, drawn_key};

pub use import::{Imported, import};
pub use rotate::{Rotated, others, rotate};

const HELP: &str = "\
mfa-fleet: login servers without state of their own, on PostgreSQL

  mfa-fleet serve   --config FILE   answers by HTTP until it gets SIGTERM
  mfa-fleet migrate --config FILE   makes the tables, or brings them up to date
  mfa-fleet check   --config FILE   looks at configuration, policy, keys and database
  mfa-fleet rotate  --config FILE   seals every row with the newest key
  mfa-fleet import  --config FILE   adds people from lines `person name otpauth-uri` on standard input
  mfa-fleet token                   draws a caller's token
  mfa-fleet key     [NUMBER]        draws a key for the file of keys
  mfa-fleet openapi                 prints the description of the HTTP interface

The README beside its source is for whoever runs it.
";

/// Why a command did not do what it was to do.
#[derive(Debug)]
pub struct Failure(String);

impl<E: core::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Carries out a command line, without the program's name.
pub fn run(arguments: &[String]) -> ExitCode {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["serve", "--config", file] => serve::run(Path::new(file)),
        ["migrate", "--config", file] => migrate(Path::new(file)),
        ["check", "--config", file] => check(Path::new(file)),
        ["rotate", "--config", file] => rotate::run(Path::new(file)),
        ["import", "--config", file] => import::run(Path::new(file)),
        ["token"] => token(),
        ["key"] => key("1"),
        ["key", number] => key(number),
        ["openapi"] => print(OPENAPI),
        ["help" | "--help" | "-h"] => print(HELP),
        ["--version"] => print(concat!("mfa-fleet ", env!("CARGO_PKG_VERSION"), "\n")),
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("mfa-fleet: {failure}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Failure>;

fn print(text: &str) -> Done {
    use std::io::Write as _;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

fn token() -> Done {
    let token = config::drawn_token()?;
    let hash = config::TokenHash::of(&token).to_hex();
    print(&zeroize::Zeroizing::new(format!(
        "The caller's, shown once: {}\nIn the configuration:\n\n[[caller]]\nname = \"NAME\"\nrole = \"login\"\n\
         token_sha256 = \"{hash}\"\n",
        *token
    )))
}

fn key(number: &str) -> Done {
    let number = number.parse().ok().filter(|number| *number > 0);
    let number = number.ok_or_else(|| Failure(format!("a key's number is within 1 to {}", i32::MAX)))?;
    print(&drawn_key(number)?)
}

fn migrate(file: &Path) -> Done {
    let opened = Opened::of(file)?;
    let applied = opened.runtime.block_on(async {
        let mut session = connected(&opened.config.database, PATIENCE).await?;
        schema::migrate(&mut session.client).await
    })?;
    print(&format!("migrations applied: {applied}; the tables are of version {}\n", schema::VERSION))
}

fn check(file: &Path) -> Done {
    let opened = Opened::of(file)?;
    let vault = Vault::open_file(&opened.config.keys)?;
    let counts = opened.runtime.block_on(async {
        let session = connected(&opened.config.database, PATIENCE).await?;
        schema::check_version(&session.client).await?;
        schema::keys_in_use(&session.client).await
    })?;
    let missing: Vec<String> = counts
        .iter()
        .filter(|(key, _)| !vault.has(*key))
        .map(|(key, rows)| format!("key {key} ({rows} rows)"))
        .collect();
    if !missing.is_empty() {
        return Err(Failure(format!("keys: rows are sealed with keys that are not there: {}", missing.join(", "))));
    }
    let newest = vault.newest_number();
    let mut text = "configuration, policy, keys and database are good\n".to_owned();
    for (key, rows) in counts {
        let role = if key == newest { "the newest" } else { "older; `mfa-fleet rotate` takes its place" };
        text += &format!("key {key}: {rows} rows, {role}\n");
    }
    print(&text)
}

/// How long the database may take over a statement of a chore.
const PATIENCE: Duration = Duration::from_secs(60);

/// A configuration, and a runtime for its connections.
struct Opened {
    config: Config,
    runtime: Runtime,
}

impl Opened {
    fn of(file: &Path) -> Result<Self, Failure> {
        let config = config::read(file)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .worker_threads(2)
            // Requests, and looking up the database's name for each connection, which requests wait for.
            .max_blocking_threads(config.limits.at_once.saturating_add(config.connections))
            .build()?;
        Ok(Self { config, runtime })
    }

    fn store(&self, metrics: &Metrics) -> Result<PostgresStore, Failure> {
        let vault = Vault::open_file(&self.config.keys)?;
        let lanes = LanesConfig {
            database: self.config.database.clone(),
            connections: self.config.connections,
            patience: self.config.limits.statement_time,
        };
        Ok(PostgresStore::new(self.runtime.handle(), lanes, vault, metrics.store.clone()))
    }
}
