//! What is measured, once: [`ours`] through Rust, [`c_abi`] through the C ABI, [`peers`] what others take for the same codes.
//!
//! `src/bin/all.rs` times all of it in turn, for the tables; `src/bin/speed.rs` some of it, and holds the bounds;
//! `src/bin/count.rs` has its instructions counted; and `benches/verification.rs` has criterion look at each by itself.

#![allow(clippy::missing_panics_doc, reason = "a measurement of what does not work is none")]

pub mod c_abi;
pub mod ours;
pub mod peers;
pub mod timing;

/// RFC 4226's key.
pub const KEY: &[u8; 20] = b"12345678901234567890";
/// A time, in Unix seconds.
pub const NOW: u64 = 1_767_225_600;
/// A code that no candidate here has.
pub const WRONG: &str = "000000";

/// Something that is measured.
pub struct Operation {
    pub group: &'static str,
    pub name: String,
    pub run: Box<dyn FnMut()>,
}

impl Operation {
    pub fn new(group: &'static str, name: impl Into<String>, run: impl FnMut() + 'static) -> Self {
        Self { group, name: name.into(), run: Box::new(run) }
    }

    /// Group and name, as criterion and the counts have them.
    pub fn path(&self) -> String {
        format!("{}/{}", self.group, self.name)
    }
}

/// A value that stays until the program ends, so that operations may refer to it.
pub fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
