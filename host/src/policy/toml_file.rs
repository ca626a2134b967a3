//! The policy file: TOML, a table for each section.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::error::{Flaw, FlawAt};
use super::keys::{KEYS, Key};
use super::reading::Contents;
use super::value::{Found, Raw};

/// The keys of a policy file, and what else is in it.
pub(super) fn contents(text: &str) -> Result<Contents, FlawAt> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(text.len(), |span| span.start);
        FlawAt::syntax(at, format!("this is not TOML: {}", error.message()))
    })?;
    let mut contents = Contents { known: Vec::new(), unknown: Vec::new() };
    for (section, value) in in_order(table.get_ref()) {
        let at = section.span().start;
        match value.get_ref() {
            DeValue::Table(keys) if !keys.is_empty() => keys_of(section.get_ref(), keys, &mut contents),
            DeValue::Table(_) if is_section(section.get_ref()) => {}
            other if is_section(section.get_ref()) => {
                let value = raw(other).to_string().into();
                let flaw = Flaw::Value { key: section.get_ref().as_ref().into(), value, allowed: "a table".into() };
                return Err(FlawAt::new(at, flaw));
            }
            _ => contents.unknown.push((section.get_ref().to_string(), Some(at))),
        }
    }
    Ok(contents)
}

/// Whether there are keys in a section of that name.
fn is_section(name: &str) -> bool {
    KEYS.iter().any(|key| key.name().split_once('.').is_some_and(|(section, _)| section == name))
}

/// The keys of a section. What stands deeper is no key, and is called by the first name that no key has.
fn keys_of(section: &str, keys: &DeTable<'_>, contents: &mut Contents) {
    for (name, value) in in_order(keys) {
        let at = Some(name.span().start);
        let called = format!("{section}.{}", name.get_ref());
        match Key::named(&called) {
            Some(key) => contents.known.push((key, Found { key: called, value: raw(value.get_ref()), at })),
            None => contents.unknown.push((called, at)),
        }
    }
}

/// The entries of a table as they stand in the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Raw::Fraction(number.to_string()), Raw::Whole),
        DeValue::Float(number) => Raw::Fraction(number.to_string()),
        DeValue::Boolean(on) => Raw::Switch(*on),
        DeValue::Datetime(_) => Raw::Other("a date"),
        DeValue::Table(_) => Raw::Other("a table"),
        DeValue::Array(entries) => Raw::List(
            entries
                .iter()
                .map(|entry| match entry.get_ref() {
                    // No key takes lists of lists.
                    DeValue::Array(_) => Raw::Other("a list"),
                    other => raw(other),
                })
                .collect(),
        ),
    }
}
