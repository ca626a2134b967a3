//! The bytes that an object keeps behind what it holds: written piece by piece, and told by where the pieces lie.
//!
//! An attempt's is most of it, and a login writes a tenth of that. So it is not zeroed first, and nothing but what was
//! written is ever looked at.

use core::marker::PhantomData;

/// Room for bytes.
pub(crate) struct Room<'c> {
    start: *mut u8,
    length: usize,
    call: PhantomData<&'c mut [u8]>,
}

/// Where a piece lies.
#[derive(Clone, Copy, Default)]
pub(crate) struct Span {
    start: u16,
    length: u16,
}

impl Span {
    pub(crate) const NOTHING: Self = Self { start: 0, length: 0 };

    /// This piece and one that lies directly behind it.
    pub(crate) const fn and(self, next: Self) -> Self {
        if self.length == 0 {
            next
        } else {
            Self { start: self.start, length: self.length.saturating_add(next.length) }
        }
    }

    const fn end(self) -> usize {
        (self.start as usize).saturating_add(self.length as usize)
    }
}

impl Room<'_> {
    /// # Safety
    ///
    /// The pointer is good for writing so many bytes for as long as the room is there, and for reading what was written.
    pub(super) const unsafe fn new(start: *mut u8, length: usize) -> Self {
        Self { start, length, call: PhantomData }
    }

    /// Writes a piece behind another one; `None` if there is no room for it.
    pub(crate) fn push(&mut self, behind: Span, piece: &[u8]) -> Option<Span> {
        let start = behind.end();
        let end = start.checked_add(piece.len()).filter(|end| *end <= self.length)?;
        let span = Span { start: u16::try_from(start).ok()?, length: u16::try_from(end.checked_sub(start)?).ok()? };
        // SAFETY: it ends within the room, which nothing else borrows.
        unsafe { self.start.wrapping_add(start).copy_from_nonoverlapping(piece.as_ptr(), piece.len()) };
        Some(span)
    }

    /// The same with a piece that is still to be written: zeros until then.
    pub(crate) fn push_zeros<const N: usize>(&mut self, behind: Span) -> Option<(Span, &mut [u8; N])> {
        let span = self.push(behind, &[0; N])?;
        // SAFETY: it lies in the room, which nothing else borrows, and was written.
        let piece = unsafe { &mut *self.start.wrapping_add(usize::from(span.start)).cast::<[u8; N]>() };
        Some((span, piece))
    }

    /// A piece that was written, for C: NULL and 0 if it has no bytes.
    pub(crate) fn piece(&self, span: Span) -> (*const u8, usize) {
        if span.length == 0 || span.end() > self.length {
            return (core::ptr::null(), 0);
        }
        (self.start.wrapping_add(usize::from(span.start)).cast_const(), usize::from(span.length))
    }

    /// Wipes a piece that was written.
    pub(crate) fn wipe(&mut self, span: Span) {
        let (start, length) = self.piece(span);
        if length > 0 {
            // SAFETY: it lies in the room and was written.
            let piece = unsafe { core::slice::from_raw_parts_mut(start.cast_mut(), length) };
            zeroize::Zeroize::zeroize(piece);
        }
    }
}
