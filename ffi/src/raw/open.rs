//! Open structs, which grow with the library: each begins with its size, set by the caller.
//!
//! Shorter than ours: what is missing has its default. Longer: fine as long as what we do not know is zero. An output is
//! never written beyond what the caller says it has.

#![allow(clippy::arithmetic_side_effects, reason = "each size was compared before it is subtracted")]

use core::marker::PhantomData;
use core::mem::size_of;
use core::slice;

use super::Done;
use crate::failure::Failure;
use crate::result::*;

/// No struct of ours will ever be larger, so a larger size is something else.
const LARGEST: usize = 4096;

/// An open struct of the header.
///
/// # Safety
///
/// The type is a struct in the layout of C of numbers alone, without padding, and begins with a `u32`.
pub(crate) unsafe trait Open: Copy {
    /// What fields have that a caller leaves out, and what outputs hold before any work.
    const DEFAULT: Self;
    /// The sizes that it had or could have had: each ends behind a field.
    const SIZES: &'static [u16];
    /// What there is to know of it for whom all such structs are the same.
    const LAYOUT: &'static Layout =
        &Layout { alignment: align_of::<Self>(), size: size_of::<Self>(), sizes: Self::SIZES };
}

/// Says what the fields of an open struct are by default.
macro_rules! open {
    ($name:ident { $($field:ident: $default:expr),* $(,)? }) => {
        // SAFETY: the struct is in the layout of C, begins with its size and consists of numbers; that there is no padding
        // is what the sum of the fields' sizes shows.
        unsafe impl $crate::raw::Open for $name {
            const DEFAULT: Self = Self { size: $crate::raw::size_field::<Self>(), $($field: $default),* };
            #[allow(clippy::cast_possible_truncation, reason = "no struct is larger than LARGEST")]
            const SIZES: &'static [u16] = {
                let sum = size_of::<u32>() $(+ size_of_val(&Self::DEFAULT.$field))*;
                assert!(sum == size_of::<Self>(), "no padding");
                &[$(core::mem::offset_of!(Self, $field) as u16,)* size_of::<Self>() as u16]
            };
        }
    };
}

/// What a struct of a type says of its size.
#[allow(clippy::cast_possible_truncation, reason = "no struct is larger than LARGEST")]
pub(crate) const fn size_field<T>() -> u32 {
    assert!(size_of::<T>() <= LARGEST, "a struct of the header");
    size_of::<T>() as u32
}

/// What there is to know of a type of open structs.
pub(crate) struct Layout {
    pub(super) alignment: usize,
    pub(super) size: usize,
    sizes: &'static [u16],
}

/// What an open struct says of its size.
///
/// # Safety
///
/// The pointer is aligned and good for reading a `u32`.
pub(super) unsafe fn stated_size(argument: u8, given: *const u32, layout: &Layout) -> Done<usize> {
    // SAFETY: an open struct begins with it.
    let stated = usize::try_from(unsafe { given.read() }).unwrap_or(usize::MAX);
    let is_known = layout.sizes.iter().any(|size| usize::from(*size) == stated);
    if is_known || (layout.size..=LARGEST).contains(&stated) {
        Ok(stated)
    } else {
        Err(Failure::argument(MFA_ARGUMENT_SIZE, argument))
    }
}

/// Reads an open struct of a stated size over its defaults.
///
/// # Safety
///
/// The pointers are good for reading and writing so many bytes.
pub(super) unsafe fn read(argument: u8, given: *const u8, size: usize, whole: *mut u8, whole_size: usize) -> Done<()> {
    let known = size.min(whole_size);
    // SAFETY: both have as many bytes.
    let tail = unsafe {
        core::ptr::copy_nonoverlapping(given, whole, known);
        slice::from_raw_parts(given.wrapping_add(known), size - known)
    };
    if tail.iter().any(|byte| *byte != 0) {
        return Err(Failure::argument(MFA_ARGUMENT_TAIL, argument));
    }
    Ok(())
}

/// A place for an open struct.
pub(crate) struct OpenPlace<'c, T> {
    place: *mut T,
    size: usize,
    call: PhantomData<&'c mut T>,
}

impl<T: Open> OpenPlace<'_, T> {
    /// # Safety
    ///
    /// The pointer is aligned, and good for writing so many bytes for as long as the place is there.
    pub(super) unsafe fn cleared(place: *mut T, size: usize) -> Self {
        let cleared = Self { place, size, call: PhantomData };
        // SAFETY: as promised by the caller; behind the size, which stays.
        unsafe { place.cast::<u8>().wrapping_add(size_of::<u32>()).write_bytes(0, size - size_of::<u32>()) };
        cleared.write(&T::DEFAULT);
        cleared
    }

    /// How many bytes the caller has.
    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    /// Fills the struct, as much of it as the caller has.
    pub(crate) fn fill(self, value: &T) {
        self.write(value);
    }

    fn write(&self, value: &T) {
        let known = self.size.min(size_of::<T>());
        let behind_size = size_of::<u32>();
        // SAFETY: both have as many bytes; the caller's size stays as it is.
        unsafe {
            core::ptr::copy_nonoverlapping(
                core::ptr::from_ref(value).cast::<u8>().wrapping_add(behind_size),
                self.place.cast::<u8>().wrapping_add(behind_size),
                known - behind_size,
            );
        }
    }
}
