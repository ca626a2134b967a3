//! What must be found: secrets that are held, that are freed unwiped, and that are left where they were planted.

use std::alloc::{Layout, dealloc};
use std::hint::black_box;

use memory::inputs::{Inputs, text};
use mfa_core::RecoveryCode;

use crate::Call;
use crate::engine::{code, credential, digits, recovery_key, secret};

pub const CALLS: &[(&str, Call)] = &[
    ("held", held),
    ("unwiped", unwiped),
    ("planted-static", planted_in_data),
    ("planted-freed", planted_on_the_heap),
    ("planted-stack", planted_on_the_stack),
];

/// Behind the start of a block, where the allocator writes once it is freed.
#[repr(C)]
struct Behind<T>([u64; 8], T);

fn behind<T>(object: T) -> *mut Behind<T> {
    black_box(Box::into_raw(Box::new(Behind([0; 8], object))))
}

fn held(inputs: &Inputs) {
    behind(secret(inputs));
    behind(credential(inputs));
    behind(code(&inputs.code));
    behind(recovery_key(inputs));
    behind(digits(&inputs.pin));
    behind(digits(&inputs.response));
    behind(recovery_code(inputs));
}

/// Their memory is given back, and their destructors are not run.
fn unwiped(inputs: &Inputs) {
    let freed = [
        freed(secret(inputs)),
        freed(credential(inputs)),
        freed(code(&inputs.code)),
        freed(recovery_key(inputs)),
        freed(digits(&inputs.pin)),
        freed(digits(&inputs.response)),
        freed(recovery_code(inputs)),
    ];
    for (place, layout) in freed {
        // SAFETY: it came from a box of that layout, and nobody else has it.
        unsafe { dealloc(place, layout) };
    }
}

fn freed<T>(object: T) -> (*mut u8, Layout) {
    (behind(object).cast(), Layout::new::<Behind<T>>())
}

fn recovery_code(inputs: &Inputs) -> RecoveryCode {
    RecoveryCode::parse(text(&inputs.recovery_code)).expect("one")
}

/// Within one page, for an image has a segment of its own for the pages of a file and for those that follow.
#[repr(align(2048))]
struct Place([u8; 2048]);

static mut PLACE: Place = Place([0; 2048]);

fn planted_in_data(inputs: &Inputs) {
    // SAFETY: this process has one thread.
    unsafe { (&raw mut PLACE.0).write_volatile(inputs.planted) };
}

fn planted_on_the_heap(inputs: &Inputs) {
    let mut block = vec![0; 4096];
    block[64..64 + inputs.planted.len()].copy_from_slice(&inputs.planted);
    black_box(&block);
}

fn planted_on_the_stack(inputs: &Inputs) {
    let place = inputs.planted;
    black_box(&place);
}
