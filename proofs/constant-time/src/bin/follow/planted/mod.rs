//! Leaks as they are made in practice, each of which memcheck has to see. Where the engine does the same thing without
//! leaking, its place is named.
//!
//! Lengths are kept from the optimizer: where it knows them it compares whole words, which memcheck does not complain of
//! before somebody branches on the result.

mod choosing;
mod comparing;
mod controls;
mod reading;

use constant_time::valgrind;

use crate::through_c;

/// A leak by its name.
type Leak = (&'static str, fn());

/// All of them, in Rust and in C.
pub(crate) fn leaks() -> impl Iterator<Item = Leak> {
    let in_rust = [comparing::LEAKS, choosing::LEAKS, reading::LEAKS, controls::LEAKS];
    in_rust.into_iter().chain([through_c::LEAKS]).flatten().copied()
}

/// Makes each, and says whether it was seen.
pub(crate) fn make() {
    for (name, leak) in leaks() {
        let before = valgrind::findings();
        leak();
        let is_found = valgrind::findings() > before;
        println!("{} {name}", if is_found { "found" } else { "missed" });
    }
}
