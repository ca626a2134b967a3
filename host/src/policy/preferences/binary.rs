//! Binary property lists, as macOS keeps managed preferences, read by the crate `plist`.
//!
//! Values of such a list refer to each other, and the crate follows each reference: a few bytes can stand for more
//! values than there is memory. So its values are taken one by one, within bounds. The crate's own trees and visitors
//! have no bounds, and its visitors panic at dates before the year 0 (1.10.3).

use std::io::Cursor;

use plist::stream::{BinaryReader, Event, OwnedEvent};

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

/// Reads a property list whose value is a dictionary.
pub(super) fn read(bytes: &[u8]) -> Result<Node, FlawAt> {
    if !bytes.starts_with(BEGINNING) {
        return Err(Flaw::Binary.into());
    }
    let mut list = List { events: BinaryReader::new(Cursor::new(bytes)), left: MOST };
    match list.event()? {
        Event::StartDictionary(_) => list.dictionary(1),
        _ => Err(flaw("a property list with settings is a dictionary, and this one is not")),
    }
}

struct List<'b> {
    events: BinaryReader<Cursor<&'b [u8]>>,
    /// What the values that follow may cost.
    left: usize,
}

impl List<'_> {
    /// The value that an event begins.
    fn value(&mut self, event: OwnedEvent, depth: usize) -> Result<Node, FlawAt> {
        if depth > DEEPEST {
            return Err(flaw(format!("in this binary property list something stands deeper than {DEEPEST} levels")));
        }
        Ok(Node::Leaf(match event {
            Event::StartDictionary(_) => return self.dictionary(depth),
            Event::StartArray(_) => return self.array(depth),
            Event::EndCollection => return Err(flaw("in this binary property list a key has no value")),
            Event::String(text) => Raw::Text(text.into_owned()),
            Event::Boolean(on) => Raw::Switch(on),
            Event::Integer(number) => match (number.as_signed(), number.as_unsigned()) {
                (Some(number), _) => Raw::Whole(number.into()),
                (None, Some(number)) => Raw::Whole(number.into()),
                (None, None) => Raw::Other("a number"),
            },
            Event::Real(number) => real(number, &number.to_string()),
            Event::Date(_) => Raw::Other("a date"),
            Event::Data(_) => Raw::Other("data"),
            Event::Uid(_) => Raw::Other("a UID"),
            _ => Raw::Other("something that property lists did not have"),
        }))
    }

    fn dictionary(&mut self, depth: usize) -> Result<Node, FlawAt> {
        let mut entries = Vec::new();
        loop {
            let key = match self.event()? {
                Event::EndCollection => return Ok(Node::Dictionary(entries)),
                Event::String(key) => key.into_owned(),
                _ => return Err(flaw("in this binary property list a key is no text")),
            };
            let begins = self.event()?;
            let value = self.value(begins, depth.saturating_add(1))?;
            entries.push(Entry { key, at: None, value });
        }
    }

    fn array(&mut self, depth: usize) -> Result<Node, FlawAt> {
        let mut nodes = Vec::new();
        loop {
            match self.event()? {
                Event::EndCollection => return Ok(Node::Array(nodes)),
                begins => nodes.push(self.value(begins, depth.saturating_add(1))?),
            }
        }
    }

    /// The next event, paid for.
    fn event(&mut self) -> Result<OwnedEvent, FlawAt> {
        let event = self.events.next().ok_or_else(cut_short)?.map_err(damaged)?;
        let cost = match &event {
            Event::EndCollection => 0,
            Event::String(text) => EACH.saturating_add(text.len()),
            Event::Data(data) => EACH.saturating_add(data.len()),
            _ => EACH,
        };
        let left = self.left.checked_sub(cost);
        let too_much =
            || flaw(format!("written out, the values of this binary property list are more than {MOST} bytes"));
        self.left = left.ok_or_else(too_much)?;
        Ok(event)
    }
}

fn flaw(sentence: impl Into<String>) -> FlawAt {
    Flaw::Syntax(sentence.into()).into()
}

fn cut_short() -> FlawAt {
    flaw("this binary property list is cut short")
}

fn damaged(error: plist::Error) -> FlawAt {
    if error.is_io() || error.is_eof() {
        cut_short()
    } else {
        flaw(format!("this is not a well-formed binary property list: {error}"))
    }
}
