//! Text that is written into the caller's memory, with a NUL at its end.

use core::fmt::{self, Write};

use zeroize::Zeroize as _;

use super::Done;
use crate::failure::Failure;
use crate::result::*;

/// A place for text. Text that does not fit is not there at all: what was written of it is wiped.
pub(crate) struct TextPlace<'c> {
    argument: u8,
    place: &'c mut [u8],
    /// How long the text is, whether it fits or not.
    length: usize,
}

impl<'c> TextPlace<'c> {
    pub(super) fn new(argument: u8, place: &'c mut [u8]) -> Self {
        Self { argument, place, length: 0 }
    }

    /// Writes all of the text. `length`, where somebody wants it, is how many bytes it has without the NUL, whether it fits
    /// or not.
    pub(crate) fn fill(
        mut self,
        length: Option<&mut usize>,
        write: impl FnOnce(&mut dyn Write) -> fmt::Result,
    ) -> Done<()> {
        let written = write(&mut self);
        if let Some(place) = length {
            *place = self.length;
        }
        if written.is_err() || self.length >= self.place.len() {
            // Byte by byte: for all of a slice at once there is a way to a panic, should it be longer than any can be.
            self.place.iter_mut().zeroize();
            return Err(Failure::argument(MFA_ARGUMENT_TOO_SMALL, self.argument));
        }
        Ok(())
    }

    /// Refuses a text that will not fit, before there is one.
    #[cfg(all(feature = "std", unix))]
    pub(crate) fn must_fit(&self, text: &str) -> Done<()> {
        if text.len() < self.place.len() {
            Ok(())
        } else {
            Err(Failure::argument(MFA_ARGUMENT_TOO_SMALL, self.argument))
        }
    }

    /// Writes as much of a text as there is room for, cut between two characters.
    #[cfg(all(feature = "std", unix))]
    pub(crate) fn fill_cut(mut self, text: &str) {
        let room = self.place.len().saturating_sub(1);
        let end = (0..=room.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        // What is written fits, and writing here does not fail.
        let _ = self.write_str(text.get(..end).unwrap_or_default());
    }
}

impl Write for TextPlace<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Of the text's length for sure: with a sum of two numbers the compiler keeps a panic.
        if let Some(place) = self.place.get_mut(self.length..).and_then(|rest| rest.get_mut(..text.len())) {
            place.copy_from_slice(text.as_bytes());
        }
        self.length = self.length.saturating_add(text.len());
        Ok(())
    }
}
