//! The arguments of a call, each looked at once: what they point to, and that nothing written overlaps anything else.

use core::ffi::c_char;
use core::marker::PhantomData;
use core::mem::{align_of, size_of};
use core::slice;

use mfa_core::Code;

use super::open::Layout;
use super::*;

/// The most pointers that one function takes.
const MOST: usize = 12;

/// The arguments of one call. Each is named by its number in the header, counted from 1.
pub(crate) struct Arguments<'c> {
    taken: [Taken; MOST],
    /// A bit for each of them that is written.
    written: u32,
    count: usize,
    call: PhantomData<&'c mut ()>,
}

/// Memory that an argument points to: where it begins and where it ends.
#[derive(Clone, Copy)]
struct Taken {
    start: usize,
    end: usize,
}

impl<'c> Arguments<'c> {
    /// The arguments of the function that asks.
    ///
    /// # Safety
    ///
    /// Only pointers that C passed to this call may be handed over, and nothing that comes of them outlives the call.
    pub(crate) const unsafe fn of_this_call() -> Self {
        Self { taken: [Taken { start: 0, end: 0 }; MOST], written: 0, count: 0, call: PhantomData }
    }

    /// An object that was made before.
    pub(crate) fn object<T: Object>(&mut self, argument: u8, object: *const T) -> Done<&'c T::Inner> {
        self.takes_objects(argument, object, 1, false)?;
        // SAFETY: it is neither NULL nor misaligned, C promises the rest, and nothing that is written overlaps it.
        unsafe { object::inner(argument, object) }
    }

    /// So many objects that were made before, one behind the other. None at all may be NULL.
    pub(crate) fn objects<T: Object>(&mut self, argument: u8, first: *const T, count: usize) -> Done<Objects<'c, T>> {
        must_be_possible(argument, count.checked_mul(size_of::<T>()))?;
        if count > 0 {
            self.takes_objects(argument, first, count, false)?;
        }
        Ok(Objects { argument, first, count, call: PhantomData })
    }

    /// An object that changes.
    pub(crate) fn changed<T: Object>(&mut self, argument: u8, object: *mut T) -> Done<&'c mut T::Inner> {
        self.takes_objects(argument, object, 1, true)?;
        // SAFETY: it is neither NULL nor misaligned, C promises the rest, and no other argument overlaps it.
        unsafe { object::inner_mut(argument, object) }
    }

    /// What an object holds, once: it is none any more.
    pub(crate) fn taken<T: Object>(&mut self, argument: u8, object: *mut T) -> Done<T::Inner> {
        self.takes_objects(argument, object, 1, true)?;
        // SAFETY: it is neither NULL nor misaligned, C promises the rest, and no other argument overlaps it.
        unsafe { object::take(argument, object) }
    }

    /// An object that changes, with the bytes that it keeps behind what it holds.
    pub(crate) fn changed_with_room<T: Object>(
        &mut self,
        argument: u8,
        object: *mut T,
    ) -> Done<(&'c mut T::Inner, Room<'c>)> {
        let inner = self.changed(argument, object)?;
        let (start, length) = object::room::<T>();
        // SAFETY: bytes of the object that do not overlap what it holds.
        let room = unsafe { Room::new(object.cast::<u8>().wrapping_add(start), length) };
        Ok((inner, room))
    }

    /// The same object as before, after the caller's own code ran.
    pub(crate) fn changed_again<T: Object>(
        &mut self,
        argument: u8,
        object: *mut T,
    ) -> Done<(&'c mut T::Inner, Room<'c>)> {
        self.count = self.count.saturating_sub(1);
        self.written &= !u32::from(true).wrapping_shl(u32::try_from(self.count).unwrap_or(0));
        self.changed_with_room(argument, object)
    }

    /// A place for an object that is made. Its tag is zeroed first, so that it is none until it is made.
    pub(crate) fn new_object<T: Object>(&mut self, argument: u8, place: *mut T) -> Done<Place<'c, T>> {
        self.takes(argument, place, 1, true)?;
        // SAFETY: as above; it need not hold anything yet.
        Ok(unsafe { Place::emptied(place) })
    }

    /// A struct that begins with its size: what it leaves out has its default.
    pub(crate) fn open<T: Open>(&mut self, argument: u8, given: *const T) -> Done<T> {
        let mut whole = T::DEFAULT;
        // SAFETY: the struct consists of numbers, of which any are good ones.
        unsafe { self.open_over(argument, given.cast(), T::LAYOUT, (&raw mut whole).cast()) }?;
        Ok(whole)
    }

    /// As [`Arguments::open`]; NULL is all defaults.
    pub(crate) fn open_or_default<T: Open>(&mut self, argument: u8, given: *const T) -> Done<T> {
        let mut whole = T::DEFAULT;
        if !given.is_null() {
            // SAFETY: as above.
            unsafe { self.open_over(argument, given.cast(), T::LAYOUT, (&raw mut whole).cast()) }?;
        }
        Ok(whole)
    }

    /// A place for a struct that begins with its size. It is set to its default first, and never written beyond its size.
    pub(crate) fn new_open<T: Open>(&mut self, argument: u8, place: *mut T) -> Done<OpenPlace<'c, T>> {
        let size = self.takes_open(argument, place.cast_const().cast(), T::LAYOUT, true)?;
        // SAFETY: as many bytes as it says.
        Ok(unsafe { OpenPlace::cleared(place, size) })
    }

    /// A place for a number. It is zeroed first.
    pub(crate) fn new_number<T: Copy + Default>(&mut self, argument: u8, place: *mut T) -> Done<&'c mut T> {
        self.takes(argument, place, 1, true)?;
        // SAFETY: it is neither NULL nor misaligned, C promises the rest, and no other argument overlaps it.
        unsafe {
            place.write(T::default());
            Ok(&mut *place)
        }
    }

    /// As [`Arguments::new_number`], where NULL says that nobody wants it.
    pub(crate) fn optional_number<T: Copy + Default>(
        &mut self,
        argument: u8,
        place: *mut T,
    ) -> Done<Option<&'c mut T>> {
        if place.is_null() { Ok(None) } else { self.new_number(argument, place).map(Some) }
    }

    /// Bytes. NULL is fine if there are none.
    pub(crate) fn bytes(&mut self, argument: u8, bytes: *const u8, size: usize) -> Done<&'c [u8]> {
        if size == 0 {
            return Ok(&[]);
        }
        must_be_possible(argument, Some(size))?;
        self.takes(argument, bytes, size, false)?;
        // SAFETY: not NULL, at most isize::MAX bytes, C promises the rest, and nothing that is written overlaps it.
        Ok(unsafe { slice::from_raw_parts(bytes, size) })
    }

    /// Exactly so many bytes, refused otherwise by what is wrong with their number (`size` is the next argument).
    pub(crate) fn array<const N: usize>(&mut self, argument: u8, bytes: *const u8, size: usize) -> Done<&'c [u8; N]> {
        let bytes = self.bytes(argument, bytes, size)?;
        bytes.try_into().map_err(|_| Failure::argument(MFA_ARGUMENT_SIZE, argument.saturating_add(1)))
    }

    /// Text in UTF-8, without its NUL if it has one. NULL is fine if it is empty.
    pub(crate) fn text(&mut self, argument: u8, text: *const c_char, size: usize) -> Done<&'c str> {
        let bytes = self.bytes(argument, text.cast(), size)?;
        // Looked at to its end, whatever it is.
        if mfa_core::is_ascii(bytes) {
            // SAFETY: ASCII is UTF-8. What people type is, and to find that out takes a third of the time.
            return Ok(unsafe { core::str::from_utf8_unchecked(bytes) });
        }
        core::str::from_utf8(bytes).map_err(|_| Failure::argument(MFA_ARGUMENT_TEXT, argument))
    }

    /// A code that a person typed. What is not ASCII is no digit, whether it is UTF-8 or not.
    pub(crate) fn code(&mut self, argument: u8, typed: *const c_char, size: usize) -> Done<Code> {
        let bytes = self.bytes(argument, typed.cast(), size)?;
        if !mfa_core::is_ascii(bytes) {
            return Err(Failure(MFA_ERROR_CODE_NOT_A_DIGIT));
        }
        // SAFETY: ASCII is UTF-8.
        Ok(Code::parse(unsafe { core::str::from_utf8_unchecked(bytes) })?)
    }

    /// What else a person typed: not being UTF-8 is nothing that the caller did wrong.
    pub(crate) fn typed(&mut self, argument: u8, text: *const c_char, size: usize) -> Done<&'c str> {
        self.typed_or(argument, text, size, MFA_ERROR_CODE_NOT_A_DIGIT)
    }

    /// As [`Arguments::typed`], with what to answer if it is not UTF-8.
    pub(crate) fn typed_or(
        &mut self,
        argument: u8,
        text: *const c_char,
        size: usize,
        otherwise: mfa_result,
    ) -> Done<&'c str> {
        self.text(argument, text, size).map_err(|failure| match mfa_result_kind(failure.0) {
            MFA_ARGUMENT_TEXT => Failure(otherwise),
            _ => failure,
        })
    }

    /// A place for so many bytes. They are zeroed first.
    pub(crate) fn new_bytes(&mut self, argument: u8, place: *mut u8, size: usize) -> Done<&'c mut [u8]> {
        if size == 0 {
            return Ok(&mut []);
        }
        must_be_possible(argument, Some(size))?;
        self.takes(argument, place, size, true)?;
        // SAFETY: not NULL, at most isize::MAX bytes, C promises the rest, and no other argument overlaps it.
        unsafe {
            place.write_bytes(0, size);
            Ok(slice::from_raw_parts_mut(place, size))
        }
    }

    /// A place for exactly so many bytes.
    pub(crate) fn new_array<const N: usize>(
        &mut self,
        argument: u8,
        place: *mut u8,
        size: usize,
    ) -> Done<&'c mut [u8; N]> {
        let bytes = self.new_bytes(argument, place, size)?;
        bytes.try_into().map_err(|_| Failure::argument(MFA_ARGUMENT_SIZE, argument.saturating_add(1)))
    }

    /// A place for text with its NUL, of `size` bytes in all. It is emptied first.
    pub(crate) fn new_text(&mut self, argument: u8, place: *mut c_char, size: usize) -> Done<TextPlace<'c>> {
        Ok(TextPlace::new(argument, self.new_bytes(argument, place.cast(), size)?))
    }

    pub(super) fn takes<T>(&mut self, argument: u8, pointer: *const T, count: usize, written: bool) -> Done<()> {
        let length = size_of::<T>().saturating_mul(count);
        self.takes_place(argument, pointer.cast(), align_of::<T>(), length, written)
    }

    // What follows is the same for all types, and there once.

    fn takes_place(
        &mut self,
        argument: u8,
        start: *const u8,
        alignment: usize,
        length: usize,
        written: bool,
    ) -> Done<()> {
        self.takes_bytes(argument, start, alignment, length, written)?;
        self.must_not_overlap(argument)
    }

    /// Reads a struct that begins with its size over its defaults.
    ///
    /// # Safety
    ///
    /// What it is read over is good for writing a struct of that layout.
    #[inline(never)]
    unsafe fn open_over(&mut self, argument: u8, given: *const u8, layout: &Layout, whole: *mut u8) -> Done<()> {
        let size = self.takes_open(argument, given, layout, false)?;
        // SAFETY: as many bytes as it says, and as many as the layout has.
        unsafe { open::read(argument, given, size, whole, layout.size) }
    }

    /// A struct that begins with its size; gives that.
    fn takes_open(&mut self, argument: u8, start: *const u8, layout: &Layout, written: bool) -> Done<usize> {
        self.takes_bytes(argument, start, layout.alignment, size_of::<u32>(), written)?;
        // SAFETY: it is neither NULL nor misaligned, and begins with its size, which C promises to be its own.
        let size = unsafe { open::stated_size(argument, start.cast(), layout) }?;
        self.replace_last(size);
        self.must_not_overlap(argument)?;
        Ok(size)
    }

    fn takes_objects<T: Object>(&mut self, argument: u8, first: *const T, count: usize, written: bool) -> Done<()> {
        self.takes_tagged(argument, first.cast(), (T::TAG, size_of::<T>()), count, written)
    }

    /// Objects in which an output lies are not what they were, for outputs are set first: they are none any more.
    fn takes_tagged(
        &mut self,
        argument: u8,
        first: *const u64,
        (tag, size): (u64, usize),
        count: usize,
        written: bool,
    ) -> Done<()> {
        let taken = self.takes_place(argument, first.cast(), align_of::<u64>(), size.saturating_mul(count), written);
        if taken.is_err_and(|failure| mfa_result_kind(failure.0) == MFA_ARGUMENT_OVERLAP) {
            let mut object = first.cast_mut();
            for _ in 0..count {
                let next = object.wrapping_byte_add(size);
                if self.overlaps(object.addr(), next.addr(), true) {
                    // SAFETY: it is neither NULL nor misaligned, and C handed over a part of it to be written.
                    unsafe { object::spoil(object, tag) };
                }
                object = next;
            }
        }
        taken
    }

    /// Whether an argument before the last one overlaps this. Of most calls one alone is written, so those are gone through
    /// by their bits.
    fn overlaps(&self, start: usize, end: usize, only_written: bool) -> bool {
        let before = u32::try_from(self.count.saturating_sub(1)).unwrap_or(0);
        let mut rest = 1_u32.wrapping_shl(before).wrapping_sub(1);
        if only_written {
            rest &= self.written;
        }
        while rest != 0 {
            let index = usize::try_from(rest.trailing_zeros()).unwrap_or(MOST);
            if self.taken.get(index).is_some_and(|other| start < other.end && other.start < end) {
                return true;
            }
            rest &= rest.wrapping_sub(1);
        }
        false
    }

    fn takes_bytes(
        &mut self,
        argument: u8,
        start: *const u8,
        alignment: usize,
        length: usize,
        written: bool,
    ) -> Done<()> {
        let start = start.addr();
        if start == 0 {
            return Err(Failure::argument(MFA_ARGUMENT_NULL, argument));
        }
        if start & alignment.saturating_sub(1) != 0 {
            return Err(Failure::argument(MFA_ARGUMENT_MISALIGNED, argument));
        }
        let end = start.checked_add(length).filter(|_| isize::try_from(length).is_ok());
        let end = end.ok_or(Failure::argument(MFA_ARGUMENT_SIZE, argument))?;
        let place = self.taken.get_mut(self.count).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
        *place = Taken { start, end };
        self.written |= u32::from(written).wrapping_shl(u32::try_from(self.count).unwrap_or(0));
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    /// The last argument turned out to be longer.
    fn replace_last(&mut self, length: usize) {
        if let Some(last) = self.count.checked_sub(1).and_then(|last| self.taken.get_mut(last)) {
            last.end = last.start.saturating_add(length);
        }
    }

    /// Whether the last argument overlaps another, where one of both is written.
    fn must_not_overlap(&self, argument: u8) -> Done<()> {
        let Some(last) = self.count.checked_sub(1) else { return Ok(()) };
        let is_written = self.written.wrapping_shr(u32::try_from(last).unwrap_or(0)) & 1 == 1;
        match self.taken.get(last) {
            Some(Taken { start, end }) if self.overlaps(*start, *end, !is_written) => {
                Err(Failure::argument(MFA_ARGUMENT_OVERLAP, argument))
            }
            _ => Ok(()),
        }
    }
}

/// Whether memory can have so many bytes; their number is the argument behind the pointer.
fn must_be_possible(argument: u8, bytes: Option<usize>) -> Done<()> {
    let possible = bytes.is_some_and(|bytes| isize::try_from(bytes).is_ok());
    if possible { Ok(()) } else { Err(Failure::argument(MFA_ARGUMENT_SIZE, argument.saturating_add(1))) }
}

/// Objects one behind the other.
pub(crate) struct Objects<'c, T> {
    argument: u8,
    first: *const T,
    count: usize,
    call: PhantomData<&'c T>,
}

impl<'c, T: Object> Objects<'c, T> {
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The object at an index; `None` behind the last.
    pub(crate) fn get(&self, index: usize) -> Option<Done<&'c T::Inner>> {
        // SAFETY: it is one of those that `Arguments::objects` looked at.
        (index < self.count).then(|| unsafe { object::inner(self.argument, self.first.wrapping_add(index)) })
    }
}
