//! The allocator of the library that apps load: every place is wiped before it is given back.
//!
//! What crosses the bridge does so in buffers that are made, grown and freed by UniFFI, which knows of no secrets. So
//! whatever was in one, in a string, a vector or an object of ours, is gone once it is freed. It costs a pass over what
//! is freed; `docs/bindings.md` has the figures, and what is left in the memory of the other language.

use core::alloc::{GlobalAlloc, Layout};
use std::alloc::System;

#[derive(Debug)]
struct Wiping;

// Without it, what is freed stays: to see that it would be found, and what wiping costs.
#[cfg_attr(not(mfa_unwiped), global_allocator)]
#[cfg_attr(mfa_unwiped, allow(dead_code, reason = "the system's allocator is used"))]
static ALLOCATOR: Wiping = Wiping;

// SAFETY: places come from the system's allocator and go back to it, unchanged but for what is in them. `realloc` is the
// trait's own: a new place, a copy, and the old place given back by way of `dealloc`.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the system allocator's condition.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the place was given out with this layout, and nobody uses it any more.
        let freed = unsafe {
            place.write_bytes(0, layout.size());
            core::slice::from_raw_parts(place, layout.size())
        };
        // For the compiler, somebody looks at the zeros.
        zeroize::optimization_barrier(freed);
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}
