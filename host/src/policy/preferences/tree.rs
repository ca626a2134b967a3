//! What property lists are made of, in whatever form they are written.

use crate::policy::value::Raw;

/// How deep dictionaries and arrays may stand in each other.
pub(super) const DEEPEST: usize = 32;

/// A value of a property list.
#[derive(Debug)]
pub(super) enum Node {
    Dictionary(Vec<Entry>),
    Array(Vec<Node>),
    Leaf(Raw),
}

/// A key of a dictionary with its value, and the byte where the key stands; a list in binary form has no such places.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) at: Option<usize>,
    pub(super) value: Node,
}

impl Node {
    /// Whether there are keys somewhere in it.
    pub(super) fn holds_dictionaries(&self) -> bool {
        match self {
            Self::Dictionary(_) => true,
            Self::Array(nodes) => nodes.iter().any(Self::holds_dictionaries),
            Self::Leaf(_) => false,
        }
    }
}

/// A whole number if it is one, such as 24.0; otherwise as it is written.
pub(super) fn real(number: f64, written: &str) -> Raw {
    let whole = if number.fract() == 0.0 { format!("{number:.0}").parse().ok() } else { None };
    whole.map_or_else(|| Raw::Fraction(written.to_owned()), Raw::Whole)
}
