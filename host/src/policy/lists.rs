//! Lists of people, as both kinds of files have them.

use crate::name::PersonName;

/// The entry that stands for everybody.
pub(super) const EVERYBODY: &str = "*";

/// What is wrong with an entry; nothing, if it is a name that somebody can have, or stands for everybody.
pub(super) fn flaw_of(entry: &str) -> Option<String> {
    if entry == EVERYBODY {
        return None;
    }
    if entry.contains('*') {
        return Some("`*` stands for everybody only alone, and is no part of a name".to_owned());
    }
    if entry.trim() != entry {
        return Some("there is white space at its ends".to_owned());
    }
    PersonName::new(entry).err().map(|error| error.to_string())
}
