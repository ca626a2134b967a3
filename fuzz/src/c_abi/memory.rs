//! Memory as a caller in C hands it over: exactly as long as is said, so that AddressSanitizer sees a byte before or behind it
//! that is touched; and what stands in outputs before a call is not what should stand there after it.

use core::ffi::c_char;
use core::ptr::null_mut;
use std::alloc::{Layout, alloc, dealloc};

/// What outputs hold before a call.
const BEFORE: u8 = 0xa5;

/// Bytes, or NULL with a length.
pub(super) struct Block {
    at: *mut u8,
    length: usize,
    layout: Option<Layout>,
}

impl Block {
    /// NULL, said to be so long.
    pub(super) fn null(length: usize) -> Self {
        Self { at: null_mut(), length, layout: None }
    }

    /// Memory aligned for anything that the header has.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let layout = Layout::from_size_align(bytes.len().max(1), align_of::<u64>()).expect("it is short");
        // SAFETY: the layout has a size, and the memory is as long as what is written to it.
        let at = unsafe {
            let at = alloc(layout);
            assert!(!at.is_null());
            at.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            at
        };
        Self { at, length: bytes.len(), layout: Some(layout) }
    }

    /// A place for an output.
    pub(super) fn empty(length: usize) -> Self {
        Self::of(&vec![BEFORE; length])
    }

    /// A struct that begins with its size, whatever else it says.
    pub(super) fn open(mut bytes: Vec<u8>) -> Self {
        bytes.resize(bytes.len().max(4), 0);
        let size = u32::try_from(bytes.len()).expect("it is short");
        bytes[..4].copy_from_slice(&size.to_le_bytes());
        Self::of(&bytes)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        if self.at.is_null() {
            return &[];
        }
        // SAFETY: so many bytes were allocated and written.
        unsafe { core::slice::from_raw_parts(self.at, self.length) }
    }

    /// What a struct says in the four bytes there, or 0 where it ends before.
    pub(super) fn u32_at(&self, at: usize) -> u32 {
        self.bytes().get(at..at + 4).map_or(0, |four| u32::from_le_bytes(four.try_into().expect("there are four")))
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    pub(super) fn ptr<T>(&self) -> *const T {
        self.at.cast_const().cast()
    }

    pub(super) fn out<T>(&self) -> *mut T {
        self.at.cast()
    }

    pub(super) fn text(&self) -> *const c_char {
        self.ptr()
    }

    /// Whether it ends in a NUL and is UTF-8 up to the first, or there is no place for one.
    pub(super) fn holds_text(&self) -> bool {
        let bytes = self.bytes();
        let end = bytes.iter().position(|byte| *byte == 0);
        bytes.is_empty() || end.is_some_and(|end| core::str::from_utf8(&bytes[..end]).is_ok())
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if let Some(layout) = self.layout {
            // SAFETY: it was allocated with this layout.
            unsafe { dealloc(self.at, layout) };
        }
    }
}
