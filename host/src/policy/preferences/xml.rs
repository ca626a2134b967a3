//! XML property lists, as little of XML as they need: no entities but XML's own five, no other encoding than UTF-8, and
//! no deeper than 32 levels.
//!
//! The crate `plist` (1.10.3) reads XML too, but drops CDATA and unknown entities out of the middle of values without a
//! word, so that a setting would be another than the file says. It also tells neither line nor column of an error, and
//! not which key stands twice: what administrators need to mend a file.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::tree::{self, DEEPEST, Entry, Node};
use crate::policy::error::{FlawAt, Spot};
use crate::policy::value::Raw;

/// Reads a property list: a dictionary, with or without `<plist>` around it.
pub(super) fn read(text: &str) -> Result<Node, FlawAt> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_comments = true;
    Document { reader, text }.read()
}

struct Document<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
}

/// What stands between the texts, and the byte where it begins.
enum Tag {
    Open(String, usize),
    Close(usize),
    End(usize),
}

impl Document<'_> {
    fn read(mut self) -> Result<Node, FlawAt> {
        let (mut name, mut at) = match self.tag()? {
            Tag::Open(name, at) => (name, at),
            Tag::Close(at) | Tag::End(at) => return Err(FlawAt::syntax(at, "this is no property list: it is empty")),
        };
        let has_frame = name == "plist";
        if has_frame {
            (name, at) = match self.tag()? {
                Tag::Open(name, at) => (name, at),
                Tag::Close(at) => return Err(FlawAt::syntax(at, "the property list is empty")),
                Tag::End(at) => return Err(unclosed(at)),
            };
        }
        if name != "dict" {
            return Err(FlawAt::syntax(at, format!("a property list with settings begins with <dict>, not <{name}>")));
        }
        let node = self.dictionary(1)?;
        if has_frame {
            match self.tag()? {
                Tag::Close(_) => {}
                Tag::Open(_, at) => return Err(FlawAt::syntax(at, "a property list holds one value")),
                Tag::End(at) => return Err(unclosed(at)),
            }
        }
        match self.tag()? {
            Tag::End(_) => Ok(node),
            Tag::Open(_, at) | Tag::Close(at) => Err(FlawAt::syntax(at, "there is something behind the property list")),
        }
    }

    /// The value that an opening tag begins.
    fn value(&mut self, name: &str, at: usize, depth: usize) -> Result<Node, FlawAt> {
        if depth > DEEPEST {
            return Err(FlawAt::syntax(at, format!("this stands deeper than {DEEPEST} levels")));
        }
        let raw = match name {
            "dict" => return self.dictionary(depth),
            "array" => return self.array(depth),
            "string" => Raw::Text(self.content(name, at)?),
            "integer" => {
                let content = self.content(name, at)?;
                Raw::Whole(integer(content.trim()).ok_or_else(|| FlawAt::syntax(at, "this <integer> is no number"))?)
            }
            "real" => {
                let content = self.content(name, at)?;
                let number = content.trim();
                let parsed = number.parse().map_err(|_| FlawAt::syntax(at, "this <real> is no number"))?;
                tree::real(parsed, number)
            }
            "true" | "false" => {
                if !self.content(name, at)?.trim().is_empty() {
                    return Err(FlawAt::syntax(at, format!("<{name}> has no content")));
                }
                Raw::Switch(name == "true")
            }
            "date" => {
                self.content(name, at)?;
                Raw::Other("a date")
            }
            "data" => {
                self.content(name, at)?;
                Raw::Other("data")
            }
            "key" => return Err(FlawAt::syntax(at, "here stands a <key>, but a value belongs here")),
            _ => return Err(FlawAt::syntax(at, format!("<{name}> does not belong in a property list"))),
        };
        Ok(Node::Leaf(raw))
    }

    fn dictionary(&mut self, depth: usize) -> Result<Node, FlawAt> {
        let mut entries = Vec::new();
        loop {
            let at = match self.tag()? {
                Tag::Close(_) => return Ok(Node::Dictionary(entries)),
                Tag::End(at) => return Err(unclosed(at)),
                Tag::Open(name, at) if name == "key" => at,
                Tag::Open(name, at) => {
                    return Err(FlawAt::syntax(at, format!("here stands <{name}>, but a <key> belongs here")));
                }
            };
            let key = self.content("key", at)?;
            let value = match self.tag()? {
                Tag::Open(name, at) => self.value(&name, at, depth.saturating_add(1))?,
                Tag::Close(at) => return Err(FlawAt::syntax(at, "the last <key> has no value")),
                Tag::End(at) => return Err(unclosed(at)),
            };
            entries.push(Entry { key, at: Some(at), value });
        }
    }

    fn array(&mut self, depth: usize) -> Result<Node, FlawAt> {
        let mut nodes = Vec::new();
        loop {
            match self.tag()? {
                Tag::Close(_) => return Ok(Node::Array(nodes)),
                Tag::End(at) => return Err(unclosed(at)),
                Tag::Open(name, at) => nodes.push(self.value(&name, at, depth.saturating_add(1))?),
            }
        }
    }

    /// The next tag. Before it there may be white space and comments.
    fn tag(&mut self) -> Result<Tag, FlawAt> {
        loop {
            let at = self.here();
            match self.event()? {
                Event::Start(start) => return Ok(Tag::Open(name_of(&start, at)?, at)),
                Event::End(_) => return Ok(Tag::Close(at)),
                Event::Eof => return Ok(Tag::End(at)),
                Event::Text(text) if text.iter().all(u8::is_ascii_whitespace) => {}
                Event::Text(text) => {
                    let space = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                    return Err(FlawAt::syntax(at.saturating_add(space), "here stands text, but a tag belongs here"));
                }
                Event::CData(_) | Event::GeneralRef(_) => {
                    return Err(FlawAt::syntax(at, "here stands text, but a tag belongs here"));
                }
                Event::DocType(declared) if declared.contains(&b'[') => {
                    return Err(FlawAt::syntax(at, "the document type declares entities, and none are read"));
                }
                Event::Decl(declared) => {
                    let encoding = declared.encoding().transpose().ok().flatten();
                    if encoding.is_some_and(|name| !name.eq_ignore_ascii_case(b"utf-8")) {
                        return Err(FlawAt::syntax(at, "only UTF-8 is read, and another encoding is declared"));
                    }
                }
                Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    /// The text up to the closing tag of the element that was opened there.
    fn content(&mut self, element: &str, opened: usize) -> Result<String, FlawAt> {
        let mut content = String::new();
        loop {
            let at = self.here();
            match self.event()? {
                Event::End(_) => return Ok(content),
                Event::Text(text) => content.push_str(&String::from_utf8_lossy(&text)),
                Event::CData(text) => content.push_str(&String::from_utf8_lossy(&text)),
                Event::GeneralRef(reference) => {
                    let unknown = || FlawAt::syntax(at, "this entity is not one of XML's own");
                    match reference.resolve_char_ref() {
                        Ok(Some(character)) => content.push(character),
                        Ok(None) => content.push(entity(&reference).ok_or_else(unknown)?),
                        Err(_) => return Err(FlawAt::syntax(at, "there is no character of this number")),
                    }
                }
                Event::Start(start) => {
                    let name = name_of(&start, at)?;
                    let Spot { line, .. } = Spot::of(self.text.as_bytes(), opened);
                    let message = format!(
                        "here stands <{name}>, but the <{element}> of line {line} is not closed yet; \
                         look for its </{element}>, which is missing or lost a character, and nothing was taken over"
                    );
                    return Err(FlawAt::syntax(at, message));
                }
                Event::Eof => return Err(unclosed(at)),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Decl(_) | Event::DocType(_) | Event::Empty(_) => {
                    return Err(FlawAt::syntax(at, "this does not belong inside an element"));
                }
            }
        }
    }

    fn event(&mut self) -> Result<Event<'_>, FlawAt> {
        let at = self.here();
        self.reader.read_event().map_err(|error| FlawAt::syntax(at, format!("this is not well-formed XML: {error}")))
    }

    /// The byte up to which everything was read.
    fn here(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(self.text.len())
    }
}

/// What an element is called. Its attributes are of no interest, but have to be well-formed.
fn name_of(start: &BytesStart<'_>, at: usize) -> Result<String, FlawAt> {
    if let Some(Err(error)) = start.attributes().find(Result::is_err) {
        return Err(FlawAt::syntax(at, format!("this is not well-formed XML: {error}")));
    }
    Ok(String::from_utf8_lossy(start.name().as_ref()).into_owned())
}

fn unclosed(at: usize) -> FlawAt {
    FlawAt::syntax(at, "the file ends before everything is closed")
}

fn entity(name: &[u8]) -> Option<char> {
    Some(match name {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"apos" => '\'',
        b"quot" => '"',
        _ => return None,
    })
}

/// A whole number, in decimal or in hexadecimal behind `0x`.
fn integer(text: &str) -> Option<i128> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) if digits.starts_with(|c: char| c.is_ascii_hexdigit()) => i128::from_str_radix(digits, 16).ok(),
        Some(_) => None,
        None => text.parse().ok(),
    }
}
