//! Rows as they are in the table.

use crate::vault::Sealed;

/// A person's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Drawn when the row was created.
    pub id: i64,
    /// One more with each change.
    pub version: i64,
    /// Everything the person has.
    pub sealed: Sealed,
}

pub(super) const READ: &str = "SELECT person, id, version, key_id, sealed FROM record WHERE person = ANY($1)";
/// Each row its own compare-and-set. What is not returned was not what it had been, and was left as it is.
pub(super) const REPLACE: &str = "UPDATE record SET version = record.version + 1, key_id = new.key_id, \
     sealed = new.sealed, changed = now() \
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::bytea[]) \
     AS new (person, id, version, key_id, sealed) \
     WHERE record.person = new.person AND record.id = new.id AND record.version = new.version \
     RETURNING record.person";
pub(super) const CREATE: &str = "INSERT INTO record (person, id, version, key_id, sealed) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (person) DO NOTHING";
pub(super) const DELETE: &str = "DELETE FROM record WHERE person = $1 AND id = $2 AND version = $3";
pub(super) const PEOPLE: &str = "SELECT person FROM record ORDER BY person";
