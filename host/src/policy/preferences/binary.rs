//! Binary property lists, as macOS keeps managed preferences, read by the crate `plist`.
//!
//! Values of such a list refer to each other, and the crate follows each reference: a few bytes can stand for more
//! values than there is memory. So a list is walked through within bounds before a tree is made of it.

use core::cell::Cell;
use core::fmt;
use std::collections::HashSet;
use std::io::Cursor;

use plist::Value;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::tree::{DEEPEST, Entry, Node, real};
use crate::policy::error::{Flaw, FlawAt};
use crate::policy::reading::LONGEST;
use crate::policy::value::Raw;

/// How the only form begins that is read. Others are Apple's own, and unpublished.
const BEGINNING: &[u8] = b"bplist00";
/// What the values may cost, references followed.
const MOST: usize = LONGEST.saturating_mul(16);
/// What each of them costs, beside the bytes of its text or data.
const EACH: usize = 16;
/// How our own sentences begin.
const OURS: &str = "in this binary property list ";

/// Reads a property list whose value is a dictionary.
pub(super) fn read(bytes: &[u8]) -> Result<Node, FlawAt> {
    if !bytes.starts_with(BEGINNING) {
        return Err(Flaw::Binary.into());
    }
    let Walked = plist::from_bytes(bytes).map_err(damaged)?;
    match Value::from_reader(Cursor::new(bytes)).map_err(damaged)? {
        value @ Value::Dictionary(_) => Ok(node(value)),
        _ => Err(Flaw::Syntax("a property list with settings is a dictionary, and this one is not".to_owned()).into()),
    }
}

/// What the crate says, in which our own sentences are wrapped as `Serde("..")`.
fn damaged(error: plist::Error) -> FlawAt {
    let told = error.to_string();
    let wrapped = told.strip_prefix("Serde(\"").and_then(|rest| rest.strip_suffix("\")"));
    let sentence = match wrapped.filter(|sentence| sentence.starts_with(OURS)) {
        Some(sentence) => sentence.to_owned(),
        None if error.is_io() || error.is_eof() => "this binary property list is cut short".to_owned(),
        None => format!("this is not a well-formed binary property list: {told}"),
    };
    Flaw::Syntax(sentence).into()
}

/// The tree of a value whose depth is bounded.
fn node(value: Value) -> Node {
    Node::Leaf(match value {
        Value::Dictionary(entries) => {
            let entry = |(key, value)| Entry { key, at: None, value: node(value) };
            return Node::Dictionary(entries.into_iter().map(entry).collect());
        }
        Value::Array(values) => return Node::Array(values.into_iter().map(node).collect()),
        Value::String(text) => Raw::Text(text),
        Value::Boolean(on) => Raw::Switch(on),
        Value::Integer(number) => match (number.as_signed(), number.as_unsigned()) {
            (Some(number), _) => Raw::Whole(number.into()),
            (None, Some(number)) => Raw::Whole(number.into()),
            (None, None) => Raw::Other("a number"),
        },
        Value::Real(number) => real(number, &number.to_string()),
        Value::Date(_) => Raw::Other("a date"),
        Value::Data(_) => Raw::Other("data"),
        Value::Uid(_) => Raw::Other("a UID"),
        _ => Raw::Other("something that property lists did not have"),
    })
}

/// A list that keeps to the bounds.
struct Walked;

impl<'de> Deserialize<'de> for Walked {
    fn deserialize<D: Deserializer<'de>>(list: D) -> Result<Self, D::Error> {
        let left = Cell::new(MOST);
        Walk { left: &left, depth: 1 }.deserialize(list).map(|()| Self)
    }
}

/// One value at its depth, and what all that follow may cost. Nothing of it is kept.
#[derive(Clone, Copy)]
struct Walk<'l> {
    left: &'l Cell<usize>,
    depth: usize,
}

impl Walk<'_> {
    /// Pays for a value of that many bytes.
    fn pay<E: Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(EACH.saturating_add(bytes));
        self.left.set(left.ok_or_else(|| refused(format_args!("the values are more than {MOST} bytes written out")))?);
        Ok(())
    }

    fn deeper(self) -> Self {
        Self { depth: self.depth.saturating_add(1), ..self }
    }
}

fn refused<E: Error>(sentence: fmt::Arguments<'_>) -> E {
    E::custom(format_args!("{OURS}{sentence}"))
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        if self.depth > DEEPEST {
            return Err(refused(format_args!("something stands deeper than {DEEPEST} levels")));
        }
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a property list")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.pay(0)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.pay(0)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.pay(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.pay(0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.pay(text.len())
    }

    fn visit_bytes<E: Error>(self, data: &[u8]) -> Result<(), E> {
        self.pay(data.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        self.pay(0)?;
        while values.next_element_seed(self.deeper())?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.pay(0)?;
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.pay(key.len())?;
            // The crate would keep one of the two values.
            if let Some(key) = keys.replace(key) {
                let key = key.escape_debug();
                return Err(refused(format_args!("{key} stands twice in one dictionary; give one")));
            }
            entries.next_value_seed(self.deeper())?;
        }
        Ok(())
    }
}
