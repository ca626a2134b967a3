//! `mfa list`: everybody.

use std::path::Path;

use mfa_core::UnixTime;
use mfa_host::PersonName;
use mfa_host::people::{People, PeopleError};
use mfa_host::policy::Policies;
use mfa_host::store::{FileStore, Store as _};
use serde::Serialize;

use super::standing::Standing;
use crate::args::ListArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{json, output, sentences};

/// A person, or why their record cannot be read.
#[derive(Serialize)]
#[serde(untagged)]
enum Row {
    Standing(Box<Standing>),
    Unreadable { person: String, error: String },
}

pub(crate) fn run(args: &ListArgs) -> Result<Exit, Failure> {
    let now = args.basics.now()?;
    let policies = args.policy.policies()?;
    let folder = args.basics.folder();
    let store = FileStore::open(folder).map_err(|error| sentences::store_failed(&error))?;
    let people = store.people().map_err(|error| sentences::store_failed(&error))?;
    let mut exit = Exit::Done;
    let mut rows = Vec::with_capacity(people.len());
    for person in &people {
        match row(&store, folder, person, now, &policies) {
            Ok(Some(row)) => rows.push(row),
            // Somebody was deleted meanwhile.
            Ok(None) => {}
            Err(failure) => {
                exit = failure.tell();
                rows.push(Row::Unreadable {
                    person: person.as_str().to_owned(),
                    error: output::escaped(failure.sentence()),
                });
            }
        }
    }
    if args.basics.json {
        json::print(&rows)?;
    } else if rows.is_empty() {
        output::complain(&format!("nobody is in {}\n", output::escaped(&folder.display().to_string())));
    } else {
        output::print(table(&rows, now))?;
    }
    Ok(exit)
}

fn row(
    store: &FileStore,
    folder: &Path,
    person: &PersonName,
    now: UnixTime,
    policies: &Policies,
) -> Result<Option<Row>, Failure> {
    let standing = People::of(store).record(person).and_then(|record| Standing::of(person, &record, now, policies));
    match standing {
        Ok(standing) => Ok(Some(Row::Standing(Box::new(standing)))),
        Err(PeopleError::NoSuchPerson) => Ok(None),
        Err(error) => Err(sentences::not_done(error, person, folder)),
    }
}

/// Columns: who, how many authenticators, whether one is required, failures in a row, and whether codes are looked at,
/// with what else is pending or open.
fn table(rows: &[Row], now: UnixTime) -> String {
    let head = ["PERSON", "ENROLLED", "REQUIRED", "FAILURES", "CODES"].map(str::to_owned);
    let body = rows.iter().map(|row| match row {
        Row::Standing(standing) => [
            standing.person.clone(),
            standing.authenticators.len().to_string(),
            standing.duty.word().to_owned(),
            standing.failures.to_string(),
            standing.listed(now),
        ],
        Row::Unreadable { person, .. } => [person, "?", "?", "?", "unreadable"].map(str::to_owned),
    });
    let lines: Vec<[String; 5]> = core::iter::once(head).chain(body).collect();
    let width = lines.iter().map(|[person, ..]| person.chars().count()).max().unwrap_or(0);
    lines
        .iter()
        .map(|[person, enrolled, required, failures, codes]| {
            format!("{person:width$}  {enrolled:8}  {required:11}  {failures:8}  {codes}\n")
        })
        .collect()
}
