//! The stack beneath a function, overwritten once its work is done: what destructors wipe, a compiler has copied there.

use zeroize::optimization_barrier;

/// As much as a login through the store takes, and more.
const DEPTH: usize = 64 * 1024;

/// Does some work, and leaves nothing of it beneath: whatever stands there once the work is done is overwritten, as deep as
/// it can have come.
pub(crate) fn cleared_beneath<R>(work: impl FnOnce() -> R) -> R {
    let done = beneath(work);
    beneath(overwrite);
    done
}

/// In a frame of its own, which begins at the same place for all that is done in one function.
#[inline(never)]
fn beneath<R>(work: impl FnOnce() -> R) -> R {
    work()
}

fn overwrite() {
    let zeros = [0_u8; DEPTH];
    optimization_barrier(&zeros);
}
