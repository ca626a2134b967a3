//! `mfa-fleet import`: people with the authenticators that they have elsewhere.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use mfa_core::{Digits, Otpauth, UnixTime};
use mfa_host::people::{NewAuthenticator, People};
use mfa_host::policy::Policies;
use mfa_host::record;
use mfa_host::store::{MemoryStore, Store as _};
use mfa_host::{AuthenticatorName, PersonName, clock};
use zeroize::Zeroizing;

use super::{Done, Failure, Opened, PATIENCE, print};
use crate::schema;
use crate::store::{FIRST_VERSION, Row, StoreError, connected, new_id};
use crate::vault::{Place, Vault};

/// How many people one statement adds.
const TOGETHER: usize = 1000;
/// The longest line in bytes.
const LONGEST: u64 = 8 * 1024;

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many people were added.
    pub added: u64,
    /// Who was there already, and was left as they are.
    pub there: Vec<String>,
}

pub(super) fn run(file: &Path) -> Done {
    let opened = Opened::of(file)?;
    let vault = Vault::open_file(&opened.config.keys)?;
    let imported = opened.runtime.block_on(async {
        let session = connected(&opened.config.database, PATIENCE).await?;
        schema::check_version(&session.client).await?;
        import(&session.client, &vault, &opened.config.policies, std::io::stdin().lock()).await
    })?;
    print(&format!("people added: {}\n", imported.added))?;
    match imported.there.as_slice() {
        [] => Ok(()),
        [first, others @ ..] => {
            Err(Failure(format!("there already, and left as they are: {first:?} and {} others", others.len())))
        }
    }
}

/// Adds people from lines. Nobody of a line that is refused, or of those behind it, is added. Lines of one person stand
/// together, and those that do not are refused.
pub async fn import(
    client: &tokio_postgres::Client,
    vault: &Vault,
    policies: &Policies,
    from: impl Read,
) -> Result<Imported, Failure> {
    let now = clock::now()?;
    let mut lines = Lines { from: BufReader::new(from), number: 0 };
    let (mut imported, mut rows) = (Imported::default(), Vec::with_capacity(TOGETHER));
    let mut person: Option<(PersonName, Vec<NewAuthenticator>)> = None;
    let mut seen = HashSet::new();
    while let Some((name, new)) = lines.next(policies, now)? {
        match &mut person {
            Some((same, news)) if *same == name => news.push(new),
            _ if !seen.insert(name.clone()) => return Err(lines.apart(&name)),
            _ => {
                rows.extend(person.replace((name, vec![new])).map(|(name, news)| row(vault, name, &news)).transpose()?);
            }
        }
        if rows.len() >= TOGETHER {
            imported.add(client, core::mem::take(&mut rows)).await?;
        }
    }
    rows.extend(person.map(|(name, news)| row(vault, name, &news)).transpose()?);
    imported.add(client, rows).await?;
    Ok(imported)
}

impl Imported {
    async fn add(&mut self, client: &tokio_postgres::Client, rows: Vec<(PersonName, Row)>) -> Result<(), Failure> {
        const ADD: &str = "INSERT INTO record (person, id, version, key_id, sealed) \
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::bytea[]) \
             ON CONFLICT (person) DO NOTHING RETURNING person";
        let people: Vec<&str> = rows.iter().map(|(person, _)| person.as_str()).collect();
        let ids: Vec<i64> = rows.iter().map(|(_, row)| row.id).collect();
        let versions: Vec<i64> = rows.iter().map(|(_, row)| row.version).collect();
        let keys: Vec<i32> = rows.iter().map(|(_, row)| row.sealed.key).collect();
        let sealed: Vec<&[u8]> = rows.iter().map(|(_, row)| row.sealed.bytes.as_slice()).collect();
        let added = client.query(ADD, &[&people, &ids, &versions, &keys, &sealed]).await;
        let added = added.map_err(|error| crate::store::statement_failed(&error))?;
        let added: HashSet<&str> = added.iter().filter_map(|row| row.try_get(0).ok()).collect();
        self.added = self.added.saturating_add(added.len() as u64);
        self.there.extend(people.iter().filter(|person| !added.contains(**person)).map(|&person| person.to_owned()));
        Ok(())
    }
}

struct Lines<R> {
    from: BufReader<R>,
    number: u64,
}

impl<R: Read> Lines<R> {
    fn apart(&self, person: &PersonName) -> Failure {
        Failure(format!(
            "line {}: {:?} has lines further up; lines of one person stand together",
            self.number,
            person.as_str()
        ))
    }

    fn next(&mut self, policies: &Policies, now: UnixTime) -> Result<Option<(PersonName, NewAuthenticator)>, Failure> {
        loop {
            let mut line = Zeroizing::new(String::with_capacity(1024));
            let read = (&mut self.from).take(LONGEST).read_line(&mut line)?;
            self.number = self.number.saturating_add(1);
            if read == 0 {
                return Ok(None);
            }
            if !line.trim().is_empty() {
                let parsed = parse(line.trim(), policies, now);
                return parsed.map(Some).map_err(|why| Failure(format!("line {}: {why}", self.number)));
            }
        }
    }
}

/// `person name otpauth-uri`, with tabs between them where a name has blanks.
fn parse(line: &str, policies: &Policies, now: UnixTime) -> Result<(PersonName, NewAuthenticator), String> {
    let separator = if line.contains('\t') { '\t' } else { ' ' };
    let mut parts = line.splitn(3, separator).map(str::trim);
    let (Some(person), Some(name), Some(uri)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("allowed is `person name otpauth-uri`, with blanks or tabs between".to_owned());
    };
    let person = PersonName::new(person).map_err(|error| format!("person: {error}"))?;
    let name = AuthenticatorName::new(name).map_err(|error| format!("name: {error}"))?;
    let uri = Otpauth::parse(uri).map_err(|error| error.to_string())?;
    if uri.parameters().digits == Digits::Nine && !policies.recovery.allows(Digits::Nine) {
        return Err("nine digits are recovery PINs where the policy has recovery on".to_owned());
    }
    let new = NewAuthenticator {
        name,
        secret: uri.secret().clone(),
        parameters: *uri.parameters(),
        start: Some(uri.start()),
        added: now,
    };
    Ok((person, new))
}

/// A person's first row.
fn row(vault: &Vault, person: PersonName, news: &[NewAuthenticator]) -> Result<(PersonName, Row), Failure> {
    let memory = MemoryStore::new();
    People::of(&memory).add_all(&person, news).map_err(|error| Failure(format!("{person}: {error}")))?;
    let (record, _) = memory.read(&person)?.ok_or(StoreError::NotThere)?;
    let (id, version) = (new_id()?, FIRST_VERSION);
    let sealed = vault.seal(Place { person: &person, id, version }, &record::encode(&person, &record))?;
    Ok((person, Row { id, version, sealed }))
}
