//! Opaque objects in the caller's memory: a tag, what the object holds, and the tag's complement.
//!
//! The tags tell memory that never was an object, another kind of object, one of another layout, and one that was cut short
//! or written over. They do not tell an object whose inside somebody changed on purpose: C promises not to.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "that an object has room for what it holds is checked when it is compiled"
)]

use core::marker::PhantomData;
use core::mem::{align_of, size_of};

use zeroize::Zeroize as _;

use super::{Done, Room};
use crate::failure::Failure;
use crate::result::*;

/// One layout of all objects; another number when that of any changes.
const LAYOUT: u8 = 1;

/// An opaque object of the header.
///
/// # Safety
///
/// The type is an array of `u64` and nothing else.
pub(crate) unsafe trait Object: Sized {
    /// What it holds.
    type Inner;
    /// Tells it from all others.
    const TAG: u64;
    /// Whether it is good in its own place only: a copy of it is refused.
    const STAYS: bool;
    /// Checked when the library is compiled: there is room, at an alignment that C's `uint64_t` has.
    const FITS: () = assert!(
        size_of::<Self::Inner>() + 2 * size_of::<u64>() <= size_of::<Self>()
            && align_of::<Self::Inner>() <= align_of::<u64>()
    );
}

/// Says what an opaque object holds.
macro_rules! object {
    ($object:ident holds $inner:ty, tagged $tag:literal $(, $stays:ident)?) => {
        // SAFETY: the struct is an array of `u64` in the layout of C.
        unsafe impl $crate::raw::Object for $object {
            type Inner = $inner;
            const TAG: u64 = $crate::raw::tag(*$tag);
            const STAYS: bool = object!(@stays $($stays)?);
        }
    };
    (@stays) => { false };
    (@stays stays) => { true };
}

/// The tag of a kind of objects.
pub(crate) const fn tag([a, b, c, d]: [u8; 4]) -> u64 {
    u64::from_le_bytes([b'm', b'f', b'a', LAYOUT, a, b, c, d])
}

/// What an object holds.
///
/// # Safety
///
/// The pointer is aligned, and good for reading an object for as long as the reference is used.
pub(super) unsafe fn inner<'c, T: Object>(argument: u8, object: *const T) -> Done<&'c T::Inner> {
    // SAFETY: as promised by the caller.
    unsafe { must_be::<T>(argument, object.cast()) }?;
    // SAFETY: the tags were written together with what is between them.
    Ok(unsafe { &*object.cast::<u64>().wrapping_add(1).cast() })
}

/// What an object holds, to be changed.
///
/// # Safety
///
/// As for [`inner`], and for writing.
pub(super) unsafe fn inner_mut<'c, T: Object>(argument: u8, object: *mut T) -> Done<&'c mut T::Inner> {
    // SAFETY: as promised by the caller.
    unsafe { must_be::<T>(argument, object.cast_const().cast()) }?;
    // SAFETY: the tags were written together with what is between them.
    Ok(unsafe { &mut *object.cast::<u64>().wrapping_add(1).cast() })
}

/// What an object held, which leaves none.
///
/// # Safety
///
/// The pointer is aligned, and good for reading and writing an object.
pub(super) unsafe fn take<T: Object>(argument: u8, object: *mut T) -> Done<T::Inner> {
    // SAFETY: as promised by the caller; what is read is there no more once its tag is gone.
    unsafe {
        must_be::<T>(argument, object.cast_const().cast())?;
        let inner = object.cast::<u64>().wrapping_add(1).cast::<T::Inner>().read();
        object.cast::<u64>().write(0);
        Ok(inner)
    }
}

/// Leaves none where an object was, and anything else as it is.
///
/// # Safety
///
/// The pointer is aligned, and good for reading and writing an object.
pub(super) unsafe fn spoil(first: *mut u64, tag: u64) {
    // SAFETY: the first word of an object.
    unsafe {
        if first.read() == tag {
            first.write(0);
        }
    }
}

/// # Safety
///
/// The pointer is aligned and good for reading an object.
unsafe fn must_be<T: Object>(argument: u8, words: *const u64) -> Done<()> {
    // SAFETY: as promised by the caller.
    unsafe { must_be_tagged(argument, words, T::TAG, last::<T>(), T::STAYS) }
}

