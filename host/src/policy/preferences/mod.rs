//! Managed preferences: what device management deploys for desktop logins, wherever in a profile it stands.

#[cfg(feature = "binary-preferences")]
mod binary;
mod tree;
mod xml;

use std::collections::HashSet;

use super::error::{Flaw, FlawAt};
use super::keys::Key;
use super::reading::Contents;
use super::value::{Found, Raw};
use tree::{Entry, Node};

/// A managed preference, and the key of the policy file that it sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// What managed preferences call it.
    pub name: &'static str,
    /// What the policy file calls it: what it means, takes, and is by default.
    pub key: &'static str,
}

/// The managed preferences.
pub const PREFERENCES: &[Preference] = &[
    Preference { name: "LoginPeriodWithOfflineFactor", key: "login.hours_offline" },
    Preference { name: "LoginPeriodWithoutEnrolledFactor", key: "login.hours_without_factor" },
    Preference { name: "MFARequiredList", key: "login.required" },
    Preference { name: "DeviceRecoveryPINDuration", key: "recovery.grant_minutes" },
    Preference { name: "AdminEmail", key: "contact.email" },
    Preference { name: "AdminPhone", key: "contact.phone" },
];

/// How the keys begin that make up a profile's frame.
const FRAME: &str = "Payload";

/// The preferences of an XML property list, and what else is in it.
pub(super) fn contents(text: &str) -> Result<Contents, FlawAt> {
    contents_of(&xml::read(text)?)
}

/// The preferences of a binary property list, and what else is in it.
#[cfg(feature = "binary-preferences")]
pub(super) fn binary_contents(bytes: &[u8]) -> Result<Contents, FlawAt> {
    contents_of(&binary::read(bytes)?)
}

/// Without the feature they are not read.
#[cfg(not(feature = "binary-preferences"))]
pub(super) fn binary_contents(_: &[u8]) -> Result<Contents, FlawAt> {
    Err(Flaw::Binary.into())
}

fn contents_of(list: &Node) -> Result<Contents, FlawAt> {
    let mut contents = Contents { known: Vec::new(), unknown: Vec::new() };
    collect(list, &mut contents)?;
    let mut listed = HashSet::new();
    contents.unknown.retain(|(key, _)| listed.insert(key.clone()));
    Ok(contents)
}

/// Looks into all dictionaries and arrays, whose depth was bounded when they were read.
fn collect(node: &Node, contents: &mut Contents) -> Result<(), FlawAt> {
    match node {
        Node::Dictionary(entries) => entries.iter().try_for_each(|entry| collect_entry(entry, contents)),
        Node::Array(nodes) => nodes.iter().try_for_each(|node| collect(node, contents)),
        Node::Leaf(_) => Ok(()),
    }
}

fn collect_entry(entry: &Entry, contents: &mut Contents) -> Result<(), FlawAt> {
    let known = PREFERENCES.iter().find(|preference| preference.name == entry.key);
    if let Some(key) = known.and_then(|preference| Key::named(preference.key)) {
        let found = Found { key: entry.key.clone(), value: raw(&entry.value), at: entry.at };
        return add(key, found, contents);
    }
    let is_frame = entry.key.starts_with(FRAME);
    if !(entry.value.holds_dictionaries() || is_frame) {
        contents.unknown.push((entry.key.clone(), entry.at));
    }
    collect(&entry.value, contents)
}

/// Adds a preference, unless it is there already and says the same.
fn add(key: &'static Key, found: Found, contents: &mut Contents) -> Result<(), FlawAt> {
    match contents.known.iter().find(|(there, _)| there.name() == key.name()) {
        None => {
            contents.known.push((key, found));
            Ok(())
        }
        Some((_, there)) if there.value == found.value => Ok(()),
        Some((_, there)) => {
            let values = [there.value.to_string(), found.value.to_string()];
            Err(FlawAt::new(found.at, Flaw::Twice { key: found.key, values }))
        }
    }
}

fn raw(node: &Node) -> Raw {
    match node {
        Node::Leaf(raw) => raw.clone(),
        Node::Dictionary(_) => Raw::Other("a dictionary"),
        Node::Array(nodes) => Raw::List(
            nodes
                .iter()
                .map(|node| match node {
                    Node::Leaf(raw) => raw.clone(),
                    Node::Dictionary(_) => Raw::Other("a dictionary"),
                    Node::Array(_) => Raw::Other("an array"),
                })
                .collect(),
        ),
    }
}
