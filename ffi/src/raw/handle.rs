//! Handles: what the library keeps on the heap, and C names by a pointer.
//!
//! The pointer is a number that no other handle has or will have, and leads nowhere: nothing reads what it points to. So a
//! handle that is closed, of another kind, or none at all is told from one that is open, whatever became of the memory, and
//! whoever closes one while others use it takes it from nobody.

use core::any::Any;
use core::marker::PhantomData;
use core::ptr;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Arguments, Done};
use crate::failure::Failure;
use crate::result::*;

/// A type of the header that C knows by its name only.
pub(crate) trait Handle: Sized {
    /// What it stands for. Each kind of handles has another.
    type Inner: Any + Send + Sync;
}

/// The number of the first handle. Beneath it no program has memory.
const FIRST: usize = 0x1_0000;
/// How far apart handles are: aligned as pointers are.
const STEP: usize = 16;

/// What is open.
struct Table {
    next: usize,
    open: BTreeMap<usize, Arc<dyn Any + Send + Sync>>,
}

static TABLE: Mutex<Table> = Mutex::new(Table { next: FIRST, open: BTreeMap::new() });

fn table() -> MutexGuard<'static, Table> {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Table {
    /// What a handle of a kind stands for.
    fn find<T: Handle>(&self, argument: u8, number: usize) -> Done<Arc<T::Inner>> {
        let refused = |kind| Err(Failure::argument(kind, argument));
        match self.open.get(&number) {
            Some(there) => Arc::clone(there).downcast().or(refused(MFA_ARGUMENT_FOREIGN)),
            None if number == 0 => refused(MFA_ARGUMENT_NULL),
            None if self.was_open(number) => refused(MFA_ARGUMENT_UNSET),
            None => refused(MFA_ARGUMENT_FOREIGN),
        }
    }

    /// The last one takes the table's own memory with it. A program that loads the library for each login and unloads it, as
    /// those with PAM do, would lose it each time.
    fn close(&mut self, number: usize) {
        self.open.remove(&number);
        if self.open.is_empty() {
            self.open = BTreeMap::new();
        }
    }

    fn was_open(&self, number: usize) -> bool {
        (FIRST..self.next).contains(&number) && number.checked_rem(STEP) == Some(0)
    }
}

impl<'c> Arguments<'c> {
    /// What a handle stands for.
    pub(crate) fn handle<T: Handle>(&mut self, argument: u8, handle: *const T) -> Done<Arc<T::Inner>> {
        table().find::<T>(argument, handle.addr())
    }

    /// As [`Arguments::handle`]; NULL is none.
    pub(crate) fn optional_handle<T: Handle>(&mut self, argument: u8, handle: *const T) -> Done<Option<Arc<T::Inner>>> {
        if handle.is_null() { Ok(None) } else { self.handle(argument, handle).map(Some) }
    }

    /// A place for a handle. It is NULL until there is one.
    pub(crate) fn new_handle<T: Handle>(&mut self, argument: u8, place: *mut *mut T) -> Done<HandlePlace<'c, T>> {
        self.takes(argument, place, 1, true)?;
        // SAFETY: it is neither NULL nor misaligned, C promises the rest, and no other argument overlaps it.
        unsafe { place.write(ptr::null_mut()) };
        Ok(HandlePlace { place, call: PhantomData })
    }

    /// Closes a handle. What it stands for goes once nobody uses it any more. NULL is none to close.
    pub(crate) fn close<T: Handle>(&mut self, argument: u8, handle: *mut T) -> Done<()> {
        if handle.is_null() {
            return Ok(());
        }
        let mut table = table();
        let held = table.find::<T>(argument, handle.addr())?;
        table.close(handle.addr());
        // What goes with it may take a while.
        drop(table);
        drop(held);
        Ok(())
    }
}

/// A place for a handle.
pub(crate) struct HandlePlace<'c, T> {
    place: *mut *mut T,
    call: PhantomData<&'c mut *mut T>,
}

impl<T: Handle> HandlePlace<'_, T> {
    /// Opens a handle.
    pub(crate) fn open(self, inner: T::Inner) -> Done<()> {
        let inner = Arc::new(inner);
        let mut table = table();
        let number = table.next;
        table.next = number.checked_add(STEP).ok_or(Failure(MFA_ERROR_UNKNOWN))?;
        table.open.insert(number, inner);
        // SAFETY: the place is good for a pointer for as long as it is there.
        unsafe { self.place.write(ptr::without_provenance_mut(number)) };
        Ok(())
    }
}
