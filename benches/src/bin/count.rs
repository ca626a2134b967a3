//! Calls each operation once between two requests to callgrind, which then writes what that call took, under its name.
//!
//! With `--planted` one operation looks at two candidates more than its name says: what a gate must find.

use mfa_benches::{Operation, c_abi, ours};

/// What is slowed down, and what it is replaced by.
const PLANTED: (&str, &str) = ("window/1", "window/2");
/// Calls before the one that is counted: what is found out once is known by then.
const CALLS_BEFORE: usize = 3;

fn main() {
    let mut operations = ours::operations();
    operations.extend(c_abi::operations());
    let planted = std::env::args().any(|argument| argument == "--planted");
    for index in 0..operations.len() {
        let path = operations[index].path();
        // One compression is the hash crates', not ours.
        if path.starts_with("compression/") {
            continue;
        }
        let counted = if planted && path == PLANTED.0 { find(&operations, PLANTED.1) } else { index };
        count(&path, &mut operations[counted].run);
    }
}

fn find(operations: &[Operation], path: &str) -> usize {
    operations.iter().position(|operation| operation.path() == path).expect("it is there")
}

fn count(path: &str, run: &mut dyn FnMut()) {
    let path = std::ffi::CString::new(path).expect("a name");
    (0..CALLS_BEFORE).for_each(|_| run());
    request(callgrind::ZERO, 0);
    run();
    request(callgrind::DUMP_AT, path.as_ptr() as usize);
}

mod callgrind {
    const BASE: usize = (b'C' as usize) << 24 | (b'T' as usize) << 16;
    pub(super) const ZERO: usize = BASE + 1;
    pub(super) const DUMP_AT: usize = BASE + 3;
}

/// Asks valgrind for something; outside of it this does nothing.
#[cfg(target_arch = "x86_64")]
fn request(what: usize, argument: usize) {
    let request = [what, argument, 0, 0, 0, 0];
    // SAFETY: the rotations are by 128 bits in all, and the exchange is of a register with itself.
    unsafe {
        core::arch::asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") &raw const request, inout("rdx") 0_usize => _, out("rdi") _,
        );
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn request(_: usize, _: usize) {
    panic!("how valgrind is asked is known here for x86-64 only");
}
