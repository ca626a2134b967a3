//! Client requests: what a program says to the valgrind that it runs under.

use core::arch::asm;
use std::hint::black_box;

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
const MAKE_UNDEFINED: usize = 0x4d43_0001;
const MAKE_DEFINED: usize = 0x4d43_0002;
const DUMP_COUNTS: usize = 0x4354_0000;
const ZERO_COUNTS: usize = 0x4354_0001;

/// Whether anybody listens.
pub fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, [0; 2]) != 0
}

/// How many findings there were so far, repeated ones too.
pub fn findings() -> usize {
    request(COUNT_ERRORS, [0; 2])
}

/// Memory that was never written, as far as memcheck knows from now on.
pub fn mark(place: *const u8, size: usize) {
    request(MAKE_UNDEFINED, [place as usize, size]);
}

/// The opposite.
pub fn unmark(place: *const u8, size: usize) {
    request(MAKE_DEFINED, [place as usize, size]);
}

/// Callgrind counts from zero again.
pub fn zero_counts() {
    request(ZERO_COUNTS, [0; 2]);
}

/// Callgrind writes down what it counted, and counts from zero again.
pub fn dump_counts() {
    request(DUMP_COUNTS, [0; 2]);
}

/// The same bytes, marked.
pub fn secret<const N: usize>(bytes: [u8; N]) -> [u8; N] {
    let mut marked = black_box(bytes);
    mark((&raw mut marked).cast_const().cast(), N);
    marked
}

/// The same text, marked once it is certain to be text: making a `str` looks at every byte.
pub fn secret_text(text: &str) -> String {
    let marked = black_box(text.to_owned());
    mark(marked.as_ptr(), marked.len());
    marked
}

/// The same text, with a part of it marked.
pub fn partly_secret(text: &str, part: &str) -> String {
    let kept = black_box(text.to_owned());
    let start = kept.find(part).expect("a part of it");
    mark(kept[start..].as_ptr(), part.len());
    kept
}

/// A request as valgrind's manual describes it for x86-64; outside of valgrind it does nothing and answers 0.
fn request(code: usize, [first, second]: [usize; 2]) -> usize {
    let arguments = [code, first, second, 0, 0, 0];
    let mut answer = 0_usize;
    // SAFETY: the rotations of rdi add up to 128 bits and the exchange is of a register with itself, so outside of
    // valgrind nothing changes; inside, it reads the six words and writes rdx.
    unsafe {
        asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") answer,
            inout("rdi") 0_usize => _,
            options(nostack),
        );
    }
    answer
}