/// The same for whatever objects: their tag, the index of their last word, and whether they stay in their place. Once for
/// all of them: sums of 64 bits are long on small machines.
///
/// # Safety
///
/// The pointer is aligned and good for reading so many words and one more.
#[inline(never)]
unsafe fn must_be_tagged(argument: u8, words: *const u64, tag: u64, last: usize, stays: bool) -> Done<()> {
    // SAFETY: the first word of an object.
    let first = unsafe { words.read() };
    let kind = match (first, first ^ tag) {
        (_, 0) => {
            // SAFETY: the last word of an object.
            if unsafe { words.wrapping_add(last).read() } == closing(words, tag, stays) {
                return Ok(());
            }
            MFA_ARGUMENT_DAMAGED
        }
        (0, _) => MFA_ARGUMENT_UNSET,
        (_, difference) if difference.to_le_bytes() == [0, 0, 0, difference.to_le_bytes()[3], 0, 0, 0, 0] => {
            MFA_ARGUMENT_VERSION
        }
        _ => MFA_ARGUMENT_FOREIGN,
    };
    Err(Failure::argument(kind, argument))
}

/// The last word of an object at a place.
fn closing(words: *const u64, tag: u64, stays: bool) -> u64 {
    let place = if stays { words.addr() as u64 } else { 0 };
    !tag ^ place.rotate_left(32)
}

/// The index of an object's last word.
const fn last<T>() -> usize {
    size_of::<T>() / size_of::<u64>() - 1
}

/// Where the bytes between what an object holds and its last tag begin, and how many there are.
pub(super) const fn room<T: Object>() -> (usize, usize) {
    let start = size_of::<u64>() + size_of::<T::Inner>();
    (start, size_of::<T>() - size_of::<u64>() - start)
}

/// How many bytes an object keeps behind what it holds.
pub(crate) const fn room_of<T: Object>() -> usize {
    room::<T>().1
}

/// A place where an object is made.
pub(crate) struct Place<'c, T> {
    words: *mut u64,
    is_written: bool,
    call: PhantomData<&'c mut T>,
}

impl<T: Object> Place<'_, T> {
    /// # Safety
    ///
    /// The pointer is aligned, and good for writing an object for as long as the place is there.
    pub(super) unsafe fn emptied(place: *mut T) -> Self {
        let () = T::FITS;
        let words = place.cast::<u64>();
        // SAFETY: as promised by the caller.
        unsafe { words.write(0) };
        Self { words, is_written: false, call: PhantomData }
    }

    /// Leaves zeros, whatever was there.
    pub(crate) fn wipe(self) {
        // SAFETY: the place is good for so many words.
        unsafe { wipe_words(self.words, last::<T>() + 1) };
    }

    /// Writes what the object is to hold; gives it where it lies, and the room behind it.
    pub(crate) fn write(&mut self, inner: T::Inner) -> (&mut T::Inner, Room<'_>) {
        let (start, length) = room::<T>();
        self.is_written = true;
        let place = self.words.wrapping_add(1).cast::<T::Inner>();
        // SAFETY: the place has room for the inner type between the tags at its alignment, and the rest lies behind it.
        unsafe {
            place.write(inner);
            (&mut *place, Room::new(self.words.cast::<u8>().wrapping_add(start), length))
        }
    }

    /// Makes the object of what was written, if anything was.
    pub(crate) fn made(&mut self) {
        if self.is_written {
            self.close();
        }
    }

    /// Makes the object.
    pub(crate) fn make(mut self, inner: T::Inner) {
        self.write(inner);
        self.close();
    }

    /// Makes the object of something empty that is filled where it lies, for it is too large to be moved. Where filling it
    /// fails the place is wiped.
    #[cfg(feature = "qr")]
    #[inline]
    pub(crate) fn make_of(
        mut self,
        empty: impl FnOnce() -> T::Inner,
        fill: impl FnOnce(&mut T::Inner) -> Done<()>,
    ) -> Done<()> {
        let inner = self.words.wrapping_add(1).cast::<T::Inner>();
        // SAFETY: as in `write`; what was written there is what the reference is of, and nothing else refers to it.
        let filled = unsafe {
            inner.write(empty());
            fill(&mut *inner)
        };
        match filled {
            Ok(()) => self.close(),
            Err(_) => self.wipe(),
        }
        filled
    }

    /// Writes the tags around what the object holds.
    fn close(&mut self) {
        // SAFETY: the place is good for so many words.
        unsafe { write_tags(self.words, T::TAG, last::<T>(), T::STAYS) };
    }
}

/// Writes an object's tag, and its closing word at an index.
///
/// # Safety
///
/// The pointer is aligned and good for writing so many words and one more.
unsafe fn write_tags(words: *mut u64, tag: u64, last: usize, stays: bool) {
    // SAFETY: the first and the last word of the place.
    unsafe {
        words.write(tag);
        words.wrapping_add(last).write(closing(words, tag, stays));
    }
}

/// Leaves zeros in so many words, whatever was there.
///
/// # Safety
///
/// The pointer is aligned and good for writing so many words.
unsafe fn wipe_words(words: *mut u64, count: usize) {
    // SAFETY: the place is good for so many words, which are zeros before they are looked at.
    unsafe {
        words.write_bytes(0, count);
        core::slice::from_raw_parts_mut(words, count).zeroize();
    }
}
